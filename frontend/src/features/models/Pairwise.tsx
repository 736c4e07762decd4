import { Alert, Button } from "antd";
import type { Elicitation, Elicited, Judgement } from "../../api/models";
import type { Node } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./editor.module.css";

/** Every pair once, in the order of the list. */
export function pairs(ids: string[]): [string, string][] {
  return ids.flatMap((a, i) => ids.slice(i + 1).map((b): [string, string] => [a, b]));
}

/** Saaty's scale from one side to the other. */
const scale = [9, 8, 7, 6, 5, 4, 3, 2, 1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 7, 1 / 8, 1 / 9];

const near = (a: number, b: number) => Math.abs(a - b) < 1e-6;
const step = (times: number) => scale.findIndex((s) => near(s, times));

interface Props {
  nodes: Node[];
  asked: Elicitation;
  set: (next: Partial<Elicitation>) => void;
  found: Elicited["ahp"];
}

/** AHP: each pair is judged; judgements that contradict each other are pointed out. */
export function Pairwise({ nodes, asked, set, found }: Props) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const nameOf = (id: string) => name(nodes.find((n) => n.id === id)?.name) || id;
  const judgements = asked.judgements ?? [];
  const triple = found && !found.acceptable ? found.worst : undefined;
  const repair = found?.repair;
  const judge = (a: string, b: string, times: number) =>
    set({
      judgements: judgements.map((j) => {
        if (j.a === a && j.b === b) return { ...j, times };
        if (j.a === b && j.b === a) return { ...j, times: 1 / times };
        return j;
      }),
    });
  const words = ({ a, b, times }: Judgement) => {
    if (near(times, 1)) return t("elicit.equal");
    const stronger = times > 1;
    return t("elicit.times", {
      name: nameOf(stronger ? a : b),
      times: Math.round(stronger ? times : 1 / times),
    });
  };
  const contradicts = (j: Judgement) => {
    if (!triple) return false;
    const members = [triple.a, triple.b, triple.c];
    return members.includes(j.a) && members.includes(j.b);
  };
  const isRepair = (j: Judgement) =>
    repair !== undefined &&
    ((repair.a === j.a && repair.b === j.b) || (repair.a === j.b && repair.b === j.a));
  return (
    <>
      <table className={css.table} aria-label={t("elicit.ahp")}>
        <thead>
          <tr>
            <th scope="col">{t("elicit.pair")}</th>
            <th scope="col">{t("elicit.judgement")}</th>
          </tr>
        </thead>
        <tbody>
          {judgements.map((j) => (
            <tr key={`${j.a} ${j.b}`} className={contradicts(j) || isRepair(j) ? css.revisit : undefined}>
              <th scope="row">{t("elicit.versus", { a: nameOf(j.a), b: nameOf(j.b) })}</th>
              <td>
                <select
                  className={css.select}
                  aria-label={t("elicit.versus", { a: nameOf(j.a), b: nameOf(j.b) })}
                  value={step(j.times)}
                  onChange={(e) => judge(j.a, j.b, scale[Number(e.target.value)] ?? 1)}
                >
                  {scale.map((times, i) => (
                    <option key={i} value={i}>
                      {words({ ...j, times })}
                    </option>
                  ))}
                </select>
                {isRepair(j) && <strong className={css.remarkMark}>{t("elicit.revisit")}</strong>}
                {!isRepair(j) && contradicts(j) && (
                  <span className={css.remarkMark}>{t("elicit.contradicts")}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {found && (
        <Alert
          className={css.banner}
          type={found.acceptable ? "success" : "warning"}
          showIcon
          title={t(found.acceptable ? "elicit.consistent" : "elicit.inconsistent", {
            cr: format.fixed(found.cr, 3),
          })}
          description={
            repair && (
              <>
                {t("elicit.repair", {
                  pair: t("elicit.versus", { a: nameOf(repair.a), b: nameOf(repair.b) }),
                  now: words({ a: repair.a, b: repair.b, times: repair.now }),
                  then: words({ a: repair.a, b: repair.b, times: repair.suggested }),
                  cr: format.fixed(repair.cr, 3),
                })}{" "}
                <Button size="small" onClick={() => judge(repair.a, repair.b, repair.suggested)}>
                  {t("elicit.doRepair")}
                </Button>
              </>
            )
          }
        />
      )}
    </>
  );
}
