import { Link } from "react-router";
import type { Criterion, Model, Node } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { series } from "../../ui/theme";
import { useIndicators } from "./kinds";
import type { ModelIndicator } from "./kinds";
import css from "./models.module.css";
import { ValueCurve } from "./ValueCurve";

/** One version of a model whole: description, thresholds, every weight and value function with its reason. */
export function ModelBody({ model }: { model: Model }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const indicators = useIndicators(model.kind);
  const method = `method.${model.method}`;
  const kind = `model.kind.${model.kind}`;
  return (
    <>
      <Panel>
        <p className={css.description}>{name(model.description)}</p>
        <dl className={css.facts}>
          <div>
            <dt>{t("model.kind")}</dt>
            <dd>{isKey(kind) ? t(kind) : model.kind}</dd>
          </div>
          <div>
            <dt>{t("model.method")}</dt>
            <dd>{isKey(method) ? t(method) : model.method}</dd>
          </div>
          <div>
            <dt>{t("model.updated")}</dt>
            <dd>{format.time(model.updatedAt)}</dd>
          </div>
        </dl>
      </Panel>
      {model.screens.length > 0 && <Screens model={model} indicators={indicators} />}
      {(model.tree.children ?? []).map((d, i) => (
        <DimensionPanel
          key={d.id}
          dimension={d}
          colour={series[i % series.length] ?? ""}
          indicators={indicators}
          sites={model.kind === "site"}
        />
      ))}
    </>
  );
}

function DimensionPanel({
  dimension,
  colour,
  indicators,
  sites,
}: {
  dimension: Node;
  colour: string;
  indicators: ModelIndicator[];
  /** Indicators of sites have no page of their own; their definition is told here. */
  sites: boolean;
}) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const mean = `mean.${dimension.mean || "arithmetic"}`;
  const lines = flatten(dimension, dimension.weight, 0);
  return (
    <Panel
      flush
      title={
        <>
          <span className={css.swatch} style={{ background: colour }} aria-hidden /> {name(dimension.name)}{" "}
          {format.percent(dimension.weight, 1)}
        </>
      }
      extra={<span className={css.muted}>{isKey(mean) && t(mean)}</span>}
    >
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col" className={css.cName}>
              {t("breakdown.criterion")}
            </th>
            <th scope="col" className={css.cWeight}>
              {t("model.weightIn")}
            </th>
            <th scope="col" className={css.cWeight}>
              {t("model.weightAll")}
            </th>
            <th scope="col" className={css.cCurve}>
              {t("model.value")}
            </th>
            <th scope="col" className={css.cRules}>
              {t("model.rules")}
            </th>
            <th scope="col">{t("model.rationale")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ node, overall, depth }) => {
            const indicator = indicators.find((x) => x.code === node.criterion?.indicator);
            return (
              <tr key={node.id}>
                <th scope="row" style={{ paddingLeft: 8 + depth * 16 }}>
                  {indicator && !sites ? (
                    <Link to={`/indicators/${encodeURIComponent(indicator.code)}`}>{name(node.name)}</Link>
                  ) : (
                    name(node.name)
                  )}
                  {indicator && <div className={css.muted}>{name(indicator.unit)}</div>}
                  {indicator && sites && <div className={css.muted}>{name(indicator.definition)}</div>}
                </th>
                <td className={css.cWeight}>{format.percent(node.weight, 1)}</td>
                <td className={css.cWeight}>{format.percent(overall, 1)}</td>
                <td>{node.criterion && <ValueCurve criterion={node.criterion} name={name(node.name)} />}</td>
                <td>
                  {node.criterion && (
                    <Rules criterion={node.criterion} timeless={sites || timeless(indicator)} />
                  )}
                </td>
                <td>{name(node.criterion?.rationale)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

interface Line {
  node: Node;
  overall: number;
  depth: number;
}

function flatten(node: Node, overall: number, depth: number): Line[] {
  return (node.children ?? []).flatMap((child) => {
    const share = overall * child.weight;
    return [{ node: child, overall: share, depth }, ...flatten(child, share, depth + 1)];
  });
}

/** Of distances and coastlines a year says nothing about age. */
const timeless = (indicator: ModelIndicator | undefined) => indicator?.timeless ?? false;

function Rules({ criterion, timeless: ageless }: { criterion: Criterion; timeless: boolean }) {
  const t = useT();
  const value = `valueKind.${criterion.value.kind}`;
  const direction = `direction.${criterion.direction}`;
  const structural = `structural.${criterion.structural?.when ?? ""}.${criterion.structural?.rule ?? ""}`;
  return (
    <>
      <div>
        {isKey(value) && t(value)}
        {criterion.value.kind !== "piecewise" && isKey(direction) && t("app.paren", { text: t(direction) })}
      </div>
      <div className={css.muted}>
        {ageless ? t("model.anyAge") : t("model.maxAge", { years: criterion.maxAge })}
      </div>
      {isKey(structural) && <div className={css.muted}>{t(structural)}</div>}
    </>
  );
}

function Screens({ model, indicators }: { model: Model; indicators: ModelIndicator[] }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  return (
    <Panel title={t("model.screens")} flush>
      <table className={css.table}>
        <tbody>
          {model.screens.map((s) => (
            <tr key={s.indicator + s.op}>
              <th scope="row" className={css.cName}>
                {name(indicators.find((i) => i.code === s.indicator)?.name)}
              </th>
              <td>
                {s.op === "min"
                  ? t("model.screenMin", { value: format.exact(s.threshold) })
                  : t("model.screenMax", { value: format.exact(s.threshold) })}
              </td>
              <td>{s.missing === "exclude" ? t("model.screenMissingOut") : t("model.screenMissingIn")}</td>
              <td>{name(s.reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
