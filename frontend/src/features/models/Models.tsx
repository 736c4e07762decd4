import { useSuspenseQuery } from "@tanstack/react-query";
import { Segmented, Space, Table } from "antd";
import { Link, useSearchParams } from "react-router";
import { modelsQuery, siteModelsQuery, useMay } from "../../api/queries";
import type { Model, Node } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing, Page, Panel } from "../../ui/Page";
import { rankingBy } from "./kinds";
import css from "./models.module.css";

const leaves = (node: Node): number =>
  node.children?.length ? node.children.reduce((sum, c) => sum + leaves(c), 0) : 1;

/** The weighted models of countries or of sites: those that come with the program and those of one's teams. */
export default function Models() {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const sites = search.get("of") === "sites";
  return (
    <Page
      title={t("nav.models")}
      note={t("models.note")}
      extra={
        <Segmented
          aria-label={t("models.of")}
          value={sites ? "sites" : "countries"}
          options={[
            { value: "countries", label: t("models.ofCountries") },
            { value: "sites", label: t("models.ofSites") },
          ]}
          onChange={(of) => setSearch(of === "sites" ? { of } : {}, { replace: true })}
        />
      }
    >
      <ModelTable key={String(sites)} sites={sites} />
    </Page>
  );
}

function ModelTable({ sites }: { sites: boolean }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const mayCreate = useMay("model.create");
  const { data: models } = useSuspenseQuery(sites ? siteModelsQuery : modelsQuery);
  const kind = (id: string) => {
    const key = `model.kind.${id}`;
    return isKey(key) ? t(key) : id;
  };
  return (
    <Panel flush title={t("app.total", { n: models.length })}>
      <Table<Model>
        size="small"
        rowKey="id"
        dataSource={models}
        pagination={false}
        locale={{ emptyText: <Nothing>{t("models.none")}</Nothing> }}
        columns={[
          {
            title: t("model.name"),
            key: "name",
            width: 200,
            render: (_, m) => <Link to={`/models/${m.id}`}>{name(m.name)}</Link>,
          },
          {
            title: t("model.kind"),
            key: "kind",
            width: 100,
            render: (_, m) => (sites ? t(m.team ? "model.kind.own" : "model.kind.general") : kind(m.kind)),
          },
          {
            title: t("model.indicators"),
            key: "indicators",
            width: 70,
            align: "right",
            render: (_, m) => leaves(m.tree),
          },
          {
            title: t("model.description"),
            key: "description",
            render: (_, m) => <span className={css.brief}>{name(m.description)}</span>,
          },
          { title: t("model.version"), dataIndex: "version", width: 56, align: "right" },
          {
            title: t("model.updated"),
            key: "updated",
            width: 130,
            render: (_, m) => format.time(m.updatedAt),
          },
          {
            title: t("app.actions"),
            key: "actions",
            width: 130,
            render: (_, m) => (
              <Space size={12}>
                <Link to={rankingBy(m)}>{t("model.use")}</Link>
                {mayCreate && <Link to={`/models/${m.id}/copy`}>{t("editor.copyShort")}</Link>}
              </Space>
            ),
          },
        ]}
      />
    </Panel>
  );
}
