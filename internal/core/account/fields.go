package account

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"preau/internal/core/account/limits"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
)

// The names of the fields, in forms and in refusals.
const (
	FieldUserName  = "nom_utilisateur"
	FieldEmail     = "email"
	FieldPassword  = "mot_de_passe" //nolint:gosec // a field's name
	FieldAgain     = "mot_de_passe_2"
	FieldCurrent   = "mot_de_passe_actuel"
	FieldOrg       = "etablissement"
	FieldFunction  = "fonction"
	FieldFirstName = "prenom"
	FieldLastName  = "nom"
	FieldPhone     = "telephone"
	FieldLang      = "langue"
	FieldReason    = "motif"
	FieldBorn      = "naissance"
)

// Longest texts, in characters.
const (
	MinUserName = 3
	MaxUserName = 60
	MaxEmail    = 254
	MaxName     = 80
	MaxFunction = 120
	MaxPhone    = 40
	MaxReason   = 500
	MaxBorn     = 20 // as typed
)

// faults gathers what is wrong, field by field.
type faults struct{ apperr.Faults }

// userName checks a name that somebody chose. Those with an @ are refused whoever's address they are, so that refusing tells nothing.
func (f *faults) userName(name string) string {
	name = strings.TrimSpace(name)
	switch n := utf8.RuneCountInString(name); {
	case name == "":
		f.Add(FieldUserName, msg.FaultUserNameMissing)
	case strings.Contains(name, "@"):
		f.Add(FieldUserName, msg.FaultUserNameAddress)
	case n < MinUserName || n > MaxUserName:
		f.Add(FieldUserName, msg.FaultUserNameLength, "min", MinUserName, "max", MaxUserName)
	case strings.ContainsFunc(fold(name), func(r rune) bool { return !inUserName(r) }):
		f.Add(FieldUserName, msg.FaultUserNameSigns)
	case !registers.Shown(name) || !registers.Shown(fold(name)):
		f.Add(FieldUserName, msg.FaultInvisible)
	case !registers.OneScript(fold(name)):
		f.Add(FieldUserName, msg.FaultUserNameMixed)
	}
	return name
}

func inUserName(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".-_'", r)
}

func (f *faults) email(typed string) string {
	if strings.TrimSpace(typed) == "" {
		f.Add(FieldEmail, msg.FaultEmailMissing)
		return ""
	}
	address, err := mail.Address(typed)
	if err != nil {
		f.Add(FieldEmail, msg.FaultEmail)
	}
	return address
}

// password checks a new password of a. where is what others know of where they are: see around.
func (s *Service) password(f *faults, pw, again string, where []string, a Account) {
	if why, args := s.checker.Check(pw, append([]string{a.UserName, a.Email, a.FirstName, a.LastName}, where...)...).Said(); why != "" {
		f.Add(FieldPassword, why, args...)
	}
	if pw != again {
		f.Add(FieldAgain, msg.FaultPasswordAgain)
	}
}

// around are the words that a password must not mostly be, beside the person's own: the platform's title, the operator's line, the establishment
// of a person, and the organisations in which they have a role. Of who is no account yet the ids are empty, as far as they are not known.
func (s *Service) around(ctx context.Context, set instance.Settings, a Account) ([]string, error) {
	where := []string{set.Title, set.OperatorLine}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		names, err := db.All(ctx, tx, func(n *string) []any { return []any{n} }, `SELECT name FROM org_organisations WHERE id IN
			(SELECT $1 UNION SELECT place_id FROM access_grants WHERE account_id = $2 AND place_kind = 'organisation' AND taken_at IS NULL)`, a.OrgID, a.ID)
		where = append(where, names...)
		return err
	})
	return where, err
}

// hash hashes a password that was found good.
func (s *Service) hash(ctx context.Context, pw string) (string, error) {
	phc, err := s.o.Hasher.Hash(ctx, pw)
	return phc, limits.Hashed(err)
}

// verify compares with the password of a PHC string; an empty one costs as much and is never right.
func (s *Service) verify(ctx context.Context, phc, pw string) (bool, error) {
	if utf8.RuneCountInString(pw) > password.MaxLength {
		pw = "" // no password is as long, and none is empty
	}
	ok, err := s.o.Hasher.Verify(ctx, phc, pw)
	return ok, limits.Hashed(err)
}
