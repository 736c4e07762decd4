import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Form, Input, Modal, Radio, Switch, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { createTeam, membershipsQuery, saveTeam, usersQuery } from "../../api/admin";
import { useMay } from "../../api/queries";
import { teamsQuery } from "../../api/rankings";
import type { Team } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { useAction } from "./useAction";
import css from "./admin.module.css";

/** Teams of enterprises and ministries, and who is in them. */
export default function Teams() {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const query = useQuery(teamsQuery);
  const mayCreate = useMay("team.create");
  const mayEdit = useMay("team.edit");
  const [edited, setEdited] = useState<Team | "new">();
  const [opened, setOpened] = useState<Team>();
  const create = mayCreate && (
    <Button type="primary" onClick={() => setEdited("new")}>
      {t("teams.create")}
    </Button>
  );
  return (
    <Page title={t("nav.teams")} note={t("teams.note")} extra={create}>
      <Loaded query={query}>
        {({ items, total }) => (
          <Panel flush title={t("app.total", { n: total })}>
            <Table<Team>
              size="small"
              rowKey="id"
              dataSource={items}
              pagination={items.length > 50 ? { pageSize: 50, size: "small" } : false}
              locale={{ emptyText: <Nothing action={create}>{t("teams.none")}</Nothing> }}
              columns={[
                { title: t("team.nameZh"), key: "zh", render: (_, x) => x.name.zh },
                { title: t("team.nameEn"), key: "en", render: (_, x) => x.name.en },
                {
                  title: t("team.kind"),
                  key: "kind",
                  width: 130,
                  render: (_, x) => t(`team.kind.${x.kind}`),
                },
                { title: t("team.ministry"), key: "code", width: 130, render: (_, x) => x.ministry || "—" },
                {
                  title: t("team.archived"),
                  key: "archived",
                  width: 90,
                  render: (_, x) => t(x.archived ? "app.yes" : "app.no"),
                },
                {
                  title: t("model.updated"),
                  key: "updated",
                  width: 150,
                  render: (_, x) => format.time(x.updatedAt),
                },
                {
                  title: t("app.actions"),
                  key: "actions",
                  width: 150,
                  render: (_, x) => (
                    <span className={css.actions}>
                      <button type="button" className={css.linkButton} onClick={() => setOpened(x)}>
                        {t("team.members")}
                      </button>
                      {mayEdit && x.kind !== "house" && (
                        <button type="button" className={css.linkButton} onClick={() => setEdited(x)}>
                          {t("action.edit")}
                        </button>
                      )}
                    </span>
                  ),
                },
              ]}
            />
          </Panel>
        )}
      </Loaded>
      {edited && <Edit team={edited === "new" ? undefined : edited} close={() => setEdited(undefined)} />}
      {opened && (
        <Drawer
          open
          onClose={() => setOpened(undefined)}
          size={480}
          title={`${name(opened.name)} ${t("team.members")}`}
        >
          <Members team={opened} />
        </Drawer>
      )}
    </Page>
  );
}

function Members({ team }: { team: Team }) {
  const t = useT();
  const query = useQuery(membershipsQuery({ teamId: team.id }));
  const users = useQuery(usersQuery({ pageSize: 200 }));
  const user = (id: string) => users.data?.items.find((u) => u.id === id);
  return (
    <Loaded query={query} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing>{t("team.noMembers")}</Nothing>
        ) : (
          <table className={css.table}>
            <tbody>
              {items.map((m) => (
                <tr key={m.id}>
                  <th scope="row">
                    <Link to={`/admin/users/${m.userId}`}>{user(m.userId)?.name || m.userId}</Link>
                    <div className={css.muted}>{user(m.userId)?.username}</div>
                  </th>
                  <td>{t(`role.${m.role}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </Loaded>
  );
}

interface Values {
  zh: string;
  en: string;
  kind: "enterprise" | "ministry";
  ministry?: string;
  archived?: boolean;
}

function Edit({ team, close }: { team: Team | undefined; close: () => void }) {
  const t = useT();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch("kind", form);
  const save = useAction(
    (v: Values) => {
      const request = {
        name: { zh: v.zh.trim(), en: v.en.trim() },
        kind: v.kind,
        ...(v.kind === "ministry" ? { ministry: v.ministry?.trim() ?? "" } : {}),
        archived: v.archived ?? false,
      };
      return team ? saveTeam(team.id, team.version, request) : createTeam(request);
    },
    ["teams", "trail"],
    close,
  );
  const required = [{ required: true, whitespace: true, message: t("fault.field.required") }];
  return (
    <Modal
      open
      onCancel={close}
      title={t(team ? "action.edit" : "teams.create")}
      okText={t("action.save")}
      cancelText={t("app.cancel")}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
    >
      <Refused error={save.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{
          zh: team?.name.zh,
          en: team?.name.en,
          kind: team?.kind ?? "enterprise",
          ministry: team?.ministry,
          archived: team?.archived ?? false,
        }}
        onFinish={(v) => save.mutate(v)}
      >
        <Form.Item name="zh" label={t("team.nameZh")} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="en" label={t("team.nameEn")} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="kind" label={t("team.kind")}>
          <Radio.Group
            disabled={team !== undefined}
            options={[
              { value: "enterprise", label: t("team.kind.enterprise") },
              { value: "ministry", label: t("team.kind.ministry") },
            ]}
          />
        </Form.Item>
        {kind === "ministry" && (
          <Form.Item name="ministry" label={t("team.ministry")} rules={required}>
            <Input maxLength={20} />
          </Form.Item>
        )}
        {team && (
          <Form.Item name="archived" label={t("team.archived")} valuePropName="checked">
            <Switch />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
