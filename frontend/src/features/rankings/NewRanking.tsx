import { useMutation, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { modelsQuery, sessionQuery, useCatalogue } from "../../api/queries";
import { createRanking, rankingQuery } from "../../api/rankings";
import type { PreviewRequest, RankingRequest, Scope } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { useScopeText } from "./Facts";
import { ScopeFields } from "./ScopeFields";
import { tidy } from "./draft";
import { useFieldName } from "./fields";
import css from "./rankings.module.css";

const list = (text: string | null) => (text ? text.split(",").filter(Boolean) : []);

/** Begins a draft: from what the workbench shows, from another ranking (`?basedOn=`), or from a model. */
export default function NewRanking() {
  const [search] = useSearchParams();
  const basedOn = search.get("basedOn");
  return basedOn ? <Fork id={basedOn} /> : <FromModel />;
}

interface Values {
  title: string;
  purpose?: string;
  team?: string;
  modelId?: string;
}

function useCreate() {
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  return useMutation({
    mutationFn: (request: RankingRequest) => createRanking(request, key),
    onSuccess: (r) => void navigate(`/rankings/${r.id}`, { replace: true }),
  });
}

function FromModel() {
  const t = useT();
  const name = useName();
  // What the workbench hands over in the state of the navigation: the request it is previewing.
  const state: { request?: PreviewRequest } | null = useLocation().state;
  const given = state?.request;
  const [search] = useSearchParams();
  const { regions } = useCatalogue();
  const scopeText = useScopeText();
  const { data: models } = useSuspenseQuery(modelsQuery);
  const [scope, setScope] = useState<Scope>(() =>
    tidy(
      given
        ? (given.scope ?? {})
        : {
            regions: list(search.get("region")),
            strategies: list(search.get("strategy")),
            countries: list(search.get("country")),
          },
      regions,
    ),
  );
  const create = useCreate();
  const weights = given?.weights ?? {};
  const changed = Object.keys(weights).length;
  return (
    <Page title={t("ranking.create")} trail={[{ label: t("nav.rankings"), to: "/rankings" }]}>
      <Panel className={css.narrow}>
        {given && (
          <Alert
            type="info"
            showIcon
            className={css.gap}
            title={
              changed > 0 ? t("ranking.fromWorkbenchWeights", { n: changed }) : t("ranking.fromWorkbench")
            }
            description={scopeText(scope)}
          />
        )}
        <Refused error={create.error} field={useFieldName()} />
        <Form<Values>
          layout="vertical"
          initialValues={{ modelId: given?.modelId ?? given?.model?.id ?? search.get("model") ?? "general" }}
          onFinish={({ modelId, ...v }) =>
            create.mutate({
              ...v,
              modelId,
              scope,
              ...(given?.model ? { model: given.model } : {}),
              ...(given?.datasetId ? { datasetId: given.datasetId } : {}),
              ...(given?.year ? { year: given.year } : {}),
              ...(changed > 0 ? { weights } : {}),
            })
          }
        >
          <TitleFields />
          <Form.Item name="modelId" label={t("ranking.model")}>
            <Select
              showSearch={{ optionFilterProp: "label" }}
              disabled={changed > 0 || given?.model !== undefined}
              options={models.map((m) => ({ value: m.id, label: name(m.name) }))}
            />
          </Form.Item>
          <Form.Item label={t("ranking.scope")} extra={t("ranking.scopeNote")}>
            <ScopeFields scope={scope} change={setScope} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t("ranking.createDraft")}
          </Button>
        </Form>
      </Panel>
    </Page>
  );
}

function Fork({ id }: { id: string }) {
  const t = useT();
  const from = useQuery(rankingQuery(id));
  const create = useCreate();
  const fieldName = useFieldName();
  return (
    <Page title={t("ranking.fork")} trail={[{ label: t("nav.rankings"), to: "/rankings" }]}>
      <Panel className={css.narrow}>
        <Loaded query={from}>
          {(r) => (
            <>
              <Alert
                type="info"
                showIcon
                className={css.gap}
                title={t("ranking.forkNote", { title: r.title })}
              />
              <Refused error={create.error} field={fieldName} />
              <Form<Values>
                layout="vertical"
                initialValues={{ title: t("ranking.copyOf", { title: r.title }), purpose: r.purpose }}
                onFinish={(v) => create.mutate({ ...v, basedOn: id })}
              >
                <TitleFields />
                <Button type="primary" htmlType="submit" loading={create.isPending}>
                  {t("ranking.createDraft")}
                </Button>
              </Form>
            </>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

function TitleFields() {
  const t = useT();
  const name = useName();
  const { data: session } = useQuery(sessionQuery);
  const teams = (session?.user.teams ?? []).filter((x) => x.kind === "enterprise");
  return (
    <>
      <Form.Item
        name="title"
        label={t("ranking.title")}
        rules={[{ required: true, whitespace: true, message: t("fault.field.required") }]}
      >
        <Input maxLength={200} autoFocus />
      </Form.Item>
      <Form.Item name="purpose" label={t("ranking.purpose")}>
        <Input.TextArea maxLength={2000} rows={2} />
      </Form.Item>
      {teams.length > 1 && (
        <Form.Item
          name="team"
          label={t("ranking.team")}
          rules={[{ required: true, message: t("fault.field.required") }]}
        >
          <Select options={teams.map((x) => ({ value: x.id, label: name(x.name) }))} />
        </Form.Item>
      )}
    </>
  );
}
