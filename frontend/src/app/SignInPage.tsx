import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { sessionQuery } from "../api/queries";
import { Provider, ProviderProblem } from "../features/signin/Provider";
import { SignInForm } from "../features/signin/SignInForm";
import { useT } from "../i18n";
import css from "./app.module.css";
import { LanguageSwitch } from "./LanguageSwitch";

/** Where to go after signing in: a path of this application and nothing else. */
function target(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

export function SignInPage() {
  const t = useT();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const session = useQuery(sessionQuery);
  const next = target(search.get("next"));
  if (session.data) return <Navigate to={next} replace />;
  return (
    <div className={css.signin}>
      <header className={css.signinHead}>
        <img src="/favicon.svg" alt="" width={28} height={28} />
        <span className={css.product}>{t("app.title")}</span>
        <LanguageSwitch />
      </header>
      <main className={css.signinMain}>
        <section className={css.signinAbout}>
          <h1>{t("signin.headline")}</h1>
          <p>{t("signin.about")}</p>
          <ul>
            <li>{t("signin.point1")}</li>
            <li>{t("signin.point2")}</li>
            <li>{t("signin.point3")}</li>
          </ul>
        </section>
        <section className={css.signinCard} aria-labelledby="signin-title">
          <h2 id="signin-title">{t("signin.title")}</h2>
          <ProviderProblem code={search.get("problem")} />
          <SignInForm done={() => void navigate(next, { replace: true })} />
          <Provider />
          <p className={css.signinHelp}>{t("signin.help")}</p>
        </section>
      </main>
      <footer className={css.signinFoot}>{t("signin.foot")}</footer>
    </div>
  );
}
