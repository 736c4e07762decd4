import { Checkbox } from "antd";
import type { Plan } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import css from "./layout.module.css";
import type { Marker } from "./stored";
import { useWords } from "./words";

// What no user can do without: the plan would not be one.
const elementary = [
  "size",
  "distinct",
  "members",
  "kinds",
  "industry",
  "forcedIn",
  "forcedOut",
  "chain.order",
  "chain.line",
];

/** Every condition of the rule with the plan's figure beside the required one; most can be switched off. */
export function Checks({
  plan,
  place,
  off,
  setOff,
  Mark,
}: {
  plan: Plan;
  /** The name of a site, or of a country by its code. */
  place: (id: string) => string;
  off: string[];
  /** Absent where the plan is only shown. */
  setOff?: (codes: string[]) => void;
  Mark?: Marker | undefined;
}) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const figure = (x: number | undefined, unit: string | undefined) =>
    x === undefined ? "" : `${format.integer(x)} ${unit ? words.unit(unit) : ""}`;
  return (
    <Panel title={t("layout.checks")} flush>
      <Scroll>
        <table className={css.table} aria-label={t("layout.checks")}>
          <thead>
            <tr>
              <th scope="col">{t("layout.check.rule")}</th>
              <th scope="col">{t("layout.check.result")}</th>
              <th scope="col" className={css.right}>
                {t("layout.check.has")}
              </th>
              <th scope="col" className={css.right}>
                {t("layout.check.needs")}
              </th>
              <th scope="col">{t("layout.check.at")}</th>
              {setOff && <th scope="col">{t("layout.check.require")}</th>}
            </tr>
          </thead>
          <tbody>
            {plan.conditions.map((c) => {
              const rule = words.condition(c.code);
              const needs =
                c.upper === undefined
                  ? c.bound === undefined
                    ? ""
                    : `${c.op ?? ""} ${figure(c.bound, c.unit)}`
                  : `${format.integer(c.bound)} – ${figure(c.upper, c.unit)}`;
              return (
                <tr key={c.code}>
                  <th scope="row">
                    {rule}
                    {Mark && <Mark kind="condition" id={c.code} label={rule} />}
                  </th>
                  <td className={c.passed ? css.hold : c.off ? css.muted : css.fail}>
                    {t(c.passed ? "layout.check.pass" : "layout.check.fail")}
                    {c.off && ` ${t("layout.check.off")}`}
                  </td>
                  <td className={css.right}>{figure(c.value, c.unit)}</td>
                  <td className={css.right}>{needs}</td>
                  <td>{c.passed ? "" : words.list((c.sites ?? []).map(place))}</td>
                  {setOff && (
                    <td>
                      {!elementary.includes(c.code) && (
                        <Checkbox
                          checked={!off.includes(c.code)}
                          aria-label={t("layout.check.switch", { rule })}
                          onChange={(e) =>
                            setOff(e.target.checked ? off.filter((x) => x !== c.code) : [...off, c.code])
                          }
                        />
                      )}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}
