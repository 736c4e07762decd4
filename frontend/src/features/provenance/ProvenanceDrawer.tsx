import { useSuspenseQueries } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { datasetsQuery, observationsQuery, sourcesOfQuery, useCatalogue } from "../../api/queries";
import type { Criterion, CriterionScore, Input, Observation, Source } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Boundary } from "../../ui/Boundary";
import { Sparkline } from "../../ui/Sparkline";
import { useReturnFocus } from "../../ui/useReturnFocus";
import css from "./provenance.module.css";
import { SourceFacts } from "./SourceFacts";
import { Transformation } from "./Transformation";

export interface Props {
  iso3: string;
  indicator: string;
  datasetId: string;
  /** The year the ranking is made for; values after it play no part. */
  year: number;
  /** How the value entered a score, when the question comes from a ranking. */
  criterion?: CriterionScore | undefined;
  /** How the model turns the value into a score, and what a gap by nature counts. */
  rule?: Criterion | undefined;
  /** Why there can be no value by nature, where no model is asked. */
  gap?: "landlocked" | undefined;
  close: () => void;
}

/** A value of the country by indicator and year, or as it entered a score. */
type Asked = Pick<Props, "indicator" | "year" | "criterion" | "rule" | "gap">;

/** Where one number comes from, and what was made of it. */
export default function ProvenanceDrawer(props: Props) {
  const t = useT();
  useReturnFocus();
  const name = useName();
  const { countries, indicators } = useCatalogue();
  // A derived value opens into what it was computed from, and that again.
  const [path, setPath] = useState<Asked[]>([]);
  const asked = path.at(-1) ?? props;
  const indicator = indicators.find((i) => i.code === asked.indicator);
  const country = countries.find((c) => c.iso3 === props.iso3);
  return (
    <Drawer
      open
      size={560}
      onClose={props.close}
      title={t("provenance.title", { country: name(country?.name), indicator: name(indicator?.name) })}
    >
      {path.length > 0 && (
        <Button type="link" className={css.back} onClick={() => setPath(path.slice(0, -1))}>
          {t("provenance.back")}
        </Button>
      )}
      <Boundary resetKey={asked.indicator}>
        <Body
          {...asked}
          iso3={props.iso3}
          datasetId={props.datasetId}
          open={(next) => setPath([...path, next])}
        />
      </Boundary>
    </Drawer>
  );
}

interface BodyProps extends Omit<Props, "close"> {
  open: (input: Asked) => void;
}

function Body({ iso3, indicator: code, datasetId, year, criterion, rule, gap, open }: BodyProps) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { countries, indicators } = useCatalogue();
  // Of the version the number came from, which may be older than the newest.
  const [{ data: observations }, { data: sources }, { data: datasets }] = useSuspenseQueries({
    queries: [observationsQuery(iso3, code, datasetId), sourcesOfQuery(datasetId), datasetsQuery],
  });
  const indicator = indicators.find((i) => i.code === code);
  const used =
    criterion?.year !== undefined
      ? observations.find((o) => o.year === criterion.year)
      : observations.filter((o) => o.year <= year).at(-1);
  const value = criterion?.value ?? used?.value;
  const status = criterion?.status ?? (used ? (used.status ?? "observed") : gap ? "structural" : "missing");
  const source = sources.find((s) => s.id === (criterion?.sourceId ?? used?.sourceId));
  const dataset = datasets.find((d) => d.id === datasetId);
  const unit = name(indicator?.unit);
  const derived = name(indicator?.formula) !== "";
  const statusKey = `status.${status}`;
  const whyKey = `provenance.why.${status}`;
  const nature = status === "structural" ? (rule?.structural?.when ?? gap) : undefined;
  const counts = rule?.structural && `structural.${rule.structural.when}.${rule.structural.rule}`;
  return (
    <div className={css.body}>
      <p className={css.value}>
        <strong>{format.exact(value)}</strong> {value !== undefined && unit}
        <span className={css.year}>{criterion?.year ?? used?.year ?? ""}</span>
        <span className={css.status}>{isKey(statusKey) ? t(statusKey) : status}</span>
      </p>
      {nature ? (
        <p className={css.why}>
          {t(`provenance.gap.${nature}`, {
            country: name(countries.find((c) => c.iso3 === iso3)?.name),
            indicator: name(indicator?.name),
          })}
          {counts && isKey(counts) && (
            <>
              {t("app.sentenceSpace")}
              {t("provenance.gap.counts", { rule: t(counts) })}
            </>
          )}
        </p>
      ) : (
        isKey(whyKey) && <p className={css.why}>{t(whyKey)}</p>
      )}

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
      {rule && <Transformation criterion={rule} unit={unit} />}

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
        {name(indicator?.formula) && (
          <>
            <dt>{t("indicator.formula")}</dt>
            <dd>{name(indicator?.formula)}</dd>
          </>
        )}
      </dl>

      <h3>{t("provenance.source")}</h3>
      {derived ? (
        <p>{t("provenance.derivedHere")}</p>
      ) : source ? (
        <SourceFacts source={source} licence={used?.licence ?? indicator?.licence} />
      ) : (
        <p>{t("provenance.noSource")}</p>
      )}
      {used?.inputs && used.inputs.length > 0 && (
        <Inputs inputs={used.inputs} sources={sources} open={open} />
      )}

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

function Inputs({
  inputs,
  sources,
  open,
}: {
  inputs: Input[];
  sources: Source[];
  open: (input: Asked) => void;
}) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators } = useCatalogue();
  const lines = inputs.map((x) => ({
    x,
    indicator: indicators.find((i) => i.code === x.indicator),
    source: sources.find((s) => s.id === x.sourceId),
  }));
  return (
    <>
      <h3>{t("provenance.inputs")}</h3>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("breakdown.criterion")}</th>
            <th scope="col">{t("breakdown.value")}</th>
            <th scope="col">{t("breakdown.year")}</th>
            <th scope="col" className={css.text}>
              {t("breakdown.source")}
            </th>
            <th scope="col" className={css.text}>
              {t("source.licence")}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ x, indicator, source }) => (
            <tr key={`${x.indicator ?? x.of ?? ""}/${x.year}`}>
              <th scope="row">{name(indicator?.name) || x.indicator || x.of}</th>
              <td>
                {indicator ? (
                  <button
                    type="button"
                    className={css.number}
                    title={t("country.openSource")}
                    onClick={() => open({ indicator: indicator.code, year: x.year })}
                  >
                    {format.exact(x.value)}
                  </button>
                ) : (
                  format.exact(x.value)
                )}
              </td>
              <td>{x.year || format.exact(undefined)}</td>
              <td className={css.text}>
                {name(indicator?.formula)
                  ? t("status.derived")
                  : source
                    ? source.publisher || source.title
                    : x.sourceId}
              </td>
              <td className={css.text}>
                {name(indicator?.formula) ? t("provenance.asInputs") : source?.licence}
              </td>
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
