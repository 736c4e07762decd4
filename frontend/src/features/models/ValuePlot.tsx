import { useQuery } from "@tanstack/react-query";
import { valuePreviewQuery } from "../../api/models";
import { Problem } from "../../api/problem";
import { useCatalogue } from "../../api/queries";
import type { SiteScore } from "../../api/sites";
import type { Criterion, Model } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Loading } from "../../ui/Boundary";
import { useProblemText } from "../../ui/Failure";
import { useSettled } from "../../ui/useSettled";
import css from "./editor.module.css";
import { Plot } from "./Plot";

interface Props {
  model: Model;
  stored: string;
  criterion: Criterion;
  name: string;
  unit: string;
}

/** The curve of a value function with every country on it, as the server values them. */
export function ValuePlot({ model, stored, criterion, name, unit }: Props) {
  const t = useT();
  const nameOf = useName();
  const words = useProblemText();
  const { countries } = useCatalogue();
  const settled = useSettled(model, 250);
  const { data, error } = useQuery(valuePreviewQuery(settled, stored, criterion.indicator));
  if (error) {
    return (
      <p className={css.error} role="status">
        {error instanceof Problem ? words(error) : t("fault.page")}
      </p>
    );
  }
  if (!data) return <Loading rows={4} />;
  const dots = data.dots.map((d) => ({
    ...d,
    id: d.iso3,
    label: nameOf(countries.find((c) => c.iso3 === d.iso3)?.name) || d.iso3,
  }));
  return (
    <Plot
      of="countries"
      curve={data.curve}
      dots={dots}
      log={criterion.value.kind === "log"}
      name={name}
      unit={unit}
    />
  );
}

/** The curve of a value function with the sites of a strategy on it, as the ranking values them. */
export function SiteValuePlot({
  criterion,
  name,
  unit,
  now,
  before,
}: {
  criterion: Criterion;
  name: string;
  unit: string;
  /** Ranked by the draft; absent until they come. */
  now: SiteScore[] | undefined;
  before: SiteScore[] | undefined;
}) {
  const nameOf = useName();
  if (!now) return <Loading rows={4} />;
  const of = (s: SiteScore | undefined) => s?.criteria.find((c) => c.id === criterion.indicator);
  const old = new Map(before?.map((s) => [s.id, s]));
  const dots = now.map((s) => {
    const c = of(s);
    const counts = c?.counted;
    return {
      id: s.id,
      label: nameOf(s.name),
      value: c?.value,
      year: c?.year,
      status: c?.status ?? "missing",
      now: counts ? c?.normalised : undefined,
      before: counts ? of(old.get(s.id))?.normalised : undefined,
    };
  });
  const known = dots.flatMap((d) => (d.now !== undefined && d.value !== undefined ? [d.value] : []));
  return (
    <Plot
      of="sites"
      curve={cornersOf(criterion, known)}
      dots={dots}
      log={criterion.value.kind === "log"}
      name={name}
      unit={unit}
    />
  );
}

/** The corners between which a value function is straight, on its own axis. */
function cornersOf({ value, direction }: Criterion, known: number[]) {
  if (value.kind === "piecewise") return value.points ?? [];
  const rising = direction === "benefit";
  const least = value.kind === "minmax" ? Math.min(...known) : value.low;
  const most = value.kind === "minmax" ? Math.max(...known) : value.high;
  if (!Number.isFinite(least) || !Number.isFinite(most)) return [];
  return [
    { x: least, y: rising ? 0 : 1 },
    { x: most, y: rising ? 1 : 0 },
  ];
}
