import { Alert } from "antd";
import { Problem } from "../api/problem";
import { useT } from "../i18n";
import { Copy } from "./Copy";
import { useProblemText } from "./Failure";

/** Why an action was refused, with its fields and request number; nothing when it was not. */
export function Refused({ error, field }: { error: unknown; field?: (name: string) => string }) {
  const t = useT();
  const words = useProblemText();
  if (!error) return null;
  const problem = error instanceof Problem ? error : undefined;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={problem ? words(problem) : t("fault.page")}
      description={
        problem && (
          <>
            {problem.fields.map((f) => (
              <div key={f.field + f.code}>
                {(field?.(f.field) || f.field) + t("app.colon")}
                {words(f)}
              </div>
            ))}
            {problem.requestId && (
              <div>
                {t("state.requestId")} <Copy text={problem.requestId} />
              </div>
            )}
          </>
        )
      }
    />
  );
}
