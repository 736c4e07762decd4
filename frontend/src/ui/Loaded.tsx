import type { UseQueryResult } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import type { ReactNode } from "react";
import { Problem } from "../api/problem";
import { useT } from "../i18n";
import { Loading } from "./Boundary";
import { Failure, useProblemText } from "./Failure";

/**
 * A query's answer once it is here; before that a skeleton, or why there is none. An answer that can no longer
 * be renewed stays, with a line that says so.
 */
export function Loaded<T>({
  query,
  rows,
  children,
}: {
  query: UseQueryResult<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  const t = useT();
  const words = useProblemText();
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    return query.error ? <Failure error={query.error} retry={retry} /> : <Loading rows={rows} />;
  }
  return (
    <>
      {query.error && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={t("state.outdated")}
          description={query.error instanceof Problem ? words(query.error) : t("fault.page")}
          action={<Button onClick={retry}>{t("action.retry")}</Button>}
        />
      )}
      {children(query.data)}
    </>
  );
}
