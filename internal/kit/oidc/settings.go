package oidc

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"preau/internal/kit/config"
)

// Kind is what of a provider is particular.
type Kind string

// The kinds.
const (
	Plain      Kind = ""           // OpenID Connect Core, nothing else
	ProConnect Kind = "proconnect" // the French state's federation for professionals: its names of claims, its signed user info
)

// Settings are one provider as the operator names it.
type Settings struct {
	Key      string // in the addresses of pages: proconnect, rectorat
	Name     string // on buttons
	Kind     Kind
	Issuer   string // as it stands in the provider's tokens, to the last slash
	ClientID string
	Secret   config.Secret
	Levels   []string // of assurance, any of which will do (acr); empty: any at all
	AnyOrg   bool     // people come in whatever organisation the provider says they are of
}

// Set says whether anything was set at all.
func (s Settings) Set() bool {
	return s.Issuer != "" || s.ClientID != "" || s.Secret.Reveal() != "" || s.Name != "" && s.Kind == Plain || len(s.Levels) > 0
}

// Distinct says which of several providers could be taken for each other.
func Distinct(all []Settings) error {
	var faults []error
	for i, a := range all {
		for _, b := range all[:i] {
			if a.Key == b.Key {
				faults = append(faults, fmt.Errorf("two providers have the key %s", a.Key))
			}
			if strings.TrimRight(a.Issuer, "/") == strings.TrimRight(b.Issuer, "/") { // one identity would have two doors, and the laxer would count
				faults = append(faults, fmt.Errorf("the providers %s and %s have one issuer", b.Key, a.Key))
			}
		}
	}
	return errors.Join(faults...)
}

var wellFormedKey = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// Check gives every fault of the settings, each named by the beginning of its flags: "oidc-". The provider is not asked: one that is
// down now must not keep the program from starting.
func (s Settings) Check(flags string) error {
	var faults []error
	fault := func(flag, format string, args ...any) {
		faults = append(faults, fmt.Errorf("--%s%s: %s", flags, flag, fmt.Sprintf(format, args...)))
	}
	for _, x := range []struct{ flag, value string }{{"issuer", s.Issuer}, {"client-id", s.ClientID}, {"secret", s.Secret.Reveal()}, {"name", s.Name}} {
		if strings.TrimSpace(x.value) == "" {
			fault(x.flag, "is missing, while others of this provider are set")
		}
	}
	if !wellFormedKey.MatchString(s.Key) {
		fault("key", "%q: small letters, digits and hyphens, a letter first, at most 31", s.Key)
	}
	if s.Issuer != "" {
		if err := checkIssuer(s.Issuer); err != nil {
			fault("issuer", "%s", err)
		}
	}
	if slices.ContainsFunc(s.Levels, func(l string) bool { return l == "" || strings.ContainsAny(l, " \t\n\"") }) {
		fault("levels", "a level is a word or an address")
	}
	return errors.Join(faults...)
}

var (
	errIssuer = errors.New("an address is needed: scheme, host, and its path if it has one")
	errPlain  = errors.New("must be https; http is for a provider on this very machine")
)

func checkIssuer(issuer string) error {
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errIssuer
	}
	return checkScheme(u)
}

func checkScheme(u *url.URL) error {
	ip := net.ParseIP(u.Hostname())
	here := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !here) {
		return errPlain
	}
	return nil
}

// checkEndpoint is for an address that a provider gives of itself: secrets, codes and keys go there, so it is held to what its issuer's is.
func checkEndpoint(name, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		err = errIssuer
	} else {
		err = checkScheme(u)
	}
	if err != nil {
		return fmt.Errorf("%s %q: %w", name, address, err)
	}
	return nil
}
