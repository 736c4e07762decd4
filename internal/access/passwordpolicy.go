package access

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"parksite/internal/fault"
)

// PasswordPolicy is what passwords and sign-ins have to satisfy. Two profiles
// exist because the rules they come from contradict each other.
type PasswordPolicy struct {
	Profile   string        `json:"profile"`
	MinLength int           `json:"minLength"` // characters
	Classes   int           `json:"classes"`   // of lower, upper, digit, other
	MaxAge    time.Duration `json:"maxAge"`    // then it must be changed; 0 = never
	History   int           `json:"history"`   // earlier passwords that may not come back
	Failures  int           `json:"failures"`  // failed sign-ins within Window before a pause
	Window    time.Duration `json:"window"`
}

// The profiles.
var (
	// NIST follows SP 800-63B-4 and ASVS 5: long, not known, never by the calendar.
	NIST = PasswordPolicy{Profile: "nist", MinLength: 15, Failures: 10, Window: 15 * time.Minute}
	// DJBH is what 等保2.0 (GB/T 22239) assessors ask for.
	DJBH = PasswordPolicy{Profile: "djbh", MinLength: 12, Classes: 3, MaxAge: 90 * 24 * time.Hour, History: 5,
		Failures: 5, Window: 15 * time.Minute}
)

// PolicyOf returns the profile of that name, or an Invalid fault.
func PolicyOf(profile string) (PasswordPolicy, error) {
	for _, p := range []PasswordPolicy{NIST, DJBH} {
		if p.Profile == profile {
			return p, nil
		}
	}
	return PasswordPolicy{}, fault.Bad("access.PolicyOf", []fault.Field{{Field: "passwordPolicy", Code: "field.choice", Detail: "nist or djbh"}})
}

// Expired reports whether u's password has to be changed because of its age.
func (p PasswordPolicy) Expired(u User, now time.Time) bool {
	return p.MaxAge > 0 && u.PasswordHash != "" && now.Sub(u.PasswordSetAt) >= p.MaxAge
}

// Check reports, as an Invalid fault on the field "password", why password is
// no good for u. Whether it was used before is Hasher.Reused's question.
func (p PasswordPolicy) Check(password string, u User) error {
	switch {
	case len(password) > MaxPassword:
		return refused("password.long", "at most %d bytes", MaxPassword)
	case !utf8.ValidString(password), strings.ContainsFunc(password, unicode.IsControl):
		return refused("password.text", "holds a control character or is not UTF-8")
	case min(utf8.RuneCountInString(norm.NFC.String(password)), utf8.RuneCountInString(normal(password))) < p.MinLength: // one ﷺ is 18 letters in form KC
		return refused("password.short", "at least %d characters", p.MinLength)
	case classes(password) < p.Classes:
		return refused("password.classes", "at least %d of lower case, upper case, digits, others", p.Classes)
	}
	folded := foldSecret(password)
	for _, w := range personal(u) {
		if strings.Contains(folded, w) {
			return refused("password.personal", "contains the account's name or address, or what this program is about")
		}
	}
	if guessable(folded) || guessable(unleet.Replace(folded)) {
		return refused("password.common", "made of well-known passwords, repetitions or keyboard rows")
	}
	return nil
}

// Typeable reports, as Check does, why nobody can sign in with password,
// whatever a policy asks of it.
func Typeable(password string) error {
	switch {
	case len(password) > MaxPassword:
		return refused("password.long", "at most %d bytes", MaxPassword)
	case !utf8.ValidString(password), strings.ContainsFunc(password, unicode.IsControl):
		return refused("password.text", "holds a control character or is not UTF-8")
	}
	return nil
}

func refused(code, format string, args ...any) error {
	return fault.Bad("access.PasswordPolicy.Check", []fault.Field{{Field: "password", Code: code, Detail: fmt.Sprintf(format, args...)}})
}

func classes(s string) int {
	var lower, upper, digit, other int
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}

func foldSecret(s string) string { return cases.Fold().String(normal(s)) }

// subject are words of this program and its field, which an outsider tries first.
var subject = []string{"parksite", "产业园", "工业园", "合作区", "园区", "境外", "一带一路", "发改委", "商务部", "外交部",
	"chanyeyuan", "gongyeyuan", "hezuoqu", "yuanqu", "jingwai", "yidaiyilu", "fagaiwei", "shangwubu", "waijiaobu",
	"industrialpark", "industrial park", "beltandroad", "belt and road"}

// personal are the words u's password may not contain, folded.
func personal(u User) []string {
	words := slices.Clone(subject)
	add := func(s string, least int) {
		if s = foldSecret(s); utf8.RuneCountInString(s) >= least {
			words = append(words, s)
		}
	}
	add(u.Username, 1)
	add(u.Name, 2)
	add(u.Email, 1)
	local, domain, _ := strings.Cut(u.Email, "@")
	add(local, 3)
	split := func(r rune) bool { return strings.ContainsRune(".-_+ ", r) }
	for _, s := range []string{u.Username, u.Name, local, domain} {
		for _, part := range strings.FieldsFunc(s, split) {
			add(part, 4)
		}
	}
	return words
}

// known are words of the passwords met most often in leaks, and the rows of a
// keyboard. Our own short list: together with minLength it is enough that none
// of them, alone or joined, makes a password.
var known = strings.Fields(`
password passwort passwd pass motdepasse contraseña mima mimashi 密码 口令
administrator admin root superuser manager guest user test demo default system sysadmin oracle mongodb changeme changeit
secret letmein welcome login access master hello trustno whatever nothing temp
iloveyou loveyou ilove love woaini wo ai ni aini baobei 我爱你 宝贝 princess sunshine shadow monkey dragon superman batman
football baseball soccer basketball hockey michael jordan jennifer thomas daniel ashley charlie andrew
starwars pokemon naruto freedom flower summer winter spring autumn monday friday
january february march april june july august september october november december
company china zhongguo 中国 beijing 北京 shanghai google microsoft huawei alibaba tencent wechat weixin
abc abcd aaaa qwer asdf zxcv qaz wsx edc rfv 1qaz 2wsx 3edc q1w2e3r4 a1b2c3 p@ss pa55 5201314 521 1314 888 666 000 520 110 007
computer internet server security`)

var rows = [...]string{"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "abcdefghijklmnopqrstuvwxyz", "!@#$%^&*()", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.", "1q2w3e4r5t6y7u8i9o0p", "qawsedrftgyhujikolp"}

var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// guesses are known and every stretch of four or more along a row, either way,
// longest first.
var guesses = sync.OnceValue(func() []string {
	words := slices.Clone(known)
	for _, row := range rows {
		for n := 4; n <= len(row); n++ {
			for i := 0; i+n <= len(row); i++ {
				words = append(words, row[i:i+n], reverse(row[i:i+n]))
			}
		}
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
})

// minNovel is how many characters a password must have besides known words,
// repetitions and rows.
const minNovel = 6

// guessable reports whether folded s is hardly more than known words, rows and
// repetitions.
func guessable(s string) bool {
	distinct := map[rune]bool{}
	for _, r := range s {
		distinct[r] = true
	}
	if len(distinct) < 5 || repeats(s) {
		return true
	}
	s = strings.ReplaceAll(s, " ", "")
	for _, w := range guesses() {
		s = strings.ReplaceAll(s, w, "\x00")
	}
	novel, prev := 0, rune(0)
	for _, r := range s {
		if r != 0 && r != prev && r != prev+1 && r != prev-1 && !unicode.IsSpace(r) {
			novel++
		}
		prev = r
	}
	return novel < minNovel
}

// repeats reports whether s is one piece of at most half its length, over and
// over.
func repeats(s string) bool {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return true
		}
	}
	return false
}

func reverse(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// GeneratePassword returns a password of 100 random bits that satisfies both
// profiles and can be read aloud.
func GeneratePassword() string {
	for {
		s := rand.Text()[:20]
		s = s[:5] + "-" + strings.ToLower(s[5:10]) + "-" + s[10:15] + "-" + strings.ToLower(s[15:])
		if DJBH.Check(s, User{}) == nil && NIST.Check(s, User{}) == nil {
			return s
		}
	}
}
