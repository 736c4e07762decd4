import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { rankingNowQuery } from "../../api/rankings";
import { useName, useT } from "../../i18n";
import { Loaded } from "../../ui/Loaded";
import { changedFields, draftOf } from "./draft";
import type { Draft } from "./draft";
import { useDatasetName, useScopeText } from "./Facts";
import { useMethodName } from "./State";
import type { DraftState } from "./useDraft";
import css from "./rankings.module.css";

/** A field of a draft in words. */
export function useDraftValue() {
  const t = useT();
  const scope = useScopeText();
  const dataset = useDatasetName();
  const method = useMethodName();
  const name = useName();
  return (draft: Draft, key: keyof Draft): string => {
    switch (key) {
      case "scope":
        return scope(draft.scope);
      case "datasetId":
        return dataset(draft.datasetId);
      case "weights": {
        const entries = Object.entries(draft.weights).sort(([a], [b]) => (a < b ? -1 : 1));
        return entries.length === 0
          ? t("weights.ofModel")
          : entries
              .map(([id, w]) => `${nodeName(draft.model, id, name)} ${(w * 100).toFixed(1)}%`)
              .join(t("app.listComma"));
      }
      case "model": {
        if (!draft.model) return "—";
        const { method: id, screens } = draft.model;
        return t("draftConflict.recipe", { method: method(id), n: screens.length });
      }
      case "layout":
        return draft.layout
          ? [draft.layout.strategy, t("layout.kept.sites", { n: draft.layout.sites }), draft.layout.closed]
              .filter(Boolean)
              .join(t("app.listComma"))
          : "—";
      case "sites":
        return draft.sites
          ? [
              draft.sites.strategy,
              draft.sites.within,
              draft.sites.closed,
              ...(draft.sites.weights ?? []).map((w) => `${w.node} ${w.weight}`),
            ]
              .filter(Boolean)
              .join(t("app.listComma"))
          : "—";
      case "archived":
        return t(draft.archived ? "app.yes" : "app.no");
      default:
        return String(draft[key]) || "—";
    }
  };
}

/** A node of the draft's model as people call it. */
function nodeName(model: Draft["model"], id: string, name: ReturnType<typeof useName>): string {
  const stack = model ? [model.tree] : [];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.id === id) return name(node.name);
    stack.push(...(node.children ?? []));
  }
  return id;
}

/** Somebody else saved first: both texts side by side, and the choice between them. */
export function Conflict({ state }: { state: DraftState }) {
  const t = useT();
  const value = useDraftValue();
  const current = useQuery(rankingNowQuery(state.ranking.id, state.ranking.version));
  return (
    <Modal
      open
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={760}
      title={t("draftConflict.title")}
      footer={null}
    >
      <p>{t("draftConflict.note")}</p>
      <Loaded query={current}>
        {(theirs) => {
          const other = draftOf(theirs);
          const fields = changedFields(state.draft, other);
          return (
            <>
              <table className={css.table} aria-label={t("draftConflict.title")}>
                <thead>
                  <tr>
                    <th scope="col">{t("draftConflict.field")}</th>
                    <th scope="col">{t("draftConflict.mine")}</th>
                    <th scope="col">{t("draftConflict.theirs", { version: theirs.version })}</th>
                  </tr>
                </thead>
                <tbody>
                  {fields.map((key) => (
                    <tr key={key}>
                      <th scope="row" style={{ whiteSpace: "nowrap" }}>
                        {t(key === "model" ? "draftConflict.method" : `ranking.${key}`)}
                      </th>
                      <td className={css.wrap}>{value(state.draft, key)}</td>
                      <td className={css.wrap}>{value(other, key)}</td>
                    </tr>
                  ))}
                  {fields.length === 0 && (
                    <tr>
                      <td colSpan={3}>{t("draftConflict.same")}</td>
                    </tr>
                  )}
                </tbody>
              </table>
              <div className={css.actions}>
                <Button onClick={() => state.adopt(theirs)}>{t("draftConflict.adopt")}</Button>
                <Button
                  type="primary"
                  disabled={!theirs.actions.includes("edit")}
                  onClick={() => state.overwrite(theirs)}
                >
                  {t("draftConflict.overwrite")}
                </Button>
              </div>
            </>
          );
        }}
      </Loaded>
    </Modal>
  );
}
