package instance

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"preau/internal/core/instance/msg"
)

// Tutorials are the operator's own films: a line each, « title | https://address » (R275).

// MaxTutorials is the longest text of the tutorials, in characters.
const MaxTutorials = 4000

// Tutorial is one film.
type Tutorial struct{ Title, Address string }

// Films are the operator's tutorials, in the order of the lines.
func (s Settings) Films() []Tutorial {
	var out []Tutorial
	for l := range strings.Lines(s.Tutorials) {
		if t, ok := film(l); ok {
			out = append(out, t)
		}
	}
	return out
}

// film reads one line. Only an address that browsers open without a warning is taken: nothing of a script, no password.
func film(l string) (Tutorial, bool) {
	title, address, _ := strings.Cut(l, "|")
	t := Tutorial{strings.TrimSpace(title), strings.TrimSpace(address)}
	u, err := url.Parse(t.Address)
	return t, err == nil && t.Title != "" && u.Scheme == "https" && u.Host != "" && u.User == nil
}

// checkTutorials names the first line that is none.
func checkTutorials(f *faults, text string) {
	if utf8.RuneCountInString(text) > MaxTutorials {
		f.Add(FieldTutorials, msg.FaultLong, "max", MaxTutorials)
		return
	}
	n := 0
	for l := range strings.Lines(text) {
		if n++; strings.TrimSpace(l) == "" {
			continue
		}
		if _, ok := film(l); !ok || !utf8.ValidString(l) {
			f.Add(FieldTutorials, msg.FaultTutorials, "n", n)
			return
		}
	}
}
