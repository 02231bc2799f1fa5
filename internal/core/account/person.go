package account

import (
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/identifier"
	"preau/internal/core/account/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Account is one person.
type Account struct {
	ID        string
	Number    int64 // public: it stands in addresses of pages
	UserName  string
	Email     string
	FirstName string
	LastName  string
	Function  string
	Phone     string // E.164
	Lang      i18n.Lang
	OrgID     string // the establishment
	Born      string // 1981-09-03; empty but where the user name is an identifier built of it. The person's alone

	State       State
	StateAt     time.Time
	StateBy     string // the name, then, of who brought it there
	StateReason string

	CreatedAt     time.Time
	ActivatedAt   time.Time
	PasswordAt    time.Time
	FirstSignInAt time.Time // zero: never signed in
	LastSignInAt  time.Time
	Version       int64

	passwordHash string
}

// DisplayName is first and last name, or while there is none the user name as others see it, or else the address.
func (a Account) DisplayName() string {
	for _, n := range []string{strings.TrimSpace(a.FirstName + " " + a.LastName), a.ShownName()} {
		if n != "" {
			return n
		}
	}
	return a.Email
}

// BirthDay is the day of birth, to be written out; zero without one. Nobody reckons an age with it (R104).
func (a Account) BirthDay() time.Time {
	day, err := time.Parse(time.DateOnly, a.Born)
	if err != nil {
		return time.Time{}
	}
	return day.Add(12 * time.Hour) // the same day in every zone of an instance
}

// OwnName is the user name as its owner sees it: whole. Empty while it was not made.
func (a Account) OwnName() string {
	if strings.HasPrefix(a.UserName, unnamed) {
		return ""
	}
	return a.UserName
}

// ShownName is the user name as everybody else sees it: without a date of birth (R104).
func (a Account) ShownName() string { return identifier.Masked(a.OwnName()) }

// loginKey is what the identifier is recognised by however it is typed; empty for other user names.
func (a Account) loginKey() string {
	if a.Born == "" {
		return ""
	}
	return identifier.Key(a.UserName)
}

// Never says whether the person has never signed in (« jamais connecté »): action mails do not reach them (R271).
func (a Account) Never() bool { return a.FirstSignInAt.IsZero() }

// StateLabel is the state in words, the same for tags and for the filter that lists them.
func (s State) StateLabel() i18n.Key {
	switch s {
	case Invited:
		return msg.StateInvited
	case Active:
		return msg.StateActive
	case Suspended:
		return msg.StateSuspended
	case Closed:
		return msg.StateClosed
	case Created:
	}
	return msg.StateCreated
}

// actor is the person as who of their own acts, for those done by a link or before a session is there.
func (a Account) actor(by access.Actor) access.Actor {
	by.ID, by.Name, by.UserName, by.Address, by.Lang = a.ID, a.DisplayName(), a.UserName, a.Email, a.Lang
	return by
}

// MissingProfile names the fields of « Mon profil » that are still to be filled before joining (R009, R010), in their order on the page.
func MissingProfile(a Account) []apperr.Field {
	fields := []struct {
		name  string
		value string
		label i18n.Key
	}{
		{FieldOrg, a.OrgID, msg.LabelOrg},
		{FieldFunction, a.Function, msg.LabelFunction},
		{FieldFirstName, a.FirstName, msg.LabelFirstName},
		{FieldLastName, a.LastName, msg.LabelLastName},
		{FieldPhone, a.Phone, msg.LabelPhone},
	}
	var out []apperr.Field
	for _, f := range fields {
		if f.value == "" {
			out = append(out, apperr.Field{Name: f.name, Msg: i18n.M(f.label)})
		}
	}
	return out
}

// fold makes the form in which user names and addresses are compared: R007.
func fold(s string) string { return identifier.Fold(s) }

// login is what failures at a typed name are counted by: an identifier has as many tries however it is typed.
func login(typed string) string {
	if key := identifier.Key(typed); key != "" {
		return key
	}
	return fold(typed)
}

// sortFold and SearchFold are derived columns, written with each change of what they are made of.
func (a Account) sortFold() string {
	return strings.TrimSpace(registers.Fold(a.LastName) + " " + registers.Fold(a.FirstName) + " " + registers.Fold(a.ShownName()))
}

func (a Account) SearchFold() string {
	parts := []string{registers.Fold(a.FirstName), registers.Fold(a.LastName), registers.Fold(a.ShownName()), fold(a.ShownName()), fold(a.Email)}
	return strings.Join(slices.Compact(parts), " ")
}
