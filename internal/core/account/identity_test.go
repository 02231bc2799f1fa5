package account_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
)

// built is the house of an operator whose identifiers are built of names and birth dates.
func built(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := newHouse(t, d)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.set.Identifiers = instance.BuiltIdentifiers
	return h
}

// free switches back to user names that people choose.
func (h *house) free() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.set.Identifiers = instance.FreeIdentifiers
}

func (h *house) made(in account.Invitation) (account.Account, error) {
	var a account.Account
	err := h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		var err error
		a, err = h.s.Invite(h.t.Context(), tx, access.Actor{ID: "someone", Name: "Zoé Directrice", At: h.d.Clock.Now()}, in)
		return err
	})
	return a, err
}

func anneMarie(email, born string) account.Invitation {
	return account.Invitation{Email: email, FirstName: "Anne-Marie", LastName: "D'Haëne", Born: born}
}

// come accepts an invitation with what the page asks, and gives who is signed in.
func (h *house) come(email string, who account.Identity) access.Actor {
	h.t.Helper()
	_, secret := h.link(email)
	o, err := h.s.AcceptInvitation(h.t.Context(), h.visitor("/invitation/{jeton}"), secret, account.Acceptance{Identity: who, Password: good, Again: good})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.actor(o.Secret)
}

// Who makes an account and knows the birth date gives it: the invitation tells the identifier, and the person only chooses a password.
func TestIdentifierOfAnInvitation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R100", "R101")
		h := built(t, d)
		a, err := h.made(anneMarie("amdh@ecole.test", "03/09/1981"))
		if err != nil {
			t.Fatal(err)
		}
		if a.UserName != "anne-marie.dhaene.030981" || a.Born != "1981-09-03" || a.State != account.Invited {
			t.Fatalf("made %+v", a)
		}
		if m := h.mailTo("amdh@ecole.test"); !strings.Contains(m.Text, "anne-marie.dhaene.030981") {
			t.Errorf("the invitation does not tell the identifier: %s", m.Text)
		}
		if err := h.s.Remind(t.Context()); err != nil {
			t.Fatal(err)
		}
		l := h.look("amdh@ecole.test")
		if l.Naming != account.Named || l.UserName != "anne-marie.dhaene.030981" {
			t.Errorf("the link's page asks %+v", l)
		}
		who := h.come("amdh@ecole.test", account.Identity{FirstName: "Somebody", LastName: "Else", Born: "01/01/1990"}) // nothing of it is asked
		if who.UserName != "anne-marie.dhaene.030981" || who.Name != "Anne-Marie D'Haëne" {
			t.Errorf("signed in as %+v", who)
		}
		if n := len(h.mails.To("amdh@ecole.test")); n != 1 {
			t.Errorf("%d mails: the identifier was told by the first", n)
		}
		if _, err := h.signIn("anne-marie.dhaene.030981", good); err != nil {
			t.Error(err)
		}
		for _, table := range []string{"account_name_holds", "account_registrations"} {
			if n := value[int64](h, `SELECT count(*) FROM `+table); n != 0 {
				t.Errorf("%d rows in %s", n, table)
			}
		}
	})
}

func (h *house) look(email string) account.Link {
	h.t.Helper()
	_, secret := h.link(email)
	l, err := h.s.Link(h.t.Context(), h.d.Clock.Now(), secret, links.ForInvitation, links.ForActivation)
	if err != nil {
		h.t.Fatal(err)
	}
	return l
}

// Who gives an access need not know when somebody was born: the person is asked with the password, and told the identifier.
func TestIdentifierAskedOfThePerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R100", "R101")
		h := built(t, d)
		a, err := h.made(account.Invitation{Email: "amdh@ecole.test", FirstName: "Anne-Marie"})
		if err != nil {
			t.Fatal(err)
		}
		if a.OwnName() != "" || a.ShownName() != "" || a.DisplayName() != "Anne-Marie" || a.Born != "" {
			t.Errorf("made %+v", a)
		}
		if m := h.mailTo("amdh@ecole.test"); strings.Contains(m.Text, "Identifiant") || strings.Contains(m.Text, "attente") || strings.Contains(m.Text, "Nom d'utilisateur") {
			t.Errorf("the invitation tells a name: %s", m.Text)
		}
		if l := h.look("amdh@ecole.test"); l.Naming != account.Building || l.FirstName != "Anne-Marie" || l.UserName != "" {
			t.Errorf("the link's page asks %+v", l)
		}
		_, secret := h.link("amdh@ecole.test")
		for _, c := range []struct {
			in    account.Identity
			field string
			key   i18n.Key
		}{
			{account.Identity{LastName: "D'Haëne", Born: "03/09/1981"}, account.FieldFirstName, msg.FaultFirstNameMissing},
			{account.Identity{FirstName: "Anne-Marie", LastName: " ", Born: "03/09/1981"}, account.FieldLastName, msg.FaultLastNameMissing},
			{account.Identity{FirstName: "Anne-Marie", LastName: "D'Haëne"}, account.FieldBorn, msg.FaultBornMissing},
			{account.Identity{FirstName: "Anne-Marie", LastName: "D'Haëne", Born: "29/02/1981"}, account.FieldBorn, msg.FaultBornNoDay},
			{account.Identity{FirstName: "Anne-Marie", LastName: "D'Haëne", Born: "03/09/2981"}, account.FieldBorn, msg.FaultBornFuture},
			{account.Identity{FirstName: "Anne-Marie", LastName: strings.Repeat("a", 81), Born: "03/09/1981"}, account.FieldLastName, msg.FaultTooLong},
			{account.Identity{FirstName: "Anne\u200bMarie", LastName: "D'Haëne", Born: "03/09/1981"}, account.FieldFirstName, msg.FaultInvisible},
		} {
			_, err := h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), secret, account.Acceptance{UserName: "claire", Identity: c.in, Password: good, Again: good})
			wantField(t, err, c.field, c.key)
		}
		_, err = h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), secret, account.Acceptance{
			Identity: account.Identity{FirstName: "Anne-Marie", LastName: "D'Haëne", Born: "03/09/1981"}, Password: "anne-marie dhaene", Again: "anne-marie dhaene",
		})
		wantField(t, err, account.FieldPassword, msg.FaultPasswordPersonal)
		who := h.come("amdh@ecole.test", account.Identity{FirstName: "Anne-Marie", LastName: "D'Haëne", Born: "03/09/1981"})
		if who.UserName != "anne-marie.dhaene.030981" || who.Name != "Anne-Marie D'Haëne" {
			t.Errorf("signed in as %+v", who)
		}
		m := h.mailTo("amdh@ecole.test")
		if !strings.Contains(m.Text, "anne-marie.dhaene.030981") || strings.Contains(m.Text, "même jour") {
			t.Errorf("told %q: %s", m.Subject, m.Text)
		}
		// What is kept to answer a repeat does not give the date away.
		for _, body := range values[string](h, `SELECT body_hash || result FROM core_done`) {
			if strings.Contains(body, "1981") || strings.Contains(body, "030981") {
				t.Errorf("kept %s", body)
			}
		}
	})
}

// A birth date that nobody asked for is not kept; without the names there is nothing to build.
func TestBirthDateOfAnInvitation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		a, err := h.made(anneMarie("free@ecole.test", "03/09/1981"))
		if err != nil || a.Born != "" || a.UserName != "free" {
			t.Errorf("where names are free: %+v, %v", a, err)
		}
		h.mu.Lock()
		h.set.Identifiers = instance.BuiltIdentifiers
		h.mu.Unlock()
		for born, key := range map[string]i18n.Key{"30/02/1981": msg.FaultBornNoDay, "01/01/1850": msg.FaultBornOld, "01/01/81": msg.FaultBornCentury} {
			_, err := h.made(anneMarie("x@ecole.test", born))
			wantField(t, err, account.FieldBorn, key)
		}
		_, err = h.made(account.Invitation{Email: "x@ecole.test", Born: "03/09/1981"})
		wantField(t, err, account.FieldFirstName, msg.FaultFirstNameMissing)
		if n := value[int64](h, `SELECT count(*) FROM account_accounts`); n != 1 {
			t.Errorf("%d accounts", n)
		}
		// Invited before the setting was changed: the name that was proposed gives way.
		if l := h.look("free@ecole.test"); l.Naming != account.Building {
			t.Errorf("the page asks %+v", l)
		}
		if who := h.come("free@ecole.test", account.Identity{FirstName: "Anne-Marie", LastName: "D'Haëne", Born: "03/09/1981"}); who.UserName != "anne-marie.dhaene.030981" {
			t.Errorf("signed in as %+v", who)
		}
		// And the other way round: built it stays; not built yet it is chosen.
		if _, err := h.made(anneMarie("second@ecole.test", "03/09/1981")); err != nil {
			t.Fatal(err)
		}
		if _, err := h.made(account.Invitation{Email: "third@ecole.test"}); err != nil {
			t.Fatal(err)
		}
		h.free()
		if l := h.look("second@ecole.test"); l.Naming != account.Named || l.UserName != "anne-marie.dhaene.030981.2" {
			t.Errorf("the page asks %+v", l)
		}
		if l := h.look("third@ecole.test"); l.Naming != account.Choosing || l.UserName != "" {
			t.Errorf("the page asks %+v", l)
		}
		_, secret := h.link("third@ecole.test")
		o, err := h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), secret, account.Acceptance{UserName: "third", Password: good, Again: good})
		if err != nil || h.actor(o.Secret).UserName != "third" {
			t.Errorf("chosen: %v", err)
		}
	})
}

// Twenty people of one name and one birth date are invited and accept at once, on two nodes: each has an identifier of their own, and
// is told the number.
func TestNamesakesOfOneDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R102")
		h := built(t, d)
		nodes := []*house{h, built(t, d.Another(t))}
		const people = 20
		address := func(i int) string { return fmt.Sprintf("p%02d@ecole.test", i) }
		for i := range people / 2 { // they are asked for the date
			if _, err := h.made(account.Invitation{Email: address(i)}); err != nil {
				t.Fatal(err)
			}
		}
		secrets := make([]string, people)
		for i := range people / 2 {
			_, secrets[i] = h.link(address(i))
		}
		var wg sync.WaitGroup
		errs := make([]error, people)
		for i := range people {
			wg.Go(func() {
				n := nodes[i%2]
				if i >= people/2 { // and of the others it is known
					_, errs[i] = n.made(anneMarie(address(i), "03/09/1981"))
					return
				}
				_, errs[i] = n.s.AcceptInvitation(t.Context(), n.visitor("/invitation/{jeton}"), secrets[i], account.Acceptance{
					Identity: account.Identity{FirstName: "anne-marie", LastName: "Dhaene", Born: "3/9/1981"}, Password: good, Again: good,
				})
			})
		}
		wg.Wait()
		for i, err := range errs {
			if err != nil {
				t.Errorf("%s: %v", address(i), err)
			}
		}
		want := []string{"anne-marie.dhaene.030981"}
		for i := 2; i <= people; i++ {
			want = append(want, fmt.Sprintf("anne-marie.dhaene.030981.%d", i))
		}
		got := values[string](h, `SELECT user_name FROM account_accounts`)
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("identifiers (-want +got):\n%s", diff)
		}
		h.drain()
		nodes[1].drain()
		for i := range people {
			name := value[string](h, `SELECT user_name FROM account_accounts WHERE email = $1`, address(i))
			var told string
			for _, n := range nodes {
				for _, m := range n.mails.To(address(i)) {
					told += plain(m.Text)
				}
			}
			if suffix := strings.TrimPrefix(name, "anne-marie.dhaene.030981"); !strings.Contains(told, name) || strings.Contains(told, "même jour") != (suffix != "") ||
				!strings.Contains(told, "« "+suffix+" »") && suffix != "" {
				t.Errorf("%s is told of %s: %s", address(i), name, told)
			}
		}
	})
}

// however are ways of typing anne-marie.dhaene.030981.
var however = []string{
	"anne-marie.dhaene.030981", "ANNE-MARIE.DHAENE.030981", "anne-marie dhaene 030981", "annemariedhaene030981", "Anne-Marie.D'Haëne.03091981",
	"anne-marie.dhaene.03/09/1981", "anne-marie.dhaene.3/9/81", " anne marie d'haene 03-09-1981 ",
}

func TestIdentifierTypedOtherwise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R103", "R105")
		h := built(t, d)
		if _, err := h.made(anneMarie("amdh@ecole.test", "03/09/1981")); err != nil {
			t.Fatal(err)
		}
		h.come("amdh@ecole.test", account.Identity{})
		for _, name := range append(slices.Clone(however), "amdh@ecole.test", "AMDH@ecole.test") {
			o, err := h.signIn(name, good)
			if err != nil {
				t.Errorf("%q: %v", name, err)
				continue
			}
			if who := h.actor(o.Secret); who.UserName != "anne-marie.dhaene.030981" {
				t.Errorf("%q: signed in as %q", name, who.UserName)
			}
		}
		for _, name := range []string{"anne-marie.dhaene", "anne-marie.dhaene.040981", "anne-marie.dhaene.030981.2", "dhaene.030981", "anne-marie.dhaene.09/03/1981"} {
			_, err := h.signIn(name, good)
			e := refused(t, err, apperr.Invalid)
			said := speak(t).M(e.Msg)
			if e.Msg.Key != msg.ErrorSignInBuilt || !strings.Contains(said, "prenom.nom.JJMMAA") || !strings.Contains(said, "camille.dumont.140772") {
				t.Errorf("%q: %q", name, said)
			}
			h.forget()
		}
		_, err := h.signIn(" ", good)
		wantField(t, err, account.FieldUserName, msg.FaultIdentifierMissing)
		// A new password is asked for by any of them.
		h.mails.Reset()
		if err := h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: "Anne-Marie D'Haëne 03/09/1981", From: "192.0.2.7"}); err != nil {
			t.Fatal(err)
		}
		if m := h.mailTo("amdh@ecole.test"); !strings.Contains(m.Text, "anne-marie.dhaene.030981") {
			t.Errorf("mailed %s", m.Text)
		}
	})
}

// What may be two accounts is none; the form of the identifier itself is always its own.
func TestIdentifierThatMayBeTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R103")
		h := built(t, d)
		for email, in := range map[string]account.Invitation{
			"one@ecole.test": {FirstName: "Anne-Marie", LastName: "Dhaene"}, "two@ecole.test": {FirstName: "Anne", LastName: "Marie Dhaene"},
		} {
			in.Email, in.Born = email, "03/09/1981"
			if _, err := h.made(in); err != nil {
				t.Fatal(err)
			}
			h.come(email, account.Identity{})
		}
		for name, want := range map[string]string{"Anne-Marie.Dhaene.030981": "one@ecole.test", "anne.mariedhaene.030981": "two@ecole.test"} {
			o, err := h.signIn(name, good)
			if err != nil || h.actor(o.Secret).Address != want {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, name := range []string{"anne marie dhaene 030981", "annemariedhaene03091981"} {
			_, err := h.signIn(name, good)
			wantKind(t, err, apperr.Invalid)
		}
	})
}

// An identifier has five failures in all, however it is typed; and whoever it belongs to, or nobody, the answers and the work are the same.
func TestFormsOfAnIdentifierShareTheirFailures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R103", "R004", "R016")
		h := built(t, d)
		if _, err := h.made(anneMarie("amdh@ecole.test", "03/09/1981")); err != nil {
			t.Fatal(err)
		}
		h.come("amdh@ecole.test", account.Identity{})
		var said [2][]string
		for i, unknown := range []bool{false, true} {
			for n := range 30 {
				login := however[n%len(however)]
				if n%5 == 4 {
					login = "amdh@ecole.test"
				}
				if unknown {
					login = strings.NewReplacer("HAENE", "URAND", "haene", "urand", "Haëne", "Urand", "amdh", "personne").Replace(login)
				}
				before := h.hasher.Done()
				_, err := h.signIn(login, wrongPassword)
				e, ok := apperr.As(err)
				if !ok {
					t.Fatal(err)
				}
				said[i] = append(said[i], fmt.Sprint(n, " ", e, " ", e.RetryAfter, " hashes ", h.hasher.Done()-before))
				if n == 20 {
					d.Clock.Advance(time.Minute)
				}
			}
			h.forget()
		}
		if diff := cmp.Diff(said[1], said[0]); diff != "" {
			t.Errorf("(-unknown +known):\n%s", diff)
		}
		for n := range 5 {
			_, err := h.signIn(however[n], wrongPassword)
			wantKind(t, err, apperr.Invalid)
		}
		_, err := h.signIn(however[6], good)
		wantKind(t, err, apperr.TooMany)
		d.Clock.Advance(30 * time.Second)
		if _, err := h.signIn(however[7], good); err != nil { // the right one forgets the wrong ones
			t.Fatal(err)
		}
		for range 4 {
			_, err := h.signIn(however[2], wrongPassword)
			wantKind(t, err, apperr.Invalid)
		}
		if _, err := h.signIn(however[0], good); err != nil {
			t.Error(err)
		}
	})
}

// Which statements a sign-in asks depends on what was typed, never on whose it is.
func TestLookingUpAnIdentifierTellsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R004")
		h := built(t, d)
		if _, err := h.made(anneMarie("amdh@ecole.test", "03/09/1981")); err != nil {
			t.Fatal(err)
		}
		h.come("amdh@ecole.test", account.Identity{})
		for _, pair := range [][2]string{
			{"anne-marie.dhaene.030981", "anne-marie.durand.030981"}, {"anne marie dhaene 03/09/1981", "anne marie durand 03/09/1981"}, {"amdh@ecole.test", "personne@ecole.test"},
		} {
			var asked [2]int64
			for i, login := range pair {
				ctx, n := db.Tally(t.Context())
				_, err := h.s.SignIn(ctx, h.visitor("/connexion"), account.Login{Name: login, Password: wrongPassword, From: "192.0.2.7"})
				wantKind(t, err, apperr.Invalid)
				asked[i] = n()
				h.forget()
			}
			if asked[0] != asked[1] || asked[0] == 0 {
				t.Errorf("%v: %v statements", pair, asked)
			}
		}
	})
}

// Where anybody may sign up, the sign-up asks for the names and the birth date; the identifier is built when the link was used, so
// that trying to be somebody tells nothing, and it is told by the page and by mail.
func TestSigningUpWhereIdentifiersAreBuilt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R100", "R102", "R016")
		h := built(t, d)
		if _, err := h.made(anneMarie("first@ecole.test", "03/09/1981")); err != nil {
			t.Fatal(err)
		}
		h.come("first@ecole.test", account.Identity{})
		r := account.Registration{
			UserName: "ignored", Identity: account.Identity{FirstName: "Anne-Marie", LastName: "D'Haëne", Born: "03/09/1981"}, Email: "second@ecole.test",
			Password: good, Again: good, Lang: i18n.French, From: "192.0.2.7",
		}
		bad := r
		bad.Identity = account.Identity{FirstName: "Anne-Marie", Born: "31/02/1981"}
		err := h.s.SignUp(t.Context(), h.visitor("/inscription"), bad)
		wantField(t, err, account.FieldLastName, msg.FaultLastNameMissing)
		wantField(t, err, account.FieldBorn, msg.FaultBornNoDay)
		for range 2 { // twice, as people do: neither is refused
			if err := h.s.SignUp(t.Context(), h.visitor("/inscription"), r); err != nil {
				t.Fatal(err)
			}
		}
		if m := h.mailTo("second@ecole.test"); strings.Contains(m.Text, "030981") || strings.Contains(m.Text, "attente:") || strings.Contains(m.Text, "Haëne") {
			t.Errorf("the activation tells %s", m.Text)
		}
		_, err = h.signIn("second@ecole.test", good)
		wantReason(t, err, "account.not_activated")
		_, err = h.signIn("anne-marie.dhaene.030981.2", good)
		wantKind(t, err, apperr.Invalid)
		if l := h.look("second@ecole.test"); l.UserName != "" {
			t.Errorf("the page shows %+v", l)
		}
		_, secret := h.link("second@ecole.test")
		_, err = h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), secret, account.Proof{Password: wrongPassword})
		wantField(t, err, account.FieldPassword, msg.FaultPasswordSignUpBuilt)
		o, err := h.s.Activate(t.Context(), h.visitor("/activation/{jeton}"), secret, account.Proof{Password: good})
		if err != nil {
			t.Fatal(err)
		}
		if who := h.actor(o.Secret); who.UserName != "anne-marie.dhaene.030981.2" || who.Name != "Anne-Marie D'Haëne" {
			t.Errorf("signed in as %+v", who)
		}
		if m := h.mailTo("second@ecole.test"); !strings.Contains(m.Text, "anne-marie.dhaene.030981.2") || !strings.Contains(plain(m.Text), "« .2 »") {
			t.Errorf("told %s", m.Text)
		}
		// By a reset instead of the activation.
		r.Email = "third@ecole.test"
		if err := h.s.SignUp(t.Context(), h.visitor("/inscription"), r); err != nil {
			t.Fatal(err)
		}
		h.drain()
		if err := h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: "third@ecole.test", From: "192.0.2.7"}); err != nil {
			t.Fatal(err)
		}
		_, secret = h.link("third@ecole.test")
		_, err = h.s.ResetPassword(t.Context(), h.visitor("/mot-de-passe/{jeton}"), secret, account.Reset{Password: good, Again: good})
		wantField(t, err, account.FieldBorn, msg.FaultBornMissing)
		_, err = h.s.ResetPassword(t.Context(), h.visitor("/mot-de-passe/{jeton}"), secret, account.Reset{Identity: r.Identity, Password: good, Again: good})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.signIn("Anne-Marie D'Haëne 03/09/1981 3", good); err != nil {
			t.Error(err)
		}
	})
}

// No list, search or name shown to others gives a birth date away, even to who is asked to help; and who took their name out
// of their profile is shown without it, too.
func TestBirthDateIsShownToNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R104")
		h := built(t, d)
		path, err := h.s.AdminCreate(t.Context(), access.ByProgram("preau admin create", d.Clock.Now()), "chef@operateur.test")
		if err != nil {
			t.Fatal(err)
		}
		o, err := h.s.AcceptInvitation(t.Context(), h.visitor("/invitation/{jeton}"), strings.TrimPrefix(path, "/invitation/"), account.Acceptance{
			Identity: account.Identity{FirstName: "Chef", LastName: "Opérateur", Born: "01/02/1960"}, Password: good, Again: good,
		})
		if err != nil {
			t.Fatal(err)
		}
		admin := h.actor(o.Secret)
		if _, err := h.made(anneMarie("amdh@ecole.test", "03/09/1981")); err != nil {
			t.Fatal(err)
		}
		who := h.come("amdh@ecole.test", account.Identity{})
		for text, want := range map[string]int{
			"dhaene": 1, "anne-marie.dhaene.030981": 1, "anne-marie.dhaene.010101": 1, "030981": 0, "dhaene.030981": 1, "dhaene.04": 0, "dhaene.03": 0, "0309": 0,
		} {
			p, err := h.s.List(t.Context(), admin, account.Filter{Text: text, Per: 20})
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Lines) != want {
				t.Errorf("%q finds %d, want %d", text, len(p.Lines), want)
			}
			for _, l := range p.Lines {
				if l.ShownName() != "anne-marie.dhaene.••••••" {
					t.Errorf("shown as %q", l.ShownName())
				}
			}
		}
		a, err := h.s.Own(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.s.SaveProfile(t.Context(), h.again(who), account.Profile{Lang: i18n.French, Version: a.Version}); err != nil {
			t.Fatal(err)
		}
		if name := value[string](h, `SELECT display_name FROM account_accounts WHERE id = $1`, who.ID); name != "anne-marie.dhaene.••••••" {
			t.Errorf("without a name in the profile: %q", name)
		}
		for _, column := range []string{"search_fold", "sort_fold", "display_name"} {
			if s := value[string](h, `SELECT `+column+` FROM account_accounts WHERE id = $1`, who.ID); strings.Contains(s, "030981") || strings.Contains(s, "1981") {
				t.Errorf("%s holds %q", column, s)
			}
		}
		if s := strings.Join(values[string](h, `SELECT name || data FROM history_lines`), " "); strings.Contains(s, "0981") || strings.Contains(s, "1981-") {
			t.Errorf("the history holds a date: %s", s)
		}
	})
}

// 010105 is somebody of 1905 and of 2005: both have an account, and nothing asks how old they are.
func TestNoCenturyInAnIdentifier(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R104", "R102")
		h := built(t, d)
		for i, born := range []string{"01/01/1905", "01/01/2005", d.Clock.Now().Format("02/01/2006")} {
			a, err := h.made(account.Invitation{Email: fmt.Sprintf("p%d@ecole.test", i), FirstName: "Jo", LastName: "Ly", Born: born})
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"jo.ly.010105", "jo.ly.010105.2", "jo.ly." + d.Clock.Now().Format("020106")}[i]
			if a.UserName != want {
				t.Errorf("born on %s: %q, want %q", born, a.UserName, want)
			}
			h.come(a.Email, account.Identity{})
		}
		o, err := h.signIn("jo.ly.01012005", good) // the century of a typed date says nothing: .2 is typed
		if err != nil || h.actor(o.Secret).Address != "p0@ecole.test" {
			t.Errorf("the first's identifier, with a century: %v", err)
		}
	})
}

// A wrong day of birth is corrected by the person alone: the identifier is built again, of the names as they are now, and mailed.
func TestBirthDateIsCorrected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R100", "R102")
		h := built(t, d)
		for _, in := range []account.Invitation{anneMarie("amdh@ecole.test", "09/03/1981"), anneMarie("namesake@ecole.test", "03/09/1981")} {
			if _, err := h.made(in); err != nil {
				t.Fatal(err)
			}
		}
		who := h.come("amdh@ecole.test", account.Identity{})
		h.mails.Reset()
		save := func(last, born string) error {
			a, err := h.s.Own(t.Context(), who)
			if err != nil {
				t.Fatal(err)
			}
			return h.s.SaveProfile(t.Context(), h.again(who), account.Profile{FirstName: "Anne-Marie", LastName: last, Lang: i18n.French, Born: born, Version: a.Version})
		}
		wantField(t, save("D'Haëne", "31/09/1981"), account.FieldBorn, msg.FaultBornNoDay)
		wantField(t, save("", "03/09/1981"), account.FieldLastName, msg.FaultLastNameMissing)
		for _, unchanged := range []string{"", "09/03/1981", "1981-03-09"} { // and another name builds none
			if err := save("Durand", unchanged); err != nil {
				t.Fatal(err)
			}
		}
		if name := value[string](h, `SELECT user_name FROM account_accounts WHERE id = $1`, who.ID); name != "anne-marie.dhaene.090381" {
			t.Errorf("unchanged: %s", name)
		}
		h.drain()
		if n := len(h.mails.To("amdh@ecole.test")); n != 0 {
			t.Errorf("%d mails about nothing", n)
		}
		if err := save("D'Haëne", "03/09/1981"); err != nil {
			t.Fatal(err)
		}
		a, err := h.s.Own(t.Context(), who)
		if err != nil || a.UserName != "anne-marie.dhaene.030981.2" || a.Born != "1981-09-03" {
			t.Errorf("corrected: %+v, %v", a, err)
		}
		if m := h.mailTo("amdh@ecole.test"); !strings.Contains(m.Text, a.UserName) || !strings.Contains(plain(m.Text), "« .2 »") {
			t.Errorf("told %s", m.Text)
		}
		_, err = h.signIn("anne-marie.dhaene.090381", good)
		wantKind(t, err, apperr.Invalid)
		if _, err := h.signIn("anne-marie dhaene 03/09/1981 2", good); err != nil {
			t.Error(err)
		}
		if s := strings.Join(values[string](h, `SELECT data FROM history_lines`), " "); strings.Contains(s, "1981") || !strings.Contains(s, "naissance") {
			t.Errorf("the history says %s", s)
		}
		// Where names are free there is nothing to correct, and nothing is kept.
		free := newHouse(t, d)
		free.active("claire")
		claire := free.signedIn("claire")
		own, err := free.s.Own(t.Context(), claire)
		if err != nil {
			t.Fatal(err)
		}
		if err := free.s.SaveProfile(t.Context(), free.again(claire), account.Profile{FirstName: "Claire", Lang: i18n.French, Born: "03/09/1981", Version: own.Version}); err != nil {
			t.Fatal(err)
		}
		if own, err = free.s.Own(t.Context(), claire); err != nil || own.Born != "" || own.UserName != "claire" {
			t.Errorf("kept %+v, %v", own, err)
		}
	})
}

func speak(t *testing.T) *i18n.T {
	t.Helper()
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	return cat.For(i18n.French, time.UTC)
}

// plain is a mail's text on one line, without the spaces of French printing.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }
