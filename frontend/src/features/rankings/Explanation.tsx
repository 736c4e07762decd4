import { useQuery } from "@tanstack/react-query";
import { Drawer, Select } from "antd";
import { Suspense, use, useState } from "react";
import { useCatalogue } from "../../api/queries";
import { explanationQuery } from "../../api/rankings";
import type { CriterionScore, Explanation as Answer, Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { none, useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { useCountryName } from "./ResultTable";
import css from "./rankings.module.css";
import { Evidence } from "./subjects";

/** Why one country of a ranking stands above another, in points of the score. */
export function Explanation({
  ranking,
  a,
  b,
  change,
  close,
}: {
  ranking: Ranking;
  a: string;
  b: string;
  change: (a: string, b: string) => void;
  close: () => void;
}) {
  const t = useT();
  const country = useCountryName();
  const query = useQuery(explanationQuery(ranking.id, ranking.version, a, b));
  const options = (ranking.result?.alternatives ?? []).map((x) => ({
    value: x.iso3,
    label: `${x.rank} ${country(x.iso3)}`,
  }));
  return (
    <Drawer open onClose={close} size={620} title={t("pair.title", { a: country(a), b: country(b) })}>
      <div className={css.pair}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          value={a}
          options={options.filter((o) => o.value !== b)}
          onChange={(v) => change(v, b)}
          aria-label={t("pair.a")}
        />
        <span>{t("pair.against")}</span>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          value={b}
          options={options.filter((o) => o.value !== a)}
          onChange={(v) => change(a, v)}
          aria-label={t("pair.b")}
        />
      </div>
      <Loaded query={query}>{(answer) => <Points answer={answer} ranking={ranking} />}</Loaded>
    </Drawer>
  );
}

function Points({ answer, ranking }: { answer: Answer; ranking: Ranking }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const country = useCountryName();
  const { indicators } = useCatalogue();
  const evidence = use(Evidence);
  const [cited, setCited] = useState<{ iso3: string; criterion: string }>();
  const names = new Map<string, string>();
  const collect = (node: Ranking["model"]["tree"]) => {
    names.set(node.id, name(node.name));
    node.children?.forEach(collect);
  };
  collect(ranking.model.tree);
  const signed = (x: number) => `${x < 0 ? "−" : "+"}${format.fixed(Math.abs(x), 3)}`;
  const criteria = [...answer.criteria].sort((x, y) => Math.abs(y.points) - Math.abs(x.points)).slice(0, 8);
  return (
    <>
      <p className={css.sentence}>
        {t(answer.difference >= 0 ? "pair.leads" : "pair.trails", {
          a: country(answer.a),
          b: country(answer.b),
          difference: format.fixed(Math.abs(answer.difference), 3),
          rankA: answer.rankA,
          rankB: answer.rankB,
        })}
        {t("app.sentenceSpace")}
        {t(answer.certain ? "pair.certain" : "pair.uncertain")}
      </p>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("pair.part")}</th>
            <th scope="col" className={css.right}>
              {t("pair.points")}
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.dimensions.map((d) => (
            <tr key={d.id}>
              <th scope="row">{names.get(d.id) ?? d.id}</th>
              <td className={css.right}>{signed(d.points)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3 className={css.subhead}>{t("pair.criteria")}</h3>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("breakdown.criterion")}</th>
            <th scope="col" className={css.right}>
              {country(answer.a)}
            </th>
            <th scope="col" className={css.right}>
              {country(answer.b)}
            </th>
            <th scope="col" className={css.right}>
              {t("pair.points")}
            </th>
          </tr>
        </thead>
        <tbody>
          {criteria.map((c) => {
            const unit = name(indicators.find((i) => i.code === c.id)?.unit);
            const shown = (iso3: string, v: CriterionScore) => {
              const quantity = format.quantity(v.value, unit);
              return (
                <button
                  type="button"
                  className={css.linkButton}
                  title={t("country.openSource")}
                  onClick={() => setCited({ iso3, criterion: c.id })}
                >
                  {v.value === undefined ? none : `${quantity.text} ${quantity.unit} (${v.year ?? ""})`}
                </button>
              );
            };
            return (
              <tr key={c.id}>
                <th scope="row">{names.get(c.id) ?? c.id}</th>
                <td className={css.right}>{shown(answer.a, c.a)}</td>
                <td className={css.right}>{shown(answer.b, c.b)}</td>
                <td className={css.right}>{signed(c.points)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {cited && evidence && (
        <Suspense>
          <evidence.Country ranking={ranking} {...cited} close={() => setCited(undefined)} />
        </Suspense>
      )}
    </>
  );
}
