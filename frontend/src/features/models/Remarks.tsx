import type { UseQueryResult } from "@tanstack/react-query";
import type { Remark } from "../../api/models";
import { useCatalogue } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing, Panel } from "../../ui/Page";
import css from "./editor.module.css";

/** What the author of a model should know: criteria that measure the same, gaps, old values. */
export function Remarks({
  query,
  select,
}: {
  query: UseQueryResult<{ items: Remark[] }>;
  select: (id: string) => void;
}) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators } = useCatalogue();
  const nameOf = (code: string) => name(indicators.find((i) => i.code === code)?.name) || code;
  if (query.error || !query.data) return null;
  const words = (r: Remark) => {
    switch (r.code) {
      case "remark.correlated":
        return t("remark.correlated", {
          a: nameOf(r.criterion),
          b: nameOf(r.other ?? ""),
          r: format.fixed(r.value, 2),
        });
      case "remark.thin":
        return t("remark.thin", { name: nameOf(r.criterion), share: format.percent(r.value) });
      case "remark.indifferent":
        return t("remark.indifferent", { name: nameOf(r.criterion), spread: format.fixed(r.value, 3) });
      case "remark.old":
        return t("remark.old", { name: nameOf(r.criterion), share: format.percent(r.value) });
    }
  };
  const { items } = query.data;
  return (
    <Panel flush title={t("remarks.title", { n: items.length })}>
      {items.length === 0 ? (
        <Nothing>{t("remarks.none")}</Nothing>
      ) : (
        <ul className={css.remarks}>
          {items.map((r) => (
            <li key={`${r.code} ${r.criterion} ${r.other ?? ""}`}>
              <button type="button" className={css.link} onClick={() => select(r.criterion)}>
                {words(r)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
