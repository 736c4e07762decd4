import { downloadLayout } from "../../api/layouts";
import type { LayoutRequest } from "../../api/layouts";
import { ExportMenu } from "../../ui/ExportMenu";

/** The plan shown as a file; the server writes it as it writes a stored one. */
export function Export({ request, own }: { request: LayoutRequest; own: boolean }) {
  return <ExportMenu download={(format, language) => downloadLayout(request, own, format, language)} />;
}
