import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";

/** The model's version and the digest of what was sealed, as a printed copy must carry them. */
export function SealedLine({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const name = useName();
  return (
    <>
      {name(ranking.model.name)} {t("workbench.version", { version: ranking.modelVersion })}
      {ranking.sealed &&
        `${t("app.sentenceSpace")} · ${t("ranking.digest")}${t("app.colon")}${ranking.sealed.digest}`}
    </>
  );
}
