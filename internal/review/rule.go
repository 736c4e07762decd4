package review

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// Rule says which ministries decide on a ranking and how many must approve.
// The rule in force is copied into each submission.
type Rule struct {
	ID        string    `json:"id" bson:"_id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt" format:"date-time"`
	UpdatedAt time.Time `json:"updatedAt" format:"date-time"`

	Name         string   `json:"name"`
	Ministries   []string `json:"ministries"`   // ids of the teams asked, each once
	Quorum       int      `json:"quorum"`       // approvals needed, 1 … len(Ministries)
	DeadlineDays int      `json:"deadlineDays"` // days to decide; 0 = no deadline
	RequireTOTP  bool     `json:"requireTOTP"`  // deciding needs a second factor
	Active       bool     `json:"active"`       // offered for new submissions
}

const (
	maxMinistries   = 20
	maxDeadlineDays = 366
	maxLine         = 200  // characters of a name or title
	maxText         = 4000 // characters of a note, reason or comment
)

// Head returns what every stored thing carries.
func (r Rule) Head() audit.Head {
	return audit.Head{ID: r.ID, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt}
}

// WithHead returns r with its head replaced.
func (r Rule) WithHead(h audit.Head) Rule {
	r.ID, r.Version, r.CreatedAt, r.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return r
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Validate reports every broken field of r.
func (r Rule) Validate() error {
	var bad []fault.Field
	if f := checkText("name", r.Name, 1, maxLine); f != nil {
		bad = append(bad, *f)
	} else if strings.TrimSpace(r.Name) != r.Name || strings.ContainsAny(r.Name, "\n\t") {
		bad = append(bad, fault.Field{Field: "name", Code: "text.space", Detail: "one line without spaces at its ends"})
	}
	if n := len(r.Ministries); n < 1 || n > maxMinistries {
		bad = append(bad, fault.Field{Field: "ministries", Code: "rule.ministries", Detail: fmt.Sprintf("between 1 and %d ministries", maxMinistries)})
	}
	for i, m := range r.Ministries {
		if !idForm.MatchString(m) {
			bad = append(bad, fault.Field{Field: fmt.Sprintf("ministries[%d]", i), Code: "field.form", Detail: "not a team id"})
		} else if slices.Contains(r.Ministries[:i], m) {
			bad = append(bad, fault.Field{Field: fmt.Sprintf("ministries[%d]", i), Code: "field.repeated", Detail: "named twice"})
		}
	}
	if r.Quorum < 1 || r.Quorum > len(r.Ministries) {
		bad = append(bad, fault.Field{Field: "quorum", Code: "rule.quorum", Detail: "between 1 and the number of ministries"})
	}
	if r.DeadlineDays < 0 || r.DeadlineDays > maxDeadlineDays {
		bad = append(bad, fault.Field{Field: "deadlineDays", Code: "rule.deadline", Detail: fmt.Sprintf("between 0 and %d", maxDeadlineDays)})
	}
	return fault.Bad("review.Rule.Validate", bad)
}

// checkText reports what is wrong with text for people, which may have several
// lines: valid UTF-8 between lo and hi characters, not only spaces when some
// are needed, nothing invisible or direction-changing. nil = nothing.
func checkText(field, s string, lo, hi int) *fault.Field {
	n := utf8.RuneCountInString(s)
	switch {
	case !utf8.ValidString(s), strings.ContainsFunc(s, hidden):
		return &fault.Field{Field: field, Code: "text.hidden", Detail: "holds control, invisible or direction-changing characters"}
	case lo > 0 && strings.TrimSpace(s) == "":
		return &fault.Field{Field: field, Code: "field.required", Detail: "may not be empty"}
	case n < lo || n > hi:
		return &fault.Field{Field: field, Code: "text.length", Detail: fmt.Sprintf("between %d and %d characters", lo, hi)}
	}
	return nil
}

func hidden(r rune) bool {
	return r != '\n' && r != '\t' && unicode.In(r, unicode.C, unicode.Zl, unicode.Zp)
}

// Joint returns a rule in force under which all of ministries must approve.
func Joint(id, name string, ministries []string, deadlineDays int) Rule {
	return Rule{ID: id, Name: name, Ministries: clone(ministries), Quorum: len(ministries), DeadlineDays: deadlineDays, Active: true}
}
