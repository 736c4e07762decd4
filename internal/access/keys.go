package access

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"parksite/internal/fault"
)

// Keys are what must not lie in the database: they seal second factors and
// mark known browsers. Every process of an installation has the same.
type Keys struct {
	seal   cipher.AEAD
	device []byte
}

// NewKeys derives the keys from a master secret of at least 32 bytes, or
// returns an Invalid fault.
func NewKeys(master []byte) (Keys, error) {
	const op = "access.NewKeys"
	if len(master) < 32 {
		return Keys{}, fault.Bad(op, []fault.Field{{Field: "secretKey", Code: "secretKey.short", Detail: "at least 32 bytes"}})
	}
	sealKey, err := hkdf.Key(sha256.New, master, nil, "parksite totp v1", 32)
	if err != nil {
		return Keys{}, fault.Wrap(op, err)
	}
	device, err := hkdf.Key(sha256.New, master, nil, "parksite device v1", 32)
	if err != nil {
		return Keys{}, fault.Wrap(op, err)
	}
	block, err := aes.NewCipher(sealKey)
	if err != nil {
		return Keys{}, fault.Wrap(op, err)
	}
	aead, err := cipher.NewGCM(block)
	return Keys{seal: aead, device: device}, fault.Wrap(op, err)
}

// SealSecret encrypts a second factor's secret for storing under u
// (AES-256-GCM, bound to the user's id).
func (k Keys) SealSecret(u User, secret string) string {
	nonce := make([]byte, k.seal.NonceSize())
	_, _ = rand.Read(nonce)
	return "v1." + base64.RawURLEncoding.EncodeToString(k.seal.Seal(nonce, nonce, []byte(secret), []byte(u.ID)))
}

// OpenSecret returns what SealSecret sealed into u.TOTPSecret. It fails with
// an Internal fault when the keys are not those it was sealed with.
func (k Keys) OpenSecret(u User) (string, error) {
	const op = "access.OpenSecret"
	text, ok := strings.CutPrefix(u.TOTPSecret, "v1.")
	b, err := base64.RawURLEncoding.DecodeString(text)
	if !ok || err != nil || len(b) < k.seal.NonceSize() {
		return "", fault.Newf(op, fault.Internal, "internal", "second factor of %s is not sealed as v1", u.ID)
	}
	n := k.seal.NonceSize()
	plain, err := k.seal.Open(nil, b[:n], b[n:], []byte(u.ID))
	return string(plain), fault.Wrap(op, err)
}

// DeviceLife is how long a browser stays known after a sign-in.
const DeviceLife = 180 * 24 * time.Hour

// NewDevice returns the value of the cookie that marks a browser in which u
// has just signed in. It opens nothing; it only counts failures apart.
func (k Keys) NewDevice(u User, now time.Time) string {
	body := strings.ToLower(rand.Text()) + "." + strconv.FormatInt(now.Add(DeviceLife).Unix(), 36)
	return body + "." + k.deviceMAC(u.ID, body)
}

// Device returns the id of the browser marked by cookie if u has signed in
// there within DeviceLife, "" otherwise. Ask it for existing accounts only.
func (k Keys) Device(u User, cookie string, now time.Time) string {
	f := strings.Split(cookie, ".")
	if len(f) != 3 || len(f[0]) != 26 || u.ID == "" {
		return ""
	}
	until, err := strconv.ParseInt(f[1], 36, 64)
	if err != nil || now.Unix() >= until || !hmac.Equal([]byte(k.deviceMAC(u.ID, f[0]+"."+f[1])), []byte(f[2])) {
		return ""
	}
	return f[0]
}

func (k Keys) deviceMAC(userID, body string) string {
	mac := hmac.New(sha256.New, k.device)
	mac.Write([]byte(strconv.Itoa(len(userID)) + ":" + userID + ":" + body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
