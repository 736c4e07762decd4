import { Button, Form, Input, Modal, Select } from "antd";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { LayoutRequest } from "../../api/layouts";
import { sessionQuery, useCatalogue, useMay } from "../../api/queries";
import { createRanking } from "../../api/rankings";
import { useName, useT } from "../../i18n";
import { Page } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { Export } from "./Export";
import type { Land } from "./LayoutMap";
import { Planner, useSolution } from "./Planner";
import { keptPlan } from "./stored";
import { asksOwn, layoutOf, useLayoutState } from "./useLayoutState";

/** A region's layout: the best sites under the strategy's rule, changed by hand and solved again. */
export default function LayoutPage({ landOf }: { landOf: (region: string) => Land | undefined }) {
  const t = useT();
  const { strategies } = useCatalogue();
  const [asked, change] = useLayoutState();
  const mayCreate = useMay("ranking.create");
  const [saving, setSaving] = useState(false);
  const strategy = strategies.find((s) => s.id === asked.strategy) ?? strategies[0];
  const state = { ...asked, strategy: strategy?.id ?? asked.strategy };
  const { answer } = useSolution(state);
  if (!strategy) return null;
  const plans = answer?.report.solution.plans ?? [];
  const request: LayoutRequest = { ...layoutOf(state), ...keptPlan(plans, state.plan) };
  return (
    <Page
      title={t("layout.title")}
      note={t("layout.note")}
      extra={
        plans.length > 0 && (
          <>
            <Export request={request} own={asksOwn(state)} />
            {mayCreate && (
              <Button type="primary" onClick={() => setSaving(true)}>
                {t("layout.save")}
              </Button>
            )}
          </>
        )
      }
    >
      <Planner state={state} change={change} landOf={landOf} />
      {saving && <Save request={request} own={asksOwn(state)} close={() => setSaving(false)} />}
    </Page>
  );
}

interface Values {
  title: string;
  purpose?: string;
  team?: string;
}

/** Keeps the plan shown as a draft of one's team, and opens it at its own address. */
function Save({ request, own, close }: { request: LayoutRequest; own: boolean; close: () => void }) {
  const t = useT();
  const name = useName();
  const navigate = useNavigate();
  const { strategies } = useCatalogue();
  const { data: session } = useQuery(sessionQuery);
  const [key] = useState(() => crypto.randomUUID());
  const [form] = Form.useForm<Values>();
  const teams = (session?.user.teams ?? []).filter((x) => x.kind === "enterprise");
  const create = useMutation({
    mutationFn: ({ title, purpose, team }: Values) =>
      createRanking(
        {
          title,
          purpose: purpose ?? "",
          subject: "layout",
          layout: request,
          ...(own ? { teamSites: true } : {}),
          ...(team ? { team } : {}),
        },
        key,
      ),
    onSuccess: (r) => void navigate(`/rankings/${r.id}`),
  });
  const strategy = strategies.find((s) => s.id === request.strategy);
  return (
    <Modal
      open
      onCancel={close}
      title={t("layout.save")}
      okText={t("layout.save.ok")}
      cancelText={t("app.cancel")}
      onOk={() => form.submit()}
      okButtonProps={{ loading: create.isPending }}
    >
      <p>{t("layout.save.note")}</p>
      <Refused error={create.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{
          title: `${request.strategy} ${name(strategy?.name)}`,
          ...(teams[0] ? { team: teams[0].id } : {}),
        }}
        onFinish={(v) => create.mutate(v)}
      >
        <Form.Item
          name="title"
          label={t("ranking.title")}
          rules={[{ required: true, whitespace: true, message: t("fault.field.required") }]}
        >
          <Input maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item name="purpose" label={t("ranking.purpose")}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 5 }} />
        </Form.Item>
        {teams.length > 1 && (
          <Form.Item name="team" label={t("ranking.team")}>
            <Select options={teams.map((x) => ({ value: x.id, label: name(x.name) }))} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
