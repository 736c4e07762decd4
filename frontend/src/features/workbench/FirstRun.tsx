import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { sessionQuery } from "../../api/queries";
import { rankingsQuery } from "../../api/rankings";
import { useT } from "../../i18n";
import css from "./workbench.module.css";

const steps = ["scope", "weights", "read", "keep"] as const;

const remembered = (user: string) => `parksite.firstRun.${user}`;

function seen(user: string): boolean {
  try {
    return localStorage.getItem(remembered(user)) !== null;
  } catch {
    return true; // where nothing is remembered, nobody is asked every time
  }
}

/** Four steps for somebody whose team has no scenario yet; skipped once, never shown again to that person. */
export function FirstRun() {
  const t = useT();
  const { data: session } = useQuery(sessionQuery);
  const user = session?.user.id ?? "";
  const team = session?.user.teams.find((x) => x.kind === "enterprise")?.id ?? "";
  const [gone, setGone] = useState(() => user === "" || seen(user));
  const [at, setAt] = useState(0);
  const wanted = user !== "" && team !== "" && !gone;
  const list = useQuery({ ...rankingsQuery({ team, pageSize: 1 }), enabled: wanted });
  const step = steps[at];
  if (!wanted || !step || list.data?.total !== 0) return null;
  const close = () => {
    setGone(true);
    try {
      localStorage.setItem(remembered(user), "seen");
    } catch {
      // shown again next time
    }
  };
  const last = at === steps.length - 1;
  return (
    <section
      className={css.firstRun}
      aria-label={t("firstRun.title")}
      onKeyDown={(e) => {
        if (e.key === "Escape") close();
      }}
    >
      <div aria-live="polite">
        <strong>
          {t("firstRun.step", { at: at + 1, all: steps.length })} {t(`firstRun.${step}`)}
        </strong>
        <p>{t(`firstRun.${step}Note`)}</p>
      </div>
      <div className={css.firstRunTools}>
        <Button type="text" onClick={close}>
          {t("firstRun.skip")}
        </Button>
        {at > 0 && <Button onClick={() => setAt(at - 1)}>{t("firstRun.back")}</Button>}
        <Button type="primary" onClick={() => (last ? close() : setAt(at + 1))}>
          {t(last ? "firstRun.done" : "firstRun.next")}
        </Button>
      </div>
    </section>
  );
}
