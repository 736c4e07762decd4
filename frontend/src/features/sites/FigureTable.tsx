import type { ReactNode } from "react";
import { Scroll } from "../../ui/Scroll";
import { useT } from "../../i18n";
import { figures } from "./figures";
import type { SiteForm } from "./figures";
import css from "./sites.module.css";

interface Props {
  form: SiteForm;
  readOnly: boolean;
  change: (next: SiteForm["figures"]) => void;
  invalid: (field: string) => { "aria-invalid"?: boolean; "aria-describedby"?: string };
  said: (field: string) => ReactNode;
}

/** The figures of a site, each with its own year and source. */
export function FigureTable({ form, readOnly, change, invalid, said }: Props) {
  const t = useT();
  return (
    <Scroll>
      <table className={`${css.table} ${css.figures}`} aria-label={t("own.figures")}>
        <thead>
          <tr>
            <th scope="col">{t("own.figure")}</th>
            <th scope="col" style={{ width: 160 }}>
              {t("own.value")}
            </th>
            <th scope="col" style={{ width: 110 }}>
              {t("own.year")}
            </th>
            <th scope="col" style={{ width: "45%" }}>
              {t("own.source")}
            </th>
          </tr>
        </thead>
        <tbody>
          {figures.map((f) => {
            const label = t(`own.figure.${f}`);
            const row = form.figures[f];
            const input = (part: "value" | "year" | "source", field: string) => (
              <>
                <input
                  className={css.text}
                  value={row[part]}
                  readOnly={readOnly}
                  inputMode={part === "source" ? "text" : "decimal"}
                  aria-label={t("own.ofFigure", { figure: label, part: t(`own.${part}`) })}
                  {...invalid(field)}
                  onChange={(e) => change({ ...form.figures, [f]: { ...row, [part]: e.target.value } })}
                />
                {said(field)}
              </>
            );
            return (
              <tr key={f}>
                <th scope="row">{label}</th>
                <td>{input("value", f)}</td>
                <td>{input("year", `${f}.year`)}</td>
                <td>{input("source", `${f}.source`)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
