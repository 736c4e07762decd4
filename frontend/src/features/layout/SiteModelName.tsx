import { Link } from "react-router";
import { useMay } from "../../api/queries";
import type { Origin } from "../../api/types";
import { useName, useT } from "../../i18n";

/** The model of sites that ranked, with the version that was named; whoever may read models gets there. */
export function SiteModelName({
  model,
  named,
}: {
  model: { id: string; version: number; name: { zh: string; en: string } };
  named: Origin | undefined;
}) {
  const t = useT();
  const name = useName();
  const may = useMay("model.read");
  const { id, version } = named ?? { id: "site-general", version: model.version };
  const text = `${name(model.name)} ${t("workbench.version", { version })}`;
  return may ? <Link to={`/models/${id}/versions/${version}`}>{text}</Link> : <>{text}</>;
}
