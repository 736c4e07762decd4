import { CommentOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Segmented, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { commentsQuery } from "../../api/comments";
import type { Anchor } from "../../api/comments";
import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Nothing } from "../../ui/Page";
import { isOpen, places, read, same, threadsAt, whole, written } from "./anchors";
import { CommentForm } from "./CommentForm";
import { CommentThread } from "./CommentThread";
import { CommentsContext, useAnchorName, useComments } from "./commentsContext";
import css from "./comments.module.css";

/**
 * What is said about a ranking: marks on the lines of its tables, and a panel beside them that reads and says
 * more. The place that is open is in the address, so that a link leads to it.
 */
export function Comments({ ranking, children }: { ranking: Ranking; children: ReactNode }) {
  const t = useT();
  const name = useAnchorName(ranking);
  const query = useQuery(commentsQuery(ranking.id));
  const [search, setSearch] = useSearchParams();
  const [unsettled, setUnsettled] = useState(false);
  const asked = search.get("at");
  const anchor = read(asked ?? "");
  const open = (place: Anchor | "all" | undefined) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (place) next.set("at", place === "all" ? place : written(place));
        else next.delete("at");
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <CommentsContext value={{ ranking, comments: query.data, at: anchor, open }}>
      {children}
      <Drawer
        open={asked !== null}
        onClose={() => open(undefined)}
        size={420}
        mask={false}
        zIndex={1100} // above where a figure comes from, which it may be about
        title={anchor ? t("comment.about", { place: name(anchor) }) : t("comment.title")}
        extra={
          anchor && (
            <Button size="small" onClick={() => open("all")}>
              {t("comment.all")}
            </Button>
          )
        }
      >
        <Loaded query={query}>
          {(page) => {
            const here = anchor ? threadsAt(page.items, anchor) : page.items.filter((c) => c.thread === "");
            const threads = here.filter((c) => !unsettled || isOpen(c));
            return (
              <div className={css.panel}>
                {!anchor && here.length > 0 && (
                  <div className={css.filter}>
                    <Segmented
                      size="small"
                      value={unsettled ? "open" : "all"}
                      onChange={(v) => setUnsettled(v === "open")}
                      aria-label={t("comment.filter")}
                      options={[
                        { value: "all", label: t("comment.filter.all", { n: here.length }) },
                        { value: "open", label: t("comment.filter.open", { n: here.filter(isOpen).length }) },
                      ]}
                    />
                    <Select
                      size="small"
                      className={css.places}
                      value={null}
                      onChange={(at: string | null) => at && open(read(at))}
                      placeholder={t("comment.place")}
                      aria-label={t("comment.place")}
                      options={places(page.items).map((p) => ({
                        value: written(p.anchor),
                        label: t("comment.placeCount", { place: name(p.anchor), n: p.total, open: p.open }),
                      }))}
                    />
                  </div>
                )}
                {threads.length === 0 && <Nothing>{t("comment.none")}</Nothing>}
                {threads.map((c) => (
                  <CommentThread
                    key={c.id}
                    ranking={ranking}
                    comment={c}
                    replies={page.items.filter((r) => r.thread === c.id)}
                    speaks={page.speaks}
                    place={anchor && same(c.anchor, anchor) ? undefined : name(c.anchor)}
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
  if (!held?.comments || (held.comments.items.length === 0 && held.comments.speaks.length === 0)) return null;
  const waiting = held.comments.items.filter(isOpen).length;
  return (
    <Button icon={<CommentOutlined />} onClick={() => held.open("all")} data-testid="comments">
      {waiting > 0 ? t("comment.buttonOpen", { n: waiting }) : t("comment.title")}
    </Button>
  );
}

/**
 * The mark on a line of a table: how many threads are open there, or the way to begin one. Of a site it counts
 * those about its figures too. A page that is opened at this place scrolls to it.
 */
export function CommentMark({ kind, id, label }: Anchor & { label: string }) {
  const t = useT();
  const held = useComments();
  const button = useRef<HTMLButtonElement>(null);
  const current = held?.at !== undefined && same(held.at, { kind, id });
  const known = held?.comments !== undefined;
  useEffect(() => {
    if (current && known) button.current?.scrollIntoView({ block: "center" });
  }, [current, known]);
  if (!held?.comments || !id) return null;
  const anchor: Anchor = { kind, id };
  const here = threadsAt(held.comments.items, anchor);
  if (here.length === 0 && held.comments.speaks.length === 0) return null;
  const waiting = here.filter(isOpen).length;
  const words =
    here.length === 0
      ? t("comment.add", { place: label })
      : t("comment.count", { place: label, n: here.length, open: waiting });
  const look = here.length === 0 ? css.empty : waiting > 0 ? css.open : css.settled;
  return (
    <button
      ref={button}
      type="button"
      className={`${css.mark} ${look} ${current ? css.current : ""}`}
      aria-label={words}
      aria-expanded={current}
      title={words}
      onClick={() => held.open(anchor)}
    >
      <CommentOutlined aria-hidden />
      {here.length > 0 && <span aria-hidden>{waiting || here.length}</span>}
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
