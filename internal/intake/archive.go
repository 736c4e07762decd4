package intake

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"path"
	"strings"

	"parksite/internal/fault"
)

// maxRatio is how far an entry of more than 8 MiB may expand. Real World Bank
// archives expand 3 to 30 times; a bomb some 1,000 times.
const maxRatio = 150

// openArchive reads a zip directory and refuses what no honest publisher sends,
// before anything is expanded. The sizes it relies on are the declared ones;
// archive/zip stops an entry that is longer than it declared.
func openArchive(src io.ReaderAt, size int64, limits Limits, maxBytes int64) (*zip.Reader, error) {
	const op = "intake.openArchive"
	if err := boundDirectory(src, size, limits.Entries); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(src, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fault.Newf(op, fault.Invalid, "import.damaged", "the archive is damaged or cut off")
	}
	if len(z.File) > limits.Entries {
		return nil, fault.Newf(op, fault.TooLarge, "import.tooManyEntries", "the archive holds %d entries, more than %d", len(z.File), limits.Entries)
	}
	var total uint64
	for _, f := range z.File {
		if unsafeName(f.Name) {
			return nil, fault.Newf(op, fault.Invalid, "import.entryName", "the archive holds an entry whose name leads outside it: %s", visible(f.Name))
		}
		if f.Flags&1 != 0 {
			return nil, fault.Newf(op, fault.Unsupported, "import.encrypted", "the archive is encrypted")
		}
		total += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(maxBytes) || total > uint64(maxBytes) {
			return nil, fault.Newf(op, fault.TooLarge, "import.expands", "the archive expands to more than %d MiB", maxBytes>>20)
		}
		if f.UncompressedSize64 > 8<<20 && f.UncompressedSize64 > maxRatio*max(f.CompressedSize64, 1) {
			return nil, fault.Newf(op, fault.TooLarge, "import.bomb", "an entry expands more than %d times", maxRatio)
		}
	}
	return z, nil
}

// boundDirectory refuses an archive whose directory is longer than that many
// entries need, before archive/zip holds all of it in memory: that reads on as
// long as entries follow, whatever number was declared.
func boundDirectory(src io.ReaderAt, size int64, entries int) error {
	const op = "intake.boundDirectory"
	const endSize, maxComment = 22, 1<<16 - 1
	tail := make([]byte, min(size, endSize+maxComment))
	if _, err := src.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+endSize > len(tail) {
		return fault.Newf(op, fault.Invalid, "import.damaged", "the archive is damaged or cut off")
	}
	end := size - int64(len(tail)-at)
	length, start := int64(binary.LittleEndian.Uint32(tail[at+12:])), int64(binary.LittleEndian.Uint32(tail[at+16:]))
	most := int64(entries) << 10 // a header of 46 bytes, a name, some extra fields
	if start == 1<<32-1 || length > most || end-start > most {
		return fault.Newf(op, fault.TooLarge, "import.tooManyEntries", "the archive's directory is longer than %d entries need", entries)
	}
	return nil
}

// unsafeName tells a name that a careless program would write outside its folder.
func unsafeName(name string) bool {
	if name == "" || strings.ContainsAny(name, "\\\x00") || strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' {
		return true
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return true
		}
	}
	return false
}

// isWorkbook tells a spreadsheet from any other zip.
func isWorkbook(z *zip.Reader) bool {
	types := false
	for _, f := range z.File {
		types = types || f.Name == "[Content_Types].xml"
	}
	return types
}

// readArchive reads every CSV entry that has a layout it knows. Publishers put
// metadata tables beside the data; those are remarked and left.
func (c *collector) readArchive(z *zip.Reader) error {
	const op = "intake.readArchive"
	read := false
	for _, f := range z.File {
		ext := strings.ToLower(path.Ext(f.Name))
		if ext == ".csv" || ext == ".txt" || ext == ".tsv" {
			c.meter.total += int64(f.UncompressedSize64)
		}
	}
	for _, f := range z.File {
		switch strings.ToLower(path.Ext(f.Name)) {
		case ".csv", ".txt", ".tsv":
		case ".zip", ".xlsx", ".xlsm", ".xls", ".gz", ".7z", ".rar":
			return fault.Newf(op, fault.Unsupported, "import.nested", "an archive or workbook inside the archive: %s", visible(f.Name))
		default:
			if !strings.HasSuffix(f.Name, "/") {
				c.remark(place{sheet: f.Name}, "", "import.entryIgnored", "not a CSV file")
			}
			continue
		}
		r, err := f.Open()
		if err != nil {
			return fault.Newf(op, fault.Invalid, "import.damaged", "an entry cannot be expanded: %s", visible(f.Name))
		}
		known, err := c.readCSV(path.Base(f.Name), r)
		_ = r.Close()
		if err != nil {
			return archiveError(op, err)
		}
		read = read || known
	}
	if !read {
		return fault.Newf(op, fault.Invalid, "import.layout", "no CSV file in the archive has a layout that is known")
	}
	return nil
}

// archiveError rewords what archive/zip and compress/flate say of broken bytes.
func archiveError(op string, err error) error {
	var f *fault.Error
	if isCancelled(err) || errors.As(err, &f) {
		return err
	}
	return fault.Newf(op, fault.Invalid, "import.damaged", "the archive is damaged or cut off")
}

// read tells the kind of file from its first bytes and reads it.
func (c *collector) read(src io.ReaderAt, size int64) error {
	const op = "intake.read"
	if len(c.opt.Countries) == 0 || len(c.opt.Indicators) == 0 && len(c.opt.Want) == 0 {
		return fault.New(op, fault.Internal, "internal")
	}
	head := make([]byte, 512)
	n, err := src.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	head = head[:min(int64(n), size)]
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	unsupported := func(code, detail string) error {
		return fault.Newf(op, fault.Unsupported, code, "%s", detail)
	}
	switch {
	case len(trimmed) == 0:
		return fault.Newf(op, fault.Invalid, "import.empty", "the file is empty")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return c.readZip(src, size)
	case bytes.HasPrefix(trimmed, []byte("%PDF")):
		return unsupported("import.pdf", "the file is a PDF document")
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return unsupported("import.oldWorkbook", "an Excel 97-2003 or a password-protected workbook; save it as .xlsx without a password")
	case bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")), bytes.HasPrefix(head, []byte("Rar!")):
		return unsupported("import.compression", "of archives only zip is read")
	case trimmed[0] == '<':
		return unsupported("import.markup", "the file is a web page or XML, not a table")
	case trimmed[0] == '[' || trimmed[0] == '{':
		return unsupported("import.json", "the file is JSON; the API is read by address, not by file")
	}
	if size > c.limits.Expanded {
		return fault.Newf(op, fault.TooLarge, "import.tooLarge", "the file is larger than %d MiB", c.limits.Expanded>>20)
	}
	c.meter.total = size
	known, err := c.readCSV("", io.NewSectionReader(src, 0, size))
	if err == nil && !known {
		err = fault.Newf(op, fault.Invalid, "import.layout", "no row names a country column and a year or value column")
	}
	return err
}

func (c *collector) readZip(src io.ReaderAt, size int64) error {
	z, err := openArchive(src, size, c.limits, max(c.limits.Expanded, c.limits.Workbook))
	if err != nil {
		return err
	}
	if !isWorkbook(z) {
		return c.readArchive(z)
	}
	if z, err = openArchive(src, size, c.limits, c.limits.Workbook); err != nil {
		return err
	}
	return c.readWorkbook(z)
}

// readCSV reads one CSV text and reports whether its layout is known.
func (c *collector) readCSV(name string, r io.Reader) (bool, error) {
	br := bufio.NewReaderSize(meteredReader{r, &c.meter}, sniffSize)
	head, err := br.Peek(sniffSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	text, err := decodeText(br, head)
	if err != nil {
		return false, err
	}
	src := newCSVRows(text, c.limits.Columns)
	if c.other != nil {
		return c.other(name, src)
	}
	return c.readTable(name, src, tableHints{})
}
