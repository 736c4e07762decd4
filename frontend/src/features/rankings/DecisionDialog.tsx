import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { sessionQuery } from "../../api/queries";
import { decideRanking, rankingQuery } from "../../api/rankings";
import type { Verdict } from "../../api/rankings";
import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Refused } from "../../ui/Refused";
import { useFieldName } from "./fields";

/** One ministry's decision, with its reason in writing. Nothing in it is decided by a key alone. */
export function DecisionDialog({
  ranking,
  verdict,
  close,
}: {
  ranking: Ranking;
  verdict: Verdict;
  close: () => void;
}) {
  const t = useT();
  const name = useName();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const fieldName = useFieldName();
  const { data: session } = useQuery(sessionQuery);
  const mine = ranking.ministries.filter(
    (m) => !m.decision && session?.user.teams.some((x) => x.id === m.team),
  );
  const [comment, setComment] = useState("");
  const [ministry, setMinistry] = useState(mine.length === 1 ? mine[0]?.team : undefined);
  const decide = useMutation({
    mutationFn: () => decideRanking(ranking.id, verdict, comment.trim(), ministry),
    onSuccess: (answer) => {
      void message.success(t("decision.done"));
      queries.setQueryData(rankingQuery(ranking.id).queryKey, answer);
      void queries.invalidateQueries({ queryKey: ["reviews"] });
      void queries.invalidateQueries({ queryKey: ["rankings"] });
      close();
    },
    // Refused: perhaps somebody else decided meanwhile. Show how it stands now.
    onError: () => void queries.invalidateQueries({ queryKey: ["rankings", "one", ranking.id] }),
  });
  const required = verdict !== "approve";
  const ready = (!required || comment.trim() !== "") && (mine.length <= 1 || ministry !== undefined);
  return (
    <Modal
      open
      onCancel={close}
      width={560}
      title={t(`decision.title.${verdict}`, { title: ranking.title })}
      okText={t(`decision.confirm.${verdict}`)}
      cancelText={t("app.cancel")}
      okButtonProps={{ danger: verdict === "reject", disabled: !ready }}
      confirmLoading={decide.isPending}
      onOk={() => decide.mutate()}
      mask={{ closable: false }}
    >
      <Refused error={decide.error} field={fieldName} />
      <p>{t(`decision.note.${verdict}`)}</p>
      <Form layout="vertical" component="div">
        {mine.length > 1 && (
          <Form.Item label={t("decision.ministry")} htmlFor="decision-ministry" required>
            <Select
              id="decision-ministry"
              value={ministry}
              onChange={setMinistry}
              options={mine.map((m) => ({ value: m.team, label: name(m.name) }))}
            />
          </Form.Item>
        )}
        <Form.Item
          label={t(required ? "decision.reason" : "decision.opinion")}
          htmlFor="decision-comment"
          required={required}
          extra={required ? t("decision.reasonNote") : undefined}
        >
          <Input.TextArea
            id="decision-comment"
            autoFocus
            maxLength={4000}
            rows={4}
            value={comment}
            onChange={(e) => setComment(e.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
