import { Alert, Button, Modal } from "antd";
import type { Invited } from "../../api/types";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Copy } from "../../ui/Copy";
import css from "./admin.module.css";

/** The address by which a person sets a password. Behind "#", so that no server and no log sees the secret. */
export function invitationLink({ user, secret }: Invited): string {
  const parts = new URLSearchParams({ user: user.username, secret: secret ?? "" });
  return `${window.location.origin}/invitation#${parts.toString()}`;
}

/** A one-time link, shown this once. */
export function OneTimeLink({ invited, close }: { invited: Invited; close: () => void }) {
  const t = useT();
  const format = useFormat();
  return (
    <Modal
      open
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t("users.link")}
      footer={
        <Button type="primary" onClick={close}>
          {t("users.linkDone")}
        </Button>
      }
    >
      <Alert
        type="warning"
        showIcon
        style={{ marginBottom: 12 }}
        title={t("users.linkNote", { time: format.time(invited.expiresAt) })}
      />
      <div className={css.secret} data-testid="link">
        {invitationLink(invited)}
      </div>
      <p>
        <Copy text={invitationLink(invited)} shown={invited.user.username} />
      </p>
    </Modal>
  );
}
