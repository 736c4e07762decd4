import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { indicatorQuery } from "../../api/queries";
import type { Criterion, Value } from "../../api/types";
import type { Point } from "../../api/models";
import { useT } from "../../i18n";
import css from "./editor.module.css";
import { FieldError, Labelled } from "./fields";
import { NumberField } from "./NumberField";

/** How an amount is valued. A band is a piecewise function that rises, stays at 1 and falls. */
type Shape = Value["kind"] | "band";

interface Props {
  criterion: Criterion;
  at: string;
  unit: string;
  change: (next: Partial<Criterion>, key?: string) => void;
  /** Of a model of sites, with the value function that is usual for the indicator. */
  sites: boolean;
  usual: Value | undefined;
}

const corners = ["from", "best", "until", "to"] as const;

/** Whether points are those of a band: 0, 1, 1, 0. */
function isBand(points: Point[]): boolean {
  return points.length === 4 && points.every((p, i) => p.y === (i === 1 || i === 2 ? 1 : 0));
}

/** Four points over the present ones, or over the goalposts. */
function bandOver({ low, high, points }: Value): Point[] {
  const from = points?.[0]?.x ?? Math.min(low, high);
  const to = points?.at(-1)?.x ?? Math.max(low, high);
  const third = (to - from) / 3;
  return [
    { x: from, y: 0 },
    { x: from + third, y: 1 },
    { x: to - third, y: 1 },
    { x: to, y: 0 },
  ];
}

function shapeOf(value: Value): Shape {
  return value.kind === "piecewise" && isBand(value.points ?? []) ? "band" : value.kind;
}

/** The value function of a criterion: its kind and its limits. */
export function ValueEditor({ criterion, at, unit, change, sites, usual }: Props) {
  const t = useT();
  const { value, direction } = criterion;
  const shape = shapeOf(value);
  const points = value.points ?? [];
  const set = (next: Partial<Value>) => change({ value: { ...value, ...next } });

  // Min–max has no limits of its own: another shape begins with those around the present values.
  const { data: known } = useQuery({ ...indicatorQuery(criterion.indicator), enabled: !sites });
  const limits = value.kind === "minmax" ? (usual ?? known?.goalposts ?? value) : value;

  const reshape = (next: string) => {
    const low = value.kind === "piecewise" ? (points[0]?.x ?? 0) : limits.low;
    const high = value.kind === "piecewise" ? (points.at(-1)?.x ?? 1) : limits.high;
    switch (next) {
      case "linear":
      case "log":
      case "minmax":
        return change({ value: { kind: next, low, high } });
      case "band":
        return change({ value: { kind: "piecewise", low: 0, high: 0, points: bandOver(limits) } });
      case "piecewise": {
        const rising = direction === "benefit";
        const straight = [
          { x: low, y: rising ? 0 : 1 },
          { x: high, y: rising ? 1 : 0 },
        ];
        const own = points.length > 1 ? insertMiddle(points) : straight;
        return change({ value: { kind: "piecewise", low: 0, high: 0, points: own } });
      }
    }
  };
  const setPoint = (i: number, next: Partial<Point>) =>
    set({ points: points.map((p, k) => (k === i ? { ...p, ...next } : p)) });

  return (
    <>
      <h3 className={css.sub}>{t("model.value")}</h3>
      <div className={css.row}>
        <Labelled label={t("editor.shape")} at={`${at}.value.kind`}>
          <select className={css.select} value={shape} onChange={(e) => reshape(e.target.value)}>
            <option value="linear">{t("valueKind.linear")}</option>
            <option value="log">{t("valueKind.log")}</option>
            <option value="band">{t("editor.band")}</option>
            <option value="piecewise">{t("valueKind.piecewise")}</option>
            <option value="minmax">{t("valueKind.minmax")}</option>
          </select>
        </Labelled>
        {value.kind !== "piecewise" && (
          <Labelled label={t("indicator.direction")} at={`${at}.direction`}>
            <select
              className={css.select}
              value={direction}
              onChange={(e) => change({ direction: e.target.value === "cost" ? "cost" : "benefit" })}
            >
              <option value="benefit">{t("direction.benefit")}</option>
              <option value="cost">{t("direction.cost")}</option>
            </select>
          </Labelled>
        )}
        {(value.kind === "linear" || value.kind === "log") && (
          <>
            <Labelled label={t(direction === "benefit" ? "editor.scores0" : "editor.scores1", { unit })}>
              <NumberField
                wide
                label={t(direction === "benefit" ? "editor.scores0" : "editor.scores1", { unit })}
                value={value.low}
                onCommit={(low) => low !== undefined && set({ low })}
              />
            </Labelled>
            <Labelled label={t(direction === "benefit" ? "editor.scores1" : "editor.scores0", { unit })}>
              <NumberField
                wide
                label={t(direction === "benefit" ? "editor.scores1" : "editor.scores0", { unit })}
                value={value.high}
                onCommit={(high) => high !== undefined && set({ high })}
              />
            </Labelled>
          </>
        )}
        {shape === "band" &&
          corners.map((corner, i) => (
            <Labelled key={corner} label={t(`editor.band.${corner}`)}>
              <NumberField
                wide
                label={t(`editor.band.${corner}`)}
                value={points[i]?.x}
                onCommit={(x) => x !== undefined && setPoint(i, { x })}
              />
            </Labelled>
          ))}
      </div>
      {shape === "minmax" && <p className={css.hint}>{t("editor.minmaxHint")}</p>}
      {shape === "piecewise" && <Points points={points} unit={unit} set={(next) => set({ points: next })} />}
      <FieldError at={`${at}.value`} />
    </>
  );
}

/** A band that is to become free points needs one more, or it would still be a band. */
function insertMiddle(points: Point[]): Point[] {
  const a = points[1];
  const b = points[2];
  if (!isBand(points) || !a || !b) return points;
  return [...points.slice(0, 2), { x: (a.x + b.x) / 2, y: 1 }, ...points.slice(2)];
}

function Points({ points, unit, set }: { points: Point[]; unit: string; set: (points: Point[]) => void }) {
  const t = useT();
  const setPoint = (i: number, next: Partial<Point>) =>
    set(points.map((p, k) => (k === i ? { ...p, ...next } : p)));
  const add = () => {
    const last = points.at(-1) ?? { x: 0, y: 0 };
    const before = points.at(-2) ?? { x: last.x - 1, y: 0 };
    set([...points, { x: last.x + (last.x - before.x || 1), y: last.y }]);
  };
  return (
    <table className={css.table} aria-label={t("editor.points")}>
      <thead>
        <tr>
          <th scope="col">{t("editor.pointX", { unit })}</th>
          <th scope="col">{t("editor.pointY")}</th>
          <th scope="col">
            <Button size="small" icon={<PlusOutlined />} onClick={add}>
              {t("editor.addPoint")}
            </Button>
          </th>
        </tr>
      </thead>
      <tbody>
        {points.map((p, i) => (
          <tr key={i}>
            <td>
              <NumberField
                wide
                label={t("editor.pointXOf", { n: i + 1 })}
                value={p.x}
                onCommit={(x) => x !== undefined && setPoint(i, { x })}
              />
            </td>
            <td>
              <NumberField
                label={t("editor.pointYOf", { n: i + 1 })}
                value={p.y}
                onCommit={(y) => y !== undefined && setPoint(i, { y })}
              />
            </td>
            <td>
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t("editor.removePoint", { n: i + 1 })}
                disabled={points.length <= 2}
                onClick={() => set(points.filter((_, k) => k !== i))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
