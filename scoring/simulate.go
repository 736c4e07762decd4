package scoring

import (
	"context"
	"math"
	"slices"
	"sync"
)

// blockDraws is how many draws share one check of the context and one partial sum.
const blockDraws = 1024

// tally is what a block of draws adds up to.
type tally struct {
	counts  []int64   // live × live, by rank
	first   []int64   // draws first
	central []float64 // live × n
	wins    []int64   // live × live, or nil
}

func (s *simulation) newTally() *tally {
	l := len(s.live)
	t := &tally{counts: make([]int64, l*l), first: make([]int64, l), central: make([]float64, l*s.res.Normalised.n)}
	if s.pairwise {
		t.wins = make([]int64, l*l)
	}
	return t
}

// aheadBlocks is how many blocks may wait for an earlier one to be added, per
// worker: enough that a worker that was held up does not hold up the others.
const aheadBlocks = 8

// run hands whole blocks to the workers and adds their floating-point sums in
// block order, whoever finishes first.
func (s *simulation) run(ctx context.Context, o MonteCarlo) (*tally, error) {
	total := s.newTally()
	blocks := (o.Draws + blockDraws - 1) / blockDraws
	workers := max(1, min(o.Workers, blocks, 64))
	var (
		mu     sync.Mutex
		turn   = sync.NewCond(&mu)
		begun  int                                      // blocks handed out
		next   int                                      // the block to be added next
		done   = make([][]float64, workers*aheadBlocks) // sums that wait, by block modulo length
		unused [][]float64
		wg     sync.WaitGroup
	)
	for range workers {
		wg.Go(func() {
			w := s.newWorker()
			mu.Lock()
			defer mu.Unlock()
			for begun < blocks && ctx.Err() == nil {
				b := begun
				begun++
				for b >= next+len(done) {
					turn.Wait()
				}
				if n := len(unused); n > 0 {
					w.t.central, unused = unused[n-1], unused[:n-1]
				} else {
					w.t.central = make([]float64, len(total.central))
				}
				mu.Unlock()
				w.block(ctx, o.Seed, b, min(blockDraws, o.Draws-b*blockDraws))
				mu.Lock()
				done[b%len(done)] = w.t.central
				for ; next < blocks && done[next%len(done)] != nil; next++ {
					for i, f := range done[next%len(done)] {
						total.central[i] += f
					}
					unused = append(unused, done[next%len(done)])
					done[next%len(done)] = nil
				}
				turn.Broadcast()
			}
			for i, c := range w.t.counts { // integers: any order will do
				total.counts[i] += c
			}
			for i, c := range w.t.first {
				total.first[i] += c
			}
			for i, c := range w.t.wins {
				total.wins[i] += c
			}
		})
	}
	wg.Wait()
	return total, ctx.Err()
}

// scoredRow is one live row in the order of a draw.
type scoredRow struct {
	score float64
	at    int32
}

// simWorker is what one worker writes to.
type simWorker struct {
	s     *simulation
	t     *tally
	d     drawer
	w     *weightDraws
	score []float64 // by live row
	rank  []scoredRow
	key   []uint8 // bucket by live row
	slow  *Result // general path: a result of its own to rescore
	tree  *tree
	work  []float64 // of rescore
}

func (s *simulation) newWorker() *simWorker {
	w := &simWorker{s: s, t: s.newTally(), w: s.plan.start(), score: make([]float64, len(s.live)), rank: make([]scoredRow, len(s.live)), key: make([]uint8, len(s.live))}
	if s.cols == nil {
		again := *s.res
		again.Normalised = s.res.Normalised.clone()
		t := *s.res.tree
		t.nodes = append([]flatNode(nil), t.nodes...)
		w.slow, w.tree, w.work = &again, &t, make([]float64, again.Normalised.m+len(t.nodes))
	}
	return w
}

// look and slowLook are how many draws pass between two looks at the context.
// On 200 × 100 values a draw takes some 40 µs, and milliseconds where it
// evaluates a whole method.
const look, slowLook = 64, 4

// block makes one block of draws, or a part of it if ctx ends: what is left
// undone is never used.
func (w *simWorker) block(ctx context.Context, seed uint64, block, draws int) {
	clear(w.t.central)
	w.w.block(seed, uint64(block))
	often := look
	if w.slow != nil {
		often = slowLook
	}
	for i := range draws {
		if i%often == 0 && ctx.Err() != nil {
			return
		}
		w.d.seed(seed, uint64(block*blockDraws+i))
		w.w.draw(&w.d)
		w.scores()
		w.count()
	}
}

// scores fills score by live row for the weights drawn, drawing the data.
func (w *simWorker) scores() {
	s := w.s
	if s.cols == nil {
		for k := range s.cells {
			c := &s.cells[k]
			w.slow.Normalised.set(c.row, c.col, c.draw(&w.d))
		}
		w.w.setTree(w.tree)
		all := w.slow.rescore(w.tree, w.work)
		for at, i := range s.live {
			w.score[at] = all[i]
		}
		return
	}
	out := w.score
	clear(out)
	c, n := 0, len(s.cols)
	for ; c+5 <= n; c += 5 { // five columns a pass: still left to right, with fewer stores
		l := len(out)
		w0, w1, w2, w3, w4 := w.w.leaf[s.used[c]], w.w.leaf[s.used[c+1]], w.w.leaf[s.used[c+2]], w.w.leaf[s.used[c+3]], w.w.leaf[s.used[c+4]]
		v0, v1, v2, v3, v4 := s.cols[c][:l], s.cols[c+1][:l], s.cols[c+2][:l], s.cols[c+3][:l], s.cols[c+4][:l]
		for i, f := range out {
			f += float64(w0 * v0[i])
			f += float64(w1 * v1[i])
			f += float64(w2 * v2[i])
			f += float64(w3 * v3[i])
			f += float64(w4 * v4[i])
			out[i] = f
		}
	}
	for ; c < n; c++ {
		f, v := w.w.leaf[s.used[c]], s.cols[c]
		for i := range out {
			out[i] += float64(f * v[i])
		}
	}
	for k := range s.cells {
		cell := &s.cells[k]
		out[cell.live] += float64(w.w.leaf[cell.col] * cell.draw(&w.d))
	}
}

// buckets is how many equal slices of the range of scores a draw is dealt into
// before it is sorted; it keeps insertion short and its branches predictable.
const buckets = 64

// sort fills rank with the draw, best first; a score of NaN comes last.
func (w *simWorker) sort() {
	r, score := w.rank, w.score
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, f := range score { // branches, not min and max: nothing is NaN here on the fast path
		if f < lo {
			lo = f
		}
		if f > hi {
			hi = f
		}
	}
	key := w.key[:len(score)]
	if scale := (buckets - 1) / (hi - lo); w.s.cols != nil && scale > 0 && scale < 1e300 {
		var place [buckets]int32
		for at, f := range score {
			k := uint8(float64((hi-f)*scale)) % buckets
			key[at] = k
			place[k]++
		}
		from := int32(0)
		for k, c := range place {
			place[k] = from
			from += c
		}
		for at, f := range score {
			k := key[at] % buckets
			r[place[k]] = scoredRow{f, int32(at)}
			place[k]++
		}
	} else {
		for at, f := range score {
			r[at] = scoredRow{f, int32(at)}
		}
	}
	if w.s.cols != nil { // no NaN on the fast path
		for p := 1; p < len(r); p++ {
			one, q := r[p], p
			for ; q > 0 && r[q-1].score < one.score; q-- {
				r[q] = r[q-1]
			}
			r[q] = one
		}
		return
	}
	slices.SortFunc(r, func(a, b scoredRow) int {
		switch {
		case a.score > b.score || a.score == a.score && b.score != b.score:
			return -1
		case a.score < b.score || a.score != a.score && b.score == b.score:
			return 1
		}
		return int(a.at - b.at)
	})
}

// count sorts the draw and adds it to the tally.
func (w *simWorker) count() {
	w.sort()
	r, l, start, tol, counts := w.rank, len(w.rank), 0, w.s.tol, w.t.counts
	cut := math.Inf(1) // the least score that ties the best of the group
	for p := range r {
		if s := r[p].score; !(s >= cut) {
			start = p
			cut = s - float64(tol*max(1, math.Abs(s)))
		}
		at := int(r[p].at)
		counts[at*l+start]++
		if w.t.wins != nil {
			for _, above := range r[:start] {
				w.t.wins[int(above.at)*l+at]++
			}
		}
		if start == 0 {
			w.t.first[at]++
			n := w.s.res.Normalised.n
			sum := w.t.central[at*n : (at+1)*n]
			for j, f := range w.w.leaf {
				sum[j] += f
			}
		}
	}
}
