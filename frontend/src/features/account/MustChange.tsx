import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../../api/queries";
import { useT } from "../../i18n";
import { PasswordForm } from "./PasswordForm";
import css from "./account.module.css";

/** Stands in place of every page until somebody who must has set a password of their own. */
export function MustChange() {
  const t = useT();
  const { data: session } = useQuery(sessionQuery);
  const expired = session?.user.passwordExpired ?? false;
  return (
    <section className={css.narrow} aria-labelledby="must-change">
      <h1 id="must-change">{t(expired ? "account.expired" : "account.mustChange")}</h1>
      <p>{t(expired ? "account.expiredNote" : "account.mustChangeNote")}</p>
      <PasswordForm />
    </section>
  );
}
