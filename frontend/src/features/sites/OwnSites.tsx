import { DownloadOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { Link, useNavigate } from "react-router";
import { Problem } from "../../api/problem";
import { useMay } from "../../api/queries";
import { deleteOwnSite, ownSitesQuery, restoreOwnSite, siteTableAddress } from "../../api/sites";
import type { OwnSite } from "../../api/sites";
import { useLanguage, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { useProblemText } from "../../ui/Failure";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import { mainFigures } from "./figures";
import css from "./sites.module.css";
import { useWords } from "./useWords";

/** The candidate sites that one's team keeps: changed, deleted with a way back, exported. */
export default function OwnSites() {
  const t = useT();
  const [language] = useLanguage();
  const lang = language === "en" ? "en" : "zh";
  const format = useFormat();
  const words = useWords();
  const problem = useProblemText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { notification } = App.useApp();
  const query = useQuery(ownSitesQuery);
  const mayCreate = useMay("ownSite.create");
  const mayDelete = useMay("ownSite.delete");
  const renew = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["own-sites"] }),
      queries.invalidateQueries({ queryKey: ["sites"] }),
    ]);
  const fail = (error: unknown) =>
    notification.error({ title: error instanceof Problem ? problem(error) : t("fault.page") });

  const restore = async (o: OwnSite, key: string) => {
    try {
      await restoreOwnSite(o.id);
      notification.destroy(key);
      notification.success({ title: t("own.restored", { name: words.site(o.site.name) }) });
    } catch (error) {
      fail(error);
    }
    await renew();
  };
  const remove = async (o: OwnSite) => {
    const key = `deleted-${o.id}`;
    try {
      await deleteOwnSite(o.id, o.version);
      notification.info({
        key,
        duration: 20,
        title: t("own.deleted", { name: words.site(o.site.name) }),
        actions: (
          <Button size="small" onClick={() => void restore(o, key)}>
            {t("own.undo")}
          </Button>
        ),
      });
    } catch (error) {
      fail(error);
    }
    await renew();
  };

  return (
    <Page
      title={t("own.title")}
      note={t("own.note")}
      trail={[{ label: t("nav.sites"), to: "/sites" }]}
      extra={
        <>
          <Button icon={<DownloadOutlined />} href={siteTableAddress("export", "xlsx", lang)} download>
            {t("own.exportXlsx")}
          </Button>
          <Button icon={<DownloadOutlined />} href={siteTableAddress("export", "csv", lang)} download>
            {t("own.exportCsv")}
          </Button>
          {mayCreate && (
            <>
              <Button onClick={() => void navigate("/own-sites/import")}>{t("own.import")}</Button>
              <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate("/own-sites/new")}>
                {t("own.new")}
              </Button>
            </>
          )}
        </>
      }
    >
      <Loaded query={query} rows={6}>
        {(list) => (
          <Panel flush>
            {list.length === 0 ? (
              <Nothing>{t("own.none")}</Nothing>
            ) : (
              <Scroll>
                <table className={css.table} aria-label={t("own.title")}>
                  <thead>
                    <tr>
                      <th scope="col">{t("own.name")}</th>
                      <th scope="col">{t("own.country")}</th>
                      <th scope="col">{t("own.type")}</th>
                      <th scope="col">{t("own.position")}</th>
                      {mainFigures.map((f) => (
                        <th key={f} scope="col" className={css.right}>
                          {t(`own.short.${f}`)}
                        </th>
                      ))}
                      <th scope="col">{t("own.updated")}</th>
                      <th scope="col">{t("app.actions")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {list.map((o) => (
                      <tr key={o.id}>
                        <th scope="row" className={css.name}>
                          <Link to={`/own-sites/${o.id}`}>{words.site(o.site.name)}</Link>
                        </th>
                        <td className={css.short}>
                          <Link to={`/countries/${o.site.iso3}`}>{words.country(o.site.iso3)}</Link>
                        </td>
                        <td className={css.short}>{t(`own.type.${o.site.type ?? ""}`)}</td>
                        <td className={o.warnings.length > 0 ? css.weak : undefined}>
                          {o.warnings.length > 0 && "⚠ "}
                          {format.fixed(o.site.lat, 2)}, {format.fixed(o.site.lon, 2)}
                          {o.warnings.map((w) => (
                            <div key={w.code}>{words.warning(w)}</div>
                          ))}
                        </td>
                        {mainFigures.map((f) => (
                          <td key={f} className={css.right}>
                            {format.exact(o.site[f])}
                          </td>
                        ))}
                        <td>{format.time(o.updatedAt)}</td>
                        <td>
                          <span className={css.actions}>
                            <Link
                              to={`/sites/${o.id}`}
                              aria-label={t("own.profileOf", { name: words.site(o.site.name) })}
                            >
                              {t("own.profile")}
                            </Link>
                            {mayDelete && (
                              <Button
                                size="small"
                                type="link"
                                aria-label={t("own.deleteOf", { name: words.site(o.site.name) })}
                                onClick={() => void remove(o)}
                              >
                                {t("own.delete")}
                              </Button>
                            )}
                          </span>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            )}
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}
