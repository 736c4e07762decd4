import { useQuery } from "@tanstack/react-query";
import { Button, Select, Tag } from "antd";
import { useEffect, useId, useRef, useState } from "react";
import type { ReactNode } from "react";
import { ruleQuery } from "../../api/layouts";
import type { LayoutCandidate } from "../../api/layouts";
import { Problem } from "../../api/problem";
import type { FieldProblem } from "../../api/problem";
import type { Strategy } from "../../api/types";
import { useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";
import { BoundControl } from "./BoundControl";
import { boundIn, boundsFor, changed, field, groups, same, valueOf, withBound } from "./boundFields";
import type { Bound } from "./boundFields";
import { useBoundWords } from "./boundWords";
import css from "./bounds.module.css";
import type { LayoutState } from "./useLayoutState";
import { useWords } from "./words";

interface Props {
  strategy: Strategy;
  state: LayoutState;
  change: (c: Partial<LayoutState>) => void;
  /** Sites that could be declared port cities; none while there is no answer. */
  candidates: LayoutCandidate[];
  /** Why the question was refused, if it was. */
  error: unknown;
}

/** What the rule asks when nothing is set, for the countries that are set. */
export function useDefaults(strategy: string, sites: number, members: LayoutState["bounds"]["members"]) {
  return useQuery({
    ...ruleQuery({ strategy, sites, ...(members?.length ? { members } : {}) }),
    placeholderData: (before) => (before?.strategy === strategy ? before : undefined),
    retry: false,
  }).data;
}

/** Every bound of the rule, folded away until somebody wants it: what is set, what stands by default, what each means. */
export function Bounds({ strategy, state, change, candidates, error }: Props) {
  const t = useT();
  const words = useBoundWords();
  const { bounds } = state;
  // The page follows its address a moment later: an edit in that moment must not undo the one before.
  const latest = useRef(bounds);
  useEffect(() => {
    latest.current = bounds;
  }, [bounds]);
  const put = (b: Bound, value: unknown) => {
    latest.current = withBound(latest.current, b, value);
    change({ bounds: latest.current });
  };
  const rule = useDefaults(strategy.id, state.sites, bounds.members);
  const offered = boundsFor(strategy.layout);
  const set = changed(bounds).length + (state.admitted.length > 0 ? 1 : 0);
  const refused =
    error instanceof Problem && error.status === 400 ? error.fields.filter((f) => boundIn(f.field)) : [];
  const [folded, setFolded] = useState<boolean>();
  const open = refused.length > 0 || !(folded ?? set === 0);
  const defaultOf = (b: Bound) => (b === "members" ? strategy.members : valueOf(rule, b));
  return (
    <details
      className={css.bounds}
      open={open}
      onToggle={(e) => {
        if (e.currentTarget.open !== open) setFolded(!e.currentTarget.open);
      }}
    >
      <summary>
        {t("layout.bounds")}{" "}
        <span className={css.muted}>
          {set > 0 ? t("layout.bounds.set", { n: set }) : t("layout.bounds.hint")}
        </span>
      </summary>
      {open && (
        <>
          <p className={css.note}>
            {t("layout.bounds.note")}{" "}
            <Button size="small" disabled={set === 0} onClick={() => change({ bounds: {}, admitted: [] })}>
              {t("layout.bounds.resetAll")}
            </Button>
          </p>
          {groups.map((g) => (
            <fieldset key={g} className={css.group}>
              <legend>{t(`layout.bounds.group.${g}`)}</legend>
              {offered
                .filter((b) => field(b).group === g)
                .map((b) => (
                  <Row
                    key={b}
                    name={b}
                    standard={words.value(b, defaultOf(b))}
                    set={valueOf(bounds, b) !== undefined}
                    reset={() => put(b, undefined)}
                    errors={refused.filter((f) => boundIn(f.field) === b)}
                  >
                    {(about) => (
                      <BoundControl
                        name={b}
                        strategy={strategy}
                        value={valueOf(bounds, b) ?? defaultOf(b)}
                        about={about}
                        members={bounds.members ?? strategy.members}
                        set={(value) => put(b, same(b, value, defaultOf(b)) ? undefined : value)}
                      />
                    )}
                  </Row>
                ))}
              {g === "places" && (
                <Row
                  name="admitted"
                  standard={t("layout.bounds.nothing")}
                  set={state.admitted.length > 0}
                  reset={() => change({ admitted: [] })}
                  errors={refused.filter((f) => boundIn(f.field) === "admitted")}
                >
                  {(about) => (
                    <Admitted
                      about={about}
                      candidates={candidates}
                      admitted={state.admitted}
                      set={(admitted) => change({ admitted })}
                    />
                  )}
                </Row>
              )}
            </fieldset>
          ))}
        </>
      )}
    </details>
  );
}

/** What a control is told of its row. */
export interface About {
  label: string;
  describedBy: string;
  broken: boolean;
}

function Row({
  name,
  standard,
  set,
  reset,
  errors,
  children,
}: {
  name: Bound | "admitted";
  standard: string;
  set: boolean;
  reset: () => void;
  errors: FieldProblem[];
  children: (about: About) => ReactNode;
}) {
  const t = useT();
  const words = useBoundWords();
  const text = useProblemText();
  const id = useId();
  const label = words.label(name);
  return (
    <div className={css.row} data-bound={name} data-changed={set || undefined}>
      <div className={css.label}>
        {label}
        <div id={`${id}help`} className={css.help}>
          {words.help(name)}
        </div>
        {errors.length > 0 && (
          <div id={`${id}error`} className={css.error} role="alert">
            {errors.map((f) => (
              <div key={f.field + f.code}>{text(f)}</div>
            ))}
          </div>
        )}
      </div>
      <div>
        {children({
          label,
          describedBy: `${id}help${errors.length > 0 ? ` ${id}error` : ""}`,
          broken: errors.length > 0,
        })}
      </div>
      <div className={css.standard}>{t("layout.bounds.default", { value: standard })}</div>
      <div className={css.mark}>
        {set && (
          <>
            <Tag color="blue">{t("layout.bounds.changedMark")}</Tag>
            <Button
              size="small"
              type="link"
              aria-label={t("layout.bounds.resetLabel", { name: label })}
              onClick={reset}
            >
              {t("layout.bounds.reset")}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

/** Sites that count as port cities although no port is known there: those that are not, and those declared. */
function Admitted({
  about,
  candidates,
  admitted,
  set,
}: {
  about: About;
  candidates: LayoutCandidate[];
  admitted: string[];
  set: (ids: string[]) => void;
}) {
  const t = useT();
  const words = useWords();
  const byId = new Map(candidates.map((c) => [c.id, words.site(c.name)]));
  const inland = candidates.filter((c) => !c.portCity && !admitted.includes(c.id)).map((c) => c.id);
  return (
    <Select
      mode="multiple"
      allowClear
      className={css.wide}
      value={admitted}
      onChange={set}
      aria-label={about.label}
      aria-describedby={about.describedBy}
      status={about.broken ? "error" : ""}
      placeholder={t("layout.bounds.nothing")}
      optionFilterProp="label"
      options={[...admitted, ...inland].map((id) => ({ value: id, label: byId.get(id) ?? id }))}
    />
  );
}
