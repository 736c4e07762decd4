import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";

/** What one is told of, newest first. */
export const noticesQuery = queryOptions({
  queryKey: ["notices", "list"],
  queryFn: ({ signal }) => body(client.GET("/notices", { params: { query: { pageSize: 50 } }, signal })),
  staleTime: 0,
});

export const unreadQuery = queryOptions({
  queryKey: ["notices", "unread"],
  queryFn: ({ signal }) => body(client.GET("/notices/unread", { signal })),
  staleTime: 0,
});

export const readNotices = (ids: string[]) => done(client.POST("/notices/readings", { body: { ids } }));

/** Marks everything read up to the newest notice that was shown. */
export const readNoticesUpTo = (upTo: string) => done(client.POST("/notices/readings", { body: { upTo } }));

/** Server-sent events that say how many notices are unread; the browser opens a broken stream again by itself. */
export const noticeStream = () => new EventSource("/api/v1/notices/events");
