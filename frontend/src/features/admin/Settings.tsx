import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { settingsQuery } from "../../api/admin";
import type { SystemState } from "../../api/admin";
import { datasetsQuery } from "../../api/queries";
import { isKey, useT } from "../../i18n";
import { useFilters } from "../../ui/useFilters";
import { Copy } from "../../ui/Copy";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { QueryBar, QueryField } from "../../ui/QueryBar";
import { Scroll } from "../../ui/Scroll";
import { StorageFacts } from "./Storage";
import css from "./admin.module.css";

/** How the program runs: settings in effect, build, storage and backup. Nothing here is changed by a click. */
export default function Settings() {
  const t = useT();
  const query = useQuery(settingsQuery);
  return (
    <Page title={t("nav.settings")} note={t("settings.note")}>
      <Loaded query={query}>
        {(state) => (
          <div className={css.stack}>
            <div className={css.two}>
              <Panel title={t("settings.storage")}>
                <StorageFacts of={state.storage} />
              </Panel>
              <Build of={state} />
            </div>
            <InEffect of={state} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Build({ of }: { of: SystemState }) {
  const t = useT();
  const { data: datasets } = useQuery(datasetsQuery);
  const value = (name: string) => of.settings.find((s) => s.name === name)?.value ?? "";
  const onOff = (on: boolean) => t(on ? "settings.on" : "settings.off");
  return (
    <Panel title={t("settings.build")}>
      <dl className={css.facts}>
        <dt>{t("settings.version")}</dt>
        <dd>
          {of.build.version}{" "}
          {of.build.revision && <Copy text={of.build.revision} shown={of.build.revision.slice(0, 8)} />}
        </dd>
        <dt>{t("settings.engineVersion")}</dt>
        <dd>{of.build.engine}</dd>
        <dt>{t("dataset.version")}</dt>
        <dd>{datasets?.[0] ? t("dataset.number", { number: datasets[0].number }) : "—"}</dd>
        <dt>{t("settings.mail")}</dt>
        <dd>{onOff(value("PARKSITE_SMTP_ADDR") !== "")}</dd>
        <dt>{t("settings.oidc")}</dt>
        <dd>{onOff(value("PARKSITE_OIDC_ISSUER") !== "")}</dd>
        <dt>{t("settings.webhooks")}</dt>
        <dd>{onOff(value("PARKSITE_WEBHOOKS") === "on")}</dd>
      </dl>
    </Panel>
  );
}

function InEffect({ of }: { of: SystemState }) {
  const t = useT();
  const filters = useFilters(["q"] as const);
  const q = filters.applied("q").toLowerCase();
  const meaning = (name: string) => {
    const key = `settings.of.${name}`;
    return isKey(key) ? t(key) : "";
  };
  const found = of.settings.filter((s) => `${s.name} ${meaning(s.name)}`.toLowerCase().includes(q));
  return (
    <div>
      <QueryBar query={() => filters.apply()} reset={filters.reset}>
        <QueryField label={t("settings.name")}>
          <Input
            allowClear
            value={filters.value("q")}
            onChange={(e) => filters.change("q", e.target.value)}
            style={{ width: 220 }}
          />
        </QueryField>
      </QueryBar>
      <Panel flush title={t("settings.inEffect")} extra={t("app.total", { n: found.length })}>
        {found.length === 0 ? (
          <Nothing>{t("state.noMatch")}</Nothing>
        ) : (
          <Scroll>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("settings.name")}</th>
                  <th scope="col">{t("settings.meaning")}</th>
                  <th scope="col">{t("settings.value")}</th>
                  <th scope="col">{t("settings.from")}</th>
                </tr>
              </thead>
              <tbody>
                {found.map((s) => (
                  <tr key={s.name}>
                    <th scope="row">
                      <code>{s.name}</code>
                    </th>
                    <td>{meaning(s.name)}</td>
                    <td>
                      {s.secret ? t(s.set ? "settings.secretSet" : "settings.secretUnset") : s.value || "—"}
                    </td>
                    <td>{t(s.set ? "settings.fromEnvironment" : "settings.fromDefault")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Panel>
    </div>
  );
}
