import type { Site } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing, Panel } from "../../ui/Page";
import css from "./countries.module.css";

/** Existing parks of Chinese enterprises, ports and large cities. */
export function Sites({ sites }: { sites: Site[] }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const parks = sites.filter((s) => s.kind === "park");
  const ports = sites.filter((s) => s.kind === "port");
  const cities = sites
    .filter((s) => s.kind === "city")
    .sort((a, b) => (b.city?.population ?? 0) - (a.city?.population ?? 0));
  const size = (id: string | undefined) => {
    const key = `port.size.${id ?? ""}`;
    return isKey(key) ? t(key) : (id ?? "");
  };
  return (
    <>
      <Panel title={t("sites.parks", { n: parks.length })} flush>
        {parks.length === 0 ? (
          <Nothing>{t("sites.noParks")}</Nothing>
        ) : (
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t("sites.name")}</th>
                <th scope="col">{t("sites.developer")}</th>
                <th scope="col" className={css.right}>
                  {t("sites.since")}
                </th>
                <th scope="col" className={css.right}>
                  {t("sites.area")}
                </th>
                <th scope="col">{t("sites.status")}</th>
                <th scope="col">{t("breakdown.source")}</th>
              </tr>
            </thead>
            <tbody>
              {parks.map((s) => (
                <tr key={s.id}>
                  <th scope="row">{name(s.name)}</th>
                  <td>{s.park?.developer}</td>
                  <td className={css.right}>{s.park?.year}</td>
                  <td className={css.right}>
                    {s.park?.areaHa === undefined ? "—" : format.integer(s.park.areaHa)}
                  </td>
                  <td>{s.park?.status}</td>
                  <td>
                    {(s.park?.urls ?? []).filter(isWeb).map((u, i) => (
                      <a key={u} href={u} target="_blank" rel="noreferrer" className={css.ref}>
                        [{i + 1}]
                      </a>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      <div className={css.pair}>
        <Panel title={t("sites.ports", { n: ports.length })} flush>
          {ports.length === 0 ? (
            <Nothing>{t("sites.noPorts")}</Nothing>
          ) : (
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("sites.name")}</th>
                  <th scope="col">{t("sites.size")}</th>
                  <th scope="col" className={css.right}>
                    {t("sites.channel")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {ports.map((s) => (
                  <tr key={s.id}>
                    <th scope="row">
                      {name(s.name)} {s.port?.major && <span className={css.status}>{t("sites.major")}</span>}
                    </th>
                    <td>{size(s.port?.harbourSize)}</td>
                    <td className={css.right}>
                      {s.port?.channelDepthM === undefined ? "—" : format.fixed(s.port.channelDepthM, 1)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Panel>
        <Panel title={t("sites.cities", { n: cities.length })} flush>
          {cities.length === 0 ? (
            <Nothing>{t("sites.noCities")}</Nothing>
          ) : (
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("sites.name")}</th>
                  <th scope="col" className={css.right}>
                    {t("sites.population")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {cities.slice(0, 15).map((s) => (
                  <tr key={s.id}>
                    <th scope="row">
                      {name(s.name)}{" "}
                      {s.city?.capital && <span className={css.status}>{t("country.capital")}</span>}
                    </th>
                    <td className={css.right}>{format.integer(s.city?.population)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Panel>
      </div>
    </>
  );
}

function isWeb(url: string): boolean {
  return /^https?:\/\//.test(url);
}
