import { useSuspenseQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { Link, useParams, useSearchParams } from "react-router";
import { concordanceQuery } from "../../api/models";
import type { Placed } from "../../api/models";
import { modelQuery, useCatalogue } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Boundary } from "../../ui/Boundary";
import { Nothing, Page, Panel } from "../../ui/Page";
import css from "./editor.module.css";
import { findNode } from "./tree";

/** Where the nodes that a strategy names stand in a model's ranking of its region: a mirror, no target. */
export default function Concordance() {
  const t = useT();
  const name = useName();
  const { id = "" } = useParams();
  const [params, setParams] = useSearchParams();
  const { data: model } = useSuspenseQuery(modelQuery(id));
  const { strategies } = useCatalogue();
  const strategy = params.get("strategy") ?? model.strategy ?? strategies[0]?.id ?? "";
  return (
    <Page
      title={t("concordance.title")}
      trail={[
        { label: t("nav.models"), to: "/models" },
        { label: name(model.name), to: `/models/${model.id}` },
      ]}
      extra={
        <label className={css.bar}>
          {t("home.strategy")}
          <select
            className={css.select}
            value={strategy}
            onChange={(e) => setParams({ strategy: e.target.value }, { replace: true })}
          >
            {strategies.map((s) => (
              <option key={s.id} value={s.id}>
                {s.id} {name(s.name)}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <Alert
        className={css.banner}
        type="info"
        showIcon
        title={t("concordance.mirror")}
        description={t("concordance.mirrorText")}
      />
      <Boundary resetKey={strategy}>
        <Mirror id={model.id} strategy={strategy} />
      </Boundary>
    </Page>
  );
}

function Mirror({ id, strategy }: { id: string; strategy: string }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { countries, indicators, regions } = useCatalogue();
  const { data: model } = useSuspenseQuery(modelQuery(id));
  const { data: c } = useSuspenseQuery(concordanceQuery(id, strategy));
  const country = (iso3: string) => name(countries.find((x) => x.iso3 === iso3)?.name) || iso3;
  const region = name(regions.find((r) => r.id === c.region)?.name) || c.region;
  const groups: [string, Placed[]][] = [
    [t("concordance.named"), c.named],
    [t("concordance.radiation"), c.radiation],
    [t("concordance.unnamed"), c.unnamed],
  ];
  const places = groups
    .flatMap(([group, list]) => list.map((p) => ({ ...p, group, node: list === c.named })))
    .sort((a, b) => a.rank - b.rank);
  const behind = (p: Placed) =>
    (p.behind ?? [])
      .map((b) =>
        t("concordance.behind", {
          name: name(indicators.find((i) => i.code === b.criterion)?.name) || b.criterion,
          points: format.fixed(b.points, 3),
        }),
      )
      .join(t("app.listComma"));
  return (
    <div className={css.stack}>
      <Panel title={t("concordance.figure", { region, year: c.year })}>
        {c.probability === undefined ? (
          <Nothing>{t("concordance.empty")}</Nothing>
        ) : (
          <>
            <p className={css.figure}>
              {t("concordance.probability", { p: format.percent(c.probability) })}
              {t("app.sentenceSpace")}
              {t("concordance.pValue", { p: format.fixed(c.pValue, 3) })}
            </p>
            <p className={css.note}>
              {t((c.pValue ?? 1) <= 0.05 ? "concordance.unlikelyChance" : "concordance.likelyChance", {
                share: format.percent(c.pValue, 1),
              })}
            </p>
          </>
        )}
        {c.excluded.length > 0 && (
          <p className={css.hint}>
            {t("concordance.excluded", { names: c.excluded.map(country).join(t("app.listComma")) })}
          </p>
        )}
      </Panel>
      <Panel flush title={t("concordance.places")}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col" className={css.right}>
                {t("table.rank")}
              </th>
              <th scope="col">{t("table.country")}</th>
              <th scope="col">{t("concordance.role")}</th>
              <th scope="col" className={css.right}>
                {t("table.score")}
              </th>
              <th scope="col">{t("concordance.losesMost")}</th>
            </tr>
          </thead>
          <tbody>
            {places.map((p) => (
              <tr key={p.iso3} className={p.node ? css.chosen : undefined}>
                <td className={css.right}>{p.rank}</td>
                <th scope="row">
                  <Link to={`/countries/${p.iso3}`}>{country(p.iso3)}</Link>
                </th>
                <td>{p.group}</td>
                <td className={css.right}>{format.score(p.score)}</td>
                <td>{behind(p)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <Panel flush title={t("concordance.levers")}>
        {c.levers.length === 0 ? (
          <Nothing>{t("concordance.noLevers")}</Nothing>
        ) : (
          <>
            <p className={css.treeHint}>{t("concordance.leversNote")}</p>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("editor.node")}</th>
                  <th scope="col" className={css.right}>
                    {t("concordance.weightNow")}
                  </th>
                  <th scope="col" className={css.right}>
                    {t("concordance.weightBest")}
                  </th>
                  <th scope="col" className={css.right}>
                    {t("concordance.move")}
                  </th>
                  <th scope="col" className={css.right}>
                    {t("concordance.reached")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {c.levers.map((l) => (
                  <tr key={l.node}>
                    <th scope="row">{name(findNode(model.tree, l.node)?.name) || l.node}</th>
                    <td className={css.right}>{format.percent(l.weight, 1)}</td>
                    <td className={css.right}>{format.percent(l.best)}</td>
                    <td className={css.right}>{format.percent(l.move, 1)}</td>
                    <td className={css.right}>{format.percent(l.reached)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </Panel>
    </div>
  );
}
