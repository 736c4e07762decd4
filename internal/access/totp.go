package access

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238's default, what authenticator apps speak; HMAC-SHA1 is sound
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"parksite/internal/fault"
)

// Time-based one-time passwords, RFC 6238: HMAC-SHA1, six digits, steps of 30
// seconds.
const (
	totpStep   = 30
	totpDigits = 1_000_000
)

var base32NoPad = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewTOTPSecret returns a fresh secret of 160 bits in base32, for an
// authenticator app and, sealed, for User.TOTPSecret.
func NewTOTPSecret() string {
	b := make([]byte, 20)
	_, _ = rand.Read(b)
	return base32NoPad.EncodeToString(b)
}

// TOTPURI is what an authenticator app reads from a QR code.
func TOTPURI(username, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {"parksite"}, "digits": {"6"}, "period": {"30"}}
	return "otpauth://totp/" + url.PathEscape("parksite:"+username) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// totp returns the code of one step, RFC 4226 section 5.3.
func totp(key []byte, step uint64) string {
	var msg [8]byte
	binary.BigEndian.PutUint64(msg[:], step)
	mac := hmac.New(sha1.New, key)
	mac.Write(msg[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%totpDigits)
}

// CheckTOTP reports whether code is secret's at now, one step of clock drift
// either way allowed. step is the step it belongs to: a code is used once, so
// the caller claims TOTPClaim(user, step) before believing it.
func CheckTOTP(secret, code string, now time.Time) (step int64, ok bool) {
	key, err := base32NoPad.DecodeString(secret)
	if err != nil || len(key) == 0 || now.Unix() < totpStep {
		return 0, false
	}
	code = strings.ReplaceAll(code, " ", "")
	at := now.Unix() / totpStep
	for _, s := range []int64{at - 1, at, at + 1} {
		if subtle.ConstantTimeCompare([]byte(totp(key, uint64(s))), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// TOTPClaim is the unique key under which the use of one code is claimed.
func TOTPClaim(userID string, step int64) string { return fmt.Sprintf("totp/%s/%d", userID, step) }

// recoveryCodes is how many one-time codes stand in for a lost authenticator.
const recoveryCodes = 10

// NewRecoveryCodes returns fresh recovery codes of 120 bits, shown once, and
// the hashes to store of them.
func NewRecoveryCodes() (codes, hashes []string) {
	for range recoveryCodes {
		s := strings.ToLower(rand.Text()[:24])
		codes = append(codes, s[:6]+"-"+s[6:12]+"-"+s[12:18]+"-"+s[18:])
		hashes = append(hashes, SecretHash(s))
	}
	return codes, hashes
}

// UseRecoveryCode returns u without the code used, and whether it was one of
// u's. The result is stored before the sign-in counts: of two uses one wins.
func (u User) UseRecoveryCode(code string) (User, bool) {
	h := SecretHash(strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code)))
	for i, have := range u.RecoveryHashes {
		if sameHash(have, h) {
			u.RecoveryHashes = slices.Delete(slices.Clone(u.RecoveryHashes), i, i+1)
			return u, true
		}
	}
	return u, false
}

// SecondFactor checks code for an account that has a second factor: six digits
// of the authenticator, or a recovery code. The sign-in counts only once claim,
// a unique key, has been taken, or, where claim is "", next has been saved: it
// lacks the recovery code used.
//
// It returns an Unauthenticated fault for a missing or a wrong code.
func (k Keys) SecondFactor(u User, code string, now time.Time) (next User, claim string, err error) {
	const op = "access.SecondFactor"
	if strings.TrimSpace(code) == "" {
		return u, "", fault.New(op, fault.Unauthenticated, "signIn.codeRequired")
	}
	secret, err := k.OpenSecret(u)
	if err != nil {
		return u, "", fault.Wrap(op, err)
	}
	if step, ok := CheckTOTP(secret, code, now); ok {
		return u, TOTPClaim(u.ID, step), nil
	}
	if next, ok := u.UseRecoveryCode(code); ok {
		return next, "", nil
	}
	return u, "", fault.New(op, fault.Unauthenticated, "signIn.codeWrong")
}
