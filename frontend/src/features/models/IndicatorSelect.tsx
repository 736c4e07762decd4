import { Select } from "antd";
import type { ReactNode } from "react";
import { isKey, useName, useT } from "../../i18n";
import type { ModelIndicator } from "./kinds";

interface Props {
  indicators: ModelIndicator[];
  placeholder: string;
  icon?: ReactNode;
  /** Codes that are in use already. */
  taken?: ReadonlySet<string>;
  onPick: (code: string) => void;
}

/** Picks an indicator by name or code, grouped by dimension; one that is taken cannot be picked again. */
export function IndicatorSelect({ indicators, placeholder, icon, taken, onPick }: Props) {
  const t = useT();
  const name = useName();
  const dimensions = [...new Set(indicators.map((i) => i.dimension))];
  return (
    <Select
      showSearch={{
        filterOption: (input, option) =>
          (option?.title ?? "").toString().toLowerCase().includes(input.trim().toLowerCase()),
      }}
      value={null}
      placeholder={placeholder}
      aria-label={placeholder}
      suffixIcon={icon}
      style={{ width: 250 }}
      popupMatchSelectWidth={360}
      onChange={(code: string | null) => code && onPick(code)}
      options={dimensions.map((d) => {
        const key = `dimension.${d}`;
        return {
          label: isKey(key) ? t(key) : d,
          title: d,
          options: indicators
            .filter((i) => i.dimension === d)
            .map((i) => ({
              value: i.code,
              label: name(i.name),
              title: `${i.name.zh} ${i.name.en} ${i.code}`,
              disabled: taken?.has(i.code),
            })),
        };
      })}
    />
  );
}
