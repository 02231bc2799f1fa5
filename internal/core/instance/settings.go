package instance

import (
	"maps"
	"slices"
	"time"

	_ "time/tzdata" // deadlines must not depend on what the machine has installed

	"preau/internal/core/access"
	"preau/internal/core/instance/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// ServiceKey names a service that an instance may open.
type ServiceKey string

// The services.
const (
	Needs    ServiceKey = "needs"
	Ordering ServiceKey = "ordering"
	Casework ServiceKey = "casework"
	Offers   ServiceKey = "offers"
)

// Way is a way of signing in.
type Way string

// The ways of signing in.
const (
	Password Way = "password"
	Link     Way = "link" // by mail, once
	OIDC     Way = "oidc"
	Passkey  Way = "passkey"
)

// Identifiers says what people sign in by, besides their address.
type Identifiers string

// The kinds of identifiers.
const (
	FreeIdentifiers  Identifiers = "free"  // a user name that one chooses
	BuiltIdentifiers Identifiers = "built" // prenom.nom.JJMMAA, of the name and the day of birth (R100)
)

// AllIdentifiers are all kinds, the default first.
func AllIdentifiers() []Identifiers { return []Identifiers{FreeIdentifiers, BuiltIdentifiers} }

// Amounts says how amounts without and with VAT are named.
type Amounts string

// The names of amounts: France says HT and TTC, Belgium HTVA and TVAC.
const (
	HT   Amounts = "HT"
	HTVA Amounts = "HTVA"
)

// Net is the name of an amount without VAT.
func (a Amounts) Net() string { return string(a) }

// Gross is the name of an amount with VAT.
func (a Amounts) Gross() string {
	if a == HTVA {
		return "TVAC"
	}
	return "TTC"
}

// The zones that an instance may live in.
const (
	Paris    = "Europe/Paris"
	Brussels = "Europe/Brussels"
)

// Zones are all zones, the default first.
func Zones() []string { return []string{Paris, Brussels} }

func loadZones() (map[string]*time.Location, error) {
	out := map[string]*time.Location{}
	for _, name := range Zones() {
		loc, err := time.LoadLocation(name)
		if err != nil {
			return nil, err
		}
		out[name] = loc
	}
	return out, nil
}

// Settings are the operator's choices. Texts that are empty fall back as the methods say.
type Settings struct {
	Title        string  `json:"title"`
	Contact      string  `json:"contact"`       // where « Nous contacter » is mailed; empty: kept and listed only
	OperatorLine string  `json:"operator_line"` // at the foot of every page (R001)
	Zone         string  `json:"zone"`
	Amounts      Amounts `json:"amounts"`
	// Services are those switched on, and Texts what some of them say otherwise than the instance.
	Services   []ServiceKey                `json:"services"`
	Texts      map[ServiceKey]ServiceTexts `json:"texts"`
	Tutorials  string                      `json:"tutorials,omitempty"`   // the operator's films, a line each: see Films
	AnswerDays int                         `json:"answer_days,omitempty"` // working days that a supplier has to answer an order; 0: the usual ones
	SignIn     []Way                       `json:"sign_in"`
	ProofMins  int                         `json:"proof_minutes,omitempty"` // for which somebody's proof of who they are serves; 0: the usual ones
	AdminKeys  bool                        `json:"admin_keys,omitempty"`    // administrators have their rights by a passkey or a provider alone
	OpenSignUp bool                        `json:"open_sign_up"`            // anybody may open an account
	// Identifiers are those of new accounts; others keep theirs.
	Identifiers Identifiers `json:"identifiers"`
	SMTP        SMTP        `json:"smtp"`
	Returns     Returns     `json:"returns"`
	SMS         Texts       `json:"sms,omitzero"`
	// Announcement is shown on every page for a time.
	Announcement Announcement `json:"announcement,omitzero"`
	SetUp        bool         `json:"set_up"` // « Mise en route » was ended once

	Version int64     `json:"-"` // 0 while nothing was ever saved
	SavedAt time.Time `json:"-"`
	SavedBy string    `json:"-"` // account, empty when the program did it
}

// ServiceTexts are what one service says of itself.
type ServiceTexts struct {
	Title        string `json:"title,omitempty"`
	Contact      string `json:"contact,omitempty"`
	OperatorLine string `json:"operator_line,omitempty"`
}

// TLSModes are the ways of encrypting the connection to the mail server, the usual one first.
func TLSModes() []mail.TLSMode {
	return []mail.TLSMode{mail.StartTLS, mail.TLS, mail.Opportunistic, mail.None}
}

// SMTP is how mail leaves. An empty host: no mail leaves, it stays queued and visible.
type SMTP struct {
	Host     string       `json:"host"`
	Port     int          `json:"port"`
	TLS      mail.TLSMode `json:"tls"`
	User     string       `json:"user"`
	From     string       `json:"from"`
	FromName string       `json:"from_name"` // empty: the instance's title
	// Password is only given to Save (empty: keep the one there is) and by Outgoing; Get never gives it.
	Password    string `json:"-"`
	HasPassword bool   `json:"-"` // one is kept
	NoPassword  bool   `json:"-"` // given to Save: drop the one there is
}

// Returns is how the platform learns that a mail came back. Both ways may be open, one, or none.
type Returns struct {
	// Address is where servers send mails back to: one of a mailbox that the operator's mail server hands to « preau bounce ».
	// Each mail has it with a token of its own.
	Address string `json:"address"`
	// Secret signs the events of the service through which mails are sent. It is given and kept as the SMTP password is.
	Secret    string `json:"-"`
	HasSecret bool   `json:"-"`
	NoSecret  bool   `json:"-"`
}

// On says whether mail can leave.
func (m SMTP) On() bool { return m.Host != "" }

// Defaults are the settings of a database where none were saved.
func Defaults() Settings {
	return Settings{
		Title: "Préau", Zone: Paris, Amounts: HT,
		Services: []ServiceKey{Needs}, Texts: map[ServiceKey]ServiceTexts{},
		SignIn: []Way{Password}, OpenSignUp: true, Identifiers: FreeIdentifiers,
		SMTP: SMTP{Port: 587, TLS: mail.StartTLS},
	}
}

// Location is the zone, for use cases that read the settings in their own transaction.
func (s Settings) Location() *time.Location {
	loc, err := time.LoadLocation(s.Zone)
	if err != nil { // check lets no such zone through
		return time.UTC
	}
	return loc
}

// usualAnswerDays are the working days that a supplier has to answer an order.
const usualAnswerDays = 5

// SupplierDays is how many working days a supplier has to answer an order before who sent it is told (R236).
func (s Settings) SupplierDays() int {
	if s.AnswerDays == 0 {
		return usualAnswerDays
	}
	return s.AnswerDays
}

// usualProofMins are the minutes for which a proof of who somebody is serves.
const usualProofMins = 10

// ProofMinutes is how long a proof of who somebody is serves before what a passer-by at an open screen must not do.
func (s Settings) ProofMinutes() int {
	if s.ProofMins == 0 {
		return usualProofMins
	}
	return s.ProofMins
}

// StrictAdmins says whether administrators have their rights only in sessions that a passkey or a provider of identity opened. It asks for
// nothing while neither is a way of signing in.
func (s Settings) StrictAdmins() bool { return s.AdminKeys && s.strongWays() }

func (s Settings) strongWays() bool { return s.Allows(Passkey) || s.Allows(OIDC) }

// Mailed says whether one comes in by a link, which a mail server sends.
func (s Settings) Mailed() bool { return s.Allows(Link) && s.SMTP.On() }

// Has says whether a service is switched on.
func (s Settings) Has(k ServiceKey) bool { return slices.Contains(s.Services, k) }

// WantsSetUp says whether the actor is to be led to « Mise en route » after signing in.
func (s Settings) WantsSetUp(who access.Actor) bool { return !s.SetUp && who.IsAdmin() }

// Allows says whether one may sign in this way.
func (s Settings) Allows(w Way) bool { return slices.Contains(s.SignIn, w) }

// ServiceTitle is a service's title on its pages and in its mails: the operator's, else the usual one (R001).
func (s Settings) ServiceTitle(t *i18n.T, k ServiceKey) string {
	if own := s.Texts[k].Title; own != "" {
		return own
	}
	return t.S(DefaultTitle(k))
}

// ServiceLine is the operator's line on a service's pages: the service's own, else the instance's.
func (s Settings) ServiceLine(k ServiceKey) string {
	if own := s.Texts[k].OperatorLine; own != "" {
		return own
	}
	return s.OperatorLine
}

// ServiceContact is the address to which messages about a service are mailed: the service's own, else the instance's.
func (s Settings) ServiceContact(k ServiceKey) string {
	if own := s.Texts[k].Contact; own != "" {
		return own
	}
	return s.Contact
}

// DefaultTitle is a service's usual title.
func DefaultTitle(k ServiceKey) i18n.Key {
	switch k {
	case Ordering:
		return msg.TitleOrdering
	case Casework:
		return msg.TitleCasework
	case Offers:
		return msg.TitleOffers
	case Needs:
	}
	return msg.TitleNeeds
}

// identifiers are the free ones, too, where the settings were saved before there were others.
func (s Settings) identifiers() Identifiers {
	if s.Identifiers == "" {
		return FreeIdentifiers
	}
	return s.Identifiers
}

// clone keeps callers from changing what is kept in memory.
func (s Settings) clone() Settings {
	s.Services, s.SignIn, s.Texts = slices.Clone(s.Services), slices.Clone(s.SignIn), maps.Clone(s.Texts)
	return s
}
