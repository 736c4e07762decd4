import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { methodsQuery } from "../../api/account";
import { changePassword, sessionQuery } from "../../api/queries";
import { useT } from "../../i18n";
import { Refused } from "../../ui/Refused";

interface Values {
  current: string;
  password: string;
  repeat: string;
}

/** Fields for a new password, typed twice. */
export function NewPassword() {
  const t = useT();
  const { data: methods } = useQuery(methodsQuery);
  const required = { required: true, message: t("fault.field.required") };
  return (
    <>
      <Form.Item
        name="password"
        label={t("account.new")}
        rules={[required]}
        extra={methods && t(`password.${methods.passwordProfile}`)}
      >
        <Input.Password autoComplete="new-password" maxLength={1024} />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t("account.repeat")}
        dependencies={["password"]}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value: unknown) =>
              !value || value === getFieldValue("password")
                ? Promise.resolve()
                : Promise.reject(new Error(t("account.different"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={1024} />
      </Form.Item>
    </>
  );
}

/** Changes one's own password; `done` is called once it is changed. */
export function PasswordForm({ done }: { done?: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const [form] = Form.useForm<Values>();
  const change = useMutation({
    mutationFn: (v: Values) => changePassword(v.current, v.password),
    onSuccess: (answer) => {
      void message.success(t("account.passwordDone"));
      queries.setQueryData(sessionQuery.queryKey, answer);
      form.resetFields();
      done?.();
    },
  });
  return (
    <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(v) => change.mutate(v)}>
      <Refused error={change.error} field={(f) => (f === "password" ? t("account.new") : f)} />
      <input type="hidden" autoComplete="username" value={session?.user.username ?? ""} readOnly />
      <Form.Item
        name="current"
        label={t("account.current")}
        rules={[{ required: true, message: t("fault.field.required") }]}
      >
        <Input.Password autoComplete="current-password" maxLength={1024} />
      </Form.Item>
      <NewPassword />
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t("account.password")}
      </Button>
    </Form>
  );
}
