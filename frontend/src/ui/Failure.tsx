import { Button, Result, Typography } from "antd";
import { Problem } from "../api/problem";
import { isKey, useT } from "../i18n";
import css from "./ui.module.css";

/** The words for a code of the server, or the general ones of its status. */
export function useProblemText() {
  const t = useT();
  return (problem: { code: string; status?: number }) => {
    const key = `fault.${problem.code}`;
    if (isKey(key)) return t(key);
    const general = `fault.http.${problem.status ?? 500}`;
    return isKey(general) ? t(general) : t("fault.internal");
  };
}

/** What went wrong, what to do about it, and the request number support will ask for. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useT();
  const words = useProblemText();
  const problem = error instanceof Problem ? error : undefined;
  const status = problem?.status === 403 ? "403" : problem?.status === 404 ? "404" : undefined;
  const title =
    problem?.status === 0
      ? t("state.offline")
      : problem?.status === 403
        ? t("state.forbidden")
        : problem?.status === 404
          ? t("state.notFound")
          : t("state.error");
  return (
    <Result
      className={css.failure}
      status={status ?? "warning"}
      icon={<span aria-hidden className={css.failureMark} />}
      title={<span role="alert">{title}</span>}
      subTitle={
        <>
          <div>{problem ? words(problem) : t("fault.page")}</div>
          {problem?.fields.map((f) => (
            <div key={f.field + f.code}>
              {f.field}: {words(f)}
            </div>
          ))}
          {problem?.requestId && (
            <div className={css.requestId}>
              {t("state.requestId")}
              <Typography.Text copyable={{ tooltips: [t("action.copy"), t("action.copied")] }} code>
                {problem.requestId}
              </Typography.Text>
            </div>
          )}
        </>
      }
      extra={
        retry && (
          <Button type="primary" onClick={retry}>
            {t("action.retry")}
          </Button>
        )
      }
    />
  );
}
