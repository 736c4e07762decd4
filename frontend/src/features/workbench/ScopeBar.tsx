import { Button, Select } from "antd";
import type { Country, Model, Region, Strategy } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import type { useView } from "./useView";
import css from "./workbench.module.css";

interface Props {
  view: ReturnType<typeof useView>;
  models: Model[];
  countries: Country[];
  regions: Region[];
  strategies: Strategy[];
}

/** Which model, and which countries are ranked. */
export function ScopeBar({ view, models, countries, regions, strategies }: Props) {
  const t = useT();
  const name = useName();
  const { regions: region, roles: role, countries: country } = view.filters;
  const filtered = region.length + role.length + country.length > 0;
  const roleName = (r: string) => {
    const key = `role.${r}`;
    return isKey(key) ? t(key) : r;
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
          style={{ width: 210 }}
          aria-label={t("scope.model")}
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
          style={{ width: 140 }}
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
          style={{ width: 140 }}
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
          style={{ width: 160 }}
          aria-label={t("scope.country")}
        />
      </label>
      {filtered && <Button onClick={view.clearFilters}>{t("scope.reset")}</Button>}
    </div>
  );
}
