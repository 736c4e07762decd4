import { Button, Select } from "antd";
import { memo } from "react";
import { useCatalogue } from "../../api/queries";
import type { Model } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { methods } from "./useView";
import type { ViewState } from "./useView";
import css from "./workbench.module.css";

// The others have no rule for a missing value.
const gapless = ["weightedSum", "geometric"];

interface Props {
  view: ViewState;
  models: Model[];
  /** The model's own method. */
  own: string;
}

/** Which model, by which method, and which countries are ranked. Memoised: no part of a slider's step. */
export const ScopeBar = memo(function ScopeBar({ view, models, own }: Props) {
  const { countries, regions, strategies } = useCatalogue();
  const t = useT();
  const name = useName();
  const { regions: region, roles: role, countries: country } = view.filters;
  const filtered = region.length + role.length + country.length > 0;
  const roleName = (r: string) => {
    const key = `role.${r}`;
    return isKey(key) ? t(key) : r;
  };
  const methodName = (m: string) => {
    const key = `method.${m}`;
    return isKey(key) ? t(key) : m;
  };
  const roleOptions = strategies.map((s) => {
    const roles = [...new Set(s.members.map((m) => m.role))];
    const children =
      roles.length > 1 ? roles.map((r) => ({ value: `${s.id}:${r}`, label: `${s.id} ${roleName(r)}` })) : [];
    return {
      label: name(s.name),
      title: name(s.name),
      options: [{ value: s.id, label: `${s.id} ${t("role.all")}` }, ...children],
    };
  });
  return (
    <div className={css.scope} role="group" aria-label={t("scope.label")}>
      <label>
        <span>{t("scope.model")}</span>
        <Select
          value={view.model}
          onChange={view.setModel}
          options={models.map((m) => ({ value: m.id, label: name(m.name) }))}
          style={{ width: 190 }}
          aria-label={t("scope.model")}
        />
      </label>
      <label>
        <span>{t("scope.method")}</span>
        <Select
          value={view.method ?? own}
          onChange={(m) => view.setMethod(m === own ? undefined : m)}
          options={[...new Set([own, ...methods])].map((m) => ({ value: m, label: methodName(m) }))}
          popupMatchSelectWidth={false}
          style={{ width: 120 }}
          aria-label={t("scope.method")}
        />
      </label>
      <label>
        <span>{t("scope.region")}</span>
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          placeholder={t("scope.all")}
          value={region}
          onChange={(v: string[]) => view.setFilter("region", v)}
          options={regions.map((r) => ({ value: r.id, label: name(r.name) }))}
          style={{ width: 120 }}
          aria-label={t("scope.region")}
        />
      </label>
      <label>
        <span>{t("scope.role")}</span>
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          placeholder={t("scope.all")}
          value={role}
          onChange={(v: string[]) => view.setFilter("role", v)}
          options={roleOptions}
          popupMatchSelectWidth={320}
          style={{ width: 120 }}
          aria-label={t("scope.role")}
        />
      </label>
      <label>
        <span>{t("scope.country")}</span>
        <Select
          mode="multiple"
          allowClear
          showSearch={{ optionFilterProp: "search" }}
          maxTagCount="responsive"
          placeholder={t("scope.all")}
          value={country}
          onChange={(v: string[]) => view.setFilter("country", v)}
          options={countries.map((c) => ({
            value: c.iso3,
            label: name(c.name),
            search: `${c.name.zh} ${c.name.en} ${c.iso3}`,
          }))}
          style={{ width: 130 }}
          aria-label={t("scope.country")}
        />
      </label>
      {view.method && !gapless.includes(view.method) && (
        <span className={css.hint}>{t("scope.imputed")}</span>
      )}
      {filtered && <Button onClick={view.clearFilters}>{t("scope.reset")}</Button>}
    </div>
  );
});
