import { useMutation, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Alert, Button, Select } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useMay } from "../../api/queries";
import { rankingQuery, rankingsQuery, recompute } from "../../api/rankings";
import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { none, useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { DifferenceView } from "./DifferenceView";
import { Export } from "./Export";
import { Facts } from "./Facts";
import { Publish, Withdraw } from "./Publish";
import { ResultTable } from "./ResultTable";
import { SealedLine } from "./SealedLine";
import { StateTag } from "./State";
import { SubjectResult } from "./SubjectResult";
import { Timeline } from "./Timeline";
import { WeightTable } from "./WeightTable";
import css from "./rankings.module.css";

/** A published ranking: who stands behind it, whether it can be recomputed, and what came before it. */
export default function PublishedPage() {
  const t = useT();
  const navigate = useNavigate();
  const { id = "" } = useParams();
  const mayCreate = useMay("ranking.create");
  const { data: ranking } = useSuspenseQuery(rankingQuery(id));
  const { review, actions } = ranking;
  return (
    <Page
      title={ranking.title}
      trail={[{ label: t("nav.published"), to: "/published" }]}
      note={<StateTag state={review.state} />}
      printed={<SealedLine ranking={ranking} />}
      extra={
        <>
          {actions.includes("export") && <Export id={id} />}
          <Button onClick={() => window.print()}>{t("action.print")}</Button>
          {mayCreate && (
            <Button onClick={() => void navigate(`/rankings/new?basedOn=${id}`)}>{t("ranking.fork")}</Button>
          )}
          {actions.includes("publish") && <Publish ranking={ranking} />}
          {actions.includes("withdraw") && <Withdraw ranking={ranking} />}
        </>
      }
    >
      <div className={css.stack}>
        {review.supersededBy && (
          <Alert
            type="warning"
            showIcon
            title={t("published.supersededBy")}
            action={<Link to={`/published/${review.supersededBy}`}>{t("ranking.view")}</Link>}
          />
        )}
        {review.withdrawnFor && (
          <Alert
            type="warning"
            showIcon
            title={t("published.withdrawnFor")}
            description={review.withdrawnFor}
          />
        )}
        <div className={css.two}>
          <div className={css.stack}>
            <SubjectResult ranking={ranking}>
              <Panel flush title={t("ranking.sealedResult")}>
                <ResultTable ranking={ranking} firm />
              </Panel>
            </SubjectResult>
          </div>
          <div className={css.stack}>
            <Panel title={t("ranking.recipe")}>
              <Facts ranking={ranking} sealed />
              <Verify ranking={ranking} />
            </Panel>
            <Approvals ranking={ranking} />
            <Compare ranking={ranking} />
            {ranking.subject === "country" && (
              <Panel flush title={t("weights.title")}>
                <WeightTable model={ranking.model} weights={ranking.weights} />
              </Panel>
            )}
            <Panel title={t("ranking.trail")}>
              <Timeline id={id} />
            </Panel>
          </div>
        </div>
      </div>
    </Page>
  );
}

/** Computes the ranking again from its recipe and holds the digest against the sealed one. */
function Verify({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const format = useFormat();
  const verify = useMutation({
    mutationFn: async () => ({ digest: await recompute(ranking), at: new Date().toISOString() }),
  });
  const sealed = ranking.sealed?.digest;
  const same = verify.data && verify.data.digest === sealed;
  return (
    <div className={css.gapAbove}>
      <Button loading={verify.isPending} onClick={() => verify.mutate()}>
        {t("verify.verify")}
      </Button>
      <div aria-live="polite" className={css.gapAbove}>
        <Refused error={verify.error} />
        {verify.data && (
          <Alert
            type={same ? "success" : "error"}
            showIcon
            title={t(same ? "verify.same" : "verify.different")}
            description={
              <>
                <div>
                  <code>{verify.data.digest}</code>
                </div>
                <div>{t("verify.at", { time: format.time(verify.data.at) })}</div>
              </>
            }
          />
        )}
      </div>
    </div>
  );
}

function Approvals({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  return (
    <Panel flush title={t("published.approvals")}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("decision.ministry")}</th>
            <th scope="col">{t("decision.decision")}</th>
            <th scope="col">{t("decision.by")}</th>
          </tr>
        </thead>
        <tbody>
          {ranking.ministries.map((m) => {
            const d = ranking.review.decisions.find((x) => x.ministry === m.team);
            return (
              <tr key={m.team}>
                <th scope="row">
                  {name(m.name)}
                  {d?.comment && <div className={css.muted}>{d.comment}</div>}
                </th>
                <td className={css.nowrap}>{t(`ranking.verdict.${m.decision ?? "open"}`)}</td>
                <td className={css.nowrap}>
                  {d?.username ?? none}
                  {m.at && <div className={css.muted}>{format.time(m.at)}</div>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

/** Versions a team has published, and the difference between two of them. */
function Compare({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const format = useFormat();
  const [chosen, setChosen] = useState<string>();
  const list = useQuery(rankingsQuery({ team: ranking.team, subject: ranking.subject, pageSize: 200 }));
  const base = useQuery({ ...rankingQuery(chosen ?? ""), enabled: chosen !== undefined });
  return (
    <Panel title={t("published.versions")}>
      <Loaded query={list} rows={3}>
        {({ items }) => {
          const versions = items.filter((r) => ["published", "superseded", "withdrawn"].includes(r.state));
          const others = versions.filter((r) => r.id !== ranking.id);
          return (
            <>
              <ol className={css.timeline}>
                {versions.map((r) => (
                  <li key={r.id}>
                    {r.id === ranking.id ? (
                      <strong>{r.title}</strong>
                    ) : (
                      <Link to={`/published/${r.id}`}>{r.title}</Link>
                    )}{" "}
                    <StateTag state={r.state} />
                    <div className={css.muted}>{format.time(r.updatedAt)}</div>
                  </li>
                ))}
              </ol>
              {others.length === 0 ? (
                <Nothing>{t("published.onlyOne")}</Nothing>
              ) : (
                <Select
                  allowClear
                  style={{ width: "100%" }}
                  value={chosen}
                  onChange={setChosen}
                  placeholder={t("published.compareWith")}
                  aria-label={t("published.compareWith")}
                  options={others.map((r) => ({
                    value: r.id,
                    label: `${r.title} ${format.date(r.updatedAt)}`,
                  }))}
                />
              )}
            </>
          );
        }}
      </Loaded>
      {chosen && (
        <div className={css.gapAbove}>
          <Loaded query={base}>{(other) => <DifferenceView before={other} after={ranking} />}</Loaded>
        </div>
      )}
    </Panel>
  );
}
