import { useEffect } from "react";
import { useLocation } from "react-router";
import { useT } from "../../i18n";
import { Page, Panel } from "../../ui/Page";
import css from "./help.module.css";
import { Method } from "./Method";
import { topicIDs } from "./topics";
import { useTopics } from "./useTopics";

/** Every method the engine uses, with its formula; "#draws" leads to one of them. */
export default function Methods() {
  const t = useT();
  const topics = useTopics();
  const { hash } = useLocation();
  useEffect(() => {
    if (hash) document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [hash]);
  return (
    <Page title={t("nav.methods")} note={t("method.note")}>
      <div className={css.page}>
        <nav aria-label={t("method.contents")} className={css.contents}>
          <ol>
            {topicIDs.map((id) => (
              <li key={id}>
                <a href={`#${id}`}>{topics[id].title}</a>
              </li>
            ))}
          </ol>
        </nav>
        <div className={css.methods}>
          {topicIDs.map((id) => (
            <div key={id} id={id}>
              <Panel title={topics[id].title}>
                <Method id={id} topic={topics[id]} />
              </Panel>
            </div>
          ))}
        </div>
      </div>
    </Page>
  );
}
