import { Link } from "react-router";
import type { SiteScore } from "../../api/sites";
import type { Criterion, Model, Node, Value } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Panel } from "../../ui/Page";
import css from "./editor.module.css";
import { Bilingual, Labelled } from "./fields";
import type { ModelIndicator } from "./kinds";
import { Bounds } from "./NodePanel";
import { NumberField } from "./NumberField";
import { ValueEditor } from "./ValueEditor";
import { SiteValuePlot, ValuePlot } from "./ValuePlot";

interface Props {
  node: Node;
  criterion: Criterion;
  indicator: ModelIndicator | undefined;
  change: (next: (node: Node) => Node, key?: string) => void;
  /** The draft as a whole model and the stored one it is compared with. */
  model: Model;
  stored: string;
  /** Of a model of sites: the sites ranked by the draft and by the stored version, and the usual value function. */
  sites?: { now: SiteScore[] | undefined; before: SiteScore[] | undefined; usual: Value | undefined };
}

const structurals = [
  "landlocked zero",
  "landlocked exclude",
  "noMillionCity zero",
  "noMillionCity exclude",
] as const;

/** An indicator as this model uses it: value function, age limit, structural rule, reason. */
export function CriterionPanel({ node, criterion, indicator, change, model, stored, sites }: Props) {
  const t = useT();
  const name = useName();
  const at = `tree[${node.id}].criterion`;
  const set = (next: Partial<Criterion>, key?: string) =>
    change((n) => (n.criterion ? { ...n, criterion: { ...n.criterion, ...next } } : n), key);
  return (
    <Panel
      title={name(node.name) || node.id}
      extra={
        indicator &&
        !sites && (
          <Link to={`/indicators/${encodeURIComponent(indicator.code)}`} target="_blank">
            {indicator.code}
          </Link>
        )
      }
    >
      {indicator && (
        <p className={css.note}>
          {name(indicator.definition)
            ? name(indicator.definition) + t("app.paren", { text: name(indicator.unit) })
            : name(indicator.unit)}
        </p>
      )}
      <ValueEditor
        criterion={criterion}
        at={at}
        unit={name(indicator?.unit)}
        change={set}
        usual={sites?.usual}
        sites={sites !== undefined}
      />
      {sites ? (
        <SiteValuePlot
          criterion={criterion}
          name={name(node.name)}
          unit={name(indicator?.unit)}
          now={sites.now}
          before={sites.before}
        />
      ) : (
        <ValuePlot
          model={model}
          stored={stored}
          criterion={criterion}
          name={name(node.name)}
          unit={name(indicator?.unit)}
        />
      )}
      <h3 className={css.sub}>{t("model.rules")}</h3>
      <div className={css.row}>
        {!sites && <AgeAndGaps criterion={criterion} at={at} set={set} />}
        <Bounds node={node} change={change} />
      </div>
      <Bilingual
        label={t("model.rationale")}
        at={`${at}.rationale`}
        value={criterion.rationale}
        rows={2}
        onChange={(rationale, language) => set({ rationale }, `${node.id} rationale ${language}`)}
      />
    </Panel>
  );
}

/** How old a value may be, and what it counts as where it cannot exist. */
function AgeAndGaps({
  criterion,
  at,
  set,
}: {
  criterion: Criterion;
  at: string;
  set: (next: Partial<Criterion>) => void;
}) {
  const t = useT();
  const { structural } = criterion;
  return (
    <>
      <Labelled label={t("editor.maxAge")} at={`${at}.maxAge`}>
        <NumberField
          label={t("editor.maxAge")}
          value={criterion.maxAge}
          onCommit={(v) => set({ maxAge: Math.round(v ?? 0) })}
        />
      </Labelled>
      <Labelled label={t("editor.structural")} at={`${at}.structural`}>
        <select
          className={css.select}
          value={structural ? `${structural.when} ${structural.rule}` : ""}
          onChange={(e) => {
            const [when, rule] = (structurals.find((s) => s === e.target.value) ?? "").split(" ");
            set({
              structural:
                (when === "landlocked" || when === "noMillionCity") && (rule === "zero" || rule === "exclude")
                  ? { when, rule }
                  : undefined,
            });
          }}
        >
          <option value="">{t("editor.noStructural")}</option>
          <option value="landlocked zero">{t("structural.landlocked.zero")}</option>
          <option value="landlocked exclude">{t("structural.landlocked.exclude")}</option>
          <option value="noMillionCity zero">{t("structural.noMillionCity.zero")}</option>
          <option value="noMillionCity exclude">{t("structural.noMillionCity.exclude")}</option>
        </select>
      </Labelled>
    </>
  );
}
