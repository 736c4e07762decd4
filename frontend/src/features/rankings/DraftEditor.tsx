import { RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { App, Button, Dropdown, Form, Input, InputNumber, Select } from "antd";
import { Suspense, useEffect, useState } from "react";
import { Link, useNavigate } from "react-router";
import { datasetsQuery, modelQuery, modelsQuery } from "../../api/queries";
import { deleteRanking } from "../../api/rankings";
import { Problem } from "../../api/problem";
import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { useProblemText } from "../../ui/Failure";
import { Loading } from "../../ui/Boundary";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { Conflict } from "./Conflict";
import { Export } from "./Export";
import { CommentsButton } from "./Comments";
import { Asked } from "./Asked";
import { ResultTable } from "./ResultTable";
import { ScopeFields } from "./ScopeFields";
import { StateTag } from "./State";
import { SubmitDialog } from "./SubmitDialog";
import { useSubject } from "./subjects";
import { Timeline } from "./Timeline";
import { useDraft } from "./useDraft";
import type { DraftState } from "./useDraft";
import { useFieldName } from "./fields";
import { Versions } from "./Versions";
import { WeightTable } from "./WeightTable";
import css from "./rankings.module.css";

/** A draft, saved as it is written, beside the order it gives. */
export function DraftEditor({ stored }: { stored: Ranking }) {
  const t = useT();
  const state = useDraft(stored);
  const { ranking } = state;
  const fieldName = useFieldName();
  const [submitting, setSubmitting] = useState(false);
  const [versions, setVersions] = useState(false);
  useUndoKeys(state.undo, state.redo);
  const view = useSubject(ranking);
  const invalid = state.error && !state.stale && state.status !== "saving" ? state.error : undefined;
  return (
    <Page
      title={ranking.title}
      trail={[{ label: t("nav.rankings"), to: "/rankings" }]}
      note={
        <>
          <StateTag state={ranking.review.state} /> <SaveStatus state={state} />
        </>
      }
      extra={
        <>
          <CommentsButton />
          <Button
            icon={<UndoOutlined />}
            disabled={!state.canUndo}
            onClick={state.undo}
            aria-label={t("weights.undo")}
            title={t("weights.undo")}
          />
          <Button
            icon={<RedoOutlined />}
            disabled={!state.canRedo}
            onClick={state.redo}
            aria-label={t("weights.redo")}
            title={t("weights.redo")}
          />
          <Button onClick={() => setVersions(true)}>{t("versions.open")}</Button>
          <Export id={ranking.id} />
          <More state={state} />
          {ranking.actions.includes("submit") && (
            <Button type="primary" disabled={state.status !== "saved"} onClick={() => setSubmitting(true)}>
              {t("submit.open")}
            </Button>
          )}
        </>
      }
    >
      <div className={css.stack}>
        <Asked ranking={ranking} />
        {invalid !== undefined && <Refused error={invalid} field={fieldName} />}
        {view && (
          <>
            <Panel title={t("ranking.about")}>
              <Form layout="vertical" component="div" className={css.about}>
                <About state={state} />
              </Form>
            </Panel>
            <Suspense fallback={<Loading />}>
              <view.Editor draft={state.draft} change={state.change} />
            </Suspense>
            <Panel title={t("ranking.trail")}>
              <Timeline id={ranking.id} />
            </Panel>
          </>
        )}
        {!view && (
          <div className={css.editor}>
            <div className={css.stack}>
              <Panel title={t("ranking.recipe")}>
                <Fields state={state} />
              </Panel>
              <Panel flush title={t("weights.title")}>
                <Weights state={state} />
              </Panel>
              <Panel title={t("ranking.trail")}>
                <Timeline id={ranking.id} />
              </Panel>
            </div>
            <Panel
              flush
              title={t("ranking.result")}
              extra={
                ranking.result && (
                  <span className={css.muted}>
                    {t("ranking.ranked", { n: ranking.result.alternatives.length })}
                  </span>
                )
              }
            >
              {ranking.problem ? <NoResult code={ranking.problem} /> : <ResultTable ranking={ranking} />}
            </Panel>
          </div>
        )}
      </div>
      {state.stale && <Conflict state={state} />}
      {versions && <Versions state={state} close={() => setVersions(false)} />}
      {submitting && <SubmitDialog ranking={ranking} close={() => setSubmitting(false)} />}
    </Page>
  );
}

function NoResult({ code }: { code: string }) {
  const words = useProblemText();
  return <Nothing>{words({ code, status: 422 })}</Nothing>;
}

export function SaveStatus({ state }: { state: DraftState }) {
  const t = useT();
  const format = useFormat();
  const words = useProblemText();
  const { status, ranking, error } = state;
  return (
    <span
      role="status"
      data-status={status}
      className={status === "failed" || status === "stale" ? css.late : css.muted}
    >
      {status === "saved"
        ? t("draft.saved", { version: ranking.version, time: format.time(ranking.updatedAt) })
        : t(`draft.${status}`)}
      {status === "failed" && error instanceof Problem && t("app.paren", { text: words(error) })}
    </span>
  );
}

function useUndoKeys(undo: () => void, redo: () => void) {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const typing = e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement;
      if (typing || !(e.ctrlKey || e.metaKey)) return;
      const key = e.key.toLowerCase();
      if (key === "z" && !e.shiftKey) undo();
      else if (key === "y" || (key === "z" && e.shiftKey)) redo();
      else return;
      e.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [undo, redo]);
}

/** What a draft of any subject says of itself. */
function About({ state }: { state: DraftState }) {
  const t = useT();
  const { draft, change } = state;
  const empty = draft.title.trim() === "";
  return (
    <>
      <Form.Item
        label={t("ranking.title")}
        htmlFor="ranking-title"
        validateStatus={empty ? "error" : undefined}
        help={empty ? t("fault.field.required") : undefined}
      >
        <Input
          id="ranking-title"
          maxLength={200}
          value={draft.title}
          onChange={(e) => change({ title: e.target.value }, "title")}
        />
      </Form.Item>
      <Form.Item label={t("ranking.purpose")} htmlFor="ranking-purpose">
        <Input.TextArea
          id="ranking-purpose"
          maxLength={2000}
          rows={2}
          value={draft.purpose}
          onChange={(e) => change({ purpose: e.target.value }, "purpose")}
        />
      </Form.Item>
      <Form.Item label={t("ranking.notes")} htmlFor="ranking-notes" extra={t("ranking.notesNote")}>
        <Input.TextArea
          id="ranking-notes"
          maxLength={4000}
          rows={2}
          value={draft.notes}
          onChange={(e) => change({ notes: e.target.value }, "notes")}
        />
      </Form.Item>
    </>
  );
}

function Fields({ state }: { state: DraftState }) {
  const t = useT();
  const name = useName();
  const { draft, change } = state;
  const { data: models } = useSuspenseQuery(modelsQuery);
  const { data: datasets } = useSuspenseQuery(datasetsQuery);
  const newest = datasets[0];
  const own = models.some((m) => m.id === draft.modelId)
    ? []
    : [{ value: draft.modelId, label: name(state.ranking.model.name) }];
  return (
    <Form layout="vertical" component="div" className={css.form}>
      <About state={state} />
      <Form.Item label={t("ranking.model")} htmlFor="ranking-model">
        <Select
          id="ranking-model"
          showSearch={{ optionFilterProp: "label" }}
          value={draft.modelId}
          onChange={(modelId) => change({ modelId, model: undefined, weights: {} })}
          options={[...own, ...models.map((m) => ({ value: m.id, label: name(m.name) }))]}
        />
      </Form.Item>
      <Form.Item label={t("ranking.scope")} extra={t("ranking.scopeNote")}>
        <ScopeFields scope={draft.scope} change={(scope) => change({ scope })} />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item label={t("ranking.dataset")} htmlFor="ranking-dataset">
          <Select
            id="ranking-dataset"
            value={draft.datasetId}
            onChange={(datasetId) => change({ datasetId })}
            options={datasets.map((d) => ({ value: d.id, label: t("dataset.number", { number: d.number }) }))}
          />
        </Form.Item>
        <Form.Item label={t("ranking.year")} htmlFor="ranking-year">
          <InputNumber
            id="ranking-year"
            value={draft.year}
            min={newest?.firstYear ?? 1990}
            max={newest?.lastYear ?? 2100}
            precision={0}
            onChange={(year) => typeof year === "number" && change({ year }, "year")}
          />
        </Form.Item>
      </div>
      {newest && newest.id !== draft.datasetId && (
        <p className={css.stale}>
          {t("home.newData", { number: newest.number })}{" "}
          <button type="button" className={css.linkButton} onClick={() => change({ datasetId: newest.id })}>
            {t("draft.useNewData")}
          </button>
        </p>
      )}
    </Form>
  );
}

function Weights({ state }: { state: DraftState }) {
  const t = useT();
  const { draft, ranking, change } = state;
  const chosen = useSuspenseQuery(modelQuery(draft.modelId === "own" ? "general" : draft.modelId)).data;
  // Until the new model is stored with the draft, its weights are those of the model itself.
  const model = draft.model ?? (draft.modelId === ranking.modelId ? ranking.model : chosen);
  const adjusted = Object.keys(draft.weights).length > 0;
  return (
    <>
      <WeightTable
        model={model}
        weights={draft.weights}
        change={(weights) => change({ weights }, "weights")}
      />
      <p className={css.legend}>
        {t("weights.note")}
        {adjusted && (
          <button type="button" className={css.linkButton} onClick={() => change({ weights: {} })}>
            {t("weights.reset")}
          </button>
        )}
        <Link to={`/workbench/${ranking.id}`}>{t("draft.inWorkbench")}</Link>
      </p>
    </>
  );
}

function More({ state }: { state: DraftState }) {
  const t = useT();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const words = useProblemText();
  const { modal, notification } = App.useApp();
  const { ranking, draft } = state;
  const remove = useMutation({
    mutationFn: () => deleteRanking(ranking.id, ranking.version),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["rankings", "list"] });
      void navigate("/rankings");
    },
    onError: (error) =>
      notification.error({
        title: t("state.error"),
        description: error instanceof Problem ? words(error) : t("fault.page"),
      }),
  });
  const items = [
    {
      key: "fork",
      label: t("ranking.fork"),
      onClick: () => void navigate(`/rankings/new?basedOn=${ranking.id}`),
    },
    {
      key: "archive",
      label: t(draft.archived ? "ranking.unarchive" : "ranking.archive"),
      onClick: () => state.change({ archived: !draft.archived }),
    },
    ...(ranking.review.round === 0 && ranking.actions.includes("delete")
      ? [
          {
            key: "delete",
            danger: true,
            label: t("ranking.delete"),
            onClick: () =>
              void modal.confirm({
                title: t("ranking.deleteTitle", { title: ranking.title }),
                content: t("ranking.deleteNote"),
                okText: t("ranking.delete"),
                okButtonProps: { danger: true },
                onOk: () => remove.mutateAsync().catch(() => undefined),
              }),
          },
        ]
      : []),
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button aria-haspopup="menu">{t("app.more")}</Button>
    </Dropdown>
  );
}
