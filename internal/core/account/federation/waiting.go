package federation

import (
	"context"
	"strings"

	"preau/internal/core/account"
	"preau/internal/kit/db"
	"preau/internal/kit/oidc"
)

// Waiting is an identity that no account has yet, and that its bearer may link to theirs.
type Waiting struct {
	Provider string // key
	Issuer   string
	Subject  string
	Email    string // that the provider vouches for; empty: none
	Name     string
	Siret    string
	Label    string
}

func (s *Service) waits(p *oidc.Provider, who oidc.Person) (string, error) {
	return s.o.Box.Put(placeWaits, s.o.Clock.Now().Add(linkLife), Waiting{
		Provider: p.Settings().Key, Issuer: who.Issuer, Subject: who.Subject, Email: who.Email, Name: trimmed(who.FirstName + " " + who.LastName),
		Siret: who.Siret, Label: label(who),
	})
}

// Look is what waits in a browser; false when nothing does. There says whether an account has the address that the provider vouches
// for: its bearer may know.
func (s *Service) Look(ctx context.Context, keep string) (w Waiting, there, ok bool, err error) {
	if !s.o.Box.Get(placeWaits, keep, s.o.Clock.Now(), &w) {
		return Waiting{}, false, false, nil
	}
	p, err := s.provider(ctx, w.Provider)
	if err != nil || w.Issuer != p.Settings().Issuer {
		return Waiting{}, false, false, err
	}
	if w.Email == "" {
		return w, false, true, nil
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		a, err := account.ByAddress(ctx, tx, w.Email)
		there = a.ID != "" && a.State != account.Closed
		return err
	})
	return w, there, true, err
}

func trimmed(s string) string { return strings.Join(strings.Fields(s), " ") }
