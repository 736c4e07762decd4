import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { layoutTestQuery } from "../../api/layouts";
import type { LayoutTest, Plan, SolutionRequest } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";

import { Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import { Asked } from "./Asked";
import css from "./layout.module.css";
import { useWords } from "./words";

interface Names {
  site: (id: string) => string;
  country: (iso3: string) => string;
}

const draws = 100;

/** How firm the plan shown is; asked for with a button, as it takes the server some seconds. */
export function Stress({ request, plan, ...names }: Names & { request: SolutionRequest; plan: Plan }) {
  const t = useT();
  const key = plan.sites.map((s) => `${s.id}=${s.industry}`).join();
  const [asked, setAsked] = useState("");
  return (
    <Panel
      title={t("layout.test")}
      extra={
        <Button size="small" disabled={asked === key} onClick={() => setAsked(key)}>
          {t("layout.test.run")}
        </Button>
      }
    >
      {asked === key ? (
        <Results request={request} plan={plan} {...names} />
      ) : (
        <p className={css.line}>{t("layout.test.hint", { draws })}</p>
      )}
    </Panel>
  );
}

function Results({ request, plan, ...names }: Names & { request: SolutionRequest; plan: Plan }) {
  const test = useQuery(
    layoutTestQuery({
      ...request,
      places: plan.sites.map((s) => ({ site: s.id, industry: s.industry })),
      draws,
      seed: 1,
    }),
  );
  return <Asked query={test}>{(answer) => <Outcomes test={answer} {...names} />}</Asked>;
}

/** What each test did to a plan, and how often its sites are chosen under other weights. */
export function Outcomes({
  test,
  site,
  country,
}: Names & { test: Pick<LayoutTest, "stress" | "uncertainty"> }) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const u = test.uncertainty;
  const rules = (codes: string[]) => words.list(codes.map(words.condition));
  return (
    <>
      <Scroll>
        <table className={css.table} aria-label={t("layout.test")}>
          <thead>
            <tr>
              <th scope="col">{t("layout.test.scenario")}</th>
              <th scope="col">{t("layout.test.effect")}</th>
              <th scope="col">{t("layout.test.best")}</th>
              <th scope="col" className={css.right}>
                {t("layout.test.cost")}
              </th>
            </tr>
          </thead>
          <tbody>
            {test.stress.map((o) => {
              const s = o.scenario;
              return (
                <tr key={`${s.kind}/${s.passage ?? ""}/${s.iso3 ?? ""}/${s.year ?? ""}`}>
                  <th scope="row">
                    {s.kind === "passage"
                      ? t("layout.test.passage", { passage: words.passage(s.passage ?? "") })
                      : s.kind === "country"
                        ? t("layout.test.country", { country: country(s.iso3 ?? "") })
                        : s.kind === "year"
                          ? t("layout.test.year", { year: s.year ?? "" })
                          : t("layout.test.list")}
                  </th>
                  <td className={o.broken.length > 0 ? css.fail : undefined} style={{ whiteSpace: "normal" }}>
                    {o.broken.length > 0
                      ? `✗ ${t("layout.test.broken", { rules: rules(o.broken) })}`
                      : `✓ ${t("layout.test.holds")}`}
                  </td>
                  <td>
                    {!o.best
                      ? t("layout.test.none", { rules: rules(o.blocking) || t("layout.reason.none") })
                      : o.gained.length + o.lost.length === 0
                        ? t("layout.test.same")
                        : t("layout.test.swap", {
                            gained: words.list(o.gained.map(site)) || "—",
                            lost: words.list(o.lost.map(site)) || "—",
                          })}
                  </td>
                  <td className={css.right}>{format.score(o.loss)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      {u && (
        <>
          <p className={css.line} style={{ marginTop: 10 }}>
            {t("layout.test.draws", {
              draws: u.draws,
              seed: u.seed,
              same: format.percent(u.same),
              kept: format.percent(u.kept),
              mean: format.score(u.meanLoss),
              max: format.score(u.maxLoss),
            })}
          </p>
          <p className={css.line}>
            <strong>{t("layout.test.frequency")}</strong>{" "}
            {words.list(u.sites.slice(0, 12).map((f) => `${site(f.site)} ${format.percent(f.share)}`))}
          </p>
        </>
      )}
    </>
  );
}
