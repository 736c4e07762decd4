import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, InputNumber, Select } from "antd";
import { useState } from "react";
import { jobsQuery, startWorldBank, worldBankQuery } from "../../api/data";
import { useCatalogue } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { Loading } from "../../ui/Boundary";
import { Failure } from "../../ui/Failure";
import { Panel } from "../../ui/Page";
import css from "./data.module.css";

const firstYear = 2000;

/** Fetches series from the World Bank, where an administrator of the machine has switched it on. */
export function WorldBank({ open }: { open: (job: string) => void }) {
  const t = useT();
  const name = useName();
  const queries = useQueryClient();
  const { indicators } = useCatalogue();
  const service = useQuery(worldBankQuery);
  const lastYear = new Date().getFullYear();
  const [chosen, setChosen] = useState<string[]>([]);
  const [first, setFirst] = useState(firstYear);
  const [last, setLast] = useState(lastYear);
  const [replace, setReplace] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  if (service.error) return <Failure error={service.error} retry={() => void service.refetch()} />;
  if (!service.data) return <Loading rows={2} />;
  const { offered, host, indicators: known } = service.data;
  if (!offered) {
    return (
      <Panel title={t("worldBank.title")}>
        <p className={css.hint}>{t("worldBank.off")}</p>
      </Panel>
    );
  }
  const fetchThem = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const job = await startWorldBank({
        firstYear: first,
        lastYear: last,
        ...(chosen.length > 0 && { indicators: chosen }),
        ...(replace && { replace }),
      });
      void queries.invalidateQueries({ queryKey: jobsQuery.queryKey, exact: true });
      open(job.id);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return (
    <Panel title={t("worldBank.title")}>
      <Alert
        type="info"
        role="note"
        showIcon
        className={css.notice}
        title={t("worldBank.contacts", { host })}
      />
      <div className={css.field}>
        <span>{t("worldBank.indicators", { n: known.length })}</span>
        <Select
          mode="multiple"
          allowClear
          className={css.wide}
          aria-label={t("worldBank.indicators", { n: known.length })}
          placeholder={t("worldBank.all")}
          value={chosen}
          onChange={setChosen}
          showSearch={{ optionFilterProp: "label" }}
          options={known.map((code) => ({
            value: code,
            label: `${name(indicators.find((i) => i.code === code)?.name)} ${code}`,
          }))}
        />
      </div>
      <div className={css.row}>
        <label className={css.inline}>
          {t("worldBank.first")}
          <InputNumber min={1960} max={last} value={first} onChange={(v) => setFirst(v ?? firstYear)} />
        </label>
        <label className={css.inline}>
          {t("worldBank.last")}
          <InputNumber min={first} max={lastYear} value={last} onChange={(v) => setLast(v ?? lastYear)} />
        </label>
      </div>
      <p>
        <Checkbox checked={replace} onChange={(e) => setReplace(e.target.checked)}>
          {t("worldBank.replace")}
        </Checkbox>
      </p>
      {error ? <Failure error={error} /> : null}
      <Button loading={busy} onClick={() => void fetchThem()}>
        {t("worldBank.begin")}
      </Button>
    </Panel>
  );
}
