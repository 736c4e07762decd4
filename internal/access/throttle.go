package access

import "time"

// Throttle is what is remembered of failed sign-ins under one key. It is not
// governed.
type Throttle struct {
	ID       string      `json:"id" bson:"_id"`
	Failures []time.Time `json:"failures"` // oldest first, none older than the window
}
