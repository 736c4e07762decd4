package store_test

import (
	"context"
	"encoding/json"
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
	"parksite/internal/review"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
	"parksite/seeds"
)

func load(t testing.TB) seeds.Data {
	t.Helper()
	d, err := seeds.Load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func publish(t testing.TB, s *store.Store, number int, parent string, d seeds.Data) catalog.Dataset {
	t.Helper()
	ds, err := catalog.NewDataset(number, parent, "system", "test", d.Tables, d.Series)
	if err != nil {
		t.Fatal(err)
	}
	ds, err = s.PublishDataset(t.Context(), ds, d.Tables, d.Series, by("dataset.publish"))
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

// The starting data as a dataset: what is read is what was published, to the
// bit, and a second version shares what it has not changed.
func TestDataset(t *testing.T) {
	s, ctx, d := storetest.Open(t), t.Context(), load(t)
	_, err := s.LatestDataset(ctx)
	wantFault(t, "before the first", err, fault.NotFound, "dataset.notFound")
	first := publish(t, s, 1, "", d)
	tables, series, err := s.DatasetContent(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	sorted := slices.Clone(d.Series)
	slices.SortFunc(sorted, func(a, b catalog.Series) int { return strings.Compare(a.Indicator, b.Indicator) })
	if diff := cmp.Diff(sorted, series); diff != "" {
		t.Errorf("series differ:\n%.2000s", diff)
	}
	want, err := d.Tables.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tables.Canonical(); err != nil || got != want {
		t.Errorf("tables differ, %v", err)
	}
	snap, err := s.Snapshot(ctx, first.ID)
	if err != nil || snap.Dataset().Digest != first.Digest || len(snap.Candidates()) != 59 {
		t.Errorf("snapshot: %v", err)
	}

	again, err := catalog.NewDataset(1, "", "system", "test", d.Tables, d.Series)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.PublishDataset(ctx, again, d.Tables, d.Series, by("dataset.publish"))
	wantFault(t, "a second of one id", err, fault.Conflict, "dataset.exists")
	again.ID = "ds-x"
	_, err = s.PublishDataset(ctx, again, d.Tables, d.Series, by("dataset.publish"))
	wantFault(t, "a second of one number", err, fault.Conflict, "dataset.numberTaken")

	changed := d
	changed.Series = append([]catalog.Series{}, d.Series...)
	changed.Series[0].Points = append([]catalog.Point{}, d.Series[0].Points...)
	changed.Series[0].Points[0].Value++
	second, err := catalog.NewDataset(2, first.ID, "system", "correction", changed.Tables, changed.Series)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.PublishDataset(ctx, second, d.Tables, d.Series, by("dataset.publish"))
	wantFault(t, "content that is not what the dataset says", err, fault.Invalid, "dataset.digest")
	if got, err := s.LatestDataset(ctx); err != nil || got.ID != first.ID {
		t.Errorf("a refused dataset shows: %s, %v", got.ID, err)
	}
	second = publish(t, s, 2, first.ID, changed)
	if second.Digest == first.Digest {
		t.Error("two datasets of one digest")
	}
	if got, err := s.LatestDataset(ctx); err != nil || got.ID != second.ID {
		t.Errorf("latest is %s, %v", got.ID, err)
	}
	if all, total, err := s.Datasets(ctx, 1, 1); err != nil || total != 2 || len(all) != 1 || all[0].ID != second.ID {
		t.Errorf("datasets: %d of %d, %v", len(all), total, err)
	}
	wantSound(t, s)
}

// A changed observation is found, by reading and by verifying.
func TestTamperedDataset(t *testing.T) {
	onlyEmbedded(t)
	dir := t.TempDir()
	s, closeBoth := openIn(t, dir)
	defer closeBoth()
	ds := publish(t, s, 1, "", load(t))
	db, table := openTable(t, dir, "series")
	run(t, db, "UPDATE %s SET _ferretdb_sjson = replace(_ferretdb_sjson, 'VNM,2020,', 'VNM,2021,') WHERE _ferretdb_sjson LIKE '%%VNM,2020,%%' AND rowid = (SELECT min(rowid) FROM "+table+" WHERE _ferretdb_sjson LIKE '%%VNM,2020,%%')", table)
	if _, err := s.Snapshot(t.Context(), ds.ID); !fault.Is(err, fault.Internal) {
		t.Errorf("a tampered dataset loads: %v", err)
	}
	r, err := s.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.OK() || r.Break.Code != audit.Content || r.Break.Object.ID != ds.ID {
		t.Errorf("verification found %+v", r.Break)
	}
}

// The shipped models go through the database without losing a field: their
// JSON before and after is the same but for the head.
func TestShippedModels(t *testing.T) {
	s := storetest.Open(t)
	for _, m := range load(t).Models {
		m.Version = 0
		if _, err := s.SaveModel(t.Context(), m, by("model.ship")); err != nil {
			t.Fatal(err)
		}
		got, err := s.Model(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		sameJSON(t, m.ID, m.WithHead(got.Head()), got)
		if got, err = s.ModelVersion(t.Context(), m.ID, 1); err != nil {
			t.Fatal(err)
		}
		sameJSON(t, m.ID+" version 1", m.WithHead(got.Head()), got)
	}
}

// sameJSON compares two values by their JSON, absent lists counting as empty.
func sameJSON(t *testing.T, what string, a, b any) {
	t.Helper()
	var x, y any
	for v, to := range map[any]*any{&a: &x, &b: &y} {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, to); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(withoutNulls(x), withoutNulls(y)); d != "" {
		t.Errorf("%s came back different:\n%s", what, d)
	}
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			list, isList := e.([]any)
			object, isObject := e.(map[string]any)
			if e == nil || isList && len(list) == 0 || isObject && len(object) == 0 {
				delete(v, k)
				continue
			}
			v[k] = withoutNulls(e)
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return v
}

// A ranking in every part, through the database.
func TestRanking(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	at := time.Date(2026, 3, 1, 8, 0, 0, 123e6, time.UTC)
	rule := review.Rule{ID: "rule", Version: 3, Name: "三部委", Ministries: []string{"ndrc", "mofcom"}, Quorum: 2, Active: true}
	r := appraisal.Ranking{
		ID: "r1", Team: "team", Owner: "u1", Title: "东盟首站", ModelID: "general", ModelVersion: 1, Model: load(t).Models[0],
		DatasetID: "ds-1", Scope: appraisal.Scope{Regions: []string{"ASEAN"}}, Year: 2023, Seed: 1 << 62,
		Weights: []appraisal.NodeWeight{{Node: "SP.POP.TOTL", Weight: 0.3}}, BasedOn: &appraisal.Origin{ID: "r0", Version: 2},
		Review: review.Record{
			State: review.InReview, Round: 1, Rule: &rule,
			Submission: &review.Submission{By: "u1", At: at, Deadline: &at, Checklist: []review.Check{{ID: "sources", Done: true}}, CoEditors: []string{"u2"}},
			Decisions:  []review.Decision{{Ministry: "ndrc", By: "u3", At: at, Verdict: review.Approve}},
			Earlier:    []review.Round{{Number: 0, Rule: rule, Outcome: review.Returned}},
			History:    []review.Step{{Action: "submit", From: review.Draft, To: review.Submitted, At: at}},
		},
		Sealed: &appraisal.Seal{Digest: "sha256:1", Payload: "sha256:2"},
	}
	if _, err := s.SaveRanking(ctx, r, by("ranking.create")); err != nil {
		t.Fatal(err)
	}
	got, err := s.Ranking(ctx, "r1")
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, "ranking", r.WithHead(got.Head()), got)
	entries, err := s.RankingEntries(ctx, store.Query{Where: map[string][]string{"state": {"inReview"}},
		Match: func(e store.Entry) bool {
			return strings.Contains(e.Keys["ministries"], " mofcom ") && !strings.Contains(e.Keys["decided"], " mofcom ")
		}})
	if err != nil || len(entries) != 1 || entries[0].Keys["team"] != "team" || entries[0].Version != 1 {
		t.Errorf("a ministry's queue: %+v, %v", entries, err)
	}
	if found, total, err := s.FindRankings(ctx, store.Query{Where: map[string][]string{"team": {"other"}}}); err != nil || total != 0 || len(found) != 0 {
		t.Errorf("another team's rankings: %d, %v", total, err)
	}
	wantSound(t, s)
}

// Every other noun, saved, read and listed.
func TestOtherNouns(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	u := user("anna")
	team := access.Team{ID: "ndrc", Name: access.Text{Zh: "发展改革部门", En: "NDRC"}, Kind: access.Ministry, Ministry: "NDRC"}
	link, _ := access.NewInvitation(u, access.Invite, at)
	token, _, err := access.NewToken(u, "reports", []string{"ranking.read"}, at.Add(time.Hour), at)
	if err != nil {
		t.Fatal(err)
	}
	rule := review.Rule{ID: "rule", Name: "三部委", Ministries: []string{"ndrc"}, Quorum: 1, Active: true}
	list := catalog.NegativeList{ID: "n", Title: catalog.Text{Zh: "负面清单", En: "List"}, Entries: []catalog.NegativeEntry{{ISO3: "VNM", Industry: "IND", Rule: catalog.Prohibited}}}

	same := func(what string, want, got any, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
			return
		}
		sameJSON(t, what, want, got)
	}
	u, err = s.SaveUser(ctx, u, by("user.create"))
	same("user", u, u, err)
	gotUser, err := s.User(ctx, u.ID)
	same("user", u, gotUser, err)
	team, err = s.SaveTeam(ctx, team, by("team.create"))
	same("team", team, team, err)
	gotTeam, err := s.Team(ctx, team.ID)
	same("team", team, gotTeam, err)
	_, err = s.SaveTeam(ctx, access.Team{ID: "x", Kind: access.Ministry, Ministry: "NDRC"}, by("team.create"))
	wantFault(t, "a ministry's code twice", err, fault.Conflict, "team.ministryTaken")
	link, err = s.SaveInvitation(ctx, link, by("user.invite"))
	same("invitation", link, link, err)
	gotLink, err := s.Invitation(ctx, link.ID)
	same("invitation", link, gotLink, err)
	token, err = s.SaveToken(ctx, token, by("token.create"))
	same("token", token, token, err)
	gotToken, err := s.Token(ctx, token.ID)
	same("token", token, gotToken, err)
	rule, err = s.SaveRule(ctx, rule, by("rule.create"))
	same("rule", rule, rule, err)
	gotRule, err := s.Rule(ctx, rule.ID)
	same("rule", rule, gotRule, err)
	list, err = s.SaveNegativeList(ctx, list, by("negativeList.create"))
	same("negative list", list, list, err)
	gotList, err := s.NegativeListVersion(ctx, list.ID, 1)
	same("negative list", list, gotList, err)

	if mine, n, err := s.FindTokens(ctx, store.Query{Where: map[string][]string{"userId": {u.ID}, "revoked": {""}}}); err != nil || n != 1 || mine[0].ID != token.ID {
		t.Errorf("tokens: %d, %v", n, err)
	}
	if rules, n, err := s.FindRules(ctx, store.Query{Where: map[string][]string{"active": {"true"}}}); err != nil || n != 1 || rules[0].ID != rule.ID {
		t.Errorf("rules: %d, %v", n, err)
	}
	if found, n, err := s.FindUsers(ctx, store.Query{Where: map[string][]string{"state": {access.Active}}}); err != nil || n != 1 || found[0].ID != u.ID {
		t.Errorf("users: %d, %v", n, err)
	}
	if err := s.DeleteRule(ctx, rule.ID, 1, by("rule.delete")); err != nil {
		t.Error(err)
	}
	wantSound(t, s)
}

// RecentUser is current at once for this process's writes, and soon for
// another's.
func TestRecent(t *testing.T) {
	a, ctx := storetest.Open(t), t.Context()
	b := storetest.Second(t, a)
	u, err := a.SaveUser(ctx, user("anna"), by("user.create"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*store.Store{a, b} {
		if got, err := s.RecentUser(ctx, u.ID); err != nil || got.State != access.Active {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	u.State = access.Locked
	if _, err = a.SaveUser(ctx, u, by("user.lock")); err != nil {
		t.Fatal(err)
	}
	if got, err := a.RecentUser(ctx, u.ID); err != nil || got.State != access.Locked {
		t.Errorf("the process that locked sees %s, %v", got.State, err)
	}
	time.Sleep(250 * time.Millisecond)
	if got, err := b.RecentUser(ctx, u.ID); err != nil || got.State != access.Locked {
		t.Errorf("the other process sees %s, %v", got.State, err)
	}
}

func TestSessions(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	s := storetest.OpenWith(t, store.Config{Now: func() time.Time { return now }})
	ctx := t.Context()
	anna, berta := user("anna"), user("berta")
	var ids []string
	for i, u := range []access.User{anna, anna, anna, berta} {
		v, _ := access.NewSession(u, "127.0.0.1", fmt.Sprintf("agent %d", i), false, now)
		if err := s.SaveSession(ctx, v); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, v.ID)
	}
	v, err := s.Session(ctx, ids[0])
	if err != nil || v.UserID != anna.ID || !v.CreatedAt.Equal(now) {
		t.Fatalf("%+v, %v", v, err)
	}
	v.SeenAt = now.Add(time.Minute)
	if err := s.TouchSession(ctx, v); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Session(ctx, ids[0]); err != nil || !got.SeenAt.Equal(v.SeenAt) {
		t.Errorf("seen at %v, %v", got.SeenAt, err)
	}
	if err := s.DeleteSession(ctx, ids[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.TouchSession(ctx, v); err != nil { // a request that was under way
		t.Fatal(err)
	}
	_, err = s.Session(ctx, ids[0])
	wantFault(t, "an ended session that is touched", err, fault.NotFound, "session.notFound")
	if of, err := s.SessionsOf(ctx, anna.ID); err != nil || len(of) != 2 {
		t.Errorf("%d sessions, %v", len(of), err)
	}
	if err := s.DeleteSessionsOf(ctx, anna.ID); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, false, false, true} {
		if _, err := s.Session(ctx, ids[i]); (err == nil) != want {
			t.Errorf("session %d: %v", i, err)
		}
	}
	now = now.Add(access.SessionAbsolute + time.Second)
	if err := s.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	_, err = s.Session(ctx, ids[3])
	wantFault(t, "a session that is over", err, fault.NotFound, "session.notFound")
}

func TestPayload(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	text := []byte(strings.Repeat("结果 \u0001\"\\", 1<<17)) // 1.4 MB
	var digests []string
	for range 2 {
		d, err := s.PutPayload(ctx, text)
		if err != nil {
			t.Fatal(err)
		}
		digests = append(digests, d)
	}
	if digests[0] != digests[1] || digests[0] != audit.Digest(text) {
		t.Errorf("digests %v", digests)
	}
	if got, err := s.Payload(ctx, digests[0]); err != nil || string(got) != string(text) {
		t.Errorf("%d bytes came back, %v", len(got), err)
	}
	_, err := s.Payload(ctx, "sha256:none")
	wantFault(t, "an unknown digest", err, fault.NotFound, "payload.notFound")
}

func TestIdempotency(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	a := storetest.OpenWith(t, store.Config{Now: func() time.Time { return now }})
	ctx := t.Context()
	var won atomic.Pointer[store.Claim]
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			c, err := a.ClaimKey(context.Background(), "anna", "key", "request")
			switch {
			case err == nil && !won.CompareAndSwap(nil, &c):
				t.Error("two requests go ahead")
			case err != nil && !fault.Is(err, fault.Conflict):
				t.Errorf("a loser got %v", err)
			}
		})
	}
	wg.Wait()
	first := won.Load()
	if first == nil || first.Answer != nil || first.ThingID == "" {
		t.Fatalf("the winner got %+v", first)
	}
	_, err := a.ClaimKey(ctx, "anna", "key", "another request")
	wantFault(t, "another request under the key", err, fault.Uncomputable, "idempotency.reused")
	other, err := a.ClaimKey(ctx, "berta", "key", "another request")
	if err != nil || other.ThingID == first.ThingID {
		t.Errorf("another person's key: %+v, %v", other, err)
	}

	now = now.Add(2 * time.Minute) // the first request died without an answer
	again, err := a.ClaimKey(ctx, "anna", "key", "request")
	if err != nil || again.Answer != nil || again.ThingID != first.ThingID {
		t.Errorf("after a dead request: %+v, %v", again, err)
	}
	answer := store.Answer{Status: 201, Headers: map[string]string{"ETag": `"1"`}, Body: `{"id":"x"}`}
	if err := a.Answered(ctx, "anna", "key", "request", again, answer); err != nil {
		t.Fatal(err)
	}
	repeated, err := a.ClaimKey(ctx, "anna", "key", "request")
	if err != nil || repeated.Answer == nil {
		t.Fatalf("%+v, %v", repeated, err)
	}
	if d := cmp.Diff(answer, *repeated.Answer); d != "" {
		t.Error(d)
	}
	_, err = a.ClaimKey(ctx, "anna", "key", "another request")
	wantFault(t, "another request under an answered key", err, fault.Uncomputable, "idempotency.reused")

	if err := a.Abandon(ctx, "berta", "key"); err != nil {
		t.Fatal(err)
	}
	if c, err := a.ClaimKey(ctx, "berta", "key", "third request"); err != nil || c.ThingID == other.ThingID {
		t.Errorf("after giving up: %+v, %v", c, err)
	}
	now = now.Add(store.IdempotencyLife + time.Minute)
	if c, err := a.ClaimKey(ctx, "anna", "key", "another request"); err != nil || c.ThingID == first.ThingID || c.Answer != nil {
		t.Errorf("a day later: %+v, %v", c, err)
	}
	now = now.Add(store.IdempotencyLife + time.Minute)
	if err := a.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
}

// The subset holds for what the monitor sees.
func TestMonitorRefuses(t *testing.T) {
	byID := bson.M{"_id": "x"}
	set := func(u any) bson.M { return bson.M{"updates": bson.A{bson.M{"q": byID, "u": u}}} }
	many := make(bson.A, 101)
	for i := range many {
		many[i] = bson.M{"_id": fmt.Sprint(i)}
	}
	tests := []struct {
		name, command string
		body          bson.M
		allowed       bool
	}{
		{"replace by id", "update", set(bson.M{"_id": "x", "a": 1.5}), true},
		{"find in a range", "find", bson.M{"filter": bson.M{"at": bson.M{"$lt": 5}}, "projection": bson.M{"_id": 1}}, true},
		{"delete by field", "delete", bson.M{"deletes": bson.A{bson.M{"q": bson.M{"userId": "u"}}}}, true},
		{"a hundred documents", "insert", bson.M{"documents": many[:100]}, true},
		{"more than a hundred", "insert", bson.M{"documents": many}, false},
		{"NaN", "insert", bson.M{"documents": bson.A{bson.M{"a": math.NaN()}}}, false},
		{"list in a list", "insert", bson.M{"documents": bson.A{bson.M{"a": bson.A{bson.A{1}}}}}, false},
		{"filtered update", "update", bson.M{"updates": bson.A{bson.M{"q": bson.M{"_id": "x", "version": 1}, "u": bson.M{"a": 1}}}}, false},
		{"update of many", "update", bson.M{"updates": bson.A{bson.M{"q": byID, "u": bson.M{"$set": bson.M{"a": 1}}, "multi": true}}}, false},
		{"push", "update", set(bson.M{"$push": bson.M{"a": 1}}), false},
		{"pipeline", "update", set(bson.A{bson.M{"$set": bson.M{"a": "$b"}}}), false},
		{"expression", "find", bson.M{"filter": bson.M{"$expr": bson.M{"$eq": bson.A{"$a", "$b"}}}}, false},
		{"regular expression", "find", bson.M{"filter": bson.M{"a": bson.M{"$regex": "x"}}}, false},
		{"computed projection", "find", bson.M{"filter": byID, "projection": bson.M{"a": "$b"}}, false},
		{"lookup", "aggregate", bson.M{"pipeline": bson.A{bson.M{"$lookup": bson.M{}}}}, false},
		{"transaction", "commitTransaction", bson.M{}, false},
		{"partial index", "createIndexes", bson.M{"indexes": bson.A{bson.M{"key": bson.M{"a": 1}, "name": "a", "partialFilterExpression": bson.M{}}}}, false},
		{"find and modify", "findAndModify", bson.M{"query": byID}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			raw, err := bson.Marshal(tt.body)
			if err != nil {
				t.Fatal(err)
			}
			if why := storetest.Refused(tt.command, raw); (why == "") != tt.allowed {
				t.Errorf("refused: %q", why)
			}
		})
	}
}
