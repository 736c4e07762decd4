import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Progress, Steps } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { cancelJob, jobsQuery, startWorldBank } from "../../api/data";
import type { Job } from "../../api/data";
import { useMay } from "../../api/queries";
import { isKey, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { Failure, useProblemText } from "../../ui/Failure";
import { Page, Panel } from "../../ui/Page";
import { bytes } from "./bytes";
import css from "./data.module.css";
import { DryRun, RejectionTable } from "./DryRun";
import { FileForm } from "./FileForm";
import { runs, useJob } from "./useJob";
import { WorldBank } from "./WorldBank";

/** Imports data: template, file, dry run, publication. The address keeps the job, so a reload goes on. */
export default function ImportPage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const id = params.get("job") ?? "";
  const open = (job: string) => setParams(job ? { job } : {});
  return (
    <Page
      title={t("import.title")}
      trail={[{ label: t("nav.datasets"), to: "/datasets" }]}
      note={t("import.note")}
    >
      <div className={css.stack}>
        {id ? <Following key={id} id={id} open={open} /> : <Begin open={open} />}
      </div>
    </Page>
  );
}

function Stages({ at, failed }: { at: number; failed?: boolean }) {
  const t = useT();
  return (
    <Panel>
      <Steps
        size="small"
        className={css.steps}
        current={at}
        status={failed ? "error" : undefined}
        items={[
          { title: t("import.stepFile") },
          { title: t("import.stepCheck") },
          { title: t("import.stepResult") },
          { title: t("import.stepPublished") },
        ]}
      />
    </Panel>
  );
}

function Begin({ open }: { open: (job: string) => void }) {
  const mayFetch = useMay("dataset.import");
  return (
    <>
      <Stages at={0} />
      <FileForm open={open} />
      {mayFetch && <WorldBank open={open} />}
      <Earlier open={open} />
    </>
  );
}

/** One's own imports that the server still knows. */
function Earlier({ open }: { open: (job: string) => void }) {
  const t = useT();
  const format = useFormat();
  const { data } = useQuery({ ...jobsQuery, staleTime: 0 });
  if (!data?.length) return null;
  return (
    <Panel flush title={t("import.earlier")}>
      <table className={css.table}>
        <tbody>
          {data.map((job) => (
            <tr key={job.id}>
              <th scope="row">
                <button type="button" className={css.link} onClick={() => open(job.id)}>
                  {job.name}
                </button>
              </th>
              <td>{t(`import.state.${job.state}`)}</td>
              <td>{format.time(job.createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Following({ id, open }: { id: string; open: (job: string) => void }) {
  const t = useT();
  const leave = () => open("");
  const words = useProblemText();
  const query = useJob(id);
  const fieldName = (field: string) => {
    const part = field.replace(/^source\./, "");
    const key = `import.source${part.charAt(0).toUpperCase()}${part.slice(1)}`;
    return isKey(key) ? t(key) : field;
  };
  if (query.error && !query.data) {
    return (
      <>
        <Failure error={query.error} retry={() => void query.refetch()} />
        <div>
          <Button onClick={leave}>{t("import.another")}</Button>
        </div>
      </>
    );
  }
  const job = query.data;
  if (!job) return <Loading />;
  const refused = job.problem?.rejected ?? [];
  const failed = job.state === "failed" || job.state === "cancelled";
  const at = runs(job) || failed ? 1 : job.state === "published" ? 3 : 2;
  return (
    <>
      <Stages at={at} failed={failed} />
      {runs(job) && <Running job={job} leave={leave} />}
      {failed && (
        <Panel title={job.name} extra={<Button onClick={leave}>{t("import.another")}</Button>}>
          <div role="alert">
            <p>{t(`import.state.${job.state}`)}</p>
            {job.problem && <p>{words({ code: job.problem.code, status: 400 })}</p>}
            {job.problem?.errors?.map((f) => (
              <p key={f.field + f.code}>
                {fieldName(f.field)}
                {t("app.paren", { text: words(f) })}
              </p>
            ))}
            <p className={css.hint}>{t("import.nothingChanged")}</p>
            {job.resumable && <Resume id={job.id} open={open} />}
          </div>
        </Panel>
      )}
      {refused.length > 0 && (
        <Panel flush title={t("import.refused")}>
          <RejectionTable list={refused} caption={t("import.refused")} />
        </Panel>
      )}
      {job.result && <DryRun job={job} result={job.result} leave={leave} />}
    </>
  );
}

/** Goes on with a fetch that broke off: pages it had are not asked for again. */
function Resume({ id, open }: { id: string; open: (job: string) => void }) {
  const t = useT();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const resume = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const job = await startWorldBank({ resume: id });
      void queries.invalidateQueries({ queryKey: jobsQuery.queryKey, exact: true });
      open(job.id);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return (
    <>
      {error ? <Failure error={error} /> : null}
      <Button type="primary" loading={busy} onClick={() => void resume()}>
        {t("worldBank.resume")}
      </Button>
    </>
  );
}

function Running({ job, leave }: { job: Job; leave: () => void }) {
  const t = useT();
  const format = useFormat();
  const [stopping, setStopping] = useState(false);
  const percent = job.total > 0 ? Math.min(100, Math.round((job.done / job.total) * 100)) : 0;
  const stop = async () => {
    setStopping(true);
    await cancelJob(job.id).catch(() => undefined);
    leave();
  };
  const how =
    job.stage === "fetching"
      ? t("import.seriesDone", { done: job.done, total: job.total })
      : job.stage === "reading" && job.total > 0
        ? t("import.bytesDone", { done: bytes(format, job.done), total: bytes(format, job.total) })
        : "";
  return (
    <Panel
      title={job.name}
      extra={
        <Button loading={stopping} onClick={() => void stop()}>
          {t("import.cancel")}
        </Button>
      }
    >
      <div aria-live="polite">
        {job.state === "queued" ? t("import.state.queued") : t(`import.stage.${job.stage ?? "reading"}`)}{" "}
        {how}
      </div>
      <Progress percent={percent} status="active" aria-label={t("import.state.running")} />
      <p className={css.hint}>{t("import.cancelNote")}</p>
    </Panel>
  );
}
