package audit

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parksite/internal/fault"
)

// trail returns n events in a sound chain, signed by w.
func trail(t *testing.T, n int, w *Witness) []Event {
	t.Helper()
	var all []Event
	prev := ""
	for i := range n {
		e, err := Seal(Event{
			At:    time.Date(2026, 1, 1, 0, 0, i, 123456789, time.FixedZone("CST", 8*3600)),
			Actor: Actor{UserID: "u1", Username: "analyst"}, Action: "ranking.edit", Reason: "因为",
			Object: Ref{Kind: "ranking", ID: "r1", Version: int64(i + 1)}, From: int64(i), After: fmt.Sprintf("sha256:%d", i),
		}, int64(i+1), prev)
		if err != nil {
			t.Fatal(err)
		}
		if w != nil {
			e = w.Signed(e)
			if err := w.Note(e); err != nil {
				t.Fatal(err)
			}
		}
		all, prev = append(all, e), e.Hash
	}
	return all
}

func witness(t *testing.T) (*Witness, string) {
	t.Helper()
	dir := t.TempDir()
	w, err := OpenWitness(filepath.Join(dir, "key"), filepath.Join(dir, "log"), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w, dir
}

func checkpoints(t *testing.T, w *Witness) []Checkpoint {
	t.Helper()
	cs, err := w.Checkpoints()
	if err != nil {
		t.Fatal(err)
	}
	return cs
}

// rechain seals events anew from index i on, as somebody would who knows the
// algorithm and can write the database.
func rechain(t *testing.T, all []Event, i int) {
	t.Helper()
	prev := ""
	if i > 0 {
		prev = all[i-1].Hash
	}
	for ; i < len(all); i++ {
		e, err := Seal(all[i], int64(i+1), prev)
		if err != nil {
			t.Fatal(err)
		}
		all[i], prev = e, e.Hash
	}
}

// after is a well-formed event that follows last.
func after(t *testing.T, last Event) Event {
	t.Helper()
	e, err := Seal(last, last.Seq+1, last.Hash)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The form of an event's hash is part of every stored trail: a change of this
// value breaks them all. Python's json.dumps with sorted keys and hashlib give the same.
func TestSealIsFixed(t *testing.T) {
	e, err := Seal(Event{
		At: time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC), Actor: System, Action: "dataset.publish",
		Object: Ref{Kind: "dataset", ID: "ds-1", Version: 1}, After: "sha256:00", Keys: map[string]string{"number": "1"},
	}, 1, "")
	if err != nil {
		t.Fatal(err)
	}
	const want = "cd7627c4941832ec4b076351fd65803d9e2f62aae8c4d5350b8c50aa12f38d87"
	if e.Hash != want {
		t.Errorf("hash %s, want %s", e.Hash, want)
	}
}

func TestVerifySound(t *testing.T) {
	w, _ := witness(t)
	all := trail(t, 9, w)
	r := Verify(all, checkpoints(t, w), w.Made)
	if !r.OK() || r.Events != 9 || r.Checkpoints != 9 || r.Hash != all[8].Hash {
		t.Errorf("%+v %+v", r, r.Break)
	}
	if r := Verify(nil, nil, nil); !r.OK() {
		t.Errorf("an empty trail: %+v", r.Break)
	}
}

// Between the event and its checkpoint a process may die: then the event's own
// signature holds it. Of events from before there were signatures, only the
// checkpoints speak.
func TestVerifyUnnoted(t *testing.T) {
	w, _ := witness(t)
	all := trail(t, 9, w)
	last := w.Signed(after(t, all[8]))
	if r := Verify(append(all, last), checkpoints(t, w), w.Made); !r.OK() || r.Checkpoints != 9 || r.Signatures != 1 {
		t.Errorf("signed and not noted: %+v %+v", r, r.Break)
	}
	for i := range all {
		all[i].Signature = ""
	}
	if r := Verify(all, checkpoints(t, w), w.Made); !r.OK() {
		t.Errorf("noted and not signed: %+v", r.Break)
	}
	if r := Verify(all, nil, w.Made); r.OK() || r.Break.Code != Unsigned || r.Break.Seq != 1 {
		t.Errorf("neither: %+v", r.Break)
	}
}

// Processes that share a secret make the same key, and each knows the other's
// events; another secret makes another key.
func TestSharedKey(t *testing.T) {
	open := func(secret string) *Witness {
		dir := t.TempDir()
		w, err := OpenWitness(filepath.Join(dir, "key"), filepath.Join(dir, "log"), secret)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = w.Close() })
		return w
	}
	e := open("one").Signed(trail(t, 1, nil)[0])
	if !open("one").Made(e) || open("two").Made(e) || open("").Made(e) {
		t.Error("the key does not follow from the secret alone")
	}
}

// Beside a running program its log is read and never written.
func TestJoinWitness(t *testing.T) {
	w, dir := witness(t)
	all := trail(t, 3, w)
	key, log := filepath.Join(dir, "key"), filepath.Join(dir, "log")
	if err := os.Chmod(log, 0o400); err != nil {
		t.Fatal(err)
	}
	j, err := JoinWitness(key, log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}()
	next := j.Signed(after(t, all[2]))
	if err := j.Note(next); err != nil {
		t.Fatal(err)
	}
	r := Verify(append(all, next), checkpoints(t, j), j.Made)
	if !r.OK() || r.Checkpoints != 3 || r.Signatures != 1 {
		t.Errorf("%+v %+v", r, r.Break)
	}
	if !w.Made(next) {
		t.Error("the running program does not know what was signed beside it")
	}
	if _, err := JoinWitness(filepath.Join(dir, "none"), log); !fault.Is(err, fault.Unavailable) {
		t.Errorf("without a key: %v", err)
	}
	if _, err := JoinWitness(key, filepath.Join(dir, "none")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("without a log: %v", err)
	}
}

func BenchmarkSeal(b *testing.B) {
	e := Event{At: time.Now(), Actor: System, Action: "ranking.edit", Object: Ref{Kind: "ranking", ID: "r1", Version: 2}, From: 1, After: "sha256:00"}
	for b.Loop() {
		if _, err := Seal(e, 7, "00"); err != nil {
			b.Fatal(err)
		}
	}
}

func benchWitness(b *testing.B) (*Witness, Event) {
	dir := b.TempDir()
	w, err := OpenWitness(filepath.Join(dir, "key"), filepath.Join(dir, "log"), "")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = w.Close() })
	e, err := Seal(Event{At: time.Now(), Actor: System, Action: "ranking.edit"}, 7, "00")
	if err != nil {
		b.Fatal(err)
	}
	return w, w.Signed(e)
}

// BenchmarkSigned is what signing adds to a write, BenchmarkMade what checking
// one event's signature takes.
func BenchmarkSigned(b *testing.B) {
	w, e := benchWitness(b)
	for b.Loop() {
		w.Signed(e)
	}
}

func BenchmarkMade(b *testing.B) {
	w, e := benchWitness(b)
	for b.Loop() {
		if !w.Made(e) {
			b.Fatal("not made")
		}
	}
}

func TestVerifyFinds(t *testing.T) {
	tests := []struct {
		name   string
		tamper func(*testing.T, []Event) []Event
		seq    int64
		code   string
	}{
		{"edited field", func(_ *testing.T, es []Event) []Event { es[4].Reason = "x"; return es }, 5, Edited},
		{"edited time by a millisecond", func(_ *testing.T, es []Event) []Event { es[4].At = es[4].At.Add(time.Millisecond); return es }, 5, Edited},
		{"edited and its own hash set right", func(t *testing.T, es []Event) []Event {
			es[4].Reason = "x"
			h, err := hashOf(es[4])
			if err != nil {
				t.Fatal(err)
			}
			es[4].Hash = h
			return es
		}, 5, Rechained},
		{"hash under another algorithm's name", func(_ *testing.T, es []Event) []Event { es[4].Algorithm = "none"; return es }, 5, Edited},
		{"deleted in the middle", func(_ *testing.T, es []Event) []Event { return slices.Delete(es, 4, 5) }, 5, Missing},
		{"deleted first", func(_ *testing.T, es []Event) []Event { return es[1:] }, 1, Missing},
		{"deleted, the rest moved up", func(_ *testing.T, es []Event) []Event {
			es = slices.Delete(es, 4, 5)
			for i := 4; i < len(es); i++ {
				es[i].ID, es[i].Seq = Key(int64(i+1)), int64(i+1)
			}
			return es
		}, 5, Edited},
		{"two swapped", func(_ *testing.T, es []Event) []Event {
			es[4], es[5] = es[5], es[4]
			es[4].ID, es[5].ID = es[5].ID, es[4].ID
			return es
		}, 5, Swapped},
		{"inserted at the end", func(t *testing.T, es []Event) []Event {
			e, err := Seal(es[8], 10, "not the one before")
			if err != nil {
				t.Fatal(err)
			}
			return append(es, e)
		}, 10, Inserted},
		{"one appended that fits", func(t *testing.T, es []Event) []Event { return append(es, after(t, es[8])) }, 10, Unsigned},
		{"one appended with a signature from before", func(t *testing.T, es []Event) []Event {
			e := after(t, es[8])
			e.Signature = es[8].Signature
			return append(es, e)
		}, 10, Unsigned},
		{"one appended with another key's signature", func(t *testing.T, es []Event) []Event {
			other, _ := witness(t)
			return append(es, other.Signed(after(t, es[8])))
		}, 10, Unsigned},
		{"inserted under an odd id", func(_ *testing.T, es []Event) []Event {
			odd := es[4]
			odd.ID += "a"
			return slices.Insert(es, 5, odd)
		}, 6, Inserted},
		{"tail cut", func(_ *testing.T, es []Event) []Event { return es[:6] }, 7, Cut},
		{"all gone", func(*testing.T, []Event) []Event { return nil }, 1, Cut},
		{"chained anew from the fourth", func(t *testing.T, es []Event) []Event { es[3].Reason = "x"; rechain(t, es, 3); return es }, 4, Rechained},
		{"tail cut and written on", func(t *testing.T, es []Event) []Event { es[6].Reason = "x"; rechain(t, es, 6); return es }, 7, Rechained},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, _ := witness(t)
			r := Verify(tt.tamper(t, trail(t, 9, w)), checkpoints(t, w), w.Made)
			if r.OK() {
				t.Fatal("not found")
			}
			if r.Break.Seq != tt.seq || r.Break.Code != tt.code {
				t.Errorf("found %+v, want %s at %d", r.Break, tt.code, tt.seq)
			}
		})
	}
}

func TestForgedCheckpoint(t *testing.T) {
	w, dir := witness(t)
	all := trail(t, 3, w)
	log := filepath.Join(dir, "log")
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	other, otherDir := witness(t)
	trail(t, 3, other)
	foreign, err := os.ReadFile(filepath.Join(otherDir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	for name, forged := range map[string]string{
		"hash changed":    strings.Replace(string(text), all[1].Hash, all[0].Hash, 1),
		"another's key":   string(foreign),
		"no checkpoint":   string(text) + "hello\n",
		"empty signature": strings.Replace(string(text), `"signature":"`, `"signature":"A`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(log, []byte(forged), 0o600); err != nil {
				t.Fatal(err)
			}
			if r := Verify(all, checkpoints(t, w), w.Made); r.OK() || r.Break.Code != Forged {
				t.Errorf("%+v", r.Break)
			}
		})
	}
}

func TestWitness(t *testing.T) {
	w, dir := witness(t)
	all := trail(t, 3, w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	key, log := filepath.Join(dir, "key"), filepath.Join(dir, "log")
	for _, f := range []string{key, log} {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f, info.Mode(), err)
		}
	}
	// A crash in the middle of a line.
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(log, text[:len(text)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := OpenWitness(key, log, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Last(); got != 2 {
		t.Errorf("last signed %d, want 2", got)
	}
	if err := again.Note(all[2]); err != nil {
		t.Fatal(err)
	}
	if r := Verify(all, checkpoints(t, again), again.Made); !r.OK() || r.Checkpoints != 3 {
		t.Errorf("%+v %+v", r, r.Break)
	}
	// A log that cannot be written says so and keeps the line.
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if err := again.Note(all[2]); !fault.Is(err, fault.Unavailable) {
		t.Errorf("signing into a closed log: %v", err)
	}
	if err := os.WriteFile(key, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenWitness(key, log, ""); err == nil {
		t.Error("a key file of nonsense was taken")
	}
}
