import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { preview, previewQuery, robustnessQuery, useCatalogue } from "../../api/queries";
import type { Model, PreviewRequest } from "../../api/types";
import { useName } from "../../i18n";
import { useSettled } from "../../ui/useSettled";
import { rowsOf, scopeOf } from "./rows";
import { Previewer } from "./previewer";
import type { ViewState } from "./useView";
import { useWeights } from "./useWeights";
import { overrides } from "./weights";

/** The first places whose probability the table shows. */
export const topK = 3;
const draws = 10_000;
const settling = 350; // ms without a step before ten thousand draws are asked for

/** The model, with another method if one is chosen. Methods that know no gaps have theirs filled by the median. */
function methodChanged(model: Model, method: string | undefined): Model | undefined {
  if (!method || method === model.method) return undefined;
  const gapsAllowed = method === "weightedSum" || method === "geometric";
  const params: Model["params"] = gapsAllowed ? model.params : { ...model.params, imputation: "median" };
  return { ...model, method, params };
}

/** Everything the workbench shows: what is ranked, by which weights, and the answers to it. */
export function useDesk(model: Model, view: ViewState) {
  const name = useName();
  const { countries } = useCatalogue();
  const weights = useWeights(model);
  const names = useMemo(() => new Map(countries.map((c) => [c.iso3, name(c.name)])), [countries, name]);
  const nameOf = useCallback((iso3: string) => names.get(iso3) ?? iso3, [names]);

  const { filters, method } = view;
  const scope = useMemo(() => scopeOf(filters, countries)?.join(), [filters, countries]);
  const empty = scope === "";
  const own = useMemo((): PreviewRequest => {
    const changed = methodChanged(model, method);
    const what = changed ? { model: changed } : { modelId: model.id };
    return { ...what, scope: scope ? { countries: scope.split(",") } : {} };
  }, [model, method, scope]);
  const adjusted = useMemo(() => overrides(model.tree, weights.weights), [model.tree, weights.weights]);
  const request = useMemo((): PreviewRequest => ({ ...own, weights: adjusted }), [own, adjusted]);

  const [previewer] = useState(() => new Previewer(preview));
  useEffect(() => {
    if (!empty) previewer.ask(request);
  }, [previewer, request, empty]);
  useEffect(() => () => previewer.stop(), [previewer]);
  const { result, error } = useSyncExternalStore(previewer.subscribe, previewer.answer);
  const baseline = useQuery({ ...previewQuery(own), enabled: !empty });
  const settled = useSettled(request, settling);
  const firmness = useQuery({
    ...robustnessQuery(settled, draws, topK),
    enabled: !empty && result !== undefined && result.alternatives.length > 1,
    placeholderData: keepPreviousData,
  });

  const rows = useMemo(
    () => (result && !empty ? rowsOf(result, baseline.data, firmness.data, nameOf) : []),
    [result, baseline.data, firmness.data, nameOf, empty],
  );
  const dimensions = useMemo(
    () => (model.tree.children ?? []).map((d) => ({ id: d.id, name: name(d.name) })),
    [model.tree, name],
  );
  return {
    model,
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
    dimensions,
  };
}

export type DeskState = ReturnType<typeof useDesk>;
