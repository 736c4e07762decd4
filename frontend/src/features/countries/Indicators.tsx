import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { observationsQuery, useCatalogue } from "../../api/queries";
import type { CountryIndicator, CountryProfile, Indicator, Observation } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { useLicence } from "../../i18n/licence";
import { Panel } from "../../ui/Page";
import { Sparkline, Strip } from "../../ui/Sparkline";
import css from "./countries.module.css";

const since = 2000;

/** Every indicator by dimension: value, year, source, licence, trend, place in the region. */
export function Indicators({ country, cite }: { country: CountryProfile; cite: (code: string) => void }) {
  const t = useT();
  const { indicators } = useCatalogue();
  const { data: observations } = useQuery(observationsQuery(country.iso3));
  const trends = useMemo(() => {
    const out = new Map<string, Observation[]>();
    for (const o of observations ?? []) {
      const series = out.get(o.indicator);
      if (series) series.push(o);
      else out.set(o.indicator, [o]);
    }
    return out;
  }, [observations]);
  const byCode = new Map(indicators.map((i) => [i.code, i]));
  const dimensions = [...new Set(country.indicators.map((i) => i.dimension))];
  return (
    <Panel title={t("country.indicators")} flush>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("breakdown.criterion")}</th>
            <th scope="col" className={css.right}>
              {t("breakdown.value")}
            </th>
            <th scope="col">{t("breakdown.unit")}</th>
            <th scope="col" className={css.right}>
              {t("breakdown.year")}
            </th>
            <th scope="col">{t("country.trend", { since })}</th>
            <th scope="col">{t("country.peers")}</th>
            <th scope="col">{t("breakdown.source")}</th>
            <th scope="col">{t("source.licence")}</th>
          </tr>
        </thead>
        {dimensions.map((dimension) => {
          const key = `dimension.${dimension}`;
          return (
            <tbody key={dimension}>
              <tr className={css.group}>
                <th scope="rowgroup" colSpan={8}>
                  {isKey(key) ? t(key) : dimension}
                </th>
              </tr>
              {country.indicators
                .filter((i) => i.dimension === dimension)
                .map((i) => (
                  <Line
                    key={i.code}
                    item={i}
                    indicator={byCode.get(i.code)}
                    trend={trends.get(i.code)}
                    cite={cite}
                  />
                ))}
            </tbody>
          );
        })}
      </table>
    </Panel>
  );
}

interface LineProps {
  item: CountryIndicator;
  indicator: Indicator | undefined;
  trend: Observation[] | undefined;
  cite: (code: string) => void;
}

function Line({ item, indicator, trend, cite }: LineProps) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { sources } = useCatalogue();
  const licence = useLicence();
  const quantity = format.quantity(item.value, name(indicator?.unit));
  const source = sources.find((s) => s.id === item.sourceId);
  const recent = (trend ?? []).filter((o) => o.year >= since);
  const first = recent[0];
  const last = recent.at(-1);
  return (
    <tr>
      <th scope="row">{name(indicator?.name) || item.code}</th>
      <td className={css.right}>
        <button
          type="button"
          className={css.number}
          onClick={() => cite(item.code)}
          title={t("country.openSource")}
        >
          {item.value !== undefined ? quantity.text : t(item.gap ? `gap.${item.gap}` : "status.missing")}
        </button>
      </td>
      <td>{quantity.unit}</td>
      <td className={css.right}>{item.year ?? ""}</td>
      <td>
        {first && last && (
          <Sparkline
            points={recent.map((o) => ({ x: o.year, y: o.value }))}
            from={since}
            to={Math.max(since + 24, last.year)}
            label={t("country.trendLabel", {
              from: first.year,
              to: last.year,
              first: format.exact(first.value),
              last: format.exact(last.value),
            })}
          />
        )}
      </td>
      <td>
        {item.peers && (
          <span className={css.peers}>
            <Strip
              values={item.peers.values.map((v) => v.value)}
              median={item.peers.median}
              mark={item.value}
              label={t("country.peersLabel", {
                rank: item.peers.rank ?? "—",
                countries: item.peers.countries,
                median: format.exact(item.peers.median),
                low: format.exact(item.peers.lowest),
                high: format.exact(item.peers.highest),
              })}
            />
            {item.peers.rank !== undefined && (
              <small>
                {item.peers.rank}/{item.peers.countries}
              </small>
            )}
          </span>
        )}
      </td>
      <td className={css.source} title={source?.title}>
        {item.status === "derived" ? t("status.derived") : (source?.publisher ?? "")}
      </td>
      <td className={css.source}>{item.value !== undefined && licence(indicator?.licence)}</td>
    </tr>
  );
}
