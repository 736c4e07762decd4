import { Tabs } from "antd";
import { Boundary } from "../../../ui/Boundary";
import { Panel } from "../../../ui/Page";
import { useParam } from "../../../ui/useParam";
import { useT } from "../../../i18n";
import type { DeskState } from "../useDesk";
import { Decides } from "./Decides";
import { Draws } from "./Draws";
import { Methods } from "./Methods";
import { Stability } from "./Stability";
import { Sweep } from "./Sweep";

/** Whether the order can be trusted: other weights, other data, other methods. */
export default function Firmness({ desk }: { desk: DeskState }) {
  const t = useT();
  const [part, setPart] = useParam("firmness");
  const parts = [
    { key: "draws", children: <Draws desk={desk} /> },
    { key: "stability", children: <Stability desk={desk} /> },
    { key: "sweep", children: <Sweep desk={desk} /> },
    { key: "decides", children: <Decides desk={desk} /> },
    { key: "methods", children: <Methods desk={desk} /> },
  ] as const;
  return (
    <Panel>
      <Tabs
        size="small"
        destroyOnHidden
        activeKey={parts.find((p) => p.key === part)?.key ?? "draws"}
        onChange={setPart}
        items={parts.map((p) => ({
          key: p.key,
          label: t(`firmness.${p.key}`),
          children: <Boundary>{p.children}</Boundary>,
        }))}
      />
    </Panel>
  );
}
