import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { memo, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { sessionQuery } from "../../api/queries";
import { Problem } from "../../api/problem";
import { createRanking } from "../../api/rankings";
import type { Scope } from "../../api/types";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { useProblemText } from "../../ui/Failure";
import type { ScopeChoice } from "./useBench";
import type { DeskState } from "./useDesk";

/** Makes what is on the bench a draft of one's team, and goes on working on it there. */
export function Keep({ desk }: { desk: DeskState }) {
  const latest = useRef(desk);
  useEffect(() => {
    latest.current = desk;
  });
  return <KeepButton latest={latest} />;
}

// An antd button is no part of a slider's step.
const KeepButton = memo(function KeepButton({ latest }: { latest: React.RefObject<DeskState> }) {
  const t = useT();
  const format = useFormat();
  const words = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { notification } = App.useApp();
  const { data: session } = useQuery(sessionQuery);
  const [key] = useState(() => crypto.randomUUID());
  const teams = (session?.user.teams ?? []).filter((x) => x.kind === "enterprise");
  const keep = useMutation({
    mutationFn: () => {
      const { request, modelName, bench } = latest.current;
      const { model, modelId, ...rest } = request;
      return createRanking(
        {
          ...rest,
          scope: named(bench.scope) ?? request.scope,
          title: t("keep.title", { model: modelName, date: format.date(new Date().toISOString()) }),
          ...(model ? { model, modelId: model.id } : { modelId }),
        },
        key,
      );
    },
    onSuccess: (r) => {
      void queries.invalidateQueries({ queryKey: ["rankings", "list"] });
      void navigate({ pathname: `/workbench/${r.id}`, search: viewOnly(window.location.search) });
    },
    onError: (error) =>
      notification.error({
        title: t("state.error"),
        description: error instanceof Problem ? words(error) : t("fault.page"),
      }),
  });
  return (
    <>
      <Button href="/rankings/new" onClick={(e) => hand(e, latest.current, navigate)}>
        {t("keep.named")}
      </Button>
      {/* Whoever works for several teams has to say for which, on the page behind the link. */}
      {teams.length === 1 && (
        <Button type="primary" loading={keep.isPending} title={t("keep.note")} onClick={() => keep.mutate()}>
          {t("keep.open")}
        </Button>
      )}
    </>
  );
});

function hand(e: React.MouseEvent, desk: DeskState, navigate: ReturnType<typeof useNavigate>) {
  e.preventDefault();
  void navigate("/rankings/new", { state: { request: desk.request } });
}

/** A scope of one kind by its own names, so that people can read it; undefined where kinds narrow each other. */
function named({ regions, roles, countries }: ScopeChoice): Scope | undefined {
  const parts = roles.some((r) => r.includes(":"));
  const kinds = [regions, roles, countries].filter((x) => x.length > 0).length;
  if (parts || kinds > 1) return undefined;
  if (regions.length > 0) return { regions };
  if (roles.length > 0) return { strategies: roles };
  return countries.length > 0 ? { countries } : {};
}

/** What of the address is a view of the ranking; its scope and method are the draft's own from now on. */
function viewOnly(search: string): string {
  const before = new URLSearchParams(search);
  const kept = ["sel", "sort", "view", "firmness", "sweep"].flatMap((k): [string, string][] => {
    const v = before.get(k);
    return v ? [[k, v]] : [];
  });
  return new URLSearchParams(kept).toString();
}
