import { DownloadOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Progress, Radio } from "antd";
import { useRef, useState } from "react";
import { jobsQuery, startImport, templateAddress } from "../../api/data";
import type { ImportFields } from "../../api/data";
import { isAbort } from "../../api/problem";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Failure } from "../../ui/Failure";
import { Panel } from "../../ui/Page";
import { bytes } from "./bytes";
import css from "./data.module.css";
import { FilePick } from "./FilePick";

type Kind = "own" | "worldBank";
type SourceField = "sourceTitle" | "sourcePublisher" | "sourceLicence" | "sourceVintage";

/** What a file of each kind does not say itself and has to be asked for before it is sent. */
const needed: Record<Kind, SourceField[]> = {
  own: ["sourceTitle", "sourceLicence", "sourceVintage"],
  worldBank: ["sourceLicence"],
};

const empty: ImportFields = {
  replace: false,
  sourceTitle: "",
  sourcePublisher: "",
  sourceLicence: "",
  sourceVintage: "",
};

/** The first step of an import: kind of file, where its values come from, and the file itself. */
export function FileForm({ open }: { open: (job: string) => void }) {
  const t = useT();
  const format = useFormat();
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>("own");
  const [file, setFile] = useState<File>();
  const [fields, setFields] = useState(empty);
  const [asked, setAsked] = useState(false);
  const [share, setShare] = useState<number>();
  const [error, setError] = useState<unknown>();
  const sending = useRef<AbortController>(undefined);
  const form = useRef<HTMLFormElement>(null);
  const absent = needed[kind].filter((name) => fields[name].trim() === "");

  const choose = (next: Kind) => {
    setKind(next);
    setAsked(false);
    // The licence the World Bank gives its open data; it can be changed.
    const licence = next === "worldBank" ? "CC BY 4.0" : "";
    const publisher = next === "worldBank" ? "World Bank" : "";
    setFields({ ...fields, sourceLicence: licence, sourcePublisher: publisher });
  };
  const send = async () => {
    setAsked(true);
    if (!file || absent.length > 0) {
      form.current?.querySelector<HTMLElement>(`[name="${file ? (absent[0] ?? "") : "file"}"]`)?.focus();
      return;
    }
    const control = new AbortController();
    sending.current = control;
    setShare(0);
    setError(undefined);
    try {
      const job = await startImport(file, fields, setShare, control.signal);
      void queries.invalidateQueries({ queryKey: jobsQuery.queryKey, exact: true });
      open(job);
    } catch (refused) {
      if (!isAbort(refused)) setError(refused);
      setShare(undefined);
    }
  };
  const text = (name: SourceField) => {
    const must = needed[kind].includes(name);
    const wrong = asked && must && fields[name].trim() === "";
    return (
      <label className={css.field}>
        <span>
          {t(`import.${name}`)}
          {must && <em className={css.must}>{t("import.must")}</em>}
        </span>
        <input
          type="text"
          name={name}
          className={css.text}
          value={fields[name]}
          aria-required={must}
          aria-invalid={wrong}
          onChange={(e) => setFields({ ...fields, [name]: e.target.value })}
        />
        {wrong && <small className={css.error}>{t("import.fillIn")}</small>}
      </label>
    );
  };
  return (
    <Panel title={t("import.file")}>
      <form
        ref={form}
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void send();
        }}
      >
        <Radio.Group
          aria-label={t("import.kind")}
          value={kind}
          onChange={(e) => choose(e.target.value === "worldBank" ? "worldBank" : "own")}
          options={[
            { value: "own", label: t("import.kind.own") },
            { value: "worldBank", label: t("import.kind.worldBank") },
          ]}
        />
        <p className={css.hint}>{t(`import.kindNote.${kind}`)}</p>
        {kind === "own" && (
          <div className={css.row}>
            {(["xlsx", "csv"] as const).flatMap((form) =>
              (["zh", "en"] as const).map((lang) => (
                <Button
                  key={form + lang}
                  icon={<DownloadOutlined />}
                  href={templateAddress(form, lang)}
                  download
                >
                  {t(`import.template.${form}.${lang}`)}
                </Button>
              )),
            )}
          </div>
        )}
        <h3 className={css.sub}>{t("import.source")}</h3>
        <div className={css.fields}>
          {text("sourceTitle")}
          {text("sourcePublisher")}
          {text("sourceLicence")}
          {text("sourceVintage")}
        </div>
        <h3 className={css.sub}>{t("import.stepFile")}</h3>
        <FilePick label={t("import.pick")} name="file" pick={setFile} />
        {asked && !file && <small className={css.error}>{t("import.chooseFile")}</small>}
        <p className={css.hint}>{t("import.formats")}</p>
        <p>
          <Checkbox
            checked={fields.replace}
            onChange={(e) => setFields({ ...fields, replace: e.target.checked })}
          >
            {t("import.replace")}
          </Checkbox>
        </p>
        {error ? <Failure error={error} /> : null}
        {share === undefined ? (
          <Button type="primary" htmlType="submit">
            {t("import.begin")}
          </Button>
        ) : (
          <div className={css.sending}>
            <div aria-live="polite">
              {t("import.sentSoFar", {
                done: bytes(format, (file?.size ?? 0) * share),
                total: bytes(format, file?.size ?? 0),
              })}
            </div>
            <Progress percent={Math.round(share * 100)} status="active" aria-label={t("import.sending")} />
            <Button onClick={() => sending.current?.abort()}>{t("import.stopSending")}</Button>
          </div>
        )}
      </form>
    </Panel>
  );
}
