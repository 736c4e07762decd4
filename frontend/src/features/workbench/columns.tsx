import { SettingOutlined } from "@ant-design/icons";
import { Checkbox, Popover } from "antd";
import { memo, useCallback, useState } from "react";
import { useT } from "../../i18n";
import css from "./workbench.module.css";

/** Columns one may hide; rank, country and score always stand. */
const all = ["change", "bar", "interval", "coverage", "ranks", "top"] as const;
export type Column = (typeof all)[number];

const remembered = "parksite.columns";

function initial(): readonly Column[] {
  try {
    const hidden = (localStorage.getItem(remembered) ?? "").split(",");
    return all.filter((c) => !hidden.includes(c));
  } catch {
    return all; // storage is off
  }
}

/** The columns shown, remembered on this computer. */
export function useColumns(): [readonly Column[], (columns: readonly Column[]) => void] {
  const [columns, setColumns] = useState(initial);
  const set = useCallback((next: readonly Column[]) => {
    setColumns(next);
    try {
      localStorage.setItem(remembered, all.filter((c) => !next.includes(c)).join());
    } catch {
      // not remembered
    }
  }, []);
  return [columns, set];
}

export const ColumnChoice = memo(function ColumnChoice({
  columns,
  set,
}: {
  columns: readonly Column[];
  set: (columns: readonly Column[]) => void;
}) {
  const t = useT();
  const choice = (
    <Checkbox.Group
      className={css.columnChoice}
      value={[...columns]}
      options={all.map((c) => ({ value: c, label: t(`column.${c}`) }))}
      onChange={(chosen) => set(all.filter((c) => chosen.includes(c)))}
    />
  );
  return (
    <Popover content={choice} title={t("column.title")} trigger="click" placement="bottomLeft">
      <button
        type="button"
        className={css.columnButton}
        aria-label={t("column.title")}
        title={t("column.title")}
      >
        <SettingOutlined />
      </button>
    </Popover>
  );
});
