import { RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Alert, App, Button, Modal } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useBlocker, useNavigate, useParams } from "react-router";
import { siteRankingQuery } from "../../api/layouts";
import { modelUsageQuery, remarksQuery } from "../../api/models";
import { Problem } from "../../api/problem";
import {
  indicatorQuery,
  modelQuery,
  previewQuery,
  sessionQuery,
  siteIndicatorsQuery,
} from "../../api/queries";
import type { Criterion, Model, Node } from "../../api/types";
import { bothLanguages, useName, useT } from "../../i18n";
import { Failure } from "../../ui/Failure";
import { Page, Panel } from "../../ui/Page";
import { useSettled } from "../../ui/useSettled";
import { ConflictDialog } from "./ConflictDialog";
import { CriterionPanel } from "./CriterionPanel";
import css from "./editor.module.css";
import { Bilingual, Broken, brokenNodes, FieldError, Labelled } from "./fields";
import { Gains, SiteGains } from "./Gains";
import { IndicatorSelect } from "./IndicatorSelect";
import { modelsOf, useIndicators } from "./kinds";
import { NodePanel } from "./NodePanel";
import { Remarks } from "./Remarks";
import { Screens } from "./Screens";
import { TreePanel } from "./TreePanel";
import { addNode, draftOf, findNode, lines, modelOf, replaceNode, rootId } from "./tree";
import { useDraft } from "./useDraft";
import { useSave } from "./useSave";

/** Edits a model of one's team; of a shipped one or another team's a copy is made. */
export default function ModelEditor({ copying = false }: { copying?: boolean }) {
  const { id = "" } = useParams();
  const { data: stored } = useSuspenseQuery(modelQuery(id));
  const { data: session } = useSuspenseQuery(sessionQuery);
  useSuspenseQuery(bothLanguages);
  const t = useT();
  const own = session.user.teams.some((team) => team.id === stored.team);
  if (!own && !copying) {
    return (
      <Page title={t("state.forbidden")} note={t("editor.shipped")}>
        <Failure error={new Problem({ status: 403, code: "model.shipped" })} />
      </Page>
    );
  }
  return (
    <Editor key={`${stored.id} ${copying ? "copy" : stored.version}`} stored={stored} copying={copying} />
  );
}

function Editor({ stored, copying }: { stored: Model; copying: boolean }) {
  const t = useT();
  const name = useName();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const sites = stored.kind === "site";
  const indicators = useIndicators(stored.kind);
  const { data: session } = useSuspenseQuery(sessionQuery);
  const teams = session.user.teams.filter((x) => x.kind === "enterprise");
  const start = useMemo(() => {
    const own = draftOf(stored);
    if (!copying) return own;
    const copy = {
      zh: t("editor.copyName", { lng: "zh-CN", name: stored.name.zh }),
      en: t("editor.copyName", { lng: "en", name: stored.name.en }),
    };
    return { ...own, name: copy, basedOn: { id: stored.id, version: stored.version } };
  }, [stored, copying, t]);
  const state = useDraft(start);
  const { draft, change, undo, redo } = state;
  const [selected, select] = useState(rootId);
  const [team, setTeam] = useState(teams[0]?.id ?? "");
  const [adding, setAdding] = useState<string>();
  const save = useSave(stored, copying);
  const unsaved = (state.dirty || copying) && !save.saved;

  const model = useMemo(() => modelOf(stored, draft), [stored, draft]);
  const settled = useSettled(model, 400);
  const now = useQuery({ ...previewQuery({ model: settled }), retry: false, enabled: !sites });
  const remarks = useQuery({ ...remarksQuery(settled), enabled: !sites });
  const tried = useTried(stored, settled);
  const usage = useQuery({ ...modelUsageQuery(stored.id), enabled: !copying });

  // What the server refuses of the draft as it is now, and of what was last sent to be saved.
  const { error } = sites ? tried.now : now;
  const refusals = [error, save.error].flatMap((e) => (e instanceof Problem ? e.fields : []));
  const named = refusals.map((f) => ({ ...f, field: f.field.replace(/^model\./, "") }));
  // Trying and saving refuse some things alike: each is told once.
  const broken = [...new Map(named.map((f) => [`${f.field} ${f.code}`, f])).values()];
  const nodes = brokenNodes(broken);
  const remarked = new Set((remarks.data?.items ?? []).flatMap((r) => [r.criterion, r.other ?? ""]));

  const changeTree = (next: (tree: Node) => Node, key?: string) =>
    change((d) => ({ ...d, tree: next(d.tree) }), key);
  const node = findNode(draft.tree, selected) ?? draft.tree;
  const changeNode = (next: (n: Node) => Node, key?: string) =>
    changeTree((tree) => replaceNode(tree, node.id, next), key);

  useUndoKeys(undo, redo);
  useKept(unsaved);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      unsaved && state.dirty && currentLocation.pathname !== nextLocation.pathname,
  );

  const finish = async (version?: number) => {
    const done = await save.run({ ...draft, team: copying ? team : undefined }, version);
    if (!done) return;
    void message.success(t("editor.saved", { version: done.version }));
    queries.setQueryData(modelQuery(done.id).queryKey, done);
    await queries.invalidateQueries({ queryKey: ["models"] });
    void navigate(`/models/${done.id}`);
  };

  const addDimension = () => {
    const ids = new Set(lines(draft.tree).map((l) => l.node.id));
    let n = 1;
    while (ids.has(`group-${n}`)) n++;
    const id = `group-${n}`;
    changeTree((tree) =>
      addNode(tree, rootId, {
        id,
        name: { zh: t("editor.newName", { lng: "zh-CN", n }), en: t("editor.newName", { lng: "en", n }) },
        weight: 0,
        mean: "arithmetic",
        children: [],
      }),
    );
    select(id);
  };
  const addIndicator = async (parentId: string, code: string) => {
    const x = indicators.find((i) => i.code === code);
    if (!x) return;
    setAdding(undefined);
    let criterion = tried.usual.get(code);
    if (!criterion) {
      // Fixed limits around what there is, so that no later country changes a score; min–max where nothing is.
      const known = await queries.fetchQuery(indicatorQuery(code)).catch(() => undefined);
      criterion = {
        indicator: code,
        direction: x.direction === "cost" ? "cost" : "benefit",
        value: known?.goalposts ?? { kind: "minmax", low: 0, high: 0 },
        maxAge: 5,
        rationale: { zh: "", en: "" },
      };
    }
    const leaf = { id: code, name: x.name, weight: 0, criterion };
    changeTree((tree) => addNode(tree, parentId, leaf));
    select(code);
  };
  const taken = new Set(lines(draft.tree).map((l) => l.node.id));

  return (
    <Broken value={broken}>
      <Page
        title={
          copying
            ? t("editor.copyTitle", { name: name(stored.name) })
            : t("editor.title", { name: name(stored.name) })
        }
        trail={[
          { label: t("nav.models"), to: modelsOf(stored) },
          { label: name(stored.name), to: `/models/${stored.id}` },
        ]}
        note={unsaved ? t("editor.unsaved") : undefined}
        extra={
          <div className={css.bar}>
            <Button
              icon={<UndoOutlined />}
              disabled={!state.canUndo}
              onClick={undo}
              aria-label={t("editor.undo")}
              title={t("editor.undo")}
            />
            <Button
              icon={<RedoOutlined />}
              disabled={!state.canRedo}
              onClick={redo}
              aria-label={t("editor.redo")}
              title={t("editor.redo")}
            />
            <Button onClick={() => void navigate(`/models/${stored.id}`)}>{t("editor.cancel")}</Button>
            <Button type="primary" loading={save.saving} disabled={!unsaved} onClick={() => void finish()}>
              {copying ? t("editor.create") : t("editor.save", { version: stored.version + 1 })}
            </Button>
          </div>
        }
      >
        {!copying && (usage.data?.rankings.length ?? 0) > 0 && (
          <Alert
            className={css.banner}
            type="info"
            showIcon
            title={t("editor.inUse", { n: usage.data?.rankings.length ?? 0, next: stored.version + 1 })}
          />
        )}
        {save.error instanceof Problem && save.error.status !== 412 && <Failure error={save.error} />}
        {error && !(error instanceof Problem && error.fields.length > 0) && <Failure error={error} />}
        <div className={css.layout}>
          <div className={css.stack}>
            <TreePanel
              tree={draft.tree}
              selected={node.id}
              select={select}
              change={changeTree}
              broken={nodes}
              remarked={remarked}
              add={setAdding}
              addDimension={addDimension}
            />
            {!sites && <Remarks query={remarks} select={select} />}
          </div>
          <div className={css.side}>
            <div className={css.stack}>
              {node.id === rootId && (
                <Panel title={t("editor.whole")}>
                  <Bilingual
                    label={t("model.name")}
                    at="name"
                    value={draft.name}
                    onChange={(text, l) => change((d) => ({ ...d, name: text }), `name ${l}`)}
                  />
                  <Bilingual
                    label={t("model.description")}
                    at="description"
                    value={draft.description}
                    rows={3}
                    onChange={(text, l) => change((d) => ({ ...d, description: text }), `description ${l}`)}
                  />
                  <div className={css.row}>
                    {!sites && (
                      <Labelled label={t("model.method")} at="method" hint={t("editor.methodHint")}>
                        <select
                          className={css.select}
                          value={draft.method}
                          onChange={(e) => change((d) => ({ ...d, method: e.target.value }))}
                        >
                          <option value="weightedSum">{t("method.weightedSum")}</option>
                          <option value="geometric">{t("method.geometric")}</option>
                          {!["weightedSum", "geometric"].includes(draft.method) && (
                            <option value={draft.method}>{draft.method}</option>
                          )}
                        </select>
                      </Labelled>
                    )}
                    {copying && teams.length > 1 && (
                      <Labelled label={t("editor.team")} at="team">
                        <select className={css.select} value={team} onChange={(e) => setTeam(e.target.value)}>
                          {teams.map((x) => (
                            <option key={x.id} value={x.id}>
                              {name(x.name)}
                            </option>
                          ))}
                        </select>
                      </Labelled>
                    )}
                  </div>
                  <FieldError at="params" />
                </Panel>
              )}
              {node.criterion ? (
                <CriterionPanel
                  key={node.id}
                  node={node}
                  criterion={node.criterion}
                  indicator={indicators.find((x) => x.code === node.criterion?.indicator)}
                  change={changeNode}
                  model={model}
                  stored={stored.id}
                  sites={
                    sites
                      ? {
                          now: tried.now.data?.items,
                          before: tried.before.data?.items,
                          usual: tried.usual.get(node.criterion.indicator)?.value,
                        }
                      : undefined
                  }
                />
              ) : (
                <NodePanel
                  key={node.id}
                  node={node}
                  root={node.id === rootId}
                  change={changeNode}
                  changeTree={changeTree}
                />
              )}
              {node.id === rootId && (
                <Screens
                  screens={draft.screens ?? []}
                  indicators={indicators}
                  sites={sites}
                  change={(next, key) => change((d) => ({ ...d, screens: next(d.screens ?? []) }), key)}
                />
              )}
            </div>
            {sites ? (
              <SiteGains
                title={t("gains.title")}
                same={t("gains.unchanged")}
                before={{ siteModel: { id: stored.id, version: stored.version } }}
                sites={tried.now.data?.items}
                stale={tried.now.isPlaceholderData || tried.now.isFetching}
                strategy={tried.strategy}
                setStrategy={tried.setStrategy}
              />
            ) : (
              <Gains
                title={t("gains.title")}
                same={t("gains.unchanged")}
                before={{ modelId: stored.id }}
                result={now.data}
                stale={now.isPlaceholderData || now.isFetching}
              />
            )}
          </div>
        </div>
      </Page>
      <Modal
        open={adding !== undefined}
        title={t("editor.addIndicatorTo", { name: name(findNode(draft.tree, adding ?? "")?.name) })}
        onCancel={() => setAdding(undefined)}
        footer={null}
        destroyOnHidden
      >
        <IndicatorSelect
          indicators={indicators}
          placeholder={t("editor.pickIndicator")}
          taken={taken}
          onPick={(code) => void addIndicator(adding ?? rootId, code)}
        />
        <p className={css.hint}>{t(sites ? "editor.pickSiteHint" : "editor.pickHint")}</p>
      </Modal>
      {save.conflict && (
        <ConflictDialog
          mine={stored}
          close={save.forget}
          reload={() => {
            save.forget();
            void queries.invalidateQueries({ queryKey: ["models", stored.id] });
          }}
          overwrite={(version) => {
            save.forget();
            void finish(version);
          }}
        />
      )}
      {blocker.state === "blocked" && (
        <Modal
          open
          title={t("editor.leaveTitle")}
          okText={t("editor.leave")}
          cancelText={t("editor.stay")}
          onOk={() => blocker.proceed()}
          onCancel={() => blocker.reset()}
        >
          {t("editor.leaveText")}
        </Modal>
      )}
    </Broken>
  );
}

/** A model of sites tried on a strategy: the sites by the draft and by the stored version, and the usual criteria. */
function useTried(stored: Model, settled: Model) {
  const sites = stored.kind === "site";
  const [strategy, setStrategy] = useState(stored.strategy || "S1");
  const now = useQuery({
    ...siteRankingQuery({ model: settled, strategy }),
    retry: false,
    placeholderData: keepPreviousData,
    enabled: sites,
  });
  const before = useQuery({
    ...siteRankingQuery({ siteModel: { id: stored.id, version: stored.version }, strategy }),
    placeholderData: keepPreviousData,
    enabled: sites,
  });
  const { data: indicators } = useQuery({ ...siteIndicatorsQuery, enabled: sites });
  const usual = new Map<string, Criterion>(indicators?.map((x) => [x.code, x.criterion]));
  return { now, before, usual, strategy, setStrategy };
}

/** Ctrl+Z and Ctrl+Y, but in a text field they belong to the field. */
function useUndoKeys(undo: () => void, redo: () => void) {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const typing = e.target instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(e.target.tagName);
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

/** Asks before the window is closed over changes that nobody has saved. */
function useKept(unsaved: boolean) {
  useEffect(() => {
    if (!unsaved) return undefined;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);
}
