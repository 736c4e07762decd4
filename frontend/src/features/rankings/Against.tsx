import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { rankingQuery, rankingsQuery } from "../../api/rankings";
import type { Ranking } from "../../api/types";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing } from "../../ui/Page";
import { Loaded } from "../../ui/Loaded";
import { DifferenceView } from "./DifferenceView";
import css from "./rankings.module.css";

/** A ranking beside another one of its team, whatever state that is in. */
export function Against({ ranking }: { ranking: Ranking }) {
  const t = useT();
  const format = useFormat();
  const [chosen, setChosen] = useState<string>();
  const list = useQuery(rankingsQuery({ team: ranking.team, subject: ranking.subject, pageSize: 200 }));
  const other = useQuery({ ...rankingQuery(chosen ?? ""), enabled: chosen !== undefined });
  return (
    <section aria-labelledby="against" className={css.gapAbove}>
      <h3 id="against" className={css.subhead}>
        {t("versions.others")}
      </h3>
      <Loaded query={list} rows={1}>
        {({ items }) => {
          const others = items.filter((r) => r.id !== ranking.id);
          if (others.length === 0) return <Nothing>{t("versions.noOthers")}</Nothing>;
          return (
            <Select
              allowClear
              showSearch
              optionFilterProp="label"
              style={{ width: 420 }}
              value={chosen}
              onChange={setChosen}
              placeholder={t("versions.chooseOther")}
              aria-label={t("versions.chooseOther")}
              options={others.map((r) => ({
                value: r.id,
                label: `${r.title} · ${t(`ranking.state.${r.state}`)} · ${format.date(r.updatedAt)}`,
              }))}
            />
          );
        }}
      </Loaded>
      {chosen && (
        <div className={css.gapAbove}>
          <Loaded query={other}>{(base) => <DifferenceView before={base} after={ranking} />}</Loaded>
        </div>
      )}
    </section>
  );
}
