import type { LayoutRequest } from "../../api/layouts";

export type LayoutBounds = NonNullable<LayoutRequest["bounds"]>;

/** Whether a bound belongs to one kind of layout. */
type Of = "nodes" | "chain" | "belt" | "axis";

export const groups = ["places", "industries", "spread", "shape", "value"] as const;

interface Field {
  group: (typeof groups)[number];
  /** The kind of layout that has it; absent where all have. */
  of?: Of;
  type: "number" | "whole" | "yes" | "list";
  /** The least number. */
  min?: number;
  max?: number;
  step?: number;
}

/** Every bound of a request, in the order of the page; admitted sites are kept beside them. */
export const fields = {
  members: { group: "places", type: "list" },
  kinds: { group: "places", type: "list" },
  cities: { group: "places", type: "list" },
  portsOnly: { group: "places", type: "yes" },
  industries: { group: "industries", type: "list" },
  portIndustries: { group: "industries", type: "list" },
  excludeRestricted: { group: "industries", type: "yes" },
  sameIndustry: { group: "industries", type: "whole", min: 1, max: 24 },
  sameIndustryKm: { group: "industries", type: "number", min: 0, step: 50 },
  countryBudget: { group: "spread", type: "whole", min: 1, max: 24 },
  countryBudgets: { group: "spread", type: "list" },
  minCountries: { group: "spread", type: "whole", min: 0, max: 24 },
  separationKm: { group: "spread", type: "number", min: 0, step: 10 },
  landReachKm: { group: "shape", of: "nodes", type: "number", min: 0, step: 50 },
  seaReachKm: { group: "shape", of: "nodes", type: "number", min: 0, step: 50 },
  minServed: { group: "shape", of: "nodes", type: "whole", min: 0, max: 24 },
  minGapKm: { group: "shape", of: "chain", type: "number", min: 0, step: 50 },
  maxGapKm: { group: "shape", of: "chain", type: "number", min: 0, step: 50 },
  maxOffKm: { group: "shape", of: "chain", type: "number", min: 0, step: 10 },
  westEndKm: { group: "shape", of: "chain", type: "number", min: 0, step: 50 },
  eastEndKm: { group: "shape", of: "chain", type: "number", min: 0, step: 50 },
  neighbourKm: { group: "shape", of: "belt", type: "number", min: 0, step: 50 },
  marketReachKm: { group: "shape", of: "belt", type: "number", min: 0, step: 50 },
  corridorKm: { group: "shape", of: "axis", type: "number", min: 0, step: 50 },
  marketPopulation: { group: "shape", of: "axis", type: "number", min: 0, step: 100_000 },
  scoreWeight: { group: "value", type: "number", min: 0, max: 1000, step: 0.1 },
  fitWeight: { group: "value", type: "number", min: 0, max: 1000, step: 0.1 },
} as const satisfies Record<string, Field>;

export type Bound = keyof typeof fields;

export const isBound = (s: string): s is Bound => Object.hasOwn(fields, s);

export const field = (b: Bound): Field => fields[b];

const all = Object.keys(fields).filter(isBound);

/** The bounds that a kind of layout has. */
export const boundsFor = (kind: string): Bound[] => {
  const of = kind === "point-axis" ? "axis" : kind;
  return all.filter((b) => [undefined, of].includes(field(b).of));
};

const record = (x: unknown): Record<string, unknown> => (typeof x === "object" && x !== null ? { ...x } : {});

/** What bounds, or a rule, say of one bound. */
export function valueOf(from: object | undefined, b: Bound): unknown {
  const { of } = field(b);
  return of ? record(record(from)[of])[b] : record(from)[b];
}

/** The bounds with one of them set, or back at its default when value is undefined. */
export function withBound(bounds: LayoutBounds, b: Bound, value: unknown): LayoutBounds {
  const { of } = field(b);
  const out = record(bounds);
  if (!of) {
    if (value === undefined) Reflect.deleteProperty(out, b);
    else out[b] = value;
    return out;
  }
  const part = record(out[of]);
  if (value === undefined) Reflect.deleteProperty(part, b);
  else part[b] = value;
  if (Object.keys(part).length > 0) out[of] = part;
  else Reflect.deleteProperty(out, of);
  return out;
}

/** The bounds that are set. */
export const changed = (bounds: LayoutBounds): Bound[] => all.filter((b) => valueOf(bounds, b) !== undefined);

/** Two values of a bound that say the same; of lists but the countries the order says nothing. */
export function same(b: Bound, x: unknown, y: unknown): boolean {
  const text = (v: unknown) =>
    JSON.stringify(
      Array.isArray(v) ? (b === "members" ? v.map(memberText) : v.map((e) => JSON.stringify(e)).sort()) : v,
    );
  return text(x) === text(y);
}

const word = (x: unknown) => (typeof x === "string" || typeof x === "number" ? String(x) : "");

/** A country with its role, as in the address: "PER-node-Pacific". */
const memberText = (m: unknown) => {
  const { iso3, role, coastSide } = record(m);
  return [iso3, role, coastSide].map(word).filter(Boolean).join("-");
};

/** Bounds as in the address: "countryBudget:3,kinds:port.park"; the names are unambiguous without their kind. */
export function writeBounds(bounds: LayoutBounds): string {
  return changed(bounds)
    .map((b) => {
      const value = valueOf(bounds, b);
      if (b === "members" && Array.isArray(value)) return `${b}:${value.map(memberText).join(".")}`;
      if (b === "countryBudgets" && Array.isArray(value))
        return `${b}:${value.map((l) => `${word(record(l).iso3)}-${word(record(l).max)}`).join(".")}`;
      if (Array.isArray(value)) return `${b}:${value.map(word).join(".")}`;
      return `${b}:${typeof value === "boolean" ? Number(value) : word(value)}`;
    })
    .join(",");
}

const choices = ["none", "landlocked", "all"];

/** Reads one bound of an address; undefined where it is none. */
function read(b: Bound, text: string): unknown {
  const { type } = field(b);
  const parts = text.split(".").filter(Boolean);
  if (b === "cities") return choices.includes(text) ? text : undefined;
  if (b === "members")
    return parts.map((p) => {
      const [iso3 = "", role = "node", coastSide] = p.split("-");
      return { iso3, role, ...(coastSide ? { coastSide } : {}) };
    });
  if (b === "countryBudgets")
    return parts.flatMap((p) => {
      const [iso3 = "", max = ""] = p.split("-");
      return /^\d+$/.test(max) ? [{ iso3, max: Number(max) }] : [];
    });
  if (type === "list") return parts;
  if (type === "yes") return text === "1" ? true : text === "0" ? false : undefined;
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

export function readBounds(text: string): LayoutBounds {
  let out: LayoutBounds = {};
  for (const entry of text.split(",")) {
    const [name = "", ...rest] = entry.split(":");
    const value = isBound(name) && rest.length > 0 ? read(name, rest.join(":")) : undefined;
    if (isBound(name) && value !== undefined) out = withBound(out, name, value);
  }
  return out;
}

/** The bound that a field of a refused request is about: "bounds.chain.maxGapKm", "members[3]". */
export function boundIn(path: string): Bound | "admitted" | undefined {
  for (const part of path.split(".").reverse()) {
    const name = part.replace(/\[.*$/, "");
    if (isBound(name) || name === "admitted") return name;
  }
  return undefined;
}
