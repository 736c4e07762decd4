import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { negativeListQuery } from "../../api/data";
import type { NegativeEntry, NegativeList } from "../../api/data";
import { useT } from "../../i18n";
import { Loading } from "../../ui/Boundary";
import { Failure } from "../../ui/Failure";
import { Nothing } from "../../ui/Page";
import { EntryTable } from "./EntryTable";

interface Props {
  /** The version that is being edited, and its entries. */
  version: number;
  start: NegativeEntry[];
  close: () => void;
  reload: (theirs: NegativeList) => void;
  merge: (theirs: NegativeList) => void;
}

const key = (e: NegativeEntry) =>
  JSON.stringify([e.iso3, e.industry, e.rule, e.reason, e.source, e.validFrom, e.validTo]);

/** The entries of a that are not in b, word for word. */
export const without = (a: NegativeEntry[], b: NegativeEntry[]) => {
  const known = new Set(b.map(key));
  return a.filter((e) => !known.has(key(e)));
};

/** Somebody saved the list first: what they added and removed, and how to go on. */
export function NegativeConflict({ version, start, close, reload, merge }: Props) {
  const t = useT();
  const theirs = useQuery({
    ...negativeListQuery,
    queryKey: ["negative-list", "conflict"],
    staleTime: 0,
    gcTime: 0,
  });
  const list = theirs.data;
  const added = list ? without(list.entries, start) : [];
  const removed = list ? without(start, list.entries) : [];
  return (
    <Modal
      open
      width={860}
      title={t("modelConflict.title")}
      onCancel={close}
      footer={
        <>
          <Button onClick={close}>{t("modelConflict.keep")}</Button>
          <Button disabled={!list} onClick={() => list && reload(list)}>
            {t("modelConflict.reload")}
          </Button>
          <Button disabled={!list} onClick={() => list && merge(list)}>
            {t("negative.merge")}
          </Button>
        </>
      }
    >
      <p>{t("negative.conflict", { mine: version, theirs: list?.version ?? "…" })}</p>
      {theirs.error ? (
        <Failure error={theirs.error} />
      ) : !list ? (
        <Loading rows={3} />
      ) : (
        <>
          <h3>{t("negative.theyAdded", { n: added.length })}</h3>
          {added.length > 0 ? (
            <EntryTable entries={added} label={t("negative.theyAdded", { n: added.length })} />
          ) : (
            <Nothing>{t("negative.nobody")}</Nothing>
          )}
          <h3>{t("negative.theyRemoved", { n: removed.length })}</h3>
          {removed.length > 0 ? (
            <EntryTable entries={removed} label={t("negative.theyRemoved", { n: removed.length })} />
          ) : (
            <Nothing>{t("negative.nobody")}</Nothing>
          )}
        </>
      )}
    </Modal>
  );
}
