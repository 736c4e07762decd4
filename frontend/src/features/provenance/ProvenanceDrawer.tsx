import { useSuspenseQueries } from "@tanstack/react-query";
import { Drawer } from "antd";
import { datasetsQuery, observationsQuery, useCatalogue } from "../../api/queries";
import type { CriterionScore, Input, Observation, Source } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Boundary } from "../../ui/Boundary";
import { Sparkline } from "../../ui/Sparkline";
import { useReturnFocus } from "../../ui/useReturnFocus";
import css from "./provenance.module.css";

export interface Props {
  iso3: string;
  indicator: string;
  datasetId: string;
  /** The year the ranking is made for; values after it play no part. */
  year: number;
  /** How the value entered a score, when the question comes from a ranking. */
  criterion?: CriterionScore;
  close: () => void;
}

/** Where one number comes from, and what was made of it. */
export default function ProvenanceDrawer(props: Props) {
  const t = useT();
  useReturnFocus();
  const name = useName();
  const { countries, indicators } = useCatalogue();
  const indicator = indicators.find((i) => i.code === props.indicator);
  const country = countries.find((c) => c.iso3 === props.iso3);
  return (
    <Drawer
      open
      size={560}
      onClose={props.close}
      title={t("provenance.title", { country: name(country?.name), indicator: name(indicator?.name) })}
    >
      <Boundary>
        <Body {...props} />
      </Boundary>
    </Drawer>
  );
}

function Body({ iso3, indicator: code, datasetId, year, criterion }: Props) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators, sources } = useCatalogue();
  const [{ data: observations }, { data: datasets }] = useSuspenseQueries({
    queries: [observationsQuery(iso3, code), datasetsQuery],
  });
  const indicator = indicators.find((i) => i.code === code);
  const used =
    criterion?.year !== undefined
      ? observations.find((o) => o.year === criterion.year)
      : observations.filter((o) => o.year <= year).at(-1);
  const value = criterion?.value ?? used?.value;
  const status = criterion?.status ?? (used ? (used.status ?? "observed") : "missing");
  const source = sources.find((s) => s.id === (criterion?.sourceId ?? used?.sourceId));
  const dataset = datasets.find((d) => d.id === datasetId);
  const unit = name(indicator?.unit);
  const statusKey = `status.${status}`;
  const whyKey = `provenance.why.${status}`;
  return (
    <div className={css.body}>
      <p className={css.value}>
        <strong>{format.exact(value)}</strong> {value !== undefined && unit}
        <span className={css.year}>{criterion?.year ?? used?.year ?? ""}</span>
        <span className={css.status}>{isKey(statusKey) ? t(statusKey) : status}</span>
      </p>
      {isKey(whyKey) && <p className={css.why}>{t(whyKey)}</p>}

      {criterion && (
        <ol className={css.path} aria-label={t("provenance.path")}>
          <li>
            <span>{t("provenance.raw")}</span>
            <b>{format.exact(value)}</b>
          </li>
          <li>
            <span>{t("breakdown.normalised")}</span>
            <b>{format.fixed(criterion.normalised, 4)}</b>
          </li>
          <li>
            <span>{t("breakdown.weight")}</span>
            <b>{format.percent(criterion.effectiveWeight ?? criterion.weight, 2)}</b>
          </li>
          <li>
            <span>{t("breakdown.contribution")}</span>
            <b>{format.fixed(criterion.contribution, 4)}</b>
          </li>
        </ol>
      )}

      <h3>{t("provenance.definition")}</h3>
      <dl className={css.list}>
        <dt>{t("indicator.code")}</dt>
        <dd>{code}</dd>
        <dt>{t("indicator.definition")}</dt>
        <dd>{name(indicator?.definition) || format.exact(undefined)}</dd>
        {name(indicator?.note) && (
          <>
            <dt>{t("indicator.note")}</dt>
            <dd>{name(indicator?.note)}</dd>
          </>
        )}
        {indicator?.formula && (
          <>
            <dt>{t("indicator.formula")}</dt>
            <dd>{name(indicator.formula)}</dd>
          </>
        )}
      </dl>

      <h3>{t("provenance.source")}</h3>
      {source ? (
        <SourceFacts source={source} licence={used?.licence ?? indicator?.licence} />
      ) : (
        <p>{t("provenance.noSource")}</p>
      )}
      {used?.inputs && used.inputs.length > 0 && <Inputs inputs={used.inputs} />}

      <h3>{t("provenance.dataset")}</h3>
      <dl className={css.list}>
        <dt>{t("dataset.version")}</dt>
        <dd>{dataset ? t("dataset.number", { number: dataset.number }) : datasetId}</dd>
        <dt>{t("dataset.digest")}</dt>
        <dd className={css.digest}>{dataset?.digest}</dd>
      </dl>

      <h3>{t("provenance.series")}</h3>
      <Series observations={observations} unit={unit} />
    </div>
  );
}

function SourceFacts({ source, licence }: { source: Source; licence: string | undefined }) {
  const t = useT();
  const link = /^[\w.-]+\/[\w.-]+$/.test(source.repository)
    ? `https://github.com/${source.repository}/tree/${source.commit}`
    : undefined;
  return (
    <dl className={css.list}>
      <dt>{t("source.publisher")}</dt>
      <dd>{source.publisher}</dd>
      <dt>{t("source.title")}</dt>
      <dd>{source.title}</dd>
      <dt>{t("source.licence")}</dt>
      <dd>{licence || source.licence}</dd>
      <dt>{t("source.vintage")}</dt>
      <dd>{source.vintage}</dd>
      {source.repository && (
        <>
          <dt>{t("source.copy")}</dt>
          <dd>
            {link ? (
              <a href={link} target="_blank" rel="noreferrer">
                {source.repository}
              </a>
            ) : (
              source.repository
            )}{" "}
            {source.path} {source.commit.slice(0, 12)} {source.commitDate}
          </dd>
        </>
      )}
    </dl>
  );
}

function Inputs({ inputs }: { inputs: Input[] }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators, sources } = useCatalogue();
  return (
    <>
      <h3>{t("provenance.inputs")}</h3>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("breakdown.criterion")}</th>
            <th scope="col">{t("breakdown.value")}</th>
            <th scope="col">{t("breakdown.year")}</th>
            <th scope="col">{t("breakdown.source")}</th>
          </tr>
        </thead>
        <tbody>
          {inputs.map((x) => (
            <tr key={`${x.indicator ?? x.of ?? ""}/${x.year}`}>
              <th scope="row">
                {name(indicators.find((i) => i.code === x.indicator)?.name) || x.indicator || x.of}
              </th>
              <td>{format.exact(x.value)}</td>
              <td>{x.year || format.exact(undefined)}</td>
              <td>{sources.find((s) => s.id === x.sourceId)?.publisher ?? x.sourceId}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Series({ observations, unit }: { observations: Observation[]; unit: string }) {
  const t = useT();
  const format = useFormat();
  const first = observations[0];
  const last = observations.at(-1);
  if (!first || !last) return <p>{t("provenance.noValues")}</p>;
  const label = t("country.trendLabel", {
    from: first.year,
    to: last.year,
    first: format.exact(first.value),
    last: format.exact(last.value),
  });
  return (
    <>
      <Sparkline
        points={observations.map((o) => ({ x: o.year, y: o.value }))}
        from={first.year}
        to={last.year}
        label={label}
        width={510}
        height={90}
      />
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("breakdown.year")}</th>
            <th scope="col">
              {t("breakdown.value")} {unit && `(${unit})`}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...observations].reverse().map((o) => (
            <tr key={o.year}>
              <th scope="row">{o.year}</th>
              <td>{format.exact(o.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
