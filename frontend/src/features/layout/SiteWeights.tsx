import { Button } from "antd";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./layout.module.css";
import { useWords } from "./words";

interface Props {
  /** The branches of the site model with the weights in force, largest contribution first or not. */
  branches: { id: string; weight: number }[];
  weights: Record<string, number>;
  change: (next: Record<string, number>) => void;
}

/** The weights of the site model's branches, moved live; shares are scaled to a whole. */
export function SiteWeights({ branches, weights, change }: Props) {
  const t = useT();
  const format = useFormat();
  const words = useWords();
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
              <span>{words.branch(b.id)}</span>
              <input
                type="range"
                min={0}
                max={1}
                step={0.01}
                value={value}
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
      <Button size="small" disabled={!moved} onClick={() => change({})}>
        {t("sites.weightsReset")}
      </Button>
    </>
  );
}
