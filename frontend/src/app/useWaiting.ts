import { useQuery } from "@tanstack/react-query";
import { sessionQuery, useMay } from "../api/queries";
import { rankingsQuery, reviewsQuery } from "../api/rankings";

const often = 60_000;

/** How much waits for the person signed in: reviews of their ministry, and what came back to their team. */
export function useWaiting(): Record<"open" | "returned", number> {
  const { data: session } = useQuery(sessionQuery);
  const reviews = useMay("review.read");
  const team = session?.user.teams.find((x) => x.kind === "enterprise")?.id ?? "";
  const ready = session !== undefined && !session.user.mustChangePassword;
  const open = useQuery({
    ...reviewsQuery({ state: "open", pageSize: 200 }),
    enabled: ready && reviews,
    refetchInterval: often,
  });
  const returned = useQuery({
    ...rankingsQuery({ team, state: "returned", pageSize: 20 }),
    enabled: ready && team !== "",
    refetchInterval: often,
  });
  return { open: open.data?.total ?? 0, returned: returned.data?.total ?? 0 };
}
