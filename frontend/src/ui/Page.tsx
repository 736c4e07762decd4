import dayjs from "dayjs";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useT } from "../i18n";
import css from "./ui.module.css";

interface Props {
  title: ReactNode;
  /** The way here, from the outermost; the page itself is added at the end. */
  trail?: { label: string; to: string }[];
  extra?: ReactNode;
  note?: ReactNode;
  /** What a printed copy must carry besides title and date, such as version and digest. */
  printed?: ReactNode;
  children: ReactNode;
}

/** Breadcrumb, heading and actions of a page, then its content. */
export function Page({ title, trail = [], extra, note, printed, children }: Props) {
  const t = useT();
  return (
    <div className={css.page}>
      <header className={css.pageHead}>
        <p className={css.printed}>
          <span>{t("app.title")}</span>
          {printed && <span>{printed}</span>}
          <span>{t("app.printedOn", { date: dayjs().format("YYYY-MM-DD") })}</span>
        </p>
        {trail.length > 0 && (
          <nav aria-label={t("nav.trail")} className={css.trail}>
            <ol>
              {trail.map((s) => (
                <li key={s.to}>
                  <Link to={s.to}>{s.label}</Link>
                </li>
              ))}
              <li aria-current="page">{title}</li>
            </ol>
          </nav>
        )}
        <div className={css.titleRow}>
          <h1 className={css.title}>{title}</h1>
          {note && <div className={css.note}>{note}</div>}
          {extra && <div className={css.extra}>{extra}</div>}
        </div>
      </header>
      {children}
    </div>
  );
}

/** A white block with an optional heading: the unit pages are laid out in. */
export function Panel({
  title,
  extra,
  children,
  className,
  flush,
}: {
  title?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  className?: string;
  /** No padding around the content: tables reach the edge. */
  flush?: boolean;
}) {
  return (
    <section className={`${css.panel} ${className ?? ""}`}>
      {title && (
        <div className={css.panelHead}>
          <h2>{title}</h2>
          {extra && <div className={css.extra}>{extra}</div>}
        </div>
      )}
      <div className={flush ? undefined : css.panelBody}>{children}</div>
    </section>
  );
}

/** Why there is nothing to see, and the next step. */
export function Nothing({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className={css.nothing} role="status">
      <p>{children}</p>
      {action}
    </div>
  );
}
