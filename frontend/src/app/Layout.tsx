import {
  LogoutOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  SettingOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Dropdown, Layout as AntLayout, Menu } from "antd";
import type { MenuProps } from "antd";
import { useEffect, useState } from "react";
import { Link, Navigate, Outlet, useLocation, useNavigate } from "react-router";
import { sessionQuery, signOut } from "../api/queries";
import { Problem } from "../api/problem";
import { useName, useT } from "../i18n";
import { Loading } from "../ui/Boundary";
import { Failure } from "../ui/Failure";
import { useMedia } from "../ui/useMedia";
import css from "./app.module.css";
import { Gate } from "./Gate";
import { Help } from "./Help";
import { LanguageSwitch } from "./LanguageSwitch";
import { navigation } from "./navigation";
import type { Entry } from "./navigation";
import { ReSignIn } from "./ReSignIn";
import { Search } from "./Search";
import { useWaiting } from "./useWaiting";

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
  const wide = useMedia("(min-width: 1100px)");

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
    <AntLayout className={css.frame}>
      <a href="#content" className={css.skip}>
        {t("app.skip")}
      </a>
      <AntLayout.Header className={css.head}>
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
          <LanguageSwitch />
          <Account />
        </div>
      </AntLayout.Header>
      <AntLayout hasSider>
        <AntLayout.Sider
          width={184}
          collapsedWidth={48}
          collapsed={!wide}
          className={css.sider}
          theme="light"
        >
          <Navigation />
        </AntLayout.Sider>
        <AntLayout.Content id="content" tabIndex={-1} className={css.content}>
          <main>
            <Gate>
              <Outlet />
            </Gate>
          </main>
        </AntLayout.Content>
      </AntLayout>
      {searching && <Search close={() => setSearching(false)} />}
      {helping && <Help close={() => setHelping(false)} />}
      <ReSignIn />
    </AntLayout>
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

function Navigation() {
  const t = useT();
  const { pathname } = useLocation();
  const { data } = useQuery(sessionQuery);
  const permissions = data?.user.permissions ?? [];
  const visible = navigation.filter(
    (e) =>
      permissions.includes(e.permission) &&
      (!e.kind || data?.user.teams.some((team) => team.kind === e.kind)),
  );
  const waiting = useWaiting();
  const item = (e: Entry) => {
    const n = e.badge ? waiting[e.badge] : 0;
    return {
      key: e.path,
      icon: e.icon,
      label: (
        <Link to={e.path}>
          {t(e.label)}
          {n > 0 && (
            <span
              className={e.badge === "returned" ? css.badgeBack : css.badge}
              data-testid={`badge-${e.badge}`}
            >
              {n}
            </span>
          )}
        </Link>
      ),
    };
  };
  const items: MenuProps["items"] = visible.filter((e) => !e.group).map(item);
  const groups = [...new Set(visible.flatMap((e) => e.group ?? []))];
  for (const group of groups) {
    const children = visible.filter((e) => e.group === group).map(item);
    items.push({ type: "group", key: group, label: t(group), children });
  }
  const selected = visible.filter(
    (e) => e.path === pathname || (e.path !== "/" && pathname.startsWith(`${e.path}/`)),
  );
  return (
    <nav aria-label={t("nav.label")}>
      <Menu mode="inline" items={items} selectedKeys={selected.map((e) => e.path)} className={css.menu} />
    </nav>
  );
}

function Account() {
  const t = useT();
  const name = useName();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data } = useQuery(sessionQuery);
  if (!data) return null;
  const leave = async () => {
    await signOut();
    queries.clear();
    void navigate("/signin");
  };
  const teams = data.user.teams.map((team) => name(team.name)).join(t("app.listComma"));
  const items: MenuProps["items"] = [
    {
      key: "who",
      disabled: true,
      label: (
        <>
          <div>{data.user.username}</div>
          {data.user.teams.map((team) => (
            <div key={team.id}>{name(team.name)}</div>
          ))}
        </>
      ),
    },
    { type: "divider" },
    {
      key: "account",
      icon: <SettingOutlined />,
      label: t("nav.account"),
      onClick: () => void navigate("/account"),
    },
    { key: "leave", icon: <LogoutOutlined />, label: t("signin.leave"), onClick: () => void leave() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <button type="button" className={css.headButton} aria-haspopup="menu">
        <UserOutlined aria-hidden /> {data.user.name || data.user.username}
        {teams && <span className={css.team}>{teams}</span>}
      </button>
    </Dropdown>
  );
}
