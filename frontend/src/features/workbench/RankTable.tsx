import { memo, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { useLanguage, useT } from "../../i18n";
import type { Key } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { series } from "../../ui/theme";
import { ColumnChoice, useColumns } from "./columns";
import { Line } from "./Line";
import { sorted } from "./rows";
import type { Row, Sort, SortKey } from "./rows";
import css from "./workbench.module.css";

const rowHeight = 31; // fixed, so that a move is a difference of indices and needs no measuring
const moveTime = 240;
const moved = 18; // lines from the top that glide: those in sight; every moving line costs each frame of it

interface Props {
  /** The digest of the result shown, for scripts that wait for an answer. */
  digest: string;
  rows: Row[];
  dimensions: string[];
  selected: string[];
  sort: Sort;
  /** The simulation shown is of weights before these. */
  firmnessOld: boolean;
  reach: "here" | "coming" | "none";
  setSort: (sort: Sort) => void;
  open: (iso3: string) => void;
  toggle: (iso3: string) => void;
}

/** The ranking. Arrows move between lines, Enter opens one, c takes it into the comparison. */
export const RankTable = memo(function RankTable(p: Props) {
  const t = useT();
  const format = useFormat();
  const [language] = useLanguage();
  const lines = useMemo(() => sorted(p.rows, p.sort, language), [p.rows, p.sort, language]);
  const [active, setActive] = useState<string>();
  const chosen = useColumns();
  // Some methods have no contributions that add up; an empty column would only take room.
  const parts = p.rows.some((r) => r.parts !== "");
  const columns = useMemo(() => (parts ? chosen : chosen.filter((c) => c !== "bar")), [chosen, parts]);
  const body = useRef<HTMLTableSectionElement>(null);
  const current = lines.some((r) => r.iso3 === active) ? active : lines[0]?.iso3;
  useMoves(body, lines);

  const focusLine = (index: number) => {
    const row = lines[Math.max(0, Math.min(lines.length - 1, index))];
    if (!row) return;
    setActive(row.iso3);
    body.current?.querySelector<HTMLElement>(`[data-iso3="${row.iso3}"]`)?.focus();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    const at = lines.findIndex((r) => r.iso3 === current);
    const page = 15;
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: lines.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    };
    const to = moves[e.key];
    if (to !== undefined) focusLine(to);
    else if (e.key === "Enter" && e.target instanceof HTMLTableRowElement && current) p.open(current);
    else if (e.key.toLowerCase() === "c" && !e.ctrlKey && !e.metaKey && current) p.toggle(current);
    else return;
    e.preventDefault();
  };

  return (
    <div className={p.firmnessOld ? css.tableBoxOld : css.tableBox}>
      <table
        data-digest={p.digest}
        data-firm={!p.firmnessOld}
        role="grid"
        className={css.table}
        aria-label={t("table.label")}
        aria-rowcount={lines.length + 1}
      >
        <thead>
          <tr>
            <th scope="col" className={css.cCheck}>
              <ColumnChoice />
            </th>
            <Head id="rank" label="table.rank" sort={p.sort} set={p.setSort} className={css.cRank} />
            {columns.includes("change") && (
              <Head
                id="change"
                label="table.change"
                title="table.changeNote"
                sort={p.sort}
                set={p.setSort}
                className={css.cChange}
              />
            )}
            <Head id="name" label="table.country" sort={p.sort} set={p.setSort} className={css.cName} />
            <Head id="score" label="table.score" sort={p.sort} set={p.setSort} className={css.cScore} />
            {columns.includes("bar") && (
              <th scope="col" className={css.cBar}>
                {t("table.contribution")}
                <span className={css.legend}>
                  {p.dimensions.map((d, i) => (
                    <span key={d}>
                      <i style={{ background: series[i % series.length] }} aria-hidden />
                      {d}
                    </span>
                  ))}
                </span>
              </th>
            )}
            {columns.includes("interval") && (
              <th scope="col" className={css.cRange} title={t("table.intervalNote")}>
                {t("table.interval")}
              </th>
            )}
            {columns.includes("coverage") && (
              <Head
                id="coverage"
                label="table.coverage"
                title="table.coverageNote"
                sort={p.sort}
                set={p.setSort}
                className={css.cCover}
              />
            )}
            {columns.includes("ranks") && (
              <th scope="col" className={css.cRanks} title={t("table.ranksNote")}>
                {t("table.ranks")}
              </th>
            )}
            {columns.includes("top") && (
              <Head
                id="top"
                label="table.top"
                title="table.topNote"
                sort={p.sort}
                set={p.setSort}
                className={css.cTop}
              />
            )}
            {columns.includes("attainable") && (
              <Head
                id="best"
                label="table.attainable"
                title="table.attainableNote"
                sort={p.sort}
                set={p.setSort}
                className={css.cReach}
              />
            )}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {lines.map((row) => (
            <Line
              key={row.iso3}
              {...row}
              dimensions={p.dimensions}
              selected={p.selected.includes(row.iso3)}
              active={row.iso3 === current}
              columns={columns}
              reach={p.reach}
              t={t}
              format={format}
              open={p.open}
              toggle={p.toggle}
              focus={setActive}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
});

function Head({
  id,
  label,
  title,
  sort,
  set,
  className,
}: {
  id: SortKey;
  label: Key;
  title?: Key;
  sort: Sort;
  set: (sort: Sort) => void;
  className: string | undefined;
}) {
  const t = useT();
  const on = sort.key === id;
  // Scores and coverage are asked for from the top; ranks and names from the first.
  const startsDescending = id !== "rank" && id !== "name" && id !== "best";
  const order = on ? (sort.descending ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" className={className} aria-sort={order}>
      <button
        type="button"
        className={css.sort}
        title={title && t(title)}
        onClick={() => set({ key: id, descending: on ? !sort.descending : startsDescending })}
      >
        {t(label)}
        <span aria-hidden className={css.sortMark}>
          {on ? (sort.descending ? "▼" : "▲") : ""}
        </span>
      </button>
    </th>
  );
}

/**
 * Lets lines glide from their old index to the new one, without reading the layout. While answers follow one
 * another faster than lines can glide, as under a held slider, they jump: gliding lines would be shown where
 * they are no more, and each frame of them costs more than drawing the answer.
 */
function useMoves(body: React.RefObject<HTMLTableSectionElement | null>, lines: Row[]) {
  const before = useRef<Map<string, number>>(new Map());
  const last = useRef(0);
  const gliding = useRef<Animation[]>([]);
  useLayoutEffect(() => {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const now = new Map(lines.map((r, i) => [r.iso3, i]));
    const at = performance.now();
    const moving = [...now].some(([iso3, i]) => before.current.get(iso3) !== i);
    const hurried = at - last.current < 2 * moveTime;
    if (moving) {
      last.current = at;
      for (const a of gliding.current) a.cancel();
      gliding.current = [];
    }
    for (const element of calm || hurried || !moving ? [] : (body.current?.rows ?? [])) {
      const iso3 = element.dataset.iso3 ?? "";
      const was = before.current.get(iso3);
      const is = now.get(iso3);
      if (was === undefined || is === undefined || was === is || Math.min(was, is) >= moved) continue;
      gliding.current.push(
        element.animate(
          [{ transform: `translateY(${(was - is) * rowHeight}px)` }, { transform: "translateY(0)" }],
          { duration: moveTime, easing: "ease-out" },
        ),
      );
    }
    before.current = now;
  }, [body, lines]);
}
