import type { RankingState } from "../../api/rankings";

/** In the order of a ranking's life, as lists offer them. */
export const rankingStates: RankingState[] = [
  "draft",
  "returned",
  "submitted",
  "inReview",
  "approved",
  "rejected",
  "published",
  "withdrawn",
  "superseded",
];
