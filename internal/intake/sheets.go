package intake

import (
	"archive/zip"

	"parksite/internal/fault"
)

// readWorkbook reads a spreadsheet: first the sheets that define indicators,
// wherever they stand, then the others. A hidden sheet is named and not read:
// nobody who looked at the file saw it.
func (c *collector) readWorkbook(z *zip.Reader) error {
	const op = "intake.readWorkbook"
	w, err := openWorkbook(z, c.limits, &c.meter)
	if err != nil {
		return wrap(op, err)
	}
	var visible []sheetRef
	for _, s := range w.sheets {
		if s.name == templateText["zh"]["guide"] || s.name == templateText["en"]["guide"] {
			continue // the template's own page of advice
		}
		if s.hidden {
			c.remark(place{sheet: s.name}, "", "import.hiddenSheet", "the sheet is hidden and was not read")
			continue
		}
		visible = append(visible, s)
		c.meter.total += int64(s.part.UncompressedSize64)
	}
	var tables []sheetRef
	for _, s := range visible {
		known := false
		if c.other == nil {
			var err error
			if known, err = c.sheet(w, s, c.readDefinitions); err != nil {
				return wrap(op, err)
			}
		}
		if !known {
			tables = append(tables, s)
		}
	}
	read := false
	for _, s := range tables {
		known, err := c.sheet(w, s, func(name string, r rows) (bool, error) {
			if c.other != nil {
				return c.other(name, r)
			}
			return c.readTable(name, r, tableHints{name: name})
		})
		if err != nil {
			return wrap(op, err)
		}
		read = read || known
	}
	if !read {
		return fault.Newf(op, fault.Invalid, "import.layout", "no visible sheet has a row that names a country column and a year or value column")
	}
	return nil
}

func (c *collector) sheet(w *workbook, s sheetRef, read func(string, rows) (bool, error)) (bool, error) {
	r, err := w.openSheet(s.part)
	if err != nil {
		return false, err
	}
	defer func() { _ = r.close() }()
	return read(s.name, r)
}
