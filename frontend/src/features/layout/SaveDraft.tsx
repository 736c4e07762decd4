import { useMutation, useQuery } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { sessionQuery } from "../../api/queries";
import { createRanking } from "../../api/rankings";
import type { RankingRequest } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Refused } from "../../ui/Refused";

interface Values {
  title: string;
  purpose?: string;
  team?: string;
}

interface Props {
  heading: string;
  /** What it is called unless somebody names it. */
  title: string;
  /** The recipe that is kept. */
  what: Pick<RankingRequest, "subject" | "layout" | "sites" | "teamSites">;
  close: () => void;
}

/** Keeps what is shown as a draft of one's team, and opens it at its own address. */
export function SaveDraft({ heading, title, what, close }: Props) {
  const t = useT();
  const name = useName();
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  const [key] = useState(() => crypto.randomUUID());
  const [form] = Form.useForm<Values>();
  const teams = (session?.user.teams ?? []).filter((x) => x.kind === "enterprise");
  const create = useMutation({
    mutationFn: ({ title, purpose, team }: Values) =>
      createRanking({ ...what, title, purpose: purpose ?? "", ...(team ? { team } : {}) }, key),
    onSuccess: (r) => void navigate(`/rankings/${r.id}`),
  });
  return (
    <Modal
      open
      onCancel={close}
      title={heading}
      okText={t("layout.save.ok")}
      cancelText={t("app.cancel")}
      onOk={() => form.submit()}
      okButtonProps={{ loading: create.isPending }}
    >
      <p>{t("layout.save.note")}</p>
      <Refused error={create.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ title, ...(teams[0] ? { team: teams[0].id } : {}) }}
        onFinish={(v) => create.mutate(v)}
      >
        <Form.Item
          name="title"
          label={t("ranking.title")}
          rules={[{ required: true, whitespace: true, message: t("fault.field.required") }]}
        >
          <Input maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item name="purpose" label={t("ranking.purpose")}>
          <Input.TextArea maxLength={2000} rows={2} />
        </Form.Item>
        {teams.length > 1 && (
          <Form.Item name="team" label={t("ranking.team")}>
            <Select options={teams.map((x) => ({ value: x.id, label: name(x.name) }))} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
