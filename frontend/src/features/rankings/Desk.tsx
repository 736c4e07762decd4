import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Segmented, Select } from "antd";
import { Suspense, useEffect, useMemo, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { secondFactorQuery } from "../../api/account";
import { sessionQuery } from "../../api/queries";
import { openRanking, rankingQuery, reviewsQuery, roundQuery } from "../../api/rankings";
import type { Verdict } from "../../api/rankings";
import type { Ranking } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { useMedia } from "../../ui/useMedia";
import { Asked } from "./Asked";
import { Comments, CommentsButton } from "./Comments";
import { DecisionDialog } from "./DecisionDialog";
import { DifferenceView } from "./DifferenceView";
import { Export } from "./Export";
import { Facts } from "./Facts";
import { KeyPoints } from "./KeyPoints";
import { Publish } from "./Publish";
import { ResultTable } from "./ResultTable";
import { Deadline, Progress, Quorum, StateTag } from "./State";
import { SubjectResult } from "./SubjectResult";
import { useSubject } from "./subjects";
import { Timeline } from "./Timeline";
import { WeightTable } from "./WeightTable";
import { lastApproved, useBase, useBases } from "./useBase";
import { SealedLine } from "./SealedLine";
import css from "./rankings.module.css";

/** What a reviewer decides on: the change, the sealed result, and the state of the round. */
export default function Desk() {
  const { id = "" } = useParams();
  const { data: ranking } = useSuspenseQuery(rankingQuery(id));
  return (
    <Comments key={id} ranking={ranking}>
      <Sheet ranking={ranking} />
    </Comments>
  );
}

function Sheet({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const wide = useMedia("(min-width: 1640px)");
  const [view, setView] = useState<"result" | "difference">("result");
  const [verdict, setVerdict] = useState<Verdict>();
  const [chosen, setChosen] = useState<string>();
  const base = useBase(ranking, chosen);
  const before = useMemo(
    () => base?.result && new Map(base.result.alternatives.map((a) => [a.iso3, a.rank])),
    [base],
  );
  useFirstLook(ranking);
  const { position, total } = useNeighbours(ranking.id);
  const subject = useSubject(ranking);
  const earlier = ranking.earlier ?? ranking.earlierSites;
  const difference = (
    <div className={css.stack}>
      <Asked ranking={ranking} />
      {!subject && ranking.review.round > 1 && ranking.asked.length > 0 && <LastRound ranking={ranking} />}
      {subject && earlier && (
        <Panel title={t("difference.lastRound", { round: earlier.round })}>
          <Suspense fallback={<Loading rows={4} />}>
            <subject.Round ranking={ranking} />
          </Suspense>
        </Panel>
      )}
      <Against ranking={ranking} base={base} chosen={chosen} choose={setChosen} />
    </div>
  );
  const result = (
    <div className={css.stack}>
      <SubjectResult ranking={ranking}>
        <Panel flush title={t("ranking.sealedResult")}>
          <ResultTable ranking={ranking} firm before={before ?? undefined} />
        </Panel>
      </SubjectResult>
    </div>
  );
  return (
    <Page
      title={ranking.title}
      trail={[{ label: t("nav.review"), to: "/review" }]}
      printed={<SealedLine ranking={ranking} />}
      note={
        <>
          <StateTag state={ranking.review.state} />{" "}
          {position > 0 && <span title={t("review.keys")}>{t("review.position", { position, total })}</span>}
        </>
      }
      extra={
        <>
          {!wide && (
            <Segmented
              value={view}
              onChange={setView}
              options={[
                { value: "result", label: t("review.view.result") },
                { value: "difference", label: t("review.view.difference") },
              ]}
            />
          )}
          <CommentsButton />
          {ranking.actions.includes("export") && <Export id={ranking.id} />}
          {ranking.actions.includes("publish") && <Publish ranking={ranking} />}
        </>
      }
    >
      <div className={css.stack}>
        <Panel>
          <Progress state={ranking.review.state} />
        </Panel>
        {ranking.subject === "country" && <KeyPoints ranking={ranking} base={base} />}
        <div className={wide ? css.deskWide : css.desk}>
          {wide && difference}
          {wide || view === "result" ? result : difference}
          <Aside ranking={ranking} decide={setVerdict} />
        </div>
      </div>
      {verdict && <DecisionDialog ranking={ranking} verdict={verdict} close={() => setVerdict(undefined)} />}
    </Page>
  );
}

/** A ministry's first look is noted once, by whoever may decide and opens it first. */
function useFirstLook(ranking: Ranking) {
  const queries = useQueryClient();
  const fresh = ranking.review.state === "submitted" && ranking.actions.includes("decide");
  const { id } = ranking;
  useEffect(() => {
    if (!fresh) return;
    // Refused when a colleague was first, or to somebody who may not decide on it; either is no news here.
    void openRanking(id)
      .then(() => {
        void queries.invalidateQueries({ queryKey: ["reviews"] });
        return queries.invalidateQueries({ queryKey: ["rankings", "events", id] });
      })
      .catch(() => undefined)
      .finally(() => void queries.invalidateQueries({ queryKey: ["rankings", "one", id] }));
  }, [fresh, id, queries]);
}

/** j and k go through what still waits. */
function useNeighbours(id: string) {
  const navigate = useNavigate();
  const { data } = useQuery({ ...reviewsQuery({ state: "open", pageSize: 200 }), retry: false });
  const items = useMemo(
    () => [...(data?.items ?? [])].sort((a, b) => (a.deadline ?? "9").localeCompare(b.deadline ?? "9")),
    [data],
  );
  const at = items.findIndex((r) => r.id === id);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || items.length === 0) return;
      const typing = e.target instanceof HTMLElement && e.target.closest("input, textarea, [role=dialog]");
      if (typing || (e.key !== "j" && e.key !== "k")) return;
      const step = e.key === "j" ? 1 : -1;
      const to = at < 0 ? 0 : (at + step + items.length) % items.length;
      const next = items[to];
      if (next && next.id !== id) void navigate(`/review/${next.id}`);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [items, at, id, navigate]);
  return { position: at + 1, total: items.length };
}

/** What was changed in answer: this round against what was handed in for the one before. */
function LastRound({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const round = ranking.review.round - 1;
  const query = useQuery(roundQuery(ranking.id, round));
  return (
    <Panel title={t("difference.lastRound", { round })}>
      <Loaded query={query} rows={6}>
        {(before) => <DifferenceView before={before} after={ranking} />}
      </Loaded>
    </Panel>
  );
}

function Against({
  ranking,
  base,
  chosen,
  choose,
}: {
  ranking: Ranking;
  base: Ranking | null | undefined;
  chosen: string | undefined;
  choose: (id: string) => void;
}) {
  const t = useT();
  const format = useFormat();
  const bases = useBases(ranking) ?? [];
  return (
    <Panel
      title={t("difference.title")}
      extra={
        bases.length > 0 && (
          <Select
            size="small"
            style={{ width: 190 }}
            value={chosen ?? lastApproved(ranking, bases)?.id}
            onChange={choose}
            placeholder={t("difference.choose")}
            aria-label={t("difference.choose")}
            options={bases.map((b) => ({ value: b.id, label: `${b.title} ${format.date(b.updatedAt)}` }))}
          />
        )
      }
    >
      {base === undefined ? (
        <Loading rows={6} />
      ) : base === null ? (
        <Nothing>{t("difference.none")}</Nothing>
      ) : (
        <DifferenceView before={base} after={ranking} />
      )}
    </Panel>
  );
}

/** Why the person looking may not decide, as a phrase; undefined when they may. */
function useBar(ranking: Ranking) {
  const { data: session } = useQuery(sessionQuery);
  const user = session?.user;
  const { review } = ranking;
  if (review.state !== "submitted" && review.state !== "inReview") return "review.bar.closed";
  if (review.submission?.by === user?.id) return "review.bar.own";
  if (user?.teams.some((x) => x.id === ranking.team)) return "review.bar.team";
  if (ranking.actions.includes("decide")) return undefined;
  const decided = ranking.ministries.some((m) => m.decision && user?.teams.some((x) => x.id === m.team));
  return decided ? "review.bar.decided" : "review.bar.role";
}

const ownChecks = ["desk.change", "desk.firmness", "desk.sources", "desk.missing"] as const;

function Aside({ ranking, decide }: { ranking: Ranking; decide: (verdict: Verdict) => void }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const bar = useBar(ranking);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const factor = useQuery({ ...secondFactorQuery, enabled: ranking.review.rule?.requireTOTP ?? false });
  const { submission, rule } = ranking.review;
  const weak = rule?.requireTOTP && factor.data && !factor.data.strong;
  return (
    <div className={css.stack}>
      <Panel title={t("review.decide")}>
        <dl className={css.facts}>
          <dt>{t("review.quorum")}</dt>
          <dd>
            <Quorum ministries={ranking.ministries} quorum={rule?.quorum ?? 0} />
          </dd>
          <dt>{t("review.deadline")}</dt>
          <dd>
            <Deadline item={{ deadline: submission?.deadline, overdue: false }} />
          </dd>
        </dl>
        <table className={`${css.table} ${css.gapAbove}`} aria-label={t("review.ministries")}>
          <tbody>
            {ranking.ministries.map((m) => (
              <tr key={m.team}>
                <th scope="row">{name(m.name)}</th>
                <td>{t(`ranking.verdict.${m.decision ?? "open"}`)}</td>
                <td className={css.right}>{m.at ? format.time(m.at) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {bar === undefined && (
          <fieldset className={css.checks}>
            <legend>{t("desk.checks")}</legend>
            {ownChecks.map((id) => (
              <Checkbox
                key={id}
                checked={seen.has(id)}
                onChange={(e) => {
                  const next = new Set(seen);
                  if (e.target.checked) next.add(id);
                  else next.delete(id);
                  setSeen(next);
                }}
              >
                {t(id)}
              </Checkbox>
            ))}
          </fieldset>
        )}
        {weak && (
          <Alert
            type="warning"
            showIcon
            className={css.gapAbove}
            title={t("review.needsFactor")}
            action={<Link to="/account">{t("nav.account")}</Link>}
          />
        )}
        {bar ? (
          <Alert type="info" showIcon className={css.gapAbove} title={t(bar)} />
        ) : (
          <div className={css.verdicts}>
            <Button
              type="primary"
              disabled={seen.size < ownChecks.length}
              title={seen.size < ownChecks.length ? t("desk.checksFirst") : undefined}
              onClick={() => decide("approve")}
            >
              {t("verdict.approve")}
            </Button>
            <Button onClick={() => decide("return")}>{t("verdict.return")}</Button>
            <Button onClick={() => decide("reject")}>{t("verdict.reject")}</Button>
          </div>
        )}
      </Panel>
      {submission && (
        <Panel title={t("review.submission")}>
          <dl className={css.facts}>
            <dt>{t("review.submittedBy")}</dt>
            <dd>
              {submission.username}, {format.time(submission.at)}
            </dd>
            <dt>{t("ranking.round")}</dt>
            <dd>{ranking.review.round}</dd>
            {submission.purpose && (
              <>
                <dt>{t("ranking.purpose")}</dt>
                <dd>{submission.purpose}</dd>
              </>
            )}
            {submission.reasonForChange && (
              <>
                <dt>{t(ranking.review.round > 1 ? "submit.answer" : "submit.reason")}</dt>
                <dd>{submission.reasonForChange}</dd>
              </>
            )}
            {submission.note && (
              <>
                <dt>{t("submit.note")}</dt>
                <dd>{submission.note}</dd>
              </>
            )}
          </dl>
          {submission.checklist.length > 0 && (
            <ul className={css.checklist} aria-label={t("submit.checks")}>
              {submission.checklist.map((c) => (
                <li key={c.id}>
                  <span aria-hidden>{c.done ? "☑" : "☐"}</span> {isKey(c.id) ? t(c.id) : c.id}
                  {!c.done && <span className={css.late}> {t("review.notDone")}</span>}
                  {c.note && <div className={css.muted}>{c.note}</div>}
                </li>
              ))}
            </ul>
          )}
        </Panel>
      )}
      <Panel title={t("ranking.recipe")}>
        <Facts ranking={ranking} sealed />
      </Panel>
      {ranking.subject === "country" && (
        <Panel flush title={t("weights.title")}>
          <WeightTable model={ranking.model} weights={ranking.weights} />
        </Panel>
      )}
      <Panel title={t("ranking.trail")}>
        <Timeline id={ranking.id} />
      </Panel>
    </div>
  );
}
