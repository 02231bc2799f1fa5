package account_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/account/msg"
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
			l, err := h.s.Link(t.Context(), d.Clock.Now(), secret, account.ForActivation)
			if err != nil || l.Standing != account.Live || l.UserName != "claire" {
				t.Fatalf("the link is %+v, %v", l, err)
			}
		}
		if h.state("claire") != "created" {
			t.Error("looking at the link activated the account")
		}
		who := h.visitor("/activation/{jeton}")
		for range 2 { // a double click
			if err := h.s.Activate(t.Context(), who, secret); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, h.s.Activate(t.Context(), h.again(who), secret), apperr.Conflict)
		l, err := h.s.Link(t.Context(), d.Clock.Now(), secret, account.ForActivation)
		if err != nil || l.Standing != account.Used || l.State != account.Active || l.UserName != "" || l.Email != "" {
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
		wantKind(t, h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), first), apperr.Conflict)
		l, err := h.s.Link(t.Context(), d.Clock.Now(), first, account.ForActivation)
		if err != nil || l.Standing != account.Expired {
			t.Fatalf("the link is %+v, %v", l, err)
		}
		if err := h.s.RenewLink(t.Context(), h.visitor("/activation/renvoi"), first, "192.0.2.7", account.ForActivation); err != nil {
			t.Fatal(err)
		}
		_, second := h.link("claire@ecole.test")
		if second == first {
			t.Fatal("the same link again")
		}
		d.Clock.Advance(48*time.Hour - time.Microsecond)
		if err := h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), second); err != nil {
			t.Fatal(err)
		}
	})
}

func TestNewLinkKillsOlder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.signUp("claire")
		_, first := h.link("claire@ecole.test")
		if err := h.s.ResendActivation(t.Context(), h.visitor("/activation/renvoi"), " CLAIRE@ecole.test ", "192.0.2.7"); err != nil {
			t.Fatal(err)
		}
		_, second := h.link("claire@ecole.test")
		wantKind(t, h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), first), apperr.Conflict)
		if err := h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), second); err != nil {
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
			wantKind(t, h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), forged), apperr.Conflict)
		}
		// a link of one purpose serves no other
		wantKind(t, h.s.ResetPassword(t.Context(), h.visitor("/mot-de-passe/{jeton}"), secret, good+"!", good+"!"), apperr.Conflict)
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
func TestSignUpOverAnAccountNotActivated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		r := registration("pirate")
		r.Email, r.Password, r.Again = "claire@ecole.test", "mot du pirate ici", "mot du pirate ici"
		if err := h.s.SignUp(t.Context(), h.visitor("/inscription"), r); err != nil {
			t.Fatal(err)
		}
		_, first := h.link("claire@ecole.test")
		h.signUp("claire")
		_, second := h.link("claire@ecole.test")
		wantKind(t, h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), first), apperr.Conflict)
		if err := h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), second); err != nil {
			t.Fatal(err)
		}
		if _, err := h.signIn("claire@ecole.test", "mot du pirate ici"); err == nil {
			t.Error("the other's password opens the account")
		}
		if _, err := h.signIn("claire", good); err != nil {
			t.Error(err)
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
		if n := value[int64](h, `SELECT count(*) FROM account_accounts`); n != 2 {
			t.Errorf("%d accounts, want 2", n)
		}
		h.drain()
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
		if err := h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), secret); err != nil {
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
