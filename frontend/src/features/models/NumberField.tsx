import { useState } from "react";
import css from "./editor.module.css";

interface Props {
  label: string;
  value: number | undefined;
  onCommit: (value: number | undefined) => void;
  /** What is shown of a value, such as 100 for a share in per cent. */
  scale?: number;
  digits?: number;
  disabled?: boolean;
  /** An empty field stands for no value. */
  optional?: boolean;
  wide?: boolean;
}

const shownOf = (value: number | undefined, scale: number, digits: number) =>
  value === undefined ? "" : String(Number((value * scale).toFixed(digits)));

/** A number that counts once it is complete: on Enter or when the field is left. */
export function NumberField({
  label,
  value,
  onCommit,
  scale = 1,
  digits = 10,
  disabled,
  optional,
  wide,
}: Props) {
  const [typed, setTyped] = useState<string>();
  const shown = shownOf(value, scale, digits);
  const commit = () => {
    if (typed === undefined) return;
    setTyped(undefined);
    const text = typed.trim().replace(/[,\uFF0C]/g, "");
    if (text === shown) return;
    if (text === "") {
      if (optional) onCommit(undefined);
      return;
    }
    const next = Number(text);
    if (Number.isFinite(next)) onCommit(next / scale);
  };
  return (
    <input
      type="text"
      inputMode="decimal"
      aria-label={label}
      className={wide ? css.wideNumber : css.number}
      value={typed ?? shown}
      disabled={disabled}
      onChange={(e) => setTyped(e.target.value)}
      onBlur={commit}
      onKeyDown={(e) => {
        if (e.key === "Enter") commit();
        if (e.key === "Escape") setTyped(undefined);
      }}
    />
  );
}
