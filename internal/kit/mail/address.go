package mail

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// ErrAddress is an address that no mail can be sent to.
var ErrAddress = errors.New("not a mail address")

// local is the dot-atom of RFC 5322: no quotes, no spaces, nothing that SMTP reads as its own.
var local = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// domains is the lookup profile of IDNA 2008 that also refuses empty and too long labels.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// enhanced is an enhanced status code (RFC 3463) at the head of a reply.
var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// Address checks an address as typed and gives it as it is sent: without outer spaces, its domain in lower-case ASCII (IDNA).
// Quoted local parts, comments, IP literals and non-ASCII local parts are refused: hardly anybody has one, and they are where injection hides.
func Address(typed string) (string, error) {
	s := strings.TrimSpace(typed)
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || len(s) > 254 || !utf8.ValidString(s) || !local.MatchString(s[:at]) {
		return "", ErrAddress
	}
	domain, err := domains.ToASCII(s[at+1:])
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrAddress, err)
	}
	if !strings.Contains(domain, ".") && domain != "localhost" || strings.HasSuffix(domain, ".") || at+len(domain) > 253 {
		return "", ErrAddress
	}
	return s[:at+1] + domain, nil
}

// OneLine makes foreign words fit for a log and for any database: no control character, valid UTF-8, 300 characters at most.
func OneLine(s string) string {
	s = strings.ToValidUTF8(s, "�")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:299]) + "…"
	}
	return s
}
