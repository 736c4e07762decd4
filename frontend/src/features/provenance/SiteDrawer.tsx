import { useQuery, useSuspenseQueries } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import type { ComponentType } from "react";
import type { Anchor } from "../../api/comments";
import { datasetsQuery, sourcesOfQuery, useCatalogue } from "../../api/queries";
import { rankedSiteQuery } from "../../api/rankings";
import type { RankedSite, Ranking } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Boundary } from "../../ui/Boundary";
import { Loaded } from "../../ui/Loaded";
import { Scroll } from "../../ui/Scroll";
import { useReturnFocus } from "../../ui/useReturnFocus";
import css from "./provenance.module.css";
import { SiteFigure } from "./SiteFigure";

interface Props {
  ranking: Ranking;
  site: string;
  /** The figure to open with; all of them when absent. */
  indicator?: string | undefined;
  Mark?: ComponentType<Anchor & { label: string }> | undefined;
  close: () => void;
}

/** What a site's score in a ranking is made of: every figure, and of each where it comes from. */
export default function SiteDrawer({ ranking, site, indicator, Mark, close }: Props) {
  const name = useName();
  const t = useT();
  useReturnFocus();
  const query = useQuery(rankedSiteQuery(ranking.id, ranking.version, site));
  const [chosen, setChosen] = useState(indicator);
  return (
    // Without a mask: what is said about a figure opens beside it.
    <Drawer
      open
      mask={false}
      size={900}
      onClose={close}
      title={t("siteSource.title", { name: name(query.data?.name) || "…" })}
    >
      <Loaded query={query}>
        {(data) => (
          <Boundary resetKey={chosen ?? ""}>
            {chosen ? (
              <>
                <Button type="link" className={css.back} onClick={() => setChosen(undefined)}>
                  {t("siteSource.all")}
                </Button>
                <Figure data={data} code={chosen} />
              </>
            ) : (
              <Figures data={data} open={setChosen} Mark={Mark} />
            )}
          </Boundary>
        )}
      </Loaded>
    </Drawer>
  );
}

/** Of the version of the data the ranking was made on. */
function useSources(datasetId: string) {
  const [{ data: sources }, { data: datasets }] = useSuspenseQueries({
    queries: [sourcesOfQuery(datasetId), datasetsQuery],
  });
  return { sources, dataset: datasets.find((d) => d.id === datasetId) };
}

function Figure({ data, code }: { data: RankedSite; code: string }) {
  const { sources, dataset } = useSources(data.datasetId);
  return <SiteFigure data={data} code={code} sources={sources} dataset={dataset} />;
}

function Figures({
  data,
  open,
  Mark,
}: {
  data: RankedSite;
  open: (code: string) => void;
  Mark: Props["Mark"];
}) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { sources, dataset } = useSources(data.datasetId);
  const { countries } = useCatalogue();
  const scored = new Map(data.score?.criteria.map((c) => [c.id, c]));
  const publisher = (id: string) =>
    id === "USER" ? t("site.own") : (sources.find((s) => s.id === id)?.publisher ?? id);
  const kind = `layout.kind.${data.kind}`;
  const { score } = data;
  return (
    <>
      <p className={css.hint}>
        {[
          name(countries.find((c) => c.iso3 === data.iso3)?.name),
          isKey(kind) ? t(kind) : data.kind,
          dataset && t("dataset.number", { number: dataset.number }),
          t("siteSource.year", { year: data.year }),
        ]
          .filter(Boolean)
          .join(" · ")}
        {score && (
          <>
            {" · "}
            {t("layout.col.score")} <b>{format.fixed(score.score, 4)}</b> ({format.score(score.scoreLow)}–
            {format.score(score.scoreHigh)})
          </>
        )}
      </p>
      {!score && <p className={css.why}>{t("siteSource.notScored")}</p>}
      <p className={css.hint}>{t("siteSource.hint")}</p>
      <Scroll>
        <table className={css.figures} aria-label={t("site.indicators")}>
          <thead>
            <tr>
              <th scope="col">{t("site.indicator")}</th>
              <th scope="col" className={css.right}>
                {t("site.value")}
              </th>
              <th scope="col">{t("site.unit")}</th>
              <th scope="col">{t("site.year")}</th>
              <th scope="col">{t("layout.col.grade")}</th>
              <th scope="col" className={css.right}>
                {t("breakdown.normalised")}
              </th>
              <th scope="col" className={css.right}>
                {t("breakdown.weight")}
              </th>
              <th scope="col" className={css.right}>
                {t("breakdown.contribution")}
              </th>
              <th scope="col">{t("site.sources")}</th>
            </tr>
          </thead>
          <tbody>
            {data.values.map((v, i) => {
              const indicator = data.indicators[i];
              const c = scored.get(v.indicator);
              const label = name(indicator?.name);
              const quantity = format.quantity(v.value, name(indicator?.unit));
              const standing = `status.${v.status}`;
              return (
                <tr key={v.indicator} className={c ? undefined : css.aside}>
                  <th scope="row">
                    {label}
                    {Mark && c && (
                      <Mark
                        kind="siteCriterion"
                        id={`${data.id}/${v.indicator}`}
                        label={`${name(data.name)} · ${label}`}
                      />
                    )}
                  </th>
                  <td className={css.right}>
                    <button
                      type="button"
                      className={css.number}
                      title={t("country.openSource")}
                      aria-label={t("siteSource.open", { indicator: label })}
                      onClick={() => open(v.indicator)}
                    >
                      {v.value === undefined ? (isKey(standing) ? t(standing) : v.status) : quantity.text}
                    </button>
                  </td>
                  <td>{quantity.unit}</td>
                  <td>{v.year ?? ""}</td>
                  <td>
                    {v.grade && t("layout.grade", { grade: v.grade })}
                    {c && !c.counted && v.value !== undefined && ` ${t("site.notCounted")}`}
                    {c?.filled && <div>{t("site.filled")}</div>}
                  </td>
                  <td className={css.right}>{c ? format.score(c.normalised) : ""}</td>
                  <td className={css.right}>{c ? format.percent(c.effectiveWeight ?? c.weight, 1) : ""}</td>
                  <td className={css.right}>{c ? format.fixed(c.contribution, 4) : ""}</td>
                  <td>
                    {v.value !== undefined &&
                      (v.sourceIds.map(publisher).join(t("app.listComma")) || t("status.derived"))}
                  </td>
                </tr>
              );
            })}
          </tbody>
          {score && (
            <tfoot>
              <tr>
                <th scope="row" colSpan={7}>
                  {t("breakdown.sum")}
                </th>
                <td className={css.right}>{format.fixed(score.score, 4)}</td>
                <td />
              </tr>
            </tfoot>
          )}
        </table>
      </Scroll>
    </>
  );
}
