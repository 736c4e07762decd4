package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

func by(action string) audit.Event {
	return audit.Event{Actor: audit.Actor{UserID: "u1", Username: "analyst", Address: "127.0.0.1"}, Action: action, Reason: "因为"}
}

func model(id, team string) appraisal.Model {
	return appraisal.Model{ID: id, Team: team, Kind: appraisal.OwnModel, Name: catalog.Text{Zh: "模型", En: "model"},
		Tree: appraisal.Node{ID: "index", Children: []appraisal.Node{{ID: "population", Weight: 0.25}, {ID: "location", Weight: 0.75}}}}
}

func saved(t *testing.T, s *store.Store, m appraisal.Model) appraisal.Model {
	t.Helper()
	m, err := s.SaveModel(t.Context(), m, by("model.save"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func wantFault(t *testing.T, what string, err error, kind fault.Kind, code string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != kind || f.Code != code && (len(f.Fields) == 0 || f.Fields[0].Code != code) {
		t.Errorf("%s: got %v, want %v %s", what, err, kind, code)
	}
}

func wantSound(t *testing.T, s *store.Store) audit.Report {
	t.Helper()
	r, err := s.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK() {
		t.Fatalf("verification found %+v", *r.Break)
	}
	return r
}

func TestSave(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	m1 := saved(t, s, model("m", "team"))
	if m1.Version != 1 || m1.CreatedAt.IsZero() || !m1.CreatedAt.Equal(m1.UpdatedAt) || m1.CreatedAt.Location() != time.UTC {
		t.Errorf("head of a new model: %+v", m1.Head())
	}
	got, err := s.Model(ctx, "m")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(m1, got); d != "" {
		t.Errorf("what was saved is not what is read:\n%s", d)
	}
	m2 := m1
	m2.Name.En, m2.CreatedAt = "changed", time.Now().Add(time.Hour)
	m2 = saved(t, s, m2)
	if m2.Version != 2 || !m2.CreatedAt.Equal(m1.CreatedAt) {
		t.Errorf("a saved model's creation is not the caller's to change: %+v", m2.Head())
	}
	_, err = s.SaveModel(ctx, m1, by("model.save"))
	wantFault(t, "an old version", err, fault.Stale, "model.stale")
	later := m2
	later.Version = 3
	_, err = s.SaveModel(ctx, later, by("model.save"))
	wantFault(t, "a version to come", err, fault.Stale, "model.stale")
	_, err = s.SaveModel(ctx, model("m", ""), by("model.save"))
	wantFault(t, "a second of one id", err, fault.Conflict, "model.exists")
	ghost := model("ghost", "")
	ghost.Version = 1
	_, err = s.SaveModel(ctx, ghost, by("model.save"))
	wantFault(t, "a change of nothing", err, fault.NotFound, "model.notFound")
	_, err = s.SaveModel(ctx, model("n", ""), audit.Event{Action: "model.save"})
	wantFault(t, "a save by nobody", err, fault.Internal, "internal")
	_, err = s.Model(ctx, "ghost")
	wantFault(t, "absent", err, fault.NotFound, "model.notFound")

	for v, want := range map[int64]string{1: "model", 2: "changed"} {
		old, err := s.ModelVersion(ctx, "m", v)
		if err != nil || old.Version != v || old.Name.En != want {
			t.Errorf("version %d: %+v, %v", v, old.Name, err)
		}
	}
	for _, v := range []int64{-1, 0, 3} {
		_, err := s.ModelVersion(ctx, "m", v)
		wantFault(t, fmt.Sprintf("version %d", v), err, fault.NotFound, "model.notFound")
	}

	wantFault(t, "deleting an old version", s.DeleteModel(ctx, "m", 1, by("model.delete")), fault.Stale, "model.stale")
	if err := s.DeleteModel(ctx, "m", 2, by("model.delete")); err != nil {
		t.Fatal(err)
	}
	_, err = s.Model(ctx, "m")
	wantFault(t, "deleted", err, fault.NotFound, "model.notFound")
	_, err = s.SaveModel(ctx, m2, by("model.save"))
	wantFault(t, "a change of what was deleted", err, fault.NotFound, "model.notFound")
	_, err = s.SaveModel(ctx, model("m", ""), by("model.save"))
	wantFault(t, "an id used again", err, fault.Conflict, "model.exists")
	if r := wantSound(t, s); r.Events != 3 {
		t.Errorf("%d events for three writes", r.Events)
	}
}

// An event says what changed, and the object's own team unless told otherwise.
func TestEventOfSave(t *testing.T) {
	s := storetest.Open(t)
	m := saved(t, s, model("m", "team"))
	m.Tree.Children[0].Weight, m.Tree.Children[1].Weight = 0.5, 0.5
	saved(t, s, m)
	events, total, err := s.Events(t.Context(), store.Filter{Kind: "model", ID: "m", PageSize: 1})
	if err != nil || total != 2 || len(events) != 1 {
		t.Fatal(events, total, err)
	}
	e := events[0]
	if e.Seq != 2 || e.From != 1 || e.Object != (audit.Ref{Kind: "model", ID: "m", Version: 2}) || e.Team != "team" ||
		e.Outcome != audit.Done || e.Reason != "因为" || e.Actor.Username != "analyst" {
		t.Errorf("event %+v", e)
	}
	want := []audit.Change{{Path: "tree.children[population].weight", Before: "0.25", After: "0.5"},
		{Path: "tree.children[location].weight", Before: "0.75", After: "0.5"}}
	if d := cmp.Diff(want, e.Changes); d != "" {
		t.Error(d)
	}
}

func TestEveryFieldIsDecided(t *testing.T) {
	for kind, fields := range store.Undecided() {
		if len(fields) > 0 {
			t.Errorf("%s: the trail's table does not fit fields %v", kind, fields)
		}
	}
}

// No password hash, secret or token hash is readable in the trail.
func TestSecretsStayOutOfTheTrail(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	u := user("anna")
	u.PasswordHash, u.TOTPSecret, u.RecoveryHashes = "CANARY-1", "CANARY-2", []string{"CANARY-3"}
	u, err := s.SaveUser(ctx, u, by("user.create"))
	if err != nil {
		t.Fatal(err)
	}
	u.PasswordHistory, u.PasswordHash = []string{"CANARY-1"}, "CANARY-4"
	if _, err = s.SaveUser(ctx, u, by("user.password")); err != nil {
		t.Fatal(err)
	}
	events, _, err := s.Events(ctx, store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "CANARY") {
		t.Errorf("a secret is in the trail: %s", text)
	}
	if len(events) != 2 || !slices.ContainsFunc(events[0].Changes, func(c audit.Change) bool { return c.Path == "passwordHash" && c.After == audit.Hidden }) {
		t.Errorf("the trail does not say that the password changed: %+v", events)
	}
}

func user(name string) access.User {
	return access.User{ID: access.NewID(), Username: name, Skeleton: name, Name: name, State: access.Active}
}

func TestUniqueNames(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	a, err := s.SaveUser(ctx, user("anna"), by("user.create"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.SaveUser(ctx, user("anna"), by("user.create"))
	wantFault(t, "a name twice", err, fault.Conflict, "user.usernameTaken")
	looks := user("anпa")
	looks.Skeleton = "anna"
	_, err = s.SaveUser(ctx, looks, by("user.create"))
	wantFault(t, "a name that looks the same", err, fault.Conflict, "user.skeletonTaken")
	if _, err := s.SaveUser(ctx, user("berta"), by("user.create")); err != nil { // both without single sign-on
		t.Error(err)
	}
	a.Username, a.Skeleton = "anja", "anja"
	if _, err = s.SaveUser(ctx, a, by("user.rename")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveUser(ctx, user("anna"), by("user.create")); err != nil {
		t.Errorf("a name given up: %v", err)
	}
	got, err := s.UserByName(ctx, "anja")
	if err != nil || got.ID != a.ID {
		t.Errorf("by name: %+v, %v", got, err)
	}
	_, err = s.UserByName(ctx, "nobody")
	wantFault(t, "an unknown name", err, fault.NotFound, "user.notFound")
	_, err = s.UserBySubject(ctx, "")
	wantFault(t, "no single sign-on", err, fault.NotFound, "user.notFound")
}

// What must be unique stays so between two processes at the same moment.
func TestOneAdministrator(t *testing.T) {
	a := storetest.Open(t)
	stores := []*store.Store{a, storetest.Second(t, a)}
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			_, err := stores[i%2].SaveUser(context.Background(), user("admin"), by("user.create"))
			switch {
			case err == nil:
				won.Add(1)
			case !fault.Is(err, fault.Conflict):
				t.Errorf("a loser got %v", err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d administrators", won.Load())
	}
	if n, err := a.CountUsers(t.Context()); err != nil || n != 1 {
		t.Errorf("%d accounts, %v", n, err)
	}
	wantSound(t, a)
}

func TestMembershipRevives(t *testing.T) {
	a, ctx := storetest.Open(t), t.Context()
	b := storetest.Second(t, a)
	m := access.Membership{ID: access.MembershipID("u", "t", access.Analyst), UserID: "u", TeamID: "t", Role: access.Analyst}
	before, err := b.AccessRevision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for want := int64(1); want < 6; want += 2 {
		got, err := a.SaveMembership(ctx, m, by("membership.grant"))
		if err != nil || got.Version != want {
			t.Fatalf("grant: %+v, %v", got, err)
		}
		if all, err := a.AllMemberships(ctx); err != nil || len(all) != 1 || all[0].Version != want {
			t.Errorf("after a grant: %+v, %v", all, err)
		}
		_, err = a.SaveMembership(ctx, m, by("membership.grant"))
		wantFault(t, "a second grant", err, fault.Conflict, "membership.exists")
		if err := a.DeleteMembership(ctx, m.ID, got.Version, by("membership.revoke")); err != nil {
			t.Fatal(err)
		}
		if all, err := a.AllMemberships(ctx); err != nil || len(all) != 0 {
			t.Errorf("after a revocation: %+v, %v", all, err)
		}
		after, err := b.AccessRevision(ctx)
		if err != nil || after == before {
			t.Errorf("the other process sees revision %s, %v", after, err)
		}
		if all, err := b.AllMemberships(ctx); err != nil || len(all) != 0 {
			t.Errorf("the other process sees %+v, %v", all, err)
		}
		before = after
	}
	saved(t, a, model("m", ""))
	if after, err := b.AccessRevision(ctx); err != nil || after != before {
		t.Errorf("a model changed the revision of access: %s, %v", after, err)
	}
	wantSound(t, a)
}

// race has sixteen writers save the same version of one model, over and over.
func race(t *testing.T, stores ...*store.Store) {
	m := saved(t, stores[0], model("m", "team"))
	const rounds = 12
	for range rounds {
		var won atomic.Pointer[appraisal.Model]
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				mine := m
				mine.Name.En = fmt.Sprintf("writer %d", i)
				got, err := stores[i%len(stores)].SaveModel(context.Background(), mine, by("model.save"))
				switch {
				case err == nil && !won.CompareAndSwap(nil, &got):
					t.Error("two writers won")
				case err != nil && !fault.Is(err, fault.Stale):
					t.Errorf("a loser got %v", err)
				}
			})
		}
		wg.Wait()
		if won.Load() == nil {
			t.Fatal("nobody won")
		}
		for i, s := range stores {
			got, err := s.Model(t.Context(), "m")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(*won.Load(), got); d != "" {
				t.Errorf("store %d reads something else than the winner:\n%s", i, d)
			}
		}
		m = *won.Load()
	}
	if m.Version != rounds+1 {
		t.Errorf("version %d after %d saves", m.Version, rounds+1)
	}
	for _, s := range stores {
		if r := wantSound(t, s); r.Events != rounds+1 {
			t.Errorf("%d events for %d saves", r.Events, rounds+1)
		}
	}
}

func TestSixteenWriters(t *testing.T) { race(t, storetest.Open(t)) }

func TestTwoProcesses(t *testing.T) {
	a := storetest.Open(t)
	race(t, a, storetest.Second(t, a))
}

// Two processes write different things: both get through, into one chain
// without gaps, and each sees what the other did.
func TestTwoProcessesSideBySide(t *testing.T) {
	a := storetest.Open(t)
	stores := []*store.Store{a, storetest.Second(t, a)}
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			m := model(fmt.Sprintf("m%d", w), "team")
			for range 5 {
				var err error
				if m, err = stores[w%2].SaveModel(context.Background(), m, by("model.save")); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	time.Sleep(250 * time.Millisecond) // how late lists may be
	for i, s := range stores {
		all, err := s.Models(t.Context())
		if err != nil || len(all) != 8 {
			t.Errorf("store %d sees %d models, %v", i, len(all), err)
		}
		for _, m := range all {
			if m.Version != 5 {
				t.Errorf("store %d sees %s at version %d", i, m.ID, m.Version)
			}
		}
		if r := wantSound(t, s); r.Events != 40 {
			t.Errorf("store %d counts %d events", i, r.Events)
		}
	}
}

func TestFind(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	for i := range 25 {
		saved(t, s, model(fmt.Sprintf("m%02d", i), fmt.Sprintf("team%d", i%2)))
	}
	m, err := s.Model(ctx, "m03")
	if err != nil {
		t.Fatal(err)
	}
	saved(t, s, m)
	if err := s.DeleteModel(ctx, "m05", 1, by("model.delete")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name        string
		q           store.Query
		first, last string
		n, total    int
	}{
		{"all by id", store.Query{}, "m00", "m24", 24, 24},
		{"second page", store.Query{Page: 2, PageSize: 10}, "m11", "m20", 10, 24},
		{"last page", store.Query{Page: 3, PageSize: 10}, "m21", "m24", 4, 24},
		{"past the end", store.Query{Page: 9, PageSize: 10}, "", "", 0, 24},
		{"by key", store.Query{Where: map[string][]string{"team": {"team1"}}}, "m01", "m23", 11, 11},
		{"by two keys", store.Query{Where: map[string][]string{"team": {"team1", "team0"}, "kind": {"general"}}}, "", "", 0, 0},
		{"unknown key", store.Query{Where: map[string][]string{"colour": {"red"}}}, "", "", 0, 0},
		{"by a function", store.Query{Match: func(e store.Entry) bool { return e.ID > "m20" }}, "m21", "m24", 4, 4},
		{"newest change first", store.Query{Sort: "-updatedAt", Page: 1, PageSize: 2}, "m03", "m24", 2, 24},
		{"by key, descending", store.Query{Sort: "-team"}, "m01", "m24", 24, 24},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, total, err := s.FindModels(ctx, tt.q)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != tt.n || total != tt.total {
				t.Fatalf("%d of %d, want %d of %d", len(got), total, tt.n, tt.total)
			}
			if tt.n > 0 && (got[0].ID != tt.first || got[tt.n-1].ID != tt.last) {
				t.Errorf("from %s to %s, want %s to %s", got[0].ID, got[tt.n-1].ID, tt.first, tt.last)
			}
		})
	}
}

func TestEventsAndDenials(t *testing.T) {
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	s := storetest.OpenWith(t, store.Config{Now: func() time.Time { return now }})
	ctx := t.Context()
	m := saved(t, s, model("m", "team"))
	now = now.Add(time.Hour)
	denied := audit.Event{Actor: audit.Actor{UserID: "u2", Username: "lead"}, Action: "model.delete", Outcome: audit.Denied, Team: "team", Object: audit.Ref{Kind: "model", ID: "m"}}
	if err := s.Record(ctx, denied); err != nil {
		t.Fatal(err)
	}
	if err := s.Record(ctx, audit.Event{Actor: audit.Actor{UserID: "u2"}, Action: "session.begin"}); err != nil {
		t.Fatal(err)
	}
	m.Name.En = "x"
	saved(t, s, m) // a denied attempt has not changed the version
	all, total, err := s.Events(ctx, store.Filter{})
	if err != nil || total != 4 || len(all) != 4 || all[0].Seq != 4 || all[2].Object.Version != 1 || all[2].Writes() {
		t.Fatalf("%+v, %d, %v", all, total, err)
	}
	for name, tt := range map[string]struct {
		f    store.Filter
		want []int64
	}{
		"person":    {store.Filter{UserID: "u2"}, []int64{3, 2}},
		"action":    {store.Filter{Action: "model.save"}, []int64{4, 1}},
		"prefix":    {store.Filter{Action: "model."}, []int64{4, 2, 1}},
		"no prefix": {store.Filter{Action: "model"}, nil},
		"object":    {store.Filter{Kind: "model", ID: "m"}, []int64{4, 2, 1}},
		"team":      {store.Filter{Teams: []string{"team"}}, []int64{4, 2, 1}},
		"no team":   {store.Filter{Teams: []string{}}, nil},
		"outcome":   {store.Filter{Outcome: audit.Denied}, []int64{2}},
		"from":      {store.Filter{From: now}, []int64{4, 3, 2}},
		"to":        {store.Filter{To: now}, []int64{1}},
		"page":      {store.Filter{Page: 2, PageSize: 3}, []int64{1}},
	} {
		got, _, err := s.Events(ctx, tt.f)
		var seqs []int64
		for _, e := range got {
			seqs = append(seqs, e.Seq)
		}
		if err != nil || !slices.Equal(seqs, tt.want) {
			t.Errorf("by %s: %v, %v, want %v", name, seqs, err, tt.want)
		}
	}
	wantSound(t, s)
}

// What the engines would refuse, alter or answer with a closed connection
// comes back as a fault, and the connection lives.
func TestUnstorable(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	weight := func(w float64) appraisal.Model { m := model("m", ""); m.Tree.Children[0].Weight = w; return m }
	named := func(n string) appraisal.Model { m := model("m", ""); m.Name.En = n; return m }
	screened := func(x float64) appraisal.Model {
		m := model("m", "")
		m.Screens = []appraisal.Screen{{Indicator: "PV.EST", Threshold: x}}
		return m
	}
	deep := model("m", "")
	deep.Tree.Name.Zh = "a\x00b"
	for name, m := range map[string]appraisal.Model{
		"NaN": weight(math.NaN()), "infinity": weight(math.Inf(-1)), "NUL": named("a\x00b"), "broken text": named("a\xffb"),
		"NaN in a field": screened(math.NaN()), "infinity in a field": screened(math.Inf(1)), "minus zero": screened(math.Copysign(0, -1)),
		"NUL in the tree": deep,
	} {
		_, err := s.SaveModel(ctx, m, by("model.save"))
		wantFault(t, name, err, fault.Invalid, "value.unstorable")
	}
	for name, v := range map[string]any{
		"list in a list": bson.M{"a": bson.A{bson.A{1.0}}}, "dotted key": bson.M{"a.b": 1}, "operator": bson.M{"a": bson.M{"$set": 1}},
		"empty key": bson.M{"": 1}, "type": bson.M{"a": bson.NewObjectID()}, "unsigned past 63 bits": bson.M{"a": uint64(math.MaxUint64)},
	} {
		_, err := store.Encode(v)
		wantFault(t, name, err, fault.Invalid, "value.unstorable")
	}
	_, err := s.SaveModel(ctx, named(strings.Repeat("x", 16<<20)), by("model.save"))
	wantFault(t, "16 MiB", err, fault.TooLarge, "value.tooLarge")
	ev := by("model.save")
	ev.Reason = "\xff"
	_, err = s.SaveModel(ctx, model("m", ""), ev)
	wantFault(t, "a reason that is not UTF-8", err, fault.Invalid, "value.unstorable")
	m := saved(t, s, weight(math.SmallestNonzeroFloat64))
	if got, err := s.Model(ctx, m.ID); err != nil || got.Tree.Children[0].Weight != math.SmallestNonzeroFloat64 {
		t.Errorf("after all that: %v, %v", got.Tree, err)
	}
	if r := wantSound(t, s); r.Events != 1 {
		t.Errorf("%d events for one save", r.Events)
	}
}

// Numbers and texts at the edges come back as they went.
func TestEdgesComeBack(t *testing.T) {
	s := storetest.Open(t)
	m := model("m", "")
	m.Name.Zh = "共建“一带一路” 🚄 \u2028 \"\\ $set a.b ' -- \t"
	weights := []float64{math.MaxFloat64, -math.MaxFloat64, 5e-324, 1e21, 1e-7, 0.1 + 0.2, 9007199254740993, 0}
	for i, w := range weights {
		m.Tree.Children = append(m.Tree.Children, appraisal.Node{ID: fmt.Sprint(i), Weight: w})
	}
	saved(t, s, m)
	got, err := s.Model(t.Context(), "m")
	if err != nil || got.Name != m.Name {
		t.Fatalf("%q, %v", got.Name.Zh, err)
	}
	for i, w := range weights {
		if got.Tree.Children[i+2].Weight != w {
			t.Errorf("%v came back as %v", w, got.Tree.Children[i+2].Weight)
		}
	}
	wantSound(t, s)
}
