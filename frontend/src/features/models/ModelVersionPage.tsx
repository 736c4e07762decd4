import { keepPreviousData, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { siteRankingQuery } from "../../api/layouts";
import { modelDifferenceQuery, modelVersionQuery } from "../../api/models";
import { Problem } from "../../api/problem";
import { modelQuery, previewQuery } from "../../api/queries";
import type { Model } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { Failure } from "../../ui/Failure";
import { Page, Panel } from "../../ui/Page";
import { Changes } from "./Changes";
import { Gains, SiteGains } from "./Gains";
import { modelsOf } from "./kinds";
import { ModelBody } from "./ModelBody";
import css from "./models.module.css";

/** A model as it was in one version, whole, and what has changed since. */
export default function ModelVersionPage() {
  const { id = "", version = "" } = useParams();
  const { data: now } = useSuspenseQuery(modelQuery(id));
  const number = Number(version);
  if (!Number.isInteger(number) || number < 1 || number > now.version) {
    return <Failure error={new Problem({ status: 404, code: "model.notFound" })} />;
  }
  return <Version now={now} version={number} />;
}

function Version({ now, version }: { now: Model; version: number }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { data: model } = useSuspenseQuery(modelVersionQuery(now.id, version));
  const old = version < now.version;
  return (
    <Page
      title={name(model.name)}
      trail={[
        { label: t("nav.models"), to: modelsOf(now) },
        { label: name(now.name), to: `/models/${now.id}` },
      ]}
      note={t("workbench.version", { version })}
      extra={
        <>
          {version > 1 && (
            <Link to={`/models/${now.id}/versions/${version - 1}`}>{t("version.previous")}</Link>
          )}
          {old && <Link to={`/models/${now.id}/versions/${version + 1}`}>{t("version.next")}</Link>}
        </>
      }
    >
      <div className={css.stack}>
        <Alert
          type={old ? "warning" : "info"}
          showIcon
          title={
            old
              ? t("version.old", { version, date: format.time(model.updatedAt), now: now.version })
              : t("version.current", { version, date: format.time(model.updatedAt) })
          }
          action={old ? <Link to={`/models/${now.id}`}>{t("version.seeCurrent")}</Link> : undefined}
        />
        {old && <Since model={model} now={now} />}
        <ModelBody model={model} />
      </div>
    </Page>
  );
}

/** What changed from an earlier version to the present one, and who gains and loses by it. */
function Since({ model, now }: { model: Model; now: Model }) {
  const t = useT();
  const changes = useQuery(modelDifferenceQuery(now.id, model.version, now.version));
  return (
    <>
      <Panel flush title={t("version.since", { version: model.version, now: now.version })}>
        {changes.error ? (
          <Failure error={changes.error} retry={() => void changes.refetch()} />
        ) : changes.data ? (
          <Changes changes={changes.data} model={now} />
        ) : (
          <Loading rows={3} />
        )}
      </Panel>
      {now.kind === "site" ? (
        <SitesSince model={model} now={now} />
      ) : (
        <CountriesSince model={model} now={now} />
      )}
    </>
  );
}

function CountriesSince({ model, now }: { model: Model; now: Model }) {
  const t = useT();
  const after = useQuery(previewQuery({ modelId: now.id }));
  return (
    <Gains
      title={t("version.gains", { version: model.version, now: now.version })}
      same={t("version.gainsSame")}
      before={{ model }}
      result={after.data}
      stale={after.isFetching}
    />
  );
}

function SitesSince({ model, now }: { model: Model; now: Model }) {
  const t = useT();
  const [strategy, setStrategy] = useState(now.strategy || "S1");
  const after = useQuery({
    ...siteRankingQuery({ siteModel: { id: now.id, version: now.version }, strategy }),
    placeholderData: keepPreviousData,
  });
  return (
    <SiteGains
      title={t("version.gains", { version: model.version, now: now.version })}
      same={t("version.gainsSame")}
      before={{ siteModel: { id: model.id, version: model.version } }}
      sites={after.data?.items}
      stale={after.isFetching}
      strategy={strategy}
      setStrategy={setStrategy}
    />
  );
}
