import { Button, Select } from "antd";
import { memo, useState } from "react";
import { useCatalogue } from "../../api/queries";
import type { Model, Screen } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { allowsGaps } from "./recipe";
import { Screening } from "./Screening";
import type { ScopeChoice } from "./useBench";
import { methods } from "./useView";
import css from "./workbench.module.css";

interface Props {
  /** The model in force, with its method and screens. */
  model: Model;
  models: Model[];
  scope: ScopeChoice;
  setModel: (id: string) => void;
  setMethod: (method: string) => void;
  setScreens: (screens: Screen[]) => void;
}

/** Which model, by which method, and which countries are ranked. Memoised: no part of a slider's step. */
export const ScopeBar = memo(function ScopeBar(props: Props) {
  const { model, models, scope } = props;
  const { countries, regions, strategies } = useCatalogue();
  const t = useT();
  const name = useName();
  const { regions: region, roles: role, countries: country } = scope;
  const [screening, setScreening] = useState(false);
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
      roles.length > 1 && !scope.adds
        ? roles.map((r) => ({ value: `${s.id}:${r}`, label: `${s.id} ${roleName(r)}` }))
        : [];
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
          value={model.id}
          onChange={props.setModel}
          options={[
            ...(models.some((m) => m.id === model.id) ? [] : [{ value: model.id, label: name(model.name) }]),
            ...models.map((m) => ({ value: m.id, label: name(m.name) })),
          ]}
          aria-label={t("scope.model")}
        />
      </label>
      <label>
        <span>{t("scope.method")}</span>
        <Select
          value={model.method}
          onChange={props.setMethod}
          options={[
            ...new Set([...models.filter((m) => m.id === model.id).map((m) => m.method), ...methods]),
          ].map((m) => ({ value: m, label: methodName(m) }))}
          popupMatchSelectWidth={false}
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
          onChange={(v: string[]) => scope.set("region", v)}
          options={regions.map((r) => ({ value: r.id, label: name(r.name) }))}
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
          onChange={(v: string[]) => scope.set("role", v)}
          options={roleOptions}
          popupMatchSelectWidth={320}
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
          onChange={(v: string[]) => scope.set("country", v)}
          options={countries.map((c) => ({
            value: c.iso3,
            label: name(c.name),
            search: `${c.name.zh} ${c.name.en} ${c.iso3}`,
          }))}
          aria-label={t("scope.country")}
        />
      </label>
      <div className={css.scopeTools}>
        <Button onClick={() => setScreening(true)}>
          {model.screens.length > 0
            ? t("screening.openWith", { n: model.screens.length })
            : t("screening.open")}
        </Button>
        <Button onClick={scope.clear} disabled={!filtered}>
          {t("scope.reset")}
        </Button>
      </div>
      {!allowsGaps(model.method) && <p className={css.scopeNote}>{t("scope.imputed")}</p>}
      {scope.adds && filtered && <p className={css.scopeNote}>{t("ranking.scopeNote")}</p>}
      {screening && (
        <Screening screens={model.screens} set={props.setScreens} close={() => setScreening(false)} />
      )}
    </div>
  );
});
