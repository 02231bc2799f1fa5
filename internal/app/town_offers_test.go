package app_test

import "net/url"

// The structures of the town, by their public numbers.
const (
	fleurBleue = 1 // it works: an association
	lesLilas   = 2 // its request waits
	sansSuite  = 3 // its request is to be corrected
)

// The people of « Offres », beside the townspeople.
const offreur = "offreur" // who asked for the first structure: they may do everything there

const offreurAddress = "michu@fleurbleue.test"

// requestForm is both steps of a request, sent.
func requestForm(name, siren, address string) url.Values {
	return url.Values{
		"raison_sociale": {name}, "siren": {siren}, "adresse": {"12 Boulevard Grenelle"}, "commune": {"75017, Paris"}, "type": {"6"},
		"representant": {"Madame MICHU"}, "representant_fonction": {"Médecin"}, "description": {"Cette offre est un test"},
		"prenom": {"Claire"}, "nom": {"MICHU"}, "fonction": {"Médecin"}, "email": {address}, "telephone": {"0101010100"}, "etape": {"envoyer"},
	}
}

func structureAt(n int, tail string) string { return "/moderation/" + number(n) + tail }

// userForm is a user as the form sends it.
func userForm(address string, roles ...string) url.Values {
	return url.Values{"prenom": {"Charlotte"}, "nom": {"MICHU"}, "email": {address}, "fonction": {"Médecin"}, "permissions": roles, "active": {"1"}}
}

// offers: a structure that works, one that waits, one that is to correct its request.
func (b *builder) offers() {
	b.t.Helper()
	visitors := b.browser()
	for _, f := range []url.Values{
		requestForm("Prév ASSOCIATION Fleur bleue", "732 829 320", offreurAddress), requestForm("Les Lilas", "552100554", "lilas@preau.test"), requestForm("Sans suite", "443061841", "suite@preau.test"),
	} {
		if got := firstStatus(visitors.PostForm("/offreur/demande", keyed(f))); got != 303 {
			b.t.Fatalf("a request: %d", got)
		}
	}
	b.post(admin, structureAt(fleurBleue, ""), url.Values{"acte": {"accept"}, "version": {"1"}}, 303)
	b.post(admin, structureAt(sansSuite, ""), url.Values{"acte": {"ask_correction"}, "version": {"1"}, "motif": {"Précisez votre adresse."}}, 303)
	b.in[offreur] = b.browser()
	b.accept(offreur, b.linkTo(offreurAddress))
	b.ids[offreur] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = $1`, offreurAddress)
	b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("invitee@fleurbleue.test", "offers.reader"), 303)
	if got := firstStatus(visitors.PostForm("/offreur/rejoindre/1", keyed(userForm("venue@preau.test")))); got != 303 {
		b.t.Fatalf("a request to join: %d", got)
	}
	b.post(offreur, "/offreur/lieux/nouveau", url.Values{"nom": {"École Curie"}}, 303)
	b.links["invitation"] = local(b.linkTo("invitee@fleurbleue.test"))
	b.links["correction"] = local(b.linkTo("suite@preau.test"))
}

// offersPosts are what is done with structures.
func (w *town) offersPosts() []try {
	const one = "/moderation/{n}"
	act := func(do, version, why string) url.Values {
		return url.Values{"acte": {do}, "version": {version}, "motif": {why}}
	}
	next := requestForm("Un autre", "356000000", "autre@preau.test")
	back := requestForm("Un autre", "356000000", "autre@preau.test")
	back.Set("etape", "retour")
	edited := with(requestForm("Fleur bleue", "732829320", ""), "version", "2")
	return []try{
		{route: "/offreur/demande", path: "/offreur/demande", form: next},
		{route: "/offreur/demande", what: "nothing typed", path: "/offreur/demande"},
		{route: "/offreur/demande", what: "back", path: "/offreur/demande", form: back},
		{route: "/offreur/demande", what: "known", path: "/offreur/demande", form: requestForm("Encore elle", "732829320", "encore@preau.test")},
		{route: "/offreur/demande/{n}/{jeton}", path: w.links["correction"], form: with(requestForm("Sans suite", "443061841", "suite@preau.test"), "version", "2")},
		{route: "/offreur/demande/{n}/{jeton}", what: "forged", path: "/offreur/demande/3/x", form: with(requestForm("Sans suite", "443061841", ""), "version", "2")},
		{route: "/offreur/demande/{n}/{jeton}/lien", what: "it still serves", path: w.links["correction"] + "/lien"},
		{route: one, what: "correction link again", path: structureAt(sansSuite, ""), form: act("send_link", "2", "")},
		{route: one, what: "taken back", path: structureAt(sansSuite, ""), form: act("recall", "2", "")},
		{route: "/offreur/structure", path: "/offreur/structure", form: edited},
		{route: "/offreur/utilisateurs/nouveau", path: "/offreur/utilisateurs/nouveau", form: userForm("neuf@preau.test", "offers.manager")},
		{route: "/offreur/utilisateurs/{n}", path: "/offreur/utilisateurs/" + w.ids[offreur], form: stated(userForm("", "offers.admin"), "offers.admin offers.approver offers.manager")},
		{route: "/offreur/utilisateurs/{n}", what: "stale", path: "/offreur/utilisateurs/" + w.ids[offreur], form: stated(userForm("", "offers.admin"), "offers.admin")},
		{route: "/offreur/utilisateurs/{n}", what: "no member", path: "/offreur/utilisateurs/1", form: userForm("", "offers.manager")},
		{route: schoolsImports + "/nouveau", what: "no file", path: schoolsImports + "/nouveau", form: url.Values{"sorte": {"ecoles"}}},
		{route: schoolsImports + "/{n}/ecriture", what: "none", path: schoolsImports + "/999/ecriture", form: url.Values{"version": {"3"}}},
		{route: schoolsImports + "/{n}/comparaison", what: "none", path: schoolsImports + "/999/comparaison", form: url.Values{"version": {"3"}}},
		{route: schoolsImports + "/{n}/arret", what: "none", path: schoolsImports + "/999/arret", form: url.Values{"version": {"3"}}},
		{route: schoolsImports + "/{n}/abandon", what: "none", path: schoolsImports + "/999/abandon", form: url.Values{"version": {"3"}}},
		{route: moderatedImports + "/nouveau", what: "no file", path: structureAt(fleurBleue, "/lieux/imports/nouveau"), form: url.Values{"sorte": {"ecoles"}}},
		{route: moderatedImports + "/{n}/ecriture", what: "none", path: structureAt(fleurBleue, "/lieux/imports/999/ecriture"), form: url.Values{"version": {"3"}}},
		{route: moderatedImports + "/{n}/comparaison", what: "none", path: structureAt(fleurBleue, "/lieux/imports/999/comparaison"), form: url.Values{"version": {"3"}}},
		{route: moderatedImports + "/{n}/arret", what: "none", path: structureAt(fleurBleue, "/lieux/imports/999/arret"), form: url.Values{"version": {"3"}}},
		{route: moderatedImports + "/{n}/abandon", what: "none", path: structureAt(fleurBleue, "/lieux/imports/999/abandon"), form: url.Values{"version": {"3"}}},
		{route: "/offreur/utilisateurs/{n}/adresse", path: "/offreur/utilisateurs/" + w.ids[offreur] + "/adresse", form: url.Values{"email": {"juste@preau.test"}}},
		{route: "/moderation/{s}/utilisateurs/{n}/adresse", path: structureAt(fleurBleue, "/utilisateurs/"+w.ids[offreur]+"/adresse"), form: url.Values{"email": {"juste@preau.test"}}},
		{route: "/offreur/qui-saisit", what: "no shared account", path: "/offreur/qui-saisit", form: url.Values{"qui_saisit": {"Lucie"}}},
		{route: "/offreur/lieux/nouveau", path: "/offreur/lieux/nouveau", form: url.Values{"nom": {"École Ampère"}, "uai": {"0750652V"}}},
		{route: "/offreur/lieux/nouveau", what: "nothing typed", path: "/offreur/lieux/nouveau"},
		{route: "/offreur/lieux/{ref}", path: "/offreur/lieux/ecole-curie", form: url.Values{"nom": {"École Marie-Curie"}, "version": {"1"}}},
		{route: "/offreur/lieux/{ref}", what: "stale", path: "/offreur/lieux/ecole-curie", form: url.Values{"nom": {"École Marie-Curie"}, "version": {"9"}}},
		{route: "/offreur/lieux/{ref}/retrait", path: "/offreur/lieux/ecole-curie/retrait", form: url.Values{"version": {"1"}}},
		{route: "/offreur/lieux/{ref}/reprise", what: "it is open", path: "/offreur/lieux/ecole-curie/reprise", form: url.Values{"version": {"1"}}},
		{route: "/moderation/{s}/lieux/nouveau", path: structureAt(fleurBleue, "/lieux/nouveau"), form: url.Values{"nom": {"École Ampère"}}},
		{route: "/moderation/{s}/lieux/{ref}", path: structureAt(fleurBleue, "/lieux/ecole-curie"), form: url.Values{"nom": {"École Curie"}, "version": {"1"}}},
		{route: "/moderation/{s}/lieux/{ref}/retrait", path: structureAt(fleurBleue, "/lieux/ecole-curie/retrait"), form: url.Values{"version": {"1"}}},
		{route: "/moderation/{s}/lieux/{ref}/reprise", what: "it is open", path: structureAt(fleurBleue, "/lieux/ecole-curie/reprise"), form: url.Values{"version": {"1"}}},
		{route: "/offreur/invitations/{n}", path: "/offreur/invitations/1", form: stated(userForm("invitee@fleurbleue.test", "offers.reader"), "1")},
		{route: "/offreur/invitations/{n}/lien", path: "/offreur/invitations/1/lien"},
		{route: "/offreur/invitation/{n}/{jeton}", path: w.links["invitation"]},
		{route: "/offreur/invitation/{n}/{jeton}", what: "forged", path: "/offreur/invitation/1/x"},
		{route: "/offreur/invitation/{n}/{jeton}/lien", what: "it still serves", path: w.links["invitation"] + "/lien"},
		{route: "/offreur/documents", what: "no file", path: "/offreur/documents", form: url.Values{"titre": {"Calendrier"}}},
		{route: "/offreur/documents/{n}/modifier", what: "none", path: "/offreur/documents/9/modifier", form: url.Values{"titre": {"Calendrier"}, "version": {"1"}}},
		{route: "/offreur/documents/{n}/place", what: "none", path: "/offreur/documents/9/place", form: url.Values{"monter": {"1"}}},
		{route: "/offreur/documents/{n}/retirer", what: "none", path: "/offreur/documents/9/retirer", form: url.Values{"version": {"1"}}},
		{route: "/offreur/reglages", path: "/offreur/reglages", form: url.Values{"quatre_yeux": {"1"}}},
		{route: "/offreur/reglages", what: "stale", path: "/offreur/reglages", form: url.Values{"avant": {"quatre_yeux"}, "quatre_yeux": {"1"}}},
		{route: "/offreur/reglages/types", path: "/offreur/reglages/types", form: url.Values{"nom": {"Maison de santé"}, "numero": {"siren"}}},
		{route: "/offreur/reglages/types", what: "twice", path: "/offreur/reglages/types", form: url.Values{"nom": {"COLLEGE"}, "numero": {"siren"}}},
		{route: "/offreur/reglages/types/{n}", path: "/offreur/reglages/types/6", form: url.Values{"nom": {"Association loi 1901"}, "numero": {"siren"}, "version": {"1"}}},
		{route: "/offreur/reglages/types/{n}", what: "stale", path: "/offreur/reglages/types/6", form: url.Values{"nom": {"Association loi 1901"}, "numero": {"siren"}, "version": {"9"}}},
		{route: "/offreur/reglages/types/{n}/place", path: "/offreur/reglages/types/6/place", form: url.Values{"monter": {"1"}}},
		{route: "/offreur/reglages/{liste}", path: "/offreur/reglages/thematiques", form: url.Values{"mot": {"Vie affective"}}},
		{route: "/offreur/reglages/{liste}", what: "twice", path: "/offreur/reglages/thematiques", form: url.Values{"mot": {"SOMMEIL"}}},
		{route: "/offreur/reglages/{liste}/{n}", path: "/offreur/reglages/thematiques/8", form: url.Values{"mot": {"Sommeil et rythmes"}, "version": {"1"}}},
		{route: "/offreur/reglages/{liste}/{n}", what: "stale", path: "/offreur/reglages/thematiques/8", form: url.Values{"mot": {"Sommeil et rythmes"}, "version": {"9"}}},
		{route: "/offreur/reglages/{liste}/{n}/place", path: "/offreur/reglages/thematiques/8/place", form: url.Values{"monter": {"1"}}},
		{route: "/offreur/rejoindre/{n}", path: "/offreur/rejoindre/1", form: userForm("venant@preau.test")},
		{route: "/offreur/rejoindre/{n}", what: "no such structure", path: "/offreur/rejoindre/2", form: userForm("venant@preau.test")},
		{route: "/offreur/rattachements/{n}", path: "/offreur/rattachements/1", form: url.Values{"acte": {"accept"}, "version": {"1"}, "permissions": {"offers.reader"}}},
		{route: "/offreur/rattachements/{n}", what: "refuse", path: "/offreur/rattachements/1", form: url.Values{"acte": {"refuse"}, "version": {"1"}, "motif": {"Non."}}},
		{route: "/moderation/{s}/rattachements/{n}", path: structureAt(fleurBleue, "/rattachements/1"), form: url.Values{"acte": {"accept"}, "version": {"1"}, "permissions": {"offers.reader"}}},
		{route: "/moderation/{s}/utilisateurs/nouveau", path: structureAt(fleurBleue, "/utilisateurs/nouveau"), form: userForm("neuve@preau.test", "offers.manager")},
		{route: "/moderation/{s}/utilisateurs/{n}", path: structureAt(fleurBleue, "/utilisateurs/"+w.ids[offreur]), form: stated(userForm("", "offers.admin"), "offers.admin offers.approver offers.manager")},
		{route: "/moderation/{s}/utilisateurs/{n}/lien", path: structureAt(fleurBleue, "/utilisateurs/"+w.ids[offreur]+"/lien")},
		{route: "/moderation/{s}/invitations/{n}", path: structureAt(fleurBleue, "/invitations/1"), form: stated(userForm("invitee@fleurbleue.test", "offers.reader"), "1")},
		{route: "/moderation/{s}/invitations/{n}/lien", path: structureAt(fleurBleue, "/invitations/1/lien")},
		{route: "/offreur/utilisateurs/{n}/lien", path: "/offreur/utilisateurs/" + w.ids[offreur] + "/lien"},
		{route: one, what: "accept", path: structureAt(lesLilas, ""), form: act("accept", "1", "")},
		{route: one, what: "refuse", path: structureAt(lesLilas, ""), form: act("refuse", "1", "Hors du champ.")},
		{route: one, what: "no motive", path: structureAt(lesLilas, ""), form: act("refuse", "1", "")},
		{route: one, what: "stale", path: structureAt(lesLilas, ""), form: act("refuse", "9", "Hors du champ.")},
		{route: one, what: "suspend", path: structureAt(fleurBleue, ""), form: act("suspend", "2", "Plus de réponse.")},
		{route: one, what: "not now", path: structureAt(fleurBleue, ""), form: act("reopen", "2", "")},
		{route: one, what: "no such structure", path: structureAt(99, ""), form: act("accept", "1", "")},
		{route: one + "/fiche", path: structureAt(fleurBleue, "/fiche"), form: with(requestForm("Fleur bleue", "732829320", ""), "version", "2")},
		{route: one + "/fiche", what: "waiting", path: structureAt(lesLilas, "/fiche"), form: with(requestForm("Les Lilas", "552100554", ""), "version", "1")},
	}
}

// offersGets are the pages of the service.
func (w *town) offersGets() []try {
	return []try{
		{route: "/offreur", path: "/offreur"},
		{route: "/offreur/demande", path: "/offreur/demande"},
		{route: "/offreur/demande/envoyee", path: "/offreur/demande/envoyee"},
		{route: "/offreur/demande/{n}/{jeton}", path: w.links["correction"]},
		{route: "/offreur/demande/{n}/{jeton}", what: "forged", path: "/offreur/demande/3/x"},
		{route: "/offreur/structure", path: "/offreur/structure"},
		{route: "/offreur/utilisateurs", path: "/offreur/utilisateurs"},
		{route: "/offreur/utilisateurs/nouveau", path: "/offreur/utilisateurs/nouveau"},
		{route: "/offreur/utilisateurs/{n}", path: "/offreur/utilisateurs/" + w.ids[offreur]},
		{route: "/offreur/utilisateurs/{n}", what: "no member", path: "/offreur/utilisateurs/1"},
		{route: schoolsImports, path: schoolsImports},
		{route: schoolsImports + "/nouveau", path: schoolsImports + "/nouveau"},
		{route: schoolsImports + "/nouveau/modeles/{modele}", path: schoolsImports + "/nouveau/modeles/ecoles.csv"},
		{route: schoolsImports + "/{n}", what: "none", path: schoolsImports + "/999"},
		{route: schoolsImports + "/{n}/avancement", what: "none", path: schoolsImports + "/999/avancement"},
		{route: schoolsImports + "/{n}/erreurs", what: "none", path: schoolsImports + "/999/erreurs"},
		{route: moderatedImports, path: structureAt(fleurBleue, "/lieux/imports")},
		{route: moderatedImports + "/nouveau", path: structureAt(fleurBleue, "/lieux/imports/nouveau")},
		{route: moderatedImports + "/nouveau/modeles/{modele}", path: structureAt(fleurBleue, "/lieux/imports/nouveau/modeles/ecoles.csv")},
		{route: moderatedImports + "/{n}", what: "none", path: structureAt(fleurBleue, "/lieux/imports/999")},
		{route: moderatedImports + "/{n}/avancement", what: "none", path: structureAt(fleurBleue, "/lieux/imports/999/avancement")},
		{route: moderatedImports + "/{n}/erreurs", what: "none", path: structureAt(fleurBleue, "/lieux/imports/999/erreurs")},
		{route: "/offreur/documents/{n}/fichier", what: "none", path: "/offreur/documents/9/fichier"},
		{route: "/offreur/qui-saisit", what: "no shared account", path: "/offreur/qui-saisit"},
		{route: "/offreur/lieux", path: "/offreur/lieux"},
		{route: "/offreur/lieux/nouveau", path: "/offreur/lieux/nouveau"},
		{route: "/offreur/lieux/{ref}", path: "/offreur/lieux/ecole-curie"},
		{route: "/offreur/lieux/{ref}", what: "none", path: "/offreur/lieux/rien-1"},
		{route: "/moderation/{s}/lieux", path: structureAt(fleurBleue, "/lieux")},
		{route: "/moderation/{s}/lieux/nouveau", path: structureAt(fleurBleue, "/lieux/nouveau")},
		{route: "/moderation/{s}/lieux/{ref}", path: structureAt(fleurBleue, "/lieux/ecole-curie")},
		{route: "/offreur/invitations/{n}", path: "/offreur/invitations/1"},
		{route: "/offreur/invitation/{n}/{jeton}", path: w.links["invitation"]},
		{route: "/offreur/invitation/{n}/{jeton}", what: "forged", path: "/offreur/invitation/1/x"},
		{route: "/offreur/reglages", path: "/offreur/reglages"},
		{route: "/offreur/reglages/types", path: "/offreur/reglages/types"},
		{route: "/moderation/utilisateurs", path: "/moderation/utilisateurs?structure=fleur&permission=offers.reader"},
		{route: "/offreur/reglages/types/{n}", path: "/offreur/reglages/types/6"},
		{route: "/offreur/reglages/{liste}", path: "/offreur/reglages/thematiques"},
		{route: "/offreur/reglages/{liste}", what: "no such list", path: "/offreur/reglages/rien"},
		{route: "/offreur/reglages/{liste}/{n}", path: "/offreur/reglages/thematiques/8"},
		{route: "/offreur/rejoindre/{n}", path: "/offreur/rejoindre/1"},
		{route: "/offreur/rattachements", path: "/offreur/rattachements"},
		{route: "/offreur/rattachements/{n}", path: "/offreur/rattachements/1"},
		{route: "/moderation/{s}/rattachements", path: structureAt(fleurBleue, "/rattachements")},
		{route: "/moderation/{s}/rattachements/{n}", path: structureAt(fleurBleue, "/rattachements/1")},
		{route: "/offreur/activite", path: "/offreur/activite"},
		{route: "/offreur/activite", what: "of users", path: "/offreur/activite?quoi=utilisateurs"},
		{route: "/offreur/documents", path: "/offreur/documents"},
		{route: "/offreur/documents/{n}", what: "none", path: "/offreur/documents/9"},
		{route: "/offreur/documents/{n}/modifier", what: "none", path: "/offreur/documents/9/modifier"},
		{route: "/offreur/procedures/{procedure}", path: "/offreur/procedures/offres"},
		{route: "/offreur/procedures/{procedure}", what: "none", path: "/offreur/procedures/rien"},
		{route: "/offreur/procedures/{procedure}/document.pdf", path: "/offreur/procedures/publication/document.pdf"},
		{route: "/moderation/{s}/utilisateurs", path: structureAt(fleurBleue, "/utilisateurs")},
		{route: "/moderation/{s}/utilisateurs/nouveau", path: structureAt(fleurBleue, "/utilisateurs/nouveau")},
		{route: "/moderation/{s}/utilisateurs/{n}", path: structureAt(fleurBleue, "/utilisateurs/"+w.ids[offreur])},
		{route: "/moderation/{s}/invitations/{n}", path: structureAt(fleurBleue, "/invitations/1")},
		{route: "/offreur/logos/{n}", what: "none", path: "/offreur/logos/1"},
		{route: "/moderation", path: "/moderation"},
		{route: "/moderation/{n}", path: structureAt(lesLilas, "")},
		{route: "/moderation/{n}", what: "it works", path: structureAt(fleurBleue, "")},
		{route: "/moderation/{n}/fiche", path: structureAt(fleurBleue, "/fiche")},
	}
}
