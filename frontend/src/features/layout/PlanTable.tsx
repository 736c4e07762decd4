import { Button, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { LayoutCandidate, Plan } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import css from "./layout.module.css";
import { SeaRoute } from "./SeaRoute";
import type { Marker } from "./stored";
import type { LayoutState } from "./useLayoutState";
import { useWords } from "./words";

interface Props {
  title: string;
  plan: Plan;
  candidates: LayoutCandidate[];
  state: Pick<LayoutState, "strategy" | "in">;
  country: (iso3: string) => string;
  industry: (id: string) => string;
  /** Absent where the plan is only shown. */
  move?: (id: string, where: "in" | "out" | "") => void;
  ask?: (id: string) => void;
  Mark?: Marker | undefined;
  /** Opens what a figure rests on; of kept plans. */
  cite?: ((site: string, indicator?: string) => void) | undefined;
}

/** The sites of a plan; a site is moved out by its button or by dragging its row to the candidates. */
export function PlanTable({
  title,
  plan,
  candidates,
  state,
  country,
  industry,
  move,
  ask,
  Mark,
  cite,
}: Props) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const [over, setOver] = useState(false);
  const by = new Map(candidates.map((c) => [c.id, c]));
  return (
    <div
      className={over ? css.over : undefined}
      onDragOver={(e) => {
        if (!move) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        const id = e.dataTransfer.getData("text/plain");
        if (by.has(id) && !plan.sites.some((s) => s.id === id)) move?.(id, "in");
      }}
    >
      <Panel title={title} flush extra={over && <span>{t("layout.dropIn")}</span>}>
        <Scroll>
          <table className={css.table} aria-label={title}>
            <thead>
              <tr>
                <th scope="col" className={css.right}>
                  #
                </th>
                <th scope="col">{t("layout.col.site")}</th>
                <th scope="col">{t("layout.col.country")}</th>
                <th scope="col">{t("layout.col.role")}</th>
                <th scope="col">{t("layout.col.industry")}</th>
                <th scope="col" className={css.right}>
                  {t("layout.col.score")}
                </th>
                <th scope="col" className={css.right}>
                  {t("layout.col.fit")}
                </th>
                <th scope="col" className={css.right}>
                  {t("layout.col.coverage")}
                </th>
                <th scope="col">{t("layout.col.sea")}</th>
                {move && <th scope="col">{t("app.actions")}</th>}
              </tr>
            </thead>
            <tbody>
              {plan.sites.map((s, i) => {
                const name = words.site(s.name);
                const isIn = state.in.includes(s.id);
                return (
                  <tr
                    key={s.id}
                    data-site={s.id}
                    draggable={move !== undefined}
                    onDragStart={(e) => e.dataTransfer.setData("text/plain", s.id)}
                  >
                    <td className={css.right}>{i + 1}</td>
                    <th scope="row">
                      <Link to={`/sites/${s.id}?strategy=${state.strategy}`}>{name}</Link>{" "}
                      {isIn && <Tag color="blue">{t("layout.forcedIn")}</Tag>}
                      {Mark && <Mark kind="site" id={s.id} label={name} />}
                    </th>
                    <td>
                      <Link to={`/countries/${s.iso3}`}>{country(s.iso3)}</Link>
                    </td>
                    <td>{words.role(s.role)}</td>
                    <td>{industry(s.industry)}</td>
                    <td className={css.right}>
                      {cite ? (
                        <button
                          type="button"
                          className={css.cell}
                          aria-label={`${format.score(s.score)} ${t("evidence.open", { name })}`}
                          title={t("evidence.open", { name })}
                          onClick={() => cite(s.id)}
                        >
                          {format.score(s.score)}
                        </button>
                      ) : (
                        format.score(s.score)
                      )}
                    </td>
                    <td className={css.right}>
                      {format.score(s.fits.find((f) => f.industry === s.industry)?.score)}
                    </td>
                    <td className={css.right}>{format.percent(s.coverage)}</td>
                    <td>
                      {cite ? (
                        <button
                          type="button"
                          className={css.cell}
                          title={t("country.openSource")}
                          onClick={() => cite(s.id, "SITE.SEA.CHN")}
                        >
                          <SeaRoute sea={by.get(s.id)?.sea} />
                        </button>
                      ) : (
                        <SeaRoute sea={by.get(s.id)?.sea} />
                      )}
                    </td>
                    {move && (
                      <td className={css.actions}>
                        <Button
                          size="small"
                          type="link"
                          aria-label={t("layout.whyLabel", { name })}
                          onClick={() => ask?.(s.id)}
                        >
                          {t("layout.why")}
                        </Button>
                        {isIn && (
                          <Button
                            size="small"
                            type="link"
                            aria-label={t("layout.releaseLabel", { name })}
                            onClick={() => move(s.id, "")}
                          >
                            {t("layout.release")}
                          </Button>
                        )}
                        <Button
                          size="small"
                          aria-label={t("layout.moveOutLabel", { name })}
                          onClick={() => move(s.id, "out")}
                        >
                          {t("layout.moveOut")}
                        </Button>
                      </td>
                    )}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      </Panel>
    </div>
  );
}
