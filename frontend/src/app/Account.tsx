import { LogoutOutlined, SettingOutlined, UserOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { sessionQuery, signOut } from "../api/queries";
import { useName, useT } from "../i18n";
import css from "./app.module.css";

/** Who is signed in, with the way to their account and out; it opens on a click and closes on Escape or when left. */
export function Account() {
  const t = useT();
  const name = useName();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const panel = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const { data } = useQuery(sessionQuery);
  if (!data) return null;
  const leave = async () => {
    await signOut();
    queries.clear();
    void navigate("/signin");
  };
  const teams = data.user.teams.map((team) => name(team.name)).join(t("app.listComma"));
  return (
    <div
      className={css.account}
      onBlur={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget)) setOpen(false);
      }}
      onKeyDown={(e) => {
        if (e.key !== "Escape" || !open) return;
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        className={css.headButton}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        <UserOutlined aria-hidden /> {data.user.name || data.user.username}
        {teams && <span className={css.team}>{teams}</span>}
      </button>
      <div id={panel} className={css.accountPanel} hidden={!open}>
        <p>
          {data.user.username}
          {data.user.teams.map((team) => (
            <span key={team.id}>{name(team.name)}</span>
          ))}
        </p>
        <Link to="/account" onClick={() => setOpen(false)}>
          <SettingOutlined aria-hidden /> {t("nav.account")}
        </Link>
        <button type="button" onClick={() => void leave()}>
          <LogoutOutlined aria-hidden /> {t("signin.leave")}
        </button>
      </div>
    </div>
  );
}
