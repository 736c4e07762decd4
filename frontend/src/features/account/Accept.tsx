import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Form } from "antd";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { acceptInvitation } from "../../api/account";
import { sessionQuery } from "../../api/queries";
import { useT } from "../../i18n";
import { Nothing } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { NewPassword } from "./PasswordForm";
import css from "./account.module.css";

/** Sets a password by a one-time link. The secret stands behind "#" and leaves the address at once. */
export default function Accept() {
  const t = useT();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [{ username, secret }] = useState(() => {
    const parts = new URLSearchParams(window.location.hash.slice(1));
    return { username: parts.get("user") ?? "", secret: parts.get("secret") ?? "" };
  });
  useEffect(() => window.history.replaceState(window.history.state, "", window.location.pathname), []);
  const accept = useMutation({
    mutationFn: (v: { password: string }) => acceptInvitation(username, v.password, secret),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, session);
      void navigate("/", { replace: true });
    },
  });
  return (
    <main className={css.narrow}>
      <h1>{t("invitation.title")}</h1>
      {!username || !secret ? (
        <Nothing>{t("invitation.missing")}</Nothing>
      ) : (
        <>
          <p>{t("invitation.note", { username })}</p>
          <Refused error={accept.error} field={(f) => (f === "password" ? t("account.new") : f)} />
          <Form<{ password: string }>
            layout="vertical"
            requiredMark={false}
            onFinish={(v) => accept.mutate(v)}
          >
            <input type="hidden" autoComplete="username" value={username} readOnly />
            <NewPassword />
            <Button type="primary" htmlType="submit" block loading={accept.isPending}>
              {t("invitation.accept")}
            </Button>
          </Form>
        </>
      )}
    </main>
  );
}
