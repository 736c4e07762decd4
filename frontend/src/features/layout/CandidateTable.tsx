import { Button, Checkbox, Input, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { LayoutCandidate, Plan } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing, Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import css from "./layout.module.css";
import { SeaRoute } from "./SeaRoute";
import type { LayoutState } from "./useLayoutState";
import { useWords } from "./words";

interface Props {
  plan: Plan | undefined;
  candidates: LayoutCandidate[];
  state: LayoutState;
  country: (iso3: string) => string;
  move: (id: string, where: "in" | "out" | "") => void;
  ask: (id: string) => void;
  /** Makes a site count as a port city, or no longer. */
  admit: (id: string, yes: boolean) => void;
}

const step = 12;

/** Sites that are not in the plan, best score first; one is moved in by its button or by dragging its row. */
export function CandidateTable({ plan, candidates, state, country, move, ask, admit }: Props) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const [query, setQuery] = useState("");
  const [eligible, setEligible] = useState(true);
  const [shown, setShown] = useState(step);
  const [over, setOver] = useState(false);
  const chosen = new Set(plan?.sites.map((s) => s.id));
  const wanted = query.trim().toLowerCase();
  const found = candidates
    .filter(
      (c) =>
        !chosen.has(c.id) &&
        (!eligible || !c.out || c.out === "layout.out.forced") &&
        `${c.name.zh} ${c.name.en} ${country(c.iso3)}`.toLowerCase().includes(wanted),
    )
    // Those moved out stand first: that is where they are looked for.
    .sort((a, b) => Number(state.out.includes(b.id)) - Number(state.out.includes(a.id)));
  return (
    <div
      className={over ? css.over : undefined}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        const id = e.dataTransfer.getData("text/plain");
        if (chosen.has(id)) move(id, "out");
      }}
    >
      <Panel
        title={t("layout.candidates")}
        flush
        extra={
          over ? (
            <span>{t("layout.dropOut")}</span>
          ) : (
            <>
              <Checkbox checked={eligible} onChange={(e) => setEligible(e.target.checked)}>
                {t("layout.onlyEligible")}
              </Checkbox>
              <Input.Search
                allowClear
                value={query}
                onChange={(e) => setQuery(e.target.value)}
                placeholder={t("layout.search")}
                aria-label={t("layout.search")}
                style={{ width: 170 }}
              />
            </>
          )
        }
      >
        {found.length === 0 ? (
          <Nothing>{t("state.noMatch")}</Nothing>
        ) : (
          <Scroll>
            <table className={css.table} aria-label={t("layout.candidates")}>
              <thead>
                <tr>
                  <th scope="col">{t("layout.col.site")}</th>
                  <th scope="col">{t("layout.col.country")}</th>
                  <th scope="col">{t("layout.col.kind")}</th>
                  <th scope="col" className={css.right}>
                    {t("layout.col.score")}
                  </th>
                  <th scope="col">{t("layout.col.sea")}</th>
                  {!eligible && <th scope="col">{t("layout.col.out")}</th>}
                  <th scope="col">{t("app.actions")}</th>
                </tr>
              </thead>
              <tbody>
                {found.slice(0, shown).map((c) => {
                  const name = words.site(c.name);
                  const out = state.out.includes(c.id);
                  return (
                    <tr
                      key={c.id}
                      data-candidate={c.id}
                      draggable={!c.out}
                      onDragStart={(e) => e.dataTransfer.setData("text/plain", c.id)}
                    >
                      <th scope="row">
                        <Link to={`/sites/${c.id}?strategy=${state.strategy}`}>{name}</Link>{" "}
                        {out && <Tag color="orange">{t("layout.forcedOut")}</Tag>}
                      </th>
                      <td>{country(c.iso3)}</td>
                      <td>{words.kind(c.kind)}</td>
                      <td className={css.right}>{format.score(c.score)}</td>
                      <td>
                        <SeaRoute sea={c.sea} />
                      </td>
                      {!eligible && <td>{c.out ? words.out(c.out) : ""}</td>}
                      <td className={css.actions}>
                        {!out && (
                          <Button
                            size="small"
                            type="link"
                            aria-label={t("layout.whyLabel", { name })}
                            onClick={() => ask(c.id)}
                          >
                            {t("layout.why")}
                          </Button>
                        )}
                        {out && (
                          <Button
                            size="small"
                            type="link"
                            aria-label={t("layout.releaseLabel", { name })}
                            onClick={() => move(c.id, "")}
                          >
                            {t("layout.release")}
                          </Button>
                        )}
                        {c.out === "layout.out.inland" && (
                          <Button
                            size="small"
                            type="link"
                            aria-label={t("layout.admitLabel", { name })}
                            onClick={() => admit(c.id, true)}
                          >
                            {t("layout.admit")}
                          </Button>
                        )}
                        {state.admitted.includes(c.id) && (
                          <Button
                            size="small"
                            type="link"
                            aria-label={t("layout.unadmitLabel", { name })}
                            onClick={() => admit(c.id, false)}
                          >
                            {t("layout.unadmit")}
                          </Button>
                        )}
                        <Button
                          size="small"
                          disabled={Boolean(c.out) && !out}
                          aria-label={t("layout.moveInLabel", { name })}
                          onClick={() => move(c.id, "in")}
                        >
                          {t("layout.moveIn")}
                        </Button>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
            {found.length > shown && (
              <Button type="link" onClick={() => setShown(shown + 50)}>
                {t("layout.more", { n: Math.min(50, found.length - shown) })}
              </Button>
            )}
          </Scroll>
        )}
      </Panel>
    </div>
  );
}
