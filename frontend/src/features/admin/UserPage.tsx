import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Alert, Button, DatePicker, Form, Input, Modal, Popconfirm, Select } from "antd";
import dayjs from "dayjs";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useParams } from "react-router";
import {
  createMembership,
  deleteMembership,
  endSessions,
  lockUser,
  membershipsQuery,
  resetUser,
  saveUser,
  unlockUser,
  userQuery,
  userSessionsQuery,
} from "../../api/admin";
import { sessionQuery, useMay } from "../../api/queries";
import { teamsQuery } from "../../api/rankings";
import type { Invited, Membership, Person, Team } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { OneTimeLink } from "./Link";
import { Move } from "./Move";
import { useAction } from "./useAction";
import { UserState } from "./Users";
import css from "./admin.module.css";

/** One account: what it is, what it may, where it is signed in. */
export default function UserPage() {
  const t = useT();
  const format = useFormat();
  const { id = "" } = useParams();
  const { data: user } = useSuspenseQuery(userQuery(id));
  const { data: session } = useQuery(sessionQuery);
  const [editing, setEditing] = useState(false);
  const [invited, setInvited] = useState<Invited>();
  const mayEdit = useMay("user.edit");
  const mayLock = useMay("user.lock");
  const mayReset = useMay("user.reset");
  const maySessions = useMay("session.read");
  const keys = ["users", "trail"];
  const lock = useAction((version: number) => lockUser(id, version), keys);
  const unlock = useAction((version: number) => unlockUser(id, version), keys);
  const reset = useAction((version: number) => resetUser(id, version), keys, setInvited);
  const self = session?.user.id === id;
  return (
    <Page
      title={user.name || user.username}
      trail={[{ label: t("nav.users"), to: "/admin/users" }]}
      note={<UserState user={user} />}
      extra={
        <>
          {mayEdit && <Button onClick={() => setEditing(true)}>{t("users.edit")}</Button>}
          {mayReset && !self && (
            <Popconfirm title={t("users.resetNote")} onConfirm={() => reset.mutate(user.version)}>
              <Button loading={reset.isPending}>{t("users.reset")}</Button>
            </Popconfirm>
          )}
          {mayLock &&
            !self &&
            (user.state === "locked" ? (
              <Button type="primary" loading={unlock.isPending} onClick={() => unlock.mutate(user.version)}>
                {t("users.unlock")}
              </Button>
            ) : (
              <Popconfirm title={t("users.lockNote")} onConfirm={() => lock.mutate(user.version)}>
                <Button loading={lock.isPending}>{t("users.lock")}</Button>
              </Popconfirm>
            ))}
        </>
      }
    >
      <div className={css.two}>
        <div className={css.stack}>
          <Panel title={t("account.profile")}>
            <dl className={css.facts}>
              <dt>{t("user.username")}</dt>
              <dd>{user.username}</dd>
              <dt>{t("user.name")}</dt>
              <dd>{user.name}</dd>
              <dt>{t("user.email")}</dt>
              <dd>{user.email || "—"}</dd>
              <dt>{t("user.factor")}</dt>
              <dd>{t(user.totp ? "app.yes" : "app.no")}</dd>
              <dt>{t("user.sso")}</dt>
              <dd>{t(user.singleSignOn ? "app.yes" : "app.no")}</dd>
              <dt>{t("user.expiresAt")}</dt>
              <dd>{user.expiresAt ? format.date(user.expiresAt) : t("user.noEnd")}</dd>
              <dt>{t("user.created")}</dt>
              <dd>{format.time(user.createdAt)}</dd>
              {user.demo && (
                <>
                  <dt>{t("user.demo")}</dt>
                  <dd>{t("app.yes")}</dd>
                </>
              )}
            </dl>
          </Panel>
          {maySessions && <Sessions id={id} />}
        </div>
        <Roles user={user} self={self} />
      </div>
      {editing && <Edit user={user} close={() => setEditing(false)} />}
      {invited && <OneTimeLink invited={invited} close={() => setInvited(undefined)} />}
    </Page>
  );
}

const offices = ["system-admin", "security-admin", "audit-admin"] as const;
const rolesOf: Record<Team["kind"], Membership["role"][]> = {
  enterprise: ["viewer", "analyst", "lead"],
  ministry: ["reviewer", "chair"],
  house: [...offices],
};

function Roles({ user, self }: { user: Person; self: boolean }) {
  const t = useT();
  const name = useName();
  const mayGrant = useMay("membership.create");
  const query = useQuery(membershipsQuery({ userId: user.id }));
  const teams = useQuery(teamsQuery);
  const [team, setTeam] = useState<Team>();
  const [role, setRole] = useState<Membership["role"]>();
  const [moving, setMoving] = useState<Membership>();
  const keys = ["memberships", "users", "trail"];
  const add = useAction(
    (m: { teamId: string; role: Membership["role"] }) => createMembership(user.id, m.teamId, m.role),
    keys,
    () => setRole(undefined),
  );
  const remove = useAction((m: Membership) => deleteMembership(m.id, m.version), keys);
  const teamName = (id: string) => name(teams.data?.items.find((x) => x.id === id)?.name) || id;
  const items = query.data?.items ?? [];
  const inHouse = items.some((m) => offices.some((o) => o === m.role)); // then nowhere else
  return (
    <Panel flush title={t("user.roles")}>
      <Loaded query={query} rows={3}>
        {({ items }) => (
          <>
            {offices.every((o) => items.some((m) => m.role === o)) && (
              <Alert type="warning" showIcon banner title={t("users.threeOffices")} />
            )}
            {items.length === 0 ? (
              <Nothing>{t("users.noRoles")}</Nothing>
            ) : (
              <table className={css.table}>
                <tbody>
                  {items.map((m) => (
                    <tr key={m.id}>
                      <th scope="row">{teamName(m.teamId)}</th>
                      <td>{t(`role.${m.role}`)}</td>
                      <td className={css.right}>
                        {mayGrant && !self && !offices.some((o) => o === m.role) && (
                          <>
                            <button type="button" className={css.linkButton} onClick={() => setMoving(m)}>
                              {t("users.move")}
                            </button>{" "}
                          </>
                        )}
                        {mayGrant && (
                          <Popconfirm title={t("users.removeRoleNote")} onConfirm={() => remove.mutate(m)}>
                            <button type="button" className={css.linkButton}>
                              {t("users.removeRole")}
                            </button>
                          </Popconfirm>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {moving && (
              <Move
                user={user}
                membership={moving}
                held={items}
                teams={teams.data?.items ?? []}
                close={() => setMoving(undefined)}
              />
            )}
          </>
        )}
      </Loaded>
      {mayGrant && self && <p className={css.row}>{t("users.ownRoles")}</p>}
      {mayGrant && !self && (
        <div className={css.row}>
          <Select
            value={team?.id}
            onChange={(id) => {
              setTeam(teams.data?.items.find((x) => x.id === id));
              setRole(undefined);
            }}
            placeholder={t("nav.teams")}
            aria-label={t("nav.teams")}
            options={(teams.data?.items ?? [])
              .filter((x) => !x.archived && (items.length === 0 || inHouse === (x.kind === "house")))
              .map((x) => ({ value: x.id, label: name(x.name) }))}
          />
          <Select
            value={role}
            onChange={setRole}
            placeholder={t("user.roles")}
            aria-label={t("users.addRole")}
            options={(team ? rolesOf[team.kind] : []).map((r) => ({ value: r, label: t(`role.${r}`) }))}
          />
          <Button
            disabled={!team || !role}
            loading={add.isPending}
            onClick={() => team && role && add.mutate({ teamId: team.id, role })}
          >
            {t("users.addRole")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Sessions({ id }: { id: string }) {
  const t = useT();
  const format = useFormat();
  const mayEnd = useMay("session.end");
  const query = useQuery(userSessionsQuery(id));
  const end = useAction(() => endSessions(id), ["users", "trail"]);
  return (
    <Panel
      flush
      title={t("users.sessions")}
      extra={
        mayEnd && (
          <Button
            size="small"
            disabled={!query.data?.total}
            loading={end.isPending}
            onClick={() => end.mutate(undefined)}
          >
            {t("users.endSessions")}
          </Button>
        )
      }
    >
      <Loaded query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{t("users.noSessions")}</Nothing>
          ) : (
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("session.since")}</th>
                  <th scope="col">{t("session.seen")}</th>
                  <th scope="col">{t("session.address")}</th>
                  <th scope="col">{t("session.agent")}</th>
                  <th scope="col">{t("session.strong")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((s) => (
                  <tr key={s.id}>
                    <td>{format.time(s.createdAt)}</td>
                    <td>{format.time(s.seenAt)}</td>
                    <td>{s.address}</td>
                    <td className={css.muted}>{s.agent}</td>
                    <td>{t(s.strong ? "app.yes" : "app.no")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </Panel>
  );
}

interface Values {
  name: string;
  email?: string;
  expiresAt?: Dayjs | null;
}

function Edit({ user, close }: { user: Person; close: () => void }) {
  const t = useT();
  const [form] = Form.useForm<Values>();
  const save = useAction(
    (v: Values) =>
      saveUser(user.id, user.version, {
        username: user.username,
        name: v.name.trim(),
        email: v.email?.trim() ?? "",
        ...(v.expiresAt ? { expiresAt: v.expiresAt.endOf("day").toISOString() } : {}),
      }),
    ["users", "trail"],
    close,
  );
  return (
    <Modal
      open
      onCancel={close}
      title={t("users.edit")}
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
          name: user.name,
          email: user.email,
          expiresAt: user.expiresAt ? dayjs(user.expiresAt) : null,
        }}
        onFinish={(v) => save.mutate(v)}
      >
        <Form.Item
          name="name"
          label={t("user.name")}
          rules={[{ required: true, whitespace: true, message: t("fault.field.required") }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="email" label={t("user.email")}>
          <Input maxLength={254} type="email" />
        </Form.Item>
        <Form.Item name="expiresAt" label={t("user.expiresAt")}>
          <DatePicker placeholder={t("user.noEnd")} style={{ width: "100%" }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
