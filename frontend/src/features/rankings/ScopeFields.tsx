import { Select } from "antd";
import { useCatalogue } from "../../api/queries";
import type { Scope } from "../../api/types";
import { useName, useT } from "../../i18n";
import css from "./rankings.module.css";

/** Regions, strategies and countries that add up to a scope; nothing chosen is every candidate. */
export function ScopeFields({
  scope,
  change,
  disabled,
}: {
  scope: Scope;
  change: (scope: Scope) => void;
  disabled?: boolean;
}) {
  const t = useT();
  const name = useName();
  const { regions, strategies, countries } = useCatalogue();
  const set = (part: Partial<Scope>) => {
    const next = { ...scope, ...part };
    change(Object.fromEntries(Object.entries(next).filter(([, v]) => v && v.length > 0)));
  };
  return (
    <div className={css.scope}>
      <Select
        mode="multiple"
        disabled={disabled}
        value={scope.regions ?? []}
        onChange={(v) => set({ regions: v })}
        placeholder={t("scope.region")}
        aria-label={t("scope.region")}
        options={regions.map((r) => ({ value: r.id, label: name(r.name) }))}
      />
      <Select
        mode="multiple"
        disabled={disabled}
        value={scope.strategies ?? []}
        onChange={(v) => set({ strategies: v })}
        placeholder={t("ranking.strategies")}
        aria-label={t("ranking.strategies")}
        options={strategies.map((s) => ({ value: s.id, label: `${s.id} ${name(s.name)}` }))}
      />
      <Select
        mode="multiple"
        disabled={disabled}
        maxTagCount={6}
        value={scope.countries ?? []}
        onChange={(v) => set({ countries: v })}
        placeholder={t("scope.country")}
        aria-label={t("scope.country")}
        showSearch={{ optionFilterProp: "label" }}
        options={countries.map((c) => ({ value: c.iso3, label: `${name(c.name)} ${c.iso3}` }))}
      />
    </div>
  );
}
