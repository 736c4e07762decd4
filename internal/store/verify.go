package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// Verify checks the whole store: the chain of events against itself, the
// witness's checkpoints and signatures; the content each event names; each object against its
// last event, and that there is no object without one; each part of each
// dataset against its digest. Nothing is taken from memory.
//
// The report's Break is the first thing that does not hold. An error means
// that it could not be found out.
func (s *Store) Verify(ctx context.Context) (audit.Report, error) {
	const op = "store.Verify"
	var checkpoints []audit.Checkpoint
	var signed func(audit.Event) bool
	if s.witness != nil {
		signed = s.witness.Made
		var err error
		if checkpoints, err = s.witness.Checkpoints(); err != nil {
			return audit.Report{}, fault.Wrap(op, err)
		}
	}
	// Checkpoints before events: an event that is signed while we read is
	// among the events, and never the other way round.
	events, err := s.scanEvents(ctx, nil)
	if err != nil {
		return audit.Report{}, fault.Wrap(op, err)
	}
	r := audit.Verify(events, checkpoints, signed)
	if !r.OK() {
		return r, nil
	}
	v := verifier{s: s, report: &r, last: newLog()}
	for _, step := range []func(context.Context, []audit.Event) error{v.contents, v.objects, v.datasetParts} {
		if err := step(ctx, events); err != nil {
			return r, fault.Wrap(op, err)
		}
		if !r.OK() {
			break
		}
	}
	return r, nil
}

type verifier struct {
	s      *Store
	report *audit.Report
	last   eventLog // heads as the events say, nothing else
}

func (v *verifier) found(seq int64, code string, of audit.Ref, detail string) {
	v.report.Break = &audit.Break{Seq: seq, Code: code, Object: of, Detail: detail}
}

// contents checks that what each event names is there and unaltered.
func (v *verifier) contents(ctx context.Context, events []audit.Event) error {
	sound := map[string]bool{}
	err := v.s.scan(ctx, contentCollection, bson.D{}, nil, func(raw bson.Raw) error {
		id, _ := raw.Lookup("_id").StringValueOK()
		text, ok := raw.Lookup("text").StringValueOK()
		sound[id] = ok && audit.Digest([]byte(text)) == id
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range events {
		v.last.add(e)
		if e.After != "" && !sound[e.After] {
			v.found(e.Seq, audit.Content, e.Object, fmt.Sprintf("what event %d left behind is gone or altered", e.Seq))
			return nil
		}
	}
	return nil
}

// objects compares each object with its last event, and looks for documents
// that no event made.
func (v *verifier) objects(ctx context.Context, _ []audit.Event) error {
	for _, n := range nouns {
		kind, collection := n.name()
		heads, fit := v.last.heads[kind], map[string]bool{}
		var strangers []string
		err := v.s.scan(ctx, collection, bson.D{}, nil, func(raw bson.Raw) error {
			id, _ := raw.Lookup("_id").StringValueOK()
			h, known := heads[id]
			if !known {
				strangers = append(strangers, id)
			}
			fit[id] = known && n.fits(raw, h)
			return nil
		})
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(heads)) {
			h := heads[id]
			if !fit[id] {
				why, err := v.compare(ctx, n, id, h)
				if err != nil {
					return err
				}
				if why != "" {
					v.found(h.seqs[len(h.seqs)-1], audit.State, audit.Ref{Kind: kind, ID: id, Version: h.version}, why)
					return nil
				}
			}
			v.report.Objects++
		}
		if err := v.strangers(ctx, kind, strangers); err != nil || !v.report.OK() {
			return err
		}
	}
	return nil
}

// compare looks again before it finds something: between an event and its
// document, a running save is no forgery.
func (v *verifier) compare(ctx context.Context, n stored, id string, h head) (why string, err error) {
	kind, _ := n.name()
	for range 3 {
		err = v.s.each(ctx, func(ctx context.Context) (err error) { why, err = n.compare(ctx, v.s, id, h); return err })
		if err != nil || why == "" {
			return "", err
		}
		time.Sleep(20 * time.Millisecond)
		if err := v.s.follow(ctx); err != nil {
			return "", err
		}
		h, _ = v.s.log.head(kind, id)
	}
	return why, nil
}

// strangers looks again for documents that no event made: they may be newer
// than the events that were read.
func (v *verifier) strangers(ctx context.Context, kind string, ids []string) error {
	for _, id := range ids {
		if err := v.s.follow(ctx); err != nil {
			return err
		}
		if _, known := v.s.log.head(kind, id); !known {
			v.found(0, audit.State, audit.Ref{Kind: kind, ID: id}, fmt.Sprintf("no event made %s %q", kind, id))
			return nil
		}
	}
	return nil
}

// datasetParts checks every series and table that a dataset names.
func (v *verifier) datasetParts(ctx context.Context, _ []audit.Event) error {
	checked := map[string]bool{}
	for id, h := range v.last.heads[datasets.kind] {
		d, err := v.s.Dataset(ctx, id)
		if err != nil {
			return err
		}
		ref := audit.Ref{Kind: datasets.kind, ID: id, Version: h.version}
		seq := h.seqs[len(h.seqs)-1]
		if d.ContentDigest() != d.Digest {
			v.found(seq, audit.Content, ref, "the digest of "+id+" is not that of its parts")
			return nil
		}
		parts := map[string]string{d.Tables: tablesCollection}
		for _, se := range d.Series {
			parts[se.Digest] = seriesCollection
		}
		for digest, collection := range parts {
			if checked[digest] {
				continue
			}
			checked[digest] = true
			err := v.s.each(ctx, func(ctx context.Context) error { _, err := v.s.part(ctx, collection, digest); return err })
			if fault.Is(err, fault.Unavailable) {
				return err
			}
			if err != nil {
				v.found(seq, audit.Content, ref, fmt.Sprintf("a part of %s (%s %s) is gone or altered", id, collection, digest))
				return nil
			}
		}
	}
	return nil
}

// each runs one step of something long with the time of one call.
func (s *Store) each(ctx context.Context, step func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return step(ctx)
}
