import { useQuery } from "@tanstack/react-query";
import dayjs from "dayjs";
import { Link } from "react-router";
import { settingsQuery } from "../../api/admin";
import type { Storage as Room } from "../../api/admin";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Page";
import css from "./admin.module.css";

const lateAfter = 7; // days without a backup that are worth a word
const lowRoom = 1 << 30; // bytes

/** Room and last backup on an administrator's home. */
export function Storage() {
  const t = useT();
  const query = useQuery(settingsQuery);
  return (
    <Panel title={t("settings.storage")} extra={<Link to="/admin/settings">{t("nav.settings")}</Link>}>
      <Loaded query={query} rows={3}>
        {({ storage }) => <StorageFacts of={storage} />}
      </Loaded>
    </Panel>
  );
}

/** Where things are kept, how much room is left, and how old the last backup is. */
export function StorageFacts({ of }: { of: Room }) {
  const t = useT();
  const format = useFormat();
  const size = (bytes: number) =>
    bytes >= 1 << 30
      ? `${format.fixed(bytes / (1 << 30), 1)} GB`
      : `${format.fixed(bytes / (1 << 20), 1)} MB`;
  const days = of.backup ? dayjs().diff(dayjs(of.backup), "day") : undefined;
  return (
    <dl className={css.facts}>
      <dt>{t("settings.engine")}</dt>
      <dd>{t(`settings.engine.${of.engine}`)}</dd>
      <dt>{t("settings.bytes")}</dt>
      <dd>{size(of.bytes)}</dd>
      <dt>{t("settings.free")}</dt>
      <dd>
        {of.free === undefined ? t("settings.freeUnknown") : size(of.free)}
        {of.free !== undefined && of.free < lowRoom && (
          <>
            {" "}
            <span className={`${css.tag} ${css.bad}`}>{t("settings.freeLow")}</span>
          </>
        )}
      </dd>
      <dt>{t("settings.backup")}</dt>
      <dd>
        {of.engine === "mongodb" ? (
          t("settings.backupMongo")
        ) : of.backup && days !== undefined ? (
          <>
            {format.time(of.backup)} {t("settings.backupAge", { days })}{" "}
            {days >= lateAfter && (
              <span className={`${css.tag} ${css.bad}`}>{t("settings.backupLate", { days: lateAfter })}</span>
            )}
          </>
        ) : (
          <span className={`${css.tag} ${css.bad}`}>{t("settings.backupNone")}</span>
        )}
      </dd>
    </dl>
  );
}
