package account_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
)

const better = "quatre grands sauts"

func (h *house) askReset(login string) {
	h.t.Helper()
	if err := h.s.AskReset(h.t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: login, From: "192.0.2.7"}); err != nil {
		h.t.Fatal(err)
	}
}

func TestResetPassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R011", "R012")
		h := newHouse(t, d)
		h.active("claire")
		one, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		h.askReset("personne@ecole.test")
		h.drain()
		if n := len(h.mails.Sent()); n != 0 {
			t.Fatalf("%d mails to nobody", n)
		}
		h.askReset("claire")
		path, first := h.link("claire@ecole.test")
		if path != "/mot-de-passe/"+first {
			t.Errorf("the link leads to %s", path)
		}
		h.askReset("claire@ecole.test")
		_, second := h.link("claire@ecole.test")
		set := func(secret string) error {
			return h.reset(h.visitor("/mot-de-passe/{jeton}"), secret, better, better)
		}
		wantKind(t, set(first), apperr.Conflict) // a later request killed it
		d.Clock.Advance(time.Hour)
		wantKind(t, set(second), apperr.Conflict) // one hour
		h.askReset("claire@ecole.test")
		_, third := h.link("claire@ecole.test")
		d.Clock.Advance(time.Hour - time.Microsecond)
		who := h.visitor("/mot-de-passe/{jeton}")
		wantField(t, h.reset(who, third, better, good), account.FieldAgain, msg.FaultPasswordAgain)
		wantField(t, h.reset(who, third, "claire@ecole1", "claire@ecole1"), account.FieldPassword, msg.FaultPasswordPersonal)
		if !h.known(one.Secret) {
			t.Fatal("asking for a link ended a session")
		}
		for range 2 { // a double click
			if err := h.reset(who, third, better, better); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, set(third), apperr.Conflict) // single use
		if h.known(one.Secret) {
			t.Error("a session lives on after the reset")
		}
		if _, err := h.signIn("claire", good); err == nil {
			t.Error("the old password still opens the account")
		}
		if _, err := h.signIn("claire", better); err != nil {
			t.Error(err)
		}
		if m := h.mailTo("claire@ecole.test"); !strings.Contains(m.Subject, "mot de passe a changé") {
			t.Errorf("the owner was mailed %q", m.Subject)
		}
		h.drain()
		n := 0
		for _, m := range h.mails.Sent() {
			if strings.Contains(m.Subject, "mot de passe a changé") {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d mails tell of one change", n)
		}
	})
}

func TestPasswordChangeKillsLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R012")
		h := newHouse(t, d)
		h.active("claire")
		who := h.signedIn("claire")
		h.askReset("claire")
		_, reset := h.link("claire@ecole.test")
		if err := h.s.AskSignInLink(t.Context(), h.visitor("/connexion/lien"), account.Asking{Login: "claire", From: ""}); err != nil {
			t.Fatal(err)
		}
		_, signIn := h.link("claire@ecole.test")
		if err := h.s.ChangePassword(t.Context(), who, account.NewPassword{Current: good, Password: better, Again: better}); err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.reset(h.visitor("/mot-de-passe/{jeton}"), reset, good, good), apperr.Conflict)
		_, err := h.s.SignInByLink(t.Context(), h.visitor("/connexion/{jeton}"), signIn, account.Browser{})
		wantKind(t, err, apperr.Conflict)
	})
}

// A reset goes through delays: whoever was kept out by somebody else's guesses comes in by their mailbox.
func TestResetForgetsFailures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		for range 6 {
			_, _ = h.signIn("claire", "un mauvais mot de passe")
		}
		_, err := h.signIn("claire", good)
		wantKind(t, err, apperr.TooMany)
		h.askReset("claire")
		_, secret := h.link("claire@ecole.test")
		if err := h.reset(h.visitor("/mot-de-passe/{jeton}"), secret, better, better); err != nil {
			t.Fatal(err)
		}
		if _, err := h.signIn("claire", better); err != nil {
			t.Error(err)
		}
	})
}

// A reset proves the mailbox, so it activates what waited for that; an invited person gets their invitation again.
func TestResetOfAnAccountThatWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.signUp("claire")
		_, activation := h.link("claire@ecole.test")
		h.askReset("claire")
		_, secret := h.link("claire@ecole.test")
		if err := h.reset(h.visitor("/mot-de-passe/{jeton}"), secret, better, better); err != nil {
			t.Fatal(err)
		}
		if _, err := h.signIn("claire", better); err != nil {
			t.Error(err)
		}
		wantKind(t, h.activate(h.visitor("/activation/{jeton}"), activation), apperr.Conflict)

		h.invite("paul@ecole.test")
		h.askReset("paul@ecole.test")
		if path, _ := h.link("paul@ecole.test"); !strings.HasPrefix(path, "/invitation/") {
			t.Errorf("an invited person who forgot their password gets %s", path)
		}
	})
}

func TestChangePassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		who, other := h.signedIn("claire"), h.signedIn("claire")
		in := account.NewPassword{Current: "un mauvais mot de passe", Password: better, Again: better}
		wantField(t, h.s.ChangePassword(t.Context(), h.again(who), in), account.FieldCurrent, msg.FaultPasswordCurrent)
		in.Current, in.Again = good, good
		wantField(t, h.s.ChangePassword(t.Context(), h.again(who), in), account.FieldAgain, msg.FaultPasswordAgain)
		in.Again = better
		who = h.again(who)
		for range 2 { // a double click
			if err := h.s.ChangePassword(t.Context(), who, in); err != nil {
				t.Fatal(err)
			}
		}
		open, err := h.s.Sessions(t.Context(), who, "")
		if err != nil || len(open) != 1 || open[0].ID != who.Session || open[0].ID == other.Session {
			t.Errorf("the sessions are %+v, %v", open, err)
		}
		if _, err := h.signIn("claire", better); err != nil {
			t.Error(err)
		}
		h.drain()
		if n := len(h.mails.To("claire@ecole.test")); n != 1 {
			t.Errorf("%d mails, want 1", n)
		}
		for range 4 {
			in.Current = "un mauvais mot de passe"
			in.Password, in.Again = good, good
			_ = h.s.ChangePassword(t.Context(), h.again(who), in)
		}
		_ = h.s.ChangePassword(t.Context(), h.again(who), in)
		wantKind(t, h.s.ChangePassword(t.Context(), h.again(who), in), apperr.TooMany) // a borrowed browser cannot guess it
	})
}

// The name of one's establishment is no password: others know it. It is so by every way to a new one.
func TestPasswordOfTheEstablishment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		const weak = "wattrelos-27 moulin"
		who := h.signedIn("claire")
		set := func(pw string) error {
			return h.s.ChangePassword(t.Context(), h.again(who), account.NewPassword{Current: good, Password: pw, Again: pw})
		}
		school := h.school("Collège Jean Moulin de Wattrelos", "0590001F")
		if err := h.exec(`UPDATE account_accounts SET org_id = $1 WHERE user_name = 'claire'`, school.ID); err != nil {
			t.Fatal(err)
		}
		wantField(t, set(weak), account.FieldPassword, msg.FaultPasswordPersonal)
		h.askReset("claire")
		_, secret := h.link("claire@ecole.test")
		wantField(t, h.reset(h.visitor("/mot-de-passe/{jeton}"), secret, weak, weak), account.FieldPassword, msg.FaultPasswordPersonal)
		if _, err := h.s.HashTyped(t.Context(), account.Typed{Password: weak, Again: weak}, account.Invitation{OrgID: school.ID}); !apperr.Is(err, apperr.Invalid) {
			t.Errorf("typed by another: %v", err)
		}
		if err := h.exec(`UPDATE account_accounts SET org_id = NULL WHERE user_name = 'claire'`); err != nil {
			t.Fatal(err)
		}
		if err := set(weak); err != nil {
			t.Errorf("elsewhere: %v", err)
		}
	})
}
