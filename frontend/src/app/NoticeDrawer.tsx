import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useNavigate } from "react-router";
import { noticesQuery, readNotices, readNoticesUpTo } from "../api/notices";
import { sessionQuery } from "../api/queries";
import type { Notice } from "../api/types";
import { useName, useT } from "../i18n";
import { useFormat } from "../i18n/format";
import { Loaded } from "../ui/Loaded";
import { Nothing } from "../ui/Page";
import css from "./notices.module.css";

/** One's notices, newest first; each leads to what it tells of. */
export default function NoticeDrawer({ close }: { close: () => void }) {
  const t = useT();
  const queries = useQueryClient();
  const query = useQuery(noticesQuery);
  const newest = query.data?.items[0];
  const all = useMutation({
    mutationFn: readNoticesUpTo,
    onSettled: () => queries.invalidateQueries({ queryKey: ["notices"] }),
  });
  return (
    <Drawer
      open
      onClose={close}
      size={400}
      title={t("notice.open")}
      extra={
        newest && (
          <Button size="small" loading={all.isPending} onClick={() => all.mutate(newest.id)}>
            {t("notice.readAll")}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {(page) =>
          page.items.length === 0 ? (
            <Nothing>{t("notice.none")}</Nothing>
          ) : (
            <ul className={css.list}>
              {page.items.map((n) => (
                <Line key={n.id} notice={n} close={close} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Drawer>
  );
}

function Line({ notice, close }: { notice: Notice; close: () => void }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const ministry = session?.user.teams.some((team) => team.kind === "ministry") ?? false;
  const { ranking } = notice;
  const place = name(notice.place);
  // To where it was said; a published ranking no longer shows comments.
  const at = notice.kind === "commented" ? `?at=${encodeURIComponent(notice.detail)}` : "";
  const to =
    ranking.state === "published" || ranking.state === "superseded"
      ? `/published/${ranking.id}`
      : `${ministry ? "/review" : "/rankings"}/${ranking.id}${at}`;
  const follow = () => {
    if (!notice.readAt)
      void readNotices([notice.id])
        .catch(() => undefined)
        .finally(() => void queries.invalidateQueries({ queryKey: ["notices"] }));
    close();
    void navigate(to);
  };
  return (
    <li>
      <button
        type="button"
        className={notice.readAt ? css.line : `${css.line} ${css.unread}`}
        onClick={follow}
      >
        <span>
          {!notice.readAt && <span className={css.dot}>{t("notice.unread")}</span>}
          {place
            ? t("notice.commentedAt", { title: ranking.title, by: notice.by, place })
            : t(`notice.${notice.kind}`, { title: ranking.title, by: notice.by })}
        </span>
        <time dateTime={notice.at}>{format.time(notice.at)}</time>
      </button>
    </li>
  );
}
