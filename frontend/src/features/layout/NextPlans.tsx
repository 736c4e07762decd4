import { Button } from "antd";
import type { Placement, Plan } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import { difference } from "./difference";
import css from "./layout.module.css";
import { useWords } from "./words";

/** The plans after the best: what each has instead, shown or set beside the one shown. */
export function NextPlans({
  plans,
  shown,
  show,
  compare,
}: {
  plans: Plan[];
  shown: number;
  /** Absent where the plans are only listed. */
  show?: (n: number) => void;
  compare?: (n: number) => void;
}) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const best = plans[0];
  if (!best) return null;
  const names = (sites: Placement[]) => words.list(sites.map((s) => words.site(s.name)));
  return (
    <Panel title={t("layout.next")} flush>
      <Scroll>
        <table className={css.table} aria-label={t("layout.next")}>
          <thead>
            <tr>
              <th scope="col">{t("layout.plan")}</th>
              <th scope="col">{t("layout.next.instead")}</th>
              <th scope="col">{t("layout.next.without")}</th>
              <th scope="col" className={css.right}>
                {t("layout.next.less")}
              </th>
              {show && <th scope="col">{t("app.actions")}</th>}
            </tr>
          </thead>
          <tbody>
            {plans.map((p, i) => {
              const n = i + 1;
              const d = difference(best, p);
              return (
                <tr key={n}>
                  <th scope="row">{i === 0 ? t("layout.best") : t("layout.planNumber", { n })}</th>
                  <td>{names(d.gained)}</td>
                  <td>{names(d.lost)}</td>
                  <td className={css.right}>{i === 0 ? "" : `−${format.score(best.value - p.value)}`}</td>
                  {show && (
                    <td className={css.actions}>
                      {n === shown ? (
                        t("layout.next.shown")
                      ) : (
                        <>
                          <Button
                            size="small"
                            type="link"
                            aria-label={t("layout.next.showLabel", { n })}
                            onClick={() => show(n)}
                          >
                            {t("layout.next.show")}
                          </Button>
                          <Button
                            size="small"
                            type="link"
                            aria-label={t("layout.next.compareLabel", { n })}
                            onClick={() => compare?.(n)}
                          >
                            {t("layout.next.compare")}
                          </Button>
                        </>
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

/** Two plans side by side: what both have, and what only one has. */
export function Comparison({
  a,
  b,
  numbers: [first, second],
  industry,
  close,
}: {
  a: Plan;
  b: Plan;
  numbers: [number, number];
  industry: (id: string) => string;
  close: () => void;
}) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const d = difference(a, b);
  const item = (s: Placement) => (
    <li key={s.id}>
      {words.site(s.name)} · {industry(s.industry)} · {format.score(s.value)}
    </li>
  );
  return (
    <Panel
      title={t("layout.compare", { a: first, b: second })}
      extra={
        <>
          <span>
            {format.score(a.value)} / {format.score(b.value)}
          </span>
          <Button size="small" onClick={close}>
            {t("layout.compare.close")}
          </Button>
        </>
      }
    >
      <div className={css.columns}>
        <section>
          <h3>{t("layout.compare.both")}</h3>
          <ul>{d.both.map(item)}</ul>
        </section>
        <section>
          <h3>{t("layout.compare.only", { n: first })}</h3>
          <ul>{d.lost.map(item)}</ul>
        </section>
        <section>
          <h3>{t("layout.compare.only", { n: second })}</h3>
          <ul>{d.gained.map(item)}</ul>
        </section>
      </div>
    </Panel>
  );
}
