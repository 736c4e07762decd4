import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { serveWorldBank } from "./worldbank";

export const password = "tests-walk-the-quay-at-dawn-7";

const patience = 60_000;

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

/** Starts the built program with demo accounts on an empty directory. */
export async function start(): Promise<Server> {
  const binary = process.env.PARKSITE_BIN ?? join(import.meta.dirname, "..", "..", "bin", "parksite");
  const data = mkdtempSync(join(tmpdir(), "parksite-e2e-"));
  const worldBank = await serveWorldBank();
  const server = spawn(binary, ["serve", "--demo"], {
    env: {
      PATH: process.env.PATH,
      PARKSITE_ADDR: "127.0.0.1:0",
      PARKSITE_DATA_DIR: data,
      PARKSITE_DEMO_PASSWORD: password,
      PARKSITE_WORLDBANK_URL: worldBank.url,
      PARKSITE_WORLDBANK_ALLOW_PRIVATE: "true",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}\n${said.join("\n")}`));
    const timer = setTimeout(() => fail(`${binary} did not say "listening on" in time`), patience);
    server.on("error", (error) => fail(`${binary}: ${error.message} (run make build first)`));
    server.on("exit", (code) => fail(`${binary} ended with ${code}`));
    for (const stream of [server.stdout, server.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        if (said.length < 200) said.push(line);
        const found = /listening on (http:\/\/[^\s"]+)/.exec(line);
        if (!found?.[1]) return;
        clearTimeout(timer);
        resolve(found[1]);
      });
    }
  });
  const stop = async () => {
    server.removeAllListeners("exit");
    const gone = new Promise((resolve) => server.on("exit", resolve));
    server.kill("SIGTERM");
    await gone;
    await worldBank.close();
    rmSync(data, { recursive: true, force: true });
  };
  return { url, stop };
}
