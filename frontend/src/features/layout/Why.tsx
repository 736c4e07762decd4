import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { reasonQuery } from "../../api/layouts";
import type { LayoutReason, SolutionRequest } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { Asked } from "./Asked";
import css from "./layout.module.css";
import { useWords } from "./words";

/** Why a site is in the best plan or not, and what would have to change. */
export function Why({
  request,
  site,
  name,
  close,
}: {
  request: SolutionRequest;
  site: string;
  name: string;
  close: () => void;
}) {
  const t = useT();
  const asked = useQuery(reasonQuery(request, site));
  return (
    <Panel
      title={t("layout.reason", { name })}
      extra={
        <Button size="small" onClick={close}>
          {t("layout.reason.close")}
        </Button>
      }
    >
      <Asked query={asked} rows={1}>
        {(reason) =>
          reason ? <Answer reason={reason} /> : <p className={css.line}>{t("layout.reason.late")}</p>
        }
      </Asked>
    </Panel>
  );
}

function Answer({ reason }: { reason: LayoutReason }) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  if (reason.code)
    return <p className={css.line}>{t("layout.reason.never", { why: words.out(reason.code) })}</p>;
  if (!reason.other) {
    const rules = words.list(reason.blocking.map(words.condition)) || t("layout.reason.none");
    return (
      <p className={css.line}>{t(reason.in ? "layout.reason.must" : "layout.reason.cannot", { rules })}</p>
    );
  }
  const change =
    reason.change === undefined ? format.score(undefined) : format.score(Math.abs(reason.change));
  return (
    <p className={css.line}>
      {t(reason.in ? "layout.reason.in" : "layout.reason.out", {
        value: format.score(reason.other.value),
        change,
      })}
      {reason.change !== undefined && !reason.reachable && (
        <>
          {t("app.sentenceSpace")}
          {t("layout.reason.beyond")}
        </>
      )}
    </p>
  );
}
