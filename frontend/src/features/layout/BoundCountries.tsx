import { Button, InputNumber, Select } from "antd";
import { useCatalogue } from "../../api/queries";
import type { Strategy } from "../../api/types";
import { useT } from "../../i18n";
import type { MemberList } from "./BoundControl";
import type { About } from "./Bounds";
import css from "./bounds.module.css";
import { useNames } from "./names";
import { useWords } from "./words";

type Member = MemberList[number];

const roles = ["node", "radiation"];
const sides = ["Atlantic", "Pacific"];

/** The countries of the rule with their roles; others may be added, since the paper's lists may end in "and others". */
export function Members({
  strategy,
  members,
  about,
  set,
}: {
  strategy: Strategy;
  members: MemberList;
  about: About;
  set: (members: MemberList) => void;
}) {
  const t = useT();
  const words = useWords();
  const { country } = useNames();
  const { countries } = useCatalogue();
  const here = new Set(members.map((m) => m.iso3));
  // A country that comes back has the role the paper gives it.
  const added = (iso3: string): Member =>
    strategy.members.find((m) => m.iso3 === iso3) ?? {
      iso3,
      role: "node",
      ...(strategy.layout === "point-axis" ? { coastSide: "Atlantic" } : {}),
    };
  const replace = (iso3: string, part: Partial<Member>) =>
    set(members.map((m) => (m.iso3 === iso3 ? { ...m, ...part } : m)));
  return (
    <div role="group" aria-label={about.label} aria-describedby={about.describedBy}>
      <ul className={css.countries}>
        {members.map((m) => (
          <li key={m.iso3}>
            <span className={css.country}>{country(m.iso3) || m.iso3}</span>
            {strategy.layout === "nodes" && (
              <Select
                size="small"
                className={css.role}
                value={m.role}
                aria-label={t("layout.bounds.roleOf", { country: country(m.iso3) })}
                options={roles.map((r) => ({ value: r, label: words.role(r) }))}
                onChange={(role) => replace(m.iso3, { role })}
              />
            )}
            {strategy.layout === "point-axis" && (
              <Select
                size="small"
                className={css.role}
                value={m.coastSide ?? null}
                aria-label={t("layout.bounds.sideOf", { country: country(m.iso3) })}
                options={sides.map((s) => ({ value: s, label: words.role(s) }))}
                onChange={(coastSide) => replace(m.iso3, coastSide ? { coastSide } : {})}
              />
            )}
            <Button
              size="small"
              type="text"
              aria-label={t("layout.bounds.remove", { name: country(m.iso3) })}
              onClick={() => set(members.filter((x) => x.iso3 !== m.iso3))}
            >
              ×
            </Button>
          </li>
        ))}
      </ul>
      <Select
        showSearch
        className={css.wide}
        value={null}
        placeholder={t("layout.bounds.addCountry")}
        aria-label={t("layout.bounds.addCountry")}
        status={about.broken ? "error" : ""}
        optionFilterProp="label"
        options={countries
          .filter((c) => c.candidate && !here.has(c.iso3))
          .map((c) => ({ value: c.iso3, label: country(c.iso3) }))}
        onChange={(iso3: string | null) => iso3 && set([...members, added(iso3)])}
      />
    </div>
  );
}

const limits = (x: unknown) =>
  Array.isArray(x)
    ? x.filter(
        (l): l is { iso3: string; max: number } =>
          typeof l === "object" && l !== null && "iso3" in l && "max" in l,
      )
    : [];

/** Countries with another limit than the others: 0 leaves a country without a park. */
export function Budgets({
  members,
  value,
  about,
  set,
}: {
  members: MemberList;
  value: unknown;
  about: About;
  set: (limits: { iso3: string; max: number }[] | undefined) => void;
}) {
  const t = useT();
  const { country } = useNames();
  const given = limits(value);
  const put = (next: { iso3: string; max: number }[]) => set(next.length > 0 ? next : undefined);
  const free = members.filter((m) => !given.some((l) => l.iso3 === m.iso3));
  return (
    <div role="group" aria-label={about.label} aria-describedby={about.describedBy}>
      <ul className={css.countries}>
        {given.map((l) => (
          <li key={l.iso3}>
            <span className={css.country}>{country(l.iso3) || l.iso3}</span>
            <InputNumber
              size="small"
              className={css.small}
              min={0}
              max={24}
              precision={0}
              changeOnBlur
              value={l.max}
              status={about.broken ? "error" : ""}
              aria-label={t("layout.bounds.limitOf", { country: country(l.iso3) })}
              onChange={(n) => put(given.map((x) => (x.iso3 === l.iso3 ? { ...x, max: n ?? 0 } : x)))}
            />
            <Button
              size="small"
              type="text"
              aria-label={t("layout.bounds.remove", { name: country(l.iso3) })}
              onClick={() => put(given.filter((x) => x.iso3 !== l.iso3))}
            >
              ×
            </Button>
          </li>
        ))}
      </ul>
      <Select
        className={css.wide}
        value={null}
        placeholder={t("layout.bounds.addLimit")}
        aria-label={t("layout.bounds.addLimit")}
        options={free.map((m) => ({ value: m.iso3, label: country(m.iso3) }))}
        onChange={(iso3: string | null) => iso3 && put([...given, { iso3, max: 1 }])}
      />
    </div>
  );
}
