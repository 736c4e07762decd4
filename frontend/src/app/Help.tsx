import { Drawer } from "antd";
import { useLocation } from "react-router";
import { HereMethods } from "../features/help/HereMethods";
import { useT } from "../i18n";
import type { Key } from "../i18n";
import { Boundary } from "../ui/Boundary";
import css from "./app.module.css";

const keys: [string, Key][] = [
  ["Ctrl K", "help.search"],
  ["?", "help.help"],
  ["↑ ↓", "help.rows"],
  ["Home / End", "help.ends"],
  ["Enter", "help.open"],
  ["c", "help.compare"],
  ["← →", "help.slider"],
  ["[ ]", "help.weights"],
  ["j k", "help.queue"],
  ["Ctrl Z / Ctrl Y", "help.undo"],
  ["Esc", "help.close"],
];

/** The methods behind the page one is on, with their formulas, and the keys that work everywhere. */
export function Help({ close }: { close: () => void }) {
  const t = useT();
  const { pathname, search } = useLocation();
  const view = new URLSearchParams(search).get("view");
  return (
    <Drawer open title={t("help.title")} onClose={close} size={520}>
      <h3>{t("help.methods")}</h3>
      <Boundary>
        <HereMethods pathname={pathname} view={view} leave={close} />
      </Boundary>
      <h3>{t("help.keys")}</h3>
      <table className={css.keys}>
        <tbody>
          {keys.map(([key, label]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{t(label)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Drawer>
  );
}
