import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { jobEvents, jobQuery } from "../../api/data";
import type { Job } from "../../api/data";

const polling = 1500; // ms
const attempts = 3; // connections that bring nothing before events are given up

export const runs = (job: Job) => job.state === "queued" || job.state === "running";

/** A job as it goes on: by server-sent events, and by asking again where a proxy does not let them through. */
export function useJob(id: string) {
  const queries = useQueryClient();
  const [deaf, setDeaf] = useState(false);
  const query = useQuery({
    ...jobQuery(id),
    refetchInterval: ({ state }) => (deaf && state.data && runs(state.data) ? polling : false),
  });
  const running = query.data !== undefined && runs(query.data);
  useEffect(() => {
    if (!running || deaf) return undefined;
    const events = new EventSource(jobEvents(id));
    let failed = 0;
    const read = () => void queries.invalidateQueries({ queryKey: jobQuery(id).queryKey });
    // An event says that something changed; what it is, is read as everywhere else.
    events.addEventListener("job", () => {
      failed = 0;
      read();
    });
    events.onerror = () => {
      failed++;
      // The browser comes again by itself with the last id it had, unless it was turned away.
      if (events.readyState === EventSource.CLOSED || failed >= attempts) {
        events.close();
        setDeaf(true);
      }
      read();
    };
    return () => events.close();
  }, [id, running, deaf, queries]);
  return query;
}
