import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Modal, Popconfirm, Select, Switch, Table } from "antd";
import { useState } from "react";
import { createRule, deleteRule, saveRule } from "../../api/admin";
import { useMay } from "../../api/queries";
import { rulesQuery, teamsQuery } from "../../api/rankings";
import type { Rule, RuleRequest } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { useAction } from "./useAction";
import css from "./admin.module.css";

/** Which ministries decide, and how many must approve. */
export default function Rules() {
  const t = useT();
  const name = useName();
  const query = useQuery(rulesQuery);
  const teams = useQuery(teamsQuery);
  const mayCreate = useMay("reviewRule.create");
  const mayEdit = useMay("reviewRule.edit");
  const mayDelete = useMay("reviewRule.delete");
  const [edited, setEdited] = useState<Rule | "new">();
  const remove = useAction((r: Rule) => deleteRule(r.id, r.version), ["rules", "trail"]);
  const teamName = (id: string) => name(teams.data?.items.find((x) => x.id === id)?.name) || id;
  const create = mayCreate && (
    <Button type="primary" onClick={() => setEdited("new")}>
      {t("rules.create")}
    </Button>
  );
  return (
    <Page title={t("nav.rules")} note={t("rules.note")} extra={create}>
      <Loaded query={query}>
        {({ items, total }) => (
          <Panel flush title={t("app.total", { n: total })}>
            <Table<Rule>
              size="small"
              rowKey="id"
              dataSource={items}
              pagination={false}
              locale={{ emptyText: <Nothing action={create}>{t("rules.none")}</Nothing> }}
              columns={[
                { title: t("rule.name"), dataIndex: "name", width: 200 },
                {
                  title: t("rule.ministries"),
                  key: "ministries",
                  render: (_, r) => r.ministries.map(teamName).join(t("app.listComma")),
                },
                {
                  title: t("rule.quorum"),
                  key: "quorum",
                  width: 210,
                  render: (_, r) => t("rule.quorumOf", { quorum: r.quorum, total: r.ministries.length }),
                },
                {
                  title: t("rule.deadline"),
                  key: "deadline",
                  width: 90,
                  render: (_, r) =>
                    r.deadlineDays > 0 ? t("rule.days", { n: r.deadlineDays }) : t("rule.noDeadline"),
                },
                {
                  title: t("rule.requireTOTP"),
                  key: "totp",
                  width: 150,
                  render: (_, r) => t(r.requireTOTP ? "app.yes" : "app.no"),
                },
                {
                  title: t("rule.active"),
                  key: "active",
                  width: 80,
                  render: (_, r) => t(r.active ? "app.yes" : "app.no"),
                },
                {
                  title: t("app.actions"),
                  key: "actions",
                  width: 110,
                  render: (_, r) => (
                    <span className={css.actions}>
                      {mayEdit && (
                        <button type="button" className={css.linkButton} onClick={() => setEdited(r)}>
                          {t("action.edit")}
                        </button>
                      )}
                      {mayDelete && (
                        <Popconfirm title={t("rules.deleteNote")} onConfirm={() => remove.mutate(r)}>
                          <button type="button" className={css.linkButton}>
                            {t("action.delete")}
                          </button>
                        </Popconfirm>
                      )}
                    </span>
                  ),
                },
              ]}
            />
          </Panel>
        )}
      </Loaded>
      {edited && <Edit rule={edited === "new" ? undefined : edited} close={() => setEdited(undefined)} />}
    </Page>
  );
}

function Edit({ rule, close }: { rule: Rule | undefined; close: () => void }) {
  const t = useT();
  const name = useName();
  const [form] = Form.useForm<RuleRequest>();
  const ministries = Form.useWatch("ministries", form) ?? [];
  const teams = useQuery(teamsQuery);
  const save = useAction(
    (v: RuleRequest) => (rule ? saveRule(rule.id, rule.version, v) : createRule(v)),
    ["rules", "trail"],
    close,
  );
  const required = [{ required: true, message: t("fault.field.required") }];
  return (
    <Modal
      open
      onCancel={close}
      title={t(rule ? "action.edit" : "rules.create")}
      okText={t("action.save")}
      cancelText={t("app.cancel")}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
    >
      <Refused error={save.error} />
      <Form<RuleRequest>
        form={form}
        layout="vertical"
        initialValues={{
          name: rule?.name ?? "",
          ministries: rule?.ministries ?? [],
          quorum: rule?.quorum ?? 1,
          deadlineDays: rule?.deadlineDays ?? 30,
          requireTOTP: rule?.requireTOTP ?? false,
          active: rule?.active ?? true,
        }}
        onFinish={(v) => save.mutate({ ...v, name: v.name.trim() })}
      >
        <Form.Item name="name" label={t("rule.name")} rules={required}>
          <Input maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item name="ministries" label={t("rule.ministries")} rules={required}>
          <Select
            mode="multiple"
            options={(teams.data?.items ?? [])
              .filter((x) => x.kind === "ministry" && (!x.archived || ministries.includes(x.id)))
              .map((x) => ({ value: x.id, label: name(x.name) }))}
          />
        </Form.Item>
        <Form.Item name="quorum" label={t("rule.quorum")} rules={required}>
          <InputNumber min={1} max={Math.max(1, ministries.length)} precision={0} />
        </Form.Item>
        <Form.Item name="deadlineDays" label={t("rule.deadlineDays")} rules={required}>
          <InputNumber min={0} max={366} precision={0} />
        </Form.Item>
        <Form.Item name="requireTOTP" label={t("rule.requireTOTP")} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="active" label={t("rule.active")} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  );
}
