import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { siteRankingQuery } from "../../api/layouts";
import { previewQuery, useCatalogue } from "../../api/queries";
import type { SiteRankingRequest, SiteScore } from "../../api/sites";
import type { PreviewRequest, Result } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Loading } from "../../ui/Boundary";
import { Nothing, Panel } from "../../ui/Page";
import css from "./editor.module.css";
import { Shifts } from "./Shifts";

interface Props {
  title: string;
  /** What is said when nobody moves. */
  same: string;
  before: PreviewRequest;
  /** The ranking after; absent until it comes and while a draft is broken. */
  result: Result | undefined;
  stale: boolean;
}

/** Which countries gain and lose places from one state of a model to another. */
export function Gains({ title, same, before: request, result, stale }: Props) {
  const t = useT();
  const name = useName();
  const { countries } = useCatalogue();
  const before = useQuery(previewQuery(request));
  if (!result || !before.data) {
    return (
      <Panel title={title}>
        {stale || before.isPending ? <Loading rows={6} /> : <Nothing>{t("gains.none")}</Nothing>}
      </Panel>
    );
  }
  const old = new Map(before.data.alternatives.map((a) => [a.iso3, a.rank]));
  const now = new Map(result.alternatives.map((a) => [a.iso3, a]));
  const rows = [...new Set([...now.keys(), ...old.keys()])].map((iso3) => ({
    id: iso3,
    label: name(countries.find((c) => c.iso3 === iso3)?.name) || iso3,
    rank: now.get(iso3)?.rank,
    was: old.get(iso3),
    score: now.get(iso3)?.score,
  }));
  return <Shifts of="countries" title={title} same={same} rows={rows} stale={stale} />;
}

interface SiteProps {
  title: string;
  same: string;
  before: SiteRankingRequest;
  sites: SiteScore[] | undefined;
  stale: boolean;
  /** Whose sites the model is tried on. */
  strategy: string;
  setStrategy: (id: string) => void;
}

/** Which sites of a strategy gain and lose places from one state of a model to another. */
export function SiteGains({ title, same, before: request, sites, stale, strategy, setStrategy }: SiteProps) {
  const t = useT();
  const name = useName();
  const { strategies } = useCatalogue();
  const before = useQuery({
    ...siteRankingQuery({ ...request, strategy }),
    placeholderData: keepPreviousData,
  });
  const where = (
    <label className={css.where}>
      {t("layout.strategy")}
      <select className={css.select} value={strategy} onChange={(e) => setStrategy(e.target.value)}>
        {strategies.map((s) => (
          <option key={s.id} value={s.id}>
            {s.id} {name(s.name)}
          </option>
        ))}
      </select>
    </label>
  );
  if (!sites || !before.data) {
    return (
      <Panel title={title}>
        {where}
        {stale || before.isPending ? <Loading rows={6} /> : <Nothing>{t("gains.none")}</Nothing>}
      </Panel>
    );
  }
  const old = new Map(before.data.items.map((s) => [s.id, s.rank]));
  const rows = sites.map((s) => ({
    id: s.id,
    label: name(s.name),
    rank: s.rank || undefined,
    was: old.get(s.id) || undefined,
    score: s.score,
  }));
  return <Shifts of="sites" title={title} same={same} rows={rows} stale={stale} head={where} />;
}
