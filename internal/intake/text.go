package intake

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"parksite/internal/fault"
)

// sniffSize is how much of a text is looked at to tell its encoding.
const sniffSize = 1 << 20

// decodeText returns r as UTF-8 without a byte order mark. head holds the first
// bytes of r, up to sniffSize; r still yields them. Recognised are UTF-8,
// UTF-16 with a byte order mark, and GB18030 (which GBK and GB2312 are part of)
// for text that is no valid UTF-8 but is valid GB18030.
func decodeText(r io.Reader, head []byte) (io.Reader, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		if _, err := io.CopyN(io.Discard, r, 3); err != nil {
			return nil, err
		}
		return r, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), nil
	case bytes.IndexByte(head, 0) >= 0:
		return nil, fault.Newf("intake.decodeText", fault.Unsupported, "import.notText", "the file holds binary data")
	}
	if validPrefix(head) {
		return r, nil
	}
	sample, err := simplifiedchinese.GB18030.NewDecoder().Bytes(head)
	if err != nil || bytes.Count(sample, []byte("\uFFFD")) > 1 { // one for a character cut at the end
		return nil, fault.Newf("intake.decodeText", fault.Unsupported, "import.encoding",
			"the text is neither UTF-8, UTF-16 with a byte order mark, nor GB18030")
	}
	return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder()), nil
}

// validPrefix reports whether b is UTF-8 but for a character cut at its end.
func validPrefix(b []byte) bool {
	if utf8.Valid(b) {
		return true
	}
	for cut := 1; cut < utf8.UTFMax && cut < len(b); cut++ {
		tail := b[len(b)-cut:]
		if utf8.RuneStart(tail[0]) {
			return !utf8.FullRune(tail) && utf8.Valid(b[:len(b)-cut])
		}
	}
	return false
}
