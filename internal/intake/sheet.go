package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parksite/internal/fault"
)

// sheetRows reads one sheet's rows as a stream.
type sheetRows struct {
	w      *workbook
	d      *xml.Decoder
	close  func() error
	cells  []cell
	row    int
	merges []mergedRange // by first row
	texts  []string      // of merges, once met
	flags  []bool        // of merges: met
	ended  bool          // sheetData is over
	past   int           // merges before this one are above the row
}

type mergedRange struct{ firstRow, lastRow, firstCol, lastCol int }

// openSheet starts reading a sheet; the caller closes it.
func (w *workbook) openSheet(f *zip.File) (*sheetRows, error) {
	merges, err := findMerges(f, w.meter.ctx.Err)
	if err != nil {
		return nil, err
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged()
	}
	// RawToken resolves no namespaces and keeps no stack: depth costs nothing.
	return &sheetRows{w: w, d: xml.NewDecoder(meteredReader{r, w.meter}), close: r.Close,
		merges: merges, texts: make([]string, len(merges)), flags: make([]bool, len(merges))}, nil
}

var mergePattern = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"`)

// maxMerges bounds how many merged ranges a sheet may have.
const maxMerges = 5000

// findMerges looks for the merged ranges, which the format puts behind the rows
// they are about, by a pass over the bytes that parses nothing else.
func findMerges(f *zip.File, stopped func() error) ([]mergedRange, error) {
	r, err := f.Open()
	if err != nil {
		return nil, damaged()
	}
	defer func() { _ = r.Close() }()
	var out []mergedRange
	buf := make([]byte, 0, 256<<10)
	mark := []byte("mergeCell ")
	for {
		n, err := io.ReadFull(r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if cerr := stopped(); cerr != nil {
			return nil, cerr
		}
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return nil, damaged()
		}
		keep := 0
		if bytes.Contains(buf, mark) {
			for _, m := range mergePattern.FindAllSubmatchIndex(buf, -1) {
				a, aok := cellRef(string(buf[m[2]:m[3]]))
				b, bok := cellRef(string(buf[m[4]:m[5]]))
				keep = m[1]
				if aok && bok && a.row <= b.row && a.col <= b.col {
					out = append(out, mergedRange{a.row, b.row, a.col, b.col})
				}
			}
			if len(out) > maxMerges {
				return nil, fault.Newf("intake.findMerges", fault.TooLarge, "import.tooManyMerges", "more than %d merged ranges", maxMerges)
			}
		}
		if last {
			slices.SortFunc(out, func(a, b mergedRange) int { return a.firstRow - b.firstRow })
			return out, nil
		}
		keep = max(keep, len(buf)-200) // a mark may be cut at the end
		buf = append(buf[:0], buf[keep:]...)
	}
}

type ref struct{ row, col int }

// cellRef parses "AB12".
func cellRef(s string) (ref, bool) {
	var r ref
	i := 0
	for ; i < len(s) && s[i] >= 'A' && s[i] <= 'Z'; i++ {
		if r.col = r.col*26 + int(s[i]-'A') + 1; r.col > 16384 {
			return ref{}, false
		}
	}
	if i == 0 || i == len(s) || len(s)-i > 7 {
		return ref{}, false
	}
	n, err := strconv.Atoi(s[i:])
	r.row = n
	return r, err == nil && n >= 1 && n <= 1<<20
}

// next reads one row. Empty cells between filled ones are there; a row that the
// file leaves out is not returned.
func (s *sheetRows) next() ([]cell, int, error) {
	for !s.ended {
		t, err := s.token()
		if err != nil {
			return nil, 0, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "row" {
				return s.readRow(t)
			}
		case xml.EndElement:
			s.ended = t.Name.Local == "sheetData"
		}
	}
	return nil, 0, io.EOF
}

func (s *sheetRows) token() (xml.Token, error) {
	t, err := s.d.RawToken()
	if errors.Is(err, io.EOF) {
		return nil, damaged() // a sheet ends with </sheetData>, not with the file
	}
	if err != nil {
		return nil, xmlError(err)
	}
	if _, ok := t.(xml.Directive); ok {
		return nil, xmlError(errDeclaration)
	}
	return t, nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func (s *sheetRows) readRow(e xml.StartElement) ([]cell, int, error) {
	const op = "intake.readRow"
	row := s.row + 1
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < row || n > 1<<20 {
			return nil, 0, damaged()
		}
		row = n
	}
	s.row, s.cells = row, s.cells[:0]
	for {
		t, err := s.token()
		if err != nil {
			return nil, 0, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			col := len(s.cells) + 1
			if r := attr(t, "r"); r != "" {
				at, ok := cellRef(r)
				if !ok || at.row != row || at.col < col {
					return nil, 0, damaged()
				}
				col = at.col
			}
			if col > s.w.limits.Columns {
				return nil, 0, fault.Newf(op, fault.TooLarge, "import.tooManyColumns", "row %d has more than %d columns", row, s.w.limits.Columns)
			}
			c, err := s.readCell(t)
			if err != nil {
				return nil, 0, err
			}
			for len(s.cells) < col-1 {
				s.cells = append(s.cells, cell{})
			}
			s.cells = append(s.cells, c)
		case xml.EndElement:
			if t.Name.Local == "row" {
				s.spread(row)
				return s.cells, row, nil
			}
		}
	}
}

// readCell reads <c>, up to its end.
func (s *sheetRows) readCell(e xml.StartElement) (cell, error) {
	var c cell
	var text strings.Builder
	kind, inText, phonetic, depth := attr(e, "t"), false, false, 1
	for depth > 0 {
		t, err := s.token()
		if err != nil {
			return c, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			switch t.Name.Local {
			case "f":
				c.formula = true
			case "v", "t":
				inText = !phonetic
			case "rPh":
				phonetic = true
			}
		case xml.EndElement:
			depth--
			switch t.Name.Local {
			case "v", "t":
				inText = false
			case "rPh":
				phonetic = false
			}
		case xml.CharData:
			if inText && text.Len() < maxCellText {
				text.Write(t)
			}
		}
	}
	c.text = strings.TrimSpace(text.String())
	switch kind {
	case "s":
		i, err := strconv.Atoi(c.text)
		if err != nil || i < 0 || i >= len(s.w.shared) {
			return c, damaged()
		}
		c.text = strings.TrimSpace(s.w.shared[i])
	case "str", "inlineStr":
	case "b":
		c.kind = boolCell
	case "e":
		c.kind = errorCell
	case "d": // an ISO 8601 date
		if y, ok := parseYear(c.text); ok {
			c.kind, c.year = dateCell, y
		}
	default:
		if c.text != "" {
			c = s.numeric(c, attr(e, "s"))
		}
	}
	return c, nil
}

// numeric applies the cell's style to a number.
func (s *sheetRows) numeric(c cell, style string) cell {
	c.kind = numberCell
	i, err := strconv.Atoi(style)
	if err != nil || i < 0 || i >= len(s.w.styles) {
		return c
	}
	st := s.w.styles[i]
	c.percent = st.percent
	if st.date {
		if v, ok := plainNumber(c.text); ok {
			if y, ok := excelYear(v, s.w.date1904); ok {
				c.kind, c.year = dateCell, y
			}
		}
	}
	return c
}

// spread gives every cell of a merged range the text of its first one.
func (s *sheetRows) spread(row int) {
	for s.past < len(s.merges) && s.merges[s.past].lastRow < row {
		s.past++
	}
	for i := s.past; i < len(s.merges) && s.merges[i].firstRow <= row; i++ {
		m := s.merges[i]
		if m.lastRow < row {
			continue
		}
		if row == m.firstRow && !s.flags[i] && m.firstCol <= len(s.cells) {
			s.texts[i], s.flags[i] = s.cells[m.firstCol-1].text, true
		}
		for col := m.firstCol; col <= min(m.lastCol, s.w.limits.Columns); col++ {
			for len(s.cells) < col {
				s.cells = append(s.cells, cell{})
			}
			c := &s.cells[col-1]
			c.text, c.merged = s.texts[i], true
		}
	}
}
