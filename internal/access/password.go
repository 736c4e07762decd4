package access

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// argon is what passwords are hashed with: OWASP's second setting, about 25 ms
// of one core and 19 MiB. A stored hash below it is made anew at sign-in.
var argon = argonParams{memory: 19456, time: 2, threads: 1}

type argonParams struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

const (
	saltLen = 16
	tagLen  = 32
)

var errPHC = errors.New("not an argon2id PHC string")

// phc returns the PHC string of password under salt.
func (p argonParams) phc(password string, salt []byte) string {
	tag := argon2.IDKey([]byte(password), salt, p.time, p.memory, p.threads, tagLen)
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.threads, enc(salt), enc(tag))
}

// parsePHC reads a PHC string. Bounds keep a forged row in the database from
// costing gigabytes.
func parsePHC(s string) (p argonParams, salt, tag []byte, err error) {
	f := strings.Split(s, "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" || f[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, errPHC
	}
	if _, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads); err != nil ||
		fmt.Sprintf("m=%d,t=%d,p=%d", p.memory, p.time, p.threads) != f[3] {
		return p, nil, nil, errPHC
	}
	if p.memory < 8 || p.memory > 1<<18 || p.time < 1 || p.time > 16 || p.threads < 1 || p.threads > 16 {
		return p, nil, nil, errPHC
	}
	dec := base64.RawStdEncoding.Strict().DecodeString
	if salt, err = dec(f[4]); err != nil || len(salt) < 8 || len(salt) > 64 {
		return p, nil, nil, errPHC
	}
	if tag, err = dec(f[5]); err != nil || len(tag) < 16 || len(tag) > 64 {
		return p, nil, nil, errPHC
	}
	return p, salt, tag, nil
}

// below reports whether a hash made with p, salt and tag should be made anew.
func (p argonParams) below(want argonParams, salt, tag []byte) bool {
	return p.memory < want.memory || p.time < want.time || p.threads != want.threads || len(salt) < saltLen || len(tag) < tagLen
}
