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
  /** Title and source line stand in every saved picture; the title is the file's name, too. */
  title: string;
  source: string;
  /** How to read the picture, or what it shows; before it. */
  note?: ReactNode;
}

/**
 * Around any SVG picture: its numbers as a table, its finding as a sentence, and saving it with title, source
 * and date. The picture has no keyboard access of its own, so it is an image with a summary; one that has
 * is given with how it becomes a single SVG for a saved copy.
 */
export function ChartFrame({
  summary,
  table,
  title,
  source,
  note,
  height,
  picture,
  children,
}: Framed & {
  height?: number;
  picture?: (box: HTMLElement) => SVGSVGElement;
  children: ReactNode;
}) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const save = (kind: "svg" | "png") =>
    void import("./saveChart").then(({ saveChart }) => {
      const svg = box.current && (picture ? picture(box.current) : box.current.querySelector("svg"));
      if (svg) saveChart(svg, kind, title, source);
    });
  return (
    <figure className={css.chart}>
      <div className={css.chartHead}>
        <strong aria-hidden>{title}</strong>
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
      </div>
      {note && <p className={css.summary}>{note}</p>}
      {asTable ? (
        <div className={css.dataBox}>
          <DataTable {...table} caption={title} />
        </div>
      ) : picture ? (
        <div ref={box}>{children}</div>
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
