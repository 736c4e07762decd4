import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import {
  beginSecondFactor,
  confirmSecondFactor,
  proveSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  secondFactorQuery,
} from "../../api/account";
import { sessionQuery } from "../../api/queries";
import type { Enrolment } from "../../api/types";
import { useT } from "../../i18n";
import { Copy } from "../../ui/Copy";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import css from "./account.module.css";

type Step = "begin" | "renew" | "remove" | "prove";

/** One's second factor: set up, replaced, shown for this session, given up. */
export function SecondFactor() {
  const t = useT();
  const queries = useQueryClient();
  const query = useQuery(secondFactorQuery);
  const [step, setStep] = useState<Step>();
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [codes, setCodes] = useState<string[]>();
  // Each of these opens another session: everything is asked again with it.
  const renewed = () => {
    setStep(undefined);
    setEnrolment(undefined);
    void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ["account"] });
  };
  return (
    <Panel title={t("account.factor")}>
      <Loaded query={query} rows={2}>
        {(state) => (
          <>
            {state.required && !state.strong && (
              <Alert
                type="warning"
                showIcon
                className={css.gap}
                title={t("account.factorRequired")}
                description={t("account.factorRequiredNote")}
              />
            )}
            <p>
              {state.enrolled ? t("account.factorOn", { n: state.recoveryCodes }) : t("account.factorOff")}
            </p>
            {state.enrolled && (
              <p className={css.muted}>{t(state.strong ? "account.proved" : "account.factorWeak")}</p>
            )}
            <div className={css.actions}>
              {state.enrolled && !state.strong && (
                <Button type="primary" onClick={() => setStep("prove")}>
                  {t("account.prove")}
                </Button>
              )}
              {(!state.enrolled || state.strong) && (
                <Button type={state.enrolled ? "default" : "primary"} onClick={() => setStep("begin")}>
                  {t(state.enrolled ? "account.beginAgain" : "account.begin")}
                </Button>
              )}
              {state.enrolled && state.strong && (
                <>
                  <Button onClick={() => setStep("renew")}>{t("account.renew")}</Button>
                  {!state.required && (
                    <Button onClick={() => setStep("remove")}>{t("account.remove")}</Button>
                  )}
                </>
              )}
            </div>
          </>
        )}
      </Loaded>
      {step === "begin" && (
        <Ask
          title={t("account.begin")}
          note={t("account.beginNote")}
          label={t("account.current")}
          secret
          run={beginSecondFactor}
          done={(answer) => {
            setStep(undefined);
            setEnrolment(answer);
          }}
          close={() => setStep(undefined)}
        />
      )}
      {step === "renew" && (
        <Ask
          title={t("account.renew")}
          label={t("account.current")}
          secret
          run={renewRecoveryCodes}
          done={(answer) => {
            renewed();
            setCodes(answer.codes);
          }}
          close={() => setStep(undefined)}
        />
      )}
      {step === "remove" && (
        <Ask
          title={t("account.remove")}
          label={t("account.current")}
          secret
          run={removeSecondFactor}
          done={renewed}
          close={() => setStep(undefined)}
        />
      )}
      {step === "prove" && (
        <Ask
          title={t("account.prove")}
          label={t("signin.code")}
          run={proveSecondFactor}
          done={renewed}
          close={() => setStep(undefined)}
        />
      )}
      {enrolment && (
        <Ask
          title={t("account.begin")}
          note={t("account.secret")}
          label={t("account.code")}
          extra={
            <dl className={css.facts}>
              <dt>{t("account.key")}</dt>
              <dd>
                <Copy text={enrolment.secret} />
              </dd>
              <dt>{t("account.uri")}</dt>
              <dd>
                <a href={enrolment.uri}>{t("account.openApp")}</a>
              </dd>
            </dl>
          }
          run={(code) => confirmSecondFactor(enrolment.enrolment, code)}
          done={(answer) => {
            renewed();
            setCodes(answer.codes);
          }}
          close={() => setEnrolment(undefined)}
        />
      )}
      {codes && (
        <Modal
          open
          closable={false}
          keyboard={false}
          mask={{ closable: false }}
          title={t("account.codes")}
          footer={
            <Button type="primary" onClick={() => setCodes(undefined)}>
              {t("account.codesDone")}
            </Button>
          }
        >
          <Alert type="warning" showIcon title={t("account.codesNote")} />
          <ul className={css.codes}>
            {codes.map((c) => (
              <li key={c}>{c}</li>
            ))}
          </ul>
          <Copy text={codes.join("\n")} shown={t("account.codes")} />
        </Modal>
      )}
    </Panel>
  );
}

/** A dialog with one field, a password or a code. */
function Ask<R>({
  title,
  note,
  label,
  extra,
  secret,
  run,
  done,
  close,
}: {
  title: string;
  note?: string;
  label: string;
  extra?: React.ReactNode;
  secret?: boolean;
  run: (value: string) => Promise<R>;
  done: (answer: R) => void;
  close: () => void;
}) {
  const t = useT();
  const [form] = Form.useForm<{ value: string }>();
  const ask = useMutation({ mutationFn: (v: { value: string }) => run(v.value.trim()), onSuccess: done });
  return (
    <Modal
      open
      onCancel={close}
      title={title}
      okText={t("app.confirm")}
      cancelText={t("app.cancel")}
      confirmLoading={ask.isPending}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <Refused error={ask.error} />
      {note && <p>{note}</p>}
      {extra}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => ask.mutate(v)}>
        <Form.Item
          name="value"
          label={label}
          rules={[{ required: true, whitespace: true, message: t("fault.field.required") }]}
        >
          {secret ? (
            <Input.Password autoFocus autoComplete="current-password" maxLength={1024} />
          ) : (
            <Input autoFocus autoComplete="one-time-code" maxLength={40} />
          )}
        </Form.Item>
      </Form>
    </Modal>
  );
}
