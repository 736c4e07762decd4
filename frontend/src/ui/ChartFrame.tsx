import { BarChartOutlined, DownloadOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useRef, useState } from "react";
import type { ReactNode } from "react";
import { useT } from "../i18n";
import css from "./ui.module.css";

/** What a chart shows, as a table: the first column holds the names. */
export interface ChartTable {
  head: string[];
  rows: string[][];
}

export interface Framed {
  /** A sentence with the main finding; read out instead of the picture. */
  summary: string;
  table: ChartTable;
  /** Title and source line written into a saved picture, and the file's name. */
  title: string;
  source: string;
}

/**
 * Around any SVG picture: its numbers as a table, its finding as a sentence, and saving it with title, source
 * and date. The picture has no keyboard access of its own, so it is an image with a summary.
 */
export function ChartFrame({
  summary,
  table,
  title,
  source,
  height,
  children,
}: Framed & { height?: number; children: ReactNode }) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const save = (kind: "svg" | "png") =>
    void import("./saveChart").then(({ saveChart }) => {
      const svg = box.current?.querySelector("svg");
      if (svg) saveChart(svg, kind, title, source);
    });
  return (
    <figure className={css.chart} style={{ margin: 0 }}>
      <div className={css.chartTools}>
        <Button
          size="small"
          type="text"
          icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t("chart.asPicture") : t("chart.asTable")}
        </Button>
        {!asTable && (
          <Dropdown
            menu={{
              items: [
                { key: "svg", label: "SVG" },
                { key: "png", label: "PNG" },
              ],
              onClick: ({ key }) => save(key === "png" ? "png" : "svg"),
            }}
          >
            <Button size="small" type="text" icon={<DownloadOutlined />}>
              {t("chart.save")}
            </Button>
          </Dropdown>
        )}
      </div>
      {asTable ? (
        <DataTable {...table} caption={title} />
      ) : (
        <div ref={box} role="img" aria-label={`${title}. ${summary}`} style={{ height }}>
          {children}
        </div>
      )}
      <figcaption className={css.summary}>{summary}</figcaption>
    </figure>
  );
}

export function DataTable({ head, rows, caption }: ChartTable & { caption: string }) {
  return (
    <table className={css.dataTable} aria-label={caption}>
      <thead>
        <tr>
          {head.map((h) => (
            <th key={h} scope="col">
              {h}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row[0]}>
            {row.map((cell, i) =>
              i === 0 ? (
                <th key={i} scope="row">
                  {cell}
                </th>
              ) : (
                <td key={i}>{cell}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
