package scoring

// Preference is a PROMETHEE preference function of the difference d > 0 of two
// alternatives on one criterion.
type Preference struct {
	Kind  string  `json:"kind"` // usual, ushape, vshape, level, linear, gaussian
	Q     float64 `json:"q,omitempty"`
	P     float64 `json:"p,omitempty"`
	Sigma float64 `json:"sigma,omitempty"`
}
