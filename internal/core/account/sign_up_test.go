package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/session"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestSignUpRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R002", "R007")
		h := newHouse(t, d)
		h.signUp("claire")
		for name, c := range map[string]struct {
			change func(*account.Registration)
			field  string
			key    string
		}{
			"passwords differ":      {func(r *account.Registration) { r.Again = "trois petits pas" }, account.FieldAgain, string(msg.FaultPasswordAgain)},
			"short password":        {func(r *account.Registration) { r.Password, r.Again = "onze signes", "onze signes" }, account.FieldPassword, string(msg.FaultPasswordShort)},
			"common password":       {func(r *account.Registration) { r.Password, r.Again = "motdepasse2026", "motdepasse2026" }, account.FieldPassword, string(msg.FaultPasswordCommon)},
			"password like oneself": {func(r *account.Registration) { r.Password, r.Again = "paul.martin1", "paul.martin1" }, account.FieldPassword, string(msg.FaultPasswordPersonal)},
			"no user name":          {func(r *account.Registration) { r.UserName = "  " }, account.FieldUserName, string(msg.FaultUserNameMissing)},
			"user name taken":       {func(r *account.Registration) { r.UserName = " CLAIRE " }, account.FieldUserName, string(msg.FaultUserNameTaken)},
			"user name with spaces": {func(r *account.Registration) { r.UserName = "paul martin" }, account.FieldUserName, string(msg.FaultUserNameSigns)},
			"short user name":       {func(r *account.Registration) { r.UserName = "pm" }, account.FieldUserName, string(msg.FaultUserNameLength)},
			"another's address":     {func(r *account.Registration) { r.UserName = "claire@ecole.test" }, account.FieldUserName, string(msg.FaultUserNameAddress)},
			"nobody's address":      {func(r *account.Registration) { r.UserName = "personne@ecole.test" }, account.FieldUserName, string(msg.FaultUserNameAddress)},
			"no address":            {func(r *account.Registration) { r.Email = "" }, account.FieldEmail, string(msg.FaultEmailMissing)},
			"a user name's address": {func(r *account.Registration) { r.Email = "claire" }, account.FieldEmail, string(msg.FaultEmail)},
		} {
			r := registration("paul.martin")
			c.change(&r)
			err := h.s.SignUp(t.Context(), h.visitor("/inscription"), r)
			e := refused(t, err, apperr.Invalid)
			if len(e.Fields) != 1 || e.Fields[0].Name != c.field || string(e.Fields[0].Msg.Key) != c.key {
				t.Errorf("%s: %v", name, err)
			}
			if strings.Contains(err.Error(), r.Password) {
				t.Errorf("%s: the error tells the password", name)
			}
		}
		if n := value[int64](h, `SELECT count(*) FROM account_accounts`); n != 1 {
			t.Errorf("%d accounts, want 1: a refusal stores nothing", n)
		}
		h.drain()
		if got := h.mails.To("paul.martin@ecole.test"); len(got) > 0 {
			t.Errorf("a refusal mailed %q", got[0].Subject)
		}
	})
}

func TestSignUpThenActivate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R003", "R004", "R005")
		h := newHouse(t, d)
		h.signUp("claire")
		if _, err := h.signIn("claire", good); err == nil {
			t.Fatal("signed in before activation")
		} else if r := wantReason(t, err, "account.not_activated"); r.Ask == nil || r.Ask.Path != account.PathResend {
			t.Errorf("the refusal offers no new link: %+v", r)
		}
		_, unknown := h.signIn("personne", good)
		_, wrong := h.signIn("claire", "un autre mot de passe")
		if wrong == nil || unknown == nil || wrong.Error() != unknown.Error() {
			t.Errorf("a wrong password says %v, an unknown account %v", wrong, unknown)
		}

		path, secret := h.link("claire@ecole.test")
		if !strings.HasPrefix(path, "/activation/") {
			t.Errorf("the link leads to %s", path)
		}
		for range 3 { // mail scanners
			l, err := h.s.Link(t.Context(), d.Clock.Now(), secret, links.ForActivation)
			if err != nil || l.Standing != links.Live || l.UserName != "claire" {
				t.Fatalf("the link is %+v, %v", l, err)
			}
		}
		if h.state("claire") != "created" {
			t.Error("looking at the link activated the account")
		}
		who := h.visitor("/activation/{jeton}")
		for range 2 { // a double click
			if err := h.activate(who, secret); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, h.activate(h.again(who), secret), apperr.Conflict)
		l, err := h.s.Link(t.Context(), d.Clock.Now(), secret, links.ForActivation)
		if err != nil || l.Standing != links.Used || l.State != account.Active || l.UserName != "" || l.Email != "" {
			t.Errorf("the used link shows %+v, %v", l, err)
		}
		if _, err := h.signIn("claire", good); err != nil {
			t.Errorf("after activation: %v", err)
		}
		if n := value[int64](h, `SELECT count(*) FROM history_lines WHERE act = 'activate' AND from_state = 'created' AND to_state = 'active'`); n != 1 {
			t.Errorf("%d lines of history", n)
		}
	})
}

func TestActivationExpires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R005")
		h := newHouse(t, d)
		h.signUp("claire")
		_, first := h.link("claire@ecole.test")
		d.Clock.Advance(48 * time.Hour)
		wantKind(t, h.activate(h.visitor("/activation/{jeton}"), first), apperr.Conflict)
		l, err := h.s.Link(t.Context(), d.Clock.Now(), first, links.ForActivation)
		if err != nil || l.Standing != links.Expired {
			t.Fatalf("the link is %+v, %v", l, err)
		}
		if err := h.s.RenewLink(t.Context(), h.visitor("/activation/renvoi"), first, "192.0.2.7", links.ForActivation); err != nil {
			t.Fatal(err)
		}
		_, second := h.link("claire@ecole.test")
		if second == first {
			t.Fatal("the same link again")
		}
		d.Clock.Advance(48*time.Hour - time.Microsecond)
		if err := h.activate(h.visitor("/activation/{jeton}"), second); err != nil {
			t.Fatal(err)
		}
	})
}

func TestNewLinkKillsOlder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.signUp("claire")
		_, first := h.link("claire@ecole.test")
		if err := h.s.ResendActivation(t.Context(), h.visitor("/activation/renvoi"), account.Asking{Login: " CLAIRE@ecole.test ", From: "192.0.2.7"}); err != nil {
			t.Fatal(err)
		}
		_, second := h.link("claire@ecole.test")
		wantKind(t, h.activate(h.visitor("/activation/{jeton}"), first), apperr.Conflict)
		if err := h.activate(h.visitor("/activation/{jeton}"), second); err != nil {
			t.Fatal(err)
		}
	})
}

func TestForgedLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.signUp("claire")
		_, secret := h.link("claire@ecole.test")
		tokenID := value[string](h, `SELECT id FROM account_tokens`)
		hash := value[string](h, `SELECT secret_hash FROM account_tokens`)
		for _, forged := range []string{"", "x", tokenID, hash, secret[:42], secret + "A", strings.ToLower(secret)} {
			wantKind(t, h.activate(h.visitor("/activation/{jeton}"), forged), apperr.Conflict)
		}
		// a link of one purpose serves no other
		wantKind(t, h.reset(h.visitor("/mot-de-passe/{jeton}"), secret, good+"!", good+"!"), apperr.Conflict)
		_, err := h.s.SignInByLink(t.Context(), h.visitor("/connexion/{jeton}"), secret, account.Browser{})
		wantKind(t, err, apperr.Conflict)
		if h.state("claire") != "created" {
			t.Error("a forged link activated the account")
		}
	})
}

// What a visitor sees, costs and can try next is the same whether or not the address has an account.
func TestSignUpDoesNotTellWhoHasAnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R016")
		h := newHouse(t, d)
		h.active("claire")
		work := func(r account.Registration) int64 {
			before := h.hasher.Done()
			if err := h.s.SignUp(t.Context(), h.visitor("/inscription"), r); err != nil {
				t.Fatal(err)
			}
			return h.hasher.Done() - before
		}
		known, unknown := registration("pirate1"), registration("pirate2")
		known.Email = "Claire@Ecole.test"
		if a, b := work(known), work(unknown); a != b || a != 1 {
			t.Errorf("a known address cost %d hashes, an unknown one %d", a, b)
		}
		// the same user names, tried again with an address of one's own, are refused alike
		for _, name := range []string{"pirate1", "pirate2"} {
			r := registration(name)
			r.Email = name + "@pirate.test"
			wantField(t, h.s.SignUp(t.Context(), h.visitor("/inscription"), r), account.FieldUserName, msg.FaultUserNameTaken)
		}
		d.Clock.Advance(59 * 24 * time.Hour)
		r := registration("pirate1")
		r.Email = "pirate1@pirate.test"
		wantField(t, h.s.SignUp(t.Context(), h.visitor("/inscription"), r), account.FieldUserName, msg.FaultUserNameTaken)

		m := h.mailTo("claire@ecole.test")
		if !strings.Contains(m.Subject, "déjà un compte") || !strings.Contains(m.Text, "https://preau.test/connexion") || !strings.Contains(m.Text, "https://preau.test/mot-de-passe/oubli") {
			t.Errorf("the owner is mailed %q: %s", m.Subject, m.Text)
		}
		if _, err := h.signIn("claire", good); err != nil {
			t.Errorf("the owner's account changed: %v", err)
		}
		if n := value[int64](h, `SELECT count(*) FROM account_accounts`); n != 2 {
			t.Errorf("%d accounts, want 2", n)
		}
	})
}

// An account opened on somebody's address by another is not theirs to open: the owner's own sign-up decides the password.
// Whoever signs up with another's address, before or after the owner, gains nothing by the owner's click: the mailbox is proven by
// the link, and the account opens as the one who typed that sign-up's password asked for it.
func TestAPendingAccountCannotBeCaptured(t *testing.T) {
	for name, order := range map[string][]string{"the other first": {"pirate", "claire"}, "the owner first": {"claire", "pirate"}} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
				covers.Statement(t, "R003", "R004")
				h := newHouse(t, d)
				sent := map[string]string{}
				for _, who := range order {
					h.signUpAs(who, "claire@ecole.test", passwordOf(who))
					_, sent[who] = h.link("claire@ecole.test")
					d.Clock.Advance(time.Minute)
				}
				l, err := h.s.Link(t.Context(), d.Clock.Now(), sent["pirate"], links.ForActivation)
				if err != nil || l.Standing != links.Live || l.UserName != "pirate" {
					t.Fatalf("the other's link is %+v, %v", l, err)
				}
				wantField(t, h.activate(h.visitor("/activation/{jeton}"), sent["pirate"]), account.FieldPassword, msg.FaultPasswordSignUp)
				if h.stateOf("claire@ecole.test") != "created" {
					t.Fatal("a click without the password activated the account")
				}
				if err := h.activate(h.visitor("/activation/{jeton}"), sent["claire"]); err != nil {
					t.Fatal(err)
				}
				for _, login := range []string{"claire@ecole.test", "claire"} {
					_, err := h.signIn(login, passwordOf("pirate"))
					if err == nil {
						t.Errorf("the other's password opens %s", login)
					}
					if _, err := h.signIn(login, good); err != nil {
						t.Errorf("%s: %v", login, err)
					}
				}
				if _, err := h.signIn("pirate", passwordOf("pirate")); err == nil {
					t.Error("the other's user name opens the account")
				}
				_, err = h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), sent["pirate"], account.Proof{Password: passwordOf("pirate")})
				wantKind(t, err, apperr.Conflict)
				if name := value[string](h, `SELECT user_name FROM account_accounts`); name != "claire" {
					t.Errorf("the account is %q", name)
				}
			})
		})
	}
}

func passwordOf(who string) string {
	if who == "claire" {
		return good
	}
	return "le mot secret de " + strings.ToUpper(who[:1]) + " et moi"
}

func (h *house) signUpAs(name, email, pw string) {
	h.t.Helper()
	r := registration(name)
	r.Email, r.Password, r.Again = email, pw, pw
	if err := h.s.SignUp(h.t.Context(), h.visitor("/inscription"), r); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) stateOf(email string) string {
	h.t.Helper()
	return value[string](h, `SELECT state FROM account_accounts WHERE email_fold = $1`, email)
}

// Guessing at an activation's page is delayed like guessing at sign-in; a double click is answered as the first, and the same
// form with another password is not.
func TestActivationPassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R005")
		h := newHouse(t, d)
		h.signUp("claire")
		_, secret := h.link("claire@ecole.test")
		who := h.visitor("/activation/{jeton}")
		activate := func(pw string) (session.Session, error) {
			return h.s.Activate(t.Context(), who, secret, account.Proof{Password: pw, From: "192.0.2.7"})
		}
		_, err := activate("")
		wantField(t, err, account.FieldPassword, msg.FaultPasswordMissing)
		for range 5 {
			_, err = activate("un mauvais mot de passe")
			wantField(t, err, account.FieldPassword, msg.FaultPasswordSignUp)
		}
		_, err = activate(good)
		wantKind(t, err, apperr.TooMany)
		d.Clock.Advance(30 * time.Second)
		who = h.again(who)
		first, err := activate(good)
		if err != nil || !first.FirstTime || h.actor(first.Secret).UserName != "claire" {
			t.Fatalf("activated: %+v, %v", first, err)
		}
		again, err := activate(good)
		if err != nil || again != first {
			t.Errorf("a double click gives %+v, %v", again, err)
		}
		if _, err = activate("un autre mot de passe"); err == nil {
			t.Error("the same form with another password is answered as done")
		}
	})
}

// A reset proves the mailbox: it goes through what others signed up as, under a user name of one's own.
func TestResetOverOthersSignUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R012")
		h := newHouse(t, d)
		h.signUpAs("pirate", "claire@ecole.test", passwordOf("pirate"))
		_, theirs := h.link("claire@ecole.test")
		h.signUpAs("claire", "claire@ecole.test", good)
		h.askReset("claire@ecole.test")
		path, secret := h.link("claire@ecole.test")
		if !strings.HasPrefix(path, "/mot-de-passe/") {
			t.Fatalf("the link leads to %s", path)
		}
		if err := h.reset(h.visitor("/mot-de-passe/{jeton}"), secret, better, better); err != nil { // as claire: the name that her sign-up holds
			t.Fatal(err)
		}
		if _, err := h.signIn("claire", better); err != nil {
			t.Error(err)
		}
		_, err := h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), theirs, account.Proof{Password: passwordOf("pirate")})
		wantKind(t, err, apperr.Conflict)
	})
}

// After signing up, what is typed next answers alike whether or not the address had an account: by the new user name and by the
// address, with the typed password and with another, in words, delays and work.
func TestSigningInAfterSigningUpTellsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R016", "R004")
		h := newHouse(t, d)
		h.active("claire")
		h.inviteAs("paul@ecole.test", "Paul", "Martin")
		h.signUpAs("attend", "ines@ecole.test", good)
		h.drain()
		var said [4][]string
		for i, email := range []string{"claire@ecole.test", "paul@ecole.test", "ines@ecole.test", "personne@ecole.test"} {
			name := "pirate" + string(rune('a'+i))
			note := func(err error, before int64) {
				e, ok := apperr.As(err)
				if !ok {
					t.Fatalf("%s: %v", email, err)
				}
				line := strings.ReplaceAll(strings.ReplaceAll(e.Error(), name, "NAME"), email, "ADDRESS")
				for _, r := range e.Reasons {
					line += " " + r.Code + " " + r.Since.String() + " " + r.By
				}
				said[i] = append(said[i], line+" "+e.RetryAfter.String()+" hashes "+string(rune('0'+h.hasher.Done()-before)))
			}
			before := h.hasher.Done()
			h.signUpAs(name, email, passwordOf("pirate"))
			h.drain()
			said[i] = append(said[i], "hashes "+string(rune('0'+h.hasher.Done()-before)))
			for _, login := range []string{name, email} {
				for _, pw := range []string{passwordOf("pirate"), "un mauvais mot de passe", passwordOf("pirate")} {
					before := h.hasher.Done()
					_, err := h.signIn(login, pw)
					note(err, before)
				}
			}
			for range 6 {
				before := h.hasher.Done()
				_, err := h.signIn(email, "un mauvais mot de passe")
				note(err, before)
			}
		}
		for i := range said {
			if diff := cmp.Diff(said[3], said[i]); diff != "" {
				t.Errorf("address %d tells (-unknown +known):\n%s", i, diff)
			}
		}
	})
}

func TestSignUpTwiceAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		who := h.visitor("/inscription")
		answers := make(chan error, 8)
		for range 8 { // one form, sent again and again
			go func() { answers <- h.s.SignUp(t.Context(), who, registration("claire")) }()
		}
		for range 8 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
		h.drain()
		for i := range 8 { // one address, forms of its own, other names
			go func() {
				r := registration("claire" + string(rune('a'+i)))
				r.Email = "paul@ecole.test"
				answers <- h.s.SignUp(t.Context(), h.visitor("/inscription"), r)
			}()
		}
		for range 8 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
		h.drain()
		if n := value[int64](h, `SELECT count(*) FROM account_accounts`); n != 2 {
			t.Errorf("%d accounts, want 2", n)
		}
		if n := len(h.mails.To("claire@ecole.test")); n != 1 {
			t.Errorf("%d mails, want 1", n)
		}
	})
}

func TestSignUpClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.set.OpenSignUp = false
		r := wantReason(t, h.s.SignUp(t.Context(), h.visitor("/inscription"), registration("claire")), "account.sign_up_closed")
		if r.Ask == nil {
			t.Error("the refusal does not say what to do instead")
		}
	})
}

// Neither passwords, nor what a password could be guessed from by hashing fast, lie in the database or the log.
func TestNoSecretIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		who := h.visitor("/inscription")
		who.Body = "hash-of-the-whole-form"
		if err := h.s.SignUp(t.Context(), who, registration("claire")); err != nil {
			t.Fatal(err)
		}
		_, secret := h.link("claire@ecole.test")
		if err := h.activate(h.visitor("/activation/{jeton}"), secret); err != nil {
			t.Fatal(err)
		}
		o, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"account_accounts", "account_tokens", "account_sessions", "account_failures", "core_done", "notify_mails", "history_lines", "jobs_queue"} {
			dump := dumpOf(h, table)
			for _, s := range []string{good, secret, o.Secret, "hash-of-the-whole-form", "192.0.2.7"} {
				if strings.Contains(dump, s) {
					t.Errorf("%s holds %q", table, s)
				}
			}
		}
		if !strings.Contains(dumpOf(h, "account_accounts"), "claire@ecole.test") {
			t.Error("the dump shows nothing, so it proves nothing")
		}
		for _, s := range []string{good, secret, o.Secret, "claire@ecole.test"} {
			if strings.Contains(h.log.String(), s) {
				t.Errorf("the log holds %q: %s", s, h.log)
			}
		}
	})
}

// dumpOf is all rows of a table as text.
func dumpOf(h *house, table string) string {
	h.t.Helper()
	if h.d.Engine() == db.Postgres {
		return value[string](h, `SELECT coalesce(string_agg(CAST(t AS TEXT), ' '), '') FROM `+table+` t`)
	}
	cols := value[string](h, `SELECT group_concat('coalesce("' || name || '", '''')', ' || ''|'' || ') FROM pragma_table_info($1)`, table)
	return value[string](h, `SELECT coalesce(group_concat(`+cols+`, ' '), '') FROM `+table)
}

// Somebody else's sign-up keeps nobody from being invited: the invitation is mailed, and their link opens nothing.
func TestInvitingWhoeverSignedUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.signUpAs("pirate", "claire@ecole.test", passwordOf("pirate"))
		_, theirs := h.link("claire@ecole.test")
		h.invite("claire@ecole.test")
		path, secret := h.link("claire@ecole.test")
		if !strings.HasPrefix(path, "/invitation/") {
			t.Fatalf("the invited person is mailed %s", path)
		}
		_, err := h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), theirs, account.Proof{Password: passwordOf("pirate")})
		wantKind(t, err, apperr.Conflict)
		in := account.Acceptance{UserName: "claire", Password: good, Again: good}
		if _, err := h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), secret, in); err != nil {
			t.Fatal(err)
		}
		if _, err := h.signIn("claire", good); err != nil {
			t.Error(err)
		}
	})
}

// An account that is not activated for 60 days goes with its sign-ups and links, and its address and user name can sign up again. One
// that somebody still waits for, or gave a role to, stays.
func TestAccountsNotActivatedAreWiped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("active")
		h.signUp("claire")
		h.invite("paul@ecole.test")
		if _, err := h.s.AdminCreate(t.Context(), access.ByProgram("preau admin create", d.Clock.Now()), "chef@operateur.test"); err != nil {
			t.Fatal(err)
		}
		h.signUp("ines")
		d.Clock.Advance(30 * 24 * time.Hour)
		h.signUpAs("ines2", "ines@ecole.test", good)
		h.drain()
		d.Clock.Advance(30*24*time.Hour - time.Hour)
		if n, err := h.s.WipeUnactivated(t.Context(), d.Clock.Now()); n != 0 || err != nil {
			t.Fatalf("an hour before sixty days: %d accounts wiped, %v", n, err)
		}
		d.Clock.Advance(2 * time.Hour)
		for _, want := range []int{2, 0} {
			if n, err := h.s.WipeUnactivated(t.Context(), d.Clock.Now()); n != want || err != nil {
				t.Fatalf("%d accounts wiped, want %d, %v", n, want, err)
			}
		}
		if got := value[string](h, `SELECT count(*) || ' ' || sum(CASE WHEN email IN ('active@ecole.test', 'chef@operateur.test', 'ines@ecole.test') THEN 1 ELSE 0 END) FROM account_accounts`); got != "3 3" {
			t.Errorf("left are %s", got)
		}
		if n := value[int64](h, `SELECT count(*) FROM account_registrations`); n != 1 {
			t.Errorf("%d sign-ups are left, want that of ines2", n)
		}
		if err := h.s.Sweep(t.Context(), d.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		h.active("claire") // as if nobody had
		if _, err := h.signIn("claire@ecole.test", good); err != nil {
			t.Error(err)
		}
	})
}

// The page that led to signing up, or to a link, comes out at its end.
func TestLinksLeadBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R022")
		h := newHouse(t, d)
		r := registration("claire")
		r.Back = "/groupements/3"
		if err := h.s.SignUp(t.Context(), h.visitor("/inscription"), r); err != nil {
			t.Fatal(err)
		}
		_, first := h.link("claire@ecole.test")
		d.Clock.Advance(48 * time.Hour)
		if err := h.s.RenewLink(t.Context(), h.visitor("/activation/renvoi"), first, "", links.ForActivation); err != nil {
			t.Fatal(err)
		}
		_, second := h.link("claire@ecole.test")
		o, err := h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), second, account.Proof{Password: good})
		if err != nil || o.Back != "/groupements/3" {
			t.Fatalf("activation leads to %q, %v", o.Back, err)
		}
		in := account.Asking{Login: "claire", Back: "/groupements/4"}
		if err := h.s.AskSignInLink(t.Context(), h.visitor("/connexion/lien"), in); err != nil {
			t.Fatal(err)
		}
		_, link := h.link("claire@ecole.test")
		if o, err = h.s.SignInByLink(t.Context(), h.visitor("/connexion/{jeton}"), link, account.Browser{}); err != nil || o.Back != "/groupements/4" {
			t.Errorf("the link leads to %q, %v", o.Back, err)
		}
		if err := h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), in); err != nil {
			t.Fatal(err)
		}
		_, reset := h.link("claire@ecole.test")
		back, err := h.s.ResetPassword(t.Context(), h.visitor("/mot-de-passe/{jeton}"), reset, account.Reset{Password: better, Again: better})
		if err != nil || back != "/groupements/4" {
			t.Errorf("the reset leads to %q, %v", back, err)
		}
	})
}

// The same form with another password is refused, never answered as done; and what is kept to know it leads back to no password.
func TestAnotherPasswordUnderTheSameKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		who := h.visitor("/inscription")
		r := registration("claire")
		for range 2 {
			if err := h.s.SignUp(t.Context(), who, r); err != nil {
				t.Fatal(err)
			}
		}
		r.Password, r.Again = better, better
		wantKind(t, h.s.SignUp(t.Context(), who, r), apperr.Conflict)

		h.active("paul")
		me := h.signedIn("paul")
		if err := h.s.ChangePassword(t.Context(), me, account.NewPassword{Current: good, Password: better, Again: better}); err != nil {
			t.Fatal(err)
		}
		other := "encore une autre phrase"
		wantKind(t, h.s.ChangePassword(t.Context(), me, account.NewPassword{Current: better, Password: other, Again: other}), apperr.Conflict)

		h.askReset("paul")
		_, secret := h.link("paul@ecole.test")
		who = h.visitor("/mot-de-passe/{jeton}")
		for range 2 {
			if err := h.reset(who, secret, other, other); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, h.reset(who, secret, good, good), apperr.Conflict)
		if _, err := h.signIn("paul", other); err != nil {
			t.Error(err)
		}
		for _, body := range values[string](h, `SELECT body_hash FROM core_done`) {
			if len(body) > 64+3 {
				t.Errorf("%q keeps more of a password than 18 bits", body)
			}
		}
	})
}

// The job of a sign-up that a crash cut after its work was done runs again, and neither mails nor notes anything twice.
func TestSignUpIsEnrolledOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.signUp("claire")
		other := registration("claire.bis")
		other.Email = "claire@ecole.test"
		if err := h.s.SignUp(t.Context(), h.visitor("/inscription"), other); err != nil {
			t.Fatal(err)
		}
		again := func() {
			if err := d.InTx(t.Context(), func(tx *db.Tx) error {
				for _, ref := range []string{"claire", "claire.bis"} {
					reg, err := db.Value[string](t.Context(), tx, `SELECT id FROM account_registrations WHERE user_name = $1`, ref)
					if err != nil {
						return err
					}
					if err := h.s.AddEnrollment(t.Context(), tx, reg); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			h.drain()
		}
		h.drain()
		lines := value[int64](h, `SELECT count(*) FROM history_lines`)
		mails := len(h.mails.To("claire@ecole.test"))
		again()
		if n := value[int64](h, `SELECT count(*) FROM history_lines`); n != lines {
			t.Errorf("%d lines of history, then %d", lines, n)
		}
		if n := len(h.mails.To("claire@ecole.test")); n != mails || n != 2 {
			t.Errorf("%d mails, then %d", mails, n)
		}
	})
}
