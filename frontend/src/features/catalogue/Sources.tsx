import { Input, Table } from "antd";
import { useCatalogue } from "../../api/queries";
import type { Source } from "../../api/types";
import { useT } from "../../i18n";
import { useLicence } from "../../i18n/licence";
import { Nothing, Page, Panel } from "../../ui/Page";
import css from "./catalogue.module.css";
import { useParam } from "../../ui/useParam";

/** Where values were read, and what their licences allow. */
export default function Sources() {
  const t = useT();
  const licence = useLicence();
  const { sources } = useCatalogue();
  const [query, setQuery] = useParam("q");
  const wanted = query.trim().toLowerCase();
  const shown = sources.filter((s) =>
    [s.id, s.title, s.publisher, s.licence, s.vintage, s.repository].join(" ").toLowerCase().includes(wanted),
  );
  return (
    <Page title={t("nav.sources")} note={t("sources.note")}>
      <Panel
        flush
        title={t("app.total", { n: shown.length })}
        extra={
          <Input.Search
            allowClear
            value={query}
            onChange={(e) => setQuery(e.target.value)}
            placeholder={t("sources.search")}
            aria-label={t("sources.search")}
            style={{ width: 260 }}
          />
        }
      >
        <Table<Source>
          size="small"
          rowKey="id"
          dataSource={shown}
          pagination={false}
          locale={{ emptyText: <Nothing>{t("state.noMatch")}</Nothing> }}
          columns={[
            {
              title: t("source.title"),
              key: "title",
              render: (_, s) => (
                <>
                  {s.title}
                  <div className={css.code}>{s.id}</div>
                </>
              ),
            },
            { title: t("source.publisher"), dataIndex: "publisher", width: 210 },
            { title: t("source.licence"), key: "licence", width: 190, render: (_, s) => licence(s.licence) },
            { title: t("source.vintage"), dataIndex: "vintage", width: 260 },
            {
              title: t("source.copy"),
              key: "copy",
              width: 240,
              render: (_, s) => (
                <div className={css.copy}>
                  {/^[\w.-]+\/[\w.-]+$/.test(s.repository) ? (
                    <a
                      href={`https://github.com/${s.repository}/tree/${s.commit}`}
                      target="_blank"
                      rel="noreferrer"
                    >
                      {s.repository}
                    </a>
                  ) : (
                    s.repository
                  )}
                  <div className={css.code}>
                    {s.commit.slice(0, 12)} {s.commitDate}
                  </div>
                </div>
              ),
            },
          ]}
        />
      </Panel>
    </Page>
  );
}
