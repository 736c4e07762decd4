import { useSuspenseQuery } from "@tanstack/react-query";
import { sessionQuery, useMay } from "../../api/queries";
import { isKey, useName, useT } from "../../i18n";
import { Page, Panel } from "../../ui/Page";
import { PasswordForm } from "./PasswordForm";
import { SecondFactor } from "./SecondFactor";
import { Tokens } from "./Tokens";
import css from "./account.module.css";

/** One's own account. */
export default function AccountPage() {
  const t = useT();
  const name = useName();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const mayTokens = useMay("token.read");
  const { user } = session;
  const role = (id: string) => {
    const key = `role.${id}`;
    return isKey(key) ? t(key) : id;
  };
  return (
    <Page title={t("nav.account")}>
      <div className={css.grid}>
        <div className={css.stack}>
          <Panel title={t("account.profile")}>
            <dl className={css.facts}>
              <dt>{t("user.username")}</dt>
              <dd>{user.username}</dd>
              <dt>{t("user.name")}</dt>
              <dd>{user.name}</dd>
              <dt>{t("user.roles")}</dt>
              <dd>
                {user.teams.map((x) => (
                  <div key={x.id}>
                    {name(x.name)} {x.roles.map(role).join(t("app.listComma"))}
                  </div>
                ))}
              </dd>
            </dl>
          </Panel>
          <SecondFactor />
          <Panel title={t("account.password")}>
            <p className={css.muted}>{t("account.passwordNote")}</p>
            <PasswordForm />
          </Panel>
        </div>
        {mayTokens && <Tokens />}
      </div>
    </Page>
  );
}
