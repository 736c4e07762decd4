import { DeleteOutlined, PlusOutlined, PrinterOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { industriesQuery, negativeEffectsQuery, negativeListQuery, saveNegativeList } from "../../api/data";
import type { NegativeEntry, NegativeList as List } from "../../api/data";
import { Problem } from "../../api/problem";
import { useCatalogue, useMay } from "../../api/queries";
import { bothLanguages, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { Failure, useProblemText } from "../../ui/Failure";
import { Nothing, Page, Panel } from "../../ui/Page";
import { useSettled } from "../../ui/useSettled";
import css from "./data.module.css";
import { EntryTable } from "./EntryTable";
import { NegativeConflict, without } from "./NegativeConflict";
import { NegativeFile } from "./NegativeFile";

const noEntries: NegativeEntry[] = [];

/** The negative list: in which country an industry is prohibited, restricted or encouraged, and why. */
export default function NegativeList() {
  const t = useT();
  const list = useQuery(negativeListQuery);
  const absent = list.error instanceof Problem && list.error.status === 404;
  return (
    <Page
      title={t("negative.title")}
      note={list.data && t("workbench.version", { version: list.data.version })}
    >
      {list.error && !absent ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading />
      ) : (
        <Editor key={list.data?.version ?? 0} list={list.data} />
      )}
    </Page>
  );
}

interface EditorProps {
  list: List | undefined;
}

function Editor({ list }: EditorProps) {
  const t = useT();
  const queries = useQueryClient();
  const words = useProblemText();
  const format = useFormat();
  const { message } = App.useApp();
  const may = useMay("negativeList.edit");
  const { countries } = useCatalogue();
  const { data: industries } = useSuspenseQuery(industriesQuery);
  const [base, setBase] = useState({ version: list?.version ?? 0, entries: list?.entries ?? noEntries });
  const [entries, setEntries] = useState(base.entries);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState(false);
  const [error, setError] = useState<unknown>();
  const dirty = entries !== base.entries;
  const fields = error instanceof Problem ? error.fields : [];
  const title = list?.title ?? { zh: "", en: "" };

  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await queries.ensureQueryData(bothLanguages);
      const named = {
        zh: title.zh || t("negative.title", { lng: "zh-CN" }),
        en: title.en || t("negative.title", { lng: "en" }),
      };
      const saved = await saveNegativeList(base.version, { entries, reason, title: named });
      void message.success(t("editor.saved", { version: saved.version }));
      await queries.invalidateQueries({ queryKey: ["preview"] });
      queries.setQueryData(negativeListQuery.queryKey, saved); // the page begins anew with it
    } catch (refused) {
      setError(refused);
      setConflict(refused instanceof Problem && refused.status === 412);
    } finally {
      setBusy(false);
    }
  };
  const add = () =>
    setEntries([
      ...entries,
      {
        iso3: countries[0]?.iso3 ?? "",
        industry: industries[0]?.id ?? "",
        rule: "prohibited",
        reason: { zh: "", en: "" },
        source: "",
      },
    ]);
  const change = (i: number, next: Partial<NegativeEntry>) =>
    setEntries(entries.map((e, k) => (k === i ? { ...e, ...next } : e)));
  /** What was changed here, done again on what somebody else has saved meanwhile. */
  const merge = (theirs: List) => {
    const mine = without(entries, base.entries);
    const gone = without(base.entries, entries);
    setBase({ version: theirs.version, entries: theirs.entries });
    setEntries([...without(without(theirs.entries, gone), mine), ...mine]);
    setConflict(false);
    setError(undefined);
  };

  return (
    <div className={css.stack}>
      <Panel className={css.notPrinted}>
        <p className={css.hint}>{t("negative.note")}</p>
        {!may && <p className={css.hint}>{t("negative.mayNot")}</p>}
      </Panel>
      <Panel
        flush
        title={t("negative.entries", { n: entries.length })}
        extra={
          <span className={`${css.inline} ${css.notPrinted}`}>
            <Button size="small" icon={<PrinterOutlined />} onClick={() => window.print()}>
              {t("negative.print")}
            </Button>
            {may && (
              <Button size="small" icon={<PlusOutlined />} onClick={add}>
                {t("negative.add")}
              </Button>
            )}
          </span>
        }
      >
        {list && (
          <p className={`${css.foot} ${css.onlyPrinted}`}>
            {t("negative.printed", { version: list.version, date: format.time(list.updatedAt) })}
            {dirty && t("app.paren", { text: t("negative.unsaved") })}
          </p>
        )}
        {entries.length === 0 ? (
          <Nothing>{t("negative.none")}</Nothing>
        ) : !may ? (
          <EntryTable entries={entries} label={t("negative.title")} />
        ) : (
          <>
            <EntryTable entries={entries} label={t("negative.title")} className={css.onlyPrinted} />
            <div
              className={`${css.scrollWide} ${css.notPrinted}`}
              tabIndex={0}
              role="region"
              aria-label={t("negative.title")}
            >
              <table className={css.table} aria-label={t("negative.title")}>
                <thead>
                  <tr>
                    <th scope="col">{t("table.country")}</th>
                    <th scope="col">{t("negative.industry")}</th>
                    <th scope="col">{t("negative.rule")}</th>
                    <th scope="col">{t("negative.reasonZh")}</th>
                    <th scope="col">{t("negative.reasonEn")}</th>
                    <th scope="col">{t("negative.source")}</th>
                    <th scope="col">{t("negative.from")}</th>
                    <th scope="col">{t("negative.to")}</th>
                    <th scope="col">
                      <span className={css.hidden}>{t("app.actions")}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {entries.map((entry, i) => (
                    <Entry
                      key={i}
                      index={i}
                      entry={entry}
                      change={(next) => change(i, next)}
                      remove={() => setEntries(entries.filter((_, k) => k !== i))}
                      broken={fields
                        .filter((f) => f.field.startsWith(`entries[${i}]`))
                        .map((f) => words(f))
                        .join(t("app.listComma"))}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Panel>
      {may && (
        <NegativeFile
          adopt={(found, way) => setEntries(way === "replace" ? found : [...entries, ...found])}
        />
      )}
      {may && dirty && <Effects entries={entries} />}
      {may && (
        <Panel title={t("negative.publish")} className={css.notPrinted}>
          <label className={css.field}>
            <span>{t("import.reason")}</span>
            <textarea
              rows={2}
              className={css.text}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          </label>
          {error ? <Failure error={error} /> : null}
          <Button
            type="primary"
            loading={busy}
            disabled={!dirty || reason.trim() === ""}
            onClick={() => void save()}
          >
            {t("editor.save", { version: base.version + 1 })}
          </Button>
        </Panel>
      )}
      {conflict && (
        <NegativeConflict
          version={base.version}
          start={base.entries}
          close={() => setConflict(false)}
          reload={(theirs) => queries.setQueryData(negativeListQuery.queryKey, theirs)}
          merge={merge}
        />
      )}
    </div>
  );
}

const rules = ["prohibited", "restricted", "encouraged"] as const;

function Entry({
  index,
  entry,
  change,
  remove,
  broken,
}: {
  index: number;
  entry: NegativeEntry;
  change: (next: Partial<NegativeEntry>) => void;
  remove: () => void;
  broken: string;
}) {
  const t = useT();
  const name = useName();
  const { countries } = useCatalogue();
  const { data: industries } = useSuspenseQuery(industriesQuery);
  const n = index + 1;
  const text = (label: string, value: string | undefined, set: (v: string) => void, type = "text") => (
    <input
      type={type}
      className={css.text}
      aria-label={t("negative.fieldOf", { field: label, n })}
      value={value ?? ""}
      onChange={(e) => set(e.target.value)}
    />
  );
  return (
    <tr>
      <th scope="row">
        <select
          className={css.select}
          aria-label={t("negative.fieldOf", { field: t("table.country"), n })}
          value={entry.iso3}
          onChange={(e) => change({ iso3: e.target.value })}
        >
          {countries.map((c) => (
            <option key={c.iso3} value={c.iso3}>
              {name(c.name)}
            </option>
          ))}
        </select>
        {broken && (
          <div className={css.error} role="alert">
            {broken}
          </div>
        )}
      </th>
      <td>
        <select
          className={css.select}
          aria-label={t("negative.fieldOf", { field: t("negative.industry"), n })}
          value={entry.industry}
          onChange={(e) => change({ industry: e.target.value })}
        >
          {industries.map((x) => (
            <option key={x.id} value={x.id}>
              {name(x.name)}
            </option>
          ))}
        </select>
      </td>
      <td>
        <select
          className={css.select}
          aria-label={t("negative.fieldOf", { field: t("negative.rule"), n })}
          value={entry.rule}
          onChange={(e) => change({ rule: rules.find((r) => r === e.target.value) ?? "prohibited" })}
        >
          {rules.map((r) => (
            <option key={r} value={r}>
              {t(`negative.${r}`)}
            </option>
          ))}
        </select>
      </td>
      <td>
        {text(t("negative.reasonZh"), entry.reason.zh, (zh) => change({ reason: { ...entry.reason, zh } }))}
      </td>
      <td>
        {text(t("negative.reasonEn"), entry.reason.en, (en) => change({ reason: { ...entry.reason, en } }))}
      </td>
      <td>{text(t("negative.source"), entry.source, (source) => change({ source }))}</td>
      <td>
        {text(t("negative.from"), entry.validFrom, (v) => change({ validFrom: v || undefined }), "date")}
      </td>
      <td>{text(t("negative.to"), entry.validTo, (v) => change({ validTo: v || undefined }), "date")}</td>
      <td>
        <Button
          size="small"
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t("negative.remove", { n })}
          onClick={remove}
        />
      </td>
    </tr>
  );
}

/** What the list would do to each industry's model before it is in force. */
function Effects({ entries }: { entries: NegativeEntry[] }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { countries } = useCatalogue();
  const { data: industries } = useSuspenseQuery(industriesQuery);
  const settled = useSettled(entries, 600);
  const { data, error } = useQuery(negativeEffectsQuery(settled));
  if (error || !data) return null; // what is wrong is said on saving
  const touched = data.items.filter((x) => x.excluded.length + x.restricted.length + x.encouraged.length > 0);
  const names = (list: string[]) =>
    list.map((iso3) => name(countries.find((c) => c.iso3 === iso3)?.name) || iso3).join(t("app.listComma")) ||
    "—";
  return (
    <Panel flush title={t("negative.effects", { on: data.on })} className={css.notPrinted}>
      {touched.length === 0 ? (
        <Nothing>{t("negative.noEffect")}</Nothing>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("negative.industry")}</th>
              <th scope="col">{t("negative.prohibited")}</th>
              <th scope="col">{t("negative.restricted")}</th>
              <th scope="col">{t("negative.encouraged")}</th>
              <th scope="col" className={css.right}>
                {t("negative.moved")}
              </th>
            </tr>
          </thead>
          <tbody>
            {touched.map((x) => (
              <tr key={x.modelId}>
                <th scope="row">{name(industries.find((i) => i.id === x.industry)?.name) || x.industry}</th>
                <td>{names(x.excluded)}</td>
                <td>{names(x.restricted)}</td>
                <td>{names(x.encouraged)}</td>
                <td className={css.right}>{format.integer(x.shifts.length)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
