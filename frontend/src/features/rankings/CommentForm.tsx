import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input, Radio, Select } from "antd";
import { useState } from "react";
import { addComment } from "../../api/comments";
import type { Anchor, CommentRequest } from "../../api/comments";
import { Problem } from "../../api/problem";
import type { Comments, Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";
import css from "./comments.module.css";

/** Says something at a place of a ranking, or with `replyTo` in answer to what was said there. */
export function CommentForm({
  ranking,
  anchor,
  speaks,
  replyTo,
  done,
}: {
  ranking: Ranking;
  anchor: Anchor;
  speaks: Comments["speaks"];
  replyTo?: string;
  done?: () => void;
}) {
  const t = useT();
  const name = useName();
  const words = useProblemText();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [audience, setAudience] = useState<"parties" | "team">("parties");
  const [team, setTeam] = useState(speaks[0]?.team ?? "");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const say = useMutation({
    mutationFn: (request: CommentRequest) => addComment(ranking.id, request, key),
    onSuccess: () => {
      setText("");
      setKey(crypto.randomUUID());
      done?.();
      return queries.invalidateQueries({ queryKey: ["rankings", "comments", ranking.id] });
    },
  });
  const send = () =>
    say.mutate({ text: text.trim(), team, ...(replyTo ? { replyTo } : { anchor, audience }) });
  return (
    <form
      className={css.form}
      onSubmit={(e) => {
        e.preventDefault();
        if (text.trim() && !say.isPending) send();
      }}
    >
      {say.error && (
        <Alert type="error" title={say.error instanceof Problem ? words(say.error) : t("fault.page")} />
      )}
      <Input.TextArea
        value={text}
        onChange={(e) => setText(e.target.value)}
        maxLength={4000}
        rows={2}
        aria-label={t(replyTo ? "comment.reply" : "comment.text")}
        placeholder={t(replyTo ? "comment.reply" : "comment.text")}
      />
      {speaks.length > 1 && (
        <Select
          size="small"
          value={team}
          onChange={setTeam}
          aria-label={t("comment.for")}
          options={speaks.map((s) => ({ value: s.team, label: name(s.name) }))}
        />
      )}
      {!replyTo && (
        <Radio.Group
          size="small"
          value={audience}
          onChange={(e) => setAudience(e.target.value === "team" ? "team" : "parties")}
          options={[
            { value: "parties", label: t("comment.toParties") },
            { value: "team", label: t("comment.toTeam") },
          ]}
        />
      )}
      <p className={css.note}>{t("comment.note")}</p>
      <Button htmlType="submit" type="primary" size="small" disabled={!text.trim()} loading={say.isPending}>
        {t(replyTo ? "comment.sendReply" : "comment.send")}
      </Button>
    </form>
  );
}
