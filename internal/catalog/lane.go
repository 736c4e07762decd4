package catalog

// SeaLane is a line of the maritime network: ships go along it either way.
type SeaLane struct {
	Passage string       `json:"passage,omitempty"` // the strait, canal or cape it leads through: "suez", "malacca", …
	Points  [][2]float64 `json:"points"`            // degrees east, degrees north; two or more
}
