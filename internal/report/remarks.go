package report

import (
	"fmt"
	"time"

	"parksite/internal/appraisal"
)

// Remark is a comment made in the review at one place of the ranking, or an
// answer to the one before it.
type Remark struct {
	Round   int       `json:"round"`
	Kind    string    `json:"kind"`  // "ranking", "country", "criterion"
	Place   string    `json:"place"` // ISO3 code or node; empty for the ranking
	Answer  bool      `json:"answer"`
	Team    string    `json:"team"` // or ministry, as shown
	By      string    `json:"by"`
	Text    string    `json:"text"`
	Settled bool      `json:"settled"` // whoever asked holds it for answered
	At      time.Time `json:"at"`
}

// place names where a remark was made.
func (d *Document) place(r Remark) string {
	switch r.Kind {
	case "country":
		return d.country(r.Place)
	case "criterion":
		if n := node(&d.Model.Tree, r.Place); n != nil {
			return d.text(n.Name)
		}
		return r.Place
	}
	return d.word("remark.whole")
}

func node(n *appraisal.Node, id string) *appraisal.Node {
	if n.ID == id {
		return n
	}
	for i := range n.Children {
		if found := node(&n.Children[i], id); found != nil {
			return found
		}
	}
	return nil
}

// standing says of a remark that asks whether it was settled.
func (d *Document) standing(r Remark) string {
	switch {
	case r.Answer:
		return d.word("remark.answer")
	case r.Settled:
		return d.word("remark.settled")
	}
	return d.word("remark.open")
}

// remarks writes the comments below the opinions, from row on.
func (b *book) remarks(sheet string, row int) {
	if len(b.Remarks) == 0 {
		return
	}
	b.head(sheet, row, b.word("review.round"), b.word("review.ministry"), b.word("review.by"), b.word("remark.standing"), b.word("remark.text"), b.word("review.at"), b.word("remark.place"))
	for i, r := range b.Remarks {
		at := row + 1 + i
		b.put(sheet, 1, at, r.Round, b.year)
		b.put(sheet, 2, at, r.Team, b.wrapped)
		b.put(sheet, 3, at, r.By, b.wrapped)
		b.put(sheet, 4, at, b.standing(r), b.text)
		b.put(sheet, 5, at, r.Text, b.wrapped)
		b.put(sheet, 6, at, moment(b.Lang, r.At), b.text)
		b.put(sheet, 7, at, b.place(r), b.wrapped)
		b.grow(sheet, at, []float64{26, 20, 80, 26}, r.Team, r.By, r.Text, b.place(r))
	}
}

func (p *pdf) remarkTable() {
	if len(p.Remarks) == 0 {
		return
	}
	p.y += 3
	p.rows([]tableColumn{{p.word("review.round"), 12, true}, {p.word("review.ministry"), 28, false}, {p.word("remark.place"), 26, false}, {p.word("remark.standing"), 18, false},
		{p.word("remark.text"), 68, false}, {p.word("review.clock"), 28, false}}, len(p.Remarks), func(i int) []string {
		r := p.Remarks[i]
		return []string{fmt.Sprint(r.Round), r.Team, p.place(r), p.standing(r), r.Text, clock(p.Lang, r.At)}
	}, nil)
}
