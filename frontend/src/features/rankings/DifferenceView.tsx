import { Suspense, useMemo } from "react";
import { useMethodName } from "./State";
import { useDatasetName, useScopeText } from "./Facts";
import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { none, useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { difference, first } from "./difference";
import { useCountryName } from "./ResultTable";
import { Slope } from "./Slope";
import { useSubject } from "./subjects";
import css from "./rankings.module.css";

/** What differs between two rankings of one subject, the earlier first. */
export function DifferenceView({ before, after }: { before: Ranking; after: Ranking }) {
  const view = useSubject(after);
  if (!view) return <OfCountries before={before} after={after} />;
  return (
    <Suspense fallback={<Loading rows={4} />}>
      <view.Difference before={before} after={after} />
    </Suspense>
  );
}

/** Recipe, weights, ranks. */
function OfCountries({ before, after }: { before: Ranking; after: Ranking }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const country = useCountryName();
  const found = useMemo(() => difference(before, after), [before, after]);
  const signed = (x: number) => `${x < 0 ? "−" : "+"}${format.fixed(Math.abs(x) * 100, 1)}`;
  const listed = (codes: string[]) => codes.map(country).join(t("app.listComma")) || t("difference.nobody");
  return (
    <div className={css.difference}>
      <Recipe before={before} after={after} />
      <h3 className={css.subhead}>{t("difference.firstTen", { n: first })}</h3>
      <dl className={css.facts}>
        <dt>{t("difference.entered")}</dt>
        <dd>{listed(found.entered)}</dd>
        <dt>{t("difference.left")}</dt>
        <dd>{listed(found.left)}</dd>
        <dt>{t("difference.moved")}</dt>
        <dd>{t("difference.movedOf", { moved: found.moved, total: found.ranks.length })}</dd>
      </dl>
      <Slope found={found} before={before} after={after} />
      <h3 className={css.subhead}>{t("difference.weights")}</h3>
      {found.weights.length === 0 ? (
        <p className={css.muted}>{t("difference.sameWeights")}</p>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("difference.node")}</th>
              <th scope="col" className={css.right}>
                {t("difference.before")}
              </th>
              <th scope="col" className={css.right}>
                {t("difference.after")}
              </th>
              <th scope="col" className={css.right}>
                {t("difference.points")}
              </th>
            </tr>
          </thead>
          <tbody>
            {found.weights.slice(0, 15).map((w) => (
              <tr key={w.line.node.id}>
                <th scope="row" style={{ paddingLeft: 8 + w.line.depth * 12 }}>
                  {name(w.line.node.name)}
                </th>
                <td className={css.right}>{w.before === undefined ? none : format.percent(w.before, 1)}</td>
                <td className={css.right}>{w.after === undefined ? none : format.percent(w.after, 1)}</td>
                <td className={css.right}>{signed((w.after ?? 0) - (w.before ?? 0))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Recipe({ before, after }: { before: Ranking; after: Ranking }) {
  const t = useT();
  const name = useName();
  const scope = useScopeText();
  const dataset = useDatasetName();
  const method = useMethodName();
  const model = (r: Ranking) =>
    `${name(r.model.name)} ${t("workbench.version", { version: r.modelVersion })}`;
  const lines: [string, string, string][] = [
    [t("ranking.model"), model(before), model(after)],
    [t("ranking.method"), method(before.model.method), method(after.model.method)],
    [t("ranking.scope"), scope(before.scope), scope(after.scope)],
    [t("ranking.dataset"), dataset(before.datasetId), dataset(after.datasetId)],
    [t("ranking.year"), String(before.year), String(after.year)],
  ];
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t("difference.what")}</th>
          <th scope="col">{t("difference.before")}</th>
          <th scope="col">{t("difference.after")}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(([label, was, is]) => (
          <tr key={label} className={was === is ? undefined : css.changed}>
            <th scope="row">{label}</th>
            <td>{was}</td>
            <td>{was === is ? t("difference.same") : is}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
