import { CommentOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { commentsQuery } from "../../api/comments";
import type { Anchor } from "../../api/comments";
import type { Comment, Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Nothing } from "../../ui/Page";
import { CommentForm } from "./CommentForm";
import { CommentThread } from "./CommentThread";
import { CommentsContext, same, useAnchorName, useComments, whole } from "./commentsContext";
import css from "./comments.module.css";

/** What is said about a ranking: marks on the lines of its tables, and a panel beside them that reads and says more. */
export function Comments({ ranking, children }: { ranking: Ranking; children: ReactNode }) {
  const t = useT();
  const name = useAnchorName(ranking);
  const query = useQuery(commentsQuery(ranking.id));
  // The place that is open: a line's, all of them, or none.
  const [open, setOpen] = useState<Anchor | "all">();
  const anchor = open === "all" ? undefined : open;
  return (
    <CommentsContext value={{ ranking, comments: query.data, open: setOpen }}>
      {children}
      <Drawer
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        size={420}
        mask={false}
        title={anchor ? t("comment.about", { place: name(anchor) }) : t("comment.title")}
        extra={
          anchor && (
            <Button size="small" onClick={() => setOpen("all")}>
              {t("comment.all")}
            </Button>
          )
        }
      >
        <Loaded query={query}>
          {(page) => {
            const threads = page.items.filter((c) => c.thread === "" && (!anchor || same(c.anchor, anchor)));
            return (
              <div className={css.panel}>
                {threads.length === 0 && <Nothing>{t("comment.none")}</Nothing>}
                {threads.map((c) => (
                  <CommentThread
                    key={c.id}
                    ranking={ranking}
                    comment={c}
                    replies={page.items.filter((r) => r.thread === c.id)}
                    speaks={page.speaks}
                    place={anchor ? undefined : name(c.anchor)}
                  />
                ))}
                {page.speaks.length > 0 && (
                  <CommentForm
                    key={JSON.stringify(anchor)}
                    ranking={ranking}
                    anchor={anchor ?? whole}
                    speaks={page.speaks}
                  />
                )}
              </div>
            );
          }}
        </Loaded>
      </Drawer>
    </CommentsContext>
  );
}

/** Opens all comments; says how many wait for an answer or for being settled. */
export function CommentsButton() {
  const t = useT();
  const held = useComments();
  if (!held?.comments || (held.comments.total === 0 && held.comments.speaks.length === 0)) return null;
  const waiting = held.comments.items.filter(isOpen).length;
  return (
    <Button icon={<CommentOutlined />} onClick={() => held.open("all")} data-testid="comments">
      {waiting > 0 ? t("comment.buttonOpen", { n: waiting }) : t("comment.title")}
    </Button>
  );
}

const isOpen = (c: Comment) => c.thread === "" && !c.settled;

/** The mark on the line of a country or a criterion: how much was said there, or the way to say something. */
export function CommentMark({ kind, id, label }: Anchor & { label: string }) {
  const t = useT();
  const held = useComments();
  if (!held?.comments || !id) return null;
  const anchor: Anchor = { kind, id };
  const here = held.comments.items.filter((c) => c.thread === "" && same(c.anchor, anchor));
  if (here.length === 0 && held.comments.speaks.length === 0) return null;
  const waiting = here.filter(isOpen).length;
  const words =
    here.length === 0
      ? t("comment.add", { place: label })
      : t("comment.count", { place: label, n: here.length, open: waiting });
  const look = here.length === 0 ? css.empty : waiting > 0 ? css.open : css.settled;
  return (
    <button
      type="button"
      className={`${css.mark} ${look}`}
      aria-label={words}
      title={words}
      onClick={() => held.open(anchor)}
    >
      <CommentOutlined aria-hidden />
      {here.length > 0 && <span aria-hidden>{here.length}</span>}
    </button>
  );
}

/** What reviewers asked at single places in earlier rounds, and whether it was answered. */
export function AskedComments() {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const held = useComments();
  const ranking = held?.ranking;
  const place = useAnchorName(ranking);
  if (!held?.comments || !ranking) return null;
  const asked = held.comments.items.filter(
    (c) => c.thread === "" && c.audience === "parties" && c.team !== ranking.team && !c.settled,
  );
  if (asked.length === 0) return null;
  return (
    <ul className={css.asked} aria-label={t("comment.asked")}>
      {asked.map((c) => (
        <li key={c.id}>
          <button type="button" className={css.place} onClick={() => held.open(c.anchor)}>
            {place(c.anchor)}
          </button>
          <span className={css.text}>{c.text}</span>
          <footer>
            {t(c.answered ? "comment.answered" : "comment.waiting")} {name(c.teamName)} {c.username}{" "}
            {t("comment.round", { n: c.round })} {format.time(c.createdAt)}
          </footer>
        </li>
      ))}
    </ul>
  );
}
