import { useSuspenseQuery } from "@tanstack/react-query";
import { methodsQuery } from "../../../api/queries";
import { isKey, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { useProblemText } from "../../../ui/Failure";
import type { DeskState } from "../useDesk";
import css from "../workbench.module.css";

/** The same data and weights by other methods, and how far their orders agree. */
export function Methods({ desk }: { desk: DeskState }) {
  const t = useT();
  const words = useProblemText();
  const format = useFormat();
  const { data } = useSuspenseQuery(methodsQuery(desk.settled));
  const methodName = (id: string) => {
    const key = `method.${id}`;
    return isKey(key) ? t(key) : id;
  };
  return (
    <div className={css.stack}>
      {data.kendallW !== undefined && (
        <p className={css.sentence}>
          {t("methods.agree", { n: data.methods.length, w: format.fixed(data.kendallW, 3) })}
        </p>
      )}
      {data.failed.map((f) => (
        <p key={f.method} className={css.hint}>
          {t("methods.failed", { method: methodName(f.method), why: words(f) })}
        </p>
      ))}
      <section>
        <h3>{t("methods.spearman")}</h3>
        <table className={css.methods}>
          <thead>
            <tr>
              <th scope="col">{t("scope.method")}</th>
              {data.methods.map((m) => (
                <th key={m} scope="col" className={css.right}>
                  {methodName(m)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.spearman.map((row, i) => (
              <tr key={data.methods[i]}>
                <th scope="row">{methodName(data.methods[i] ?? "")}</th>
                {row.map((v, j) => (
                  <td key={data.methods[j]} className={css.right}>
                    {format.fixed(v ?? undefined, 2)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section>
        <h3>{t("methods.ranks")}</h3>
        <table className={css.methods}>
          <thead>
            <tr>
              <th scope="col">{t("table.country")}</th>
              {data.methods.map((m) => (
                <th key={m} scope="col" className={css.right}>
                  {methodName(m)}
                </th>
              ))}
              <th scope="col" className={css.right}>
                {t("methods.borda")}
              </th>
              <th scope="col" className={css.right}>
                {t("methods.copeland")}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.countries.map((c) => (
              <tr key={c.iso3}>
                <th scope="row">{desk.nameOf(c.iso3)}</th>
                {c.rank.map((r, i) => (
                  <td key={data.methods[i]} className={css.right}>
                    {r}
                  </td>
                ))}
                <td className={css.right}>{c.bordaRank}</td>
                <td className={css.right}>{c.copelandRank}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
