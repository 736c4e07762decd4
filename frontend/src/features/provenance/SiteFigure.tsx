import { Link } from "react-router";
import { useCatalogue } from "../../api/queries";
import type { Criterion, Dataset, Node, RankedSite, Source } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./provenance.module.css";
import { SourceFacts } from "./SourceFacts";
import { Transformation } from "./Transformation";

interface Props {
  data: RankedSite;
  code: string;
  sources: Source[];
  dataset: Dataset | undefined;
}

/** One figure of a site: value, how it entered the score, what it was read at and made from, its sources. */
export function SiteFigure({ data, code, sources, dataset }: Props) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const at = data.indicators.findIndex((i) => i.code === code);
  const indicator = data.indicators[at];
  const value = data.values[at];
  if (!indicator || !value) return null;
  const c = data.score?.criteria.find((x) => x.id === code);
  const rule = leaf(data.siteModel.tree, code);
  const unit = name(indicator.unit);
  const standing = `status.${value.status}`;
  const via = value.via ? name(data.names[value.via]) || value.via : "";
  const cited = data.own?.cited?.find((x) => figureOf[code] === x.figure) ?? data.own;
  return (
    <div className={css.body}>
      <p className={css.value}>
        {name(indicator.name)} <strong>{format.exact(value.value)}</strong>{" "}
        {value.value !== undefined && unit}
        {value.year !== undefined && <span className={css.year}>{value.year}</span>}
        <span className={css.status}>{isKey(standing) ? t(standing) : value.status}</span>
        {value.grade && <span className={css.status}>{t("layout.grade", { grade: value.grade })}</span>}
      </p>
      {c?.filled && <p className={css.why}>{t("siteSource.filled")}</p>}
      {c && !c.counted && !c.filled && <p className={css.why}>{t("siteSource.left")}</p>}
      {!c && data.score && <p className={css.why}>{t("siteSource.noCriterion")}</p>}
      {c && (
        <ol className={css.path} aria-label={t("provenance.path")}>
          <li>
            <span>{t("provenance.raw")}</span>
            <b>{format.exact(value.value)}</b>
          </li>
          <li>
            <span>{t("breakdown.normalised")}</span>
            <b>{format.fixed(c.normalised, 4)}</b>
          </li>
          <li>
            <span>{t("breakdown.weight")}</span>
            <b>{format.percent(c.effectiveWeight ?? c.weight, 2)}</b>
          </li>
          <li>
            <span>{t("breakdown.contribution")}</span>
            <b>{format.fixed(c.contribution, 4)}</b>
          </li>
        </ol>
      )}
      {via && <p>{t("site.viaAt", { name: via, km: format.integer(value.viaKm ?? 0) })}</p>}
      {value.caveats.length > 0 && (
        <>
          <h3>{t("site.caveats")}</h3>
          <ul className={css.caveats}>
            {value.caveats.map((key) => (
              <li key={key}>{isKey(key) ? t(key) : key}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{t("provenance.source")}</h3>
      {value.value === undefined ? (
        <p>{t("provenance.noSource")}</p>
      ) : (
        value.sourceIds.map((id) => {
          const source = sources.find((s) => s.id === id);
          if (source) return <SourceFacts key={id} source={source} licence={undefined} />;
          return (
            <p key={id}>
              {id === "USER"
                ? t("siteSource.entered", { source: cited?.source ?? "", year: cited?.year || "—" })
                : id}
            </p>
          );
        })
      )}
      {value.value !== undefined && value.sourceIds.length === 0 && (
        <p>
          {t("provenance.derivedHere")}{" "}
          {code === "SITE.COUNTRY" && <Link to={`/countries/${data.iso3}`}>{t("site.openCountry")}</Link>}
        </p>
      )}
      {value.parts.length > 0 && <Parts data={data} at={at} />}
      {rule && <Transformation criterion={rule} unit={unit} />}
      <h3>{t("provenance.definition")}</h3>
      <dl className={css.list}>
        <dt>{t("indicator.code")}</dt>
        <dd>{code}</dd>
        {(["definition", "note", "formula"] as const).map(
          (part) =>
            name(indicator[part]) && (
              <div key={part} className={css.row}>
                <dt>{t(`indicator.${part}`)}</dt>
                <dd>{name(indicator[part])}</dd>
              </div>
            ),
        )}
      </dl>
      <h3>{t("provenance.dataset")}</h3>
      <dl className={css.list}>
        <dt>{t("dataset.version")}</dt>
        <dd>{dataset ? t("dataset.number", { number: dataset.number }) : data.datasetId}</dd>
        <dt>{t("dataset.digest")}</dt>
        <dd className={css.digest}>{dataset?.digest}</dd>
      </dl>
    </div>
  );
}

// Which figure that a team entered an indicator shows.
const figureOf: Partial<Record<string, string>> = {
  "SITE.LAND.PRICE": "landPriceUSDPerM2",
  "SITE.LAND.HA": "areaHa",
  "SITE.POWER.PRICE": "powerPriceUSDPerKWh",
  "SITE.LABOUR.COST": "labourUSDPerMonth",
  "SITE.PIER.DEPTH": "harbourDepthM",
};

const partsLike: Partial<Record<string, string>> = {
  "SITE.CITY1M.KM": "SITE.POP100",
  "SITE.PARKS100.N": "SITE.CITY1M.KM",
};

function leaf(node: Node, indicator: string): Criterion | undefined {
  if (node.criterion?.indicator === indicator) return node.criterion;
  for (const child of node.children ?? []) {
    const found = leaf(child, indicator);
    if (found) return found;
  }
  return undefined;
}

/** The figures a value was made from: routes to single ports, cities nearby, a model's score. */
function Parts({ data, at }: { data: RankedSite; at: number }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { countries } = useCatalogue();
  const value = data.values[at];
  if (!value) return null;
  // A distance to a city is made from its people, a number of parks from their distances.
  const like = partsLike[value.indicator] ?? value.indicator;
  const unit = name(data.indicators.find((i) => i.code === like)?.unit);
  const word = (of: string) => {
    const passage = `layout.passage.${of}`;
    return (
      name(data.names[of]) ||
      (isKey(passage) ? t(passage) : name(countries.find((c) => c.iso3 === of)?.name) || of)
    );
  };
  return (
    <>
      <h3>{t("provenance.inputs")}</h3>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("siteSource.part")}</th>
            <th scope="col">
              {t("breakdown.value")} {unit && t("app.paren", { text: unit })}
            </th>
            <th scope="col">{t("layout.col.grade")}</th>
          </tr>
        </thead>
        <tbody>
          {value.parts.map((part) => (
            <tr key={part.of}>
              <th scope="row">{word(part.of)}</th>
              <td>{format.exact(Number(part.value.toFixed(4)))}</td>
              <td>{part.grade ? t("layout.grade", { grade: part.grade }) : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
