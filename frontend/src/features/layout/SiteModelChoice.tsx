import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { Link } from "react-router";
import { siteModelsQuery } from "../../api/queries";
import type { Origin } from "../../api/types";
import { useName, useT } from "../../i18n";
import css from "./layout.module.css";

/** The model of sites that counts where none is named. */
export const shippedSiteModel = "site-general";

interface Props {
  /** The model that is named; the shipped one without. */
  model: Origin | undefined;
  change: (model: Origin | undefined) => void;
}

/** By which model of sites is ranked; a kept version stays until a newer one is taken. */
export function SiteModelChoice({ model, change }: Props) {
  const t = useT();
  const name = useName();
  const { data } = useQuery(siteModelsQuery);
  const models = data ?? [];
  const id = model?.id ?? shippedSiteModel;
  const chosen = models.find((m) => m.id === id);
  const kept = model?.version;
  const options = models.map((m) => ({ value: m.id, label: name(m.name) }));
  // A model that was deleted, or is another team's, still stands where it was kept.
  if (!chosen && data)
    options.push({
      value: id,
      label: kept ? t("sites.model.kept", { id, version: kept }) : t("sites.model.unknown", { id }),
    });
  return (
    <span className={css.control}>
      <label className={css.control}>
        {t("sites.model")}
        <Select
          value={id}
          aria-label={t("sites.model")}
          style={{ width: 190 }}
          options={options}
          onChange={(to: string) => change(to === shippedSiteModel ? undefined : { id: to, version: 0 })}
        />
      </label>
      {chosen && (
        <Link to={kept ? `/models/${id}/versions/${kept}` : `/models/${id}`}>
          {t("workbench.version", { version: kept || chosen.version })}
        </Link>
      )}
      {chosen && kept !== undefined && kept > 0 && kept < chosen.version && (
        <Button size="small" onClick={() => change({ id, version: 0 })}>
          {t("sites.model.newer", { version: chosen.version })}
        </Button>
      )}
    </span>
  );
}
