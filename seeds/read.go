package seeds

import (
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// reader reads the CSV files and keeps the first error, so that the loaders
// read like the tables they fill.
type reader struct{ err error }

func (r *reader) fail(name string, line int, err error) {
	if r.err == nil {
		r.err = fmt.Errorf("%s:%d: %w", name, line, err)
	}
}

func (r *reader) failText(name string, line int, text string) {
	if r.err == nil {
		r.err = fmt.Errorf("%s:%d: %s", name, line, text)
	}
}

// row is one line of a table; a column is asked for by name.
type row struct {
	r     *reader
	file  string
	line  int
	index map[string]int
	cells []string
}

func (r *reader) rows(name string) []row {
	f, err := files.Open(name)
	if err != nil {
		r.fail(name, 0, err)
		return nil
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil || len(all) == 0 {
		r.fail(name, 0, fmt.Errorf("cannot be read: %w", err))
		return nil
	}
	index := make(map[string]int, len(all[0]))
	for i, h := range all[0] {
		index[h] = i
	}
	out := make([]row, len(all)-1)
	for i, cells := range all[1:] {
		out[i] = row{r: r, file: name, line: i + 2, index: index, cells: cells}
	}
	return out
}

func (x row) text(column string) string {
	i, ok := x.index[column]
	if !ok {
		x.r.failText(x.file, 1, "no column "+column)
		return ""
	}
	return x.cells[i]
}

func (x row) list(column string) []string {
	out := []string{}
	for _, s := range strings.Split(x.text(column), ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (x row) number(column string) float64 {
	v, err := strconv.ParseFloat(x.text(column), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		x.r.failText(x.file, x.line, column+" is no finite number")
	}
	return v
}

// optional is nil for an empty cell.
func (x row) optional(column string) *float64 {
	if x.text(column) == "" {
		return nil
	}
	v := x.number(column)
	return &v
}

func (x row) integer(column string) int {
	v, err := strconv.Atoi(x.text(column))
	if err != nil {
		x.r.failText(x.file, x.line, column+" is no whole number")
	}
	return v
}

func (x row) truth(column string) bool {
	switch x.text(column) {
	case "true", "1":
		return true
	case "false", "0":
		return false
	}
	x.r.failText(x.file, x.line, column+" is neither true nor false")
	return false
}
