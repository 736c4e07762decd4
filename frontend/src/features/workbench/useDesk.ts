import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import {
  attainableQuery,
  briefPreview,
  previewQuery,
  robustnessQuery,
  useCatalogue,
} from "../../api/queries";
import type { PreviewRequest } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useSettled } from "../../ui/useSettled";
import { useColumns } from "./columns";
import { Previewer } from "./previewer";
import { rowsOf } from "./rows";
import type { Bench } from "./useBench";
import { overrides } from "./weights";

/** The first places whose probability the table shows. */
export const topK = 3;
const draws = 10_000;
const settling = 350; // ms without a step before ten thousand draws are asked for

/** Everything the workbench shows of what is on the bench: the question, and the answers to it. */
export function useDesk(bench: Bench) {
  const t = useT();
  const name = useName();
  const { countries } = useCatalogue();
  const { model, weights, bounds, base, kept, empty } = bench;
  const names = useMemo(() => new Map(countries.map((c) => [c.iso3, name(c.name)])), [countries, name]);
  const nameOf = useCallback((iso3: string) => names.get(iso3) ?? iso3, [names]);
  const adjusted = useMemo(() => overrides(model.tree, weights.weights), [model.tree, weights.weights]);
  const request = useMemo((): PreviewRequest => ({ ...base, weights: adjusted }), [base, adjusted]);

  const [previewer] = useState(() => new Previewer(briefPreview));
  useEffect(() => {
    if (!empty) previewer.ask(request);
  }, [previewer, request, empty]);
  useEffect(() => () => previewer.stop(), [previewer]);
  const { result, error } = useSyncExternalStore(previewer.subscribe, previewer.answer);
  const baseline = useQuery({ ...previewQuery(kept), enabled: !empty });
  const settled = useSettled(request, settling);
  const firmness = useQuery({
    ...robustnessQuery(settled, draws, topK),
    enabled: !empty && result !== undefined && result.alternatives.length > 1,
    placeholderData: keepPreviousData,
  });

  const columns = useColumns();
  const limits = useQuery({
    ...attainableQuery(settled, bounds.list),
    enabled: !empty && result !== undefined && columns.includes("attainable"),
    placeholderData: keepPreviousData,
  });

  const rows = useMemo(
    () => (result && !empty ? rowsOf(result, baseline.data, firmness.data, limits.data, nameOf) : []),
    [result, baseline.data, firmness.data, limits.data, nameOf, empty],
  );
  const dimensions = useMemo(
    () => (model.tree.children ?? []).map((d) => ({ id: d.id, name: name(d.name) })),
    [model.tree, name],
  );
  const source = [
    t("workbench.sourceLine", {
      model: name(model.name),
      version: model.version,
      dataset: result?.datasetId ?? "",
      year: result?.year ?? "",
    }),
    ...(adjusted ? [t("workbench.sourceAdjusted")] : []),
  ].join(t("app.listComma"));
  return {
    bench,
    model,
    modelName: name(model.name),
    /** What pictures and copies of them say they are of. */
    source,
    weights,
    nameOf,
    empty,
    /** The question as it stands now, and as it stood when the sliders last came to rest. */
    request,
    settled,
    adjusted: adjusted !== undefined,
    result: empty ? undefined : result,
    error,
    previewer,
    retry: () => previewer.ask(request),
    rows,
    /** The simulation is of other weights than the table shows. */
    firmnessOld: firmness.isPlaceholderData || settled !== request,
    /** Whether attainable ranks are here, on their way, or not to be had of this method. */
    reach: limits.data ? ("here" as const) : limits.error ? ("none" as const) : ("coming" as const),
    dimensions,
  };
}

export type DeskState = ReturnType<typeof useDesk>;
