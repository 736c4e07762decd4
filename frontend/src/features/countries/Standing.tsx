import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { modelQuery, previewQuery } from "../../api/queries";
import type { CountryProfile } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { series } from "../../ui/theme";
import css from "./countries.module.css";

/** Rank and dimension scores under the general model, beside the middle of the region. */
export function Standing({ country }: { country: CountryProfile }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { data: model } = useSuspenseQuery(modelQuery("general"));
  const { data: all } = useSuspenseQuery(previewQuery({ modelId: "general" }));
  const { data: region } = useSuspenseQuery(
    previewQuery({ modelId: "general", scope: { regions: [country.region] } }),
  );
  const own = all.alternatives.find((a) => a.iso3 === country.iso3);
  const among = region.alternatives.find((a) => a.iso3 === country.iso3);
  if (!own) {
    return (
      <Panel title={t("standing.title")}>
        <p>{t("standing.notRanked")}</p>
      </Panel>
    );
  }
  const middle = (id: string) => {
    const scores = region.alternatives
      .flatMap((a) => a.dimensions.find((d) => d.id === id)?.score ?? [])
      .sort((a, b) => a - b);
    const half = scores.length / 2;
    const upper = scores[Math.floor(half)];
    const lower = scores[Math.ceil(half) - 1];
    return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
  };
  return (
    <Panel
      title={t("standing.title")}
      extra={<Link to={`/workbench?sel=${country.iso3}&open=${country.iso3}`}>{t("standing.open")}</Link>}
    >
      <dl className={css.standing}>
        <div>
          <dt>{t("standing.overall")}</dt>
          <dd>
            {own.rank}
            <small>/{all.alternatives.length}</small>
          </dd>
        </div>
        <div>
          <dt>{t("standing.region")}</dt>
          <dd>
            {among?.rank ?? "—"}
            <small>/{region.alternatives.length}</small>
          </dd>
        </div>
        <div>
          <dt>{t("table.score")}</dt>
          <dd>{format.score(own.score)}</dd>
        </div>
        <div>
          <dt>{t("table.coverage")}</dt>
          <dd>{format.percent(own.coverage)}</dd>
        </div>
      </dl>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("standing.dimension")}</th>
            <th scope="col" className={css.right}>
              {t("standing.own")}
            </th>
            <th scope="col" className={css.wide}>
              <span className={css.hidden}>{t("standing.bar")}</span>
            </th>
            <th scope="col" className={css.right}>
              {t("standing.median")}
            </th>
          </tr>
        </thead>
        <tbody>
          {(model.tree.children ?? []).map((d, i) => {
            const score = own.dimensions.find((x) => x.id === d.id)?.score;
            const median = middle(d.id);
            return (
              <tr key={d.id}>
                <th scope="row">{name(d.name)}</th>
                <td className={css.right}>{format.score(score)}</td>
                <td>
                  <span className={css.bar} aria-hidden>
                    <i style={{ width: `${(score ?? 0) * 100}%`, background: series[i % series.length] }} />
                    {median !== undefined && <b style={{ left: `${median * 100}%` }} />}
                  </span>
                </td>
                <td className={css.right}>{format.score(median)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
