import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Form, Input, InputNumber, Modal, Popconfirm } from "antd";
import { useState } from "react";
import { createToken, revokeToken, tokensQuery } from "../../api/account";
import { sessionQuery } from "../../api/queries";
import { Problem } from "../../api/problem";
import { isKey, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Copy } from "../../ui/Copy";
import { useProblemText } from "../../ui/Failure";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import css from "./account.module.css";

// What a token may at most; the server offers each only to owners who hold it.
const scopes = [
  "catalogue.read",
  "dataset.read",
  "dataset.import",
  "evaluation.run",
  "preview.run",
  "model.read",
  "model.create",
  "model.edit",
  "ownSite.read",
  "ownSite.create",
  "ownSite.edit",
  "ranking.read",
  "ranking.create",
  "ranking.edit",
  "ranking.analyse",
  "ranking.export",
  "ranking.submit",
  "review.read",
  "audit.read",
  "audit.verify",
  "metrics.read",
] as const;

/** One's own API tokens. */
export function Tokens() {
  const t = useT();
  const format = useFormat();
  const words = useProblemText();
  const queries = useQueryClient();
  const { notification } = App.useApp();
  const query = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  const revoke = useMutation({
    mutationFn: revokeToken,
    onError: (error) =>
      notification.error({ title: error instanceof Problem ? words(error) : t("fault.page") }),
    onSettled: () => void queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const scope = (s: string) => {
    const key = `scope.${s}`;
    return isKey(key) ? t(key) : s;
  };
  return (
    <Panel
      flush
      title={t("account.tokens")}
      extra={
        <Button size="small" onClick={() => setCreating(true)}>
          {t("token.create")}
        </Button>
      }
    >
      <Loaded query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>
              {t("account.noTokens")} {t("account.tokensNote")}
            </Nothing>
          ) : (
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("token.name")}</th>
                  <th scope="col">{t("token.prefix")}</th>
                  <th scope="col">{t("token.scopes")}</th>
                  <th scope="col">{t("token.expires")}</th>
                  <th scope="col">{t("token.used")}</th>
                  <th scope="col">{t("token.state")}</th>
                  <th scope="col">{t("app.actions")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((k) => (
                  <tr key={k.id}>
                    <th scope="row">{k.name}</th>
                    <td>
                      <code>{k.prefix}…</code>
                    </td>
                    <td>{k.scopes.map(scope).join(t("app.listComma"))}</td>
                    <td>{format.date(k.expiresAt)}</td>
                    <td>
                      {k.lastUsedAt ? format.time(k.lastUsedAt) : t("token.never")}
                      {k.lastUsedFrom && <div className={css.muted}>{k.lastUsedFrom}</div>}
                    </td>
                    <td>{t(k.active ? "token.active" : k.revokedAt ? "token.revoked" : "token.ended")}</td>
                    <td>
                      {k.active && (
                        <Popconfirm title={t("token.revokeNote")} onConfirm={() => revoke.mutate(k.id)}>
                          <button type="button" className={css.linkButton}>
                            {t("token.revoke")}
                          </button>
                        </Popconfirm>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
      {creating && <Create scope={scope} close={() => setCreating(false)} />}
    </Panel>
  );
}

interface Values {
  name: string;
  scopes: string[];
  days: number;
}

function Create({ scope, close }: { scope: (s: string) => string; close: () => void }) {
  const t = useT();
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const held = session?.user.permissions ?? [];
  const [form] = Form.useForm<Values>();
  const create = useMutation({
    mutationFn: (v: Values) => createToken(v.name.trim(), v.scopes, v.days),
    onSuccess: () => void queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const secret = create.data?.secret;
  const required = [{ required: true, message: t("fault.field.required") }];
  if (secret) {
    return (
      <Modal
        open
        closable={false}
        keyboard={false}
        mask={{ closable: false }}
        title={t("token.secret")}
        footer={
          <Button type="primary" onClick={close}>
            {t("token.secretDone")}
          </Button>
        }
      >
        <Alert type="warning" showIcon title={t("token.secretNote")} />
        <div className={css.secret}>{secret}</div>
        <Copy text={secret} shown={create.data?.name} />
      </Modal>
    );
  }
  return (
    <Modal
      open
      onCancel={close}
      width={600}
      title={t("token.create")}
      okText={t("action.create")}
      cancelText={t("app.cancel")}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
    >
      <Refused error={create.error} />
      <p className={css.muted}>{t("account.tokensNote")}</p>
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ days: 90, scopes: [] }}
        onFinish={(v) => create.mutate(v)}
      >
        <Form.Item name="name" label={t("token.name")} rules={required}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="scopes" label={t("token.scopes")} rules={required}>
          <Checkbox.Group
            options={scopes.filter((s) => held.includes(s)).map((s) => ({ value: s, label: scope(s) }))}
          />
        </Form.Item>
        <Form.Item name="days" label={t("token.days")} rules={required}>
          <InputNumber min={1} max={366} precision={0} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
