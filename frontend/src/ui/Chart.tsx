import { BarChartOutlined, DownloadOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { EChartsOption } from "echarts/types/dist/shared";
import { useEffect, useRef, useState } from "react";
import { useT } from "../i18n";
import css from "./ui.module.css";

/** What a chart shows, as a table: the first column holds the names. */
export interface ChartTable {
  head: string[];
  rows: string[][];
}

interface Props {
  option: EChartsOption;
  height: number;
  /** A sentence with the main finding; read out instead of the picture. */
  summary: string;
  table: ChartTable;
  /** Title and source line written into a saved picture, and the file's name. */
  title: string;
  source: string;
}

/**
 * An ECharts picture in SVG. It has no keyboard access of its own, so it is an image with a summary, and its
 * numbers can be had as a table. Saved pictures carry title, source and date.
 */
export function Chart({ option, height, summary, table, title, source }: Props) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<{ setOption: (o: EChartsOption, notMerge: boolean) => void } | null>(null);
  const latest = useRef(option);
  const [asTable, setAsTable] = useState(false);

  useEffect(() => {
    if (asTable) return undefined;
    let gone = false;
    let close: () => void = () => undefined;
    void import("./echarts").then(({ open }) => {
      if (gone || !box.current) return;
      const opened = open(box.current, latest.current);
      chart.current = opened;
      close = opened.close;
    });
    return () => {
      gone = true;
      chart.current = null;
      close();
    };
  }, [asTable]);

  useEffect(() => {
    latest.current = option;
    chart.current?.setOption(option, true);
  }, [option]);

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
        <div ref={box} role="img" aria-label={`${title}. ${summary}`} style={{ height }} />
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
