import { useSuspenseQuery } from "@tanstack/react-query";
import { Select, Switch, Tabs } from "antd";
import { useState } from "react";
import { explanationQuery, useCatalogue } from "../../../api/queries";
import type { Explanation } from "../../../api/types";
import { useName, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { Boundary } from "../../../ui/Boundary";
import { Nothing, Panel } from "../../../ui/Page";
import type { DeskState } from "../useDesk";
import { most } from "../useView";
import type { ViewState } from "../useView";
import css from "../workbench.module.css";
import { BarsView } from "../charts";
import { Counterfactuals } from "./Counterfactuals";
import { explain } from "./sentence";
import { Waterfall } from "./Waterfall";

/** Two to four countries: why one stands above another, and what would turn it round. */
export default function Compare({ desk, view }: { desk: DeskState; view: ViewState }) {
  const t = useT();
  const { result, nameOf } = desk;
  if (!result || result.alternatives.length < 2) {
    return (
      <Panel>
        <Nothing>{t("compare.tooFew")}</Nothing>
      </Panel>
    );
  }
  const ranked = result.alternatives.map((a) => a.iso3);
  const chosen = view.selected.filter((iso3) => ranked.includes(iso3));
  // One alone is set against the first, or the first against the second.
  const filled = [...chosen, ...ranked.filter((x) => !chosen.includes(x))].slice(
    0,
    Math.max(2, chosen.length),
  );
  const order = ranked.filter((x) => filled.includes(x));
  const [best, ...others] = order;
  if (!best) return null;
  const alternatives = order.flatMap((iso3) => result.alternatives.find((a) => a.iso3 === iso3) ?? []);
  return (
    <div className={css.stack}>
      <Panel>
        <label className={css.choose}>
          <span>{t("compare.choose")}</span>
          <Select
            mode="multiple"
            value={order}
            maxCount={most}
            onChange={view.select}
            showSearch={{ optionFilterProp: "label" }}
            options={ranked.map((iso3) => ({ value: iso3, label: nameOf(iso3) }))}
            aria-label={t("compare.choose")}
            style={{ minWidth: 380 }}
          />
        </label>
        <BarsView
          alternatives={alternatives}
          nameOf={nameOf}
          dimensions={desk.dimensions}
          source={desk.source}
        />
      </Panel>
      <Panel>
        <Tabs
          size="small"
          destroyOnHidden
          items={others.map((other) => ({
            key: other,
            label: t("compare.pair", { a: nameOf(best), b: nameOf(other) }),
            children: (
              <Boundary>
                <Pair desk={desk} a={best} b={other} />
              </Boundary>
            ),
          }))}
        />
      </Panel>
    </div>
  );
}

function Pair({ desk, a, b }: { desk: DeskState; a: string; b: string }) {
  const t = useT();
  const format = useFormat();
  const { data: explanation } = useSuspenseQuery(explanationQuery(desk.settled, a, b));
  const { nameOf, dimensions } = desk;
  const dimensionName = (id: string) => dimensions.find((d) => d.id === id)?.name ?? id;
  const name = (iso3: string) => nameOf(iso3);
  return (
    <div className={css.stack}>
      <p className={css.sentence}>{explain(explanation, name, dimensionName, t, format)}</p>
      <Certainty explanation={explanation} nameOf={name} />
      <Waterfall explanation={explanation} nameOf={name} dimensionName={dimensionName} source={desk.source} />
      <Values explanation={explanation} nameOf={name} />
      <Counterfactuals explanation={explanation} nameOf={name} />
    </div>
  );
}

/** How sure the lead is in view of what is missing, and whether the parts are exact. */
function Certainty({
  explanation: e,
  nameOf,
}: {
  explanation: Explanation;
  nameOf: (iso3: string) => string;
}) {
  const t = useT();
  const format = useFormat();
  return (
    <p className={css.hint}>
      {e.certain
        ? t("compare.certain", { a: nameOf(e.a), b: nameOf(e.b) })
        : t("compare.uncertain", { low: format.fixed(e.low, 3), high: format.fixed(e.high, 3) })}{" "}
      {e.gapShare > 0 && t("compare.gapShare", { share: format.percent(e.gapShare, 1) })}{" "}
      {!e.exact && t("compare.inexact")} {e.log && t("compare.log")}
    </p>
  );
}

/** Both countries' values, criterion by criterion, with what each contributes to the difference. */
function Values({ explanation: e, nameOf }: { explanation: Explanation; nameOf: (iso3: string) => string }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators, sources } = useCatalogue();
  const publisher = (id: string | undefined) => sources.find((x) => x.id === id)?.publisher ?? "";
  const [all, setAll] = useState(false);
  const telling = Math.max(...e.criteria.map((c) => Math.abs(c.points))) / 20;
  const shown = all ? e.criteria : e.criteria.filter((c) => Math.abs(c.points) >= telling);
  return (
    <div>
      <div className={css.valuesHead}>
        <h3>{t("compare.values")}</h3>
        <label>
          <Switch size="small" checked={all} onChange={setAll} /> {t("compare.all")}
        </label>
      </div>
      <table className={css.breakdown}>
        <thead>
          <tr>
            <th scope="col">{t("breakdown.criterion")}</th>
            <th scope="col">{t("breakdown.unit")}</th>
            <th scope="col" className={css.right}>
              {nameOf(e.a)}
            </th>
            <th scope="col" className={css.right}>
              {t("breakdown.year")}
            </th>
            <th scope="col" className={css.right}>
              {nameOf(e.b)}
            </th>
            <th scope="col" className={css.right}>
              {t("breakdown.year")}
            </th>
            <th scope="col">{t("breakdown.source")}</th>
            <th scope="col" className={css.right}>
              {t("compare.points", { a: nameOf(e.a) })}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...shown]
            .sort((x, y) => Math.abs(y.points) - Math.abs(x.points))
            .map((c) => {
              const indicator = indicators.find((i) => i.code === c.id);
              const { texts, unit } = format.quantities([c.a.value, c.b.value], name(indicator?.unit));
              return (
                <tr key={c.id}>
                  <th scope="row">
                    {name(indicator?.name) || c.id}{" "}
                    {c.carrying && <span className={css.status}>{t("compare.carrying")}</span>}
                    {c.gap && <span className={css.status}>{t("compare.gap")}</span>}
                  </th>
                  <td>{unit}</td>
                  <td className={css.right} title={format.exact(c.a.value)}>
                    {texts[0]}
                  </td>
                  <td className={css.right}>{c.a.year ?? ""}</td>
                  <td className={css.right} title={format.exact(c.b.value)}>
                    {texts[1]}
                  </td>
                  <td className={css.right}>{c.b.year ?? ""}</td>
                  <td className={css.sourceCell}>
                    {[...new Set([publisher(c.a.sourceId), publisher(c.b.sourceId)])]
                      .filter(Boolean)
                      .join("; ")}
                  </td>
                  <td className={css.right}>{format.signed(c.points, 4)}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </div>
  );
}
