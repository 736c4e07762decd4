import { LockOutlined, MoreOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { MenuProps } from "antd";
import { useRef } from "react";
import type { KeyboardEvent } from "react";
import type { Node } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { series } from "../../ui/theme";
import css from "./editor.module.css";
import { NumberField } from "./NumberField";
import { lines, moveNode, removeNode, rootId, setShare, stepNode } from "./tree";
import type { Line } from "./tree";

interface Props {
  tree: Node;
  selected: string;
  select: (id: string) => void;
  change: (next: (tree: Node) => Node, key?: string) => void;
  broken: ReadonlySet<string>;
  /** Criteria that something should be known of. */
  remarked: ReadonlySet<string>;
  add: (parentId: string) => void;
  addDimension: () => void;
}

/** The tree of dimensions and indicators: order, place and weights. Siblings always sum to 100 %. */
export function TreePanel(p: Props) {
  const t = useT();
  const body = useRef<HTMLTableSectionElement>(null);
  const all = lines(p.tree);
  const ids = [rootId, ...all.map((l) => l.node.id)];

  const onKeyDown = (e: KeyboardEvent) => {
    if (!(e.target instanceof HTMLButtonElement) || !e.target.dataset.node) return;
    const at = ids.indexOf(e.target.dataset.node);
    const step = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    e.preventDefault();
    if (e.altKey) {
      p.change((tree) => stepNode(tree, ids[at] ?? "", step));
      return;
    }
    const next = ids[at + step];
    if (next === undefined) return;
    p.select(next);
    body.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
  };

  return (
    <Panel
      flush
      title={t("editor.tree")}
      extra={
        <Button size="small" icon={<PlusOutlined />} onClick={p.addDimension}>
          {t("editor.addDimension")}
        </Button>
      }
    >
      <div className={css.treeBox}>
        <table className={css.tree} aria-label={t("editor.tree")}>
          <thead>
            <tr>
              <th scope="col">{t("editor.node")}</th>
              <th scope="col" className={css.cShare}>
                {t("editor.share")}
              </th>
              <th scope="col" className={css.cOverall}>
                {t("model.weightAll")}
              </th>
              <th scope="col" className={css.cMenu}>
                <span className={css.hidden}>{t("app.actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={onKeyDown}>
            <RootRow {...p} />
            {all.map((line) => (
              <TreeRow key={line.node.id} line={line} {...p} />
            ))}
          </tbody>
        </table>
      </div>
      <p className={css.treeHint}>{t("editor.treeHint")}</p>
    </Panel>
  );
}

function NodeButton({ node, label, p }: { node: Node; label: string; p: Props }) {
  const t = useT();
  const chosen = p.selected === node.id;
  return (
    <button
      type="button"
      data-node={node.id}
      className={css.nodeButton}
      aria-current={chosen ? "true" : undefined}
      tabIndex={chosen ? 0 : -1}
      onClick={() => p.select(node.id)}
    >
      {label}
      {p.broken.has(node.id) && <span className={css.brokenMark}>{t("editor.broken")}</span>}
      {!p.broken.has(node.id) && p.remarked.has(node.id) && (
        <span className={css.remarkMark}>{t("editor.remarked")}</span>
      )}
    </button>
  );
}

function RootRow(p: Props) {
  const t = useT();
  return (
    <tr className={p.selected === rootId ? css.chosen : undefined}>
      <th scope="row">
        <NodeButton node={p.tree} label={t("editor.whole")} p={p} />
        <Total node={p.tree} />
      </th>
      <td />
      <td className={css.right}>100%</td>
      <td />
    </tr>
  );
}

/** What the children of a node sum to. */
function Total({ node }: { node: Node }) {
  const t = useT();
  const format = useFormat();
  if (!node.children?.length) return null;
  const sum = node.children.reduce((s, c) => s + c.weight, 0);
  return <span className={css.total}>{t("editor.total", { sum: format.percent(sum, 1) })}</span>;
}

function TreeRow({ line, ...p }: Props & { line: Line }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { node, parent, depth, overall } = line;
  const siblings = parent.children ?? [];
  const label = name(node.name) || node.id;
  const others = siblings.filter((c) => c.id !== node.id && !c.locked);
  const colour = series[siblings.indexOf(node) % series.length];
  return (
    <tr className={p.selected === node.id ? css.chosen : undefined}>
      <th scope="row" style={{ paddingLeft: 10 + depth * 18 }}>
        {depth === 0 && <span className={css.swatch} style={{ background: colour }} aria-hidden />}
        <NodeButton node={node} label={label} p={p} />
        <Total node={node} />
      </th>
      <td className={css.cShare}>
        {node.locked && <LockOutlined className={css.lock} title={t("editor.isLocked")} />}
        <NumberField
          label={t("editor.shareOf", { name: label })}
          value={node.weight}
          scale={100}
          digits={2}
          disabled={node.locked || others.length === 0}
          onCommit={(v) => v !== undefined && p.change((tree) => setShare(tree, node.id, v))}
        />
        <span aria-hidden>%</span>
      </td>
      <td className={css.right}>{format.percent(overall, 1)}</td>
      <td className={css.cMenu}>
        <Dropdown menu={{ items: menuOf(line, p, t, name) }} trigger={["click"]}>
          <Button
            size="small"
            type="text"
            icon={<MoreOutlined />}
            aria-label={t("editor.actionsOf", { name: label })}
          />
        </Dropdown>
      </td>
    </tr>
  );
}

function menuOf(
  { node, parent, depth }: Line,
  p: Props,
  t: ReturnType<typeof useT>,
  name: ReturnType<typeof useName>,
): MenuProps["items"] {
  const siblings = parent.children ?? [];
  const at = siblings.indexOf(node);
  const isGroup = !node.criterion;
  const groups = [p.tree, ...lines(p.tree).map((l) => l.node)].filter(
    (n) => !n.criterion && n.id !== rootId && n.id !== parent.id && n.id !== node.id,
  );
  return [
    {
      key: "up",
      label: t("editor.up"),
      disabled: at === 0,
      onClick: () => p.change((tree) => stepNode(tree, node.id, -1)),
    },
    {
      key: "down",
      label: t("editor.down"),
      disabled: at === siblings.length - 1,
      onClick: () => p.change((tree) => stepNode(tree, node.id, 1)),
    },
    ...(isGroup
      ? [{ key: "add", label: t("editor.addIndicator"), onClick: () => p.add(node.id) }]
      : [
          {
            key: "move",
            label: t("editor.moveTo"),
            disabled: groups.length === 0,
            children: groups.map((g) => ({
              key: `to ${g.id}`,
              label: name(g.name),
              onClick: () => p.change((tree) => moveNode(tree, node.id, g.id)),
            })),
          },
        ]),
    { type: "divider" },
    {
      key: "remove",
      label: t("editor.remove"),
      disabled: depth === 0 && siblings.length === 1,
      onClick: () => {
        p.change((tree) => removeNode(tree, node.id));
        p.select(parent.id);
      },
    },
  ];
}
