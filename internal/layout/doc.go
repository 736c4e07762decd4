// Package layout plans the policy paper's four regional layouts: nodes with a
// radiation area, a chain of port cities, a belt, a point-axis corridor. It
// scores sites, checks a set of sites against a strategy's rule, finds the best
// set exactly and tests how firm it is.
//
// Everything is a pure function of its arguments. Distances between places are
// great-circle distances rounded to one metre, which makes every comparison
// with a bound the same on every machine; distances from China are the sea
// distances of the seed table. A value is worth its grade: A and B may decide,
// C never does unless the caller asks for it, and is flagged then.
package layout

// EngineVersion names the rules and arithmetic of this package in a stored
// plan; it changes when the same input could give another plan.
const EngineVersion = "layout-1"
