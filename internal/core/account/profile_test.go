package account_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
)

func (h *house) own(who access.Actor) account.Account {
	h.t.Helper()
	a, err := h.s.Own(h.t.Context(), who)
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

func names(fs []apperr.Field) string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Name)
	}
	return strings.Join(out, " ")
}

func TestProfile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R009", "R010")
		h := newHouse(t, d)
		h.active("claire")
		school := h.school("École Jean-Moulin", "0590001F")
		who := h.signedIn("claire")
		a := h.own(who)
		if got := names(account.MissingProfile(a)); got != "etablissement fonction prenom nom telephone" {
			t.Errorf("missing of an empty profile: %s", got)
		}
		p := account.Profile{FirstName: " Claire ", LastName: "Œuvrard\nd'Aÿ", Lang: i18n.English, Version: a.Version}
		if err := h.s.SaveProfile(t.Context(), h.again(who), p); err != nil {
			t.Fatal(err)
		}
		a = h.own(who)
		if got := names(account.MissingProfile(a)); got != "etablissement fonction telephone" {
			t.Errorf("missing of a profile half filled: %s", got)
		}
		if a.DisplayName() != "Claire Œuvrard d'Aÿ" || a.Lang != i18n.English {
			t.Errorf("the account is %+v", a)
		}
		p.OrgRef, p.Function, p.Phone, p.Version = school.Ref, "gestionnaire", "01 23 45 67 89", a.Version
		who = h.again(who)
		for range 2 { // a double click
			if err := h.s.SaveProfile(t.Context(), who, p); err != nil {
				t.Fatal(err)
			}
		}
		a = h.own(who)
		if missing := account.MissingProfile(a); len(missing) != 0 || a.Phone != "+33123456789" || a.OrgID != school.ID {
			t.Errorf("missing %v of %+v", missing, a)
		}
		if diff := cmp.Diff([]string{who.ID + "→" + school.ID}, h.chose); diff != "" {
			t.Error(diff)
		}
		if me := h.signedIn("claire"); me.OrgID != school.ID || me.OrgName != "École Jean-Moulin" || me.Name != "Claire Œuvrard d'Aÿ" || me.Lang != i18n.English {
			t.Errorf("the actor is %+v", me)
		}
		if got := value[string](h, `SELECT data FROM history_lines WHERE act = 'save_profile' ORDER BY id DESC LIMIT 1`); strings.Contains(got, "+33") || !strings.Contains(got, "etablissement, fonction, telephone") {
			t.Errorf("the history keeps %s", got)
		}
		p.Version--
		wantKind(t, h.s.SaveProfile(t.Context(), h.again(who), p), apperr.Conflict)
	})
}

func TestProfileRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R010")
		h := newHouse(t, d)
		h.active("claire")
		who := h.signedIn("claire")
		version := h.own(who).Version
		for field, p := range map[string]account.Profile{
			account.FieldPhone:     {Phone: "12"},
			account.FieldOrg:       {OrgRef: "nulle-part"},
			account.FieldFirstName: {FirstName: strings.Repeat("é", account.MaxName+1)},
			account.FieldFunction:  {Function: strings.Repeat("é", account.MaxFunction+1)},
		} {
			p.Version = version
			e := refused(t, h.s.SaveProfile(t.Context(), h.again(who), p), apperr.Invalid)
			if names(e.Fields) != field {
				t.Errorf("%+v refused for %s", p, names(e.Fields))
			}
		}
		h.set.Zone = instance.Brussels
		if err := h.s.SaveProfile(t.Context(), h.again(who), account.Profile{Phone: "02 123 45 67", Version: version}); err != nil {
			t.Fatal(err)
		}
		if a := h.own(who); a.Phone != "+3221234567" {
			t.Errorf("a Belgian number became %s", a.Phone)
		}
		wantKind(t, h.s.SaveProfile(t.Context(), access.Actor{}, account.Profile{}), apperr.Unauthenticated)
		if len(h.chose) != 0 {
			t.Errorf("no establishment was chosen, yet %v", h.chose)
		}
	})
}
