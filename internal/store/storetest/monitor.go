package storetest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
)

// Commands that both engines do alike, beside the driver's own greetings.
var commands = []string{"hello", "isMaster", "ismaster", "ping", "endSessions", "getMore", "killCursors",
	"insert", "find", "update", "delete", "count", "distinct", "aggregate",
	"create", "createIndexes", "listCollections"}

// Operators that both engines do alike, in filters and in updates.
var (
	filterOperators = []string{"$in", "$gt", "$gte", "$lt", "$lte", "$eq"}
	updateOperators = []string{"$set", "$unset", "$inc"}
)

// mostInserted is how many documents one insert may hold: past it the embedded
// engine's batches are no longer one step.
const mostInserted = 100

// Monitor fails the test on a command or operator outside the subset that the
// embedded engine and MongoDB do alike.
func Monitor(t testing.TB) *event.CommandMonitor {
	return &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		if why := Refused(e.CommandName, e.Command); why != "" {
			t.Errorf("the store sent %s: %s", e.CommandName, why)
		}
	}}
}

// Refused returns why a command is outside the subset, or "".
func Refused(name string, command bson.Raw) string {
	var c bson.M
	if err := bson.Unmarshal(command, &c); err != nil {
		return "a command that cannot be read"
	}
	switch name {
	case "insert":
		docs, _ := c["documents"].(bson.A)
		if len(docs) > mostInserted {
			return fmt.Sprintf("%d documents at once", len(docs))
		}
		for _, d := range docs {
			if why := content(d, false); why != "" {
				return why
			}
		}
	case "find":
		return firstOf(filter(c["filter"]), projection(c["projection"]))
	case "count":
		return filter(c["query"])
	case "distinct":
		return filter(c["query"])
	case "aggregate": // CountDocuments
		return count(c["pipeline"])
	case "update":
		for _, u := range list(c["updates"]) {
			if why := update(u); why != "" {
				return why
			}
		}
	case "delete":
		for _, d := range list(c["deletes"]) {
			if why := filter(asDoc(d)["q"]); why != "" {
				return why
			}
		}
	case "createIndexes":
		for _, x := range list(c["indexes"]) {
			for option := range asDoc(x) {
				if !slices.Contains([]string{"key", "name", "unique"}, option) {
					return "an index with " + option
				}
			}
		}
	default:
		if !slices.Contains(commands, name) {
			return "not in the subset"
		}
	}
	return ""
}

func firstOf(whys ...string) string {
	for _, w := range whys {
		if w != "" {
			return w
		}
	}
	return ""
}

func list(v any) bson.A { a, _ := v.(bson.A); return a }

func asDoc(v any) bson.M {
	m := bson.M{}
	switch v := v.(type) {
	case bson.D:
		for _, e := range v {
			m[e.Key] = e.Value
		}
	case bson.M:
		return v
	}
	return m
}

func filter(v any) string {
	for key, value := range asDoc(v) {
		if strings.HasPrefix(key, "$") {
			return "filter operator " + key
		}
		for op, operand := range asDoc(value) {
			if strings.HasPrefix(op, "$") && !slices.Contains(filterOperators, op) {
				return "filter operator " + op
			}
			if why := content(operand, false); why != "" {
				return why
			}
		}
	}
	return ""
}

func projection(v any) string {
	for key, value := range asDoc(v) {
		switch value.(type) {
		case int32, int64, float64, bool:
		default:
			return "a projection of " + key + " that neither includes nor excludes"
		}
	}
	return ""
}

func update(v any) string {
	u := asDoc(v)
	q := asDoc(u["q"])
	if why := filter(q); why != "" {
		return why
	}
	if _, ok := q["_id"].(string); !ok || len(q) != 1 {
		return "an update that is not by _id alone: it is not atomic on the embedded engine"
	}
	if _, many := u["multi"]; many && u["multi"] == true {
		return "an update of many"
	}
	if _, pipeline := u["u"].(bson.A); pipeline {
		return "an update by pipeline"
	}
	if _, ok := u["arrayFilters"]; ok {
		return "arrayFilters"
	}
	for key, value := range asDoc(u["u"]) {
		if !strings.HasPrefix(key, "$") {
			continue
		}
		if !slices.Contains(updateOperators, key) {
			return "update operator " + key
		}
		for field, set := range asDoc(value) {
			for inner := range asDoc(set) {
				if strings.Contains(inner, ".") {
					return "a dotted key inside the value of " + field
				}
			}
		}
	}
	return content(u["u"], false)
}

// count is the one pipeline in use: what CountDocuments sends.
func count(v any) string {
	for _, stage := range list(v) {
		for op, value := range asDoc(stage) {
			switch op {
			case "$match":
				if why := filter(value); why != "" {
					return why
				}
			case "$group", "$skip", "$limit":
			default:
				return "pipeline stage " + op
			}
		}
	}
	return ""
}

// content refuses values that an engine refuses, alters or answers by closing
// the connection.
func content(v any, inList bool) string {
	switch v := v.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) || v == 0 && math.Signbit(v) {
			return fmt.Sprintf("the number %v", v)
		}
	case bson.Decimal128:
		return "a decimal128"
	case bson.D:
		for _, e := range v {
			if why := content(e.Value, false); why != "" {
				return why
			}
		}
	case bson.M:
		for _, e := range v {
			if why := content(e, false); why != "" {
				return why
			}
		}
	case bson.A:
		if inList {
			return "a list in a list"
		}
		for _, e := range v {
			if why := content(e, true); why != "" {
				return why
			}
		}
	}
	return ""
}
