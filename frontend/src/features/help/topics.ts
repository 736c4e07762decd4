/** One method as the help tells it. Formulas are signs and stand in no catalogue. */
export interface Topic {
  title: string;
  /** What is computed. */
  what: string;
  /** When it helps. */
  use: string;
  /** What it cannot do, or must not be used for. */
  limit: string;
}

/** The methods in the order of the page. */
export const topicIDs = [
  "goalposts",
  "missing",
  "weightedSum",
  "geometric",
  "topsis",
  "vikor",
  "promethee",
  "ahp",
  "bestWorst",
  "stability",
  "transfer",
  "draws",
  "attainable",
  "agreement",
  "difference",
  "stage",
  "layout",
  "digest",
] as const;

export type TopicID = (typeof topicIDs)[number];

export const formulas: Record<TopicID, string> = {
  goalposts: "v = (x − L) / (H − L) ∈ [0, 1];   v = (ln x − ln L) / (ln H − ln L)",
  missing: "S = Σ_K w·v / Σ_K w,   c = Σ_K w / Σ w",
  weightedSum: "S = Σ wᵢ vᵢ,   Σ wᵢ = 1",
  geometric: "S = exp(Σ wᵢ ln vᵢ)",
  topsis: "S = D⁻ / (D⁺ + D⁻)",
  vikor: "S = Σ wᵢ dᵢ,   R = max wᵢ dᵢ,   Q = v·S′ + (1 − v)·R′",
  promethee: "φ = φ⁺ − φ⁻,   φ± = Σ wᵢ P±ᵢ / (m − 1)",
  ahp: "A w = λ w,   CI = (λ − n) / (n − 1),   CR = CI / RI",
  bestWorst: "min ξ:  |w_B − a_Bj wⱼ| ≤ ξ,  |wⱼ − a_jW w_W| ≤ ξ",
  stability: "Sₐ(t) = αₐ + βₐ t,   t* = (α_b − αₐ) / (βₐ − β_b)",
  transfer: "min Σ |Δwᵢ| / 2:  S_b ≥ Sₐ,  w + Δw ≥ 0",
  draws: "p(a, r) ≈ n(a, r) / N,   SE = √(p (1 − p) / N)",
  attainable: "r_best(a) = min { r(a; w) : w ∈ W },   r_worst(a) = max { r(a; w) : w ∈ W }",
  agreement: "τ_b = (C − D) / √((C + D + T₁)(C + D + T₂))",
  difference: "Sₐ − S_b = Σ wᵢ (vₐᵢ − v_bᵢ)",
  stage: "K = Σ wᵢ λᵢ / Σ wᵢ,   0 ≤ λᵢ ≤ 100",
  layout: "max Σ (a·s(x) + b·f(x, y))",
  digest: "d = SHA-256(JSON)",
};

export type Topics = Record<TopicID, Topic>;

/** The methods that stand behind what a page shows, most useful first. */
export function topicsOf(pathname: string, view: string | null): TopicID[] {
  if (pathname.startsWith("/workbench")) {
    if (view === "firmness") return ["stability", "draws", "transfer", "agreement"];
    if (view === "compare") return ["difference", "transfer"];
    return ["weightedSum", "missing", "attainable", "draws", "goalposts"];
  }
  if (pathname.startsWith("/models")) return ["goalposts", "ahp", "bestWorst", "weightedSum", "missing"];
  if (pathname.startsWith("/countries")) return ["stage", "goalposts", "missing"];
  if (/^\/(layout|sites)/.test(pathname)) return ["layout", "weightedSum", "missing"];
  if (/^\/(review|published|rankings)/.test(pathname)) return ["digest", "difference", "draws", "missing"];
  return ["weightedSum", "missing"];
}
