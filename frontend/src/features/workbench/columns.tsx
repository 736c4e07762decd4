import { SettingOutlined } from "@ant-design/icons";
import { memo, useId, useRef, useSyncExternalStore } from "react";
import { useT } from "../../i18n";
import css from "./workbench.module.css";

/** Columns one may hide; rank, country and score always stand. */
const all = ["change", "bar", "interval", "coverage", "ranks", "top", "attainable"] as const;
export type Column = (typeof all)[number];

const remembered = "parksite.columns";

/** Unless it is asked for, the interval of scores gives way to the bar where both would be cramped. */
function roomy(width: number): boolean {
  return width >= 1990 || (width >= 1400 && width < 1560); // from 1560 on a chart stands beside the table
}

function initial(): readonly Column[] {
  const standard = roomy(window.innerWidth) ? all : all.filter((c) => c !== "interval");
  try {
    const hidden = localStorage.getItem(remembered);
    return hidden === null ? standard : all.filter((c) => !hidden.split(",").includes(c));
  } catch {
    return standard; // storage is off
  }
}

let shown: readonly Column[] | undefined;
const listeners = new Set<() => void>();

function set(next: readonly Column[]) {
  shown = next;
  try {
    localStorage.setItem(remembered, all.filter((c) => !next.includes(c)).join());
  } catch {
    // not remembered
  }
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

const now = () => (shown ??= initial());

/** The columns shown, remembered on this computer. */
export const useColumns = () => useSyncExternalStore(subscribe, now);

/** A native popover: it opens at once and stands still, so that a click meets what it was aimed at. */
export const ColumnChoice = memo(function ColumnChoice() {
  const t = useT();
  const columns = useColumns();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const place = () => {
    const at = button.current?.getBoundingClientRect();
    if (!at || !box.current) return;
    box.current.style.left = `${at.left}px`;
    box.current.style.top = `${at.bottom + 6}px`;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        className={css.columnButton}
        aria-label={t("column.title")}
        title={t("column.title")}
      >
        <SettingOutlined />
      </button>
      <div
        ref={box}
        id={id}
        popover="auto"
        role="group"
        aria-label={t("column.title")}
        className={css.columnChoice}
        onBeforeToggle={place}
      >
        <strong>{t("column.title")}</strong>
        {all.map((c) => (
          <label key={c}>
            <input
              type="checkbox"
              checked={columns.includes(c)}
              onChange={(e) => set(all.filter((x) => (x === c ? e.target.checked : columns.includes(x))))}
            />
            {t(`column.${c}`)}
          </label>
        ))}
      </div>
    </>
  );
});
