package report

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the font
	"encoding/binary"
	"io"
	"strings"
	"sync"

	"parksite/internal/fault"
)

//go:embed font/NotoSansSC-Regular-GBK.ttf.gz
var packedFont []byte

// typeface is the one font of our PDFs and which characters it has.
type typeface struct {
	ttf  []byte
	has  [0x10000 / 64]uint64 // bit set over the basic plane
	fail error
}

// loadFont unpacks the font once; it is shared and never changed.
var loadFont = sync.OnceValue(func() *typeface {
	t := &typeface{}
	r, err := gzip.NewReader(bytes.NewReader(packedFont))
	if err == nil {
		t.ttf, err = io.ReadAll(r)
	}
	if err == nil {
		err = t.readCmap()
	}
	t.fail = fault.Wrap("report.loadFont", err)
	return t
})

// readCmap learns which characters have a glyph, from a cmap of format 4
// (OpenType 1.9, cmap).
func (t *typeface) readCmap() error {
	bad := fault.New("report.readCmap", fault.Internal, "internal")
	u16 := func(at int) int {
		if at < 0 || at+2 > len(t.ttf) {
			return 0
		}
		return int(binary.BigEndian.Uint16(t.ttf[at:]))
	}
	u32 := func(at int) int { return u16(at)<<16 | u16(at+2) }
	cmap := 0
	for i := range u16(4) {
		if at := 12 + 16*i; at+16 <= len(t.ttf) && string(t.ttf[at:at+4]) == "cmap" {
			cmap = u32(at + 8)
		}
	}
	if cmap == 0 {
		return bad
	}
	for i := range u16(cmap + 2) {
		sub := cmap + u32(cmap+4+8*i+4)
		if u16(sub) != 4 {
			continue
		}
		n := u16(sub+6) / 2
		ends, starts, deltas, offsets := sub+14, sub+16+2*n, sub+16+4*n, sub+16+6*n
		for s := range n {
			for c := u16(starts + 2*s); c <= u16(ends+2*s) && c < 0xffff; c++ {
				glyph := c
				if off := u16(offsets + 2*s); off != 0 {
					if glyph = u16(offsets + 2*s + off + 2*(c-u16(starts+2*s))); glyph == 0 {
						continue
					}
				}
				if (glyph+u16(deltas+2*s))&0xffff != 0 {
					t.has[c/64] |= 1 << (c % 64)
				}
			}
		}
		return nil
	}
	return bad
}

// covers tells whether the font has a glyph for r.
func (t *typeface) covers(r rune) bool {
	return r >= 0 && r < 0x10000 && t.has[r/64]&(1<<(r%64)) != 0
}

// substitute stands for what the font lacks: the printers' geta mark.
const substitute = '〓'

// printable replaces what cannot be printed and drops what is invisible.
func (t *typeface) printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\u00a0' || r == '\u202f' || r == '\u2009':
			return ' '
		case r < 0x20 && r != '\n', r == 0x7f, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff:
			return -1
		case r == '\n' || t.covers(r):
			return r
		}
		if base, ok := bareLatin[r]; ok {
			return base
		}
		return substitute
	}, s)
}

// bareLatin gives the letters of European names that the font lacks without
// their marks.
var bareLatin = func() map[rune]rune {
	m := map[rune]rune{}
	for base, marked := range map[rune]string{
		'A': "ĀĂĄ", 'a': "āăą", 'C': "ĆĈĊČ", 'c': "ćĉċč", 'D': "Ď", 'd': "ďđ", 'E': "ĒĔĖĘĚ", 'e': "ēĕėęě", 'G': "ĜĞĠĢ", 'g': "ĝğġģ",
		'H': "ĤĦ", 'h': "ĥħ", 'I': "ĨĪĬĮİ", 'i': "ĩīĭįı", 'J': "Ĵ", 'j': "ĵ", 'K': "Ķ", 'k': "ķ", 'L': "ĹĻĽŁ", 'l': "ĺļľł", 'N': "ŃŅŇ", 'n': "ńņň",
		'O': "ŌŎŐ", 'o': "ōŏő", 'R': "ŔŖŘ", 'r': "ŕŗř", 'S': "ŚŜŞŠȘ", 's': "śŝşšș", 'T': "ŢŤŦȚ", 't': "ţťŧț", 'U': "ŨŪŬŮŰŲ", 'u': "ũūŭůűų",
		'W': "Ŵ", 'w': "ŵ", 'Y': "ŶŸ", 'y': "ŷ", 'Z': "ŹŻŽ", 'z': "źżž",
	} {
		for _, r := range marked {
			m[r] = base
		}
	}
	return m
}()
