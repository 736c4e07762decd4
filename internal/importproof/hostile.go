package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"
)

// zeros is an endless run of one byte.
type zeros byte

func (z zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(z)
	}
	return len(p), nil
}

const contentTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>`

// archive writes a zip archive of named texts; a nil reader is an empty entry.
func archive(w io.Writer, names []string, content func(name string) io.Reader) error {
	z := zip.NewWriter(w)
	for _, name := range names {
		e, err := z.Create(name)
		if err != nil {
			return err
		}
		if r := content(name); r != nil {
			if _, err := io.Copy(e, r); err != nil {
				return err
			}
		}
	}
	return z.Close()
}

const table = "国家（地区）,指标代码,年份,数值\n"

var hostileFiles = []hostileFile{
	{"bomb.zip", func(w io.Writer) error {
		return archive(w, []string{"WDICSV.csv"}, func(string) io.Reader { return io.LimitReader(zeros('\n'), 900<<20) })
	}},
	{"expands.xlsx", func(w io.Writer) error {
		return archive(w, []string{"[Content_Types].xml", "xl/worksheets/sheet1.xml"}, func(name string) io.Reader {
			if name == "[Content_Types].xml" {
				return strings.NewReader(contentTypes)
			}
			return io.LimitReader(zeros(' '), 500<<20)
		})
	}},
	{"slip.zip", func(w io.Writer) error {
		return archive(w, []string{"../../etc/WDICSV.csv"}, func(string) io.Reader { return strings.NewReader(table) })
	}},
	{"entries.zip", func(w io.Writer) error {
		names := make([]string, 20_000)
		for i := range names {
			names[i] = fmt.Sprintf("%05d.csv", i)
		}
		return archive(w, names, func(string) io.Reader { return nil })
	}},
	{"ragged.csv", func(w io.Writer) error {
		_, err := io.WriteString(w, table+strings.Repeat("越南,SP.POP.TOTL,2023,1,2,3,4,5\n波兰\n", 1000))
		return err
	}},
	{"formulas.csv", func(w io.Writer) error {
		_, err := io.WriteString(w, table+strings.Repeat("越南,SP.POP.TOTL,2023,=1+1\n波兰,SP.POP.TOTL,2023,@SUM(A1)\n", 1000))
		return err
	}},
	{"document.xlsx", func(w io.Writer) error {
		_, err := io.WriteString(w, "%PDF-1.7\n"+strings.Repeat("x", 1<<20))
		return err
	}},
	{"half.zip", func(w io.Writer) error {
		var b strings.Builder
		err := archive(&b, []string{"WDICSV.csv"}, func(string) io.Reader {
			return strings.NewReader(table + strings.Repeat("越南,SP.POP.TOTL,2023,1\n", 10_000))
		})
		_, werr := io.WriteString(w, b.String()[:b.Len()/2])
		return errors.Join(err, werr)
	}},
}
