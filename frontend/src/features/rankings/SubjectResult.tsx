import { Suspense } from "react";
import type { ReactNode } from "react";
import type { Ranking } from "../../api/types";
import { Loading } from "../../ui/Boundary";
import { CommentMark } from "./Comments";
import { useSubject } from "./subjects";

/** What a ranking came to: its subject's own view, or the table of countries given. */
export function SubjectResult({ ranking, children }: { ranking: Ranking; children: ReactNode }) {
  const view = useSubject(ranking);
  if (!view) return <>{children}</>;
  return (
    <Suspense fallback={<Loading />}>
      <view.Result ranking={ranking} Mark={CommentMark} />
    </Suspense>
  );
}
