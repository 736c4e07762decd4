import { useSuspenseQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, useMemo, useState } from "react";
import { Navigate, useParams } from "react-router";
import { rankingQuery } from "../api/rankings";
import type { Ranking } from "../api/types";
import { useT } from "../i18n";
import { Conflict } from "../features/rankings/Conflict";
import { SaveStatus } from "../features/rankings/DraftEditor";
import { StateTag } from "../features/rankings/State";
import { useDraft } from "../features/rankings/useDraft";
import { Versions } from "../features/rankings/Versions";
import { DraftWorkbench } from "../features/workbench/Workbench";
import { LinkButton } from "../ui/LinkButton";

const Provenance = lazy(() => import("../features/provenance/ProvenanceDrawer"));

/** Joins the workbench with a stored draft: features do not know each other. */
export default function WorkbenchDraft() {
  const { rankingId = "" } = useParams();
  const { data: stored } = useSuspenseQuery(rankingQuery(rankingId));
  // What was handed in is read on its own page; only a draft of countries has weights to move.
  const open = stored.actions.includes("edit") && stored.subject === "country";
  if (!open) return <Navigate to={`/rankings/${stored.id}`} replace />;
  return <Open key={stored.id} stored={stored} />;
}

function Open({ stored }: { stored: Ranking }) {
  const t = useT();
  const state = useDraft(stored);
  const [versions, setVersions] = useState(false);
  const { ranking, draft, change, undo, redo, canUndo, canRedo } = state;
  const desk = useMemo(
    () => ({ ranking, draft, change, undo, redo, canUndo, canRedo }),
    [ranking, draft, change, undo, redo, canUndo, canRedo],
  );
  return (
    <DraftWorkbench
      draft={desk}
      head={{
        title: draft.title,
        trail: [{ label: t("nav.rankings"), to: "/rankings" }],
        note: (
          <>
            <StateTag state={ranking.review.state} /> <SaveStatus state={state} />
          </>
        ),
      }}
      tools={
        <>
          <Button onClick={() => setVersions(true)}>{t("versions.open")}</Button>
          <LinkButton to={`/rankings/${ranking.id}`} type="primary">
            {t("draft.toScenario")}
          </LinkButton>
        </>
      }
      Provenance={Provenance}
    >
      {state.stale && <Conflict state={state} />}
      {versions && <Versions state={state} close={() => setVersions(false)} />}
    </DraftWorkbench>
  );
}
