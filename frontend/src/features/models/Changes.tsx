import { useCatalogue } from "../../api/queries";
import type { ModelChange } from "../../api/models";
import type { Model } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing } from "../../ui/Page";
import css from "./editor.module.css";
import { findNode, rootId } from "./tree";

/** A difference of two versions, readable: where, what, before and after. */
export function Changes({ changes, model }: { changes: ModelChange[]; model: Model }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators } = useCatalogue();
  if (changes.length === 0) return <Nothing>{t("version.same")}</Nothing>;

  const where = (c: ModelChange) => {
    if (c.screen) {
      const screened = name(indicators.find((i) => i.code === c.screen)?.name) || c.screen;
      return t("version.screen", { name: screened });
    }
    if (!c.node) return t("editor.whole");
    return c.node === rootId ? t("editor.dimensions") : name(c.name) || c.node;
  };
  const what = (c: ModelChange) => {
    if (c.kind !== "changed") return t(`version.${c.kind}`);
    const key = `version.field.${c.field ?? ""}`;
    return isKey(key) ? t(key) : (c.field ?? "");
  };
  // Nodes, shares and choices are told in words; other texts and numbers stay as they are.
  const value = (c: ModelChange, text: string | undefined) => {
    if (!text) return "—";
    if (c.node && (c.kind === "moved" || c.kind === "added" || c.kind === "removed")) {
      if (text === rootId) return t("editor.dimensions");
      return name(findNode(model.tree, text)?.name) || text;
    }
    if (["weight", "minWeight", "maxWeight"].includes(c.field ?? "")) return format.percent(Number(text), 1);
    if (c.field === "locked") return t("app.yes");
    const kinds: Record<string, string> = {
      "value.kind": `valueKind.${text}`,
      direction: `direction.${text}`,
      mean: `mean.${text}`,
      method: `method.${text}`,
      structural: `structural.${text.replace(" ", ".")}`,
    };
    const key = kinds[c.field ?? ""] ?? "";
    return isKey(key) ? t(key) : text;
  };
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t("version.where")}</th>
          <th scope="col">{t("version.what")}</th>
          <th scope="col">{t("version.before")}</th>
          <th scope="col">{t("version.after")}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((c, i) => (
          <tr key={i}>
            <th scope="row">{where(c)}</th>
            <td>{what(c)}</td>
            <td>{value(c, c.before)}</td>
            <td>{value(c, c.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
