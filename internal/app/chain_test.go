package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The president sets a maximum amount where no superbuyer is: it is said first and done knowingly, and stays a task until one is named (R122,
// R124). The last one is kept, or another is named before (R125).
func TestMaximumAmountAndSuperbuyer(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R122", "R124", "R125")
		b := inhabited(t, e)
		c, path := b.in[president], "/commandes/montants/"+b.ids["ref P.O. des Écoles"]
		c.Get("/").WantNot("Nommez un superacheteur", "Nommez qui préside")
		const headless = "Nommez qui préside Lycée Ailleurs" // which adheres to a market
		b.in[admin].Get("/").WantSound().Want(headless).Click("Nommer").WantSound().WantPath("/acces?q=Lyc%C3%A9e+Ailleurs").Want("Lycée Ailleurs")
		b.appoints(admin, "proviseure", "Lycée Ailleurs", "ordering.president")
		b.in[admin].Get("/").WantNot(headless)
		p := c.Get("/commandes").Click("Montants maximums").WantSound().WantPath(path).Want("Collège Membre", "Collège Voisin", "Aucun superacheteur n'est nommé").WantNot("Collège Nouveau")
		school := `form[action$="` + b.ids["ref Collège Membre"] + `"]`
		p = p.FormAt(school).Fill("Montant maximum par commande, en euros", "500,50").Submit().WantStatus(403).WantSound().Want("Personne ne pourrait envoyer une commande qui dépasse", "vous-même")
		p.Click("Nommer un superacheteur").WantPath(b.accessAt("P.O. des Écoles", "/personnes/nouvelle"))
		f := p.FormAt(school)
		if got := f.Value("Montant maximum par commande, en euros"); got != "500,50" {
			t.Errorf("the amount is %q", got)
		}
		f.Check("Je fixe ce montant maintenant et je nommerai un superacheteur").Submit().WantPath(path).WantSound().Want("500,50", "décidé par Andrée president")
		for _, role := range []string{manager, "dora"} { // who works there reads it; only the head sets it
			if role == "dora" {
				b.dora()
			}
			b.in[role].Get("/commandes/montants/" + b.ids["ref Collège Membre"]).WantSound().Want("500,50").WantNot("Enregistrer le montant")
		}
		b.in[neighbour].Get("/commandes/montants/" + b.ids["ref Collège Membre"]).WantStatus(404)

		p = c.Get("/").WantSound().Want("Nommez un superacheteur pour P.O. des Écoles").Click("Nommer").WantPath(b.accessAt("P.O. des Écoles", ""))
		p.Click("Donner un accès").Form("Donner cet accès").Fill("Prénom", "Sue").Fill("Nom", "Achat").Fill("Adresse mail", "sue@preau.test").Check("Superacheteur").Submit().WantStatus(200)
		b.in["sue"] = b.browser()
		b.accept("sue", b.linkTo("sue@preau.test"))
		c.Get("/").WantNot("Nommez un superacheteur")
		c.Get(path).WantSound().Want("Sue Achat")
		b.in["sue"].Get("/commandes").WantSound().Want("Superacheteur", "P.O. des Écoles")

		person := b.accessAt("P.O. des Écoles", "/personnes/"+b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = 'sue@preau.test'`))
		c.Get(person).Form("Enregistrer").Uncheck("Superacheteur").Submit().WantStatus(403).Want("Sue Achat est le dernier superacheteur", "Andrée president").Click("Voir les montants maximums").WantPath(path)
		b.appoints(president, "autre", "P.O. des Écoles", "ordering.superbuyer")
		c.Get(person).Form("Enregistrer").Uncheck("Superacheteur").Submit().WantStatus(200).Want("C'est enregistré")
		c.Get(path).WantSound().Want("Andrée autre").WantNot("Sue Achat")
	})
}

// The manager gives a demandeur the markets that the school adheres to today, and no others; a demandeur without one looks (R127). The other
// roles are given without a market, and none may be limited to one (R128).
func TestMarketsAreTheDemandeurs(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R127", "R128")
		b := inhabited(t, e)
		b.runs("Cuisine", "Collège Voisin")
		give := b.accessAt("Collège Membre", "/personnes/nouvelle")
		p := b.in[manager].Get(give).WantSound().Want("Marchés du rôle « Demandeur »", "Fournitures scolaires").WantNot("Mobilier", "Cuisine") // withdrawn; another school's
		cuisine := b.one(`SELECT id FROM catalog_markets WHERE title = 'Cuisine'`)
		b.in[manager].PostForm(give, keyed(accessForm("ordering.requester", cuisine))).WantStatus(422).Want("Ce choix n'est plus proposé")
		for _, role := range []string{"validator", "buyer", "receiver"} {
			b.in[manager].PostForm(give, keyed(accessForm("ordering."+role, b.ids["market"]))).WantStatus(422).WantSound()
		}
		for i, label := range []string{"Validateur", "Acheteur", "Réceptionniste"} {
			f := p.Form("Donner cet accès").Fill("Prénom", label).Fill("Nom", "Seul").Fill("Adresse mail", "role"+number(i)+"@preau.test").Check(label)
			p = f.Submit().WantStatus(200).WantSound()
			p.In(peopleTable).Row(label+" Seul").WantNot("Aucun", "Fournitures")
			p = b.in[manager].Get(give)
		}
		b.in["validateur"] = b.browser()
		b.accept("validateur", b.linkTo("role0@preau.test"))
		b.in["validateur"].Get("/commandes").WantSound().Want("Validateur").WantNot("Aucun marché", "Demander ce marché")

		b.requester("no school", "Collège Membre")
		q := b.in[schoolless].Get("/commandes").WantSound().Want("Aucun marché : vous pouvez consulter, sans rien ajouter")
		q.In(marketsTable).Row("Fournitures scolaires").Want("Pas donné")
		b.requester(neighbour, "Collège Nouveau") // adheres to none
		b.in[neighbour].Get("/commandes").WantSound().Want("Aucun marché").WantNot("Demander ce marché")
	})
}

// One person has several roles, in schools of several authorities: every page says which place it speaks of, and what counts at one counts for
// nothing at another (R129).
func TestSeveralRolesInSeveralPlaces(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R129")
		b := inhabited(t, e)
		b.authority("P.O. d'Ailleurs", "Collège Demandeur")
		b.appoints(admin, "second president", "P.O. d'Ailleurs", "ordering.president")
		d := b.dora()
		b.appoints(president, "voisine", "Collège Voisin", "ordering.manager")
		b.appoints("second president", "second manager", "Collège Demandeur", "ordering.manager")
		for giver, at := range map[string]struct{ place, role string }{"voisine": {"Collège Voisin", "ordering.validator"}, "second manager": {"Collège Demandeur", "ordering.buyer"}, manager: {"Collège Membre", "ordering.receiver"}} {
			b.post(giver, b.accessAt(at.place, "/personnes/nouvelle"), accessForm(at.role, ""), 303)
		}
		p := d.Get("/commandes").WantSound()
		for place, want := range map[string][2]string{
			"Collège Membre": {"Demandeur Réceptionniste", "Validateur Acheteur"}, "Collège Voisin": {"Validateur", "Remplit Acheteur Réceptionniste"}, "Collège Demandeur": {"Acheteur", "Remplit Validateur Réceptionniste"},
		} {
			panel := p.In(`section[aria-labelledby="lieu-` + b.ids["ref "+place] + `"]`)
			panel.Want(place).Want(strings.Fields(want[0])...).WantNot(strings.Fields(want[1])...)
		}
		own := d.Get("/acces").WantSound()
		for role, place := range map[string]string{"Validateur": "Collège Voisin", "Acheteur": "Collège Demandeur", "Réceptionniste": "Collège Membre"} {
			own.Row(role).Want(place)
		}
		d.Get("/compte").WantSound().Want("Collège Membre", "Collège Voisin", "Collège Demandeur", "Andrée voisine", "Andrée second manager")
		d.Get("/commandes/montants/" + b.ids["ref Collège Voisin"]).WantSound().In("main").Want("Collège Voisin").WantNot("Collège Membre")
		d.PostForm("/commandes/"+b.ids["ref Collège Voisin"]+"/marches/1/demande", keyed(url.Values{})).WantStatus(404)
	})
}
