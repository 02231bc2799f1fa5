package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
	"preau/internal/offers/role"
)

// putsOut writes an offer, the n-th, and publishes it.
func (b *builder) putsOut(n int, form url.Values) {
	b.post(offreuse, "/offreur/offres/nouvelle", form, 303)
	b.post(offreuse, b.offerAt(n, "/acte/soumettre"), url.Values{"version": {"1000000"}}, 303)
	b.post(offreuse, b.offerAt(n, "/acte/valider-et-publier"), url.Values{"version": {"2000000"}}, 303)
}

// After the last day on which one asks for a place nobody is told to ask, nor that places are left; who published no way to be reached is said to
// have none (O91, O102).
func TestLastDayToAsk(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O91", "O102")
		b := inhabited(t, e)
		b.putsOut(5, with(offerForm("Trop tard", ""), "demande_jusquau", "2026-01-01"))
		b.putsOut(6, with(offerForm("Déjà passée", ""), "periode_1_au", "2026-01-12", "email", ""))
		b.putsOut(7, with(offerForm("Sans adresse", ""), "email", ""))
		c := b.in[visitor]
		c.Get(b.publicAt(5, "")).WantStatus(200).WantSound().Want("jusqu'au 1er janvier 2026", "Demandes closes", "accueil@preau.test").WantNot("Écrivez à la structure", "12 places")
		c.Get(b.publicAt(6, "")).WantStatus(200).WantSound().Want("jusqu'au 12 janvier 2026", "Demandes closes").WantNot("Écrivez à la structure")
		c.Get(b.publicAt(7, "")).WantStatus(200).WantSound().Want("Demander une place", "n'a publié ni adresse ni téléphone", "12 places")
		c.Get("/offres").WantSound().Want("4 offres", "Il reste des places (2)", "Demandes closes")
		for _, said := range []string{`"over":true`, `"ask_until":"2026-01-01"`, `"over":false`} {
			if got := string(c.Get("/offres.json").Body); !strings.Contains(got, said) {
				t.Errorf("no %s in %s", said, got)
			}
		}
	})
}

// The file of an offer's history says what its page says: days, small fields, and which fields another version changed (O82).
func TestHistoryFileSaysWhatChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O82")
		b := inhabited(t, e)
		b.post(offreuse, b.offerAt(publishedOffer, "/contact"), url.Values{"version": {"3000001"}, "telephone": {"0101010100"}, "email": {"accueil@preau.test"}}, 303)
		b.post(offreuse, b.offerAt(publishedOffer, "/dates"), url.Values{"version": {"4000001"}, "publication_du": {"2020-01-01"}, "publication_au": {"2034-02-01"}}, 303)
		got := b.in[offreuse].Get(b.offerAt(publishedOffer, "/historique.csv")).WantStatus(200).Text()
		for _, said := range []string{"Détail", "01 01 01 01 00", "2034", "Nom"} {
			if !strings.Contains(webtest.Fold(got), webtest.Fold(said)) {
				t.Errorf("no %s in %s", said, got)
			}
		}
	})
}

// limitedTo makes an open lieu of Fleur Bleue, and invites somebody to write its offers alone.
func (b *builder) limitedTo(place, address string) string {
	b.post(offreur, "/offreur/lieux/nouveau", url.Values{"nom": {place}, "commune": {"75017, Paris"}}, 303)
	site := b.one(`SELECT id FROM org_sites WHERE name = $1`, place)
	form := userForm(address, "offers.manager")
	form["portee"], form["lieux"] = []string{"lieux"}, []string{site}
	b.post(offreur, "/offreur/utilisateurs/nouveau", form, 303)
	return site
}

// Who is limited to a lieu is told so by the mail that invites them, and by its page (O68, O78, O93).
func TestInvitationNamesLieux(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O68", "O78", "O93")
		b := inhabited(t, e)
		b.limitedTo("École Curie", "curie@ecole.test")
		m := b.mailTo("curie@ecole.test")
		if !says(m, "École Curie", "Gestionnaire d'offres") {
			t.Errorf("%s", m.Text)
		}
		b.browser().Get(invitationLink.FindString(m.Text)).WantStatus(200).WantSound().Want("Gestionnaire d'offres", "École Curie")
	})
}

// Whose only lieu is withdrawn is told this, and not that they manage no offers (O72).
func TestWithdrawnLieuIsSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O72")
		b := inhabited(t, e)
		site := b.limitedTo("École Curie", "curie@ecole.test")
		b.comesIn("curie", "curie@ecole.test")
		c := b.in["curie"]
		c.Get("/offreur/offres/nouvelle").WantStatus(200)
		b.run(`UPDATE org_sites SET closed_at = $1 WHERE id = $2`, b.d.Clock.Now(), site)
		c.Get("/offreur/offres/nouvelle").WantStatus(403).WantSound().Want("Le lieu est retiré", "Claire MICHU").WantNot("Demander ce droit")
		c.PostForm("/offreur/offres/nouvelle", keyed(with(offerForm("Bien dormir", ""), "lieu", site))).WantStatus(403).WantSound().Want("Le lieu est retiré")
	})
}

// Who writes and validates offers is told that the public reads none of them any more, and by whom that is lifted; those of a closed structure are
// said to be so for its reason (O86, O93).
func TestSuspensionIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O86", "O93")
		b := inhabited(t, e)
		org := b.one(`SELECT org_id FROM offers_structures WHERE number = 90`)
		b.belongs("ecrit", role.Manager, role.At(org))
		b.belongs("valide", role.Approver, role.At(org))
		b.belongs("modere", role.Moderator, access.Everywhere)
		b.mails.Reset()
		b.post(admin, structureAt(90, ""), url.Values{"acte": {"suspend"}, "version": {"1"}, "motif": {"Plus de réponse."}}, 303)
		for _, who := range []string{"ecrit", "valide"} {
			if m := b.mailTo(b.one(`SELECT email FROM account_accounts WHERE user_name = $1`, userOf(who))); !says(m, "Suspendue", "Plus de réponse.", "le public ne lit aucune de ses offres") {
				t.Errorf("%s: %s", who, m.Text)
			}
		}
		name := b.one(`SELECT display_name FROM account_accounts WHERE user_name = $1`, userOf("modere"))
		for _, path := range []string{b.offerAt(publishedOffer, ""), "/offreur/offres/nouvelle"} {
			if p := b.in[offreuse].Get(path).WantSound(); !strings.HasPrefix(lifters(p), name) {
				t.Errorf("%s is lifted by %s", path, lifters(p))
			}
		}
	})
}

// A report on an offer that was taken back says so, and leads to nothing that is not there (O105).
func TestReportOnWhatWasWithdrawn(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O105")
		b := inhabited(t, e)
		b.in[visitor].PostForm(b.publicAt(publishedOffer, "/signaler"), keyed(reportForm()))
		b.in[admin].Get("/signalements/2").WantSound().Want("Voir l'offre publiée", "Retirer l'offre")
		b.post(admin, b.offerAt(publishedOffer, "/acte/retirer"), url.Values{"version": {"3000001"}, "motif": {"Ce n'est pas la place."}}, 303)
		b.in[admin].Get("/signalements/2").WantSound().Want("Retirée", "Le public ne la lit plus").WantNot("Voir l'offre publiée")
	})
}

// What would never be published is not submitted; who validates an offer whose first day has come reads that it publishes itself, and who wrote one
// whose last day went by meanwhile reads that it does not (O91, O92, O93).
func TestPublicationThatIsOver(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O91", "O92", "O93")
		b := inhabited(t, e)
		c := b.in[offreuse]
		b.post(offreuse, "/offreur/offres/nouvelle", with(offerForm("Passée", ""), "publication_au", "2020-02-01"), 303)
		c.PostForm(b.offerAt(5, "/acte/soumettre"), keyed(url.Values{"version": {"1000000"}})).WantStatus(422).WantSound().Want("Le dernier jour de publication est passé")
		c.Get(b.offerAt(waitingOffer, "/acte/valider")).WantStatus(200).WantSound().Want("se publie d'elle-même dans la minute").WantNot("attend son premier jour")
		org := b.one(`SELECT org_id FROM offers_structures WHERE number = 90`)
		b.belongs("valide", role.Approver, role.At(org))
		b.run(`UPDATE offers_offers SET publish_until = '2020-02-01' WHERE state = 'submitted'`)
		b.in["valide"].Get(b.offerAt(waitingOffer, "/acte/valider")).WantSound().Want("l'offre ne se publiera pas")
		b.mails.Reset()
		b.post("valide", b.offerAt(waitingOffer, "/acte/valider"), url.Values{"version": {"2000000"}}, 303)
		if m := b.mailTo(b.one(`SELECT email FROM account_accounts WHERE user_name = $1`, userOf(offreuse))); !says(m, "est validée", "elle ne se publiera pas") {
			t.Errorf("%s", m.Text)
		}
	})
}

// As many groups as are taken fit the capacity (O91); a version that waited when its offer was archived calls nobody (O84).
func TestGroupsFitAndArchivedRests(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O84", "O91")
		b := inhabited(t, e)
		c := b.in[offreuse]
		f := with(offerForm("Groupes", ""), "places", "5", "groupe_min", "3", "groupe_max", "", "groupes", "10")
		p := c.PostParts("/offreur/offres/nouvelle", keyed(f)).WantStatus(422).WantSound().Want("10 groupes d'au moins 3 étudiants", "5 places")
		if n := len(p.Find(`input[name="groupes"][aria-invalid="true"]`)); n != 1 {
			t.Error("the fault is not at its field")
		}
		b.post(offreuse, b.offerAt(publishedOffer, "/acte/soumettre-la-version"), url.Values{"version": {"3000001"}}, 303)
		c.Get(b.offerAt(publishedOffer, "")).Want("elle attend un valideur")
		b.run(`UPDATE offers_offers SET state = 'archived' WHERE state = 'published'`)
		c.Get(b.offerAt(publishedOffer, "")).WantSound().Want("Elle reste telle quelle", "Archivée").WantNot("elle attend un valideur")
	})
}

// What waits among the people of one's other structures is counted at « Utilisateurs », as the top bar counts it (O37).
func TestUsersOfSeveralStructures(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O37")
		b := inhabited(t, e)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("attendue@fleurbleue.test", "offers.reader"), 303)
		b.belongs("deux", role.Admin, role.At(b.one(`SELECT org_id FROM offers_structures WHERE number = 90`)))
		account := b.one(`SELECT id FROM account_accounts WHERE user_name = $1`, userOf("deux"))
		at := role.At(b.one(`SELECT org_id FROM offers_structures WHERE number = $1`, fleurBleue))
		b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := access.Give(t.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: account, Role: role.Admin, Place: at})
			return err
		}))
		n := b.in[offreur].Get("/offreur/structure").In("nav.app-side").Text()
		_, after, _ := strings.Cut(n, "Utilisateurs ")
		want, _, _ := strings.Cut(after, " ")
		b.in["deux"].Get("/offreur/offres").WantSound().In("nav.app-side").Want("Utilisateurs " + want)
	})
}

// Who is signed in and has a permission in no structure is told so, and not to sign in; their forms know their address (O1, O66).
func TestEntryOfWhoIsInNoStructure(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O1", "O66")
		b := inhabited(t, e)
		b.join("libre")
		c := b.in["libre"]
		c.Get("/offreur").WantStatus(200).WantSound().Want("n'a de permission dans aucune structure", "Je souhaite ouvrir un compte offreur").WantNot("Mot de passe oublié")
		address := b.one(`SELECT email FROM account_accounts WHERE user_name = $1`, userOf("libre"))
		wantTyped(t, c.Get("/offreur/demande").WantStatus(200).WantSound(), "email", address)
		wantTyped(t, c.Get("/offreur/rejoindre/90").WantStatus(200).WantSound(), "email", address)
		b.in[visitor].Get("/offreur").WantSound().Want("Mot de passe oublié")
	})
}

// Words are found in any order, and a number by a part of it; signs alone find nothing (O43, O48).
func TestSearchOfOnesList(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O43", "O48")
		b := inhabited(t, e)
		c := b.in[offreuse]
		for _, q := range []string{"0003", "2026-0003", "6-000", "dejeuner petit", "Petit déjeuner"} {
			c.Get("/offreur/offres?q=" + url.QueryEscape(q)).WantStatus(200).WantSound().Want("2026-0003")
		}
		for _, q := range []string{"%", "-", "0042", "dejeuner zorglub", "_"} {
			c.Get("/offreur/offres?q=" + url.QueryEscape(q)).WantStatus(200).WantSound().WantNot("2026-0003")
		}
	})
}

// What is refused is named: which file of several, and which word that is offered no longer (O91).
func TestWhatIsRefusedIsNamed(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O91")
		b := inhabited(t, e)
		c := b.in[offreuse]
		const fresh = "/offreur/offres/nouvelle"
		c.Get(fresh).Form("Enregistrer en brouillon").Fill("Nom de l'offre *", "Marcher").Attach("Ajouter des fichiers", "virus.exe", []byte("MZ\x90\x00\x03")).Submit().WantStatus(422).WantSound().Want("« virus.exe » : Ce type de fichier")
		word := b.one(`SELECT label FROM offers_terms WHERE id = 'topic-8'`)
		b.run(`UPDATE offers_terms SET retired = TRUE WHERE id = 'topic-8'`)
		c.PostParts(fresh, keyed(offerForm("Marcher", ""))).WantStatus(422).WantSound().Want("« " + word + " » n'est plus proposé")
	})
}

// Who types says a first name and a name, and reads when it is too long (O78).
func TestWhoTypesIsNamed(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O78")
		b := inhabited(t, e)
		own, _ := b.schools()
		b.post(offreur, "/offreur/utilisateurs/nouveau", with(schoolForm("gestion@fleurbleue.test", own), "partage", "1"), 303)
		b.comesIn("gestion", "gestion@fleurbleue.test")
		for typed, said := range map[string]string{"Lucie": "un prénom et un nom", strings.Repeat("Lucie Martin ", 30): "100 au plus"} {
			b.in["gestion"].PostForm("/offreur/qui-saisit", keyed(url.Values{"qui_saisit": {typed}, "qui_lieu": {own}})).WantStatus(422).WantSound().Want(said)
		}
		b.post("gestion", "/offreur/qui-saisit", url.Values{"qui_saisit": {"Lucie Martin"}, "qui_lieu": {own}}, 303)
	})
}

// What is corrected on one page is in no step; the list of documents says who reads each; who accepts an invitation while signed in is not asked to sign in (O66, O72).
func TestWhatPagesSayToWhoIsThere(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O66", "O72")
		b := inhabited(t, e)
		b.browser().Get(b.links["correction"]).WantStatus(200).WantSound().Want("Le compte « Administrateur » de votre structure").WantNot("Étape 2")
		a := b.in[admin]
		a.Get("/offreur/documents").Form("Enregistrer").Fill("Titre", "Affiche").Check("Valideur d'offres").Attach("Fichier", "affiche.txt", []byte("Une affiche.")).Submit().WantStatus(200)
		a.Get("/offreur/documents").WantSound().Row("Affiche").Want("Valideur d'offres")
		address := b.one(`SELECT email FROM account_accounts WHERE user_name = $1`, userOf(offreuse))
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(address, "offers.reader"), 303)
		b.in[offreuse].Get(invitationLink.FindString(b.mailTo(address).Text)).Press("Accepter l'invitation").WantStatus(200).WantSound().Want("L'invitation est acceptée").WantNot("Connectez-vous")
	})
}
