import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { rankingQuery, rulesQuery, submitRanking, teamsQuery } from "../../api/rankings";
import { Problem } from "../../api/problem";
import type { Ranking, Rule } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Copy } from "../../ui/Copy";
import { Loaded } from "../../ui/Loaded";
import { Refused } from "../../ui/Refused";
import { useDatasetName, useKind, useScopeText } from "./Facts";
import { useFieldName } from "./fields";
import css from "./rankings.module.css";

/** What a team confirms before it hands a ranking in; the keys are stored with the submission. */
export const checks = [
  "check.model",
  "check.scope",
  "check.data",
  "check.missing",
  "check.firmness",
  "check.interest",
] as const;

interface Values {
  purpose: string;
  reasonForChange?: string;
  note?: string;
  ruleId?: string;
}

/** Hands a draft to the ministries: purpose, self-check, what will be sealed, and who decides. */
export function SubmitDialog({ ranking, close }: { ranking: Ranking; close: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const rules = useQuery(rulesQuery);
  const fieldName = useFieldName();
  const [form] = Form.useForm<Values>();
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [ruleId, setRuleId] = useState<string>();
  const again = ranking.review.round > 0;
  const submit = useMutation({
    mutationFn: (v: Values) =>
      submitRanking(ranking.id, ranking.version, {
        purpose: v.purpose,
        note: v.note ?? "",
        reasonForChange: v.reasonForChange ?? "",
        checklist: checks.map((id) => ({ id, done: done.has(id), note: "" })),
        ...(ruleId ? { ruleId } : {}),
      }),
    onSuccess: (answer) => {
      void message.success(t("submit.done"));
      queries.setQueryData(rankingQuery(ranking.id).queryKey, answer);
      void queries.invalidateQueries({ queryKey: ["rankings", "list"] });
      void queries.invalidateQueries({ queryKey: ["rankings", "events", ranking.id] });
      close();
    },
    onError: (error) => {
      if (error instanceof Problem && [409, 412].includes(error.status))
        void queries.invalidateQueries({ queryKey: ["rankings", "one", ranking.id] });
    },
  });
  const complete = checks.every((id) => done.has(id));
  const digest = digestOf(ranking);
  return (
    <Modal
      open
      onCancel={close}
      width={720}
      title={t("submit.title", { title: ranking.title })}
      mask={{ closable: false }}
      footer={[
        <Button key="cancel" onClick={close}>
          {t("app.cancel")}
        </Button>,
        <Button
          key="submit"
          type="primary"
          disabled={!complete || !digest}
          loading={submit.isPending}
          onClick={() => form.submit()}
        >
          {t("submit.submit")}
        </Button>,
      ]}
    >
      <Refused error={submit.error} field={fieldName} />
      {!digest && <Alert type="warning" showIcon className={css.gap} title={t("submit.noResult")} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ purpose: ranking.purpose }}
        onFinish={(v) => submit.mutate(v)}
      >
        <Form.Item
          name="purpose"
          label={t("ranking.purpose")}
          rules={[{ required: true, whitespace: true, message: t("fault.field.required") }]}
        >
          <Input.TextArea maxLength={2000} rows={2} />
        </Form.Item>
        <Form.Item
          name="reasonForChange"
          label={t(again ? "submit.answer" : "submit.reason")}
          rules={
            again ? [{ required: true, whitespace: true, message: t("fault.review.reasonForChange") }] : []
          }
        >
          <Input.TextArea maxLength={4000} rows={2} />
        </Form.Item>
        <Form.Item name="note" label={t("submit.note")}>
          <Input.TextArea maxLength={4000} rows={1} />
        </Form.Item>
      </Form>
      <fieldset className={css.checks}>
        <legend>{t("submit.checks")}</legend>
        {checks.map((id) => (
          <Checkbox
            key={id}
            checked={done.has(id)}
            onChange={(e) => {
              const next = new Set(done);
              if (e.target.checked) next.add(id);
              else next.delete(id);
              setDone(next);
            }}
          >
            {t(id)}
          </Checkbox>
        ))}
      </fieldset>
      <Sealing ranking={ranking} />
      <Loaded query={rules} rows={2}>
        {({ items }) => (
          <Reviewers rules={items.filter((r) => r.active)} chosen={ruleId} choose={setRuleId} />
        )}
      </Loaded>
    </Modal>
  );
}

/** The digest of what the recipe gives now, of countries, a layout or sites; undefined when it gives nothing. */
function digestOf({ result, study, siteStudy }: Ranking) {
  return (result ?? study ?? siteStudy)?.digest;
}

function Sealing({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const name = useName();
  const scope = useScopeText();
  const kind = useKind();
  const dataset = useDatasetName();
  const { result, study } = ranking;
  const engine = result?.engineVersion ?? study?.plan.engineVersion;
  const digest = digestOf(ranking);
  if (!digest) return null;
  return (
    <section className={css.sealing} aria-label={t("submit.seal")}>
      <h3 className={css.subhead}>{t("submit.seal")}</h3>
      <dl className={css.facts}>
        <dt>{t("ranking.model")}</dt>
        <dd>
          {name(ranking.model.name)} {t("workbench.version", { version: ranking.modelVersion })}
        </dd>
        {result ? (
          <>
            <dt>{t("ranking.scope")}</dt>
            <dd>{scope(ranking.scope)}</dd>
          </>
        ) : (
          <>
            <dt>{t("ranking.subject")}</dt>
            <dd>{kind(ranking)}</dd>
          </>
        )}
        <dt>{t("ranking.dataset")}</dt>
        <dd>
          {dataset(ranking.datasetId)}, {ranking.year}
        </dd>
        {engine && (
          <>
            <dt>{t("ranking.engine")}</dt>
            <dd>{engine}</dd>
          </>
        )}
        <dt>{t("ranking.digest")}</dt>
        <dd>
          <Copy text={digest} shown={`${digest.slice(0, 23)}…`} />
          {study && <div className={css.muted}>{t("layout.sealNote")}</div>}
        </dd>
      </dl>
      <p className={css.muted}>{t("submit.sealNote")}</p>
    </section>
  );
}

function Reviewers({
  rules,
  chosen,
  choose,
}: {
  rules: Rule[];
  chosen: string | undefined;
  choose: (id: string) => void;
}) {
  const t = useT();
  const name = useName();
  const teams = useQuery(teamsQuery);
  const only = rules[0];
  const rule = rules.find((r) => r.id === chosen) ?? (rules.length === 1 ? only : undefined);
  const nameOf = (id: string) => name(teams.data?.items.find((x) => x.id === id)?.name) || id;
  if (!only) return <Alert type="warning" showIcon title={t("submit.noRule")} />;
  return (
    <section aria-label={t("submit.reviewers")}>
      <h3 className={css.subhead}>{t("submit.reviewers")}</h3>
      {rules.length > 1 && (
        <Select
          className={css.gap}
          style={{ width: "100%" }}
          value={chosen}
          onChange={choose}
          placeholder={t("submit.chooseRule")}
          aria-label={t("submit.chooseRule")}
          options={rules.map((r) => ({ value: r.id, label: r.name }))}
        />
      )}
      {rule && (
        <dl className={css.facts}>
          <dt>{t("rule.name")}</dt>
          <dd>{rule.name}</dd>
          <dt>{t("rule.ministries")}</dt>
          <dd>{rule.ministries.map(nameOf).join(t("app.listComma"))}</dd>
          <dt>{t("rule.quorum")}</dt>
          <dd>{t("rule.quorumOf", { quorum: rule.quorum, total: rule.ministries.length })}</dd>
          <dt>{t("rule.deadline")}</dt>
          <dd>{rule.deadlineDays > 0 ? t("rule.days", { n: rule.deadlineDays }) : t("rule.noDeadline")}</dd>
        </dl>
      )}
    </section>
  );
}
