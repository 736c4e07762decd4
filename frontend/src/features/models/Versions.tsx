import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { modelDifferenceQuery } from "../../api/models";
import type { Model } from "../../api/types";
import { useT } from "../../i18n";
import { Loading } from "../../ui/Boundary";
import { Failure } from "../../ui/Failure";
import { Nothing, Panel } from "../../ui/Page";
import { Changes } from "./Changes";
import css from "./editor.module.css";

/** What changed between two versions of a model. */
export function Versions({ model }: { model: Model }) {
  const t = useT();
  const [from, setFrom] = useState(model.version - 1);
  const [to, setTo] = useState(model.version);
  const changes = useQuery({ ...modelDifferenceQuery(model.id, from, to), enabled: model.version > 1 });
  const versions = Array.from({ length: model.version }, (_, i) => model.version - i);
  if (model.version < 2) {
    return (
      <Panel title={t("version.title")}>
        <Nothing>{t("version.only")}</Nothing>
      </Panel>
    );
  }
  const pick = (label: string, value: number, set: (v: number) => void) => (
    <label className={css.bar}>
      {label}
      <select className={css.select} value={value} onChange={(e) => set(Number(e.target.value))}>
        {versions.map((v) => (
          <option key={v} value={v}>
            {t("workbench.version", { version: v })}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Panel
      flush
      title={t("version.title")}
      extra={
        <>
          {pick(t("version.from"), from, setFrom)}
          {pick(t("version.to"), to, setTo)}
          {[...new Set([from, to])].map((v) => (
            <Link key={v} to={`/models/${model.id}/versions/${v}`}>
              {t("version.whole", { version: v })}
            </Link>
          ))}
        </>
      }
    >
      {changes.error ? (
        <Failure error={changes.error} retry={() => void changes.refetch()} />
      ) : changes.data ? (
        <Changes changes={changes.data} model={model} />
      ) : (
        <Loading rows={3} />
      )}
    </Panel>
  );
}
