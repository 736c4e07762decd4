import type { EChartsOption } from "echarts/types/dist/shared";
import { useEffect, useRef } from "react";
import { ChartFrame } from "./ChartFrame";
import type { Framed } from "./ChartFrame";

interface Props extends Framed {
  option: EChartsOption;
  height: number;
}

/** An ECharts picture in SVG, in its frame. */
export function Chart({ option, height, ...frame }: Props) {
  return (
    <ChartFrame {...frame} height={height}>
      <Picture option={option} height={height} />
    </ChartFrame>
  );
}

function Picture({ option, height }: Pick<Props, "option" | "height">) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<{ setOption: (o: EChartsOption, notMerge: boolean) => void } | null>(null);
  const latest = useRef(option);

  useEffect(() => {
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
  }, []);

  useEffect(() => {
    latest.current = option;
    chart.current?.setOption(option, true);
  }, [option]);

  return <div ref={box} style={{ height }} />;
}
