package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// What a search does not find is asked for from its page, filled in with the words; others add a vote from the list or instead of asking
// again; the purchasing body finds it in what waits for it, looks into it and answers, and all who need it are mailed (R154, R156, R157).
func TestArticleRequest(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R154", "R156", "R157")
		b := inhabited(t, e)
		d := b.dora()
		p := d.Get("/catalogue?q=table+interactive").WantSound().Click("Demander un article").WantPath("/articles/demandes/nouveau?q=table+interactive").WantSound()
		if got := p.Form("Envoyer la demande").Value("Ce que c'est"); got != "table interactive" {
			t.Errorf("the form says %q", got)
		}
		p = p.Form("Envoyer la demande").Fill("Quantité par an", "3").Fill("Pourquoi en avez-vous besoin ?", "Pour la salle 4").Submit()
		p.WantStatus(200).WantPath("/articles/demandes/3").WantSound().Want("Votre demande n° 3 est partie", "Reçue", "1 établissement en a besoin", "Dora Demandeur", "Pour la salle 4")
		d.Get("/").Want("L'article demandé « table interactive »")
		if m := b.mailTo("central@preau.test"); !says(m, "Un article manque au catalogue (demande n° 3)", "table interactive", "Dora Demandeur") {
			t.Errorf("the purchasing body reads %s: %s", m.Subject, m.Text)
		}

		near := b.in[neighbour]
		near.Get("/articles/demandes/3").WantSound().Want("table interactive", "1 établissement en a besoin").WantNot("Dora", "Collège Membre", "salle 4", "Historique")
		like := near.Get("/articles/demandes/nouveau?q=tables+interactives").WantSound().Want("Cette demande ressemble à la vôtre")
		again := like.Form("Envoyer la demande").Submit().WantStatus(422).WantSound().Want("Une demande ressemble à la vôtre", "C'est un autre article que ceux-là")
		again.In("table").Row("table interactive").Press("Nous en avons besoin aussi").WantStatus(200).WantSound().Want("C'est noté", "2 établissements en ont besoin", "Un autre établissement en a besoin aussi")
		near.Get("/articles/demandes?vue=nous").WantSound().In("table").Row("table interactive").Want("Nous en avons besoin").WantNot("aussi")
		p = b.in[stranger].Get("/articles/demandes?q=interactive").WantSound()
		p.In("table").Row("table interactive").Press("Nous en avons besoin aussi").WantPath("/articles/demandes?q=interactive").Want("C'est noté")

		c := b.in[central]
		p = c.Get("/").Want("2 demandes d'articles attendent une réponse").Click("Répondre").WantPath("/articles/demandes?etat=ouvertes").WantSound()
		p.In("table").Row("table interactive").Want("3").Click("table interactive").WantSound().Want("Collège Membre", "Collège Voisin", "Dora Demandeur", "Pour la salle 4", "Demandé aussi")
		stale := c.Get("/articles/demandes/3")
		p = stale.Press("Mettre à l'étude").WantStatus(200).WantSound().Want("À l'étude")
		if m := b.mailTo("demandeur@preau.test"); !says(m, "« table interactive » est à l'étude") {
			t.Errorf("the asker reads %s: %s", m.Subject, m.Text)
		}
		stale.Form("Envoyer la réponse").Choose("Votre réponse", "L'article n'est pas ajouté").Fill("Réponse", "Trop chère").Submit().
			WantStatus(409).WantSound().Want("Cette demande a changé entre-temps", "Trop chère")
		p.Form("Envoyer la réponse").Submit().WantStatus(422).WantSound().Want("Choisissez votre réponse")
		p.Form("Envoyer la réponse").Choose("Votre réponse", "L'article est au catalogue").Fill("Référence au catalogue", "404.404").Submit().
			WantStatus(422).WantSound().Want("Aucun article du catalogue n'a cette référence")
		p.Form("Envoyer la réponse").Choose("Votre réponse", "L'article est au catalogue").Fill("Référence au catalogue", "103299").Submit().
			WantStatus(200).WantSound().Want("La réponse est partie", "Cet article est au catalogue depuis le", "Stylo à bille Cristal rouge")
		for _, role := range []string{"demandeur", userOf(neighbour), userOf(stranger)} {
			if m := b.mailTo(role + "@preau.test"); !says(m, "« table interactive » est au catalogue", "103.299") {
				t.Errorf("%s reads %s: %s", role, m.Subject, m.Text)
			}
		}
		d.Get("/articles/demandes/3").WantSound().Click("Stylo à bille Cristal rouge").WantPath("/articles/1")
		d.Get("/").WantNot("L'article demandé")
		b.in[member].PostForm("/articles/demandes/2/voix", keyed(nil)).WantStatus(403).WantSound().Want("La Centrale a déjà répondu à cette demande")

		there := d.Get("/articles/demandes/nouveau?q=103+299").WantSound().Want("Cet article est au catalogue", "Stylo à bille Cristal rouge", "Ce n'est pas celui-là")
		there.Form("Envoyer la demande").Submit().WantStatus(422).WantSound().Want("Cet article est au catalogue").Click("Stylo à bille Cristal rouge").WantPath("/articles/1")

		for _, bad := range []url.Values{
			{"designation": {"Colle"}, "quantite": {"abc"}},
			{"designation": {"Colle"}, "pourquoi": {strings.Repeat("é", 10_000)}},
			{"designation": {"\x00?!"}},
			{"designation": {"Colle"}, "etablissement": {b.ids["ref Lycée Ailleurs"]}},
		} {
			d.PostForm("/articles/demandes/nouveau", keyed(bad)).WantStatus(422).WantSound()
		}
		for _, path := range []string{"/0", "/01", "/99999999999999999999", "/abc", "/-1"} {
			d.Get("/articles/demandes" + path).WantStatus(404)
		}
		d.Get("/articles/demandes?page=99&etat=zzz&vue=x&parpage=-1&q=%25").WantStatus(200)
		d.Get("/articles/demandes/nouveau?q=" + strings.Repeat("a", 3000)).WantStatus(200)
	})
}

// A sheet of the requests has what the page shows, and to the purchasing body alone who needs each; that of searches in vain is its own.
func TestSheetsOfWhatIsMissing(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R154", "R157")
		b := inhabited(t, e)
		all := string(b.in[central].Get("/articles/demandes.csv").WantStatus(200).Body)
		for _, want := range []string{"Ardoise blanche", "AR 10.20", "Collège Membre", "Colle à paillettes", "Trop peu demandée", "Collège Voisin"} {
			if !strings.Contains(all, want) {
				t.Errorf("the sheet lacks %s: %s", want, all)
			}
		}
		if open := string(b.in[central].Get("/articles/demandes.csv?etat=ouvertes").Body); strings.Contains(open, "Colle") {
			t.Errorf("the sheet is not filtered: %s", open)
		}
		theirs := string(b.in[stranger].Get("/articles/demandes.csv").WantStatus(200).Body)
		if !strings.Contains(theirs, "Ardoise blanche") || strings.Contains(theirs, "Collège") {
			t.Errorf("the neighbour's sheet: %s", theirs)
		}
		misses := string(b.in[central].Get("/catalogue/recherches-sans-resultat.csv").WantStatus(200).Body)
		if !strings.Contains(misses, "videoprojecteur") || strings.Contains(misses, "boulier") {
			t.Errorf("searches in vain: %s", misses)
		}
		if dealt := string(b.in[central].Get("/catalogue/recherches-sans-resultat.csv?traitees=oui&jours=365").Body); !strings.Contains(dealt, "boulier") {
			t.Errorf("those that were dealt with: %s", dealt)
		}
		b.in[central].Get("/catalogue/recherches-sans-resultat").WantSound().Click("Exporter (Excel)").WantStatus(200)
		b.in[member].Get("/catalogue/recherches-sans-resultat.xlsx").WantStatus(404)
	})
}

// Programs read the requests, make them and vote, by the rules of the pages.
func TestArticleRequestsByAPI(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R157")
		b := inhabited(t, e)
		b.dora()
		secret := b.token("dora", "ordering:read", "ordering:write")
		type request struct {
			Number               int64
			State, Title, Answer string
			Votes                int
			Ours                 bool
			AnsweredAt           *string `json:"answered_at"`
		}
		type listed struct {
			Items []request
			Next  *string
		}
		first := into[listed](b.house, b.call("GET", "/article-requests?limit=1", secret, ""))
		if len(first.Items) != 1 || first.Items[0].Title != "Ardoise blanche" || !first.Items[0].Ours || first.Next == nil {
			t.Fatalf("%+v", first)
		}
		second := into[listed](b.house, b.call("GET", "/article-requests?limit=1&after="+*first.Next, secret, ""))
		if len(second.Items) != 1 || second.Items[0].State != "refused" || second.Items[0].Answer != "Trop peu demandée" || second.Items[0].AnsweredAt == nil || second.Next != nil {
			t.Errorf("%+v", second)
		}
		if got := b.call("POST", "/article-requests/1/vote", secret, ""); got.Code != 403 || !strings.Contains(got.Body.String(), "catalog.request_voted") {
			t.Errorf("a second vote of the school: %d %s", got.Code, got.Body)
		}
		if got := b.call("POST", "/article-requests/2/vote", secret, ""); got.Code != 403 || !strings.Contains(got.Body.String(), "catalog.request_answered") {
			t.Errorf("a vote for what was answered: %d %s", got.Code, got.Body)
		}
		if got := b.call("POST", "/article-requests", secret, `{"reference":"ar1020"}`); got.Code != 422 || !strings.Contains(got.Body.String(), "body.differs") {
			t.Errorf("what looks like another: %d %s", got.Code, got.Body)
		}
		made := into[request](b.house, b.call("POST", "/article-requests", secret, `{"title":"Compas","quantity":12,"reason":"Géométrie"}`))
		if made.Number != 3 || made.State != "received" || made.Votes != 1 {
			t.Errorf("%+v", made)
		}
		voted := into[request](b.house, b.call("POST", "/article-requests/3/vote", b.tokens[neighbour], `{"quantity":5}`))
		if voted.Votes != 2 || !voted.Ours {
			t.Errorf("%+v", voted)
		}
	})
}
