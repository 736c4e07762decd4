import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { modelUsageQuery } from "../../api/models";
import type { Model } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { Loading } from "../../ui/Boundary";
import { Failure } from "../../ui/Failure";
import { Nothing, Panel } from "../../ui/Page";
import css from "./editor.module.css";

/** Where a model is used: rankings that hold a version of it, and models drawn from it. */
export function Usage({ model }: { model: Model }) {
  const t = useT();
  const name = useName();
  const usage = useQuery(modelUsageQuery(model.id));
  const state = (s: string) => {
    const key = `usage.state.${s}`;
    return isKey(key) ? t(key) : s;
  };
  if (usage.error) return <Failure error={usage.error} retry={() => void usage.refetch()} />;
  if (!usage.data) return <Loading rows={3} />;
  const { rankings, models, frozen } = usage.data;
  return (
    <Panel flush title={t("usage.title")} extra={frozen && <span>{t("usage.frozen")}</span>}>
      {rankings.length + models.length === 0 ? (
        <Nothing>{t("usage.none")}</Nothing>
      ) : (
        <table className={css.table} aria-label={t("usage.title")}>
          <thead>
            <tr>
              <th scope="col">{t("model.name")}</th>
              <th scope="col">{t("usage.kind")}</th>
              <th scope="col" className={css.right}>
                {t("usage.version")}
              </th>
              <th scope="col">{t("editor.status")}</th>
            </tr>
          </thead>
          <tbody>
            {rankings.map((r) => (
              <tr key={r.id}>
                <th scope="row">
                  <Link to={`/rankings/${r.id}`}>{r.title}</Link>
                </th>
                <td>{t("usage.ranking")}</td>
                <td className={css.right}>{r.modelVersion}</td>
                <td>{state(r.state)}</td>
              </tr>
            ))}
            {models.map((m) => (
              <tr key={m.id}>
                <th scope="row">
                  <Link to={`/models/${m.id}`}>{name(m.name)}</Link>
                </th>
                <td>{t("usage.model")}</td>
                <td className={css.right}>{m.basedOn.version}</td>
                <td>—</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
