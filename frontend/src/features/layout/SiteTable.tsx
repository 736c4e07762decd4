import { Link } from "react-router";
import type { SiteFirmness } from "../../api/layouts";
import type { SiteScore } from "../../api/sites";
import { useCatalogue } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import { ContributionKey, Contributions } from "./Contributions";
import css from "./layout.module.css";
import type { Marker } from "./stored";
import { useWords } from "./words";

interface Props {
  sites: SiteScore[];
  /** Where each stands when the weights are drawn; of kept rankings. */
  firm?: SiteFirmness;
  /** Only sites of this kind are shown; ranks stay those among all. */
  kind: string;
  strategy: string;
  Mark?: Marker | undefined;
  /** Opens what a score rests on; of kept rankings. */
  cite?: ((site: string) => void) | undefined;
}

/** Ranked sites: score and what it is made of, range, coverage, and what of grade C did not or did count. */
export function SiteTable({ sites, firm, kind, strategy, Mark, cite }: Props) {
  const t = useT();
  const name = useName();
  const words = useWords();
  const format = useFormat();
  const { countries } = useCatalogue();
  const shown = sites.filter((s) => !kind || s.kind === kind);
  const screened = sites.filter((s) => s.screened?.length).length;
  const ranges = new Map(firm?.sites.map((r) => [r.site, r]));
  const country = (iso3: string) => name(countries.find((c) => c.iso3 === iso3)?.name);
  const first = shown[0];
  if (!first) return <Nothing>{t("sites.noMatch")}</Nothing>;
  return (
    <>
      <ContributionKey site={first} />
      <Scroll>
        <table className={css.table} aria-label={t("sites.rankTitle")}>
          <thead>
            <tr>
              <th scope="col" className={css.right}>
                {t("sites.rank")}
              </th>
              <th scope="col">{t("layout.col.site")}</th>
              {!firm && (
                <>
                  <th scope="col">{t("layout.col.country")}</th>
                  <th scope="col">{t("layout.col.kind")}</th>
                </>
              )}
              <th scope="col" className={css.right}>
                {t("layout.col.score")}
              </th>
              <th scope="col">{t("sites.contributions")}</th>
              <th scope="col" className={css.right}>
                {t("sites.range")}
              </th>
              {firm && (
                <th scope="col" className={css.right} title={t("sites.ranksNote", { draws: firm.draws })}>
                  {t("sites.ranks")}
                </th>
              )}
              <th scope="col" className={css.right}>
                {t("layout.col.coverage")}
              </th>
              {!firm && <th scope="col">{t("layout.col.grade")}</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((s) => (
              <tr key={s.id}>
                <td className={css.right}>{s.rank || "—"}</td>
                <th scope="row">
                  <Link to={`/sites/${s.id}${strategy ? `?strategy=${strategy}` : ""}`}>
                    {words.site(s.name)}
                  </Link>
                  {s.kind === "own" && <span className={css.mark}>{t("sites.ownMark")}</span>}
                  {Mark && <Mark kind="site" id={s.id} label={words.site(s.name)} />}
                  {firm && (
                    <div className={css.under}>
                      {country(s.iso3)} · {words.kind(s.kind)}
                      <Grades site={s} />
                    </div>
                  )}
                </th>
                {!firm && (
                  <>
                    <td>{country(s.iso3)}</td>
                    <td className={css.short}>{words.kind(s.kind)}</td>
                  </>
                )}
                <td className={css.right}>
                  {cite ? (
                    <button
                      type="button"
                      className={css.cell}
                      aria-label={`${format.score(s.score)} ${t("evidence.open", { name: words.site(s.name) })}`}
                      title={t("evidence.open", { name: words.site(s.name) })}
                      onClick={() => cite(s.id)}
                    >
                      {format.score(s.score)}
                    </button>
                  ) : (
                    format.score(s.score)
                  )}
                </td>
                <td>
                  <Contributions site={s} narrow={firm !== undefined} />
                </td>
                <td className={css.right}>
                  {format.score(s.scoreLow)}–{format.score(s.scoreHigh)}
                </td>
                {firm && (
                  <td className={css.right}>
                    {ranges.has(s.id) ? `${ranges.get(s.id)?.rankLow}–${ranges.get(s.id)?.rankHigh}` : "—"}
                  </td>
                )}
                <td className={css.right}>{format.percent(s.coverage)}</td>
                {!firm && (
                  <td style={{ whiteSpace: "normal" }}>
                    <Grades site={s} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className={css.muted} style={{ margin: 0, padding: "6px 10px" }}>
        {t("sites.shown", { n: shown.length, of: sites.length })}
        {screened > 0 && ` ${t("sites.screenedCount", { n: screened })}`}
        {kind && ` ${t("sites.listed")}`}
      </p>
    </>
  );
}

/** The thresholds that a site fails, and the figures of grade C that did not count, and those that did. */
function Grades({ site }: { site: SiteScore }) {
  const t = useT();
  const words = useWords();
  const line = (key: "site.gradeCOut" | "site.gradeCIn", ids: string[]) =>
    ids.length > 0 && (
      <div className={css.weak}>
        ⚠ {t(key)}
        {t("app.colon")}
        {words.list(ids.map(words.indicator))}
      </div>
    );
  const format = useFormat();
  return (
    <>
      {site.screened?.map((x) => (
        <div key={x.indicator + x.op} className={css.weak}>
          ⊘{" "}
          {t(x.value === undefined ? "sites.screenedMissing" : "sites.screened", {
            indicator: words.indicator(x.indicator),
            value: format.exact(x.value),
            limit: `${x.op === "min" ? "≥" : "≤"} ${format.exact(x.threshold)}`,
          })}
          {words.name(x.reason) && t("app.paren", { text: words.name(x.reason) })}
        </div>
      ))}
      {line("site.gradeCOut", site.ignored)}
      {line("site.gradeCIn", site.weak)}
    </>
  );
}
