import { Button } from "antd";
import type { Text } from "../../api/models";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./layout.module.css";

export interface Branch {
  id: string;
  name: Text;
  weight: number;
  /** The model lets nobody move it. */
  locked: boolean;
}

interface Props {
  /** The branches of the site model with the weights in force. */
  branches: Branch[];
  weights: Record<string, number>;
  change: (next: Record<string, number>) => void;
  /** Keeps moved weights as a model; absent for whom may not. */
  keep: (() => void) | undefined;
}

/** The weights of the site model's branches, moved live; shares are scaled to a whole. */
export function SiteWeights({ branches, weights, change, keep }: Props) {
  const t = useT();
  const format = useFormat();
  const name = useName();
  const moved = Object.keys(weights).length > 0;
  return (
    <>
      <p className={css.muted} style={{ margin: "0 0 8px" }}>
        {t("sites.weightsHint")}
      </p>
      <div className={css.sliders}>
        {branches.map((b) => {
          const value = weights[b.id] ?? b.weight;
          return (
            <label key={b.id} className={css.slider}>
              <span>{name(b.name)}</span>
              <input
                type="range"
                min={0}
                max={1}
                step={0.01}
                value={value}
                disabled={b.locked}
                title={b.locked ? t("editor.isLocked") : undefined}
                aria-valuetext={t("sites.share", { share: format.percent(b.weight, 1) })}
                onChange={(e) => {
                  // The first move fixes all: from then on the others stay where they are shown.
                  const start = moved ? weights : Object.fromEntries(branches.map((x) => [x.id, x.weight]));
                  change({ ...start, [b.id]: Number(e.target.value) });
                }}
              />
              <output>{format.percent(b.weight, 1)}</output>
            </label>
          );
        })}
      </div>
      <div className={css.controls}>
        <Button size="small" disabled={!moved} onClick={() => change({})}>
          {t("sites.weightsReset")}
        </Button>
        {keep && (
          <Button size="small" disabled={!moved} onClick={keep}>
            {t("sites.model.save")}
          </Button>
        )}
      </div>
    </>
  );
}
