import { useQuery } from "@tanstack/react-query";
import { previewQuery, useCatalogue } from "../../api/queries";
import type { PreviewRequest, Result } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { Nothing, Panel } from "../../ui/Page";
import { Move } from "../../ui/Move";
import css from "./editor.module.css";

interface Props {
  title: string;
  /** What is said when nobody moves. */
  same: string;
  before: PreviewRequest;
  /** The ranking after; absent until it comes and while a draft is broken. */
  result: Result | undefined;
  stale: boolean;
}

const shown = 12;

/** Which countries gain and lose places from one state of a model to another. */
export function Gains({ title, same, before: request, result, stale }: Props) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { countries } = useCatalogue();
  const before = useQuery(previewQuery(request));
  if (!result || !before.data) {
    return (
      <Panel title={title}>
        {stale || before.isPending ? <Loading rows={6} /> : <Nothing>{t("gains.none")}</Nothing>}
      </Panel>
    );
  }
  const old = new Map(before.data.alternatives.map((a) => [a.iso3, a.rank]));
  const now = new Map(result.alternatives.map((a) => [a.iso3, a]));
  const rows = [...new Set([...now.keys(), ...old.keys()])]
    .map((iso3) => {
      const rank = now.get(iso3)?.rank;
      const was = old.get(iso3);
      // One that enters or leaves moved further than any.
      const size = rank === undefined || was === undefined ? Infinity : Math.abs(was - rank);
      return { iso3, rank, was, size, score: now.get(iso3)?.score };
    })
    .filter((r) => r.size > 0)
    .sort((a, b) => b.size - a.size || (a.rank ?? 99) - (b.rank ?? 99));
  return (
    <Panel flush title={title} extra={<span>{t("gains.count", { n: rows.length })}</span>}>
      {rows.length === 0 ? (
        <Nothing>{same}</Nothing>
      ) : (
        <table className={css.table} aria-label={title} aria-busy={stale}>
          <thead>
            <tr>
              <th scope="col">{t("table.country")}</th>
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
            {rows.slice(0, shown).map((r) => (
              <tr key={r.iso3}>
                <th scope="row">{name(countries.find((c) => c.iso3 === r.iso3)?.name) || r.iso3}</th>
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
      {rows.length > shown && <p className={css.treeHint}>{t("gains.more", { n: rows.length - shown })}</p>}
    </Panel>
  );
}
