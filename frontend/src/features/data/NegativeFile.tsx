import { DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Radio } from "antd";
import { useState } from "react";
import { negativeTemplateAddress, readNegativeList } from "../../api/data";
import type { NegativeEntry, NegativeReading } from "../../api/data";
import { useT } from "../../i18n";
import { Failure } from "../../ui/Failure";
import { Panel } from "../../ui/Page";
import css from "./data.module.css";
import { RejectionTable } from "./DryRun";
import { FilePick } from "./FilePick";

interface Props {
  /** Takes what a file says over into the draft of the list. */
  adopt: (entries: NegativeEntry[], way: "append" | "replace") => void;
}

/** Reads a list from a file: first what it says, then all of it or nothing. */
export function NegativeFile({ adopt }: Props) {
  const t = useT();
  const [name, setName] = useState("");
  const [reading, setReading] = useState<NegativeReading>();
  const [way, setWay] = useState<"append" | "replace">("append");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const read = async (file: File) => {
    setBusy(true);
    setError(undefined);
    setReading(undefined);
    setName(file.name);
    try {
      setReading(await readNegativeList(file));
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const refused = reading?.rejected.length ?? 0;
  const found = reading?.entries.length ?? 0;
  return (
    <Panel title={t("negative.import")} className={css.notPrinted}>
      <div className={css.row}>
        {(["xlsx", "csv"] as const).flatMap((format) =>
          (["zh", "en"] as const).map((lang) => (
            <Button
              key={format + lang}
              size="small"
              icon={<DownloadOutlined />}
              href={negativeTemplateAddress(format, lang)}
              download
            >
              {t(`import.template.${format}.${lang}`)}
            </Button>
          )),
        )}
        <FilePick label={t("negative.pick")} name="list" disabled={busy} pick={(file) => void read(file)} />
      </div>
      <p className={css.hint}>{t("negative.fileNote")}</p>
      {error ? <Failure error={error} /> : null}
      {reading && (
        <>
          <Alert
            className={css.notice}
            type={refused > 0 || found === 0 ? "warning" : "success"}
            showIcon
            title={t("negative.read", { name, n: found, refused })}
            description={
              refused > 0
                ? t("negative.allOrNone")
                : found === 0
                  ? t("negative.emptyFile")
                  : t("negative.readable")
            }
          />
          {refused > 0 && (
            <RejectionTable list={reading.rejected} caption={t("import.rejections", { n: refused })} />
          )}
          {refused === 0 && found > 0 && (
            <div className={css.row}>
              <Radio.Group
                aria-label={t("negative.way")}
                value={way}
                onChange={(e) => setWay(e.target.value === "replace" ? "replace" : "append")}
                options={[
                  { value: "append", label: t("negative.append") },
                  { value: "replace", label: t("negative.replaceAll") },
                ]}
              />
              <Button
                type="primary"
                onClick={() => {
                  adopt(reading.entries, way);
                  setReading(undefined);
                }}
              >
                {t("negative.adopt", { n: found })}
              </Button>
              <Button onClick={() => setReading(undefined)}>{t("negative.discard")}</Button>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}
