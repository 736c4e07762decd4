import { downloadLayout } from "../../api/layouts";
import type { LayoutRequest } from "../../api/layouts";
import { ExportMenu } from "../../ui/ExportMenu";

/** The plan shown as a file; the server writes it as it writes a stored one. */
export function Export({ request }: { request: LayoutRequest }) {
  return <ExportMenu download={(format, language) => downloadLayout(request, format, language)} />;
}
