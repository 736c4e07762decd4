package intake

import (
	"context"
	"io"
	"strconv"
)

// meter counts the bytes read, reports them and stops a reading whose context
// has ended. Everything a reading reads passes through it.
type meter struct {
	ctx         context.Context
	report      func(done, total int64)
	done, total int64
	reported    int64
}

// reportEvery is how many bytes pass between two reports.
const reportEvery = 1 << 20

func (m *meter) add(n int) error {
	m.done += int64(n)
	if m.done-m.reported >= reportEvery {
		m.tell()
	}
	return m.ctx.Err()
}

func (m *meter) tell() {
	m.reported = m.done
	if m.report != nil {
		m.report(min(m.done, m.total), m.total)
	}
}

// finish reports the end.
func (m *meter) finish() {
	if m.report != nil && m.total > 0 {
		m.report(m.total, m.total)
	}
}

// meteredReader passes r through the meter.
type meteredReader struct {
	r io.Reader
	m *meter
}

func (r meteredReader) Read(p []byte) (int, error) {
	if len(p) > 64<<10 {
		p = p[:64<<10] // short steps, so that a cancelled reading stops at once
	}
	n, err := r.r.Read(p)
	if cerr := r.m.add(n); cerr != nil {
		return n, cerr
	}
	return n, err
}

func itoa(n int) string { return strconv.Itoa(n) }

// formatFloat writes v as the catalogue's digests do: the shortest decimal that
// gives the same double.
func formatFloat(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// columnName is a spreadsheet's name of column n, from 1: A, B, … Z, AA.
func columnName(n int) string {
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append([]byte{byte('A' + (n-1)%26)}, b...)
	}
	return string(b)
}
