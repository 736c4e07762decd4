import type { Ranking } from "../../api/types";
import { changedFields } from "./draft";
import type { Draft } from "./draft";

/** What somebody wrote that the server does not have yet, and the version it builds on. */
interface Unsaved {
  version: number;
  draft: Draft;
}

const key = (id: string) => `parksite.unsaved.${id}`;

export function keep(id: string, unsaved: Unsaved) {
  try {
    localStorage.setItem(key(id), JSON.stringify(unsaved));
  } catch {
    // storage is off or full: the page itself still has it
  }
}

export function forget(id: string) {
  try {
    localStorage.removeItem(key(id));
  } catch {
    // there is none
  }
}

/** What was kept of a draft on this computer, if it says something the stored one does not. */
export function kept(stored: Pick<Ranking, "id">, saved: Draft): Unsaved | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key(stored.id)) ?? "null");
    if (!isUnsaved(found)) return undefined;
    return changedFields(found.draft, saved).length > 0 ? found : undefined;
  } catch {
    return undefined; // storage is off or holds something else
  }
}

function isUnsaved(x: unknown): x is Unsaved {
  if (typeof x !== "object" || x === null || !("version" in x) || !("draft" in x)) return false;
  const d = x.draft;
  return (
    typeof x.version === "number" &&
    typeof d === "object" &&
    d !== null &&
    "title" in d &&
    typeof d.title === "string" &&
    "modelId" in d &&
    typeof d.modelId === "string" &&
    "scope" in d &&
    typeof d.scope === "object" &&
    "weights" in d &&
    typeof d.weights === "object" &&
    "year" in d &&
    typeof d.year === "number"
  );
}
