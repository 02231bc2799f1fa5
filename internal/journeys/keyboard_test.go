package journeys_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/demo"
	"preau/internal/kit/covers"
	"preau/internal/kit/web/browsertest"
)

// A member's part without a mouse; then that of somebody who is too late.
func TestMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	t.Run("by keyboard", func(t *testing.T) {
		covers.Statement(t, "R041", "R042", "R047")
		w := w.in(t)
		k := keyboard{w.person(browsertest.Options{})}
		k.skip()
		k.signIn(w.names[demo.Nothing])
		k.correct()
		k.declare()
		k.reopen()
	})
	t.Run("every field on a telephone", func(t *testing.T) {
		w := w.in(t)
		for who, at := range map[demo.Role]string{demo.Coordinator: "/groupements/{cleaning}/lots/1", demo.Nothing: "/groupements/{books}/besoins/5"} {
			k := keyboard{w.person(browsertest.Options{Width: 390})}
			k.signIn(w.names[who])
			k.Open(w.path(at))
			k.walk()
		}
	})
	t.Run("too late", func(t *testing.T) { w.in(t).tooLate() })
}

// keyboard is a person who uses no mouse: Tab, Enter, a space, letters.
type keyboard struct{ person }

// to goes on with Tab until the thing of that name has the focus. What has the focus is seen all along.
func (k keyboard) to(name string) {
	k.t.Helper()
	var way []string
	for range 120 {
		k.Page.Press("Tab")
		got := k.Focused()
		if strings.HasPrefix(got, name) {
			k.seen()
			return
		}
		way = append(way, got)
	}
	k.t.Fatalf("Tab never reaches %q on %s; it goes: %q", name, k.Path(), way)
}

func (k keyboard) seen() {
	k.t.Helper()
	if why := k.FocusHidden(); why != "" {
		k.t.Errorf("%s: one does not see that %q has the focus: %s", k.Path(), k.Focused(), why)
	}
}

// walk goes once through everything on the page.
func (k keyboard) walk() {
	k.t.Helper()
	for n := 0; ; n++ {
		k.Page.Press("Tab")
		if k.Focused() == "" && n > 0 { // the page is over
			if n < 10 {
				k.t.Errorf("%s: only %d things can be reached", k.Path(), n)
			}
			return
		}
		k.seen()
	}
}

// skip uses the link that leads past the header.
func (k keyboard) skip() {
	k.t.Helper()
	k.Open("/groupements")
	k.Page.Press("Tab")
	if got := k.Focused(); got != "Aller au contenu" {
		k.t.Errorf("the first thing is %q", got)
	}
	k.seen()
	k.Press("Enter")
	k.Page.Press("Tab")
	if got := k.Focused(); got != "Accueil" {
		k.t.Errorf("after the skip link comes %q", got)
	}
	k.seen()
}

func (k keyboard) signIn(name string) {
	k.t.Helper()
	k.Open("/connexion")
	k.to("Nom d'utilisateur :")
	k.Type(name)
	k.to("Mot de passe")
	k.Type(demo.Password)
	k.to("Se souvenir de moi")
	k.Press("Space")
	k.to("Connexion")
	k.Press("Enter")
	k.want("Bonjour")
}

// correct sends a quantity that is none, follows the summary to its field, and puts it right.
func (k keyboard) correct() {
	k.t.Helper()
	k.to("6 lots à valider")
	k.Press("Enter")
	k.to("Manuels de français")
	k.Press("Enter")
	const field = "Quantité, Manuel de français, 6e"
	k.to(field)
	k.Type("cent")
	k.Press("Enter")
	k.want("Il y a une erreur à corriger")
	k.WaitFocus("Il y a une erreur à corriger")
	k.seen()
	if got := k.Title(); !strings.HasPrefix(got, "Erreur : ") {
		k.t.Errorf("the window is called %q", got)
	}
	k.to("Manuel de français, 6e : écrivez un nombre")
	k.Press("Enter")
	k.WaitFocus(field)
	k.Page.Press("End", "Backspace", "Backspace", "Backspace", "Backspace")
	k.Type("120")
	k.Press("Enter")
	k.want("Enregistré : 1 quantité", "En saisie")
	k.to("Valider le lot")
	k.Press("Enter")
	k.want("Validé, avec besoins")
}

// declare says of a lot that nothing is needed.
func (k keyboard) declare() {
	k.t.Helper()
	k.to("Manuels de mathématiques")
	k.Press("Enter")
	k.to("Je n'ai aucun besoin pour ce lot")
	k.Press("Enter")
	k.want("Aucun besoin pour « Manuels de mathématiques »")
	k.to("Revenir")
	k.Page.Press("Tab")
	k.seen()
	k.Press("Space")
	k.want("Validé, aucun besoin")
}

// reopen opens a validated lot again, and leaves by the header.
func (k keyboard) reopen() {
	k.t.Helper()
	k.to("Manuels de français")
	k.Press("Enter")
	k.to("Rouvrir le lot")
	k.Press("Space")
	k.want("est rouvert")
	k.to("Menu")
	k.Press("Space")
	k.to("Mes adhésions")
	k.Press("Enter")
	k.at("/adhesions", "Manuels scolaires 2027")
	k.to("Se déconnecter")
	k.Press("Space")
	k.at("/", "Première visite")
}

// tooLate sends a lot after the deadline: nothing is kept, and nothing of what was typed is lost (R045).
func (w *world) tooLate() {
	w.t.Helper()
	covers.Statement(w.t, "R045")
	p := w.person(browsertest.Options{Width: 390})
	keyboard{p}.signIn(w.names[demo.Begun])
	p.Open(w.path("/groupements/{books}/besoins/6"))
	p.Fill("Quantité, Papier A4 80 g, blanc", "1 250")
	w.d.Clock.Advance(5 * 24 * time.Hour)
	p.Click("Valider le lot")
	p.want("n'a pas été enregistré", "La date limite de saisie est passée depuis")
	if got := p.Value("Quantité, Papier A4 80 g, blanc"); got != "1 250" {
		w.t.Errorf("the field holds %q", got)
	}
	p.CheckAccessible()
}
