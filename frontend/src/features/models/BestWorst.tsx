import type { Elicitation } from "../../api/models";
import type { Node } from "../../api/types";
import { useName, useT } from "../../i18n";
import css from "./editor.module.css";

/** The first is taken for the best and the last for the worst until somebody says otherwise. */
export function emptyBestWorst(nodes: string[]): Partial<Elicitation> {
  return comparisons(nodes, nodes[0] ?? "", nodes.at(-1) ?? "", {}, {});
}

function comparisons(
  nodes: string[],
  best: string,
  worst: string,
  bestTo: Record<string, number>,
  toWorst: Record<string, number>,
): Partial<Elicitation> {
  return {
    best,
    worst,
    bestTo: Object.fromEntries(nodes.map((n) => [n, n === best ? 1 : (bestTo[n] ?? 1)])),
    toWorst: Object.fromEntries(
      nodes.map((n) => [n, n === worst ? 1 : n === best ? (bestTo[worst] ?? 1) : (toWorst[n] ?? 1)]),
    ),
  };
}

interface Props {
  nodes: Node[];
  asked: Elicitation;
  set: (next: Partial<Elicitation>) => void;
  /** The node whose comparison fits the others least. */
  worst: string | undefined;
}

/** Best–worst: the most and the least important, and how the others compare with these two. */
export function BestWorst({ nodes, asked, set, worst: revisit }: Props) {
  const t = useT();
  const name = useName();
  const ids = nodes.map((n) => n.id);
  const { best = "", worst = "", bestTo = {}, toWorst = {} } = asked;
  const choose = (nextBest: string, nextWorst: string) =>
    set(comparisons(ids, nextBest, nextWorst, bestTo, toWorst));
  const pick = (label: string, value: string, barred: string, chosen: (id: string) => void) => (
    <label className={css.labelled}>
      <span>{label}</span>
      <select className={css.select} value={value} onChange={(e) => chosen(e.target.value)}>
        {nodes.map((n) => (
          <option key={n.id} value={n.id} disabled={n.id === barred}>
            {name(n.name)}
          </option>
        ))}
      </select>
    </label>
  );
  const times = (label: string, value: number, fixed: boolean, chosen: (v: number) => void) => (
    <select
      className={css.select}
      aria-label={label}
      value={value}
      disabled={fixed}
      onChange={(e) => chosen(Number(e.target.value))}
    >
      {[1, 2, 3, 4, 5, 6, 7, 8, 9].map((v) => (
        <option key={v} value={v}>
          {v}
        </option>
      ))}
    </select>
  );
  return (
    <>
      <div className={css.row}>
        {pick(t("elicit.best"), best, worst, (id) => choose(id, worst))}
        {pick(t("elicit.worst"), worst, best, (id) => choose(best, id))}
      </div>
      <table className={css.table} aria-label={t("elicit.bestWorst")}>
        <thead>
          <tr>
            <th scope="col">{t("editor.node")}</th>
            <th scope="col">{t("elicit.bestTo", { name: name(nodes.find((n) => n.id === best)?.name) })}</th>
            <th scope="col">
              {t("elicit.toWorst", { name: name(nodes.find((n) => n.id === worst)?.name) })}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((n) => (
            <tr key={n.id} className={revisit === n.id ? css.revisit : undefined}>
              <th scope="row">
                {name(n.name)}
                {revisit === n.id && <span className={css.remarkMark}>{t("elicit.revisit")}</span>}
              </th>
              <td>
                {times(t("elicit.bestToOf", { name: name(n.name) }), bestTo[n.id] ?? 1, n.id === best, (v) =>
                  set({
                    bestTo: { ...bestTo, [n.id]: v },
                    // One comparison, asked once: the best with the worst.
                    toWorst: n.id === worst ? { ...toWorst, [best]: v } : toWorst,
                  }),
                )}
              </td>
              <td>
                {times(
                  t("elicit.toWorstOf", { name: name(n.name) }),
                  toWorst[n.id] ?? 1,
                  n.id === worst || n.id === best,
                  (v) => set({ toWorst: { ...toWorst, [n.id]: v } }),
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
