import { InputNumber } from "antd";
import { useState } from "react";
import type { Model } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { CommentMark } from "./Comments";
import { weightLines, withWeight } from "./weights";
import css from "./rankings.module.css";

/** Weights of a ranking: among siblings, of the whole, and as the model has them. With `change`, to be edited. */
export function WeightTable({
  model,
  weights,
  change,
}: {
  model: Model;
  weights: Record<string, number>;
  change?: (weights: Record<string, number>) => void;
}) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const lines = weightLines(model, weights);
  const parents = new Map<string, string>();
  const collect = (node: Model["tree"]) =>
    node.children?.forEach((c) => {
      parents.set(c.id, node.id);
      collect(c);
    });
  collect(model.tree);
  const visible = lines.filter((l) => l.depth === 0 || opened.has(parents.get(l.node.id) ?? ""));
  const toggle = (id: string) => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    setOpened(next);
  };
  return (
    <table className={css.table} aria-label={t("weights.title")}>
      <thead>
        <tr>
          <th scope="col">{t("difference.node")}</th>
          <th scope="col" className={css.right}>
            {t("ranking.weightIn")}
          </th>
          <th scope="col" className={css.right}>
            {t("ranking.weightAll")}
          </th>
          <th scope="col" className={css.right}>
            {t("weights.ofModel")}
          </th>
        </tr>
      </thead>
      <tbody>
        {visible.map(({ node, depth, own, weight, overall }) => (
          <tr key={node.id} className={Math.abs(own - weight) > 1e-9 ? css.changed : undefined}>
            <th scope="row" style={{ paddingLeft: 8 + depth * 14 }}>
              {node.children?.length ? (
                <button
                  type="button"
                  className={css.linkButton}
                  aria-expanded={opened.has(node.id)}
                  onClick={() => toggle(node.id)}
                >
                  {opened.has(node.id) ? "▾" : "▸"} {name(node.name)}
                </button>
              ) : (
                name(node.name)
              )}
              <CommentMark kind="criterion" id={node.id} label={name(node.name)} />
            </th>
            <td className={css.right}>
              {change && !node.locked ? (
                <InputNumber
                  size="small"
                  min={0}
                  max={100}
                  step={1}
                  precision={1}
                  suffix="%"
                  value={Number((weight * 100).toFixed(1))}
                  aria-label={t("weights.number", { name: name(node.name) })}
                  style={{ width: 84 }}
                  onChange={(v) => {
                    // The field rounds; only another number is a change.
                    if (typeof v === "number" && Math.abs(v - weight * 100) >= 0.05)
                      change(withWeight(model, weights, node.id, v / 100));
                  }}
                />
              ) : (
                format.percent(weight, 1)
              )}
            </td>
            <td className={css.right}>{format.percent(overall, 1)}</td>
            <td className={css.right}>{format.percent(own, 1)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
