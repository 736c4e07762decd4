import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { publishStageTable, stageTableQuery, tryStageTable } from "../../api/data";
import type { StageEffects, StageTable as Table } from "../../api/data";
import { useCatalogue, useMay } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Failure } from "../../ui/Failure";
import { Page, Panel } from "../../ui/Page";
import css from "./data.module.css";
import { Effect } from "./Difference";
import { StageShifts } from "./StageShifts";

/** Limits, weights and deflator of the stage of industrialisation: read by all, edited as data by some. */
export default function StageTable() {
  const { data } = useSuspenseQuery(stageTableQuery);
  return <Editor key={data.datasetId} datasetId={data.datasetId} stored={data.stage} />;
}

const borders = ["early", "middle", "late", "post"] as const;

function Editor({ datasetId, stored }: { datasetId: string; stored: Table }) {
  const t = useT();
  const name = useName();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { indicators } = useCatalogue();
  const may = useMay("dataset.import");
  const [table, setTable] = useState(stored);
  const [tried, setTried] = useState<{ table: Table; effects: StageEffects }>();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const changed = table !== stored;
  const shown = tried?.table === table ? tried.effects : undefined;

  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const attempt = () => run(async () => setTried({ table, effects: await tryStageTable(table) }));
  const publish = () =>
    run(async () => {
      const made = await publishStageTable(datasetId, table, reason);
      void message.success(t("import.published"));
      await queries.invalidateQueries(); // every stage comes from it
      void navigate(`/datasets/${made.id}`);
    });
  const measure = (i: number, next: Partial<Table["measures"][number]>) =>
    setTable({ ...table, measures: table.measures.map((m, k) => (k === i ? { ...m, ...next } : m)) });
  const deflate = (values: Table["deflator"]["values"]) =>
    setTable({ ...table, deflator: { ...table.deflator, values } });
  const years = table.deflator.values;
  const last = years.at(-1);

  return (
    <Page
      title={t("stageTable.title")}
      trail={[{ label: t("nav.indicators"), to: "/indicators" }]}
      note={name(table.citation)}
    >
      <div className={css.stack}>
        <Panel flush title={t("stageTable.limits")}>
          <p className={css.foot}>{name(table.note)}</p>
          <div className={css.scrollWide} tabIndex={0} role="region" aria-label={t("stageTable.limits")}>
            <table className={css.table} aria-label={t("stageTable.limits")}>
              <thead>
                <tr>
                  <th scope="col">{t("stage.measure")}</th>
                  <th scope="col">{t("stageTable.basis")}</th>
                  <th scope="col" className={css.right}>
                    {t("breakdown.weight")}
                  </th>
                  {borders.map((b) => (
                    <th key={b} scope="col" className={css.right}>
                      {t("stageTable.from", { stage: t(`stage.${b}`) })}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.measures.map((m, i) => (
                  <tr key={m.id}>
                    <th scope="row">
                      <Link to={`/indicators/${encodeURIComponent(m.indicator)}`}>
                        {name(indicators.find((x) => x.code === m.indicator)?.name) || name(m.name)}
                      </Link>
                    </th>
                    <td>{name(m.basis)}</td>
                    <td className={css.right}>
                      <Amount
                        label={t("stageTable.weightOf", { name: name(m.name) })}
                        value={m.weight}
                        fixed={!may}
                        set={(weight) => measure(i, { weight })}
                      />
                    </td>
                    {borders.map((b, k) => (
                      <td key={b} className={css.right}>
                        <Amount
                          label={t("stageTable.limitOf", { name: name(m.name), stage: t(`stage.${b}`) })}
                          value={m.limits[k] ?? 0}
                          fixed={!may}
                          set={(x) => measure(i, { limits: m.limits.map((l, j) => (j === k ? x : l)) })}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
        <Panel title={name(table.deflator.name)}>
          <p className={css.hint}>{name(table.deflator.note)}</p>
          <div className={css.row}>
            {years.map((v, i) => (
              <label key={v.year} className={css.field}>
                <span>{v.year}</span>
                <Amount
                  label={t("stageTable.deflatorOf", { year: v.year })}
                  value={v.value}
                  fixed={!may}
                  set={(value) => deflate(years.map((x, k) => (k === i ? { ...x, value } : x)))}
                />
              </label>
            ))}
            {may && last && (
              <Button
                size="small"
                onClick={() => deflate([...years, { year: last.year + 1, value: last.value }])}
              >
                {t("stageTable.addYear", { year: last.year + 1 })}
              </Button>
            )}
          </div>
          <div className={css.row}>
            <label className={css.inline}>
              {t("stageTable.maxAge")}
              <Amount
                label={t("stageTable.maxAge")}
                value={table.maxAge}
                fixed={!may}
                set={(maxAge) => setTable({ ...table, maxAge: Math.round(maxAge) })}
              />
            </label>
            <label className={css.inline}>
              {t("stageTable.minMeasures")}
              <Amount
                label={t("stageTable.minMeasures")}
                value={table.minMeasures}
                fixed={!may}
                set={(minMeasures) => setTable({ ...table, minMeasures: Math.round(minMeasures) })}
              />
            </label>
          </div>
        </Panel>
        {may && <Texts table={table} set={setTable} />}
        {error ? <Failure error={error} /> : null}
        {may && (
          <Panel title={t("stageTable.publish")}>
            <p className={css.hint}>{t("stageTable.publishNote")}</p>
            <div className={css.row}>
              <Button loading={busy} disabled={!changed} onClick={() => void attempt()}>
                {t("stageTable.try")}
              </Button>
              <Button disabled={!changed} onClick={() => setTable(stored)}>
                {t("stageTable.reset")}
              </Button>
            </div>
            {shown && (
              <>
                <label className={css.field}>
                  <span>{t("import.reason")}</span>
                  <textarea
                    rows={2}
                    className={css.text}
                    value={reason}
                    onChange={(e) => setReason(e.target.value)}
                  />
                </label>
                <Button
                  type="primary"
                  loading={busy}
                  disabled={reason.trim() === ""}
                  onClick={() => void publish()}
                >
                  {t("import.publish")}
                </Button>
              </>
            )}
          </Panel>
        )}
        {shown && (
          <>
            <StageShifts effects={shown} />
            <Effect effect={shown.effect} />
          </>
        )}
      </div>
    </Page>
  );
}

/** Where the limits come from, and what a reader should know of them, in both languages. */
function Texts({ table, set }: { table: Table; set: (table: Table) => void }) {
  const t = useT();
  const field = (of: "citation" | "note", language: "zh" | "en") => {
    const label = t(`stageTable.${of}`) + t("app.paren", { text: t(`editor.${language}`) });
    return (
      <label key={of + language} className={css.field}>
        <span>{label}</span>
        <textarea
          rows={3}
          className={css.text}
          value={table[of][language]}
          onChange={(e) => set({ ...table, [of]: { ...table[of], [language]: e.target.value } })}
        />
      </label>
    );
  };
  return (
    <Panel title={t("stageTable.citation")}>
      <div className={css.fields}>
        {field("citation", "zh")}
        {field("citation", "en")}
        {field("note", "zh")}
        {field("note", "en")}
      </div>
    </Panel>
  );
}

/** A number that is taken once it is one; fixed, it is only shown. */
function Amount({
  label,
  value,
  fixed,
  set,
}: {
  label: string;
  value: number;
  fixed: boolean;
  set: (value: number) => void;
}) {
  const format = useFormat();
  const [typed, setTyped] = useState<string>();
  if (fixed) return <span>{format.exact(value)}</span>;
  const commit = () => {
    const next = Number((typed ?? "").replace(/[,，]/g, ""));
    if (typed?.trim() && Number.isFinite(next) && next !== value) set(next);
    setTyped(undefined);
  };
  return (
    <input
      type="text"
      inputMode="decimal"
      aria-label={label}
      className={css.amount}
      value={typed ?? String(value)}
      onChange={(e) => setTyped(e.target.value)}
      onBlur={commit}
      onKeyDown={(e) => {
        if (e.key === "Enter") commit();
        if (e.key === "Escape") setTyped(undefined);
      }}
    />
  );
}
