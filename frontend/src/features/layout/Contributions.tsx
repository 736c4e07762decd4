import type { SiteScore } from "../../api/sites";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./layout.module.css";
import { useWords } from "./words";

// Told apart by place and by the words of the title too, never by colour alone.
const colours = ["#1d4f91", "#2e86ab", "#5fa8d3", "#8a6d3b", "#b08968", "#6c757d", "#3a5a40"];

/** What a site's score is made of, branch by branch, as a bar whose whole length is 1. */
export function Contributions({ site, narrow }: { site: SiteScore; narrow?: boolean }) {
  const t = useT();
  const format = useFormat();
  const words = useWords();
  const parts = site.dimensions.filter((d) => d.contribution !== undefined);
  const label = words.list(parts.map((d) => `${words.branch(d)} ${format.score(d.contribution)}`));
  return (
    <div
      className={narrow ? `${css.bar} ${css.narrow}` : css.bar}
      role="img"
      aria-label={`${t("sites.contributions")}${t("app.colon")}${label}`}
      title={label}
    >
      {parts.map((d, i) => (
        <span
          key={d.id}
          style={{ width: `${(d.contribution ?? 0) * 100}%`, background: colours[i % colours.length] }}
        />
      ))}
    </div>
  );
}

/** Which colour stands for which branch. */
export function ContributionKey({ site }: { site: SiteScore }) {
  const words = useWords();
  return (
    <div className={css.key}>
      {site.dimensions.map((d, i) => (
        <span key={d.id}>
          <i style={{ background: colours[i % colours.length] }} />
          {words.branch(d)}
        </span>
      ))}
    </div>
  );
}
