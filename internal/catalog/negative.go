package catalog

import (
	"fmt"
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// What a negative list says of an industry in a country.
const (
	Prohibited = "prohibited" // excludes (一票否决)
	Restricted = "restricted" // a remark on the ranking
	Encouraged = "encouraged" // a remark on the ranking
)

// NegativeListID is the id of the one list that evaluations take: what is
// republished is its next version.
const NegativeListID = "negative-list"

// NegativeList says, country by country, in which industries investment is
// prohibited, restricted or encouraged (产业负面清单). It is versioned like every
// stored thing and empty at first.
type NegativeList struct {
	ID        string          `json:"id" bson:"_id"`
	Version   int64           `json:"version"`
	CreatedAt time.Time       `json:"createdAt"`
	UpdatedAt time.Time       `json:"updatedAt"`
	Title     Text            `json:"title"`
	Entries   []NegativeEntry `json:"entries"`
}

// EmptyNegativeList is the list a new installation begins with.
func EmptyNegativeList() NegativeList {
	return NegativeList{ID: NegativeListID, Title: Text{"境外投资产业负面清单", "Negative list of industries for outbound investment"}, Entries: []NegativeEntry{}}
}

// NegativeEntry is one line. ValidFrom and ValidTo are days ("2026-01-31"),
// both included; "" is open.
type NegativeEntry struct {
	ISO3      string `json:"iso3"`
	Industry  string `json:"industry"` // Industry.ID
	Rule      string `json:"rule" enums:"prohibited,restricted,encouraged"`
	Reason    Text   `json:"reason"`
	Source    string `json:"source"` // document, with number and date
	ValidFrom string `json:"validFrom,omitempty"`
	ValidTo   string `json:"validTo,omitempty"`
}

// Head implements what the store needs.
func (n NegativeList) Head() audit.Head {
	return audit.Head{ID: n.ID, Version: n.Version, CreatedAt: n.CreatedAt, UpdatedAt: n.UpdatedAt}
}

// WithHead implements what the store needs.
func (n NegativeList) WithHead(h audit.Head) NegativeList {
	n.ID, n.Version, n.CreatedAt, n.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return n
}

// At returns the entry in force for a country and industry on a day, and false
// where there is none. Where several are, a prohibition wins, then a
// restriction; a day of "" sees only entries without dates.
func (n NegativeList) At(iso3, industry, day string) (NegativeEntry, bool) {
	order := map[string]int{Prohibited: 3, Restricted: 2, Encouraged: 1}
	var best NegativeEntry
	for _, e := range n.Entries {
		if e.ISO3 != iso3 || e.Industry != industry {
			continue
		}
		if day == "" && (e.ValidFrom != "" || e.ValidTo != "") || e.ValidFrom != "" && day < e.ValidFrom || e.ValidTo != "" && day > e.ValidTo {
			continue
		}
		if order[e.Rule] > order[best.Rule] {
			best = e
		}
	}
	return best, best.Rule != ""
}

// Validate reports every broken rule of the list: unknown countries (as the
// snapshot knows them) and industries, rules, reasons, sources, days.
func (n NegativeList) Validate(s *Snapshot, industries []Industry) error {
	bad := CheckName("title", n.Title, 200)
	known := map[string]bool{}
	for _, in := range industries {
		known[in.ID] = true
	}
	if len(n.Entries) > 5000 {
		bad = append(bad, fault.Field{Field: "entries", Code: "tooMany", Detail: "more than 5000 entries"})
	}
	for i, e := range n.Entries {
		at := fmt.Sprintf("entries[%d]", i)
		add := func(field, code, detail string) {
			if len(bad) < maxBroken {
				bad = append(bad, fault.Field{Field: at + field, Code: code, Detail: detail})
			}
		}
		if c, ok := s.Country(e.ISO3); !ok || !c.Candidate {
			add(".iso3", "country.unknown", "no such candidate country")
		}
		if !known[e.Industry] {
			add(".industry", "industry.unknown", "no such industry")
		}
		switch e.Rule {
		case Prohibited, Restricted, Encouraged:
		default:
			add(".rule", "choice", "prohibited, restricted or encouraged")
		}
		if e.Reason.Zh == "" && e.Reason.En == "" {
			add(".reason", "required", "a reason is needed")
		}
		bad = append(bad, CheckTexts(at+".reason", e.Reason, 1000, true)...)
		if e.Source == "" {
			add(".source", "required", "a source is needed")
		}
		bad = append(bad, CheckText(at+".source", e.Source, 500, false)...)
		for _, d := range [2][2]string{{".validFrom", e.ValidFrom}, {".validTo", e.ValidTo}} {
			if d[1] == "" {
				continue
			}
			if _, err := time.Parse(time.DateOnly, d[1]); err != nil {
				add(d[0], "date.malformed", "a day is written 2026-01-31")
			}
		}
		if e.ValidFrom != "" && e.ValidTo != "" && e.ValidTo < e.ValidFrom {
			add(".validTo", "date.order", "ends before it begins")
		}
	}
	return fault.Bad("catalog.NegativeList.Validate", bad)
}
