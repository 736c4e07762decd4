import { Drawer } from "antd";
import { Link } from "react-router";
import type { Alternative, CriterionScore, Indicator, Model, Node, Source } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { series } from "../../ui/theme";
import { useReturnFocus } from "../../ui/useReturnFocus";
import css from "./workbench.module.css";

interface Props {
  alternative: Alternative;
  name: string;
  model: Model;
  indicators: Indicator[];
  sources: Source[];
  close: () => void;
  cite: (criterion: CriterionScore) => void;
}

/** How a score comes about: dimensions, their criteria, and for each the number it rests on. */
export function Breakdown({ alternative, name, model, indicators, sources, close, cite }: Props) {
  const t = useT();
  useReturnFocus();
  const format = useFormat();
  const text = useName();
  const byId = new Map(alternative.criteria.map((c) => [c.id, c]));
  const leaves = (node: Node): Node[] => (node.children?.length ? node.children.flatMap(leaves) : [node]);
  return (
    <Drawer
      open
      onClose={close}
      size={860}
      title={t("breakdown.title", { name })}
      extra={<Link to={`/countries/${alternative.iso3}`}>{t("breakdown.profile")}</Link>}
    >
      <dl className={css.facts}>
        <div>
          <dt>{t("table.rank")}</dt>
          <dd>{alternative.rank}</dd>
        </div>
        <div>
          <dt>{t("table.score")}</dt>
          <dd>{format.fixed(alternative.score, 4)}</dd>
        </div>
        <div>
          <dt>{t("table.interval")}</dt>
          <dd>
            {format.score(alternative.scoreLow)}–{format.score(alternative.scoreHigh)}
          </dd>
        </div>
        <div>
          <dt>{t("table.coverage")}</dt>
          <dd>{format.percent(alternative.coverage, 1)}</dd>
        </div>
      </dl>
      <p className={css.hint}>{t("breakdown.hint")}</p>
      <table className={css.breakdown}>
        <thead>
          <tr>
            <th scope="col">{t("breakdown.criterion")}</th>
            <th scope="col" className={css.right}>
              {t("breakdown.value")}
            </th>
            <th scope="col">{t("breakdown.unit")}</th>
            <th scope="col" className={css.right}>
              {t("breakdown.year")}
            </th>
            <th scope="col" className={css.right}>
              {t("breakdown.normalised")}
            </th>
            <th scope="col" className={css.right}>
              {t("breakdown.weight")}
            </th>
            <th scope="col" className={css.right}>
              {t("breakdown.contribution")}
            </th>
            <th scope="col">{t("breakdown.source")}</th>
          </tr>
        </thead>
        {(model.tree.children ?? []).map((dimension, i) => {
          const d = alternative.dimensions.find((x) => x.id === dimension.id);
          return (
            <tbody key={dimension.id}>
              <tr className={css.dimensionLine}>
                <th scope="rowgroup" colSpan={4}>
                  <span
                    className={css.swatch}
                    style={{ background: series[i % series.length] }}
                    aria-hidden
                  />
                  {text(dimension.name)}
                </th>
                <td className={css.right}>{format.score(d?.score)}</td>
                <td className={css.right}>{format.percent(d?.weight, 1)}</td>
                <td className={css.right}>{format.fixed(d?.contribution, 4)}</td>
                <td>{t("breakdown.covered", { share: format.percent(d?.coverage) })}</td>
              </tr>
              {leaves(dimension).map((leaf) => {
                const c = byId.get(leaf.id);
                if (!c) return null;
                const indicator = indicators.find((x) => x.code === leaf.criterion?.indicator);
                const quantity = format.quantity(c.value, text(indicator?.unit));
                const source = sources.find((s) => s.id === c.sourceId);
                return (
                  <tr key={leaf.id}>
                    <th scope="row">{text(leaf.name)}</th>
                    <td className={css.right}>
                      {c.value === undefined ? (
                        <button type="button" className={css.number} onClick={() => cite(c)}>
                          <Status status={c.status} />
                        </button>
                      ) : (
                        <button type="button" className={css.number} onClick={() => cite(c)}>
                          {quantity.text}
                        </button>
                      )}
                    </td>
                    <td>{quantity.unit}</td>
                    <td className={css.right}>{c.year ?? "—"}</td>
                    <td className={css.right}>{format.score(c.normalised)}</td>
                    <td className={css.right}>{format.percent(c.effectiveWeight ?? c.weight, 1)}</td>
                    <td className={css.right}>{format.fixed(c.contribution, 4)}</td>
                    <td className={css.sourceCell} title={source?.title}>
                      {c.value !== undefined && c.status !== "observed" ? (
                        <Status status={c.status} />
                      ) : (
                        (source?.publisher ?? "—")
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          );
        })}
        <tfoot>
          <tr>
            <th scope="row" colSpan={6}>
              {t("breakdown.sum")}
            </th>
            <td className={css.right}>{format.fixed(alternative.score, 4)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </Drawer>
  );
}

function Status({ status }: { status: string }) {
  const t = useT();
  const key = `status.${status}`;
  return <span className={css.status}>{isKey(key) ? t(key) : status}</span>;
}
