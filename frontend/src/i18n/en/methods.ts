import type { Topics } from "../../features/help/topics";

export const methods: Topics = {
  goalposts: {
    title: "Fixed goalposts",
    what: "A raw value x is placed between a fixed lower end L and upper end H, from 0 to 1; what lies beyond is clipped and warned of. Costs are turned round; amounts that differ by a factor of thousands are taken in logarithms; where a middle range is best, a line with corners is used.",
    use: "The ends are fixed, so no score changes because another country joins or leaves: there is no rank reversal.",
    limit:
      "The ends are judgements, not measurements. The model's page gives the reason for each; moving them moves ranks.",
  },
  missing: {
    title: "Missing values and coverage",
    what: "A missing value is never 0. K are the criteria with data. Weighted means spread its weight over what is present under the same node, and tell the coverage c and the scores there would be with every gap at 0 and at 1.",
    use: "Where coverage is low, read the interval before the rank.",
    limit:
      "TOPSIS and the like have no rule for gaps: they take the median of the region, and each such cell is marked as imputed.",
  },
  weightedSum: {
    title: "Weighted sum (the default)",
    what: "Criteria are averaged into dimensions and dimensions into the score, level by level, with weights that sum to 1.",
    use: "The score falls apart into contributions exactly; a weakness may be made up elsewhere.",
    limit: "Where balance is required, take the geometric mean.",
  },
  geometric: {
    title: "Weighted geometric mean",
    what: "The weighted mean of logarithms, taken back: one value near 0 pulls the score down.",
    use: "Where balance counts and strength must not make up for weakness entirely.",
    limit: "Values of 0 need a floor somebody has argued for; each value raised to it is told.",
  },
  topsis: {
    title: "TOPSIS",
    what: "After vector normalisation and weighting, the distances D⁺ to the ideal and D⁻ to the anti-ideal point give the relative closeness.",
    use: "As a second opinion beside the weighted sum.",
    limit:
      "The score is no sum, so contributions are approximate; adding or removing a country can reverse the order of others.",
  },
  vikor: {
    title: "VIKOR",
    what: "S measures the whole shortfall, R the worst single one (d is the share of the range missed), and Q mixes both by v.",
    use: "Where the worst single criterion matters most.",
    limit: "Read both conditions: where they fail the answer is a set of compromises, not one winner.",
  },
  promethee: {
    title: "PROMETHEE II",
    what: "Countries are compared in pairs; preference functions add up what speaks for and against; the net flow φ gives the order.",
    use: "Where one can name the difference that begins to matter; net flows add up over criteria.",
    limit: "Net flows of two runs with different countries cannot be compared.",
  },
  ahp: {
    title: "Analytic hierarchy process",
    what: "The principal eigenvector of the matrix of pairwise judgements gives the weights; CR is the consistency ratio with Saaty's random indices of 1980.",
    use: "Up to seven criteria under one node, and patient experts.",
    limit:
      "CR above 0.1 means that judgements contradict each other: the three to revisit are named, and the weights come with a warning.",
  },
  bestWorst: {
    title: "Best-worst method",
    what: "Everything is compared with the most and the least important criterion only; a linear program makes the largest deviation ξ smallest, and its solution is unique.",
    use: "2n − 3 questions instead of n(n − 1)/2.",
    limit: "Judgements must agree with one another; the ratio of consistency is told.",
  },
  stability: {
    title: "Stability interval and crossing points",
    what: "One weight goes to t while its siblings keep their proportions. Each score is then a line in t (a quotient of two lines where values are missing), which gives exactly the intervals in which the first, the leading few and the whole order stay, and the rival at every crossing.",
    use: "It answers how far a weight may move before the conclusion changes.",
    limit:
      "Trees that mix means, TOPSIS and VIKOR have no closed form: a grid of 400 steps and bisection, marked as not exact.",
  },
  transfer: {
    title: "Least transfer of weight, least change of a value",
    what: "The least total weight to move so that b ties a: given to the criterion that favours b most, taken from those that favour a most. Beside it, how far one value would have to change, in its own unit.",
    use: "How firm a lead is; the smallest over all rivals is the firmness of first place.",
    limit: "Where a is better on every criterion, no weights make b tie.",
  },
  draws: {
    title: "Random weights (SMAA-2)",
    what: "N sets of weights are drawn around the chosen ones, or entirely at random, and each gives an order: the share of every rank, the probability of being among the first few, the ranks from 5% to 95%. Missing values are drawn in the same run.",
    use: "Where weights are uncertain, a probability is more honest than one rank; the seed is fixed, so results can be repeated.",
    limit:
      "It is a share of weights so distributed, not the probability that an investment succeeds; the standard error is told.",
  },
  attainable: {
    title: "Attainable ranks",
    what: "The best and the worst rank a country can take while the weights move anywhere within their bounds W, found by linear programming.",
    use: "It shows which ranks can be had by choosing weights, and which cannot be had at all.",
    limit:
      "Where a fixed amount of work is used up, the proven range is given and marked; scores within 10⁻⁹ tie.",
  },
  agreement: {
    title: "Agreement of methods",
    what: "The same data ranked by several methods, with Spearman's and Kendall's coefficients and W (C and D: pairs in the same and in the opposite order, T: ties).",
    use: "High agreement means that the conclusion does not hang on the method.",
    limit: "To agree is not to be right: all methods share the data and the weights.",
  },
  difference: {
    title: "Why one is above the other",
    what: "The difference of scores is the sum of weight times difference over the criteria, rolled up level by level; the fewest criteria that outweigh everything against, and how much rests on missing values.",
    use: "It answers why a stands above b, within 10⁻¹² for arithmetic means.",
    limit:
      "Geometric means are taken apart in logarithms; contributions of TOPSIS and VIKOR are approximate and marked.",
  },
  stage: {
    title: "Stage of industrialisation",
    what: "Five measures after Chen, Huang and Zhong (Economic Research Journal 2006, no. 6): income 36, structure of output 22, manufacturing 22, urban share 12, employment 8, each placed in its stage and averaged: pre-industrial 0, early 0–33, middle 33–66, late 66–99, post-industrial 100.",
    use: "It finds countries in rapid industrialisation.",
    limit:
      "Oil states and financial centres with little farming look industrialised; the limits are quoted from secondary literature and should be checked before relying on a class.",
  },
  layout: {
    title: "Solving a layout",
    what: "Some of the sites are chosen and each is given an industry so that the weighted sum of site scores s and fits f is largest under every condition (spacing, countries, ports); branch and bound, with a proof of the optimum or the gap.",
    use: "The best plan, the next ones, and for each site why it is in or out.",
    limit:
      "Distances over land and between foreign ports are great circles: no road, railway or border is computed. Gaps take the median and decide nothing.",
  },
  digest: {
    title: "Sealing and verification",
    what: "On submission the server computes again and seals model, weights, data version and result; the digest is the SHA-256 of their canonical JSON. The same input gives the same digest.",
    use: "Verify on the published page computes again from what was sealed and compares; exported files carry the same digest and how to check it.",
    limit: "The digest proves that nothing was changed, not that the data are right.",
  },
};
