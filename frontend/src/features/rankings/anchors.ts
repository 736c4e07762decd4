import type { Anchor } from "../../api/comments";
import type { Comment } from "../../api/types";

export const whole: Anchor = { kind: "ranking" };

export const same = (a: Anchor, b: Anchor) => a.kind === b.kind && (a.id ?? "") === (b.id ?? "");

const kinds: readonly Anchor["kind"][] = [
  "ranking",
  "country",
  "criterion",
  "site",
  "siteCriterion",
  "condition",
];

/** A place as an address holds it, such as "site/port-1" or "siteCriterion/port-1/SITE.PIER.DEPTH". */
export const written = (a: Anchor) => (a.id ? `${a.kind}/${a.id}` : a.kind);

/** The place that an address names, undefined for words that are none. */
export function read(text: string): Anchor | undefined {
  const cut = text.indexOf("/");
  const kind = kinds.find((k) => k === (cut < 0 ? text : text.slice(0, cut)));
  if (!kind) return undefined;
  const id = cut < 0 ? "" : text.slice(cut + 1);
  if ((kind === "ranking") !== (id === "")) return undefined;
  return id ? { kind, id } : { kind };
}

/** Whether a place is another or a part of it: a figure of a site is of the site. */
export const within = (part: Anchor, place: Anchor) =>
  same(part, place) ||
  (place.kind === "site" &&
    part.kind === "siteCriterion" &&
    (part.id ?? "").startsWith(`${place.id ?? ""}/`));

/** A comment that begins a thread and is not settled. */
export const isOpen = (c: Comment) => c.thread === "" && !c.settled;

/** The threads at a place and its parts. */
export const threadsAt = (comments: Comment[], place: Anchor) =>
  comments.filter((c) => c.thread === "" && within(c.anchor, place));

/** The places where something was said, in the order it was first said, with how many threads are open there. */
export function places(comments: Comment[]): { anchor: Anchor; open: number; total: number }[] {
  const out: { anchor: Anchor; open: number; total: number }[] = [];
  for (const c of comments) {
    if (c.thread !== "") continue;
    let at = out.find((p) => same(p.anchor, c.anchor));
    if (!at) out.push((at = { anchor: c.anchor, open: 0, total: 0 }));
    at.total++;
    if (isOpen(c)) at.open++;
  }
  return out;
}
