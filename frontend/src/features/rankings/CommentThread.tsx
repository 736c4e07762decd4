import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Tag } from "antd";
import { useState } from "react";
import { settleComment } from "../../api/comments";
import { Problem } from "../../api/problem";
import type { Comment, Comments, Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { useProblemText } from "../../ui/Failure";
import { CommentForm } from "./CommentForm";
import css from "./comments.module.css";

/** A comment with its answers, and what may be done with it. */
export function CommentThread({
  ranking,
  comment,
  replies,
  speaks,
  place,
}: {
  ranking: Ranking;
  comment: Comment;
  replies: Comment[];
  speaks: Comments["speaks"];
  /** Where it was said; left out where that is clear. */
  place?: string;
}) {
  const t = useT();
  const format = useFormat();
  const words = useProblemText();
  const queries = useQueryClient();
  const { notification } = App.useApp();
  const [replying, setReplying] = useState(false);
  const settle = useMutation({
    mutationFn: (settled: boolean) => settleComment(ranking.id, comment.id, comment.version, settled),
    onError: (error) =>
      notification.error({
        title: t("state.error"),
        description: error instanceof Problem ? words(error) : t("fault.page"),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["rankings", "comments", ranking.id] }),
  });
  const state = comment.settled ? "settled" : comment.answered ? "answered" : "waiting";
  return (
    <article className={css.thread} aria-label={place}>
      <header className={css.head}>
        {place && <strong>{place}</strong>}
        <Tag>{t(`comment.${state}`)}</Tag>
        {comment.audience === "team" && <Tag className={css.inside}>{t("comment.inside")}</Tag>}
        <span className={css.muted}>{t("comment.round", { n: comment.round })}</span>
      </header>
      {[comment, ...replies].map((c) => (
        <Said key={c.id} comment={c} />
      ))}
      {comment.settled && (
        <p className={css.muted}>
          {t("comment.settledBy", { name: comment.settled.username, time: format.time(comment.settled.at) })}
        </p>
      )}
      {replying ? (
        <CommentForm
          ranking={ranking}
          anchor={comment.anchor}
          speaks={speaks}
          replyTo={comment.id}
          done={() => setReplying(false)}
        />
      ) : (
        <div className={css.actions}>
          {comment.actions.includes("reply") && (
            <Button size="small" onClick={() => setReplying(true)}>
              {t("comment.reply")}
            </Button>
          )}
          {comment.actions.includes("settle") && (
            <Button size="small" loading={settle.isPending} onClick={() => settle.mutate(true)}>
              {t("comment.settle")}
            </Button>
          )}
          {comment.actions.includes("reopen") && (
            <Button size="small" loading={settle.isPending} onClick={() => settle.mutate(false)}>
              {t("comment.reopen")}
            </Button>
          )}
        </div>
      )}
    </article>
  );
}

function Said({ comment }: { comment: Comment }) {
  const name = useName();
  const format = useFormat();
  return (
    <div className={comment.thread ? css.reply : undefined}>
      <p className={css.text}>{comment.text}</p>
      <p className={css.muted}>
        {name(comment.teamName)} {comment.username} {format.time(comment.createdAt)}
      </p>
    </div>
  );
}
