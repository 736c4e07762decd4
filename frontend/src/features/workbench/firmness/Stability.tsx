import { useSuspenseQuery } from "@tanstack/react-query";
import { sensitivityQuery } from "../../../api/queries";
import type { Sensitivity } from "../../../api/types";
import { useName, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { topK } from "../useDesk";
import type { DeskState } from "../useDesk";
import css from "../workbench.module.css";
import { nodesOf } from "./nodes";

type Range = Sensitivity["nodes"][number]["first"];

/** How far each weight alone may move before first place, the first few, or anything changes. */
export function Stability({ desk }: { desk: DeskState }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { data } = useSuspenseQuery(sensitivityQuery(desk.settled, topK));
  const byNode = new Map(data.nodes.map((n) => [n.node, n]));
  return (
    <>
      <p className={css.hint}>{t("stability.note", { k: data.topK })}</p>
      <table className={css.breakdown}>
        <thead>
          <tr>
            <th scope="col">{t("stability.node")}</th>
            <th scope="col" className={css.right}>
              {t("weights.title")}
            </th>
            <th scope="col">{t("stability.picture")}</th>
            <th scope="col">{t("stability.first")}</th>
            <th scope="col">{t("stability.top", { k: data.topK })}</th>
            <th scope="col">{t("stability.ranking")}</th>
          </tr>
        </thead>
        <tbody>
          {nodesOf(desk.model).map(({ node, depth }) => {
            const s = byNode.get(node.id);
            if (!s) return null;
            return (
              <tr key={node.id} className={depth === 0 ? css.dimensionLine : undefined}>
                <th scope="row" style={{ paddingLeft: 8 + depth * 14 }}>
                  {name(node.name)}
                </th>
                <td className={css.right}>{format.percent(s.weight, 1)}</td>
                <td>
                  <Picture weight={s.weight} first={s.first} top={s.top} />
                </td>
                <td>
                  <RangeText range={s.first} nameOf={desk.nameOf} />
                </td>
                <td>
                  <RangeText range={s.top} nameOf={desk.nameOf} />
                </td>
                <td>
                  <RangeText range={s.ranking} nameOf={desk.nameOf} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function RangeText({ range, nameOf }: { range: Range; nameOf: (iso3: string) => string }) {
  const t = useT();
  const format = useFormat();
  const rivals = [
    range.lowRival &&
      t("stability.below", { rival: nameOf(range.lowRival), ahead: nameOf(range.lowAhead ?? "") }),
    range.highRival &&
      t("stability.above", { rival: nameOf(range.highRival), ahead: nameOf(range.highAhead ?? "") }),
  ].filter(Boolean);
  return (
    <span title={rivals.join(t("app.sentenceSpace"))} className={css.nowrap}>
      {format.percent(range.low, 1)}–{format.percent(range.high, 1)}
    </span>
  );
}

/** The whole range of a weight, the part that keeps the first few, the part that keeps the first, and where it is. */
function Picture({ weight, first, top }: { weight: number; first: Range; top: Range }) {
  const width = 150;
  const px = (x: number) => x * width;
  return (
    <svg width={width} height={14} aria-hidden>
      <line x1={0} x2={width} y1={7} y2={7} stroke="#c9d0d8" />
      <rect
        x={px(first.low)}
        y={3}
        width={Math.max(1, px(first.high - first.low))}
        height={8}
        fill="#bdd7ee"
      />
      <rect x={px(top.low)} y={5} width={Math.max(1, px(top.high - top.low))} height={4} fill="#0b5cad" />
      <line x1={px(weight)} x2={px(weight)} y1={0} y2={14} stroke="#d55e00" strokeWidth={2} />
    </svg>
  );
}
