import type { SiteProfile } from "../../api/sites";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import css from "./layout.module.css";
import { useWords } from "./words";

const rows = [
  ["", "SITE.SEA.CHN"],
  ["suez", "SITE.SEA.CHN.NOSUEZ"],
  ["panama", "SITE.SEA.CHN.NOPANAMA"],
  ["malacca", "SITE.SEA.CHN.NOMALACCA"],
] as const;

/** The sea distance with all passages open and with each of them closed, each with its grade. */
export function SitePassages({ site }: { site: SiteProfile }) {
  const t = useT();
  const format = useFormat();
  const words = useWords();
  const value = (code: string) => site.values.find((v) => v.indicator === code);
  const counted = (code: string) => site.score?.criteria.find((c) => c.id === code)?.counted;
  // With a passage closed the first row is that route: changes are told only against all open.
  const usual = site.closed ? undefined : value("SITE.SEA.CHN")?.value;
  if (value("SITE.SEA.CHN")?.value === undefined) return null;
  return (
    <Panel flush title={t("site.passages")}>
      <Scroll>
        <table className={css.table} aria-label={t("site.passages")}>
          <thead>
            <tr>
              <th scope="col">{t("site.passage")}</th>
              <th scope="col" className={css.right}>
                {t("site.distance")}
              </th>
              <th scope="col" className={css.right}>
                {t("site.change")}
              </th>
              <th scope="col">{t("layout.col.grade")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([passage, code]) => {
              const v = value(code);
              if (v?.value === undefined) return null;
              const label = passage
                ? t("layout.changes.closed", { passage: words.passage(passage) })
                : site.closed
                  ? t("layout.changes.closed", { passage: words.passage(site.closed) })
                  : t("site.open");
              const longer = usual === undefined || !passage ? undefined : v.value - usual;
              return (
                <tr key={code}>
                  <th scope="row">{label}</th>
                  <td className={css.right}>{format.integer(v.value)}</td>
                  <td className={css.right}>
                    {longer === undefined
                      ? "—"
                      : Math.abs(longer) < 0.5
                        ? t("site.unchanged")
                        : `${format.signed(longer, 0)} (${format.signed((longer / (usual ?? 1)) * 100, 1)}%)`}
                  </td>
                  <td className={v.grade === "C" ? css.weak : undefined}>
                    {v.grade === "C"
                      ? `⚠ ${t(counted("SITE.SEA.CHN") ? "site.gradeCIn" : "site.gradeCOut")}`
                      : t("layout.grade", { grade: v.grade ?? "" })}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}
