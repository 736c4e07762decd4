import { useSuspenseQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { briefPreviewQuery, methodsQuery, previewsQuery } from "../../../api/queries";
import { isKey, useName, useT } from "../../../i18n";
import { none } from "../../../i18n/format";
import type { DeskState } from "../useDesk";
import { overrides, setWeight, siblings, unbounded } from "../weights";
import css from "../workbench.module.css";
import { effectOn, ranksBy, ranksOf } from "./assume";
import { nodesOf } from "./nodes";

const shown = 12;
const nobody: ReadonlySet<string> = new Set();

/** Every single assumption given up in turn, the ones that move the first five most on top. */
export function Assumptions({ desk }: { desk: DeskState }) {
  const t = useT();
  const name = useName();
  const { model, settled, nameOf, weights } = desk;
  const nodes = useMemo(
    () =>
      nodesOf(model)
        .map((n) => n.node)
        .filter((n) => siblings(model.tree, n.id).length > 1 && (weights.weights[n.id] ?? 0) > 0),
    [model, weights.weights],
  );
  const requests = useMemo(() => {
    const free = unbounded(model.tree);
    return nodes.map((n) => ({
      ...settled,
      weights: overrides(model.tree, setWeight(free, weights.weights, nobody, n.id, 0)),
    }));
  }, [nodes, model.tree, settled, weights.weights]);
  const [{ data: now }, { data: without }, { data: methods }] = useSuspenseQueries({
    queries: [briefPreviewQuery(settled), previewsQuery(requests), methodsQuery(settled)],
  });
  const before = ranksOf(now);
  const methodName = (id: string) => {
    const key = `method.${id}`;
    return isKey(key) ? t(key) : id;
  };
  const lines = [
    ...nodes.flatMap((n, i) => {
      const answer = without[i];
      const what = t("assume.zero", { name: name(n.name) });
      return answer ? [{ key: n.id, what, ...effectOn(before, ranksOf(answer)) }] : [];
    }),
    ...methods.methods.flatMap((id, i) =>
      id === model.method
        ? []
        : [
            {
              key: `method ${id}`,
              what: t("assume.method", { method: methodName(id) }),
              ...effectOn(before, ranksBy(methods, i)),
            },
          ],
    ),
  ].sort((a, b) => b.places - a.places || b.left.length - a.left.length);
  const moving = lines.filter((l) => l.places > 0).slice(0, shown);
  const [most] = moving;
  const list = (codes: string[]) => codes.map(nameOf).join(t("app.listComma"));
  return (
    <section>
      <h3>{t("assume.title")}</h3>
      <p className={css.hint}>{t("assume.note")}</p>
      <p className={css.sentence}>
        {most
          ? t("assume.most", { what: most.what, places: most.places, n: most.left.length })
          : t("assume.nothing")}
      </p>
      {most && (
        <table className={css.breakdown} aria-label={t("assume.title")}>
          <thead>
            <tr>
              <th scope="col">{t("assume.what")}</th>
              <th scope="col">{t("assume.left")}</th>
              <th scope="col">{t("assume.entered")}</th>
              <th scope="col" className={css.right}>
                {t("assume.places")}
              </th>
            </tr>
          </thead>
          <tbody>
            {moving.map((l) => (
              <tr key={l.key}>
                <th scope="row">{l.what}</th>
                <td>{list(l.left) || none}</td>
                <td>{list(l.entered) || none}</td>
                <td className={css.right}>{l.places}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {most && moving.length < lines.length && (
        <p className={css.hint}>{t("assume.rest", { n: lines.length - moving.length })}</p>
      )}
    </section>
  );
}
