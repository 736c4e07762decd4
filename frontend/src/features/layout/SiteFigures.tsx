import type { UserSite } from "../../api/sites";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing, Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import css from "./layout.module.css";

const figures = [
  "landPriceUSDPerM2",
  "areaHa",
  "powerPriceUSDPerKWh",
  "labourUSDPerMonth",
  "waterPriceUSDPerM3",
  "gasPriceUSDPerM3",
  "harbourDepthM",
  "investmentPerHa",
  "industrialTaxPerHa",
  "overallTaxPerHa",
  "plotRatio",
  "buildingCoveragePct",
] as const;

/** What the team entered of its site, each figure with its year and source. */
export function SiteFigures({ own }: { own: UserSite }) {
  const t = useT();
  const format = useFormat();
  const known = figures.filter((f) => own[f] !== undefined);
  return (
    <Panel flush title={t("site.own")}>
      {known.length === 0 ? (
        <Nothing>{t("site.ownNone")}</Nothing>
      ) : (
        <Scroll>
          <table className={css.table} aria-label={t("site.own")}>
            <thead>
              <tr>
                <th scope="col">{t("own.figure")}</th>
                <th scope="col" className={css.right}>
                  {t("own.value")}
                </th>
                <th scope="col">{t("own.year")}</th>
                <th scope="col">{t("own.source")}</th>
              </tr>
            </thead>
            <tbody>
              {known.map((f) => {
                const c = own.cited?.find((x) => x.figure === f) ?? own;
                return (
                  <tr key={f}>
                    <th scope="row">{t(`own.figure.${f}`)}</th>
                    <td className={css.right}>{format.exact(own[f])}</td>
                    <td>{c.year}</td>
                    <td>{c.source}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      )}
      {own.note && (
        <p className={css.muted} style={{ margin: 0, padding: "6px 10px", whiteSpace: "pre-wrap" }}>
          {own.note}
        </p>
      )}
    </Panel>
  );
}
