package audit

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parksite/internal/fault"
)

type node struct {
	ID       string  `json:"id"`
	Weight   float64 `json:"weight"`
	Children []node  `json:"children,omitempty"`
}

type plan struct {
	ID      string   `json:"id"`
	Version int64    `json:"version"`
	Title   string   `json:"title"`
	Secret  string   `json:"secret"`
	Tags    []string `json:"tags"`
	Tree    node     `json:"tree"`
}

var planFields = Fields{"id": Ignore, "version": Ignore, "title": Track, "secret": Hide, "tags": Track, "tree": Track}

func TestDiff(t *testing.T) {
	a := plan{ID: "p", Version: 1, Title: "旧", Secret: "s1", Tags: []string{"x"}, Tree: node{ID: "index", Weight: 1, Children: []node{{ID: "a", Weight: .5}, {ID: "b", Weight: .5}}}}
	b := a
	b.Version, b.Title, b.Secret, b.Tags = 2, "新", "s2", []string{"x", "y"}
	b.Tree.Children = []node{{ID: "b", Weight: .25}, {ID: "c", Weight: .5}, {ID: "a", Weight: .5}}
	moved := a
	moved.Tree.Children = []node{a.Tree.Children[1], a.Tree.Children[0]}
	tests := []struct {
		name          string
		before, after any
		want          []Change
	}{
		{"nothing", a, a, []Change{}},
		{"changed", a, b, []Change{
			{"secret", Hidden, Hidden},
			{"tags[1]", "", "y"},
			{"title", "旧", "新"},
			{"tree.children[b].weight", "0.5", "0.25"},
			{"tree.children[c]", "", `{"id":"c","weight":0.5}`},
		}},
		{"moved", a, moved, []Change{{"tree.children", "a, b", "b, a"}}},
		{"created", nil, plan{ID: "p", Title: "t"}, []Change{
			{"title", "", "t"}, {"tree", "", `{"id":"","weight":0}`},
		}},
		{"deleted", plan{ID: "p", Title: "t", Secret: "s", Tags: []string{}}, nil, []Change{
			{"secret", Hidden, ""}, {"tags", "[]", ""}, {"title", "t", ""}, {"tree", `{"id":"","weight":0}`, ""},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Diff(tt.before, tt.after, planFields)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDiffBounds(t *testing.T) {
	a, b := plan{Title: "x"}, plan{Title: strings.Repeat("字", 1000)}
	for range 500 {
		b.Tags = append(b.Tags, "t")
	}
	got, err := Diff(a, b, planFields)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) > maxChanges+1 {
		t.Errorf("%d changes", len(got))
	}
	a.Tags = []string{}
	if got, err = Diff(a, b, planFields); err != nil || len(got) != maxChanges+1 || got[maxChanges].Path != "…" {
		t.Errorf("%d changes, %v", len(got), err)
	}
	for _, c := range got {
		if n := len([]rune(c.After)); n > maxValue+1 {
			t.Errorf("%s has %d characters", c.Path, n)
		}
	}
}

func TestDiffWantsEveryFieldDecided(t *testing.T) {
	if _, err := Diff(nil, plan{}, Fields{"id": Ignore}); !fault.Is(err, fault.Internal) {
		t.Errorf("got %v", err)
	}
}
