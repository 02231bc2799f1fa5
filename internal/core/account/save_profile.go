package account

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/workplace"
	"preau/internal/core/history"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Profile is « Mon profil » (R009, R010). It may be saved before it is complete: MissingProfile names what is not there yet.
type Profile struct {
	OrgRef    string // of the establishment; empty: none
	Function  string
	FirstName string
	LastName  string
	Phone     string // as typed; a number of the instance's country may leave its prefix out
	Lang      i18n.Lang
	Born      string // as typed, of who has an identifier built of it; empty, or of others: as it was
	Version   int64  // that the person saw
}

// SaveProfile replaces the profile of who. A version that is no longer the stored one is a Conflict: somebody, or another tab, was faster.
func (s *Service) SaveProfile(ctx context.Context, who access.Actor, p Profile) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	p, err = p.clean(Home(set))
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error { return s.saveProfile(ctx, tx, who, set, p) })
}

func (s *Service) saveProfile(ctx context.Context, tx *db.Tx, who access.Actor, set instance.Settings, p Profile) error {
	a, err := ByID(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	if _, err := a.next(SaveProfile, who); err != nil {
		return err
	}
	if a.Version != p.Version {
		return apperr.ConflictErr(i18n.M(msg.ErrorMoved))
	}
	orgID, err := workplace.Chosen(ctx, tx, p.OrgRef, a.OrgID)
	if err != nil {
		return err
	}
	was := a
	a.FirstName, a.LastName, a.Function, a.Phone, a.Lang, a.OrgID = p.FirstName, p.LastName, p.Function, p.Phone, p.Lang, orgID
	if err := s.correctBirth(ctx, tx, who, set, &a, p.Born); err != nil {
		return err
	}
	if err := saveAccount(ctx, tx, &a); err != nil {
		return err
	}
	line := history.Line{Object: a.object(), Act: string(SaveProfile), Data: map[string]string{"fields": changed(was, a)}}
	if err := history.Write(ctx, tx, who, line); err != nil {
		return err
	}
	if was.OrgID == orgID || s.o.OnEstablishment == nil {
		return nil
	}
	return s.o.OnEstablishment(ctx, tx, who, a.ID, orgID)
}

// Home is the country whose telephone numbers are typed, and shown, without a prefix.
func Home(set instance.Settings) registers.Country {
	if set.Zone == instance.Brussels {
		return registers.Belgium
	}
	return registers.France
}

// clean names every fault at once.
func (p Profile) clean(home registers.Country) (Profile, error) {
	var f faults
	p.FirstName = f.text(FieldFirstName, p.FirstName, MaxName)
	p.LastName = f.text(FieldLastName, p.LastName, MaxName)
	p.Function = f.text(FieldFunction, p.Function, MaxFunction)
	p.Lang = language(p.Lang)
	if p.Phone = strings.TrimSpace(p.Phone); p.Phone != "" {
		number, fault := registers.ParsePhone(p.Phone, home)
		if !fault.OK() {
			f.Say(FieldPhone, fault.Msg())
		}
		p.Phone = string(number)
	}
	return p, f.Err()
}

// text is one line of at most limit characters, all of which can be seen: names are shown to others, and go into the headers of mails.
func (f *faults) text(name, typed string, limit int) string {
	s := norm.NFC.String(strings.Join(strings.FieldsFunc(typed, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " "))
	switch {
	case utf8.RuneCountInString(s) > limit:
		f.Add(name, msg.FaultTooLong, "max", limit)
	case s != "" && !registers.Shown(s):
		f.Add(name, msg.FaultInvisible)
	}
	return s
}

// changed names the fields that a save changed. The history keeps no values: they are the person's.
func changed(was, now Account) string {
	var out []string
	for _, f := range []struct{ name, was, now string }{
		{FieldOrg, was.OrgID, now.OrgID},
		{FieldFunction, was.Function, now.Function},
		{FieldFirstName, was.FirstName, now.FirstName},
		{FieldLastName, was.LastName, now.LastName},
		{FieldPhone, was.Phone, now.Phone},
		{FieldLang, string(was.Lang), string(now.Lang)},
		{FieldBorn, was.Born, now.Born},
	} {
		if f.was != f.now {
			out = append(out, f.name)
		}
	}
	return strings.Join(out, ", ")
}
