import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { methodsQuery } from "../../api/account";
import { sessionQuery, signIn } from "../../api/queries";
import { Problem } from "../../api/problem";
import { useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";

interface Values {
  username: string;
  password: string;
  code?: string;
}

/** User name, password and, where the account has one, the code of its second factor; `done` is called once the session stands. */
export function SignInForm({ done, username }: { done: () => void; username?: string }) {
  const t = useT();
  const words = useProblemText();
  const queries = useQueryClient();
  const { data: methods } = useQuery(methodsQuery);
  const attempt = useMutation({
    mutationFn: (v: Values) => signIn(v.username, v.password, v.code?.trim()),
    onSuccess: (session) => {
      queries.setQueryData(sessionQuery.queryKey, session);
      done();
    },
  });
  const refused = attempt.error instanceof Problem ? attempt.error : undefined;
  const asked = refused?.code === "signIn.codeRequired";
  // Once the password was right, the code stays asked for while it is typed again.
  const [coded, setCoded] = useState(false);
  if (asked && !coded) setCoded(true);
  const problem = asked ? undefined : refused;
  const seconds = problem?.retryAfter ?? 0;
  const wait =
    seconds >= 120
      ? t("signin.retryAfterMinutes", { minutes: Math.ceil(seconds / 60) })
      : seconds > 0
        ? t("signin.retryAfter", { seconds })
        : undefined;
  const limit =
    problem?.code === "signIn.failed" && methods ? t(`signin.limit.${methods.passwordProfile}`) : undefined;
  return (
    <Form<Values>
      layout="vertical"
      requiredMark={false}
      initialValues={{ username: username ?? "" }}
      onFinish={(v) => attempt.mutate(v)}
    >
      {problem && (
        <Alert
          type="error"
          role="alert"
          style={{ marginBottom: 16 }}
          title={words(problem)}
          description={wait ?? limit}
        />
      )}
      <Form.Item
        name="username"
        label={t("signin.username")}
        rules={[{ required: true, message: t("signin.usernameMissing") }]}
      >
        <Input autoComplete="username" autoFocus={!username} maxLength={256} size="large" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("signin.password")}
        rules={[{ required: true, message: t("signin.passwordMissing") }]}
      >
        <Input.Password
          autoComplete="current-password"
          autoFocus={Boolean(username)}
          maxLength={1024}
          size="large"
        />
      </Form.Item>
      {coded && (
        <Form.Item
          name="code"
          label={t("signin.code")}
          rules={[{ required: true, whitespace: true, message: t("signin.codeMissing") }]}
        >
          <Input autoComplete="one-time-code" autoFocus maxLength={40} size="large" />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block size="large" loading={attempt.isPending}>
        {t("signin.submit")}
      </Button>
    </Form>
  );
}
