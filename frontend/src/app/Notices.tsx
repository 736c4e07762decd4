import { BellOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useState } from "react";
import { noticeStream, noticesQuery, unreadQuery } from "../api/notices";
import { sessionQuery, useMay } from "../api/queries";
import { useT } from "../i18n";
import css from "./notices.module.css";

const NoticeDrawer = lazy(() => import("./NoticeDrawer"));

/** Keeps the number of unread notices and an open list up to date while the page is open. */
function useNoticeStream(enabled: boolean) {
  const queries = useQueryClient();
  useEffect(() => {
    if (!enabled) return;
    let stream: EventSource | undefined;
    const open = () => {
      stream = noticeStream();
      stream.addEventListener("unread", (e: MessageEvent<string>) => {
        const said: unknown = JSON.parse(e.data);
        if (typeof said === "object" && said !== null && "unread" in said && typeof said.unread === "number")
          queries.setQueryData(unreadQuery.queryKey, { unread: said.unread });
      });
      stream.addEventListener("notice", () => {
        void queries.invalidateQueries({ queryKey: noticesQuery.queryKey });
        // What a notice tells of has changed something that waits or is shown.
        void queries.invalidateQueries({ queryKey: ["reviews"] });
        void queries.invalidateQueries({ queryKey: ["rankings"] });
      });
    };
    // The page's own requests go first: the stream is opened once they have been answered for a while.
    let calm = 0;
    const timer = setInterval(() => {
      calm = queries.isFetching() === 0 ? calm + 1 : 0;
      if (calm < 2) return;
      clearInterval(timer);
      open();
    }, 1000);
    return () => {
      clearInterval(timer);
      stream?.close();
    };
  }, [enabled, queries]);
}

/** The bell with the number of unread notices, and the drawer that lists them. */
export function Notices() {
  const t = useT();
  const may = useMay("notice.read");
  const { data: session } = useQuery(sessionQuery);
  const enabled = may && session !== undefined && !session.user.mustChangePassword;
  const { data: count } = useQuery({ ...unreadQuery, enabled });
  const [open, setOpen] = useState(false);
  useNoticeStream(enabled);
  if (!enabled) return null;
  const n = count?.unread ?? 0;
  return (
    <>
      <button
        type="button"
        className={css.bell}
        onClick={() => setOpen(true)}
        aria-label={n > 0 ? t("notice.openUnread", { n }) : t("notice.open")}
        title={t("notice.open")}
      >
        <BellOutlined aria-hidden />
        {n > 0 && (
          <span className={css.count} data-testid="unread" aria-hidden>
            {n > 99 ? "99+" : n}
          </span>
        )}
      </button>
      <Suspense fallback={null}>{open && <NoticeDrawer close={() => setOpen(false)} />}</Suspense>
    </>
  );
}
