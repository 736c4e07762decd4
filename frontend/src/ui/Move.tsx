import { useT } from "../i18n";

/** How many places something moved, with an arrow; entering and leaving in words. */
export function Move({ before, after }: { before: number | undefined; after: number | undefined }) {
  const t = useT();
  if (before === undefined && after === undefined) return null;
  if (before === undefined) return <>{t("move.enters")}</>;
  if (after === undefined) return <>{t("move.leaves")}</>;
  const up = before - after;
  if (up === 0) return <span title={t("table.unchanged")}>–</span>;
  const n = Math.abs(up);
  return up > 0 ? (
    <span title={t("table.up", { n })}>▲ {n}</span>
  ) : (
    <span title={t("table.down", { n })}>▼ {n}</span>
  );
}
