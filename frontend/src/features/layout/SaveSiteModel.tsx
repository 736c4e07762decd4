import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal, Select } from "antd";
import { createModel } from "../../api/models";
import { sessionQuery } from "../../api/queries";
import type { Model, Node, Origin } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Refused } from "../../ui/Refused";

interface Values {
  zh: string;
  en: string;
  team?: string;
}

interface Props {
  /** The tree as it ranks now, with the weights that were moved. */
  tree: Node;
  /** The model whose weights were moved. */
  from: Origin;
  done: (made: Model) => void;
  close: () => void;
}

/** Keeps moved weights as a model of sites of one's team. */
export function SaveSiteModel({ tree, from, done, close }: Props) {
  const t = useT();
  const name = useName();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { data: session } = useQuery(sessionQuery);
  const [form] = Form.useForm<Values>();
  const teams = (session?.user.teams ?? []).filter((x) => x.kind === "enterprise");
  const create = useMutation({
    mutationFn: ({ zh, en, team }: Values) =>
      createModel({
        kind: "site",
        name: { zh, en },
        description: { zh: "", en: "" },
        method: "weightedSum",
        tree,
        basedOn: from,
        ...(team ? { team } : {}),
      }),
    onSuccess: async (made) => {
      void message.success(t("sites.model.saved", { name: name(made.name) }));
      await queries.invalidateQueries({ queryKey: ["models"] });
      done(made);
    },
  });
  const required = [{ required: true, whitespace: true, message: t("fault.field.required") }];
  return (
    <Modal
      open
      onCancel={close}
      title={t("sites.model.save")}
      okText={t("sites.model.save")}
      cancelText={t("app.cancel")}
      onOk={() => form.submit()}
      okButtonProps={{ loading: create.isPending }}
    >
      <p>{t("sites.model.saveNote")}</p>
      <Refused error={create.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={teams[0] ? { team: teams[0].id } : {}}
        onFinish={(v) => create.mutate(v)}
      >
        <Form.Item name="zh" label={t("sites.model.nameZh")} rules={required}>
          <Input maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item name="en" label={t("sites.model.nameEn")} rules={required}>
          <Input maxLength={200} />
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
