import { Button } from "antd";
import { Problem } from "../api/problem";
import { isKey, useT } from "../i18n";
import { Copy } from "./Copy";
import { LinkButton } from "./LinkButton";
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

function titleOf(problem: Problem | undefined) {
  switch (problem?.status) {
    case 0:
      return "state.offline";
    case 403:
      return "state.forbidden";
    case 404:
      return "state.notFound";
    default:
      return "state.error";
  }
}

/** What went wrong, what to do about it, and the request number support will ask for. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useT();
  const words = useProblemText();
  const problem = error instanceof Problem ? error : undefined;
  return (
    <div className={css.failure} role="alert">
      <p className={css.failureTitle}>{t(titleOf(problem))}</p>
      <p>{problem ? words(problem) : t("fault.page")}</p>
      {problem?.fields.map((f) => (
        <p key={f.field + f.code}>
          {f.field}: {words(f)}
        </p>
      ))}
      {problem?.requestId && (
        <p>
          {t("state.requestId")} <Copy text={problem.requestId} />
        </p>
      )}
      <div className={css.failureActions}>
        {retry && (
          <Button type="primary" onClick={retry}>
            {t("action.retry")}
          </Button>
        )}
        {(problem?.status === 404 || problem?.status === 403) && (
          <LinkButton to="/">{t("action.home")}</LinkButton>
        )}
      </div>
    </div>
  );
}
