import { useQuery } from "@tanstack/react-query";
import { rankingQuery, rankingsQuery } from "../../api/rankings";
import type { Ranking, RankingItem } from "../../api/types";

/** The rankings a submission can be held against: what its team had approved or published, newest first. */
export function useBases(ranking: Ranking | undefined): RankingItem[] | undefined {
  const list = useQuery({
    ...rankingsQuery({
      team: ranking?.team ?? "",
      ...(ranking ? { subject: ranking.subject } : {}),
      pageSize: 200,
    }),
    enabled: ranking !== undefined,
  });
  return list.data?.items.filter(
    (r) => r.id !== ranking?.id && ["approved", "published", "superseded"].includes(r.state),
  );
}

/** Which of them is the last approved version: what it was drawn from, else the newest of the same model. */
export function lastApproved(ranking: Ranking, bases: RankingItem[]): RankingItem | undefined {
  return (
    bases.find((b) => b.id === ranking.basedOn?.id) ??
    bases.find((b) => b.modelId === ranking.modelId && b.state !== "superseded") ??
    bases.find((b) => b.modelId === ranking.modelId)
  );
}

/** The last approved version before a ranking; null when there is none, undefined until that is known. */
export function useBase(ranking: Ranking | undefined, chosen?: string): Ranking | null | undefined {
  const bases = useBases(ranking);
  const id = chosen ?? (ranking && bases && lastApproved(ranking, bases)?.id);
  const base = useQuery({ ...rankingQuery(id ?? ""), enabled: Boolean(id) });
  if (!bases) return undefined;
  return id ? base.data : null;
}
