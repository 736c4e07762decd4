import { BarChartOutlined, TableOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { Point } from "../../api/models";
import { isKey, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { DataTable } from "../../ui/ChartFrame";
import { colour } from "../../ui/theme";
import css from "./editor.module.css";
import { ticks } from "./ticks";

/** A country or a site on a value function. */
export interface Dot {
  id: string;
  label: string;
  value?: number | undefined;
  year?: number | undefined;
  status: string;
  /** Its score by the stored version and by the draft. */
  before?: number | undefined;
  now?: number | undefined;
}

interface Props {
  of: "countries" | "sites";
  curve: Point[];
  dots: Dot[];
  log: boolean;
  name: string;
  unit: string;
}

/** A value function with what it values, as a picture or as a table. */
export function Plot(props: Props) {
  const t = useT();
  const [asTable, setAsTable] = useState(false);
  return (
    <figure style={{ margin: 0 }}>
      <div style={{ textAlign: "right" }}>
        <Button
          size="small"
          type="text"
          icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t("chart.asPicture") : t("chart.asTable")}
        </Button>
      </div>
      {asTable ? <Figures {...props} /> : <Picture {...props} />}
    </figure>
  );
}

const width = 640;
const height = 220;
const left = 36;
const bottom = height - 34;
const top = 10;

function Picture({ of, curve, dots: all, log, name, unit }: Props) {
  const t = useT();
  const format = useFormat();
  const dots = all.filter((d) => d.value !== undefined && d.now !== undefined);
  const xs = [...curve.map((p) => p.x), ...dots.map((d) => d.value ?? 0)].filter((x) => !log || x > 0);
  if (xs.length === 0) return <p className={css.note}>{t("editor.noDots")}</p>;
  const scale = (x: number) => (log ? Math.log(x) : x);
  const low = Math.min(...xs);
  const high = Math.max(...xs);
  const span = scale(high) - scale(low) || 1;
  const px = (x: number) =>
    left + ((scale(Math.max(x, log ? low : x)) - scale(low)) / span) * (width - left - 12);
  const py = (y: number) => top + (1 - y) * (bottom - top);
  const path = curve.map((p, i) => `${i ? "L" : "M"}${px(p.x).toFixed(1)} ${py(p.y).toFixed(1)}`).join("");
  const axis = (x: number) => {
    const q = format.quantity(x, "");
    return `${q.text}${q.unit.trim() && ` ${q.unit.trim()}`}`;
  };
  const full = dots.filter((d) => d.now === 1).length;
  const none = dots.filter((d) => d.now === 0).length;
  const summary = t(of === "sites" ? "editor.plotSummarySites" : "editor.plotSummary", {
    n: dots.length,
    full,
    none,
  });
  const anyBefore = dots.some((d) => d.before !== undefined && Math.abs(d.before - (d.now ?? 0)) > 1e-9);
  return (
    <>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        className={css.plot}
        role="img"
        aria-label={`${t("editor.plot", { name })}${t("app.sentenceSpace")}${summary}`}
      >
        {[0, 0.5, 1].map((y) => (
          <g key={y}>
            <path d={`M${left} ${py(y)}H${width - 12}`} stroke="#dfe3e8" />
            <text x={left - 5} y={py(y) + 4} fontSize="11" fill={colour.muted} textAnchor="end">
              {format.fixed(y, 1)}
            </text>
          </g>
        ))}
        {ticks(low, high, log).map((x) => (
          <text
            key={x}
            x={px(x)}
            y={bottom + 15}
            fontSize="11"
            fill={colour.muted}
            textAnchor={px(x) < left + 20 ? "start" : px(x) > width - 40 ? "end" : "middle"}
          >
            {axis(x)}
          </text>
        ))}
        <text x={width - 12} y={bottom + 30} fontSize="11" fill={colour.muted} textAnchor="end">
          {unit}
        </text>
        <path d={path} fill="none" stroke={colour.primary} strokeWidth="1.8" />
        {dots.map((d) => (
          <g key={d.id}>
            <title>
              {t("editor.dot", {
                name: d.label,
                value: format.exact(d.value),
                year: d.year ?? "",
                now: format.score(d.now),
              })}
            </title>
            {d.before !== undefined && Math.abs(d.before - (d.now ?? 0)) > 1e-9 && (
              <>
                <path
                  d={`M${px(d.value ?? 0)} ${py(d.before)}V${py(d.now ?? 0)}`}
                  stroke={colour.selection}
                  strokeWidth="1"
                />
                <circle
                  cx={px(d.value ?? 0)}
                  cy={py(d.before)}
                  r="2.5"
                  fill="#fff"
                  stroke={colour.selection}
                />
              </>
            )}
            <circle cx={px(d.value ?? 0)} cy={py(d.now ?? 0)} r="3.4" fill={colour.navy} fillOpacity="0.75" />
          </g>
        ))}
      </svg>
      <div className={css.legend}>
        <span>{summary}</span>
        {anyBefore && <span>{t("editor.plotBefore")}</span>}
      </div>
    </>
  );
}

function Figures({ of, dots, name, unit }: Props) {
  const t = useT();
  const format = useFormat();
  const status = (s: string) => {
    const key = `status.${s}`;
    return isKey(key) ? t(key) : s;
  };
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={t("editor.plot", { name })}>
      <DataTable
        caption={t("editor.plot", { name })}
        head={[
          t(of === "sites" ? "layout.col.site" : "table.country"),
          `${t("breakdown.value")}${t("app.paren", { text: unit })}`,
          t("breakdown.year"),
          t("editor.status"),
          t("editor.before"),
          t("editor.after"),
        ]}
        rows={[...dots]
          .sort((a, b) => (b.now ?? -1) - (a.now ?? -1))
          .map((d) => [
            d.label,
            format.exact(d.value),
            d.year ? String(d.year) : "—",
            status(d.status),
            format.score(d.before),
            format.score(d.now),
          ])}
      />
    </div>
  );
}
