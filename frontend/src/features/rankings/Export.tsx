import { downloadReport } from "../../api/rankings";
import { ExportMenu } from "../../ui/ExportMenu";

/** A stored ranking as a file; the server notes who took it. */
export function Export({ id }: { id: string }) {
  return <ExportMenu download={(format, language) => downloadReport(id, format, language)} />;
}
