import { Link } from "react-router";
import { useT } from "../../i18n";
import css from "./help.module.css";
import { Method } from "./Method";
import { topicsOf } from "./topics";
import { useTopics } from "./useTopics";

/** The methods behind the page one is on, the first one open. */
export function HereMethods({
  pathname,
  view,
  leave,
}: {
  pathname: string;
  view: string | null;
  leave: () => void;
}) {
  const t = useT();
  const topics = useTopics();
  return (
    <>
      {topicsOf(pathname, view).map((id, i) => (
        <details key={id} open={i === 0} className={css.here}>
          <summary>{topics[id].title}</summary>
          <Method id={id} topic={topics[id]} />
        </details>
      ))}
      <Link to="/help" onClick={leave}>
        {t("method.all")}
      </Link>
    </>
  );
}
