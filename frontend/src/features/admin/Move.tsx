import { Alert, Form, Modal, Select } from "antd";
import { moveMembership } from "../../api/admin";
import type { Membership, Person, Team } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useAction } from "./useAction";

/** Moves a person to another team of the same kind, in the role they hold: one act, so one dialogue. */
export function Move({
  user,
  membership,
  held,
  teams,
  close,
}: {
  user: Person;
  membership: Membership;
  held: Membership[];
  teams: Team[];
  close: () => void;
}) {
  const t = useT();
  const name = useName();
  const [form] = Form.useForm<{ teamId: string }>();
  const from = teams.find((x) => x.id === membership.teamId);
  const choice = teams.filter(
    (x) =>
      x.kind === from?.kind &&
      !x.archived &&
      !held.some((m) => m.teamId === x.id && m.role === membership.role),
  );
  const move = useAction(
    (teamId: string) => moveMembership(membership.id, membership.version, teamId),
    ["memberships", "users", "trail"],
    close,
  );
  return (
    <Modal
      open
      onCancel={close}
      title={t("users.moveTitle", { name: user.name || user.username, role: t(`role.${membership.role}`) })}
      okText={t("users.move")}
      okButtonProps={{ disabled: choice.length === 0 }}
      cancelText={t("app.cancel")}
      confirmLoading={move.isPending}
      onOk={() => form.submit()}
    >
      <Form form={form} layout="vertical" onFinish={(v) => move.mutate(v.teamId)}>
        <Form.Item label={t("users.moveFrom")}>{name(from?.name) || membership.teamId}</Form.Item>
        {choice.length === 0 ? (
          <Alert type="info" title={t("users.moveNone")} />
        ) : (
          <Form.Item
            name="teamId"
            label={t("users.moveTo")}
            extra={t(from?.kind === "ministry" ? "users.moveNoteMinistry" : "users.moveNote")}
            rules={[{ required: true, message: t("users.moveToMissing") }]}
          >
            <Select
              placeholder={t("users.moveToMissing")}
              options={choice.map((x) => ({ value: x.id, label: name(x.name) }))}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
