import { useSuspenseQuery } from "@tanstack/react-query";
import { Table } from "antd";
import { Suspense, useState } from "react";
import type { ComponentType } from "react";
import { Link, useParams } from "react-router";
import { indicatorQuery, useCatalogue } from "../../api/queries";
import { isKey, useName, useT } from "../../i18n";
import { useLicence } from "../../i18n/licence";
import { useFormat } from "../../i18n/format";
import { Page, Panel } from "../../ui/Page";
import css from "./catalogue.module.css";

/** The one indicator whose computation rests on a table of its own. */
const stageIndex = "PS.STAGE.IDX";

interface Props {
  Provenance: ComponentType<{
    iso3: string;
    indicator: string;
    datasetId: string;
    year: number;
    close: () => void;
  }>;
}

/** One indicator: its definition, and every candidate's newest value. */
export default function IndicatorPage({ Provenance }: Props) {
  const t = useT();
  const licence = useLicence();
  const name = useName();
  const format = useFormat();
  const { code = "" } = useParams();
  const { data: indicator } = useSuspenseQuery(indicatorQuery(code));
  const { countries, regions, sources, indicators } = useCatalogue();
  const [cited, setCited] = useState<{ iso3: string; year: number }>();
  const dimension = `dimension.${indicator.dimension}`;
  const direction = `direction.${indicator.direction}`;
  const byCountry = new Map(indicator.values.map((v) => [v.iso3, v]));
  const rows = countries.map((c) => ({ country: c, observation: byCountry.get(c.iso3) }));
  const derived = name(indicator.formula) !== "";
  const facts: [string, string | undefined][] = [
    [t("indicator.code"), indicator.code],
    [t("standing.dimension"), isKey(dimension) ? t(dimension) : indicator.dimension],
    [t("breakdown.unit"), name(indicator.unit)],
    [t("indicator.direction"), isKey(direction) ? t(direction) : indicator.direction],
    [t("indicator.definition"), name(indicator.definition)],
    [t("indicator.note"), name(indicator.note)],
    [t("indicator.formula"), name(indicator.formula)],
    [t("breakdown.source"), derived ? t("provenance.derivedHere") : indicator.source],
    [t("source.licence"), derived ? t("provenance.asInputs") : licence(indicator.licence)],
    [t("table.coverage"), `${indicator.coverage.countries}/${countries.length}`],
  ];
  return (
    <Page
      title={name(indicator.name)}
      trail={[{ label: t("nav.indicators"), to: "/indicators" }]}
      note={indicator.code}
      extra={
        indicator.code === stageIndex ? <Link to="/stage-table">{t("stageTable.title")}</Link> : undefined
      }
    >
      <div className={css.stack}>
        <Panel>
          <dl className={css.facts}>
            {facts
              .filter(([, value]) => value)
              .map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            {(indicator.inputs ?? []).length > 0 && (
              <div>
                <dt>{t("indicator.inputs")}</dt>
                <dd className={css.links}>
                  {indicator.inputs?.map((input) => (
                    <Link key={input} to={`/indicators/${encodeURIComponent(input)}`}>
                      {name(indicators.find((i) => i.code === input)?.name) || input}
                    </Link>
                  ))}
                </dd>
              </div>
            )}
          </dl>
        </Panel>
        <Panel title={t("indicator.values")} flush>
          <Table
            size="small"
            rowKey={(r) => r.country.iso3}
            dataSource={rows}
            pagination={false}
            columns={[
              {
                title: t("table.country"),
                key: "name",
                render: (_, r) => <Link to={`/countries/${r.country.iso3}`}>{name(r.country.name)}</Link>,
              },
              {
                title: t("scope.region"),
                key: "region",
                filters: regions.map((r) => ({ text: name(r.name), value: r.id })),
                onFilter: (value, r) => r.country.region === value,
                render: (_, r) => name(regions.find((x) => x.id === r.country.region)?.name),
              },
              {
                title: t("breakdown.value") + t("app.paren", { text: name(indicator.unit) }),
                key: "value",
                align: "right",
                defaultSortOrder: "descend",
                sorter: (a, b) => (a.observation?.value ?? -Infinity) - (b.observation?.value ?? -Infinity),
                render: (_, r) => {
                  const o = r.observation;
                  return o ? (
                    <button
                      type="button"
                      className={css.number}
                      title={t("country.openSource")}
                      onClick={() => setCited({ iso3: r.country.iso3, year: o.year })}
                    >
                      {derived ? format.derived(o.value) : format.exact(o.value)}
                    </button>
                  ) : (
                    <span className={css.code}>{t("status.missing")}</span>
                  );
                },
              },
              {
                title: t("breakdown.year"),
                key: "year",
                align: "right",
                sorter: (a, b) => (a.observation?.year ?? 0) - (b.observation?.year ?? 0),
                render: (_, r) => r.observation?.year ?? "—",
              },
              {
                title: t("breakdown.source"),
                key: "source",
                render: (_, r) => {
                  const source = sources.find((s) => s.id === r.observation?.sourceId);
                  if (derived && r.observation) return t("status.derived");
                  return source ? source.publisher || source.title : "—";
                },
              },
            ]}
          />
        </Panel>
      </div>
      {cited && (
        <Suspense>
          <Provenance
            iso3={cited.iso3}
            indicator={indicator.code}
            datasetId={indicator.datasetId}
            year={cited.year}
            close={() => setCited(undefined)}
          />
        </Suspense>
      )}
    </Page>
  );
}
