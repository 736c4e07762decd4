import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "react-router";
import { sessionQuery } from "../api/queries";
import { useT } from "../i18n";
import css from "./app.module.css";
import { navigation } from "./navigation";
import type { Entry } from "./navigation";
import { useWaiting } from "./useWaiting";

/** The pages one may open, in their groups; on a narrow screen as icons. */
export function SideBar() {
  const t = useT();
  const { data } = useQuery(sessionQuery);
  const permissions = data?.user.permissions ?? [];
  const visible = navigation.filter(
    (e) =>
      permissions.includes(e.permission) &&
      (!e.kind || data?.user.teams.some((team) => team.kind === e.kind)),
  );
  const groups = [...new Set(visible.flatMap((e) => e.group ?? []))];
  return (
    <nav aria-label={t("nav.label")} className={css.sider}>
      <Entries entries={visible.filter((e) => !e.group)} />
      {groups.map((group) => (
        <section key={group} aria-labelledby={group}>
          <h2 id={group} className={css.group}>
            {t(group)}
          </h2>
          <Entries entries={visible.filter((e) => e.group === group)} />
        </section>
      ))}
    </nav>
  );
}

function Entries({ entries }: { entries: Entry[] }) {
  const t = useT();
  const { pathname } = useLocation();
  const waiting = useWaiting();
  return (
    <ul className={css.menu}>
      {entries.map((e) => {
        const n = e.badge ? waiting[e.badge] : 0;
        const here = e.path === pathname || (e.path !== "/" && pathname.startsWith(`${e.path}/`));
        return (
          <li key={e.path}>
            <Link
              to={e.path}
              className={here ? css.here : undefined}
              aria-current={here ? "page" : undefined}
              title={t(e.label)}
            >
              {e.icon}
              <span className={css.label}>{t(e.label)}</span>
              {n > 0 && (
                <span
                  className={e.badge === "returned" ? css.badgeBack : css.badge}
                  data-testid={`badge-${e.badge}`}
                >
                  {n}
                </span>
              )}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
