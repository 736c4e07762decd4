package main

import (
	"context"
	"fmt"
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/store"
	"parksite/seeds"
)

// verify checks the chain of events, their signatures and checkpoints, every
// object and dataset against them, and recomputes the sealed rankings named, or all.
func verify(ctx context.Context, c console, args []string) error {
	fs := flags("verify")
	adopt := fs.Bool("adopt", false, "sign, with the key of this data directory, a sound trail that comes from elsewhere")
	ids, err := parse(fs, args)
	if err != nil {
		return err
	}
	cfg, err := settings()
	if err != nil {
		return err
	}
	if !hasStore(cfg) {
		return fmt.Errorf("there is no store in %s to verify", cfg.DataDir)
	}
	s, err := openStore(ctx, cfg, c)
	if err != nil {
		return err
	}
	defer s.close(ctx)
	if *adopt {
		n, err := s.Adopt(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "adopted: %d events that the key of this data directory had not signed\n", n)
	}
	report, err := s.Verify(ctx)
	if err != nil {
		return err
	}
	if b := report.Break; b != nil {
		object := ""
		if b.Object.Kind != "" { // unknown where the trail is cut
			object = ", " + b.Object.Kind + " " + b.Object.ID
		}
		return fmt.Errorf("event %d%s: %s (%s)", b.Seq, object, b.Detail, b.Code)
	}
	fmt.Fprintf(c.out, "chain: %d events hold, %d signed checkpoints, %d by their own signatures, %d objects as their last events left them\n",
		report.Events, report.Checkpoints, report.Signatures, report.Objects)
	datasets, _, err := s.Datasets(ctx, 1, 0)
	if err != nil {
		return err
	}
	for _, d := range slices.Backward(datasets) { // oldest first
		fmt.Fprintf(c.out, "dataset %s: %s, every series and table as its digest says\n", d.ID, d.Digest)
	}
	return verifyRankings(ctx, c, s.Store, ids)
}

// verifyRankings recomputes sealed rankings and compares digests.
func verifyRankings(ctx context.Context, c console, s *store.Store, ids []string) error {
	var rankings []appraisal.Ranking
	if len(ids) == 0 {
		all, _, err := s.FindRankings(ctx, store.Query{})
		if err != nil {
			return err
		}
		rankings = all
	}
	for _, id := range ids {
		r, err := s.Ranking(ctx, id)
		if fault.Is(err, fault.NotFound) {
			return fmt.Errorf("there is no ranking %q", id)
		}
		if err != nil {
			return err
		}
		rankings = append(rankings, r)
	}
	snapshots := map[string]*catalog.Snapshot{}
	sealed := 0
	for _, r := range rankings {
		if r.Sealed == nil || r.Review.Editable() { // a returned one may have changed since
			if len(ids) > 0 {
				return fmt.Errorf("ranking %s is a draft: there is nothing sealed to recompute", r.ID)
			}
			continue
		}
		snap := snapshots[r.DatasetID]
		if snap == nil {
			var err error
			if snap, err = s.Snapshot(ctx, r.DatasetID); err != nil {
				return err
			}
			snapshots[r.DatasetID] = snap
		}
		var list *catalog.NegativeList
		var on string
		if used := r.Sealed.NegativeList; used != nil {
			l, err := s.NegativeListVersion(ctx, used.ID, used.Version)
			if err != nil {
				return err
			}
			list, on = &l, used.On
		}
		digest, err := recomputed(ctx, s, r, snap, list, on)
		if err != nil {
			return fmt.Errorf("ranking %s cannot be recomputed: %w", r.ID, err)
		}
		if d := snap.Dataset().Digest; d != r.Sealed.DatasetDigest {
			return fmt.Errorf("ranking %s: dataset %s has digest %s, %s was sealed", r.ID, r.DatasetID, d, r.Sealed.DatasetDigest)
		}
		if digest != r.Sealed.Digest {
			return fmt.Errorf("ranking %s recomputes to %s, sealed is %s", r.ID, digest, r.Sealed.Digest)
		}
		sealed++
		if r.Subject == appraisal.OfCountries {
			fmt.Fprintf(c.out, "ranking %s: %s\n", r.ID, digest)
		} else {
			fmt.Fprintf(c.out, "ranking %s (%s): %s\n", r.ID, r.Subject, digest)
		}
	}
	fmt.Fprintf(c.out, "rankings: %d sealed ones recompute to their digests\n", sealed)
	return nil
}

// recomputed is the digest that a ranking's recipe gives, whatever its subject:
// of a layout after solving and testing it again.
func recomputed(ctx context.Context, s *store.Store, r appraisal.Ranking, snap *catalog.Snapshot, list *catalog.NegativeList, on string) (string, error) {
	switch r.Subject {
	case appraisal.OfLayout:
		b, err := layoutBasis(ctx, s, snap, r.Layout.Models, r.Layout.SiteModel)
		if err != nil {
			return "", err
		}
		p, err := b.Prepare(*r.Layout, r.Year, list, on)
		if err != nil {
			return "", err
		}
		study, err := p.NewStudy(ctx, r.Layout.Places, true, r.Seed)
		return study.Digest, err
	case appraisal.OfSites:
		b, err := layoutBasis(ctx, s, snap, r.Sites.Models, r.Sites.SiteModel)
		if err != nil {
			return "", err
		}
		study, err := b.RankSites(ctx, *r.Sites, r.Year, r.Seed)
		return study.Digest, err
	default:
		result, err := r.Evaluate(snap, list, on)
		return result.Digest, err
	}
}

// layoutBasis is what sites and layouts are worked out from, with the versions
// of the models that were sealed.
func layoutBasis(ctx context.Context, s *store.Store, snap *catalog.Snapshot, models []appraisal.Origin, sites *appraisal.Origin) (layout.Basis, error) {
	data, err := seeds.Load()
	if err != nil {
		return layout.Basis{}, err
	}
	b := layout.Basis{Snapshot: snap, Strategies: data.Strategies, Industries: data.Industries, Sites: data.Sites, LandUse: data.LandUse}
	if sites != nil {
		models = append(slices.Clone(models), *sites)
	}
	for _, x := range models {
		m, err := s.PastModel(ctx, x.ID, x.Version)
		if err != nil {
			return b, err
		}
		b.Models = append(b.Models, m)
	}
	return b, nil
}
