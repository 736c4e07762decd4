import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Segmented } from "antd";
import { useState } from "react";
import { elicitQuery } from "../../api/models";
import type { Elicitation, Elicited } from "../../api/models";
import type { Node } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Failure } from "../../ui/Failure";
import { useSettled } from "../../ui/useSettled";
import css from "./editor.module.css";
import { BestWorst, emptyBestWorst } from "./BestWorst";
import { Pairwise, pairs } from "./Pairwise";

type Method = Elicitation["method"];
type Choice = "direct" | Method;

/** Pairwise questions grow with the square of the parts: beyond these nobody answers with care. */
const mostPairwise = 7;

interface Props {
  /** Siblings; locked ones are left out and keep their weights. */
  nodes: Node[];
  apply: (weights: ReadonlyMap<string, number>) => void;
}

/** Weights of siblings by one of several ways of asking; the server turns answers into weights. */
export function Elicit({ nodes, apply }: Props) {
  const t = useT();
  const free = nodes.filter((n) => !n.locked);
  const [choice, setChoice] = useState<Choice>("direct");
  const tooMany = free.length > mostPairwise;
  return (
    <section aria-label={t("elicit.title")}>
      <h3 className={css.sub}>{t("elicit.title")}</h3>
      <Segmented
        value={choice}
        onChange={setChoice}
        options={[
          { value: "direct", label: t("elicit.direct") },
          { value: "rankOrder", label: t("elicit.rankOrder") },
          { value: "ahp", label: t("elicit.ahp"), disabled: tooMany },
          { value: "bestWorst", label: t("elicit.bestWorst") },
          { value: "swing", label: t("elicit.swing") },
        ]}
      />
      {tooMany && <p className={css.hint}>{t("elicit.ahpTooMany", { most: mostPairwise })}</p>}
      {free.length < nodes.length && <p className={css.hint}>{t("elicit.lockedKept")}</p>}
      <p className={css.note}>{t(`elicit.${choice}.how`)}</p>
      {free.length < 2 ? (
        <p className={css.note}>{t("elicit.tooFew")}</p>
      ) : (
        choice !== "direct" && <Asked key={choice} method={choice} nodes={free} apply={apply} />
      )}
    </section>
  );
}

function Asked({ method, nodes, apply }: { method: Method } & Props) {
  const ids = nodes.map((n) => n.id);
  const [answers, setAnswers] = useState<Elicitation>(() => first(method, ids));
  // Siblings that came or went since: ask anew.
  const asked = answers.nodes.join() === ids.join() ? answers : first(method, ids);
  const set = (next: Partial<Elicitation>) => setAnswers({ ...asked, ...next });
  const settled = useSettled(asked, 250);
  const { data, error, isPlaceholderData } = useQuery(elicitQuery(settled));
  const current = error ? undefined : data;
  return (
    <>
      {method === "rankOrder" && <Numbers kind="ranks" nodes={nodes} asked={asked} set={set} />}
      {method === "swing" && <Numbers kind="swings" nodes={nodes} asked={asked} set={set} />}
      {method === "bestWorst" && (
        <BestWorst nodes={nodes} asked={asked} set={set} worst={current?.bestWorst?.worst} />
      )}
      {method === "ahp" && <Pairwise nodes={nodes} asked={asked} set={set} found={current?.ahp} />}
      {error ? <Failure error={error} /> : null}
      {current && (
        <Proposed
          nodes={nodes}
          found={current}
          waiting={isPlaceholderData || settled !== asked}
          apply={apply}
        />
      )}
    </>
  );
}

/** Where the questions start: nothing matters more than anything else. */
function first(method: Method, nodes: string[]): Elicitation {
  const each = (value: (i: number) => number) => Object.fromEntries(nodes.map((n, i) => [n, value(i)]));
  switch (method) {
    case "rankOrder":
      return { method, nodes, ranks: each((i) => i + 1) };
    case "swing":
      return { method, nodes, swings: each(() => 100) };
    case "ahp":
      return { method, nodes, judgements: pairs(nodes).map(([a, b]) => ({ a, b, times: 1 })) };
    case "bestWorst":
      return { method, nodes, ...emptyBestWorst(nodes) };
  }
}

function Numbers({
  kind,
  nodes,
  asked,
  set,
}: {
  kind: "ranks" | "swings";
  nodes: Node[];
  asked: Elicitation;
  set: (next: Partial<Elicitation>) => void;
}) {
  const t = useT();
  const name = useName();
  const values = asked[kind] ?? {};
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t("editor.node")}</th>
          <th scope="col">{t(`elicit.${kind}`)}</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map((n) => (
          <tr key={n.id}>
            <th scope="row">{name(n.name)}</th>
            <td>
              {kind === "ranks" ? (
                <select
                  className={css.select}
                  aria-label={t("elicit.rankOf", { name: name(n.name) })}
                  value={values[n.id]}
                  onChange={(e) => set({ ranks: { ...values, [n.id]: Number(e.target.value) } })}
                >
                  {nodes.map((_, i) => (
                    <option key={i} value={i + 1}>
                      {i + 1}
                    </option>
                  ))}
                </select>
              ) : (
                <input
                  type="number"
                  min={0}
                  max={100}
                  step={5}
                  className={css.number}
                  aria-label={t("elicit.swingOf", { name: name(n.name) })}
                  value={values[n.id]}
                  onChange={(e) => set({ swings: { ...values, [n.id]: e.target.valueAsNumber || 0 } })}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the answers come to, beside what is set now. */
function Proposed({
  nodes,
  found,
  waiting,
  apply,
}: {
  nodes: Node[];
  found: Elicited;
  waiting: boolean;
  apply: Props["apply"];
}) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const weights = new Map(found.weights.map((w) => [w.node, w.weight]));
  const sum = nodes.reduce((s, n) => s + n.weight, 0) || 1;
  return (
    <>
      <table className={css.table} aria-label={t("elicit.proposed")}>
        <thead>
          <tr>
            <th scope="col">{t("elicit.proposed")}</th>
            <th scope="col" className={css.right}>
              {t("elicit.now")}
            </th>
            <th scope="col" className={css.right}>
              {t("elicit.then")}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((n) => (
            <tr key={n.id}>
              <th scope="row">{name(n.name)}</th>
              <td className={css.right}>{format.percent(n.weight / sum, 1)}</td>
              <td className={css.right}>{format.percent(weights.get(n.id), 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.bestWorst && (
        <Alert
          type={found.bestWorst.ratio > 0.2 ? "warning" : "info"}
          showIcon
          className={css.banner}
          title={t("elicit.bestWorstRatio", { ratio: format.fixed(found.bestWorst.ratio, 3) })}
        />
      )}
      <Button type="primary" disabled={waiting} onClick={() => apply(weights)}>
        {t("elicit.apply")}
      </Button>
    </>
  );
}
