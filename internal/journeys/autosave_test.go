package journeys_test

import (
	"testing"

	"preau/internal/demo"
	"preau/internal/kit/covers"
	"preau/internal/kit/web/browsertest"
)

// A draft is saved while it is typed, where the browser runs scripts, and found again in another tab. When the session has ended meanwhile, that is said,
// and the words stay where they are; sent by the form's own button they are kept until one has signed in again.
func TestDraftIsSavedAsItIsTyped(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C028")
	w := newWorld(t)
	p := w.person(browsertest.Options{JavaScript: true})
	p.signIn(w.names[demo.Aide], demo.Password)
	p.Open("/demandes/nouvelle")
	p.Click("Commencer la demande")
	p.want("Ma demande")
	draft := p.Path()
	p.fill("Titre", "Rappel de loyers", "Description du blocage", "Rien depuis juin.")
	p.want("Brouillon enregistré à")
	tab := person{p.Tab(), t}
	tab.Open(draft)
	if got := tab.Value("Titre") + ": " + tab.Value("Description du blocage"); got != "Rappel de loyers: Rien depuis juin." {
		t.Errorf("another tab finds %q", got)
	}
	tab.Open("/compte")
	tab.Click("Se déconnecter")
	tab.want("Connexion")
	p.Fill("Description du blocage", "Rien depuis juin, et le bail finit.")
	p.want("n'est plus enregistré au fur et à mesure")
	if got := p.Value("Description du blocage"); got != "Rien depuis juin, et le bail finit." {
		t.Errorf("what was typed is now %q", got)
	}
	p.Problems() // the browser tells of the saving that was refused
	p.Click("Enregistrer le brouillon")
	p.want("Votre session est terminée", "rien n'est perdu")
	p.Problems()
	tab.signIn(w.names[demo.Aide], demo.Password)
	p.Click("Renvoyer ce que j'avais saisi")
	p.want("Le brouillon est enregistré")
	if got := p.Value("Description du blocage"); got != "Rien depuis juin, et le bail finit." {
		t.Errorf("after signing in again the draft says %q", got)
	}
}
