import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { Screen } from "../../api/models";
import { useName, useT } from "../../i18n";
import { Nothing, Panel } from "../../ui/Page";
import type { ModelIndicator } from "./kinds";
import css from "./editor.module.css";
import { Bilingual, FieldError, Labelled } from "./fields";
import { IndicatorSelect } from "./IndicatorSelect";
import { NumberField } from "./NumberField";

interface Props {
  screens: Screen[];
  indicators: ModelIndicator[];
  change: (next: (screens: Screen[]) => Screen[], key?: string) => void;
  /** Of sites: their values have no age. */
  sites: boolean;
}

/** Hard thresholds: who fails one is left out, and listed with the reason. */
export function Screens({ screens, indicators, change, sites }: Props) {
  const t = useT();
  const add = (indicator: string) =>
    change((list) => [
      ...list,
      { indicator, op: "min", threshold: 0, maxAge: 5, missing: "pass", reason: { zh: "", en: "" } },
    ]);
  return (
    <Panel
      title={t("model.screens")}
      extra={
        <IndicatorSelect
          indicators={indicators}
          placeholder={t("editor.addScreen")}
          icon={<PlusOutlined />}
          onPick={add}
        />
      }
    >
      {screens.length === 0 && <Nothing>{t("editor.noScreens")}</Nothing>}
      {screens.map((s, i) => (
        <ScreenForm
          key={i}
          index={i}
          screen={s}
          indicators={indicators}
          sites={sites}
          set={(next, key) => change((list) => list.map((x, k) => (k === i ? { ...x, ...next } : x)), key)}
          remove={() => change((list) => list.filter((_, k) => k !== i))}
        />
      ))}
    </Panel>
  );
}

function ScreenForm({
  index,
  screen,
  indicators,
  sites,
  set,
  remove,
}: {
  index: number;
  screen: Screen;
  indicators: ModelIndicator[];
  sites: boolean;
  set: (next: Partial<Screen>, key?: string) => void;
  remove: () => void;
}) {
  const t = useT();
  const name = useName();
  const at = `screens[${index}]`;
  const indicator = indicators.find((x) => x.code === screen.indicator);
  const label = name(indicator?.name) || screen.indicator;
  return (
    <fieldset className={css.screen}>
      <legend>{label}</legend>
      <FieldError at={`${at}.indicator`} />
      <div className={css.row}>
        <Labelled label={t("editor.op")} at={`${at}.op`}>
          <select
            className={css.select}
            value={screen.op}
            onChange={(e) => set({ op: e.target.value === "max" ? "max" : "min" })}
          >
            <option value="min">{t("editor.atLeast")}</option>
            <option value="max">{t("editor.atMost")}</option>
          </select>
        </Labelled>
        <Labelled label={t("editor.threshold", { unit: name(indicator?.unit) })} at={`${at}.threshold`}>
          <NumberField
            wide
            label={t("editor.thresholdOf", { name: label })}
            value={screen.threshold}
            onCommit={(v) => v !== undefined && set({ threshold: v })}
          />
        </Labelled>
        {!sites && (
          <Labelled label={t("editor.maxAge")} at={`${at}.maxAge`}>
            <NumberField
              label={t("editor.maxAge")}
              value={screen.maxAge}
              onCommit={(v) => set({ maxAge: Math.round(v ?? 0) })}
            />
          </Labelled>
        )}
        <Labelled label={t("editor.whenMissing")} at={`${at}.missing`}>
          <select
            className={css.select}
            value={screen.missing}
            onChange={(e) => set({ missing: e.target.value === "exclude" ? "exclude" : "pass" })}
          >
            <option value="pass">{t("model.screenMissingIn")}</option>
            <option value="exclude">{t("model.screenMissingOut")}</option>
          </select>
        </Labelled>
        <Button
          size="small"
          icon={<DeleteOutlined />}
          onClick={remove}
          aria-label={t("editor.removeScreen", { name: label })}
        >
          {t("editor.remove")}
        </Button>
      </div>
      <Bilingual
        label={t("excluded.reason")}
        at={`${at}.reason`}
        value={screen.reason}
        onChange={(reason, language) => set({ reason }, `${at} reason ${language}`)}
      />
    </fieldset>
  );
}
