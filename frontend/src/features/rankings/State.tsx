import { Steps } from "antd";
import type { Ministry, RankingItem } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./rankings.module.css";

type State = RankingItem["state"];

/** Where a ranking stands, in words on a tint. */
export function StateTag({ state }: { state: State }) {
  const t = useT();
  return <span className={`${css.tag} ${css[`tag_${state}`] ?? ""}`}>{t(`ranking.state.${state}`)}</span>;
}

/** How many of the approvals needed are there, and who has decided what. */
export function Quorum({ ministries, quorum }: { ministries: Ministry[]; quorum: number }) {
  const t = useT();
  const name = useName();
  if (quorum === 0) return <>—</>;
  const approved = ministries.filter((m) => m.decision === "approve").length;
  const who = ministries
    .map((m) => `${name(m.name)}${t("app.colon")}${t(`ranking.verdict.${m.decision ?? "open"}`)}`)
    .join("\n");
  return (
    <span className={css.quorum} title={who}>
      <span className={css.quorumBar} aria-hidden>
        {ministries.map((m) => (
          <i key={m.team} data-decision={m.decision ?? "open"} />
        ))}
      </span>
      {t("review.quorumOf", { approved, quorum })}
    </span>
  );
}

/** The day a decision is due; what is late says so in words too. */
export function Deadline({ item }: { item: Pick<RankingItem, "deadline" | "overdue"> }) {
  const t = useT();
  const format = useFormat();
  if (!item.deadline) return <>—</>;
  return (
    <span className={item.overdue ? css.late : undefined}>
      {format.date(item.deadline)}
      {item.overdue && ` ${t("review.overdue")}`}
    </span>
  );
}

/** The way from a draft to a published ranking and how far this one has come. */
export function Progress({ state }: { state: State }) {
  const t = useT();
  const way: State[] = ["draft", "submitted", "inReview", "approved", "published"];
  const off = { returned: 2, rejected: 2, withdrawn: 4, superseded: 4 } satisfies Partial<
    Record<State, number>
  >;
  const at = state in off ? Object.entries(off).find(([s]) => s === state)?.[1] : way.indexOf(state);
  const current = at ?? 0;
  return (
    <Steps
      size="small"
      current={current}
      status={state in off ? "error" : "process"}
      className={css.progress}
      items={way.map((s, i) => ({
        title: t(`ranking.state.${i === current ? state : s}`),
      }))}
    />
  );
}

/** A method's name in words, or its id when the catalogues do not know it. */
export function useMethodName() {
  const t = useT();
  return (id: string) => {
    const key = `method.${id}`;
    return isKey(key) ? t(key) : id;
  };
}
