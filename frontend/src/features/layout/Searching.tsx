import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import type { SolutionRequest } from "../../api/layouts";
import { progressQuery, stopSearch } from "../../api/search";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./search.module.css";

/** Seconds before a search is told to take long. */
const patience = 2;

/**
 * A search going on: after two seconds how far it is, and a way to take what it has found. Another
 * question ends it, and so does leaving the page.
 */
export function Searching({ request }: { request: SolutionRequest }) {
  const t = useT();
  const format = useFormat();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const { data: state } = useQuery(progressQuery(request));
  // One that has just ended cannot be stopped: its answer is on the way.
  const stop = useMutation({ mutationFn: stopSearch, retry: false });
  const { nodes, plans, best, bound } = state?.progress ?? { nodes: 0, plans: 0, best: 0, bound: 0 };
  const long = seconds >= patience && state;
  return (
    <div className={css.searching} data-searching>
      {/* The figures change four times a second: only that it takes long is read out. */}
      <span role="status">{t(long ? "layout.solvingLong" : "layout.solving")}</span>
      {long && (
        <>
          <progress
            value={Math.min(state.seconds, state.limit)}
            max={state.limit}
            aria-label={t("layout.search.time")}
          />
          <span>
            {t("layout.search.seconds", {
              n: format.integer(state.seconds),
              limit: format.integer(state.limit),
            })}
          </span>
          <span>{t("layout.search.nodes", { n: format.integer(nodes) })}</span>
          <span>
            {plans > 0 ? t("layout.search.best", { value: format.score(best) }) : t("layout.search.none")}
          </span>
          {bound > 0 && <span>{t("layout.search.bound", { value: format.score(bound) })}</span>}
          {bound > 0 && plans > 0 && (
            <span>{t("layout.search.gap", { value: format.score(Math.max(0, bound - best)) })}</span>
          )}
          <Button
            size="small"
            disabled={stop.isPending || stop.isSuccess}
            onClick={() => stop.mutate(state.id)}
          >
            {t("layout.search.stop")}
          </Button>
        </>
      )}
    </div>
  );
}
