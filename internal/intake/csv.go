package intake

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"parksite/internal/fault"
)

// maxRecord bounds one CSV record. encoding/csv has no such bound: one
// unclosed quotation mark makes it hold the rest of the file, which is why the
// records are cut here.
const maxRecord = 1 << 20

// cellKind is what a spreadsheet says a cell is. CSV cells are all text.
type cellKind uint8

const (
	textCell cellKind = iota
	numberCell
	dateCell // text is a serial day number, year is set
	boolCell
	errorCell // #DIV/0! and its like
)

// cell is one cell of a row. Its text may share memory with the whole record.
type cell struct {
	text    string
	kind    cellKind
	year    int  // of a dateCell
	percent bool // a number shown as a percentage: 0.125 stands for 12.5 %
	formula bool
	merged  bool // inside a merged range; text is the range's
}

func (c cell) blank() bool { return c.text == "" && !c.formula && !c.merged }

// rows yields a table's rows with their number, from 1, and io.EOF after the
// last. The slice is only good until the next call.
type rows interface {
	next() ([]cell, int, error)
}

// csvRows reads RFC 4180 text, leniently where nothing is lost by it.
type csvRows struct {
	r          *bufio.Reader
	sep        byte
	maxColumns int
	row        int
	record     []byte
	cells      []cell
	// unterminated is set when the last record has no line end: the mark of a
	// file that was cut off, unless its publisher leaves it out.
	unterminated bool
}

// newCSVRows reads r, UTF-8 text, telling the separator from its first lines.
func newCSVRows(r io.Reader, maxColumns int) *csvRows {
	br := bufio.NewReaderSize(r, maxRecord)
	head, _ := br.Peek(64 << 10)
	return &csvRows{r: br, sep: separator(head), maxColumns: maxColumns}
}

// separator is the most frequent of comma, semicolon and tab outside quotation
// marks in the first lines.
func separator(head []byte) byte {
	var comma, semicolon, tab, lines int
	quoted := false
	for _, b := range head {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == ',':
			comma++
		case b == ';':
			semicolon++
		case b == '\t':
			tab++
		case b == '\n':
			lines++
		}
		if lines == 30 {
			break
		}
	}
	switch {
	case tab > comma && tab >= semicolon:
		return '\t'
	case semicolon > comma:
		return ';'
	}
	return ','
}

func (c *csvRows) next() ([]cell, int, error) {
	line, err := c.readRecord()
	if err != nil {
		return nil, 0, err
	}
	c.row++
	text := string(line)
	c.cells = c.cells[:0]
	for {
		var field string
		more := false
		if strings.HasPrefix(text, `"`) {
			field, text, more = quotedField(text, c.sep)
		} else if i := strings.IndexByte(text, c.sep); i >= 0 {
			field, text, more = text[:i], text[i+1:], true
		} else {
			field = text
		}
		c.cells = append(c.cells, cell{text: strings.TrimSpace(field)})
		if !more {
			break
		}
		if len(c.cells) >= c.maxColumns {
			return nil, 0, fault.Newf("intake.csv", fault.TooLarge, "import.tooManyColumns", "row %d has more than %d columns", c.row, c.maxColumns)
		}
	}
	return c.cells, c.row, nil
}

// readRecord returns the next record without its line end; quotation marks may
// hold line ends inside it.
func (c *csvRows) readRecord() ([]byte, error) {
	const op = "intake.csv"
	c.record = c.record[:0]
	open := false
	for {
		line, err := c.r.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, fault.Newf(op, fault.TooLarge, "import.recordTooLong", "row %d is longer than %d bytes", c.row+1, maxRecord)
		case errors.Is(err, io.EOF):
			if len(line) == 0 && len(c.record) == 0 {
				return nil, io.EOF
			}
			if open = open != (bytes.Count(line, quote)%2 == 1); open {
				return nil, fault.Newf(op, fault.Invalid, "import.quote", "a quotation mark opened in row %d is never closed; the file may be cut off", c.row+1)
			}
			c.unterminated = true
			return bytes.TrimSuffix(append(c.record, line...), []byte("\r")), nil
		case err != nil:
			return nil, err
		}
		open = open != (bytes.Count(line, quote)%2 == 1)
		if len(c.record)+len(line) > maxRecord {
			return nil, fault.Newf(op, fault.Invalid, "import.quote", "a quotation mark opened in row %d is not closed", c.row+1)
		}
		if !open {
			if len(c.record) > 0 {
				line = append(c.record, line...)
			}
			return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
		}
		c.record = append(c.record, line...)
	}
}

var quote = []byte{'"'}

// quotedField cuts the quoted field at the start of text.
func quotedField(text string, sep byte) (field, rest string, more bool) {
	i := 1
	doubled := false
	for i < len(text) {
		j := strings.IndexByte(text[i:], '"')
		if j < 0 {
			i = len(text)
			break
		}
		i += j
		if i+1 < len(text) && text[i+1] == '"' {
			doubled = true
			i += 2
			continue
		}
		break
	}
	field = text[1:min(i, len(text))]
	if doubled {
		field = strings.ReplaceAll(field, `""`, `"`)
	}
	rest = text[min(i+1, len(text)):]
	if j := strings.IndexByte(rest, sep); j >= 0 {
		return field + rest[:j], rest[j+1:], true
	}
	return field + rest, "", false
}
