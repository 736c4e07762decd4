import { QuestionCircleOutlined, SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useState } from "react";
import { Link, Navigate, Outlet, useLocation } from "react-router";
import { sessionQuery } from "../api/queries";
import { Problem } from "../api/problem";
import { useT } from "../i18n";
import { Loading } from "../ui/Boundary";
import { Failure } from "../ui/Failure";
import { Account } from "./Account";
import { WorkDrawer } from "../ui/WorkDrawer";
import css from "./app.module.css";
import { Gate } from "./Gate";
import { LanguageSwitch } from "./LanguageSwitch";
import { Notices } from "./Notices";

import { ReSignIn } from "./ReSignIn";
import { Search } from "./Search";
import { SideBar } from "./SideBar";
import { Watermark } from "./Watermark";

// It comes when it is asked for: the first page need not wait for it.
const Help = lazy(() => import("./Help").then((m) => ({ default: m.Help })));

/** Everything around a page: the bar on top, the navigation, search, help and the sign-in dialog. */
export function Layout() {
  const location = useLocation();
  const session = useQuery(sessionQuery);
  if (session.isPending) return <Loading />;
  if (session.error) {
    if (session.error instanceof Problem && session.error.status === 401) {
      const next = encodeURIComponent(location.pathname + location.search);
      return <Navigate to={`/signin?next=${next}`} replace />;
    }
    return <Failure error={session.error} retry={() => void session.refetch()} />;
  }
  return <Frame />;
}

function Frame() {
  const t = useT();
  const [searching, setSearching] = useState(false);
  const [helping, setHelping] = useState(false);

  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
        e.preventDefault();
        setSearching(true);
      } else if (e.key === "?" && !isTyping(e.target)) {
        setHelping(true);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <div className={css.frame}>
      <a href="#content" className={css.skip}>
        {t("app.skip")}
      </a>
      <header className={css.head}>
        <Link to="/" className={css.brand}>
          <img src="/favicon.svg" alt="" width={24} height={24} />
          <span className={css.product}>{t("app.title")}</span>
        </Link>
        <button type="button" className={css.searchButton} onClick={() => setSearching(true)}>
          <SearchOutlined aria-hidden />
          <span>{t("search.open")}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <div className={css.headTools}>
          <button
            type="button"
            className={css.headButton}
            onClick={() => setHelping(true)}
            aria-label={t("help.title")}
            title={t("help.title")}
          >
            <QuestionCircleOutlined />
          </button>
          <Notices />
          <LanguageSwitch />
          <Account />
        </div>
      </header>
      <div className={css.body}>
        <SideBar />
        <main id="content" tabIndex={-1} className={css.content}>
          <Gate>
            <Outlet />
          </Gate>
        </main>
      </div>
      {searching && <Search close={() => setSearching(false)} />}
      <Suspense fallback={null}>{helping && <Help close={() => setHelping(false)} />}</Suspense>
      <WorkDrawer />
      <ReSignIn />
      <Watermark />
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !isRange(target)
  );
}

function isRange(element: HTMLElement): boolean {
  return element instanceof HTMLInputElement && element.type === "range";
}
