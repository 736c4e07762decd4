import { DownloadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Progress, Steps } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { cancelJob, jobsQuery, startImport, templateAddress } from "../../api/data";
import type { ImportFields, Job } from "../../api/data";
import { isKey, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { Failure, useProblemText } from "../../ui/Failure";
import { Page, Panel } from "../../ui/Page";
import css from "./data.module.css";
import { DryRun } from "./DryRun";
import { runs, useJob } from "./useJob";

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
        {id ? <Following key={id} id={id} leave={() => open("")} /> : <Begin open={open} />}
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

const noFields: ImportFields = {
  replace: false,
  sourceTitle: "",
  sourcePublisher: "",
  sourceLicence: "",
  sourceVintage: "",
};

function Begin({ open }: { open: (job: string) => void }) {
  const t = useT();
  const queries = useQueryClient();
  const [file, setFile] = useState<File>();
  const [fields, setFields] = useState(noFields);
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = async () => {
    if (!file) return;
    setSending(true);
    setError(undefined);
    try {
      const job = await startImport(file, fields);
      void queries.invalidateQueries({ queryKey: jobsQuery.queryKey, exact: true });
      open(job.id);
    } catch (refused) {
      setError(refused);
    } finally {
      setSending(false);
    }
  };
  const text = (name: "sourceTitle" | "sourcePublisher" | "sourceLicence" | "sourceVintage") => (
    <label className={css.field}>
      <span>{t(`import.${name}`)}</span>
      <input
        type="text"
        className={css.text}
        value={fields[name]}
        onChange={(e) => setFields({ ...fields, [name]: e.target.value })}
      />
    </label>
  );
  return (
    <>
      <Stages at={0} />
      <Panel title={t("import.template")}>
        <p className={css.hint}>{t("import.templateNote")}</p>
        <div className={css.row}>
          {(["xlsx", "csv"] as const).flatMap((format) =>
            (["zh", "en"] as const).map((lang) => (
              <Button
                key={format + lang}
                icon={<DownloadOutlined />}
                href={templateAddress(format, lang)}
                download
              >
                {t(`import.template.${format}.${lang}`)}
              </Button>
            )),
          )}
        </div>
      </Panel>
      <Panel title={t("import.file")}>
        <label className={css.field}>
          <span>{t("import.pick")}</span>
          <input
            type="file"
            accept=".csv,.xlsx,.zip"
            onChange={(e) => setFile(e.target.files?.[0] ?? undefined)}
          />
        </label>
        <p className={css.hint}>{t("import.formats")}</p>
        <h3 className={css.sub}>{t("import.source")}</h3>
        <div className={css.fields}>
          {text("sourceTitle")}
          {text("sourcePublisher")}
          {text("sourceLicence")}
          {text("sourceVintage")}
        </div>
        <p>
          <Checkbox
            checked={fields.replace}
            onChange={(e) => setFields({ ...fields, replace: e.target.checked })}
          >
            {t("import.replace")}
          </Checkbox>
        </p>
        {error ? <Failure error={error} /> : null}
        <Button type="primary" disabled={!file} loading={sending} onClick={() => void send()}>
          {sending ? t("import.sending") : t("import.begin")}
        </Button>
      </Panel>
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

function Following({ id, leave }: { id: string; leave: () => void }) {
  const t = useT();
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
          </div>
        </Panel>
      )}
      {job.result && <DryRun job={job} result={job.result} leave={leave} />}
    </>
  );
}

function Running({ job, leave }: { job: Job; leave: () => void }) {
  const t = useT();
  const [stopping, setStopping] = useState(false);
  const percent = job.total > 0 ? Math.min(100, Math.round((job.done / job.total) * 100)) : 0;
  const stop = async () => {
    setStopping(true);
    await cancelJob(job.id).catch(() => undefined);
    leave();
  };
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
        {job.state === "queued" ? t("import.state.queued") : t(`import.stage.${job.stage ?? "reading"}`)}
      </div>
      <Progress percent={percent} status="active" aria-label={t("import.state.running")} />
    </Panel>
  );
}
