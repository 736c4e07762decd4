package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// xlsxOf makes a workbook of raw parts around one sheet.
func xlsxOf(t testing.TB, sheet string, more ...string) []byte {
	t.Helper()
	return zipOf(t, append([]string{
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels", `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook xmlns:r="x"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheet,
	}, more...)...)
}

// inline is a sheet of rows of inline texts.
func inline(rows ...string) string {
	var b strings.Builder
	b.WriteString(`<worksheet><sheetData>`)
	for _, r := range rows {
		b.WriteString("<row>")
		for _, c := range strings.Split(r, ",") {
			b.WriteString(`<c t="inlineStr"><is><t>` + c + `</t></is></c>`)
		}
		b.WriteString("</row>")
	}
	return b.String() + `</sheetData></worksheet>`
}

func TestHostile(t *testing.T) {
	good := inline("国家,指标,年份,数值", "越南,OWN.WAGE,2023,5")
	if b := mustRead(t, xlsxOf(t, good), testOptions()); b.Stats.Values != 1 {
		t.Fatalf("the honest workbook: %+v", b)
	}
	many := make([]string, 0, 40_000)
	for i := range 20_000 {
		many = append(many, fmt.Sprintf("f%d.csv", i), "x")
	}
	whole := workbookOf(t, "S", [][]any{{"国家", "指标", "年份", "数值"}, {"越南", "OWN.WAGE", 2023, 5}}, nil)
	api := testFile(t, "API_SL.TLF.TOTL.IN_DS2_en_csv_v2.csv")
	// Identical chunks, as in the half megabyte that expands to gigabytes; ten are
	// enough to be seen through.
	chunk := strings.Repeat("<si><t>"+strings.Repeat("a", 1<<20)+"</t></si>", 10)
	tests := []struct {
		name string
		raw  []byte
		kind fault.Kind
		code string
	}{
		{"empty", nil, fault.Invalid, "import.empty"},
		{"PDF named xlsx", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), fault.Unsupported, "import.pdf"},
		{"old workbook", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), fault.Unsupported, "import.oldWorkbook"},
		{"web page", []byte("\n<!DOCTYPE html><html>"), fault.Unsupported, "import.markup"},
		{"JSON", []byte(`[{"page":1}]`), fault.Unsupported, "import.json"},
		{"gzip", []byte("\x1f\x8b\x08\x00"), fault.Unsupported, "import.compression"},
		{"binary", []byte("country\x00\x01\x02\x03year"), fault.Unsupported, "import.notText"},
		{"neither encoding", []byte("a,b\n\xff\xff\xff\xff\x80\x80\x80\xff\xff\n"), fault.Unsupported, "import.encoding"},
		{"prose", []byte("Dear colleagues,\nplease find attached\n"), fault.Invalid, "import.layout"},
		{"half a workbook", whole[:len(whole)/2], fault.Invalid, "import.damaged"},
		{"workbook with a hole", corrupt(whole), fault.Invalid, "import.damaged"},
		{"half an archive", zipOf(t, "API.csv", string(api))[:1500], fault.Invalid, "import.damaged"},
		{"half a download", api[:len(api)/2], fault.Invalid, "import.quote"},
		{"half a bulk file", cut(testFile(t, "WDICSV.csv"), 5000), fault.Invalid, "import.truncated"},
		{"open quotation mark", []byte("国家,指标,年份,数值\n\"越南,OWN.WAGE,2023,5\n" + strings.Repeat("x,y,z,1\n", 400_000)), fault.Invalid, "import.quote"},
		{"one endless line", bytes.Repeat([]byte("a"), 8<<20), fault.TooLarge, "import.recordTooLong"},
		{"100,000 columns", []byte("国家,年份" + strings.Repeat(",x", 100_000)), fault.TooLarge, "import.tooManyColumns"},
		{"20,000 entries", zipOf(t, many...), fault.TooLarge, "import.tooManyEntries"},
		{"a directory that says 10 and holds 65,546", lyingCount(t), fault.TooLarge, "import.tooManyEntries"},
		{"zip slip", zipOf(t, "../../etc/cron.d/x.csv", "x"), fault.Invalid, "import.entryName"},
		{"zip slip, absolute", zipOf(t, "/etc/passwd.csv", "x"), fault.Invalid, "import.entryName"},
		{"zip slip, backslashes", zipOf(t, `..\..\x.csv`, "x"), fault.Invalid, "import.entryName"},
		{"zip bomb", zipOf(t, "WDICSV.csv", strings.Repeat("\n", 20<<20)), fault.TooLarge, "import.bomb"},
		{"archive in archive", zipOf(t, "a.zip", "PK"), fault.Unsupported, "import.nested"},
		{"workbook that expands", xlsxOf(t, good, "xl/sharedStrings.xml", "<sst>"+chunk+chunk+"</sst>"), fault.TooLarge, "import.bomb"},
		{"workbook of many large parts", xlsxOf(t, good, mediumParts(100)...), fault.TooLarge, "import.expands"},
		{"20,000 parts", xlsxOf(t, good, many...), fault.TooLarge, "import.tooManyEntries"},
		{"macros", xlsxOf(t, good, "xl/vbaProject.bin", "x"), fault.Unsupported, "import.macro"},
		{"external links", xlsxOf(t, good, "xl/externalLinks/externalLink1.xml", "<x/>"), fault.Unsupported, "import.externalLink"},
		{"entity", xlsxOf(t, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`+strings.Replace(good, "越南", "&e;", 1)), fault.Unsupported, "import.entity"},
		{"entity in texts", xlsxOf(t, good, "xl/sharedStrings.xml", `<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>`), fault.Unsupported, "import.entity"},
		{"undeclared entity", xlsxOf(t, strings.Replace(good, "越南", "&e;", 1)), fault.Invalid, "import.damaged"},
		{"deep nesting", xlsxOf(t, "<worksheet><sheetData>"+strings.Repeat("<a>", 300_000)), fault.Invalid, "import.damaged"},
		{"text that is not there", xlsxOf(t, `<worksheet><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>`), fault.Invalid, "import.damaged"},
		{"rows backwards", xlsxOf(t, `<worksheet><sheetData><row r="5"/><row r="2"/></sheetData></worksheet>`), fault.Invalid, "import.damaged"},
		{"more rows than a table may have", xlsxOf(t, strings.Replace(good, "</sheetData>", numberedRows(250_000)+"</sheetData>", 1)), fault.TooLarge, "import.tooManyRows"},
		{"a million rows of CSV", []byte("国家,指标,年份,数值\n" + strings.Repeat("越南,OWN.WAGE,2023,5\n", 1_000_000)), fault.TooLarge, "import.tooManyRows"},
		{"a document", zipOf(t, "[Content_Types].xml", "<Types/>", "_rels/.rels", `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>`), fault.Unsupported, "import.notWorkbook"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var err error
			grown := peak(func() { _, err = readBytes(t, tt.raw, testOptions()) })
			wantFault(t, err, tt.kind, tt.code)
			if Reason(tt.code, "zh") == tt.code || Reason(tt.code, "en") == tt.code {
				t.Errorf("%s has no sentence in both languages", tt.code)
			}
			if grown > 64<<20 {
				t.Errorf("memory grew by %d MiB", grown>>20)
			}
		})
	}
}

// mediumParts are n parts of 1 MiB each, none of them suspicious by itself.
func mediumParts(n int) []string {
	var out []string
	medium := strings.Repeat("<part/>", 1<<20/7)
	for i := range n {
		out = append(out, fmt.Sprintf("xl/media/part%d.xml", i), medium)
	}
	return out
}

// lyingCount has 65,536 entries more than its directory's 16 bits declare.
func lyingCount(t testing.TB) []byte {
	t.Helper()
	header := make([]byte, 46+1)
	copy(header, "PK\x01\x02")
	header[28], header[46] = 1, 'x' // a name of one byte
	b := append([]byte("PK\x03\x04"), make([]byte, 60)...)
	start := len(b)
	b = append(b, bytes.Repeat(header, 65_546)...)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	end[8], end[10] = 10, 10
	binary.LittleEndian.PutUint32(end[12:], uint32(len(b)-start))
	binary.LittleEndian.PutUint32(end[16:], uint32(start))
	b = append(b, end...)
	if z, err := zip.NewReader(bytes.NewReader(b), int64(len(b))); err != nil || len(z.File) != 65_546 {
		t.Fatalf("archive/zip would not read it: %v", err)
	}
	return b
}

func numberedRows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, i+3, i+3, i*7919)
	}
	return b.String()
}

// peak runs f and returns by how much the heap in use rose above what it was.
func peak(f func()) uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapInuse, m.HeapInuse
	done := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		var m runtime.MemStats
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
	}()
	f()
	close(done)
	<-stopped
	return most - before
}

func cut(b []byte, n int) []byte { return b[:n] }

// corrupt overwrites the middle of a workbook's largest part.
func corrupt(b []byte) []byte {
	c := bytes.Clone(b)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		panic(err)
	}
	for _, f := range z.File {
		if f.Name == "xl/workbook.xml" {
			at, err := f.DataOffset()
			if err != nil {
				panic(err)
			}
			for i := range f.CompressedSize64 / 2 {
				c[at+int64(i)] ^= 0xa5
			}
		}
	}
	return c
}

// A declared size that lies must not let more through than was declared.
func TestDeclaredSizeLies(t *testing.T) {
	raw := zipOf(t, "WDICSV.csv", "Country Name,Country Code,Indicator Name,Indicator Code,2020\n"+strings.Repeat("Viet Nam,VNM,x,NY.GDP.MKTP.KD.ZG,1\n", 100_000))
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	real := uint32(z.File[0].UncompressedSize64)
	le := func(v uint32) []byte { return []byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)} }
	lying := bytes.ReplaceAll(raw, le(real), le(1000))
	_, err = readBytes(t, lying, testOptions())
	wantFault(t, err, fault.Invalid, "import.damaged")
}

func TestRejectionsAreInert(t *testing.T) {
	list := []Rejection{
		{Sheet: "=cmd|' /C calc'!A0", Row: 2, Column: 3, Cell: "C2", Value: "@SUM(1)", Code: "import.number", Detail: "d"},
		{Row: 3, Column: 1, Cell: "A3", Value: "-5", Code: "import.range", Detail: "d"},
		{Row: 4, Column: 1, Cell: "A4", Value: "＝1+1", Code: "import.range", Detail: "d"},
		{Row: 5, Column: 1, Cell: "A5", Value: "x;=1+1", Code: "import.range", Detail: "d"},
	}
	var b bytes.Buffer
	if err := WriteRejections(&b, list, "csv", "zh"); err != nil {
		t.Fatal(err)
	}
	want := "\ufeff工作表,行,列,单元格,内容,原因,代码,详情（英文）\r\n" +
		"'=cmd|' /C calc'!A0,2,3,C2,'@SUM(1),不是数字,import.number,d\r\n" +
		",3,1,A3,-5,数值超出可接受的范围,import.range,d\r\n" +
		",4,1,A4,'＝1+1,数值超出可接受的范围,import.range,d\r\n" +
		",5,1,A5,x;'=1+1,数值超出可接受的范围,import.range,d\r\n"
	if b.String() != want {
		t.Errorf("got %q", b.String())
	}
	b.Reset()
	if err := WriteRejections(&b, list, "xlsx", "en"); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"A2", "E2", "E4"} {
		if formula, err := f.GetCellFormula("Rejected cells", at); err != nil || formula != "" {
			t.Errorf("%s holds the formula %q (%v)", at, formula, err)
		}
	}
	if v, _ := f.GetCellValue("Rejected cells", "E2"); v != "@SUM(1)" {
		t.Errorf("E2 = %q", v)
	}
	for _, bad := range [][2]string{{"pdf", "zh"}, {"csv", "fr"}} {
		if err := WriteRejections(&b, nil, bad[0], bad[1]); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if got := catalog.CellText(inert("=A1")); got != "=A1" {
		t.Errorf("round trip gives %q", got)
	}
}
