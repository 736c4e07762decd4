import type { ReactNode } from "react";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Move } from "../../ui/Move";
import { Nothing, Panel } from "../../ui/Page";
import css from "./editor.module.css";

interface Row {
  id: string;
  label: string;
  rank: number | undefined;
  was: number | undefined;
  score: number | undefined;
}

interface Props {
  of: "countries" | "sites";
  title: string;
  /** What is said when nobody moves. */
  same: string;
  rows: Row[];
  stale: boolean;
  head?: ReactNode;
}

const shown = 12;

// One that enters or leaves moved further than any; one that never had a place did not move.
function distance({ rank, was }: Row): number {
  if (rank === undefined && was === undefined) return 0;
  return rank === undefined || was === undefined ? Infinity : Math.abs(was - rank);
}

/** Who gains and loses places, those first that move furthest. */
export function Shifts({ of, title, same, rows, stale, head }: Props) {
  const t = useT();
  const format = useFormat();
  const sites = of === "sites";
  const moved = rows
    .map((r) => ({ ...r, size: distance(r) }))
    .filter((r) => r.size > 0)
    .sort((a, b) => b.size - a.size || (a.rank ?? Infinity) - (b.rank ?? Infinity));
  return (
    <Panel
      flush
      title={title}
      extra={<span>{t(sites ? "gains.countSites" : "gains.count", { n: moved.length })}</span>}
    >
      {head && <div className={css.treeHint}>{head}</div>}
      {moved.length === 0 ? (
        <Nothing>{same}</Nothing>
      ) : (
        <table className={css.table} aria-label={title} aria-busy={stale}>
          <thead>
            <tr>
              <th scope="col">{t(sites ? "layout.col.site" : "table.country")}</th>
              <th scope="col" className={css.right}>
                {t("gains.before")}
              </th>
              <th scope="col" className={css.right}>
                {t("gains.after")}
              </th>
              <th scope="col">{t("table.change")}</th>
              <th scope="col" className={css.right}>
                {t("table.score")}
              </th>
            </tr>
          </thead>
          <tbody>
            {moved.slice(0, shown).map((r) => (
              <tr key={r.id}>
                <th scope="row">{r.label}</th>
                <td className={css.right}>{r.was ?? "—"}</td>
                <td className={css.right}>{r.rank ?? "—"}</td>
                <td>
                  <Move before={r.was} after={r.rank} />
                </td>
                <td className={css.right}>{format.score(r.score)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {moved.length > shown && (
        <p className={css.treeHint}>
          {t(sites ? "gains.moreSites" : "gains.more", { n: moved.length - shown })}
        </p>
      )}
    </Panel>
  );
}
