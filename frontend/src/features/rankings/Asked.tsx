import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { AskedComments } from "./Comments";
import css from "./rankings.module.css";

/** What reviewers asked for when they returned a ranking. */
export function Asked({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const said =
    ranking.review.state === "returned" || ranking.review.state === "rejected"
      ? ranking.review.decisions
      : ranking.asked;
  const asked = said.filter((d) => d.decision !== "approve" || d.comment);
  if (asked.length === 0) return null;
  return (
    <Panel title={t("ranking.asked")} className={`${css.returned} ${css.asked}`}>
      {asked.map((d) => (
        <blockquote key={d.ministry}>
          <p>{d.comment}</p>
          <footer>
            {t(`ranking.verdict.${d.decision}`)}{" "}
            {name(ranking.ministries.find((m) => m.team === d.ministry)?.name)} {d.username},{" "}
            {format.time(d.at)}
          </footer>
        </blockquote>
      ))}
      <AskedComments />
    </Panel>
  );
}
