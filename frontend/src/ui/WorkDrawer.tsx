import { Link } from "react-router";
import { useT } from "../i18n";
import css from "./ui.module.css";
import { forgetWork, useWorks } from "./work";

/** Long work at the foot of every page: how far it is, how to stop it, where its result is. */
export function WorkDrawer() {
  const t = useT();
  const works = useWorks();
  if (works.length === 0) return null;
  return (
    <section className={css.works} aria-label={t("work.title")}>
      {works.map((w) => (
        <div key={w.id} className={css.work}>
          <div className={css.workHead}>
            <span>{w.title}</span>
            {w.state === "running" ? (
              <button type="button" className={css.workButton} onClick={w.stop}>
                {t("work.stop")}
              </button>
            ) : (
              <button
                type="button"
                className={css.workButton}
                aria-label={t("work.close", { title: w.title })}
                onClick={() => forgetWork(w.id)}
              >
                ×
              </button>
            )}
          </div>
          <progress value={w.done} max={w.total} aria-label={w.title} />
          <div role="status">
            {w.state === "running" ? (
              t("work.running", { percent: Math.floor((100 * w.done) / w.total) })
            ) : (
              <>
                {t(`work.${w.state}`)} {w.done > 0 && <Link to={w.to}>{t("work.open")}</Link>}
              </>
            )}
          </div>
        </div>
      ))}
    </section>
  );
}
