import { Suspense, useMemo } from "react";
import { useMethodName } from "./State";
import { useDatasetName, useScopeText } from "./Facts";
import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { none, useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { difference, first } from "./difference";
import type { RankChange } from "./difference";
import { Change, useCountryName } from "./ResultTable";
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
      <Slope ranks={found.ranks} />
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

const step = 20;

/**
 * Ranks before and after as lines, for those in the first ten of either; the same numbers stand beside them, so
 * the lines carry nothing of their own.
 */
function Slope({ ranks }: { ranks: RankChange[] }) {
  const t = useT();
  const country = useCountryName();
  const shown = ranks.filter((r) => Math.min(r.before ?? Infinity, r.after ?? Infinity) <= first);
  const later = [...shown].sort((a, b) => (a.after ?? Infinity) - (b.after ?? Infinity));
  const earlier = [...shown].sort((a, b) => (a.before ?? Infinity) - (b.before ?? Infinity));
  const at = new Map(earlier.map((r, i) => [r.iso3, i]));
  const y = (i: number) => i * step + step / 2;
  return (
    <div className={css.slope}>
      <ol aria-label={t("difference.before")}>
        {earlier.map((r) => (
          <li key={r.iso3} style={{ height: step }}>
            {country(r.iso3)} <b>{r.before ?? none}</b>
          </li>
        ))}
      </ol>
      <svg viewBox={`0 0 60 ${later.length * step}`} preserveAspectRatio="none" aria-hidden>
        {later.map((r, i) => (
          <line
            key={r.iso3}
            x1={0}
            x2={60}
            y1={y(at.get(r.iso3) ?? i)}
            y2={y(i)}
            data-moved={r.before !== r.after}
          />
        ))}
      </svg>
      <ol aria-label={t("difference.after")}>
        {later.map((r) => (
          <li key={r.iso3} style={{ height: step }}>
            <b>{r.after ?? none}</b> {country(r.iso3)} <Change before={r.before} after={r.after} />
          </li>
        ))}
      </ol>
    </div>
  );
}
