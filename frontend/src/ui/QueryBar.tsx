import { Button } from "antd";
import type { ReactNode } from "react";
import { useT } from "../i18n";
import css from "./query.module.css";

/** The row of filters above a list, with its two buttons. Enter in a field asks too. */
export function QueryBar({
  children,
  query,
  reset,
}: {
  children: ReactNode;
  query: () => void;
  reset: () => void;
}) {
  const t = useT();
  return (
    <form
      role="search"
      aria-label={t("query.label")}
      className={css.bar}
      onSubmit={(e) => {
        e.preventDefault();
        query();
      }}
    >
      {children}
      <div className={css.buttons}>
        <Button type="primary" htmlType="submit">
          {t("query.query")}
        </Button>
        <Button onClick={reset}>{t("query.reset")}</Button>
      </div>
    </form>
  );
}

/** One filter under its name. */
export function QueryField({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className={css.field}>
      <span>{label}</span>
      {children}
    </label>
  );
}
