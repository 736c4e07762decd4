import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Checkbox, InputNumber, Segmented, Select } from "antd";
import type { ReactNode } from "react";
import { solutionQuery } from "../../api/layouts";
import type { LayoutAnswer, LayoutCandidate } from "../../api/layouts";
import { Problem } from "../../api/problem";
import { useCatalogue, useMay } from "../../api/queries";
import type { Strategy } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { Failure, useProblemText } from "../../ui/Failure";
import { Nothing, Panel } from "../../ui/Page";
import { Bounds } from "./Bounds";
import { Changes } from "./Changes";
import css from "./layout.module.css";
import type { Land } from "./LayoutMap";
import { SiteModelChoice } from "./SiteModelChoice";
import { useNames } from "./names";
import { Searching } from "./Searching";
import { Sentence } from "./Sentence";
import { Solved } from "./Solved";
import { passages, requestOf } from "./useLayoutState";
import type { Closable, LayoutState } from "./useLayoutState";
import { useWords } from "./words";

/** What the server answers to a state; while it searches, the answer before. */
export function useSolution(state: LayoutState) {
  const solution = useQuery({
    ...solutionQuery(requestOf(state)),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const answer = solution.data?.report.strategy === state.strategy ? solution.data : undefined;
  return { solution, answer };
}

/** The questions a layout is asked, and the plan that answers them, solved again with every change. */
export function Planner({
  state,
  change,
  landOf,
  fixed,
  above,
}: {
  state: LayoutState;
  change: (c: Partial<LayoutState>) => void;
  landOf: (region: string) => Land | undefined;
  /** The strategy does not change. */
  fixed?: boolean;
  above?: ReactNode;
}) {
  const names = useNames();
  const { strategies } = useCatalogue();
  const strategy = strategies.find((s) => s.id === state.strategy);
  const { solution, answer } = useSolution(state);
  const t = useT();
  const format = useFormat();
  if (!strategy) return null;
  return (
    <div className={css.stack}>
      <Controls
        strategies={fixed ? [strategy] : strategies}
        strategy={strategy}
        state={state}
        change={change}
        candidates={answer?.candidates ?? []}
        error={solution.isFetching ? null : solution.error}
      />
      <div className={css.muted} style={{ minHeight: 24 }}>
        {solution.isFetching ? (
          <Searching request={requestOf(state)} />
        ) : (
          answer && (
            <span role="status">
              <Proof answer={answer} />{" "}
              {!answer.report.solution.proven && (
                <Button size="small" onClick={() => void solution.refetch()}>
                  {t("layout.search.again")}
                </Button>
              )}
            </span>
          )
        )}
      </div>
      {above}
      {solution.error && !solution.isFetching ? (
        <Refusal error={solution.error} state={state} change={change} retry={() => void solution.refetch()} />
      ) : (
        !answer && <Loading />
      )}
      {answer && !solution.error && answer.report.solution.plans.length === 0 && (
        <Nothing>{t("layout.search.ended", { bound: format.score(answer.report.solution.bound) })}</Nothing>
      )}
      {answer && !solution.error && (
        <Solved
          answer={answer}
          state={state}
          change={change}
          request={requestOf(state)}
          land={landOf(strategy.region)}
          {...names}
          changed={<Changed answer={answer} state={state} {...names} />}
        />
      )}
    </div>
  );
}

function Changed({
  answer,
  state,
  industry,
}: {
  answer: LayoutAnswer;
  state: LayoutState;
  industry: (id: string) => string;
}) {
  const words = useWords();
  const plan = answer.report.solution.plans[state.plan - 1];
  const touched =
    state.closed ||
    state.in.length +
      state.out.length +
      state.off.length +
      state.admitted.length +
      Object.keys(state.bounds).length >
      0;
  const site = (id: string) => {
    const found = answer.candidates.find((c) => c.id === id);
    return found ? words.site(found.name) : id;
  };
  return plan && touched ? <Changes state={state} plan={plan} industry={industry} site={site} /> : null;
}

function Proof({ answer }: { answer: LayoutAnswer }) {
  const t = useT();
  const { solution, eligible, candidates } = answer.report;
  const list = answer.negativeList;
  return (
    <>
      {solution.proven ? t("layout.proven") : t("layout.unproven", { gap: solution.gap.toFixed(3) })}
      {" · "}
      {t("layout.ofSites", { eligible, candidates })}
      {list && <> · {t("layout.negativeList", { version: list.version, on: list.on })}</>}
    </>
  );
}

function Controls({
  strategies,
  strategy,
  state,
  change,
  candidates,
  error,
}: {
  strategies: Strategy[];
  strategy: Strategy;
  state: LayoutState;
  change: (c: Partial<LayoutState>) => void;
  candidates: LayoutCandidate[];
  error: unknown;
}) {
  const t = useT();
  const name = useName();
  const mayOwn = useMay("ownSite.read");
  const words = useWords();
  return (
    <Panel>
      <div className={css.controls}>
        <label className={css.control}>
          {t("layout.strategy")}
          <Select
            value={strategy.id}
            aria-label={t("layout.strategy")}
            style={{ width: 420 }}
            options={strategies.map((s) => ({ value: s.id, label: `${s.id} ${name(s.name)}` }))}
            // Another strategy has other sites and bounds: nothing of the old one applies.
            onChange={(id: string) =>
              change({ strategy: id, in: [], out: [], off: [], bounds: {}, admitted: [] })
            }
          />
        </label>
        <label className={css.control}>
          {t("layout.sites")}
          <InputNumber
            min={1}
            max={24}
            value={state.sites}
            aria-label={t("layout.sites")}
            style={{ width: 70 }}
            onChange={(n) => n && change({ sites: n })}
          />
        </label>
        <div className={css.control}>
          <span id="layout-closed">{t("layout.closed")}</span>
          <Segmented<Closable | "">
            aria-labelledby="layout-closed"
            value={state.closed ?? ""}
            options={[
              { value: "", label: t("layout.closed.none") },
              ...passages.map((p) => ({ value: p, label: words.passage(p) })),
            ]}
            onChange={(p) => change({ closed: p || undefined })}
          />
        </div>
        <SiteModelChoice model={state.model} change={(model) => change({ model })} />
        <Checkbox checked={state.countC} onChange={(e) => change({ countC: e.target.checked })}>
          {t("layout.countC")}
        </Checkbox>
        {mayOwn && !state.stored && (
          <Checkbox checked={state.own} onChange={(e) => change({ own: e.target.checked })}>
            {t("sites.own")}
          </Checkbox>
        )}
        {state.stored?.own && (
          <span className={css.muted}>{t("layout.ownKept", { n: state.stored.own.length })}</span>
        )}
        <Button
          onClick={() =>
            change({
              sites: 6,
              closed: undefined,
              in: [],
              out: [],
              off: [],
              bounds: {},
              countC: false,
              model: undefined,
              admitted: [],
            })
          }
        >
          {t("layout.reset")}
        </Button>
      </div>
      <Sentence strategy={strategy} />
      <Bounds
        key={strategy.id}
        strategy={strategy}
        state={state}
        change={change}
        candidates={candidates}
        error={error}
      />
    </Panel>
  );
}

/** No plan, or a question that cannot be asked: what to give up. */
function Refusal({
  error,
  state,
  change,
  retry,
}: {
  error: unknown;
  state: LayoutState;
  change: (c: Partial<LayoutState>) => void;
  retry: () => void;
}) {
  const t = useT();
  const words = useWords();
  const text = useProblemText();
  const problem = error instanceof Problem ? error : undefined;
  if (problem?.code === "layout.infeasible") {
    const codes = problem.fields.map((f) => f.code.replace(/^layout\.condition\./, ""));
    return (
      <Panel title={t("layout.infeasible")}>
        <div role="alert">
          <p className={css.line}>
            {t(codes.length > 0 ? "layout.infeasible.off" : "layout.infeasible.none")}
          </p>
          <div className={css.tags}>
            {codes.map((code) => (
              <Button key={code} onClick={() => change({ off: [...state.off, code] })}>
                {words.condition(code)}
              </Button>
            ))}
            <Button
              type="primary"
              onClick={() => change({ in: [], out: [], bounds: {}, off: [], admitted: [] })}
            >
              {t("layout.reset")}
            </Button>
          </div>
        </div>
      </Panel>
    );
  }
  if (problem?.status === 400 && problem.fields.length > 0) {
    return (
      <Panel title={t("layout.refused")}>
        <div role="alert">
          {problem.fields.map((f) => (
            <p key={f.field + f.code} className={css.line}>
              {isKey(f.code) ? words.out(f.code) : text(f)}
            </p>
          ))}
          <Button
            type="primary"
            onClick={() => change({ in: [], out: [], bounds: {}, off: [], admitted: [] })}
          >
            {t("layout.reset")}
          </Button>
        </div>
      </Panel>
    );
  }
  return <Failure error={error} retry={retry} />;
}
