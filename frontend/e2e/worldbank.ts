import { createServer } from "node:http";

/**
 * A local server that speaks the format of the World Bank's API v2, for tests that fetch. It turns
 * away the first request for GDP, as the real one does at times, so that a fetch breaks off.
 */
export async function serveWorldBank(): Promise<{ url: string; close: () => Promise<void> }> {
  let refusals = 1;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const code = url.pathname.split("/").at(-1) ?? "";
    if (code === "NY.GDP.MKTP.CD" && refusals-- > 0) {
      response.writeHead(404).end("not here");
      return;
    }
    const rows = [
      { countryiso3code: "VNM", date: "2023", value: code === "SP.POP.TOTL" ? 100352199 : 429716969049.99 },
      { countryiso3code: "POL", date: "2023", value: null },
    ].map((row) => ({
      indicator: { id: code, value: "Series" },
      country: { id: "XX", value: "Country" },
      unit: "",
      obs_status: "",
      decimal: 0,
      ...row,
    }));
    const page = {
      page: 1,
      pages: 1,
      per_page: url.searchParams.get("per_page"),
      total: rows.length,
      sourceid: "2",
      lastupdated: "2026-10-01",
    };
    response.setHeader("Content-Type", "application/json;charset=utf-8");
    response.end(JSON.stringify([page, rows]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v2`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
