import { useCatalogue } from "../../api/queries";
import { useT } from "../../i18n";
import { Scroll } from "../../ui/Scroll";
import { changed, valueOf } from "./boundFields";
import { useDefaults } from "./Bounds";
import { useBoundWords } from "./boundWords";
import css from "./layout.module.css";
import type { LayoutState } from "./useLayoutState";
import { useWords } from "./words";

/** The bounds that somebody set, each beside what stands by default. */
export function AskedBounds({
  state,
  site,
}: {
  state: Pick<LayoutState, "strategy" | "sites" | "bounds" | "admitted">;
  site: (id: string) => string;
}) {
  const t = useT();
  const words = useBoundWords();
  const { list } = useWords();
  const { strategies } = useCatalogue();
  const { bounds, admitted } = state;
  const rule = useDefaults(state.strategy, state.sites, bounds.members);
  const strategy = strategies.find((s) => s.id === state.strategy);
  const set = changed(bounds);
  if (set.length + admitted.length === 0) return <p className={css.line}>{t("layout.bounds.none")}</p>;
  return (
    <Scroll>
      <table className={css.table} aria-label={t("layout.bounds.asked")}>
        <thead>
          <tr>
            <th scope="col">{t("layout.bounds")}</th>
            <th scope="col">{t("layout.bounds.col.set")}</th>
            <th scope="col">{t("layout.bounds.col.default")}</th>
          </tr>
        </thead>
        <tbody>
          {set.map((b) => (
            <tr key={b}>
              <th scope="row">{words.label(b)}</th>
              <td>{words.value(b, valueOf(bounds, b))}</td>
              <td>{words.value(b, b === "members" ? strategy?.members : valueOf(rule, b))}</td>
            </tr>
          ))}
          {admitted.length > 0 && (
            <tr>
              <th scope="row">{words.label("admitted")}</th>
              <td>{list(admitted.map(site))}</td>
              <td>{t("layout.bounds.nothing")}</td>
            </tr>
          )}
        </tbody>
      </table>
    </Scroll>
  );
}
