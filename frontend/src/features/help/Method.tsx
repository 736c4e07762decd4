import { useT } from "../../i18n";
import css from "./help.module.css";
import { formulas } from "./topics";
import type { Topic, TopicID } from "./topics";

/** One method: what it computes, by which formula, when it helps and what it cannot do. */
export function Method({ id, topic }: { id: TopicID; topic: Topic }) {
  const t = useT();
  return (
    <>
      <p>{topic.what}</p>
      <p className={css.formula} role="math" aria-label={formulas[id]}>
        {formulas[id]
          .split(/_([A-Za-z]+)/)
          .map((part, i) => (i % 2 === 1 ? <sub key={i}>{part}</sub> : part))}
      </p>
      <dl className={css.notes}>
        <dt>{t("method.use")}</dt>
        <dd>{topic.use}</dd>
        <dt>{t("method.limit")}</dt>
        <dd>{topic.limit}</dd>
      </dl>
    </>
  );
}
