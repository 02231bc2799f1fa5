package token

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/token/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// The names of the form's fields.
const (
	FieldName   = "nom"
	FieldScopes = "portees"
	FieldDays   = "duree"
)

// MaxName is the longest name of a token, in characters.
const MaxName = 60

// mostLive is how many tokens that still count an account may have: a token for each program, not for each day.
const mostLive = 20

// Wish is what making a token asks.
type Wish struct {
	Name   string
	Scopes []string
	Days   int // one of Lives
}

// Made is a token that was just made, with its secret: it is shown this once.
type Made struct {
	Token
	Secret string `json:"-"` // made again from the id for a repeated form, so that it need not be kept
}

// Make makes a token for who is signed in: the page asks for a fresh proof first. A repeated form gives the same token.
func (s *Service) Make(ctx context.Context, who access.Actor, w Wish) (Made, error) {
	if err := BySession(who); err != nil {
		return Made{}, err
	}
	if err := s.check(&w); err != nil {
		return Made{}, err
	}
	m, err := db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (Made, error) {
		m := Made{Token: Token{ID: id.New(), AccountID: who.ID, Name: w.Name, Scopes: w.Scopes, State: Live}}
		m.CreatedAt, m.StateAt, m.ExpiresAt = tx.Now(), tx.Now(), tx.Now().AddDate(0, 0, w.Days)
		if err := insertToken(ctx, tx, &m.Token, s.secret(m.ID)); err != nil {
			return m, err
		}
		return m, writeLine(ctx, tx, who, m.Token, "make_token")
	})
	m.Secret = s.secret(m.ID)
	return m, err
}

// check brings what was typed to the form in which it is kept, and names all faults at once.
func (s *Service) check(w *Wish) error {
	var faults []apperr.Field
	fault := func(name string, key i18n.Key, args ...any) {
		faults = append(faults, apperr.Field{Name: name, Msg: i18n.M(key, args...)})
	}
	w.Name = strings.Join(strings.FieldsFunc(w.Name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if n := utf8.RuneCountInString(w.Name); n == 0 || n > MaxName {
		fault(FieldName, msg.FaultName, "max", MaxName)
	}
	w.Scopes = slices.Compact(slices.Sorted(slices.Values(w.Scopes)))
	known := func(k string) bool { return slices.ContainsFunc(s.o.Scopes, func(x Scope) bool { return x.Key == k }) }
	if len(w.Scopes) == 0 || slices.ContainsFunc(w.Scopes, func(k string) bool { return !known(k) }) {
		fault(FieldScopes, msg.FaultScopes)
	}
	if !slices.Contains(Lives(), w.Days) {
		fault(FieldDays, msg.FaultDays)
	}
	if len(faults) > 0 {
		return &apperr.Error{Kind: apperr.Invalid, Fields: faults}
	}
	return nil
}

// codeSignIn is the reason for a program that would make or revoke tokens: that is done by the person, on a page.
const codeSignIn = "token.sign_in"

// BySession lets only somebody who is signed in on a page in: a stolen token must not make others.
func BySession(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case who.Token != "":
		return apperr.ForbiddenErr(apperr.Reason{
			Code: codeSignIn, Kind: apperr.Act, Text: i18n.M(msg.WhySignIn), Lifters: []apperr.Lifter{{Name: who.Name}},
			Ask: &apperr.Ask{Label: i18n.M(msg.AskTokens), Path: Path},
		})
	}
	return nil
}

// writeLine tells the account's history of a token, by its number and name.
func writeLine(ctx context.Context, tx *db.Tx, who access.Actor, t Token, act string) error {
	return history.Write(ctx, tx, who, history.Line{Object: object(t.AccountID), Act: act, Data: t.trace()})
}
