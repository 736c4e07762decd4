import { useState } from "react";
import { useT } from "../../i18n";
import css from "./data.module.css";

/** Chooses a file in the page's own language; the browser's field speaks the browser's. */
export function FilePick({
  label,
  name,
  disabled,
  pick,
}: {
  label: string;
  name: string;
  disabled?: boolean;
  pick: (file: File) => void;
}) {
  const t = useT();
  const [chosen, setChosen] = useState("");
  return (
    <span className={css.inline}>
      <label className={css.pick}>
        {label}
        <input
          type="file"
          name={name}
          accept=".csv,.xlsx,.zip"
          className={css.hidden}
          disabled={disabled}
          onChange={(e) => {
            const file = e.target.files?.[0];
            if (!file) return;
            setChosen(file.name);
            pick(file);
            e.target.value = ""; // the same file may be chosen again once it is corrected
          }}
        />
      </label>
      <span className={css.chosen}>{chosen || t("import.noFile")}</span>
    </span>
  );
}
