import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { modelDifferenceQuery } from "../../api/models";
import { modelQuery } from "../../api/queries";
import type { Model } from "../../api/types";
import { useT } from "../../i18n";
import { Loading } from "../../ui/Boundary";
import { Failure } from "../../ui/Failure";
import { Changes } from "./Changes";

interface Props {
  /** The version that is being edited. */
  mine: Model;
  close: () => void;
  reload: () => void;
  overwrite: (version: number) => void;
}

/** Somebody saved first: what they changed, and whether to take theirs or to save over it. */
export function ConflictDialog({ mine, close, reload, overwrite }: Props) {
  const t = useT();
  const theirs = useQuery({
    ...modelQuery(mine.id),
    staleTime: 0,
    queryKey: ["models", mine.id, "conflict"],
  });
  const version = theirs.data?.version ?? 0;
  const changes = useQuery({
    ...modelDifferenceQuery(mine.id, mine.version, version),
    enabled: version > mine.version,
  });
  const error = theirs.error ?? changes.error;
  return (
    <Modal
      open
      width={720}
      title={t("modelConflict.title")}
      onCancel={close}
      footer={
        <>
          <Button onClick={close}>{t("modelConflict.keep")}</Button>
          <Button onClick={reload}>{t("modelConflict.reload")}</Button>
          <Button disabled={version === 0} onClick={() => overwrite(version)}>
            {t("modelConflict.overwrite", { version: version + 1 })}
          </Button>
        </>
      }
    >
      <p>{t("modelConflict.text", { mine: mine.version, theirs: version || "…" })}</p>
      {error ? (
        <Failure error={error} />
      ) : changes.data && theirs.data ? (
        <Changes changes={changes.data} model={theirs.data} />
      ) : (
        <Loading rows={3} />
      )}
    </Modal>
  );
}
