import type { Model, Screen } from "../../api/types";

// The others have no rule for a missing value.
const gapless = ["weightedSum", "geometric"];

/** Whether a method ranks countries with missing values as they are. */
export const allowsGaps = (method: string) => gapless.includes(method);

/**
 * The model by another method. Methods that know no gaps have theirs filled by the median; going back to one
 * that does, the treatment of `from`, the model as it was, holds again.
 */
export function withMethod(model: Model, method: string, from: Model): Model {
  if (method === model.method) return model;
  const params: Model["params"] = allowsGaps(method)
    ? { ...model.params, imputation: allowsGaps(from.method) ? from.params.imputation : undefined }
    : { ...model.params, imputation: "median" };
  return { ...model, method, params };
}

/** Whether two lists of hard thresholds ask for the same. */
export const sameScreens = (a: Screen[], b: Screen[]) =>
  a.length === b.length &&
  a.every((s, i) => {
    const o = b[i];
    return (
      s.indicator === o?.indicator &&
      s.op === o.op &&
      s.threshold === o.threshold &&
      s.maxAge === o.maxAge &&
      s.missing === o.missing
    );
  });
