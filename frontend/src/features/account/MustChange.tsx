import { useT } from "../../i18n";
import { PasswordForm } from "./PasswordForm";
import css from "./account.module.css";

/** Stands in place of every page until somebody who must has set a password of their own. */
export function MustChange() {
  const t = useT();
  return (
    <section className={css.narrow} aria-labelledby="must-change">
      <h1 id="must-change">{t("account.mustChange")}</h1>
      <p>{t("account.mustChangeNote")}</p>
      <PasswordForm />
    </section>
  );
}
