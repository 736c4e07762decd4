import { Checkbox } from "antd";
import type { Node } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Panel } from "../../ui/Page";
import css from "./editor.module.css";
import { Elicit } from "./Elicit";
import { Bilingual, FieldError, Labelled } from "./fields";
import { NumberField } from "./NumberField";
import { setChildren } from "./tree";

interface Props {
  node: Node;
  root: boolean;
  change: (next: (node: Node) => Node, key?: string) => void;
  changeTree: (next: (tree: Node) => Node, key?: string) => void;
}

/** A dimension: its name, how its parts are put together, and their weights. */
export function NodePanel({ node, root, change, changeTree }: Props) {
  const t = useT();
  const name = useName();
  const at = `tree[${node.id}]`;
  return (
    <Panel title={root ? t("editor.dimensions") : name(node.name) || node.id}>
      {!root && (
        <Bilingual
          label={t("model.name")}
          at={`${at}.name`}
          value={node.name}
          onChange={(text, language) => change((n) => ({ ...n, name: text }), `${node.id} name ${language}`)}
        />
      )}
      <div className={css.row}>
        <Labelled label={t("editor.mean")} at={`${at}.mean`} hint={t("editor.meanHint")}>
          <select
            className={css.select}
            value={node.mean ?? "arithmetic"}
            onChange={(e) => {
              const mean = meanOf(e.target.value);
              change((n) => ({ ...n, mean, power: mean === "power" ? (n.power ?? 2) : undefined }));
            }}
          >
            <option value="arithmetic">{t("mean.arithmetic")}</option>
            <option value="geometric">{t("mean.geometric")}</option>
            <option value="power">{t("mean.power")}</option>
          </select>
        </Labelled>
        {node.mean === "power" && (
          <Labelled label={t("editor.power")} at={`${at}.power`}>
            <NumberField
              label={t("editor.power")}
              value={node.power}
              onCommit={(power) => change((n) => ({ ...n, power }))}
            />
          </Labelled>
        )}
        {!root && <Bounds node={node} change={change} />}
      </div>
      <FieldError at={`${at}.children`} />
      {(node.children ?? []).length > 1 && (
        <Elicit
          key={node.id}
          nodes={node.children ?? []}
          apply={(weights) => changeTree((tree) => setChildren(tree, node.id, weights))}
        />
      )}
    </Panel>
  );
}

function meanOf(value: string): Node["mean"] {
  return value === "geometric" || value === "power" ? value : "arithmetic";
}

/** What others may do to a weight in the workbench: nothing, or within bounds. */
export function Bounds({
  node,
  change,
}: {
  node: Node;
  change: (next: (node: Node) => Node, key?: string) => void;
}) {
  const t = useT();
  const low = node.minWeight ?? 0;
  const high = node.maxWeight ?? 1;
  const outside = node.weight < low - 1e-9 || node.weight > high + 1e-9;
  return (
    <>
      <Labelled label={t("editor.minWeight")} at={`tree[${node.id}].minWeight`}>
        <NumberField
          label={t("editor.minWeight")}
          value={node.minWeight}
          scale={100}
          digits={2}
          optional
          onCommit={(minWeight) => change((n) => ({ ...n, minWeight }))}
        />
      </Labelled>
      <Labelled label={t("editor.maxWeight")}>
        <NumberField
          label={t("editor.maxWeight")}
          value={node.maxWeight}
          scale={100}
          digits={2}
          optional
          onCommit={(maxWeight) => change((n) => ({ ...n, maxWeight }))}
        />
      </Labelled>
      <div className={css.labelled}>
        <Checkbox
          checked={node.locked ?? false}
          onChange={(e) => change((n) => ({ ...n, locked: e.target.checked || undefined }))}
        >
          {t("editor.lock")}
        </Checkbox>
        {outside && (
          <div className={css.error} role="alert">
            {t("fault.weight.outsideBounds")}
          </div>
        )}
      </div>
    </>
  );
}
