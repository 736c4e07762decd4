import { DeleteOutlined } from "@ant-design/icons";
import { Button, Drawer, InputNumber, Select } from "antd";
import { useCatalogue } from "../../api/queries";
import type { Screen } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Nothing } from "../../ui/Page";
import css from "./workbench.module.css";

const maxAge = 5; // years, of a new threshold

/** Hard thresholds: whoever fails one is not ranked, and is listed with the reason. */
export function Screening({
  screens,
  set,
  close,
}: {
  screens: Screen[];
  set: (screens: Screen[]) => void;
  close: () => void;
}) {
  const t = useT();
  const name = useName();
  const { indicators } = useCatalogue();
  const put = (index: number, part: Partial<Screen>) =>
    set(screens.map((s, i) => (i === index ? { ...s, ...part } : s)));
  const options = indicators.map((i) => ({ value: i.code, label: name(i.name) }));
  return (
    <Drawer open title={t("screening.title")} size={720} onClose={close}>
      <p className={css.hint}>{t("screening.note")}</p>
      {screens.length === 0 && <Nothing>{t("editor.noScreens")}</Nothing>}
      {screens.map((s, i) => {
        const indicator = indicators.find((x) => x.code === s.indicator);
        const label = name(indicator?.name) || s.indicator;
        const unit = name(indicator?.unit);
        return (
          <fieldset key={`${s.indicator} ${i}`} className={css.screen}>
            <legend>{label}</legend>
            <Select
              value={s.op}
              onChange={(op) => put(i, { op })}
              aria-label={t("editor.op")}
              options={[
                { value: "min" as const, label: t("editor.atLeast") },
                { value: "max" as const, label: t("editor.atMost") },
              ]}
              style={{ width: 110 }}
            />
            <InputNumber
              value={s.threshold}
              aria-label={t("editor.thresholdOf", { name: label })}
              changeOnBlur
              onChange={(v) => typeof v === "number" && put(i, { threshold: v })}
              style={{ width: 130 }}
            />
            <span className={css.screenUnit}>{unit}</span>
            <Select
              value={s.missing}
              onChange={(missing) => put(i, { missing })}
              aria-label={t("editor.whenMissing")}
              options={[
                { value: "pass" as const, label: t("model.screenMissingIn") },
                { value: "exclude" as const, label: t("model.screenMissingOut") },
              ]}
              style={{ width: 190 }}
            />
            <Button
              icon={<DeleteOutlined />}
              aria-label={t("editor.removeScreen", { name: label })}
              onClick={() => set(screens.filter((_, k) => k !== i))}
            />
          </fieldset>
        );
      })}
      <Select
        value={null}
        placeholder={t("editor.addScreen")}
        aria-label={t("editor.addScreen")}
        showSearch={{ optionFilterProp: "label" }}
        options={options}
        onChange={(code: string | null) => {
          if (!code) return;
          // A screen says why it is there; until somebody words it better, that is what it looks at.
          const reason = indicators.find((x) => x.code === code)?.name ?? { zh: code, en: code };
          set([...screens, { indicator: code, op: "min", threshold: 0, maxAge, missing: "pass", reason }]);
        }}
        style={{ width: 320 }}
      />
    </Drawer>
  );
}
