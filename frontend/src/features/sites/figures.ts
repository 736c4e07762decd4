import type { OwnSiteRequest, UserSite } from "../../api/sites";

/** The figures of an own site, in the order of the form. */
export const figures = [
  "landPriceUSDPerM2",
  "areaHa",
  "powerPriceUSDPerKWh",
  "labourUSDPerMonth",
  "waterPriceUSDPerM3",
  "gasPriceUSDPerM3",
  "harbourDepthM",
  "investmentPerHa",
  "industrialTaxPerHa",
  "overallTaxPerHa",
  "plotRatio",
  "buildingCoveragePct",
] as const;

export type Figure = (typeof figures)[number];

/** Those that stand in lists too. */
export const mainFigures = [
  "landPriceUSDPerM2",
  "areaHa",
  "powerPriceUSDPerKWh",
  "labourUSDPerMonth",
] as const;

/** What stands in the fields of the form: text, so that half a number can be typed. */
export interface SiteForm {
  nameZh: string;
  nameEn: string;
  iso3: string;
  lat: string;
  lon: string;
  type: "" | "port" | "park" | "land";
  portCity: boolean;
  note: string;
  figures: Record<Figure, { value: string; year: string; source: string }>;
}

const blank = { value: "", year: "", source: "" };

const emptyFigures = (): SiteForm["figures"] => ({
  landPriceUSDPerM2: blank,
  areaHa: blank,
  powerPriceUSDPerKWh: blank,
  labourUSDPerMonth: blank,
  waterPriceUSDPerM3: blank,
  gasPriceUSDPerM3: blank,
  harbourDepthM: blank,
  investmentPerHa: blank,
  industrialTaxPerHa: blank,
  overallTaxPerHa: blank,
  plotRatio: blank,
  buildingCoveragePct: blank,
});

export const emptyForm = (): SiteForm => ({
  nameZh: "",
  nameEn: "",
  iso3: "",
  lat: "",
  lon: "",
  type: "",
  portCity: false,
  note: "",
  figures: emptyFigures(),
});

const text = (n: number | undefined) => (n === undefined ? "" : String(n));

/** The year and source of a figure: its own, or the site's. */
export function cited(site: UserSite, figure: Figure): { year: number; source: string } {
  const own = site.cited?.find((c) => c.figure === figure);
  return own ?? { year: site.year, source: site.source };
}

/** The form filled with a site. Every figure shows its year and source, wherever they were kept. */
export function formOf(site: UserSite): SiteForm {
  const out = emptyForm();
  for (const f of figures) {
    const value = site[f];
    if (value === undefined) continue;
    const { year, source } = cited(site, f);
    out.figures[f] = { value: text(value), year: year ? text(year) : "", source };
  }
  return {
    ...out,
    nameZh: site.name.zh,
    nameEn: site.name.en,
    iso3: site.iso3,
    lat: text(site.lat),
    lon: text(site.lon),
    type: site.type ?? "",
    portCity: site.portCity,
    note: site.note,
  };
}

/** A number as people write it, undefined for nothing; NaN is not a number and is told as such. */
export function numberOf(s: string): number | undefined {
  const plain = s.trim().replace(/^\u2212/, "-");
  if (plain === "") return undefined;
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

/** The fields that cannot be sent, by the names that the server uses, with the code of the reason. */
export function malformed(form: SiteForm): { field: string; code: "import.number" | "field.required" }[] {
  const bad: { field: string; code: "import.number" | "field.required" }[] = [];
  const check = (field: string, s: string, needed = false) => {
    const n = numberOf(s);
    if (Number.isNaN(n)) bad.push({ field, code: "import.number" });
    else if (needed && n === undefined) bad.push({ field, code: "field.required" });
  };
  check("lat", form.lat, true);
  check("lon", form.lon, true);
  for (const f of figures) {
    check(f, form.figures[f].value);
    check(`${f}.year`, form.figures[f].year);
  }
  return bad;
}

/** The form as a request: each figure with its own year and source. */
export function requestOfForm(form: SiteForm): OwnSiteRequest {
  const out: OwnSiteRequest = {
    name: { zh: form.nameZh.trim(), en: form.nameEn.trim() },
    iso3: form.iso3,
    lat: numberOf(form.lat) ?? 0,
    lon: numberOf(form.lon) ?? 0,
    ...(form.type && { type: form.type }),
    ...(form.portCity && { portCity: true }),
    ...(form.note.trim() && { note: form.note.trim() }),
  };
  const list: NonNullable<OwnSiteRequest["cited"]> = [];
  for (const f of figures) {
    const { value, year, source } = form.figures[f];
    const n = numberOf(value);
    if (n !== undefined) out[f] = n;
    if (n !== undefined || year.trim() || source.trim()) {
      list.push({ figure: f, year: numberOf(year) ?? 0, source: source.trim() });
    }
  }
  if (list.length > 0) out.cited = list;
  return out;
}

/** The name of the form's field that the server's "cited[2].year" means. */
export function fieldName(request: OwnSiteRequest, field: string): string {
  const m = /^cited\[(\d+)\]\.(figure|year|source)$/.exec(field);
  if (!m) return field;
  const figure = request.cited?.[Number(m[1])]?.figure ?? field;
  return m[2] === "figure" ? figure : `${figure}.${m[2] ?? ""}`;
}
