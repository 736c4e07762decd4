package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

func small(id string) appraisal.Model {
	return appraisal.Model{ID: id, Team: "team", Kind: appraisal.OwnModel, Name: catalog.Text{Zh: "模型", En: "model"}}
}

func BenchmarkGet(b *testing.B) {
	s := storetest.Open(b)
	if _, err := s.SaveModel(b.Context(), small("m"), by("model.save")); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Model(b.Context(), "m"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGetShipped reads the largest model there is.
func BenchmarkGetShipped(b *testing.B) {
	s := storetest.Open(b)
	m := load(b).Models[0]
	m.Version = 0
	if _, err := s.SaveModel(b.Context(), m, by("model.save")); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Model(b.Context(), m.ID); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSave(b *testing.B) {
	s := storetest.Open(b)
	m := small("m")
	for b.Loop() {
		var err error
		if m, err = s.SaveModel(b.Context(), m, by("model.save")); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSaveWitnessed is BenchmarkSave with each event signed and noted.
func BenchmarkSaveWitnessed(b *testing.B) {
	s := storetest.OpenWith(b, store.Config{Witness: openWitness(b, b.TempDir())})
	m := small("m")
	for b.Loop() {
		var err error
		if m, err = s.SaveModel(b.Context(), m, by("model.save")); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSave8 is eight people saving different things.
func BenchmarkSave8(b *testing.B) {
	s := storetest.Open(b)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			m := small(fmt.Sprint(w))
			for range b.N/8 + 1 {
				var err error
				if m, err = s.SaveModel(context.Background(), m, by("model.save")); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkTenThousand is about a store with ten thousand things: a page of
// fifty, a page of the trail, and starting.
func BenchmarkTenThousand(b *testing.B) {
	dir := b.TempDir()
	s, closeBoth := openIn(b, dir)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 2500 {
				if _, err := s.SaveModel(context.Background(), small(fmt.Sprintf("m%d-%04d", w, i)), by("model.save")); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.Run("List50", func(b *testing.B) {
		for b.Loop() {
			if items, total, err := s.FindModels(b.Context(), store.Query{Sort: "-updatedAt", Page: 7, PageSize: 50}); err != nil || total != 10000 || len(items) != 50 {
				b.Fatal(len(items), total, err)
			}
		}
	})
	b.Run("Events50", func(b *testing.B) {
		for b.Loop() {
			if items, total, err := s.Events(b.Context(), store.Filter{UserID: "u1", Page: 7, PageSize: 50}); err != nil || total != 10000 || len(items) != 50 {
				b.Fatal(len(items), total, err)
			}
		}
	})
	b.Run("Get", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Model(b.Context(), "m2-0100"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Verify", func(b *testing.B) {
		for b.Loop() {
			if r, err := s.Verify(b.Context()); err != nil || !r.OK() {
				b.Fatal(r.Break, err)
			}
		}
	})
	outer := b
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			closeBoth()
			s, closeBoth = openIn(outer, dir)
		}
	})
	closeBoth()
}
