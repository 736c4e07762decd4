import { Input, Select, Table } from "antd";
import { Link } from "react-router";
import { useCatalogue } from "../../api/queries";
import type { Indicator } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useLicence } from "../../i18n/licence";
import { Nothing, Page, Panel } from "../../ui/Page";
import css from "./catalogue.module.css";
import { useParam } from "../../ui/useParam";

/** What is measured: definition, unit, licence, and for how many candidates there is a value. */
export default function Indicators() {
  const t = useT();
  const licence = useLicence();
  const name = useName();
  const { indicators, countries } = useCatalogue();
  const [query, setQuery] = useParam("q");
  const [dimension, setDimension] = useParam("dimension");
  const wanted = query.trim().toLowerCase();
  const shown = indicators.filter(
    (i) =>
      (!dimension || i.dimension === dimension) &&
      [i.code, i.name.zh, i.name.en, i.definition.zh, i.definition.en, i.source]
        .join(" ")
        .toLowerCase()
        .includes(wanted),
  );
  const dimensionName = (id: string) => {
    const key = `dimension.${id}`;
    return isKey(key) ? t(key) : id;
  };
  const direction = (id: string) => {
    const key = `direction.${id}`;
    return isKey(key) ? t(key) : id;
  };
  const dimensions = [...new Set(indicators.map((i) => i.dimension))];
  return (
    <Page title={t("nav.indicators")} note={t("indicators.note", { candidates: countries.length })}>
      <Panel
        flush
        title={t("app.total", { n: shown.length })}
        extra={
          <>
            <Select
              value={dimension}
              onChange={setDimension}
              aria-label={t("standing.dimension")}
              style={{ width: 170 }}
              options={[
                { value: "", label: t("indicators.allDimensions") },
                ...dimensions.map((d) => ({ value: d, label: dimensionName(d) })),
              ]}
            />
            <Input.Search
              allowClear
              value={query}
              onChange={(e) => setQuery(e.target.value)}
              placeholder={t("indicators.search")}
              aria-label={t("indicators.search")}
              style={{ width: 260 }}
            />
          </>
        }
      >
        <Table<Indicator>
          size="small"
          rowKey="code"
          dataSource={shown}
          pagination={false}
          locale={{ emptyText: <Nothing>{t("state.noMatch")}</Nothing> }}
          columns={[
            {
              title: t("breakdown.criterion"),
              key: "name",
              width: 220,
              render: (_, i) => (
                <>
                  <Link to={`/indicators/${encodeURIComponent(i.code)}`}>{name(i.name)}</Link>
                  <div className={css.code}>{i.code}</div>
                </>
              ),
            },
            {
              title: t("standing.dimension"),
              key: "dimension",
              width: 92,
              render: (_, i) => dimensionName(i.dimension),
            },
            { title: t("breakdown.unit"), key: "unit", width: 120, render: (_, i) => name(i.unit) },
            {
              title: t("indicator.direction"),
              key: "direction",
              width: 66,
              render: (_, i) => direction(i.direction),
            },
            { title: t("indicator.definition"), key: "definition", render: (_, i) => name(i.definition) },
            {
              title: t("table.coverage"),
              key: "coverage",
              width: 84,
              align: "right",
              sorter: (a, b) => a.coverage.countries - b.coverage.countries,
              render: (_, i) => `${i.coverage.countries}/${countries.length}`,
            },
            {
              title: t("indicator.latest"),
              key: "latest",
              width: 110,
              align: "right",
              sorter: (a, b) => a.coverage.medianYear - b.coverage.medianYear,
              render: (_, i) =>
                i.coverage.latestYear
                  ? `${i.coverage.medianYear}${t("app.paren", { text: i.coverage.latestYear })}`
                  : "—",
            },
            { title: t("source.licence"), key: "licence", width: 120, render: (_, i) => licence(i.licence) },
          ]}
        />
      </Panel>
    </Page>
  );
}
