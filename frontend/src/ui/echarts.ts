// The charts' own chunk: only what is drawn, loaded when the first chart is shown.
import { BarChart, HeatmapChart, LineChart, RadarChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  RadarComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use as register } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import type { EChartsOption } from "echarts/types/dist/shared";
import { fontFamily } from "./theme";

register([
  BarChart,
  HeatmapChart,
  LineChart,
  RadarChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  RadarComponent,
  TooltipComponent,
  VisualMapComponent,
  LabelLayout,
  SVGRenderer,
]);

const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Draws option into box and follows the box's size until closed. What is said under the pointer is drawn too: as
 * HTML it would need inline styles, and names would have to be escaped.
 */
export function open(box: HTMLDivElement, option: EChartsOption) {
  const chart = init(box, undefined, { renderer: "svg" });
  const setOption = (o: EChartsOption, notMerge = true) =>
    chart.setOption(
      {
        animation: !calm,
        animationDuration: 200,
        textStyle: { fontFamily, fontSize: 12 },
        ...o,
        ...(o.tooltip && { tooltip: { ...o.tooltip, renderMode: "richText" as const } }),
      },
      notMerge,
    );
  setOption(option);
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(box);
  return {
    setOption,
    close: () => {
      watch.disconnect();
      chart.dispose();
    },
  };
}
