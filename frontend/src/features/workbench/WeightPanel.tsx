import { RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { memo, useCallback, useEffect, useRef, useState } from "react";
import type { Node } from "../../api/types";
import { useName, useT } from "../../i18n";
import type { T } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { series } from "../../ui/theme";
import { possible } from "./bounds";
import type { Bound, BoundState } from "./bounds";
import type { WeightState } from "./useWeights";
import { room } from "./weights";
import css from "./workbench.module.css";

/** Weights of the dimensions and, opened, of their indicators. */
export function WeightPanel({ state, bounds }: { state: WeightState; bounds: BoundState }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [limiting, setLimiting] = useState(false);
  const dimensions = bounds.tree.children ?? [];
  const limited = Object.keys(bounds.bounds).length > 0;
  const changed = Object.entries(state.own).some(([id, own]) => state.weights[id] !== own);
  const toggle = useCallback((id: string) => {
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const { set: setBound } = bounds;
  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  });
  const limit = useCallback(
    (id: string, bound: Bound) => {
      setBound(id, bound.low <= 0 && bound.high >= 1 ? undefined : bound);
      const weight = latest.current.weights[id] ?? 0;
      const inside = Math.min(bound.high, Math.max(bound.low, weight));
      if (inside !== weight) latest.current.set(id, inside);
    },
    [setBound],
  );
  const change = useCallback((id: string, value: number) => latest.current.set(id, value), []);
  const row = (node: Node, depth: 0 | 1, index: number) => {
    const [low, high] = room(bounds.tree, state.weights, state.locked, node.id);
    return (
      <WeightRow
        key={node.id}
        id={node.id}
        name={name(node.name)}
        t={t}
        depth={depth}
        colour={series[index % series.length] ?? ""}
        weight={state.weights[node.id] ?? 0}
        own={state.own[node.id] ?? 0}
        low={low}
        high={high}
        locked={state.locked.has(node.id)}
        open={depth === 0 && (node.children?.length ?? 0) > 0 ? open.has(node.id) : undefined}
        set={change}
        lock={state.lock}
        toggle={toggle}
        limiting={limiting}
        least={node.minWeight ?? 0}
        most={node.maxWeight ?? 1}
        limit={limit}
      />
    );
  };
  return (
    <section className={css.weights} aria-label={t("weights.title")}>
      <div className={css.weightHead}>
        <h2>{t("weights.title")}</h2>
        <Tools
          canUndo={state.canUndo}
          canRedo={state.canRedo}
          changed={changed}
          undo={state.undo}
          redo={state.redo}
          reset={state.reset}
        />
      </div>
      <div className={css.limitHead}>
        <label>
          <input type="checkbox" checked={limiting} onChange={(e) => setLimiting(e.target.checked)} />{" "}
          {t("bounds.edit")}
        </label>
        {limited && (
          <button type="button" className={css.number} onClick={bounds.clear}>
            {t("bounds.clear")}
          </button>
        )}
      </div>
      {!possible(dimensions) && (
        <p role="alert" className={css.limitAlert}>
          {t("fault.bounds.sum")}
        </p>
      )}
      <div className={css.weightRows}>
        {dimensions.map((d, i) => (
          <div key={d.id} className={css.weightGroup}>
            {row(d, 0, i)}
            {open.has(d.id) && (
              <div
                id={`weights-${d.id}`}
                role="group"
                aria-label={t("weights.within", { name: name(d.name) })}
              >
                {(d.children ?? []).map((c) => row(c, 1, i))}
              </div>
            )}
          </div>
        ))}
      </div>
      <p className={css.weightNote}>{t(limiting ? "bounds.note" : "weights.note")}</p>
      <PrintedWeights dimensions={dimensions} state={state} percent={format.percent} />
    </section>
  );
}

interface ToolsProps {
  canUndo: boolean;
  canRedo: boolean;
  changed: boolean;
  undo: () => void;
  redo: () => void;
  reset: () => void;
}

const Tools = memo(function Tools(p: ToolsProps) {
  const t = useT();
  return (
    <>
      <Button
        size="small"
        type="text"
        icon={<UndoOutlined />}
        disabled={!p.canUndo}
        onClick={p.undo}
        aria-label={t("weights.undo")}
        title={t("weights.undo")}
      />
      <Button
        size="small"
        type="text"
        icon={<RedoOutlined />}
        disabled={!p.canRedo}
        onClick={p.redo}
        aria-label={t("weights.redo")}
        title={t("weights.redo")}
      />
      <Button size="small" onClick={p.reset} disabled={!p.changed}>
        {t("weights.reset")}
      </Button>
    </>
  );
});

interface RowProps {
  id: string;
  name: string;
  t: T;
  depth: 0 | 1;
  colour: string;
  weight: number;
  own: number;
  low: number;
  high: number;
  locked: boolean;
  /** Whether its children are shown; undefined when it has none. */
  open?: boolean;
  set: (id: string, value: number) => void;
  lock: (id: string) => void;
  toggle: (id: string) => void;
  /** Whether bounds are being set, and those in force. */
  limiting: boolean;
  least: number;
  most: number;
  limit: (id: string, bound: Bound) => void;
}

// Native controls only: this row is drawn again at every step of a slider.
const WeightRow = memo(function WeightRow(p: RowProps) {
  const { t, name } = p;
  const percent = Math.round(p.weight * 1000) / 10;
  const stuck = p.locked || p.high - p.low < 1e-9;
  return (
    <div className={p.depth === 0 ? css.weight : css.subWeight}>
      <div className={css.weightName}>
        {p.open === undefined ? (
          <span className={css.indent} />
        ) : (
          <button
            type="button"
            className={css.iconButton}
            aria-expanded={p.open}
            aria-label={t("weights.open", { name })}
            onClick={() => p.toggle(p.id)}
          >
            <span aria-hidden className={p.open ? css.caretOpen : css.caret} />
          </button>
        )}
        {p.depth === 0 && <span className={css.swatch} style={{ background: p.colour }} aria-hidden />}
        <span className={css.label}>{name}</span>
        <input
          type="number"
          className={css.weightNumber}
          aria-label={t("weights.number", { name })}
          min={Math.round(p.low * 1000) / 10}
          max={Math.round(p.high * 1000) / 10}
          step={0.1}
          value={percent}
          disabled={stuck}
          onChange={(e) => {
            if (Number.isFinite(e.target.valueAsNumber)) p.set(p.id, e.target.valueAsNumber / 100);
          }}
        />
        <span aria-hidden>%</span>
        <button
          type="button"
          className={p.locked ? css.lockOn : css.iconButton}
          aria-pressed={p.locked}
          aria-label={t("weights.lock", { name })}
          title={t("weights.lock", { name })}
          onClick={() => p.lock(p.id)}
        >
          <Lock closed={p.locked} />
        </button>
      </div>
      <div className={css.track}>
        <input
          type="range"
          className={css.range}
          data-weight={p.id}
          aria-label={t("weights.range", { name })}
          aria-valuetext={`${percent}%`}
          min={0}
          max={100}
          step={0.5}
          value={percent}
          disabled={stuck}
          style={{ "--fill": p.colour, "--at": `${percent}%` }}
          onChange={(e) => p.set(p.id, e.target.valueAsNumber / 100)}
        />
        {Math.abs(p.weight - p.own) > 5e-4 && (
          <i
            className={css.own}
            style={{ "--own": p.own }}
            title={`${t("weights.ofModel")} ${Math.round(p.own * 1000) / 10}%`}
          />
        )}
      </div>
      {p.limiting ? (
        <div className={css.limits} role="group" aria-label={t("bounds.of", { name })}>
          <Limit
            label={t("bounds.low", { name })}
            value={p.least}
            set={(low) => p.limit(p.id, { low: Math.min(low, p.most), high: p.most })}
          />
          <span aria-hidden>–</span>
          <Limit
            label={t("bounds.high", { name })}
            value={p.most}
            set={(high) => p.limit(p.id, { low: p.least, high: Math.max(high, p.least) })}
          />
          <span aria-hidden>%</span>
        </div>
      ) : (
        (p.least > 0 || p.most < 1) && (
          <div className={css.limits}>
            {t("bounds.are", { low: Math.round(p.least * 1000) / 10, high: Math.round(p.most * 1000) / 10 })}
          </div>
        )
      )}
    </div>
  );
});

/** A bound in percent; it counts once it is left or confirmed, since half a number is another bound. */
function Limit({ label, value, set }: { label: string; value: number; set: (value: number) => void }) {
  const shown = Math.round(value * 1000) / 10;
  const commit = (input: HTMLInputElement) => {
    const next = input.valueAsNumber;
    if (Number.isFinite(next) && next >= 0 && next <= 100) {
      if (next !== shown) set(next / 100);
    } else {
      input.value = String(shown);
    }
  };
  return (
    <input
      key={shown}
      type="number"
      className={css.weightNumber}
      aria-label={label}
      min={0}
      max={100}
      step={1}
      defaultValue={shown}
      onBlur={(e) => commit(e.target)}
      onKeyDown={(e) => {
        if (e.key === "Enter") commit(e.currentTarget);
      }}
    />
  );
}

function Lock({ closed }: { closed: boolean }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      aria-hidden
    >
      <rect x="2.5" y="6.5" width="9" height="6" rx="1" />
      <path d={closed ? "M4.5 6.5V4a2.5 2.5 0 0 1 5 0v2.5" : "M4.5 6.5V3.6a2.4 2.4 0 0 1 4.6-.9"} />
    </svg>
  );
}

/** On paper weights are a table, not sliders. */
function PrintedWeights({
  dimensions,
  state,
  percent,
}: {
  dimensions: Node[];
  state: WeightState;
  percent: (x: number, digits: number) => string;
}) {
  const name = useName();
  return (
    <table className={css.printedWeights}>
      <tbody>
        {dimensions.flatMap((d) => [
          <tr key={d.id}>
            <th scope="row">{name(d.name)}</th>
            <td>{percent(state.weights[d.id] ?? 0, 1)}</td>
          </tr>,
          ...(d.children ?? []).map((c) => (
            <tr key={c.id}>
              <td>{name(c.name)}</td>
              <td>{percent(state.weights[c.id] ?? 0, 1)}</td>
            </tr>
          )),
        ])}
      </tbody>
    </table>
  );
}
