package intake

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"parksite/internal/fault"
)

// Workbooks are read part by part as streams. excelize, which writes ours, loads
// a whole sheet to tell formulas and merged ranges, and both are needed here at a
// cost that does not grow with the file.

// workbook is an opened .xlsx: what is needed to read its sheets.
type workbook struct {
	parts    map[string]*zip.File
	sheets   []sheetRef
	shared   []string
	date1904 bool
	styles   []cellStyle // by the index cells use
	limits   Limits
	meter    *meter
}

type sheetRef struct {
	name   string
	hidden bool
	part   *zip.File
}

type cellStyle struct{ date, percent bool }

// openWorkbook reads everything of a workbook but its sheets, and refuses macros,
// links to other files and entity declarations.
func openWorkbook(z *zip.Reader, limits Limits, m *meter) (*workbook, error) {
	const op = "intake.openWorkbook"
	w := &workbook{parts: map[string]*zip.File{}, limits: limits, meter: m}
	for _, f := range z.File {
		name := strings.TrimPrefix(f.Name, "/")
		lower := strings.ToLower(name)
		switch {
		case strings.HasSuffix(lower, "vbaproject.bin"), strings.Contains(lower, "/macrosheets/"):
			return nil, fault.Newf(op, fault.Unsupported, "import.macro", "the workbook holds macros; save it as .xlsx without them")
		case strings.Contains(lower, "/externallinks/"):
			return nil, fault.Newf(op, fault.Unsupported, "import.externalLink", "the workbook reads other files; break the links and save it again")
		}
		w.parts[name] = f
	}
	var wb struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets struct {
			Sheet []struct {
				Name  string     `xml:"name,attr"`
				State string     `xml:"state,attr"`
				Attrs []xml.Attr `xml:",any,attr"`
			} `xml:"sheet"`
		} `xml:"sheets"`
	}
	main, err := w.mainPart()
	if err != nil {
		return nil, err
	}
	if err := w.decode(main, &wb); err != nil {
		return nil, err
	}
	w.date1904 = wb.Pr.Date1904 == "1" || wb.Pr.Date1904 == "true"
	targets, err := w.relations(main)
	if err != nil {
		return nil, err
	}
	for _, s := range wb.Sheets.Sheet {
		id := ""
		for _, a := range s.Attrs {
			if a.Name.Local == "id" {
				id = a.Value
			}
		}
		if f := w.parts[targets[id].target]; f != nil && strings.HasSuffix(targets[id].kind, "/worksheet") {
			w.sheets = append(w.sheets, sheetRef{name: s.Name, hidden: s.State == "hidden" || s.State == "veryHidden", part: f})
		}
	}
	if len(w.sheets) == 0 {
		return nil, fault.Newf(op, fault.Invalid, "import.noSheet", "the workbook has no sheet")
	}
	for _, t := range targets {
		switch {
		case strings.HasSuffix(t.kind, "/sharedStrings"):
			err = w.readShared(t.target)
		case strings.HasSuffix(t.kind, "/styles"):
			err = w.readStyles(t.target)
		}
		if err != nil {
			return nil, err
		}
	}
	return w, nil
}

// mainPart is the workbook part: by the package's relations, or where every
// program puts it.
func (w *workbook) mainPart() (string, error) {
	targets, err := w.relations("")
	if err != nil {
		return "", err
	}
	for _, t := range targets {
		if strings.HasSuffix(t.kind, "/officeDocument") && w.parts[t.target] != nil {
			return t.target, nil
		}
	}
	return "", fault.Newf("intake.mainPart", fault.Unsupported, "import.notWorkbook", "an Office file, but no workbook")
}

type relation struct{ kind, target string }

// relations reads the targets a part names, by id. Missing relations are none.
func (w *workbook) relations(part string) (map[string]relation, error) {
	dir, base := path.Split(part)
	name := dir + "_rels/" + base + ".rels"
	if part == "" {
		name = "_rels/.rels"
	}
	var rels struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if w.parts[name] == nil {
		return nil, nil
	}
	if err := w.decode(name, &rels); err != nil {
		return nil, err
	}
	out := map[string]relation{}
	for _, r := range rels.Relationship {
		if r.Mode == "External" {
			continue
		}
		target := path.Join(dir, r.Target)
		if strings.HasPrefix(r.Target, "/") {
			target = strings.TrimPrefix(path.Clean(r.Target), "/")
		}
		out[r.ID] = relation{kind: r.Type, target: target}
	}
	return out, nil
}

// maxSmallPart bounds the parts that are decoded whole.
const maxSmallPart = 4 << 20

func (w *workbook) decode(name string, v any) error {
	f := w.parts[name]
	if f == nil {
		return damaged()
	}
	if f.UncompressedSize64 > maxSmallPart {
		return fault.Newf("intake.decode", fault.TooLarge, "import.expands", "a part of the workbook is larger than %d MiB", maxSmallPart>>20)
	}
	return w.tokens(f, func(d *xml.Decoder) error {
		if err := d.Decode(v); err != nil {
			return xmlError(err)
		}
		return nil
	})
}

// tokens opens a part as a stream of XML that refuses document type
// declarations, the only place where XML can name other files or entities.
func (w *workbook) tokens(f *zip.File, read func(*xml.Decoder) error) error {
	r, err := f.Open()
	if err != nil {
		return damaged()
	}
	defer func() { _ = r.Close() }()
	return read(xml.NewTokenDecoder(&plainXML{xml.NewDecoder(meteredReader{r, w.meter})}))
}

// plainXML passes tokens on and stops at a declaration.
type plainXML struct{ d *xml.Decoder }

var errDeclaration = errors.New("document type declaration")

func (p *plainXML) Token() (xml.Token, error) {
	t, err := p.d.RawToken()
	if _, ok := t.(xml.Directive); ok {
		return nil, errDeclaration
	}
	return t, err
}

func damaged() error {
	return fault.Newf("intake.workbook", fault.Invalid, "import.damaged", "the workbook is damaged or cut off")
}

// xmlError rewords what the decoders say.
func xmlError(err error) error {
	var f *fault.Error
	switch {
	case err == nil, isCancelled(err), errors.As(err, &f):
		return err
	case errors.Is(err, errDeclaration):
		return fault.Newf("intake.workbook", fault.Unsupported, "import.entity", "the workbook declares XML entities or document types")
	}
	return damaged()
}

// readShared reads the texts that cells refer to by number.
func (w *workbook) readShared(name string) error {
	f := w.parts[name]
	if f == nil {
		return nil
	}
	return w.tokens(f, func(d *xml.Decoder) error {
		var text strings.Builder
		inText, phonetic := false, false
		for {
			t, err := d.RawToken()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return xmlError(err)
			}
			switch t := t.(type) {
			case xml.StartElement:
				switch t.Name.Local {
				case "si":
					text.Reset()
				case "t":
					inText = !phonetic
				case "rPh": // how the text is pronounced, not part of it
					phonetic = true
				}
			case xml.EndElement:
				switch t.Name.Local {
				case "si":
					if len(w.shared) >= w.limits.SharedStrings {
						return fault.Newf("intake.readShared", fault.TooLarge, "import.tooManyTexts", "more than %d texts", w.limits.SharedStrings)
					}
					w.shared = append(w.shared, text.String())
				case "t":
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
	})
}

// maxCellText is what Excel allows in a cell.
const maxCellText = 32767

// readStyles learns which cell styles show dates and which percentages.
func (w *workbook) readStyles(name string) error {
	if w.parts[name] == nil {
		return nil
	}
	var s struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format string `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode(name, &s); err != nil {
		return err
	}
	custom := map[int]cellStyle{}
	for _, f := range s.Formats {
		custom[f.ID] = formatStyle(f.Code)
	}
	for _, x := range s.Cells {
		id, err := strconv.Atoi(x.Format)
		if err != nil {
			id = 0
		}
		st, ok := custom[id]
		if !ok {
			st = builtinStyle(id)
		}
		w.styles = append(w.styles, st)
	}
	return nil
}

// builtinStyle knows the number formats that files name without defining them
// (ECMA-376 part 1, 18.8.30; 27-36 and 50-58 are dates in Chinese locales).
func builtinStyle(id int) cellStyle {
	switch {
	case id == 9 || id == 10:
		return cellStyle{percent: true}
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return cellStyle{date: true}
	}
	return cellStyle{}
}

// formatStyle reads a custom number format. Text in quotation marks, escaped
// characters and bracketed conditions are not part of the pattern.
func formatStyle(code string) cellStyle {
	var s cellStyle
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			if j := strings.IndexByte(code[i+1:], '"'); j >= 0 {
				i += j + 1
			}
		case '\\', '_', '*':
			i++
		case '[':
			if j := strings.IndexByte(code[i:], ']'); j >= 0 {
				i += j
			}
		case '%':
			s.percent = true
		case 'y', 'Y', 'd', 'D', 'e':
			s.date = true
		case 'E': // 0.00E+00
		}
	}
	return s
}
