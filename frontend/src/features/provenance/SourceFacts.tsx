import type { Source } from "../../api/types";
import { useT } from "../../i18n";
import { useLicence } from "../../i18n/licence";
import css from "./provenance.module.css";

/** Who published a number, under which licence, and where the copy it was read from lies. */
export function SourceFacts({ source, licence }: { source: Source; licence: string | undefined }) {
  const t = useT();
  const words = useLicence();
  const link = /^[\w.-]+\/[\w.-]+$/.test(source.repository)
    ? `https://github.com/${source.repository}/tree/${source.commit}`
    : undefined;
  return (
    <dl className={css.list}>
      {source.publisher && (
        <>
          <dt>{t("source.publisher")}</dt>
          <dd>{source.publisher}</dd>
        </>
      )}
      <dt>{t("source.title")}</dt>
      <dd>{source.title}</dd>
      <dt>{t("source.licence")}</dt>
      <dd>{words(licence || source.licence)}</dd>
      {source.vintage && (
        <>
          <dt>{t("source.vintage")}</dt>
          <dd>{source.vintage}</dd>
        </>
      )}
      {source.repository && (
        <>
          <dt>{t("source.copy")}</dt>
          <dd>
            {link ? (
              <a href={link} target="_blank" rel="noreferrer">
                {source.repository}
              </a>
            ) : (
              source.repository
            )}{" "}
            {source.path} {source.commit.slice(0, 12)} {source.commitDate}
          </dd>
        </>
      )}
    </dl>
  );
}
