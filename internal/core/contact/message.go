package contact

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
)

// Message is what somebody wrote to the operator.
type Message struct {
	ID      string
	Number  string // public: 2026-000012
	State   State
	Version int64

	AccountID string // empty for a visitor
	Name      string
	Address   string // empty when the sender has none: only somebody signed in
	Lang      i18n.Lang

	Service instance.ServiceKey // whose page it was
	Page    string
	Roles   []access.RoleKey // of the sender then
	OrgName string           // the organisation that the sender acted for, or that a visitor named
	Reason  string           // code shown on the page
	Query   string           // words searched for

	Text       string
	ReceivedAt time.Time
	MovedAt    time.Time // into its present state
	MovedName  string
}

// Answer is one answer to a message.
type Answer struct {
	ID   string
	Name string
	Text string
	At   time.Time
}

// Draft is a message as it was typed, and where. Name and Address are a visitor's; a signed-in person's own are taken.
type Draft struct {
	Name    string
	Address string
	Org     string // as a visitor names it
	Text    string
	Page    string
	Reason  string
	Query   string
}

// Longest texts, in characters.
const (
	MaxName  = 100
	MaxText  = 5000
	maxPage  = 300
	maxQuery = 200
	maxOrg   = 200
)

var (
	reasonCode = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)
	// secret is a part of an address that is no French word but somebody's token.
	secret = regexp.MustCompile(`^[A-Za-z0-9_-]{32,}$`)
)

// Tidy keeps of the carried facts only what they may be: they come from the address, which anybody may have written.
// The page loses its query and whatever looks like a link's secret.
func (d Draft) Tidy() Draft {
	d.Name, d.Address, d.Text = oneLine(d.Name), strings.TrimSpace(d.Address), strings.TrimSpace(d.Text)
	d.Org = cut(oneLine(d.Org), maxOrg)
	d.Page, d.Query = pathOnly(d.Page), cut(oneLine(d.Query), maxQuery)
	if len(d.Reason) > 80 || !reasonCode.MatchString(d.Reason) {
		d.Reason = ""
	}
	return d
}

func pathOnly(page string) string {
	page, _, _ = strings.Cut(page, "?")
	page, _, _ = strings.Cut(page, "#")
	if !strings.HasPrefix(page, "/") || strings.HasPrefix(page, "//") || strings.ContainsRune(page, '\\') {
		return ""
	}
	parts := strings.Split(oneLine(page), "/")
	for i, p := range parts {
		if secret.MatchString(p) {
			parts[i] = "…"
		}
	}
	return cut(strings.Join(parts, "/"), maxPage)
}

// Shortened says whether a page's address lost something by Tidy, so that it leads nowhere.
func Shortened(page string) bool { return strings.Contains(page, "…") }

// oneLine leaves single spaces between words, and no control character.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// RolesOf are the roles that the sender holds somewhere, each once.
func RolesOf(who access.Actor) []access.RoleKey {
	var out []access.RoleKey
	for _, g := range who.Grants {
		if !slices.Contains(out, g.Role) {
			out = append(out, g.Role)
		}
	}
	return out
}
