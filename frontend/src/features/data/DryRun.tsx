import { DownloadOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { jobQuery, publishImport, rejectionsAddress } from "../../api/data";
import type { ImportResult, Job, Rejection } from "../../api/data";
import { useMay } from "../../api/queries";
import { isKey, useLanguage, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Failure, useProblemText } from "../../ui/Failure";
import { Nothing, Panel } from "../../ui/Page";
import css from "./data.module.css";
import { Difference, Effect } from "./Difference";

interface Props {
  job: Job;
  result: ImportResult;
  leave: () => void;
}

/** What an import would change: counts, largest changes, refused cells, effect; then its publication. */
export function DryRun({ job, result, leave }: Props) {
  const t = useT();
  const format = useFormat();
  const { stats } = result;
  const skipped = Object.entries(result.skipped)
    .filter(([, n]) => n > 0)
    .map(([reason, n]) => {
      const key = `import.skipped.${reason}`;
      return `${isKey(key) ? t(key) : reason} ${format.integer(n)}`;
    });
  const facts: [string, string][] = [
    [t("import.rows"), format.integer(stats.rows)],
    [t("import.values"), format.integer(stats.values)],
    [t("import.rejectedCount"), format.integer(stats.rejected)],
    [t("dataset.countries"), format.integer(stats.countries)],
    [t("dataset.indicators"), format.integer(stats.seriesFilled)],
    [t("dataset.years"), stats.firstYear ? `${stats.firstYear}–${stats.lastYear}` : "—"],
    [t("breakdown.source"), result.source.title || "—"],
    [t("import.newIndicators"), format.integer(result.indicators.length)],
  ];
  return (
    <>
      <Panel title={job.name} extra={<Button onClick={leave}>{t("import.another")}</Button>}>
        <dl className={css.facts}>
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {skipped.length > 0 && (
          <p className={css.hint}>{t("import.skipped", { list: skipped.join(t("app.listComma")) })}</p>
        )}
        <Publication job={job} />
      </Panel>
      <Rejections job={job} result={result} />
      <NewIndicators list={result.indicators} />
      <Remarked list={result.remarks} />
      <Difference difference={result.difference} />
      <Effect effect={result.effect} />
    </>
  );
}

function Publication({ job }: { job: Job }) {
  const t = useT();
  const queries = useQueryClient();
  const may = useMay("dataset.import");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  if (job.datasetId) {
    return (
      <Alert
        type="success"
        showIcon
        title={t("import.published")}
        description={<Link to={`/datasets/${job.datasetId}`}>{t("import.seePublished")}</Link>}
      />
    );
  }
  if (!may) return <Alert type="info" showIcon title={t("import.mayNot")} />;
  const publish = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await publishImport(job.id, reason);
      await queries.invalidateQueries(); // everything shown comes from the data
      await queries.invalidateQueries({ queryKey: jobQuery(job.id).queryKey });
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <label className={css.field}>
        <span>{t("import.reason")}</span>
        <textarea
          rows={2}
          className={css.text}
          value={reason}
          onChange={(e) => setReason(e.target.value)}
          required
        />
      </label>
      {error ? <Failure error={error} /> : null}
      <Button type="primary" loading={busy} disabled={reason.trim() === ""} onClick={() => void publish()}>
        {t("import.publish")}
      </Button>
    </>
  );
}

function Rejections({ job, result }: { job: Job; result: ImportResult }) {
  const t = useT();
  const [language] = useLanguage();
  const lang = language === "en" ? "en" : "zh";
  const total = result.stats.rejected;
  return (
    <Panel
      flush
      title={t("import.rejections", { n: total })}
      extra={
        total > 0 && (
          <>
            <Button
              size="small"
              icon={<DownloadOutlined />}
              href={rejectionsAddress(job.id, "xlsx", lang)}
              download
            >
              {t("import.downloadXlsx")}
            </Button>
            <Button
              size="small"
              icon={<DownloadOutlined />}
              href={rejectionsAddress(job.id, "csv", lang)}
              download
            >
              {t("import.downloadCsv")}
            </Button>
          </>
        )
      }
    >
      {result.rejected.length === 0 ? (
        <Nothing>{t("import.noRejections")}</Nothing>
      ) : (
        <RejectionTable list={result.rejected} caption={t("import.rejections", { n: total })} />
      )}
      {total > result.rejected.length && (
        <p className={css.foot}>{t("import.firstOnly", { n: result.rejected.length })}</p>
      )}
    </Panel>
  );
}

/** Definitions that the file brings: from their publication on they can be used in models. */
function NewIndicators({ list }: { list: ImportResult["indicators"] }) {
  const t = useT();
  const name = useName();
  if (list.length === 0) return null;
  const words = (key: string, otherwise: string) => (isKey(key) ? t(key) : otherwise);
  return (
    <Panel flush title={t("import.newIndicators")}>
      <table className={css.table} aria-label={t("import.newIndicators")}>
        <thead>
          <tr>
            <th scope="col">{t("indicator.code")}</th>
            <th scope="col">{t("breakdown.criterion")}</th>
            <th scope="col">{t("standing.dimension")}</th>
            <th scope="col">{t("breakdown.unit")}</th>
            <th scope="col">{t("indicator.direction")}</th>
            <th scope="col">{t("breakdown.source")}</th>
            <th scope="col">{t("source.licence")}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((x) => (
            <tr key={x.code}>
              <td>{x.code}</td>
              <th scope="row">{name(x.name)}</th>
              <td>{words(`dimension.${x.dimension}`, x.dimension)}</td>
              <td>{name(x.unit)}</td>
              <td>{words(`direction.${x.direction}`, x.direction)}</td>
              <td>{x.source}</td>
              <td>{x.licence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** What was read in a way worth knowing: a formula by its stored value, a sheet left out. */
function Remarked({ list }: { list: Rejection[] }) {
  const t = useT();
  if (list.length === 0) return null;
  const caption = t("import.remarks", { n: list.length });
  return (
    <Panel flush title={caption}>
      <RejectionTable list={list} caption={caption} />
    </Panel>
  );
}

/** Refused cells: where they stand, what stood there, and why. */
export function RejectionTable({ list, caption }: { list: Rejection[]; caption: string }) {
  const t = useT();
  const words = useProblemText();
  return (
    <table className={css.table} aria-label={caption}>
      <thead>
        <tr>
          <th scope="col">{t("import.sheet")}</th>
          <th scope="col" className={css.right}>
            {t("import.row")}
          </th>
          <th scope="col">{t("import.column")}</th>
          <th scope="col">{t("import.value")}</th>
          <th scope="col">{t("excluded.reason")}</th>
        </tr>
      </thead>
      <tbody>
        {list.map((r, i) => (
          <tr key={i}>
            <td>{r.sheet || "—"}</td>
            <td className={css.right}>{r.row || "—"}</td>
            <td>{r.cell || r.column || "—"}</td>
            <td>
              <code>{r.value}</code>
            </td>
            <td>{words({ code: r.code, status: 400 })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
