import { Input, Select, Table, Tag } from "antd";
import { Link, useSearchParams } from "react-router";
import { useCatalogue } from "../../api/queries";
import type { Country } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { Nothing, Page, Panel } from "../../ui/Page";
import css from "./countries.module.css";

/** The candidate host countries. */
export default function Countries() {
  const t = useT();
  const name = useName();
  const { countries, regions } = useCatalogue();
  const [search, setSearch] = useSearchParams();
  const put = (key: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(key, value);
        else next.delete(key);
        return next;
      },
      { replace: true },
    );
  const text = (search.get("q") ?? "").toLowerCase();
  const region = search.get("region") ?? "";
  const shown = countries.filter(
    (c) =>
      (!region || c.region === region) &&
      `${c.name.zh} ${c.name.en} ${c.iso3} ${c.capital.zh} ${c.capital.en}`.toLowerCase().includes(text),
  );
  const regionName = (id: string) => name(regions.find((r) => r.id === id)?.name);
  const income = (group: string) => {
    const key = `income.${group}`;
    return isKey(key) ? t(key) : group;
  };
  return (
    <Page title={t("nav.countries")} note={t("countries.note")}>
      <Panel
        flush
        title={t("app.total", { n: shown.length })}
        extra={
          <>
            <Select
              value={region}
              onChange={(v) => put("region", v)}
              style={{ width: 170 }}
              aria-label={t("scope.region")}
              options={[
                { value: "", label: t("countries.allRegions") },
                ...regions.map((r) => ({ value: r.id, label: name(r.name) })),
              ]}
            />
            <Input.Search
              allowClear
              placeholder={t("countries.search")}
              aria-label={t("countries.search")}
              defaultValue={search.get("q") ?? ""}
              onChange={(e) => put("q", e.target.value)}
              style={{ width: 220 }}
            />
          </>
        }
      >
        <Table<Country>
          size="small"
          rowKey="iso3"
          dataSource={shown}
          pagination={false}
          locale={{ emptyText: <Nothing>{t("state.noMatch")}</Nothing> }}
          columns={[
            {
              title: t("table.country"),
              key: "name",
              sorter: (a, b) => name(a.name).localeCompare(name(b.name)),
              render: (_, c) => <Link to={`/countries/${c.iso3}`}>{name(c.name)}</Link>,
            },
            { title: t("country.code"), dataIndex: "iso3", width: 90 },
            { title: t("scope.region"), key: "region", render: (_, c) => regionName(c.region) },
            {
              title: t("country.roles"),
              key: "roles",
              render: (_, c) => <Roles roles={c.roles} />,
            },
            { title: t("country.capital"), key: "capital", render: (_, c) => name(c.capital) },
            { title: t("country.income"), key: "income", render: (_, c) => income(c.incomeGroup) },
            {
              title: t("country.landlocked"),
              key: "landlocked",
              width: 90,
              render: (_, c) => (c.landlocked ? t("app.yes") : t("app.no")),
            },
          ]}
        />
      </Panel>
    </Page>
  );
}

/** A country's parts in the four strategies; a country may have two. */
export function Roles({ roles }: { roles: Country["roles"] }) {
  const t = useT();
  if (roles.length === 0) return <span className={css.muted}>{t("country.noRole")}</span>;
  return roles.map((r) => {
    const key = `role.${r.role}`;
    const side = `side.${r.coastSide ?? ""}`;
    return (
      <Tag key={r.strategy + r.role} className={css.role}>
        {r.strategy} {isKey(key) ? t(key) : r.role}
        {isKey(side) && ` ${t(side)}`}
      </Tag>
    );
  });
}
