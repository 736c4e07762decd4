// Package scoring turns a decision matrix into a ranking and says how firm the
// ranking is. It knows no country, no storage and no clock, and imports the
// standard library only.
//
// Conventions, told once:
//
//   - A row is an alternative (m of them), a column a criterion (n of them).
//     A missing value is NaN inside the package; ±Inf is refused.
//   - Normalised values are oriented: larger is better. Weights are
//     non-negative and divided by their sum.
//   - Rank 1 is best; ties share a rank (1, 1, 3); an alternative without any
//     data has score NaN and rank 0.
//   - Arguments are never changed. A result holds slices, never maps.
//   - What input can cause is an *InputError naming row, column and rule; what
//     a reader should know about a valid input is a Warning in the result.
//   - Every sum runs left to right, no product is fused into a sum, and
//     exponentials and logarithms are portable: the same input gives the same
//     bits on every architecture. Randomness is (seed, draw index).
package scoring
