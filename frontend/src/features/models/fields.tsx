import { createContext, use } from "react";
import type { ReactNode } from "react";
import type { FieldProblem } from "../../api/problem";
import type { Text } from "../../api/models";
import { useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";
import css from "./editor.module.css";

/** What the server refuses of the draft, by field ("tree[GE.EST].criterion.value"). */
export const Broken = createContext<FieldProblem[]>([]);

/** The fields of a refusal that lie at or under a path. */
export function useBroken(at: string): FieldProblem[] {
  return use(Broken).filter(
    ({ field }) => field === at || field.startsWith(`${at}.`) || field.startsWith(`${at}[`),
  );
}

/** The node ids a refusal names. */
export function brokenNodes(fields: FieldProblem[]): Set<string> {
  return new Set(fields.flatMap(({ field }) => /^tree\[([^\]]+)\]/.exec(field)?.[1] ?? []));
}

/** What is wrong at a field, under it. */
export function FieldError({ at }: { at: string }) {
  const words = useProblemText();
  const found = useBroken(at);
  if (found.length === 0) return null;
  return (
    <div className={css.error} role="alert">
      {found.map((f) => (
        <div key={f.field + f.code}>{words(f)}</div>
      ))}
    </div>
  );
}

/** A label, its field and what is wrong with it. */
export function Labelled({
  label,
  at,
  hint,
  children,
}: {
  label: string;
  at?: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <div className={css.labelled}>
      <label>
        <span>{label}</span>
        {children}
      </label>
      {hint && <div className={css.hint}>{hint}</div>}
      {at && <FieldError at={at} />}
    </div>
  );
}

/** A text in both languages. */
export function Bilingual({
  label,
  at,
  value,
  onChange,
  rows,
}: {
  label: string;
  at: string;
  value: Text | undefined;
  onChange: (value: Text, language: "zh" | "en") => void;
  rows?: number;
}) {
  const t = useT();
  const text = value ?? { zh: "", en: "" };
  const field = (language: "zh" | "en", name: string) => {
    const common = {
      "aria-label": `${label}${t("app.paren", { text: name })}`,
      value: text[language],
      className: css.text,
      onChange: (e: { target: { value: string } }) =>
        onChange({ ...text, [language]: e.target.value }, language),
    };
    return rows ? <textarea rows={rows} {...common} /> : <input type="text" {...common} />;
  };
  return (
    <div className={css.labelled} role="group" aria-label={label}>
      <span>{label}</span>
      <div className={css.bilingual}>
        <div>
          <span className={css.hint} aria-hidden>
            {t("editor.zh")}
          </span>
          {field("zh", t("editor.zh"))}
        </div>
        <div>
          <span className={css.hint} aria-hidden>
            {t("editor.en")}
          </span>
          {field("en", t("editor.en"))}
        </div>
      </div>
      <FieldError at={at} />
    </div>
  );
}
