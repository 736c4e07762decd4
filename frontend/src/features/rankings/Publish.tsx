import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { publishRanking, rankingQuery, rankingsQuery, withdrawRanking } from "../../api/rankings";
import type { Ranking } from "../../api/types";
import { useT } from "../../i18n";
import { Refused } from "../../ui/Refused";
import { useFieldName } from "./fields";

/** Makes an approved ranking public, perhaps in the place of an earlier one of the same team. */
export function Publish({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const fieldName = useFieldName();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<{ note?: string; supersedes?: string }>();
  const others = useQuery({
    ...rankingsQuery({
      team: ranking.team,
      state: "published",
      subject: ranking.subject,
      pageSize: 200,
    }),
    enabled: open,
  });
  const publish = useMutation({
    mutationFn: (v: { note?: string; supersedes?: string }) =>
      publishRanking(ranking.id, ranking.version, v.note ?? "", v.supersedes),
    onSuccess: (answer) => {
      void message.success(t("published.done"));
      queries.setQueryData(rankingQuery(ranking.id).queryKey, answer);
      void queries.invalidateQueries({ queryKey: ["rankings"] });
      void navigate(`/published/${ranking.id}`);
    },
  });
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t("published.publish")}
      </Button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        title={t("published.publishTitle", { title: ranking.title })}
        okText={t("published.publish")}
        cancelText={t("app.cancel")}
        confirmLoading={publish.isPending}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        <Refused error={publish.error} field={fieldName} />
        <p>{t("published.publishNote")}</p>
        <Form form={form} layout="vertical" onFinish={(v) => publish.mutate(v)}>
          <Form.Item name="supersedes" label={t("published.supersedes")}>
            <Select
              allowClear
              placeholder={t("published.supersedesNone")}
              options={(others.data?.items ?? [])
                .filter((r) => r.id !== ranking.id)
                .map((r) => ({ value: r.id, label: r.title }))}
            />
          </Form.Item>
          <Form.Item name="note" label={t("published.note")}>
            <Input.TextArea maxLength={4000} rows={2} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

/** Takes a published ranking back; why has to be written down. */
export function Withdraw({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const fieldName = useFieldName();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const withdraw = useMutation({
    mutationFn: () => withdrawRanking(ranking.id, ranking.version, reason.trim()),
    onSuccess: (answer) => {
      void message.success(t("published.withdrawn"));
      queries.setQueryData(rankingQuery(ranking.id).queryKey, answer);
      void queries.invalidateQueries({ queryKey: ["rankings"] });
      setOpen(false);
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("published.withdraw")}</Button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        title={t("published.withdrawTitle", { title: ranking.title })}
        okText={t("published.withdraw")}
        cancelText={t("app.cancel")}
        okButtonProps={{ danger: true, disabled: reason.trim() === "" }}
        confirmLoading={withdraw.isPending}
        onOk={() => withdraw.mutate()}
        destroyOnHidden
      >
        <Refused error={withdraw.error} field={fieldName} />
        <p>{t("published.withdrawNote")}</p>
        <Form layout="vertical" component="div">
          <Form.Item label={t("published.reason")} htmlFor="withdraw-reason" required>
            <Input.TextArea
              id="withdraw-reason"
              maxLength={4000}
              rows={3}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
