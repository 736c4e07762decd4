import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { App, Button, Popconfirm } from "antd";
import { useNavigate, useParams } from "react-router";
import { rankingQuery, reviseRanking } from "../../api/rankings";
import { useMay } from "../../api/queries";
import { Problem } from "../../api/problem";
import type { Ranking } from "../../api/types";
import { useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";
import { LinkButton } from "../../ui/LinkButton";
import { Page, Panel } from "../../ui/Page";
import { Asked } from "./Asked";
import { Comments, CommentsButton } from "./Comments";
import { DraftEditor } from "./DraftEditor";
import { Export } from "./Export";
import { Facts } from "./Facts";
import { Publish } from "./Publish";
import { ResultTable } from "./ResultTable";
import { Progress, StateTag } from "./State";
import { SubjectResult } from "./SubjectResult";
import { Timeline } from "./Timeline";
import { WeightTable } from "./WeightTable";
import css from "./rankings.module.css";

/** A ranking of one's team: a draft to work on, or what became of it. */
export default function RankingPage() {
  const { id = "" } = useParams();
  const { data: ranking } = useSuspenseQuery(rankingQuery(id));
  // A draft that comes back is another draft: what was typed into the last one is not kept.
  return (
    <Comments key={`${id}/${ranking.review.round}`} ranking={ranking}>
      {ranking.actions.includes("edit") ? <DraftEditor stored={ranking} /> : <Standing ranking={ranking} />}
    </Comments>
  );
}

function Standing({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { notification } = App.useApp();
  const words = useProblemText();
  const mayCreate = useMay("ranking.create");
  const may = (action: string) => ranking.actions.includes(action);
  const revise = useMutation({
    mutationFn: () => reviseRanking(ranking.id, ranking.version),
    onSuccess: (answer) => {
      queries.setQueryData(rankingQuery(ranking.id).queryKey, answer);
      void queries.invalidateQueries({ queryKey: ["rankings"] });
    },
    onError: (error) => {
      notification.error({
        title: t("state.error"),
        description: error instanceof Problem ? words(error) : t("fault.page"),
      });
      void queries.invalidateQueries({ queryKey: ["rankings", "one", ranking.id] });
    },
  });
  return (
    <Page
      title={ranking.title}
      trail={[{ label: t("nav.rankings"), to: "/rankings" }]}
      note={<StateTag state={ranking.review.state} />}
      extra={
        <>
          <CommentsButton />
          {may("export") && <Export id={ranking.id} />}
          {mayCreate && (
            <Button onClick={() => void navigate(`/rankings/new?basedOn=${ranking.id}`)}>
              {t("ranking.fork")}
            </Button>
          )}
          {may("revise") && (
            <Popconfirm title={t("ranking.reviseNote")} onConfirm={() => revise.mutate()}>
              <Button type="primary" loading={revise.isPending}>
                {t("ranking.revise")}
              </Button>
            </Popconfirm>
          )}
          {may("publish") && <Publish ranking={ranking} />}
          {ranking.review.state === "published" && (
            <LinkButton to={`/published/${ranking.id}`} type="primary">
              {t("published.open")}
            </LinkButton>
          )}
        </>
      }
    >
      <div className={css.stack}>
        <Panel>
          <Progress state={ranking.review.state} />
        </Panel>
        <Asked ranking={ranking} />
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
        </div>
      </div>
    </Page>
  );
}
