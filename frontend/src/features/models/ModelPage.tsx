import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useNavigate, useParams } from "react-router";
import { deleteModel } from "../../api/models";
import { Problem } from "../../api/problem";
import { modelQuery, modelsQuery, sessionQuery, siteModelsQuery, useMay } from "../../api/queries";
import type { Model } from "../../api/types";
import { useName, useT } from "../../i18n";
import { LinkButton } from "../../ui/LinkButton";
import { Page } from "../../ui/Page";
import { useProblemText } from "../../ui/Failure";
import { ModelBody } from "./ModelBody";
import { modelsOf, rankingBy } from "./kinds";
import { Usage } from "./Usage";
import { Versions } from "./Versions";
import css from "./models.module.css";

/** A model as it ranks: tree, weights, value functions, and the reason for each. */
export default function ModelPage() {
  const t = useT();
  const name = useName();
  const { id = "" } = useParams();
  const { data: model } = useSuspenseQuery(modelQuery(id));
  return (
    <Page
      title={name(model.name)}
      trail={[{ label: t("nav.models"), to: modelsOf(model) }]}
      note={t("workbench.version", { version: model.version })}
      extra={<Actions model={model} />}
    >
      <div className={css.stack}>
        <ModelBody model={model} />
        <Usage model={model} />
        <Versions key={model.version} model={model} />
      </div>
    </Page>
  );
}

/** What one may do with a model: use it, copy it, and with one of one's own team's change or delete it. */
function Actions({ model }: { model: Model }) {
  const t = useT();
  const name = useName();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { modal, message } = App.useApp();
  const words = useProblemText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const mayCreate = useMay("model.create");
  const mayEdit = useMay("model.edit");
  const mayDelete = useMay("model.delete");
  const own = session.user.teams.some((team) => team.id === model.team);
  const sites = model.kind === "site";
  const remove = async () => {
    try {
      await deleteModel(model.id, model.version);
    } catch (refused) {
      modal.error({
        title: t("editor.notDeleted"),
        content: refused instanceof Problem ? words(refused) : t("fault.page"),
      });
      return;
    }
    void message.success(t("editor.deleted"));
    const { queryKey } = sites ? siteModelsQuery : modelsQuery;
    await queries.invalidateQueries({ queryKey, exact: true });
    void navigate(modelsOf(model));
  };
  return (
    <>
      {own && mayDelete && (
        <Button
          onClick={() =>
            modal.confirm({
              title: t("editor.deleteTitle", { name: name(model.name) }),
              content: t(sites ? "editor.deleteSiteText" : "editor.deleteText"),
              okText: t("editor.delete"),

              onOk: remove,
            })
          }
        >
          {t("editor.delete")}
        </Button>
      )}
      {!sites && (
        <>
          <LinkButton to={`/models/${model.id}/concordance`}>{t("concordance.title")}</LinkButton>
          <LinkButton to={`/models/${model.id}/backtest`}>{t("backtest.title")}</LinkButton>
        </>
      )}
      {mayCreate && <LinkButton to={`/models/${model.id}/copy`}>{t("editor.copy")}</LinkButton>}
      {own && mayEdit && <LinkButton to={`/models/${model.id}/edit`}>{t("editor.edit")}</LinkButton>}
      {sites && <LinkButton to={`/layout?model=${model.id}`}>{t("model.usePlan")}</LinkButton>}
      <LinkButton to={rankingBy(model)} type="primary">
        {t("model.use")}
      </LinkButton>
    </>
  );
}
