import { useSuspenseQuery } from "@tanstack/react-query";
import { InputNumber, Select, Switch } from "antd";
import { industriesQuery } from "../../api/layouts";
import type { Strategy } from "../../api/types";
import { useName, useT } from "../../i18n";
import type { About } from "./Bounds";
import { field } from "./boundFields";
import type { Bound, LayoutBounds } from "./boundFields";
import css from "./bounds.module.css";
import { Budgets, Members } from "./BoundCountries";
import { useWords } from "./words";

export type MemberList = NonNullable<LayoutBounds["members"]>;

interface Props {
  name: Bound;
  strategy: Strategy;
  /** As set, or as it stands by default. */
  value: unknown;
  about: About;
  members: MemberList;
  set: (value: unknown) => void;
}

const texts = (x: unknown) => (Array.isArray(x) ? x.filter((v) => typeof v === "string") : []);

const kinds = ["port", "park", "city", "own"];
const cities = ["none", "landlocked", "all"] as const;

/** The control of one bound. */
export function BoundControl({ name, strategy, value, about, members, set }: Props) {
  const t = useT();
  const words = useWords();
  const nameOf = useName();
  const { data: industries } = useSuspenseQuery(industriesQuery);
  const aria = { "aria-label": about.label, "aria-describedby": about.describedBy };
  const status = about.broken ? "error" : "";
  const { type, min, max, step } = field(name);
  if (name === "members") return <Members strategy={strategy} members={members} about={about} set={set} />;
  if (name === "countryBudgets") return <Budgets members={members} value={value} about={about} set={set} />;
  if (name === "cities")
    return (
      <Select
        className={css.wide}
        value={typeof value === "string" ? value : undefined}
        onChange={set}
        status={status}
        options={cities.map((c) => ({ value: c, label: t(`layout.cities.${c}`) }))}
        {...aria}
      />
    );
  if (type === "yes") return <Switch checked={value === true} onChange={set} {...aria} />;
  if (type === "list") {
    const options =
      name === "kinds"
        ? kinds.map((k) => ({ value: k, label: words.kind(k) }))
        : industries.map((x) => ({ value: x.id, label: nameOf(x.name) }));
    return (
      <Select
        mode="multiple"
        className={css.wide}
        value={texts(value)}
        onChange={set}
        status={status}
        optionFilterProp="label"
        options={options}
        {...aria}
      />
    );
  }
  return (
    <InputNumber
      className={css.number}
      value={typeof value === "number" ? Math.round(value * 1000) / 1000 : null}
      min={min ?? 0}
      max={max ?? 1e9}
      step={step ?? 1}
      {...(type === "whole" ? { precision: 0 } : {})}
      changeOnBlur
      status={status}
      onChange={(n) => set(n ?? undefined)}
      {...aria}
    />
  );
}
