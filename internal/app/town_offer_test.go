package app_test

import (
	"net/url"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/offers/role"
)

// offreuse may do everything with the offers of a structure of hers.
const offreuse = "offreuse"

// The offers of the town, by their public numbers.
const (
	draftOffer     = 1
	waitingOffer   = 2 // submitted
	publishedOffer = 3 // with a next version being written
	oldOffer       = 4 // unpublished
)

// someOffers: a structure of its own that works, and offers in several states.
func (b *builder) someOffers() {
	b.t.Helper()
	b.join(offreuse)
	account := b.one(`SELECT id FROM account_accounts WHERE user_name = $1`, userOf(offreuse))
	err := b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		o, err := org.Insert(b.t.Context(), tx, org.Organisation{Kind: org.Provider, Name: "Inspection du Port", Ref: "inspection-du-port"})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(b.t.Context(), `INSERT INTO offers_structures (id, number, org_id, state, version, name, name_fold, siren, uai, address, complement, postal_code, commune, commune_code,
			signatory, signatory_role, about, first_name, last_name, function, email, email_fold, phone, lang, asked_at, moved_at, moved_by, motive, turn, approved)
			VALUES ($1, 90, $2, 'active', 1, 'Inspection du Port', 'inspection du port', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 'fr', 0, 0, '', '', 0, '')`, id.New(), o.ID); err != nil {
			return err
		}
		for _, r := range []access.RoleKey{role.Admin, role.Manager, role.Approver} {
			if _, err := access.Give(b.t.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: account, Role: r, Place: role.At(o.ID)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, name := range []string{"Sommeil", "Écrans", "Petit déjeuner", "Dents"} {
		if got := firstStatus(b.uploadIn(offreuse, "/offreur/offres/nouvelle", "pieces", keyed(offerForm(name, "")), "Affiche.pdf", pdf(name))); got != 303 {
			b.t.Fatalf("an offer: %d", got)
		}
	}
	move := func(n int, act, version, why string) {
		b.post(offreuse, b.offerAt(n, "/acte/"+act), url.Values{"version": {version}, "motif": {why}}, 303)
	}
	move(waitingOffer, "soumettre", "1000000", "")
	for _, n := range []int{publishedOffer, oldOffer} {
		move(n, "soumettre", "1000000", "")
		move(n, "valider-et-publier", "2000000", "")
	}
	move(oldOffer, "depublier", "3000000", "L'action est finie.")
	b.post(offreuse, b.offerAt(publishedOffer, "/modifier"), offerForm("Petit déjeuner équilibré", "3000000"), 303)
	b.post(visitor, b.publicAt(publishedOffer, "/signaler"), reportForm(), 303)
}

// reportForm is a report of an offer, as its form sends it.
func reportForm() url.Values {
	return url.Values{"motif": {"wrong"}, "texte": {"La salle a changé."}, "email": {"lectrice@preau.test"}}
}

// offerAt is an address of an offer: the town's year is its clock's.
func (w *town) offerAt(n int, tail string) string {
	return "/offreur/offres/2026-000" + number(n) + tail
}

// publicAt is the address of an offer for everybody.
func (w *town) publicAt(n int, tail string) string { return "/offres/2026-000" + number(n) + tail }

// offerForm is a whole offer, as its form sends it.
func offerForm(name, version string) url.Values {
	return url.Values{
		"version": {version}, "nom": {name}, "resume": {"Une matinée par classe"}, "description": {"Atelier en petits groupes."}, "terrain": {"setting-1"}, "commune": {"75017, Paris"},
		"thematiques": {"topic-8"}, "publics": {"audience-3"}, "filieres": {"programme-1"}, "places": {"12"}, "groupe_min": {"2"}, "groupe_max": {"4"},
		"periode_1_du": {"2026-01-05"}, "periode_1_au": {"2035-06-30"}, "periode_1_jours": {"1", "4"}, "periode_1_demi": {"am"}, "modalites": {"site"},
		"referent": {"Zoé Secret"}, "referent_email": {"zoe.secret@preau.test"}, "email": {"accueil@preau.test"}, "publication_du": {"2020-01-01"}, "visibilite": {"public"},
	}
}

// offerPosts are what is done with offers.
func (w *town) offerPosts() []try {
	const one = "/offreur/offres/{n}"
	version := func(v string) url.Values { return url.Values{"version": {v}, "motif": {"Parce que."}} }
	act := func(n int, slug, v, what string) try {
		return try{route: one + "/acte/{acte}", what: what, path: w.offerAt(n, "/acte/"+slug), form: version(v)}
	}
	look := func(act, version string) url.Values {
		return url.Values{"acte": {act}, "version": {version}, "note": {"Vu."}}
	}
	return []try{
		{route: "/offres/{n}/signaler", path: w.publicAt(publishedOffer, "/signaler"), form: reportForm()},
		{route: "/offres/{n}/signaler", what: "nothing typed", path: w.publicAt(publishedOffer, "/signaler")},
		{route: "/offres/{n}/signaler", what: "taken back", path: w.publicAt(oldOffer, "/signaler"), form: reportForm()},
		{route: "/signalements/{n}", path: "/signalements/1", form: look("settle", "1")},
		{route: "/signalements/{n}", what: "stale", path: "/signalements/1", form: look("dismiss", "9")},
		{route: "/signalements/{n}", what: "not now", path: "/signalements/1", form: look("reopen", "1")},
		{route: "/offreur/offres/nouvelle", path: "/offreur/offres/nouvelle", form: offerForm("Encore", "")},
		{route: "/offreur/offres/nouvelle", what: "nothing typed", path: "/offreur/offres/nouvelle", form: url.Values{"nom": {""}}},
		{route: "/offreur/offres/nouvelle", what: "a period more", path: "/offreur/offres/nouvelle", form: with(offerForm("Encore", ""), "periode_de_plus", "1")},
		{route: one + "/modifier", path: w.offerAt(draftOffer, "/modifier"), form: offerForm("Sommeil et écrans", "1000000")},
		{route: one + "/modifier", what: "stale", path: w.offerAt(draftOffer, "/modifier"), form: offerForm("Sommeil et écrans", "9")},
		{route: one + "/modifier", what: "it waits", path: w.offerAt(waitingOffer, "/modifier"), form: offerForm("Écrans", "2000000")},
		{route: one + "/dates", path: w.offerAt(publishedOffer, "/dates"), form: url.Values{"version": {"3000001"}, "publication_du": {"2020-01-01"}, "publication_au": {"2035-01-01"}}},
		{route: one + "/dates", what: "the end first", path: w.offerAt(publishedOffer, "/dates"), form: url.Values{"version": {"3000001"}, "publication_du": {"2020-01-01"}, "publication_au": {"2019-01-01"}}},
		{route: one + "/contact", path: w.offerAt(publishedOffer, "/contact"), form: url.Values{"version": {"3000001"}, "email": {"autre@preau.test"}}},
		{route: one + "/contact", what: "stale", path: w.offerAt(publishedOffer, "/contact"), form: url.Values{"version": {"1"}, "email": {"autre@preau.test"}}},
		{route: one + "/dupliquer", path: w.offerAt(publishedOffer, "/dupliquer")},
		{route: one + "/reconduire", path: w.offerAt(oldOffer, "/reconduire")},
		act(waitingOffer, "valider-et-publier", "2000000", "approve and publish"),
		act(waitingOffer, "refuser", "2000000", "refuse"),
		act(waitingOffer, "refuser", "9", "stale"),
		act(publishedOffer, "depublier", "3000001", "unpublish"),
		act(publishedOffer, "retirer", "3000001", "withdraw"),
		act(publishedOffer, "soumettre-la-version", "3000001", "submit the copy"),
		act(draftOffer, "publier", "1000000", "not now"),
		act(draftOffer, "rien", "1000000", "no such act"),
	}
}

// offerGets are their pages.
func (w *town) offerGets() []try {
	const list, one = "/offreur/offres", "/offreur/offres/{n}"
	return []try{
		{route: "/offres", path: "/offres"},
		{route: "/offres", what: "narrowed to nothing", path: "/offres?q=rien&theme=8&dep=75&mois=2026-13&places=1"},
		{route: "/offres", what: "the end first", path: "/offres?du=2026-02-01&au=2026-01-01"},
		{route: "/offres.atom", path: "/offres.atom?theme=8"},
		{route: "/offres.rss", path: "/offres.rss"},
		{route: "/offres.json", path: "/offres.json"},
		{route: "/offres.json", what: "the end first", path: "/offres.json?du=2026-02-01&au=2026-01-01"},
		{route: "/sitemap.xml", path: "/sitemap.xml"},
		{route: "/sitemap/offres/{k}", path: "/sitemap/offres/1"},
		{route: "/sitemap/offres/{k}", what: "no such part", path: "/sitemap/offres/9"},
		{route: "/robots.txt", path: "/robots.txt"},
		{route: "/offres/{n}", path: w.publicAt(publishedOffer, "")},
		{route: "/offres/{n}", what: "taken back", path: w.publicAt(oldOffer, "")},
		{route: "/offres/{n}", what: "a draft", path: w.publicAt(draftOffer, "")},
		{route: "/offres/{n}/offre.pdf", path: w.publicAt(publishedOffer, "/offre.pdf")},
		{route: "/offres/{n}/signaler", path: w.publicAt(publishedOffer, "/signaler")},
		{route: "/offres/{n}/pieces/{k}", path: w.publicAt(publishedOffer, "/pieces/3")},
		{route: "/offres/{n}/pieces/{k}", what: "of a draft", path: w.publicAt(draftOffer, "/pieces/1")},
		{route: "/offres/{n}/signaler", what: "taken back", path: w.publicAt(oldOffer, "/signaler")},
		{route: "/signalements", path: "/signalements"},
		{route: "/signalements", what: "settled", path: "/signalements?etat=settled"},
		{route: "/signalements/{n}", path: "/signalements/1"},
		{route: list, path: list},
		{route: list, what: "narrowed to nothing", path: list + "?q=rien"},
		{route: list, what: "the end first", path: list + "?apres=2026-02-01&avant=2026-01-01"},
		{route: list + ".csv", path: list + ".csv"},
		{route: list + ".xlsx", path: list + ".xlsx"},
		{route: list + "/nouvelle", path: list + "/nouvelle"},
		{route: one, path: w.offerAt(publishedOffer, "")},
		{route: one, what: "a draft", path: w.offerAt(draftOffer, "")},
		{route: one, what: "no number", path: list + "/x"},
		{route: one + "/modifier", path: w.offerAt(publishedOffer, "/modifier")},
		{route: one + "/pieces/{k}", path: w.offerAt(publishedOffer, "/pieces/3")},
		{route: one + "/pieces/{k}", what: "of another", path: w.offerAt(publishedOffer, "/pieces/1")},
		{route: one + "/dates", path: w.offerAt(publishedOffer, "/dates")},
		{route: one + "/contact", path: w.offerAt(publishedOffer, "/contact")},
		{route: one + "/apercu", path: w.offerAt(publishedOffer, "/apercu")},
		{route: one + "/apercu.pdf", path: w.offerAt(publishedOffer, "/apercu.pdf")},
		{route: one + "/historique.csv", path: w.offerAt(oldOffer, "/historique.csv")},
		{route: one + "/acte/{acte}", path: w.offerAt(waitingOffer, "/acte/refuser")},
		{route: one + "/acte/{acte}", what: "approve", path: w.offerAt(waitingOffer, "/acte/valider-et-publier")},
		{route: one + "/acte/{acte}", what: "not now", path: w.offerAt(draftOffer, "/acte/publier")},
	}
}
