import { useSuspenseQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { Link, useSearchParams } from "react-router";
import { coverageQuery, freshnessQuery } from "../../api/data";
import { datasetsQuery, useCatalogue } from "../../api/queries";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Boundary } from "../../ui/Boundary";
import { Nothing, Page, Panel } from "../../ui/Page";
import css from "./data.module.css";

type View = "matrix" | "freshness";

/** How complete and how fresh the data is: countries by indicators, and the age of each indicator. */
export default function Coverage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const { data: datasets } = useSuspenseQuery(datasetsQuery);
  const id = params.get("dataset") ?? datasets[0]?.id ?? "";
  const view: View = params.get("view") === "freshness" ? "freshness" : "matrix";
  const set = (name: string, value: string) =>
    setParams((before) => new URLSearchParams([...[...before].filter(([k]) => k !== name), [name, value]]), {
      replace: true,
    });
  return (
    <Page
      title={t("coverage.title")}
      trail={[{ label: t("nav.datasets"), to: "/datasets" }]}
      extra={
        <>
          <label className={css.inline}>
            {t("dataset.version")}
            <select className={css.select} value={id} onChange={(e) => set("dataset", e.target.value)}>
              {datasets.map((d) => (
                <option key={d.id} value={d.id}>
                  {t("dataset.number", { number: d.number })}
                </option>
              ))}
            </select>
          </label>
          <Segmented
            value={view}
            onChange={(v) => set("view", v)}
            options={[
              { value: "matrix", label: t("coverage.matrix") },
              { value: "freshness", label: t("coverage.freshness") },
            ]}
          />
        </>
      }
    >
      {id ? (
        <Boundary resetKey={id + view}>{view === "matrix" ? <Matrix id={id} /> : <Fresh id={id} />}</Boundary>
      ) : (
        <Nothing>{t("datasets.none")}</Nothing>
      )}
    </Page>
  );
}

/** Blues on which the year can be read: dark text on the first four, white on the last. */
const shades = ["#eaf2fb", "#bdd7ee", "#8fbce2", "#68a5d8", "#0b4f94"];

/** Ages in years up to which a cell has each of the five shades, darkest first. */
const ages = [1, 2, 3, 5, Infinity];
const ageWords = [
  "coverage.age0",
  "coverage.age1",
  "coverage.age2",
  "coverage.age3",
  "coverage.age4",
] as const;

/** Countries by indicators. The table is the picture: each cell holds its year, arrows move between cells. */
function Matrix({ id }: { id: string }) {
  const t = useT();
  const name = useName();
  const { countries, indicators } = useCatalogue();
  const { data } = useSuspenseQuery(coverageQuery(id));
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const body = useRef<HTMLTableSectionElement>(null);
  const nameOf = (code: string) => name(indicators.find((i) => i.code === code)?.name) || code;
  const country = (iso3: string) => name(countries.find((c) => c.iso3 === iso3)?.name) || iso3;

  const move = (e: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
    };
    const step = steps[e.key];
    if (!step) return;
    e.preventDefault();
    const r = Math.max(0, Math.min(data.countries.length - 1, at[0] + step[0]));
    const c = Math.max(0, Math.min(data.rows.length - 1, at[1] + step[1]));
    setAt([r, c]);
    body.current?.querySelector<HTMLElement>(`[data-cell="${r},${c}"]`)?.focus();
  };
  const shade = (year: number) => {
    const age = data.year - year;
    const k = ages.findIndex((limit) => age <= limit);
    return 4 - Math.max(0, k);
  };
  const cells = data.countries.length * data.rows.length;
  const filled = data.rows.reduce((sum, row) => sum + row.years.filter((y) => y > 0).length, 0);
  return (
    <Panel flush title={t("coverage.matrixTitle", { filled, cells, year: data.year })}>
      <div className={css.legendRow} aria-hidden>
        {ageWords.map((word, i) => (
          <span key={word}>
            <i style={{ background: shades[4 - i] }} />
            {t(word)}
          </span>
        ))}
        <span>
          <i className={css.gap} />
          {t("coverage.gap")}
        </span>
        <span>{t("coverage.keys")}</span>
      </div>
      <div className={css.matrixBox} tabIndex={0} role="region" aria-label={t("coverage.matrix")}>
        <table className={css.matrix} aria-label={t("coverage.matrix")}>
          <thead>
            <tr>
              <th scope="col" className={css.corner}>
                {t("table.country")}
              </th>
              {data.rows.map((row) => (
                <th key={row.indicator} scope="col" title={nameOf(row.indicator)}>
                  <Link to={`/indicators/${encodeURIComponent(row.indicator)}`} className={css.upright}>
                    {nameOf(row.indicator)}
                  </Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={move}>
            {data.countries.map((iso3, r) => (
              <tr key={iso3}>
                <th scope="row">
                  <Link to={`/countries/${iso3}`}>{country(iso3)}</Link>
                </th>
                {data.rows.map((row, c) => {
                  const year = row.years[r] ?? 0;
                  const k = row.timeless ? 4 : shade(year);
                  const text = year === 0 ? "·" : row.timeless ? "✓" : `'${String(year).slice(2)}`;
                  return (
                    <td
                      key={row.indicator}
                      data-cell={`${r},${c}`}
                      tabIndex={at[0] === r && at[1] === c ? 0 : -1}
                      className={year === 0 ? css.gap : k === 4 ? css.dark : undefined}
                      style={year === 0 ? undefined : { background: shades[k] }}
                      title={t("coverage.cell", {
                        country: country(iso3),
                        indicator: nameOf(row.indicator),
                        year: year === 0 ? t("status.missing") : row.timeless ? t("coverage.timeless") : year,
                      })}
                      onFocus={() => setAt([r, c])}
                    >
                      {text}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Fresh({ id }: { id: string }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators, countries } = useCatalogue();
  const { data } = useSuspenseQuery(freshnessQuery(id));
  const rows = [...data].sort((a, b) => b.age - a.age);
  const dimension = (d: string) => {
    const key = `dimension.${d}`;
    return isKey(key) ? t(key) : d;
  };
  return (
    <Panel flush title={t("coverage.freshness")}>
      <table className={css.table} aria-label={t("coverage.freshness")}>
        <thead>
          <tr>
            <th scope="col">{t("breakdown.criterion")}</th>
            <th scope="col">{t("standing.dimension")}</th>
            <th scope="col" className={css.right}>
              {t("table.coverage")}
            </th>
            <th scope="col" className={css.right}>
              {t("coverage.median")}
            </th>
            <th scope="col" className={css.right}>
              {t("coverage.newest")}
            </th>
            <th scope="col" className={css.right}>
              {t("coverage.oldest")}
            </th>
            <th scope="col" className={css.right}>
              {t("coverage.ageYears")}
            </th>
            <th scope="col">{t("breakdown.source")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((f) => (
            <tr key={f.indicator}>
              <th scope="row">
                <Link to={`/indicators/${encodeURIComponent(f.indicator)}`}>
                  {name(indicators.find((i) => i.code === f.indicator)?.name) || f.indicator}
                </Link>
              </th>
              <td>{dimension(f.dimension)}</td>
              <td className={css.right}>{`${f.coverage.countries}/${countries.length}`}</td>
              <td className={css.right}>{(!f.timeless && f.coverage.medianYear) || "—"}</td>
              <td className={css.right}>{(!f.timeless && f.coverage.latestYear) || "—"}</td>
              <td className={css.right}>{(!f.timeless && f.oldestYear) || "—"}</td>
              <td className={css.right}>{f.timeless ? "—" : format.integer(f.age)}</td>
              <td>
                {f.derived
                  ? t("status.derived")
                  : f.sources.map((s) => `${s.title} ${s.vintage}`.trim()).join(t("app.listComma"))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
