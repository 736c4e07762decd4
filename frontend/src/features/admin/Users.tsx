import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, Modal, Select, Table } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { Link } from "react-router";
import { createUser, membershipsQuery, usersQuery } from "../../api/admin";
import { useMay } from "../../api/queries";
import { teamsQuery } from "../../api/rankings";
import type { Invited, Person } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { QueryBar, QueryField } from "../../ui/QueryBar";
import { Refused } from "../../ui/Refused";
import { Pages } from "../../ui/Pages";
import { useFilters } from "../../ui/useFilters";
import { OneTimeLink } from "./Link";
import { useAction } from "./useAction";
import css from "./admin.module.css";

/** Accounts, with the roles each holds. */
export default function Users() {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const filters = useFilters(["q", "state"] as const);
  const [inviting, setInviting] = useState(false);
  const mayCreate = useMay("user.create");
  const q = filters.applied("q");
  const state = filters.applied("state");
  const query = useQuery(
    usersQuery({
      page: filters.page,
      pageSize: filters.pageSize,
      ...(q ? { q } : {}),
      ...(state === "active" || state === "locked" ? { state } : {}),
    }),
  );
  const memberships = useQuery(membershipsQuery({}));
  const teams = useQuery(teamsQuery);
  const rolesOf = (id: string) =>
    (memberships.data?.items ?? [])
      .filter((m) => m.userId === id)
      .map((m) => ({
        id: m.id,
        text: `${name(teams.data?.items.find((x) => x.id === m.teamId)?.name) || m.teamId} ${t(`role.${m.role}`)}`,
      }));
  const create = mayCreate && (
    <Button type="primary" onClick={() => setInviting(true)}>
      {t("users.create")}
    </Button>
  );
  return (
    <Page title={t("nav.users")} note={t("users.note")} extra={create}>
      <QueryBar query={() => filters.apply()} reset={filters.reset}>
        <QueryField label={t("user.username")}>
          <Input
            allowClear
            value={filters.value("q")}
            onChange={(e) => filters.change("q", e.target.value)}
            style={{ width: 200 }}
          />
        </QueryField>
        <QueryField label={t("user.state")}>
          <Select
            value={filters.value("state")}
            onChange={(v) => filters.change("state", v)}
            style={{ width: 120 }}
            options={[
              { value: "", label: t("scope.all") },
              { value: "active", label: t("user.state.active") },
              { value: "locked", label: t("user.state.locked") },
            ]}
          />
        </QueryField>
      </QueryBar>
      <Loaded query={query}>
        {(page) => (
          <Panel flush title={t("app.total", { n: page.total })}>
            <Table<Person>
              size="small"
              rowKey="id"
              dataSource={page.items}
              pagination={false}
              locale={{
                emptyText: (
                  <Nothing action={!(q || state) && create}>
                    {t(q || state ? "state.noMatch" : "users.none")}
                  </Nothing>
                ),
              }}
              columns={[
                {
                  title: t("user.username"),
                  key: "username",
                  width: 170,
                  render: (_, u) => <Link to={`/admin/users/${u.id}`}>{u.username}</Link>,
                },
                { title: t("user.name"), dataIndex: "name", width: 190 },
                {
                  title: t("user.roles"),
                  key: "roles",
                  render: (_, u) =>
                    rolesOf(u.id).map((r) => (
                      <span key={r.id} className={css.tag}>
                        {r.text}
                      </span>
                    )),
                },
                {
                  title: t("user.state"),
                  key: "state",
                  width: 150,
                  render: (_, u) => <UserState user={u} />,
                },
                {
                  title: t("user.factor"),
                  key: "factor",
                  width: 130,
                  render: (_, u) => t(u.totp ? "app.yes" : "app.no"),
                },
                {
                  title: t("user.expiresAt"),
                  key: "expires",
                  width: 110,
                  render: (_, u) => (u.expiresAt ? format.date(u.expiresAt) : t("user.noEnd")),
                },
                {
                  title: t("app.actions"),
                  key: "actions",
                  width: 80,
                  render: (_, u) => <Link to={`/admin/users/${u.id}`}>{t("ranking.view")}</Link>,
                },
              ]}
            />
            <Pages filters={filters} total={page.total} />
          </Panel>
        )}
      </Loaded>
      {inviting && <Invite close={() => setInviting(false)} />}
    </Page>
  );
}

/** Whether an account can be used, in words. */
export function UserState({ user }: { user: Person }) {
  const t = useT();
  return (
    <>
      <span className={user.state === "locked" ? `${css.tag} ${css.bad}` : css.tag}>
        {t(`user.state.${user.state}`)}
      </span>
      {user.mustChangePassword && <span className={css.tag}>{t("user.mustChange")}</span>}
    </>
  );
}

interface Values {
  username: string;
  name: string;
  email?: string;
  expiresAt?: Dayjs;
}

function Invite({ close }: { close: () => void }) {
  const t = useT();
  const [form] = Form.useForm<Values>();
  const [invited, setInvited] = useState<Invited>();
  const create = useAction(
    (v: Values) =>
      createUser({
        username: v.username.trim(),
        name: v.name.trim(),
        ...(v.email ? { email: v.email.trim() } : {}),
        ...(v.expiresAt ? { expiresAt: v.expiresAt.endOf("day").toISOString() } : {}),
      }),
    ["users", "trail"],
    setInvited,
  );
  if (invited) return <OneTimeLink invited={invited} close={close} />;
  const required = [{ required: true, whitespace: true, message: t("fault.field.required") }];
  return (
    <Modal
      open
      onCancel={close}
      title={t("users.create")}
      okText={t("action.create")}
      cancelText={t("app.cancel")}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
    >
      <Refused error={create.error} />
      <Form<Values> form={form} layout="vertical" onFinish={(v) => create.mutate(v)}>
        <Form.Item name="username" label={t("user.username")} extra={t("user.usernameNote")} rules={required}>
          <Input maxLength={64} autoFocus autoComplete="off" />
        </Form.Item>
        <Form.Item name="name" label={t("user.name")} rules={required}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="email" label={t("user.email")}>
          <Input maxLength={254} type="email" autoComplete="off" />
        </Form.Item>
        <Form.Item name="expiresAt" label={t("user.expiresAt")}>
          <DatePicker placeholder={t("user.noEnd")} style={{ width: "100%" }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
