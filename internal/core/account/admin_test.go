package account_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// invite has somebody invite an address, as a module does within its own transaction.
func (h *house) invite(email string) account.Account {
	h.t.Helper()
	var a account.Account
	err := h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		var err error
		a, err = h.s.Invite(h.t.Context(), tx, access.Actor{ID: "someone", Name: "Zoé Directrice"}, account.Invitation{Email: email, FirstName: "Paul", LastName: "Martin"})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

func TestInvite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		a := h.invite("Paul.Martin+x@ecole.test")
		if a.State != account.Invited || a.UserName != "paul.martin.x" || a.DisplayName() != "Paul Martin" {
			t.Fatalf("invited %+v", a)
		}
		m := h.mailTo("Paul.Martin+x@ecole.test")
		if !strings.Contains(m.Text, "Zoé Directrice") {
			t.Errorf("the mail does not say who invites: %s", m.Text)
		}
		if b := h.invite("paul.martin.x@autre.test"); b.UserName != "paul.martin.x2" {
			t.Errorf("the second of a name is called %s", b.UserName)
		}
		_, first := h.link("Paul.Martin+x@ecole.test")
		if b := h.invite("paul.martin+X@ecole.test"); b.ID != a.ID {
			t.Error("the same address has two accounts")
		}
		_, secret := h.link("Paul.Martin+x@ecole.test")
		accept := func(secret, name string) error {
			_, err := h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), secret, account.Acceptance{UserName: name, Password: good, Again: good})
			return err
		}
		wantKind(t, accept(first, "paul"), apperr.Conflict)
		wantField(t, accept(secret, "paul.martin.x2"), account.FieldUserName, msg.FaultUserNameTaken)
		wantField(t, accept(secret, "paul@ecole.test"), account.FieldUserName, msg.FaultUserNameAddress)
		d.Clock.Advance(30*24*time.Hour - time.Microsecond)
		who := h.visitor("/invitation/{jeton}")
		in := account.Acceptance{UserName: "paul", Password: good, Again: good, Browser: account.Browser{Agent: "Firefox"}}
		o, err := h.s.AcceptInvitation(t.Context(), who, secret, in)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := h.s.AcceptInvitation(t.Context(), who, secret, in); err != nil || again != o {
			t.Errorf("a double click: %+v, %v", again, err)
		}
		if me := h.actor(o.Secret); me.UserName != "paul" || me.Name != "Paul Martin" {
			t.Errorf("signed in as %+v", me)
		}
		wantKind(t, accept(secret, "paul"), apperr.Conflict)
		if b := h.invite("paul.martin+x@ecole.test"); b.State != account.Active {
			t.Errorf("inviting an active account gives %+v", b)
		}
		h.drain()
		if m := h.mailTo("Paul.Martin+x@ecole.test"); strings.Contains(m.Text, "/invitation/") && len(h.mails.To("Paul.Martin+x@ecole.test")) > 2 {
			t.Error("an active account was invited once more")
		}
	})
}

func TestInvitationExpires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.invite("paul@ecole.test")
		_, secret := h.link("paul@ecole.test")
		d.Clock.Advance(30 * 24 * time.Hour)
		_, err := h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), secret, account.Acceptance{UserName: "paul", Password: good, Again: good})
		wantKind(t, err, apperr.Conflict)
		if err := h.s.RenewLink(t.Context(), h.visitor("/invitation/renvoi"), secret, "192.0.2.7", links.ForInvitation); err != nil {
			t.Fatal(err)
		}
		if _, fresh := h.link("paul@ecole.test"); fresh == secret {
			t.Error("the same link again")
		}
	})
}

func TestReminders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.admin()
		if _, err := h.s.AdminCreate(t.Context(), access.ByProgram("preau admin create", d.Clock.Now()), "second@operateur.test"); err != nil {
			t.Fatal(err)
		}
		h.invite("paul@ecole.test")
		h.signUp("claire")
		_, last := h.link("paul@ecole.test")
		h.mails.Reset()
		invited, day := d.Clock.Now(), 24*time.Hour
		want := map[int]int{1: 1, 2: 1, 4: 1, 5: 2, 10: 3, 15: 4, 16: 4, 31: 4}
		for n := 0; n <= 31; n++ {
			for range 2 { // a second run in the same slot sends nothing more
				d.Clock.Set(invited.Add(time.Duration(n) * day))
				if err := h.s.Remind(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			h.drain()
			if w, ok := want[n]; ok && len(h.mails.Sent()) != w {
				t.Errorf("day %d: %d reminders, want %d", n, len(h.mails.Sent()), w)
			}
		}
		got := h.mailTo("paul@ecole.test")
		if !strings.Contains(got.Subject, "Rappel") {
			t.Errorf("the reminder says %q", got.Subject)
		}
		_, fresh := h.link("paul@ecole.test")
		in := account.Acceptance{UserName: "paul", Password: good, Again: good}
		_, err := h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), last, in)
		wantKind(t, err, apperr.Conflict)
		if _, err := h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), fresh, in); err != nil {
			t.Error(err)
		}
	})
}

func TestAdminCreate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		who := h.admin()
		if !who.IsAdmin() || who.UserName != "chef" {
			t.Fatalf("the first administrator is %+v", who)
		}
		h.drain()
		if n := len(h.mails.Sent()); n != 0 {
			t.Errorf("%d mails, want none", n)
		}
		program := access.ByProgram("preau admin create", d.Clock.Now())
		path, err := h.s.AdminCreate(t.Context(), program, "CHEF@operateur.test")
		if err != nil || !strings.HasPrefix(path, "/connexion/") {
			t.Fatalf("for who is one already: %s, %v", path, err)
		}
		o, err := h.s.SignInByLink(t.Context(), h.visitor("/connexion/{jeton}"), strings.TrimPrefix(path, "/connexion/"), account.Browser{})
		if err != nil || !h.actor(o.Secret).IsAdmin() {
			t.Fatal(err)
		}
		h.signUp("claire")
		path, err = h.s.AdminCreate(t.Context(), program, "claire@ecole.test")
		if err != nil || !strings.HasPrefix(path, "/mot-de-passe/") {
			t.Fatalf("for an account not activated: %s, %v", path, err)
		}
		path, err = h.s.AdminCreate(t.Context(), program, "tard@operateur.test")
		if err != nil || !strings.HasPrefix(path, "/invitation/") {
			t.Fatalf("for a new account: %s, %v", path, err)
		}
		for at, want := range map[time.Duration]links.Standing{72*time.Hour - time.Second: links.Live, 72 * time.Hour: links.Expired} {
			l, err := h.s.Link(t.Context(), d.Clock.Now().Add(at), strings.TrimPrefix(path, "/invitation/"), links.ForInvitation)
			if err != nil || l.Standing != want {
				t.Errorf("%s after it was printed: %s, %v", at, l.Standing, err)
			}
		}
		_, err = h.s.AdminCreate(t.Context(), program, "personne")
		wantKind(t, err, apperr.Invalid)
		if n := value[int64](h, `SELECT count(*) FROM access_grants WHERE role = 'platform.admin' AND taken_at IS NULL`); n != 3 {
			t.Errorf("%d grants, want 3", n)
		}
	})
}

func TestSuspend(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		admin := h.admin()
		h.active("claire")
		claire, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		h.askReset("claire")
		_, reset := h.link("claire@ecole.test")
		number := h.own(h.actor(claire.Secret)).Number
		wantKind(t, h.s.Suspend(t.Context(), h.actor(claire.Secret), number, "par jeu"), apperr.NotFound)
		wantKind(t, h.s.Suspend(t.Context(), access.Actor{}, number, "par jeu"), apperr.Unauthenticated)
		wantKind(t, h.s.Suspend(t.Context(), h.again(admin), 4711, "par jeu"), apperr.NotFound)
		wantField(t, h.s.Suspend(t.Context(), h.again(admin), number, "  "), account.FieldReason, msg.FaultReason)
		wantReason(t, h.s.Suspend(t.Context(), h.again(admin), h.own(admin).Number, "par erreur"), "account.own")

		admin = h.again(admin)
		for range 2 { // a double click
			if err := h.s.Suspend(t.Context(), admin, number, "a quitté l'école"); err != nil {
				t.Fatal(err)
			}
		}
		if h.known(claire.Secret) {
			t.Error("the session of a suspended account lives on")
		}
		_, err = h.signIn("claire", good)
		r := wantReason(t, err, "account.suspended")
		if r.By != "chef" || !r.Since.Equal(d.Clock.Now()) || r.Ask == nil || len(r.Lifters) == 0 {
			t.Errorf("the reason does not say since when, by whom and who lifts it: %+v", r)
		}
		wantKind(t, h.reset(h.visitor("/mot-de-passe/{jeton}"), reset, better, better), apperr.Conflict)
		if m := h.mailTo("claire@ecole.test"); !strings.Contains(m.Text, "a quitté l'école") {
			t.Errorf("the owner is mailed %s", m.Text)
		}
		h.askReset("claire")
		if m := h.mailTo("claire@ecole.test"); strings.Contains(m.Text, "/mot-de-passe/") {
			t.Error("a suspended account gets a link")
		}
		wantKind(t, h.s.Suspend(t.Context(), h.again(admin), number, "encore"), apperr.Conflict)
		wantField(t, d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := h.s.Invite(t.Context(), tx, admin, account.Invitation{Email: "Claire@ecole.test", FirstName: "Claire", LastName: "Durand"})
			return err
		}), account.FieldEmail, msg.FaultEmailSuspended)

		if err := h.s.Reactivate(t.Context(), h.again(admin), number); err != nil {
			t.Fatal(err)
		}
		if h.known(claire.Secret) {
			t.Error("reactivating revived a session")
		}
		if _, err := h.signIn("claire", good); err != nil {
			t.Error(err)
		}
		wantKind(t, h.s.Reactivate(t.Context(), h.again(admin), number), apperr.Conflict)
		dtl, err := h.s.ByNumber(t.Context(), admin, number)
		if err != nil || len(dtl.History) < 4 || dtl.History[0].Act != "reactivate" || dtl.History[1].Data["reason"] != "a quitté l'école" {
			t.Errorf("the history is %+v, %v", dtl.History, err)
		}
	})
}

func TestResend(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		admin := h.admin()
		h.signUp("claire")
		_, first := h.link("claire@ecole.test")
		number := value[int64](h, `SELECT number FROM account_accounts WHERE user_name = 'claire'`)
		if err := h.s.Resend(t.Context(), h.again(admin), number); err != nil {
			t.Fatal(err)
		}
		path, second := h.link("claire@ecole.test")
		if first == second || !strings.HasPrefix(path, "/activation/") {
			t.Errorf("resent %s", path)
		}
		for range 3 {
			if err := h.s.Resend(t.Context(), h.again(admin), number); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, h.s.Resend(t.Context(), h.again(admin), number), apperr.TooMany)
		wantKind(t, h.s.Resend(t.Context(), h.again(admin), h.own(admin).Number), apperr.Conflict)
	})
}

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		admin := h.admin()
		for i := range 30 {
			h.inviteAs(fmt.Sprintf("agent%02d@mairie.test", i), "Agent", fmt.Sprintf("Numéro%02d", i))
		}
		h.inviteAs("elo.oe@ecole.test", "Éloïse", "Œillet")
		list := func(f account.Filter) account.Page {
			t.Helper()
			p, err := h.s.List(t.Context(), admin, f)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		p := list(account.Filter{Per: 20})
		if p.Total != 32 || len(p.Lines) != 20 || p.Last() != 2 || p.Lines[0].UserName != "chef" {
			t.Errorf("the first page: %d of %d, first %s", len(p.Lines), p.Total, p.Lines[0].UserName)
		}
		if p = list(account.Filter{Per: 20, Page: 9}); p.Page != 2 || len(p.Lines) != 12 || p.Lines[11].LastName != "Œillet" {
			t.Errorf("past the last page: page %d, %d lines", p.Page, len(p.Lines))
		}
		for text, want := range map[string]int{
			"eloise": 1, "ŒILLET élo": 1, "oeil": 1, "elo.oe@": 1, "mairie.test": 30, "agent numero07": 1, "%": 0, "agent_0": 0, "chef": 1, "nobody": 0, "": 32,
		} {
			if p := list(account.Filter{Text: text, Per: 50}); p.Total != want || len(p.Lines) != want {
				t.Errorf("%q finds %d, want %d", text, p.Total, want)
			}
		}
		if p := list(account.Filter{State: account.Active}); p.Total != 1 {
			t.Errorf("%d active", p.Total)
		}
		if p := list(account.Filter{Never: true, State: account.Invited}); p.Total != 31 {
			t.Errorf("%d invited who never came", p.Total)
		}
		_, err := h.s.List(t.Context(), access.Actor{ID: "x"}, account.Filter{})
		wantKind(t, err, apperr.NotFound)
		_, err = h.s.ByNumber(t.Context(), access.Actor{ID: "x"}, 1)
		wantKind(t, err, apperr.NotFound)
	})
}

func (h *house) inviteAs(email, first, last string) {
	h.t.Helper()
	err := h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := h.s.Invite(h.t.Context(), tx, access.ByProgram("test", h.d.Clock.Now()), account.Invitation{Email: email, FirstName: first, LastName: last})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.signUp("claire")
		_, _ = h.signIn("claire", "un mauvais mot de passe")
		if err := h.s.Sweep(t.Context(), d.Clock.Now().Add(24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if n := value[int64](h, `SELECT count(*) FROM account_failures`); n == 0 {
			t.Error("counters of today were forgotten")
		}
		if err := h.s.Sweep(t.Context(), d.Clock.Now().Add(61*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if n := value[int64](h, `SELECT (SELECT count(*) FROM account_failures) + (SELECT count(*) FROM account_name_holds)`); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

// Two administrators who suspend each other at the same instant: one of them stays.
func TestOneAdministratorStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		first := h.admin()
		path, err := h.s.AdminCreate(t.Context(), access.ByProgram("preau admin create", d.Clock.Now()), "second@operateur.test")
		if err != nil {
			t.Fatal(err)
		}
		in := account.Acceptance{UserName: "second", Password: good, Again: good}
		o, err := h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), strings.TrimPrefix(path, "/invitation/"), in)
		if err != nil {
			t.Fatal(err)
		}
		second := h.actor(o.Secret)
		numbers := []int64{h.own(first).Number, h.own(second).Number}
		for range 10 {
			answers := make(chan error)
			for i, who := range []access.Actor{h.again(first), h.again(second)} {
				go func() { answers <- h.s.Suspend(t.Context(), who, numbers[1-i], "à l'instant") }()
			}
			one, other := <-answers, <-answers
			if (one == nil) == (other == nil) {
				t.Fatalf("suspended: %v, %v", one, other)
			}
			if n := value[int64](h, `SELECT count(*) FROM account_accounts WHERE state = 'active'`); n != 1 {
				t.Fatalf("%d active administrators are left", n)
			}
			if err := h.setState("active"); err != nil {
				t.Fatal(err)
			}
		}
		// one whose page was open when the other suspended them
		if err := h.s.Suspend(t.Context(), h.again(first), numbers[1], "à l'instant"); err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.s.Suspend(t.Context(), h.again(second), numbers[0], "en retour"), apperr.Unauthenticated)
	})
}

// Names that are shown to others can be seen, all of them.
func TestNamesThatCannotBeSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R007", "R010")
		h := newHouse(t, d)
		h.active("claire")
		for _, name := range []string{"cla\u200bire", "claire\u3164", "cla\u202eire", "claire\ue000", "cla\u00adire", "..."} {
			r := registration("autre")
			r.UserName = name
			e := refused(t, h.s.SignUp(t.Context(), h.visitor("/inscription"), r), apperr.Invalid)
			if len(e.Fields) != 1 || e.Fields[0].Name != account.FieldUserName {
				t.Errorf("%+q: %v", name, e)
			}
		}
		r := registration("autre")
		r.UserName = "cl\u0430ire" // a Cyrillic letter
		wantField(t, h.s.SignUp(t.Context(), h.visitor("/inscription"), r), account.FieldUserName, msg.FaultUserNameMixed)
		who := h.signedIn("claire")
		for _, name := range []string{"Cla\u200bire", "\u202eerialC", "\u0301", "\u3164", "Claire\ue000", "\u2800"} {
			p := account.Profile{FirstName: name, LastName: name, Function: name, Version: h.own(who).Version}
			e := refused(t, h.s.SaveProfile(t.Context(), h.again(who), p), apperr.Invalid)
			if len(e.Fields) != 3 || e.Fields[0].Msg.Key != msg.FaultInvisible {
				t.Errorf("%+q: %v", name, e)
			}
		}
		p := account.Profile{FirstName: "E\u0301loi\u0308se", LastName: "  de \t L’Étang ", Function: "Gestionnaire (2e)", Version: h.own(who).Version}
		if err := h.s.SaveProfile(t.Context(), h.again(who), p); err != nil {
			t.Fatal(err)
		}
		if a := h.own(who); a.FirstName != "Éloïse" || a.LastName != "de L’Étang" {
			t.Errorf("kept as %+q %+q", a.FirstName, a.LastName)
		}
	})
}
