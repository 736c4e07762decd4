import { Button } from "antd";
import { useState } from "react";
import type { LayoutRequest } from "../../api/layouts";
import { useCatalogue, useMay } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { Page } from "../../ui/Page";
import { Export } from "./Export";
import type { Land } from "./LayoutMap";
import { Planner, useSolution } from "./Planner";
import { SaveDraft } from "./SaveDraft";
import { keptPlan } from "./stored";
import { asksOwn, layoutOf, useLayoutState } from "./useLayoutState";

/** A region's layout: the best sites under the strategy's rule, changed by hand and solved again. */
export default function LayoutPage({ landOf }: { landOf: (region: string) => Land | undefined }) {
  const t = useT();
  const name = useName();
  const { strategies } = useCatalogue();
  const [asked, change] = useLayoutState();
  const mayCreate = useMay("ranking.create");
  const [saving, setSaving] = useState(false);
  const strategy = strategies.find((s) => s.id === asked.strategy) ?? strategies[0];
  const state = { ...asked, strategy: strategy?.id ?? asked.strategy };
  const { answer } = useSolution(state);
  if (!strategy) return null;
  const plans = answer?.report.solution.plans ?? [];
  const request: LayoutRequest = { ...layoutOf(state), ...keptPlan(plans, state.plan) };
  return (
    <Page
      title={t("layout.title")}
      note={t("layout.note")}
      extra={
        plans.length > 0 && (
          <>
            <Export request={request} own={asksOwn(state)} />
            {mayCreate && (
              <Button type="primary" onClick={() => setSaving(true)}>
                {t("layout.save")}
              </Button>
            )}
          </>
        )
      }
    >
      <Planner state={state} change={change} landOf={landOf} />
      {saving && (
        <SaveDraft
          heading={t("layout.save")}
          title={`${request.strategy} ${name(strategy.name)}`}
          what={{ subject: "layout", layout: request, ...(asksOwn(state) ? { teamSites: true } : {}) }}
          close={() => setSaving(false)}
        />
      )}
    </Page>
  );
}
