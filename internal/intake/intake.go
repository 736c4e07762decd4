// Package intake reads what publishers and users have (World Bank bulk files,
// single-series and DataBank downloads, the World Bank API, spreadsheets and
// CSV files of users' own indicators) into observations, with a reason for
// every cell that was refused.
//
// Nothing here stores anything: a reading is a Batch, a value to be looked at,
// compared with a dataset (Diff) and joined to it (Merge). The format is told
// from the content, never from a file's name. What makes a whole file unusable
// is a fault (Invalid, Unsupported, TooLarge); what makes one cell unusable is a
// Rejection and the rest of the file is read.
//
// Numbers keep every digit of the double they were written as, so the same rows
// read from CSV, from Excel and from the API are the same observations.
package intake

import (
	"context"
	"io"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Options say whom and what a reading is for. Countries and Indicators are
// required; everything else has a default.
type Options struct {
	// Countries is the catalogue. A World Bank file holds some 260 economies and
	// aggregates: those not listed here are skipped and counted. In a user's own
	// table an unknown country is a rejection, because it may be a typing error.
	Countries []catalog.Country
	// Indicators are the definitions known: the catalogue's, and any new ones the
	// caller already has.
	Indicators []catalog.Indicator
	// Want lists the indicator codes asked for; empty means all of Indicators.
	Want []string
	// Source describes where the file came from. A field set here wins over what
	// the file says of itself; see Batch.Source for the rest.
	Source catalog.Source
	// FirstYear and LastYear bound the years taken; zero means 1950 and 2100.
	FirstYear, LastYear int
	// Limits bound what a file may cost; a zero field means the default.
	Limits Limits
	// Progress, when set, is called now and then with the bytes read and the
	// bytes there are, after expansion. It must return quickly.
	Progress func(done, total int64)
}

// Limits bound what a file may cost before it is refused as too large.
type Limits struct {
	Expanded      int64 // bytes of text in a CSV file or an archive of them; default 1 GiB
	Workbook      int64 // bytes of all parts of a workbook after expansion; default 96 MiB
	Entries       int   // entries in an archive or parts in a workbook; default 1,000
	BulkRows      int   // rows of a World Bank file; default 800,000
	TableRows     int   // rows of one sheet or of a user's own CSV; default 200,000
	Columns       int   // columns of any row; default 2,000
	Rejections    int   // rejections kept in full, the rest are only counted; default 20,000
	Observations  int   // values taken; default 2,000,000
	SharedStrings int   // distinct texts of a workbook; default 500,000
}

func (l Limits) withDefaults() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	if l.Expanded <= 0 {
		l.Expanded = 1 << 30
	}
	if l.Workbook <= 0 {
		l.Workbook = 96 << 20
	}
	def(&l.Entries, 1000)
	def(&l.BulkRows, 800_000)
	def(&l.TableRows, 200_000)
	def(&l.Columns, 2000)
	def(&l.Rejections, 20_000)
	def(&l.Observations, 2_000_000)
	def(&l.SharedStrings, 500_000)
	return l
}

// Batch is one reading.
type Batch struct {
	// Observations are sorted by indicator, country and year, with one value per
	// cell. A later duplicate with the same value is dropped; one with another
	// value is a rejection.
	Observations []catalog.Observation `json:"observations"`
	// Rejected are the refused cells in the order met, Limits.Rejections at most;
	// Stats.Rejected counts them all.
	Rejected []Rejection `json:"rejected"`
	// Remarks are cells and sheets that were handled in a way worth knowing: a
	// formula's stored value taken, a hidden sheet left out.
	Remarks []Rejection `json:"remarks"`
	// Skipped counts what was left out on purpose, by reason: the Skip constants.
	Skipped map[string]int `json:"skipped"`
	// Indicators are definitions the file brought that the caller did not have.
	Indicators []catalog.Indicator `json:"indicators"`
	// Source is what every observation cites. Fields the caller left empty are
	// filled from the file: the database's name, publisher, licence where the
	// publisher states it, and the "last updated" stamp as Vintage.
	Source catalog.Source `json:"source"`
	Stats  Stats          `json:"stats"`
}

// Stats count a reading.
type Stats struct {
	Format       string `json:"format"` // "worldBankBulk", "worldBankSeries", "dataBank", "worldBankAPI", "table"
	Sheets       int    `json:"sheets"` // sheets, archive entries or API series read
	Rows         int    `json:"rows"`
	Values       int    `json:"values"` // equals len(Batch.Observations)
	Rejected     int    `json:"rejected"`
	Bytes        int64  `json:"bytes"` // text read, after expansion
	Countries    int    `json:"countries"`
	SeriesFilled int    `json:"seriesFilled"` // indicators with at least one value
	FirstYear    int    `json:"firstYear"`
	LastYear     int    `json:"lastYear"`
}

// Reasons in Batch.Skipped.
const (
	SkipCountry   = "countryNotInCatalogue"
	SkipIndicator = "indicatorNotAskedFor"
	SkipYear      = "yearOutside"
	SkipMissing   = "missing"  // an empty cell, "..", "n/a", 无
	SkipRepeated  = "repeated" // the same cell again with the same value
)

// Rejection is one refused cell, row or sheet.
type Rejection struct {
	Sheet  string `json:"sheet"`  // sheet, or entry of an archive; empty in a plain CSV
	Row    int    `json:"row"`    // from 1, as a spreadsheet shows it; 0 for a whole sheet
	Column int    `json:"column"` // from 1; 0 for a whole row
	Cell   string `json:"cell"`   // "B12"; empty when Row or Column is 0
	Value  string `json:"value"`  // what stood there, 80 characters at most
	Code   string `json:"code"`   // message key
	Detail string `json:"detail"` // English
}

// Read reads size bytes of src. It returns a fault when nothing can be read:
// Unsupported for another kind of file, TooLarge past a limit, Invalid for a
// damaged file or a layout that is not recognised; and ctx's error when
// cancelled. Memory does not grow with the file but with what is taken from it.
func Read(ctx context.Context, src io.ReaderAt, size int64, opt Options) (Batch, error) {
	const op = "intake.Read"
	c := newCollector(ctx, opt)
	if err := c.read(src, size); err != nil {
		return Batch{}, wrap(op, err)
	}
	return c.finish()
}

// wrap adds op and lets a cancelled context through unchanged, so that callers
// can tell "stopped" from "broken".
func wrap(op string, err error) error {
	if isCancelled(err) {
		return err
	}
	return fault.Wrap(op, err)
}
