import { Modal } from "antd";
import { useT } from "../i18n";
import type { Key } from "../i18n";
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
  ["Ctrl Z / Ctrl Y", "help.undo"],
  ["Esc", "help.close"],
];

export function Help({ close }: { close: () => void }) {
  const t = useT();
  return (
    <Modal open title={t("help.title")} onCancel={close} footer={null} width={460}>
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
    </Modal>
  );
}
