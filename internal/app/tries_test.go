package app_test

import (
	"net/url"
	"slices"
	"strings"
)

// posts are all acts of the program, each tried on something real, with a form as its page sends it.
func (w *town) posts() []try {
	var out []try
	for _, part := range [][]try{w.groupPosts(), w.lotPosts(), w.documentPosts(), w.memberPosts(), w.adminPosts(), w.importPosts(), w.lotSheetPosts(), w.accessSheetPosts(), w.adherentSheetPosts(), w.updatePosts(), w.marketPosts(), w.accessPosts(), w.orderPosts(), w.receptionPosts(), w.requestPosts(), w.accountPosts(), w.caseworkPosts(), w.mandatePosts(), w.offersPosts(), w.offerPosts(), w.otherPosts()} {
		out = append(out, part...)
	}
	for i := range out {
		out[i].post = true
	}
	return out
}

func (w *town) groupPosts() []try {
	group := func(version string) url.Values {
		return url.Values{
			"support": {w.ids["Lycée Support"]}, "titre": {"Un autre titre"}, "description": {"Achats"}, "version": {version},
			"adhesions_jusqu_au": {"2026-11-25T12:00"}, "saisie_du": {"2026-11-22T08:00"}, "saisie_jusqu_au": {"2026-12-05T18:00"},
		}
	}
	person := url.Values{"email": {"nouvelle@preau.test"}, "prenom": {"Nadia"}, "nom": {"Nouvelle"}}
	at := func(n int, tail string) string { return groupAt(n, tail) }
	return []try{
		{route: "/groupements/nouveau", path: "/groupements/nouveau", form: group("")},
		{route: "/groupements/{n}/modifier", what: "draft", path: at(draft, "/modifier"), form: group(w.ids["version of 2"])},
		{route: "/groupements/{n}/modifier", what: "open", path: at(running, "/modifier"), form: group(w.ids["version of 1"])},
		{route: "/groupements/{n}/modifier", what: "stale", path: at(running, "/modifier"), form: group("1")},
		{route: "/groupements/{n}/modifier", what: "abandoned", path: at(abandoned, "/modifier"), form: group("1")},
		{route: "/groupements/{n}/ouvrir", what: "draft", path: at(draft, "/ouvrir")},
		{route: "/groupements/{n}/ouvrir", what: "open", path: at(running, "/ouvrir")},
		{route: "/groupements/{n}/abandonner", what: "draft", path: at(draft, "/abandonner")},
		{route: "/groupements/{n}/abandonner", what: "open", path: at(running, "/abandonner")},
		{route: "/groupements/{n}/abandonner", what: "abandoned", path: at(abandoned, "/abandonner")},
		{route: "/groupements/{n}/coordonnateurs", what: "open", path: at(running, "/coordonnateurs"), form: person},
		{route: "/groupements/{n}/coordonnateurs", what: "draft", path: at(draft, "/coordonnateurs"), form: person},
		{route: "/groupements/{n}/coordonnateurs", what: "abandoned", path: at(abandoned, "/coordonnateurs"), form: person},
	}
}

func (w *town) lotPosts() []try {
	removal := url.Values{"version": {w.ids["version of 2"]}}
	return []try{
		{route: "/groupements/{n}/lots/nouveau", what: "draft", path: groupAt(draft, "/lots/nouveau"), form: lotForm("Nouveau", "")},
		{route: "/groupements/{n}/lots/nouveau", what: "open", path: groupAt(running, "/lots/nouveau"), form: lotForm("Nouveau", "")},
		{route: "/groupements/{n}/lots/{lot}", what: "draft", path: groupAt(draft, "/lots/1"), form: lotForm("Autre", w.ids["version of 2"])},
		{route: "/groupements/{n}/lots/{lot}", what: "open", path: groupAt(running, "/lots/1"), form: lotForm("Autre", w.ids["version of 1"])},
		{route: "/groupements/{n}/lots/{lot}", what: "no such lot", path: groupAt(draft, "/lots/9"), form: lotForm("Autre", w.ids["version of 2"])},
		{route: "/groupements/{n}/lots/{lot}/supprimer", what: "draft", path: groupAt(draft, "/lots/2/supprimer"), form: removal},
		{route: "/groupements/{n}/lots/{lot}/supprimer", what: "stale", path: groupAt(draft, "/lots/2/supprimer"), form: url.Values{"version": {"1"}}},
		{route: "/groupements/{n}/lots/{lot}/supprimer", what: "open", path: groupAt(running, "/lots/2/supprimer"), form: removal},
	}
}

// documentPosts send the file that was received with an earlier try, so that nothing but the act itself changes anything.
func (w *town) documentPosts() []try {
	full := func(version string) url.Values {
		f := documentForm("Règlement", forEverybody)
		f.Set("fichier_recu", w.ids["staged"])
		f.Set("version", version)
		return f
	}
	texts := func(version string) url.Values {
		return with(documentForm("Règlement", forEverybody), "version", version)
	}
	version := func(v string) url.Values { return url.Values{"version": {v}} }
	return []try{
		{route: "/groupements/{n}/documents/nouveau", what: "open", path: groupAt(running, "/documents/nouveau"), form: full("")},
		{route: "/groupements/{n}/documents/nouveau", what: "draft", path: groupAt(draft, "/documents/nouveau"), form: full("")},
		{route: "/groupements/{n}/documents/nouveau", what: "abandoned", path: groupAt(abandoned, "/documents/nouveau"), form: full("")},
		{route: "/groupements/{n}/documents/nouveau", what: "no file", path: groupAt(running, "/documents/nouveau"), form: texts("")},
		{route: "/groupements/{n}/documents/{doc}/modifier", what: "a new version", path: groupAt(running, "/documents/1/modifier"), form: full("1")},
		{route: "/groupements/{n}/documents/{doc}/modifier", what: "its texts", path: groupAt(running, "/documents/2/modifier"), form: texts("1")},
		{route: "/groupements/{n}/documents/{doc}/modifier", what: "stale", path: groupAt(running, "/documents/1/modifier"), form: full("9")},
		{route: "/groupements/{n}/documents/{doc}/modifier", what: "withdrawn", path: groupAt(running, "/documents/3/modifier"), form: texts("2")},
		{route: "/groupements/{n}/documents/{doc}/modifier", what: "no such document", path: groupAt(running, "/documents/9/modifier"), form: texts("1")},
		{route: "/groupements/{n}/documents/{doc}/retirer", what: "for members", path: groupAt(running, "/documents/1/retirer"), form: version("1")},
		{route: "/groupements/{n}/documents/{doc}/retirer", what: "stale", path: groupAt(running, "/documents/1/retirer"), form: version("9")},
		{route: "/groupements/{n}/documents/{doc}/retirer", what: "withdrawn", path: groupAt(running, "/documents/3/retirer"), form: version("2")},
		{route: "/groupements/{n}/documents/{doc}/retirer", what: "draft", path: groupAt(draft, "/documents/1/retirer"), form: version("1")},
	}
}

func (w *town) memberPosts() []try {
	sheet := func(do, version string) url.Values {
		return url.Values{"q.1": {"24"}, "q.2": {"1,5"}, "acte": {do}, "version": {version}}
	}
	own := func(do string) func(string) url.Values { // the version that the person's own school sees
		return func(role string) url.Values {
			if role == member || role == unconfirmed {
				return sheet(do, "1")
			}
			return sheet(do, "0")
		}
	}
	decide := func(do string) url.Values {
		return url.Values{"acte": {do}, "membres": {w.ids["ref Collège Demandeur"]}, "motif": {"Hors du périmètre"}}
	}
	refusedForGood := url.Values{"etablissement": {w.ids["ref Collège Demandeur"]}}
	version := func(role string) url.Values { return url.Values{"version": own("")(role)["version"]} }
	return []try{
		{route: "/groupements/{n}/adherer", what: "joining open", path: groupAt(running, "/adherer")},
		{route: "/groupements/{n}/adherer", what: "draft", path: groupAt(draft, "/adherer")},
		{route: "/groupements/{n}/adherer", what: "abandoned", path: groupAt(abandoned, "/adherer")},
		{route: "/groupements/{n}/adherer", what: "no such group", path: groupAt(99, "/adherer")},
		{route: "/groupements/{n}/retirer", what: "before entry", path: groupAt(joining, "/retirer")},
		{route: "/groupements/{n}/retirer", what: "entry begun", path: groupAt(running, "/retirer")},
		{route: "/groupements/{n}/adhesions", what: "accept", path: groupAt(running, "/adhesions"), form: decide("accepter")},
		{route: "/groupements/{n}/adhesions", what: "refuse", path: groupAt(running, "/adhesions"), form: decide("refuser")},
		{route: "/groupements/{n}/adhesions", what: "draft", path: groupAt(draft, "/adhesions"), form: decide("accepter")},
		{route: "/groupements/{n}/adhesions/autorisation", what: "refused for good", path: groupAt(joining, "/adhesions/autorisation"), form: refusedForGood},
		{route: "/groupements/{n}/adhesions/{ref}/retirer", what: "member", path: groupAt(running, "/adhesions/"+w.ids["ref Collège Membre"]+"/retirer"), form: url.Values{"motif": {"Départ demandé"}}},
		{route: "/groupements/{n}/adhesions/{ref}/retirer", what: "no member", path: groupAt(joining, "/adhesions/"+w.ids["ref Collège Membre"]+"/retirer"), form: url.Values{"motif": {"Départ demandé"}}},
		{route: "/groupements/{n}/adhesions/autorisation", what: "not refused", path: groupAt(running, "/adhesions/autorisation"), form: refusedForGood},
		{route: "/groupements/{n}/consolidation/matrice", what: "open", path: groupAt(running, "/consolidation/matrice")},
		{route: "/groupements/{n}/consolidation/matrice", what: "draft", path: groupAt(draft, "/consolidation/matrice")},
		{route: "/groupements/{n}/besoins/{lot}", what: "save", path: groupAt(running, "/besoins/1"), forms: own("enregistrer")},
		{route: "/groupements/{n}/besoins/{lot}", what: "validate", path: groupAt(running, "/besoins/1"), forms: own("valider")},
		{route: "/groupements/{n}/besoins/{lot}", what: "validated by the member", path: groupAt(running, "/besoins/2"), forms: own("enregistrer")},
		{route: "/groupements/{n}/besoins/{lot}", what: "entry not begun", path: groupAt(joining, "/besoins/1"), form: sheet("enregistrer", "0")},
		{route: "/groupements/{n}/besoins/{lot}", what: "draft", path: groupAt(draft, "/besoins/1"), form: sheet("enregistrer", "0")},
		{route: "/groupements/{n}/besoins/{lot}", what: "abandoned", path: groupAt(abandoned, "/besoins/1"), form: sheet("enregistrer", "0")},
		{route: "/groupements/{n}/besoins/{lot}/aucun", path: groupAt(running, "/besoins/1/aucun"), forms: version},
		{route: "/groupements/{n}/besoins/{lot}/rouvrir", path: groupAt(running, "/besoins/2/rouvrir"), forms: version},
	}
}

func (w *town) marketPosts() []try {
	form := func(title, version string) url.Values { return marketForm(w.ids["supplier"], title, version) }
	adherent := func(school string) url.Values {
		return url.Values{"organisation": {w.ids["ref "+school]}, "du": {"2026-12-01"}, "au": {""}}
	}
	dates := func(school, last string) url.Values {
		return url.Values{"adhesion": {w.ids["adhesion of "+school]}, "du": {"2026-11-01"}, "au": {last}}
	}
	return []try{
		{route: "/marches/nouveau", path: "/marches/nouveau", form: form("Entretien", "")},
		{route: "/marches/nouveau", what: "no title", path: "/marches/nouveau", form: form("", "")},
		{route: "/marches/{n}/modifier", what: "live", path: "/marches/1/modifier", form: form("Fournitures", w.ids["version of market 1"])},
		{route: "/marches/{n}/modifier", what: "stale", path: "/marches/1/modifier", form: form("Fournitures", "9")},
		{route: "/marches/{n}/modifier", what: "withdrawn", path: "/marches/2/modifier", form: form("Mobilier", "2")},
		{route: "/marches/{n}/adherents", what: "live", path: "/marches/1/adherents", form: adherent("Collège Voisin")},
		{route: "/marches/{n}/adherents", what: "adheres already", path: "/marches/1/adherents", form: adherent("Collège Membre")},
		{route: "/marches/{n}/adherents", what: "withdrawn", path: "/marches/2/adherents", form: adherent("Collège Voisin")},
		{route: "/marches/{n}/adherents/dates", what: "live", path: "/marches/1/adherents/dates", form: dates("Collège Membre", "2027-01-31")},
		{route: "/marches/{n}/adherents/dates", what: "outside the market", path: "/marches/1/adherents/dates", form: dates("Collège Membre", "2028-01-31")},
		{route: "/marches/{n}/adherents/dates", what: "no adherent", path: "/marches/1/adherents/dates", form: dates("Collège Voisin", "")},
		{route: "/marches/{n}/adherents/fin", what: "live", path: "/marches/1/adherents/fin", form: dates("Collège Membre", "")},
		{route: "/marches/{n}/adherents/fin", what: "no adherent", path: "/marches/1/adherents/fin", form: dates("Collège Voisin", "")},
		{route: "/marches/{n}/retirer", what: "live", path: "/marches/1/retirer"},
		{route: "/marches/{n}/retirer", what: "withdrawn", path: "/marches/2/retirer"},
		{route: "/marches/{n}/remettre", what: "withdrawn", path: "/marches/2/remettre"},
		{route: "/marches/{n}/remettre", what: "live", path: "/marches/1/remettre"},
		{route: "/catalogue/recherches-sans-resultat/traiter", path: "/catalogue/recherches-sans-resultat/traiter", form: url.Values{"mots": {"videoprojecteur"}}},
		{route: "/catalogue/recherches-sans-resultat/traiter", what: "no such search", path: "/catalogue/recherches-sans-resultat/traiter", form: url.Values{"mots": {"stylo"}}},
		{route: "/catalogue/recherches-sans-resultat/rouvrir", path: "/catalogue/recherches-sans-resultat/rouvrir", form: url.Values{"mots": {"boulier"}}},
		{route: "/catalogue/recherches-sans-resultat/rouvrir", what: "not dealt with", path: "/catalogue/recherches-sans-resultat/rouvrir", form: url.Values{"mots": {"videoprojecteur"}}},
		{route: "/commandes/montants/{ref}", path: "/commandes/montants/" + w.ids["ref Collège Membre"], form: url.Values{"montant": {"500"}, "version": {"0"}}},
		{route: "/commandes/montants/{ref}", what: "no amount", path: "/commandes/montants/" + w.ids["ref Collège Membre"], form: url.Values{"montant": {"cinq cents"}, "version": {"0"}}},
	}
}

func (w *town) requestPosts() []try {
	const path = "/articles/demandes"
	add := url.Values{"decision": {"ajoutee"}, "article": {"103299"}, "version": {"1"}}
	refuse := func(version string) url.Values {
		return url.Values{"decision": {"refusee"}, "reponse": {"Non"}, "version": {version}}
	}
	return []try{
		{route: path + "/nouveau", path: path + "/nouveau", form: url.Values{"designation": {"Compas"}}},
		{route: path + "/nouveau", what: "nothing typed", path: path + "/nouveau"},
		{route: path + "/nouveau", what: "looks like another", path: path + "/nouveau", form: url.Values{"reference": {"ar1020"}}},
		{route: "/articles/photos/{id}/changer", what: "no photo sent", path: "/articles/photos/1/changer", form: url.Values{"vue": {w.ids["photo"]}}},
		{route: "/articles/photos/{id}/changer", what: "no such article", path: "/articles/photos/99/changer"},
		{route: "/articles/photos/{id}/retrait", path: "/articles/photos/1/retrait", form: url.Values{"vue": {w.ids["photo"]}}},
		{route: "/articles/photos/{id}/retrait", what: "without a photo", path: "/articles/photos/2/retrait", form: url.Values{"vue": {""}}},
		{route: path + "/{n}/voix", path: path + "/1/voix"},
		{route: path + "/{n}/voix", what: "answered", path: path + "/2/voix"},
		{route: path + "/{n}/voix", what: "no such request", path: path + "/99/voix"},
		{route: path + "/{n}/etude", path: path + "/1/etude", form: url.Values{"version": {"1"}}},
		{route: path + "/{n}/reponse", what: "added", path: path + "/1/reponse", form: add},
		{route: path + "/{n}/reponse", what: "refused", path: path + "/1/reponse", form: refuse("1")},
		{route: path + "/{n}/reponse", what: "stale", path: path + "/1/reponse", form: refuse("9")},
		{route: path + "/{n}/reponse", what: "answered", path: path + "/2/reponse", form: refuse("2")},
		{route: path + "/{n}/reouverture", path: path + "/2/reouverture", form: url.Values{"version": {"2"}}},
		{route: path + "/{n}/reouverture", what: "not answered", path: path + "/1/reouverture", form: url.Values{"version": {"1"}}},
	}
}

func (w *town) adminPosts() []try {
	move := url.Values{"nouvelle_adresse": {"autre@preau.test"}, "motif": {"Boîte fermée"}, "preuve": {"Carte vue"}}
	account := func(who, act string) string { return "/administration/comptes/" + w.ids[who] + act }
	message := func(n, act string) string { return "/administration/messages/2026-00000" + n + act }
	return []try{
		{route: "/administration/coordonnateurs", path: "/administration/coordonnateurs", form: url.Values{
			"support": {w.ids["Collège Nouveau"]}, "email": {"nouvelle@preau.test"}, "prenom": {"Nadia"}, "nom": {"Nouvelle"},
		}},
		{route: "/administration/coordonnateurs/fin", path: "/administration/coordonnateurs/fin", form: url.Values{
			"organisation": {w.ids["Lycée Ailleurs"]}, "compte": {w.ids["elsewhere"]},
		}},
		{route: "/administration/comptes/{n}/renvoi", path: account("waiting", "/renvoi")},
		{route: "/administration/comptes/{n}/deconnexion", path: account("member", "/deconnexion")},
		{route: "/administration/comptes/{n}/cles", what: "none", path: account("member", "/cles"), form: url.Values{"cle": {"none"}}},
		{route: "/administration/comptes/{n}/identites", what: "none", path: account("member", "/identites"), form: url.Values{"identite": {"none"}}},
		{route: "/administration/comptes/{n}/suspension", path: account("member", "/suspension"), form: url.Values{"motif": {"Essai"}}},
		{route: "/administration/comptes/{n}/suspension", what: "no reason", path: account("member", "/suspension")},
		{route: "/administration/comptes/{n}/reactivation", path: account("suspended", "/reactivation")},
		{route: "/administration/comptes/{n}/reactivation", what: "active", path: account("member", "/reactivation")},
		{route: "/administration/comptes/{n}/fermeture", path: account("member", "/fermeture"), form: url.Values{"motif": {"À sa demande"}}},
		{route: "/administration/comptes/{n}/fermeture", what: "no reason", path: account("member", "/fermeture")},
		{route: "/administration/comptes/{n}/fermeture", what: "one's own", path: account("admin", "/fermeture"), form: url.Values{"motif": {"Essai"}}},
		{route: "/administration/conservation", path: "/administration/conservation", form: url.Values{"duree_account.sessions": {"6"}}},
		{route: "/administration/conservation", what: "too long", path: "/administration/conservation", form: url.Values{"duree_account.sessions": {"99"}}},
		{route: "/administration/messages/{n}/reponse", path: message("1", "/reponse"), form: url.Values{"reponse": {"Voici"}, "version": {"1"}}},
		{route: "/administration/messages/{n}/reponse", what: "closed", path: message("2", "/reponse"), form: url.Values{"reponse": {"Voici"}, "version": {"2"}}},
		{route: "/administration/messages/{n}/fermeture", path: message("1", "/fermeture"), form: url.Values{"version": {"1"}}},
		{route: "/administration/messages/{n}/fermeture", what: "stale", path: message("1", "/fermeture"), form: url.Values{"version": {"7"}}},
		{route: "/administration/messages/{n}/reouverture", path: message("2", "/reouverture"), form: url.Values{"version": {"2"}}},
		{route: "/administration/mails/{mail}/renvoi", what: "refused", path: "/administration/mails/" + w.ids["refused mail"] + "/renvoi"},
		{route: "/administration/mails/{mail}/renvoi", what: "accepted", path: "/administration/mails/" + w.ids["accepted mail"] + "/renvoi"},
		{route: "/administration/mails/{mail}/renvoi", what: "no such mail", path: "/administration/mails/none/renvoi"},
		{route: "/administration/mails/{mail}/classement", what: "refused", path: "/administration/mails/" + w.ids["refused mail"] + "/classement"},
		{route: "/administration/mails/{mail}/classement", what: "accepted", path: "/administration/mails/" + w.ids["accepted mail"] + "/classement"},
		{route: "/administration/mails/{mail}/classement", what: "no such mail", path: "/administration/mails/none/classement"},
		{route: "/webhooks/mail", path: "/webhooks/mail"},
		{route: "/webhooks/sms", path: "/webhooks/sms"},
		{route: "/administration/organisations/nouvelle", path: "/administration/organisations/nouvelle", form: url.Values{"sorte": {"etablissement"}, "pays": {"FR"}, "nom": {"Lycée Tout neuf"}}},
		{route: "/administration/organisations/nouvelle", what: "no name", path: "/administration/organisations/nouvelle", form: url.Values{"sorte": {"etablissement"}, "pays": {"FR"}}},
		{route: "/administration/organisations/{ref}", path: w.place("Collège Membre", ""), form: url.Values{"nom": {"Collège Renommé"}, "version": {"2"}}},
		{route: "/administration/organisations/{ref}", what: "stale", path: w.place("Collège Membre", ""), form: url.Values{"nom": {"Collège Renommé"}, "version": {"7"}}},
		{route: "/administration/organisations/{ref}", what: "no such organisation", path: "/administration/organisations/aucune", form: url.Values{"nom": {"X"}, "version": {"1"}}},
		{route: "/administration/organisations/{ref}/fermeture", path: w.place("Collège Membre", "/fermeture"), form: url.Values{"version": {"1"}}},
		{route: "/administration/organisations/{ref}/reouverture", path: w.place("Collège Membre", "/reouverture"), form: url.Values{"version": {"1"}}},
		{route: "/administration/organisations/{ref}/rattachement", path: w.place("Collège Membre", "/rattachement"), form: url.Values{"pouvoir_organisateur": {"aucun"}, "version": {"1"}}},
		{route: "/administration/organisations/{ref}/rattachement", what: "under a school", path: w.place("Collège Membre", "/rattachement"), form: url.Values{"pouvoir_organisateur": {w.ids["ref Lycée Support"]}, "version": {"1"}}},
		{route: "/administration/organisations/{ref}/rattachement", what: "of an authority", path: w.place("P.O. des Écoles", "/rattachement"), form: url.Values{"pouvoir_organisateur": {"aucun"}, "version": {"1"}}},
		{route: "/administration/organisations/{ref}/image", what: "no picture sent", path: w.place("Lycée Support", "/image"), form: url.Values{"version": {"2"}}},
		{route: "/administration/organisations/{ref}/image/retrait", path: w.place("Lycée Support", "/image/retrait"), form: url.Values{"version": {"2"}}},
		{route: "/administration/organisations/{ref}/image/retrait", what: "stale", path: w.place("Lycée Support", "/image/retrait"), form: url.Values{"version": {"1"}}},
		{route: "/administration/organisations/{ref}/image/retrait", what: "without a picture", path: w.place("Collège Membre", "/image/retrait"), form: url.Values{"version": {"1"}}},
		{route: "/administration/webhooks/nouveau", path: "/administration/webhooks/nouveau", form: url.Values{"url": {"https://logiciel.test/b"}, "faits": {"order.sent"}}},
		{route: "/administration/webhooks/nouveau", what: "inside", path: "/administration/webhooks/nouveau", form: url.Values{"url": {"https://127.0.0.1/"}, "faits": {"order.sent"}}},
		{route: "/administration/webhooks/{n}", path: "/administration/webhooks/1", form: url.Values{"url": {"https://logiciel.test/b"}, "faits": {"order.sent"}, "version": {"1"}}},
		{route: "/administration/webhooks/{n}", what: "stale", path: "/administration/webhooks/1", form: url.Values{"url": {"https://logiciel.test/b"}, "faits": {"order.sent"}, "version": {"9"}}},
		{route: "/administration/webhooks/{n}/acte", what: "try", path: "/administration/webhooks/1/acte", form: url.Values{"acte": {"try"}}},
		{route: "/administration/webhooks/{n}/acte", what: "renew", path: "/administration/webhooks/1/acte", form: url.Values{"acte": {"renew"}}},
		{route: "/administration/webhooks/{n}/acte", what: "remove", path: "/administration/webhooks/1/acte", form: url.Values{"acte": {"remove"}}},
		{route: "/administration/webhooks/{n}/acte", what: "try one that is disabled", path: "/administration/webhooks/2/acte", form: url.Values{"acte": {"try"}}},
		{route: "/administration/webhooks/{n}/acte", what: "enable", path: "/administration/webhooks/2/acte", form: url.Values{"acte": {"enable"}}},
		{route: "/administration/webhooks/{n}/acte", what: "disable again", path: "/administration/webhooks/2/acte", form: url.Values{"acte": {"disable"}}},
		{route: "/administration/webhooks/{n}/envois/{envoi}/renvoi", path: "/administration/webhooks/1/envois/told/renvoi"},
		{route: "/administration/webhooks/{n}/envois/{envoi}/renvoi", what: "another's", path: "/administration/webhooks/2/envois/told/renvoi"},
		{route: "/administration/webhooks/{n}/manques", path: "/administration/webhooks/1/manques", form: url.Values{"acte": {"replay_missed"}}},
		{route: "/administration/webhooks/{n}/manques", what: "let go", path: "/administration/webhooks/1/manques", form: url.Values{"acte": {"let_go"}, "vus": {"1"}}},
		{route: "/administration/webhooks/{n}/manques", what: "more than was shown", path: "/administration/webhooks/1/manques", form: url.Values{"acte": {"let_go"}, "vus": {"3"}}},
		{route: "/administration/webhooks/{n}/manques", what: "disabled", path: "/administration/webhooks/2/manques", form: url.Values{"acte": {"replay_missed"}}},
		{route: "/administration/taches/{tache}/relance", path: "/administration/taches/" + w.ids["dead job"] + "/relance"},
		{route: "/administration/taches/{tache}/relance", what: "no such job", path: "/administration/taches/none/relance"},
		{route: "/administration/taches/{tache}/abandon", path: "/administration/taches/" + w.ids["dead job"] + "/abandon"},
		{route: "/administration/comptes/{n}/role", path: account("member", "/role"), form: url.Values{"acte": {"donner"}, "role": {"platform.helpdesk"}}},
		{route: "/administration/comptes/{n}/role", what: "administrator", path: account("member", "/role"), form: url.Values{"acte": {"donner"}, "role": {"platform.admin"}}},
		{route: "/administration/comptes/{n}/role", what: "no such role", path: account("member", "/role"), form: url.Values{"acte": {"donner"}, "role": {"needs.coordinator"}}},
		{route: "/assistance/comptes/{n}/renvoi", what: "invited", path: "/assistance/comptes/" + w.ids["invited"] + "/renvoi"},
		{route: "/assistance/comptes/{n}/renvoi", what: "active", path: "/assistance/comptes/" + w.ids["member"] + "/renvoi"},
		{route: "/assistance/comptes/{n}/adresse", what: "invited", path: "/assistance/comptes/" + w.ids["invited"] + "/adresse", form: url.Values{"email": {"ina@preau.test"}}},
		{route: "/assistance/comptes/{n}/adresse", what: "active", path: "/assistance/comptes/" + w.ids["member"] + "/adresse", form: url.Values{"email": {"ina@preau.test"}}},
		{route: "/assistance/comptes/{n}/adresse", what: "another's", path: "/assistance/comptes/" + w.ids["invited"] + "/adresse", form: url.Values{"email": {"member@preau.test"}}},
		{route: "/assistance/comptes/{n}/telephone", what: "none there", path: "/assistance/comptes/" + w.ids["invited"] + "/telephone", form: url.Values{"telephone": {"02 99 00 00 09"}}},
		{route: "/assistance/comptes/{n}/telephone", what: "no number", path: "/assistance/comptes/" + w.ids["invited"] + "/telephone", form: url.Values{"telephone": {"12"}}},
		{route: "/assistance/comptes/{n}/telephone", what: "one is there", path: "/assistance/comptes/" + w.ids["member"] + "/telephone", form: url.Values{"telephone": {"02 99 00 00 09"}}},
		{route: seenSite + "/telephone", path: "/assistance/organisations/" + w.ids["site"] + "/telephone", form: url.Values{"telephone": {"02 99 00 00 09"}}},
		{route: seenSite + "/telephone", what: "no number", path: "/assistance/organisations/" + w.ids["site"] + "/telephone", form: url.Values{"telephone": {""}}},
		{route: "/assistance/organisations/{ref}/telephone", path: "/assistance/organisations/" + w.ids["ref Collège Membre"] + "/telephone", form: url.Values{"telephone": {"02 99 00 00 09"}}},
		{route: "/assistance/organisations/{ref}/telephone", what: "no number", path: "/assistance/organisations/" + w.ids["ref Collège Membre"] + "/telephone", form: url.Values{"telephone": {"12"}}},
		{route: "/administration/comptes/{n}/adresse", path: w.moveOf("member", ""), form: move},
		{route: "/administration/comptes/{n}/adresse", what: "under way", path: w.moveOf("moving", ""), form: move},
		{route: "/administration/comptes/{n}/adresse", what: "no proof", path: w.moveOf("member", ""), form: with(move, "preuve", "")},
		{route: "/administration/comptes/{n}/adresse/abandon", path: w.moveOf("moving", "/abandon"), form: url.Values{"motif": {"Erreur"}}},
		{route: "/administration/comptes/{n}/adresse/abandon", what: "none", path: w.moveOf("member", "/abandon"), form: url.Values{"motif": {"Erreur"}}},
		{route: "/administration/comptes/{n}/adresse/garde", path: w.moveOf("objecting", "/garde"), form: url.Values{"motif": {"Vu"}}},
		{route: "/administration/reglages", path: "/administration/reglages", form: settings(w.ids["settings"])},
		{route: "/administration/reglages", what: "stale", path: "/administration/reglages", form: settings("7")},
		{route: "/administration/reglages/conditions", path: "/administration/reglages/conditions", form: url.Values{"texte": {"Article 1"}, "version": {"0"}}},
		{route: "/administration/reglages/conditions", what: "stale", path: "/administration/reglages/conditions", form: url.Values{"texte": {"Article 1"}, "version": {"7"}}},
		{route: "/administration/reglages/conditions/publication", what: "no text", path: "/administration/reglages/conditions/publication", form: url.Values{"version": {"0"}, "certain": {"1"}}},
		{route: "/conditions/acceptation", what: "no version", path: "/conditions/acceptation", form: url.Values{"version": {"1"}, "lu": {"1"}}},
		{route: "/mise-en-route", path: "/mise-en-route", form: settings(w.ids["settings"])},
	}
}

// importPosts send the file that was received with an earlier try.
func (w *town) importPosts() []try {
	at := func(n, tail string) string { return "/administration/imports/" + n + tail }
	file := func(kind string) url.Values {
		return url.Values{"sorte": {kind}, "fichier_recu": {w.ids["staged sheet"]}}
	}
	version := url.Values{"version": {"3"}}
	out := []try{
		{route: "/administration/imports/nouveau", path: at("nouveau", ""), form: file("organisations")},
		{route: "/administration/imports/nouveau", what: "heads", path: at("nouveau", ""), form: with(file("responsables"), "fichier_recu", w.ids["staged heads"])},
		{route: "/administration/imports/nouveau", what: "another kind's titles", path: at("nouveau", ""), form: file("annuaire-education")},
		{route: "/administration/imports/nouveau", what: "no file", path: at("nouveau", ""), form: url.Values{"sorte": {"organisations"}}},
	}
	for _, tail := range []string{"/ecriture", "/comparaison", "/arret", "/abandon"} {
		route := "/administration/imports/{n}" + tail
		out = append(
			out,
			try{route: route, what: "ready", path: at("1", tail), form: version},
			try{route: route, what: "stale", path: at("1", tail), form: url.Values{"version": {"1"}}},
			try{route: route, what: "done", path: at("2", tail), form: url.Values{"version": {"5"}}},
			try{route: route, what: "cancelled", path: at("3", tail), form: url.Values{"version": {"4"}}},
			try{route: route, what: "no such import", path: at("9", tail), form: version},
		)
	}
	return out
}

// importGets are an import's page in its states, and what it gives out.
func (w *town) importGets() []try {
	at := func(n, tail string) string { return "/administration/imports/" + n + tail }
	out := []try{
		{route: "/administration/imports/nouveau/modeles/{modele}", path: at("nouveau/modeles/organisations.xlsx", "")},
		{route: "/administration/imports/nouveau/modeles/{modele}", what: "no such model", path: at("nouveau/modeles/annuaire-education.csv", "")},
	}
	for _, tail := range []string{"", "/avancement", "/erreurs"} {
		for n, what := range map[string]string{"1": "ready", "2": "done", "3": "cancelled", "9": "no such import"} {
			out = append(out, try{route: "/administration/imports/{n}" + tail, what: what, path: at(n, tail)})
		}
	}
	slices.SortStableFunc(out, func(a, b try) int { return strings.Compare(a.name(), b.name()) })
	return out
}

// lotSheetPosts send a sheet of lots to a group, and decide what becomes of one.
func (w *town) lotSheetPosts() []try {
	const route = "/groupements/{n}/imports/"
	file := url.Values{"sorte": {"lots"}, "fichier_recu": {w.ids["staged lots"]}}
	version := url.Values{"version": {"3"}}
	out := []try{
		{route: route + "nouveau", what: "draft", path: groupAt(draft, "/imports/nouveau"), form: file},
		{route: route + "nouveau", what: "open", path: groupAt(running, "/imports/nouveau"), form: file},
		{route: route + "nouveau", what: "the operator's kind", path: groupAt(draft, "/imports/nouveau"), form: with(file, "sorte", "organisations")},
	}
	for _, tail := range []string{"/ecriture", "/comparaison", "/arret", "/abandon"} {
		out = append(
			out,
			try{route: route + "{import}" + tail, what: "ready", path: groupAt(draft, "/imports/4"+tail), form: version},
			try{route: route + "{import}" + tail, what: "done", path: groupAt(draft, "/imports/5"+tail), form: version},
			try{route: route + "{import}" + tail, what: "of another group", path: groupAt(running, "/imports/4"+tail), form: version},
			try{route: route + "{import}" + tail, what: "the operator's", path: groupAt(draft, "/imports/1"+tail), form: version},
		)
	}
	return out
}

// lotSheetGets are the page of a sheet of lots in its states, and what it gives out.
func (w *town) lotSheetGets() []try {
	const route = "/groupements/{n}/imports/"
	out := []try{
		{route: route + "nouveau/modeles/{modele}", path: groupAt(draft, "/imports/nouveau/modeles/lots.xlsx")},
		{route: route + "nouveau/modeles/{modele}", what: "the operator's", path: groupAt(draft, "/imports/nouveau/modeles/organisations.xlsx")},
		{route: "/administration/imports/{n}", what: "of a group", path: "/administration/imports/4"},
	}
	for _, tail := range []string{"", "/avancement", "/erreurs"} {
		out = append(
			out,
			try{route: route + "{import}" + tail, what: "ready", path: groupAt(draft, "/imports/4"+tail)},
			try{route: route + "{import}" + tail, what: "done", path: groupAt(draft, "/imports/5"+tail)},
			try{route: route + "{import}" + tail, what: "cancelled", path: groupAt(draft, "/imports/6"+tail)},
			try{route: route + "{import}" + tail, what: "of another group", path: groupAt(running, "/imports/4"+tail)},
			try{route: route + "{import}" + tail, what: "the operator's", path: groupAt(draft, "/imports/1"+tail)},
			try{route: route + "{import}" + tail, what: "no number", path: groupAt(draft, "/imports/x"+tail)},
		)
	}
	return out
}

// adherentSheetPosts send a sheet of adherents to a market, and decide what becomes of one.
func (w *town) adherentSheetPosts() []try {
	const route = "/marches/{n}/imports/"
	file := url.Values{"sorte": {"adherents"}, "fichier_recu": {w.ids["staged adherents"]}}
	version := url.Values{"version": {"3"}}
	out := []try{
		{route: route + "nouveau", what: "live", path: "/marches/1/imports/nouveau", form: file},
		{route: route + "nouveau", what: "withdrawn", path: "/marches/2/imports/nouveau", form: file},
		{route: route + "nouveau", what: "lots", path: "/marches/1/imports/nouveau", form: with(file, "sorte", "lots")},
	}
	for _, tail := range []string{"/ecriture", "/comparaison", "/arret", "/abandon"} {
		out = append(
			out,
			try{route: route + "{import}" + tail, what: "ready", path: "/marches/1/imports/7" + tail, form: version},
			try{route: route + "{import}" + tail, what: "done", path: "/marches/1/imports/8" + tail, form: version},
			try{route: route + "{import}" + tail, what: "of another market", path: "/marches/2/imports/7" + tail, form: version},
			try{route: route + "{import}" + tail, what: "of a group", path: "/marches/1/imports/4" + tail, form: version},
		)
	}
	return out
}

// adherentSheetGets are the page of a sheet of adherents in its states, and what it gives out.
func (w *town) adherentSheetGets() []try {
	const route = "/marches/{n}/imports/"
	var out []try
	for _, tail := range []string{"/adherents.csv", "/adherents.xlsx", "/imports", "/imports/nouveau"} {
		for n, what := range []string{"live", "withdrawn"} {
			out = append(out, try{route: "/marches/{n}" + tail, what: what, path: "/marches/" + number(n+1) + tail})
		}
	}
	out = append(
		out,
		try{route: route + "nouveau/modeles/{modele}", path: "/marches/1/imports/nouveau/modeles/adherents.xlsx"},
		try{route: route + "nouveau/modeles/{modele}", what: "of lots", path: "/marches/1/imports/nouveau/modeles/lots.xlsx"},
	)
	for _, tail := range []string{"", "/avancement", "/erreurs"} {
		out = append(
			out,
			try{route: route + "{import}" + tail, what: "ready", path: "/marches/1/imports/7" + tail},
			try{route: route + "{import}" + tail, what: "done", path: "/marches/1/imports/8" + tail},
			try{route: route + "{import}" + tail, what: "cancelled", path: "/marches/1/imports/9" + tail},
			try{route: route + "{import}" + tail, what: "of another market", path: "/marches/2/imports/7" + tail},
			try{route: route + "{import}" + tail, what: "of a group", path: "/marches/1/imports/4" + tail},
			try{route: route + "{import}" + tail, what: "no number", path: "/marches/1/imports/x" + tail},
		)
	}
	return out
}

// updatePosts send a catalogue to a market, decide what becomes of one, and correct an article.
func (w *town) updatePosts() []try {
	const list, one = "/marches/{n}/catalogue/mises-a-jour/nouvelle", "/marches/{n}/catalogue/mises-a-jour/{maj}"
	file := url.Values{"sorte": {"modifications"}, "fichier_recu": {w.ids["staged catalogue"]}}
	out := []try{
		{route: list, what: "free", path: "/marches/1/catalogue/mises-a-jour/nouvelle", form: file},
		{route: list, what: "withdrawn", path: "/marches/2/catalogue/mises-a-jour/nouvelle", form: file},
		{route: list, what: "busy", path: "/marches/3/catalogue/mises-a-jour/nouvelle", form: file},
		{route: list, what: "no kind", path: "/marches/1/catalogue/mises-a-jour/nouvelle", form: with(file, "sorte", "tout")},
	}
	for _, tail := range []string{"/mise-en-ligne", "/programmation", "/deprogrammation", "/abandon", "/annulation"} {
		out = append(
			out,
			try{route: one + tail, what: "live", path: "/marches/1/catalogue/mises-a-jour/1" + tail, form: url.Values{"version": {"3"}, "jour": {"2026-12-01"}}},
			try{route: one + tail, what: "ready", path: "/marches/3/catalogue/mises-a-jour/3" + tail, form: url.Values{"version": {"2"}, "jour": {"2026-12-01"}}},
			try{route: one + tail, what: "of another market", path: "/marches/1/catalogue/mises-a-jour/3" + tail, form: url.Values{"version": {"2"}}},
		)
	}
	pen := url.Values{"reference": {"103.500"}, "designation": {"Stylo"}, "categorie": {"Écriture"}, "tva": {"20"}, "prix": {"1,20"}, "edition": {"9"}}
	const article = "/marches/{n}/catalogue/articles/"
	return append(
		out,
		try{route: article + "nouveau", what: "free", path: "/marches/1/catalogue/articles/nouveau", form: pen},
		try{route: article + "nouveau", what: "no title", path: "/marches/1/catalogue/articles/nouveau", form: with(pen, "designation", "")},
		try{route: article + "nouveau", what: "busy", path: "/marches/3/catalogue/articles/nouveau", form: pen},
		try{route: article + "{article}", what: "stale", path: "/marches/1/catalogue/articles/" + w.ids["article 103.305"], form: pen},
		try{route: article + "{article}", what: "known", path: "/marches/1/catalogue/articles/" + w.ids["article 103.305"], form: with(pen, "edition", w.ids["edition 103.305"])},
		try{route: article + "{article}", what: "of another market", path: "/marches/3/catalogue/articles/" + w.ids["article 103.305"], form: pen},
	)
}

// updateGets are a market's catalogue, its articles by hand, and the page of an update in its states with what it gives out.
func (w *town) updateGets() []try {
	const shelf = "/marches/{n}/catalogue"
	out := []try{{route: "/catalogue/mises-a-jour", path: "/catalogue/mises-a-jour?etat=a-verifier"}}
	for _, tail := range []string{"", "/mises-a-jour/nouvelle", "/articles/nouveau"} {
		for n, what := range []string{"free", "withdrawn", "busy", "no such market"} {
			out = append(out, try{route: shelf + tail, what: what, path: "/marches/" + number(n+1) + "/catalogue" + tail})
		}
	}
	for _, tail := range []string{"", "/avancement", "/erreurs", "/annulation"} {
		for _, x := range [][2]string{{"live", "1/catalogue/mises-a-jour/1"}, {"dropped", "3/catalogue/mises-a-jour/2"}, {"ready", "3/catalogue/mises-a-jour/3"}, {"of another market", "1/catalogue/mises-a-jour/3"}, {"no number", "1/catalogue/mises-a-jour/x"}} {
			out = append(out, try{route: shelf + "/mises-a-jour/{maj}" + tail, what: x[0], path: "/marches/" + x[1] + tail})
		}
	}
	return append(
		out,
		try{route: shelf + "/mises-a-jour/{maj}/differences/{format}", what: "csv", path: "/marches/3/catalogue/mises-a-jour/3/differences/csv"},
		try{route: shelf + "/mises-a-jour/{maj}/differences/{format}", what: "xlsx", path: "/marches/3/catalogue/mises-a-jour/3/differences/xlsx?voir=nouveaux"},
		try{route: shelf + "/mises-a-jour/{maj}/differences/{format}", what: "no format", path: "/marches/3/catalogue/mises-a-jour/3/differences/pdf"},
		try{route: shelf + "/mises-a-jour/nouvelle/modele/{format}", what: "csv", path: "/marches/1/catalogue/mises-a-jour/nouvelle/modele/csv"},
		try{route: shelf + "/mises-a-jour/nouvelle/modele/{format}", what: "no format", path: "/marches/1/catalogue/mises-a-jour/nouvelle/modele/ods"},
		try{route: shelf + "/articles/{article}", what: "known", path: "/marches/1/catalogue/articles/" + w.ids["article 103.305"]},
		try{route: shelf + "/articles/{article}", what: "of another market", path: "/marches/3/catalogue/articles/" + w.ids["article 103.305"]},
	)
}

// place is the page of an organisation, or of an act on it.
func (w *town) place(name, act string) string {
	return "/administration/organisations/" + w.ids["ref "+name] + act
}

// moveOf is the page of an account's changes of address, or of an act on it.
func (w *town) moveOf(name, act string) string {
	return "/administration/comptes/" + w.ids[name] + "/adresse" + act
}

func (w *town) accountPosts() []try {
	profile := func(role string) url.Values {
		return url.Values{
			"etablissement": {w.ids["ref Collège Nouveau"]}, "prenom": {"Camille"}, "nom": {"Neuve"}, "fonction": {"Gestion"}, "telephone": {"02 99 00 00 01"},
			"langue": {"fr"}, "version": {w.ids["version of "+role]},
		}
	}
	proof := url.Values{"mot_de_passe": {goodPassword}}
	chosen := url.Values{"mot_de_passe": {otherPassword}, "mot_de_passe_2": {otherPassword}}
	invited := url.Values{"nom_utilisateur": {"ina"}, "mot_de_passe": {otherPassword}, "mot_de_passe_2": {otherPassword}}
	change := url.Values{"mot_de_passe_actuel": {goodPassword}, "mot_de_passe": {otherPassword}, "mot_de_passe_2": {otherPassword}}
	login := func(name string) url.Values { return url.Values{"nom_utilisateur": {name}} }
	return []try{
		{route: "/connexion", path: "/connexion", form: url.Values{"nom_utilisateur": {"member"}, "mot_de_passe": {goodPassword}}},
		{route: "/connexion", what: "wrong password", path: "/connexion", forms: func(role string) url.Values {
			return url.Values{"nom_utilisateur": {userOf(role)}, "mot_de_passe": {otherPassword}}
		}},
		{route: "/connexion", what: "not activated", path: "/connexion", form: url.Values{"nom_utilisateur": {"waiting"}, "mot_de_passe": {goodPassword}}},
		{route: "/connexion", what: "suspended", path: "/connexion", form: url.Values{"nom_utilisateur": {"suspended"}, "mot_de_passe": {goodPassword}}},
		{route: "/deconnexion", path: "/deconnexion"},
		{route: "/inscription", path: "/inscription", form: signUpForm("nouvelle")},
		{route: "/activation/renvoi", path: "/activation/renvoi", form: login("waiting")},
		{route: "/mot-de-passe/oubli", path: "/mot-de-passe/oubli", form: login("member")},
		{route: "/connexion/lien", path: "/connexion/lien", form: login("member")},
		{route: "/invitation/renvoi", path: "/invitation/renvoi", form: url.Values{"jeton": {"unknown"}}},
		{route: "/invitation/renvoi", what: "no link", path: "/invitation/renvoi", form: login("invited")},
		{route: "/activation/{jeton}", path: w.links["activation"], form: proof},
		{route: "/activation/{jeton}", what: "forged", path: "/activation/" + forgedSecret, form: proof},
		{route: "/connexion/{jeton}", path: w.links["sign-in"]},
		{route: "/connexion/{jeton}", what: "forged", path: "/connexion/" + forgedSecret},
		{route: "/mot-de-passe/{jeton}", path: w.links["reset"], form: chosen},
		{route: "/mot-de-passe/{jeton}", what: "forged", path: "/mot-de-passe/" + forgedSecret, form: chosen},
		{route: "/invitation/{jeton}", path: w.links["invitation"], form: invited},
		{route: "/invitation/{jeton}", what: "forged", path: "/invitation/" + forgedSecret, form: invited},
		{route: "/mot-de-passe/sans-boite", path: "/mot-de-passe/sans-boite", form: url.Values{"nom": {"C"}, "etablissement": {"C"}, "adresse": {"c@preau.test"}, "message": {"Bonjour"}}},
		{route: "/nouvelle-adresse/{jeton}", path: w.links["confirmation"]},
		{route: "/nouvelle-adresse/{jeton}", what: "forged", path: "/nouvelle-adresse/" + forgedSecret},
		{route: "/opposition/{jeton}", path: w.links["objection"]},
		{route: "/opposition/{jeton}", what: "forged", path: "/opposition/" + forgedSecret},
		{route: "/compte/profil", path: "/compte/profil", forms: profile},
		{route: "/compte/notifications", path: "/compte/notifications", form: url.Values{"mails": {"1"}, "recevoir.needs.accepted": {"jamais"}}},
		{route: "/rattachement", path: "/rattachement"},
		{route: "/compte/confirmation", path: "/compte/confirmation", form: url.Values{"mot_de_passe_actuel": {goodPassword}}},
		{route: "/compte/confirmation", what: "wrong password", path: "/compte/confirmation", form: url.Values{"mot_de_passe_actuel": {otherPassword}}},
		{route: "/compte/confirmation/cle", path: "/compte/confirmation/cle", form: url.Values{"reponse": {"{}"}}},
		{route: "/connexion/cle", path: "/connexion/cle", form: url.Values{"reponse": {"{}"}}},
		{route: "/compte/securite/cles/nouvelle", path: "/compte/securite/cles/nouvelle", form: url.Values{"nom": {"x"}, "reponse": {"{}"}}},
		{route: "/compte/securite/cles/nom", path: "/compte/securite/cles/nom", form: url.Values{"cle": {"none"}, "nom": {"Essai"}}},
		{route: "/compte/securite/cles/retrait", path: "/compte/securite/cles/retrait", form: url.Values{"cle": {"none"}}},
		{route: "/compte/securite/identites/retrait", path: "/compte/securite/identites/retrait", form: url.Values{"identite": {"none"}}},
		{route: "/compte/securite/mot-de-passe", path: "/compte/securite/mot-de-passe", form: change},
		{route: "/compte/jetons", path: "/compte/jetons", form: url.Values{"nom": {"Un autre"}, "portees": {"org:read"}, "duree": {"90"}}},
		{route: "/compte/jetons/{n}/revocation", path: "/compte/jetons/1/revocation"},
		{route: "/compte/agir-pour", path: "/compte/agir-pour", form: url.Values{"agir": {w.ids["ref Collège Membre"]}}},
		{route: "/compte/securite/sessions", what: "the member's", path: "/compte/securite/sessions", form: url.Values{"session": {w.ids["session"]}}},
		{route: "/compte/securite/autres-sessions", path: "/compte/securite/autres-sessions"},
		{route: "/compte/donnees/export", path: "/compte/donnees/export"},
		{route: "/compte/donnees/fermeture", path: "/compte/donnees/fermeture", form: url.Values{"mot_de_passe_actuel": {goodPassword}}},
		{route: "/compte/donnees/fermeture", what: "wrong password", path: "/compte/donnees/fermeture", form: url.Values{"mot_de_passe_actuel": {otherPassword}}},
	}
}

func (w *town) otherPosts() []try {
	return []try{
		{route: "/acces/demandes/{n}", what: "confirm", path: "/acces/demandes/1", form: url.Values{"acte": {"confirmer"}}},
		{route: "/acces/demandes/{n}", what: "refuse", path: "/acces/demandes/1", form: url.Values{"acte": {"refuser"}, "motif": {"Inconnue ici"}}},
		{route: "/acces/demandes/{n}", what: "ask again", path: "/acces/demandes/1", form: url.Values{"acte": {"redemander"}}},
		{route: "/acces/demandes/{n}", what: "no such request", path: "/acces/demandes/9", form: url.Values{"acte": {"confirmer"}}},
		{route: "/contact", path: "/contact", form: url.Values{"nom": {"Dominique"}, "adresse": {"dominique@preau.test"}, "message": {"Encore"}}},
		{route: "/mails/arreter/{secret}", path: w.links["stop"]},
		{route: "/mails/arreter/{secret}", what: "forged", path: "/mails/arreter/" + forgedSecret},
		{route: "/langue", path: "/langue", form: url.Values{"langue": {"en"}, "suite": {"/aide"}}},
	}
}

const (
	otherPassword = "quatre petits chats sous le toit"
	forgedSecret  = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)

// gets are all pages of the program, each on something real.
func (w *town) gets() []try {
	var out []try
	for _, route := range []string{
		"/", "/aide", "/aide/commander", "/aide/tutoriels", "/accessibilite", "/donnees-personnelles", "/conditions", "/conditions/acceptation", "/langue", "/contact", "/connexion", "/inscription", "/inscription/envoyee",
		"/activation/renvoi", "/mot-de-passe/oubli", "/mot-de-passe/envoye", "/mot-de-passe/sans-boite", "/connexion/lien", "/connexion/lien/envoye",
		"/connexion/cle", "/compte/confirmation", "/compte/confirmation/cle", "/compte/securite/cles/nouvelle", "/rattachement", "/deconnexion/fournisseur", "/deconnexion/fournisseur/depart", "/deconnexion/fournisseur/retour",
		"/compte", "/compte/profil", "/compte/securite", "/compte/jetons", "/api", "/aide/api/raisons", "/aide/api/webhooks", "/compte/mails", "/compte/notifications", "/compte/donnees", "/compte/donnees/export", "/compte/donnees/fermeture", "/groupements", "/groupements/nouveau", "/adhesions", "/acces/demandes",
		"/administration", "/administration/reglages", "/administration/reglages/conditions", "/administration/reglages/conditions/publication", "/administration/comptes", "/administration/coordonnateurs", "/administration/messages", "/administration/organisations", "/administration/organisations/nouvelle",
		"/administration/imports", "/administration/imports/nouveau", "/administration/mails", "/administration/taches", "/administration/webhooks", "/administration/webhooks/nouveau", "/administration/conservation", "/mise-en-route", "/commandes", "/marches", "/marches/nouveau", "/centrale", "/catalogue/tailles-mobilier", "/catalogue/recherches-sans-resultat", "/catalogue/recherches-sans-resultat.csv", "/catalogue/recherches-sans-resultat.xlsx", "/articles/demandes", "/articles/demandes.csv", "/articles/demandes.xlsx", "/articles/demandes/nouveau", "/catalogue", "/catalogue/suggestions",
	} {
		out = append(out, try{route: route, path: route})
	}
	out = slices.Concat(out, w.groupGets(), w.documentGets(), w.importGets(), w.lotSheetGets(), w.adherentSheetGets(), w.updateGets(), w.accessGets(), w.accessSheetGets(), w.orderGets(), w.receptionGets(), w.caseworkGets(), w.mandateGets(), w.offersGets(), w.offerGets())
	return append(
		out,
		try{route: "/conditions/{version}", what: "no such version", path: "/conditions/1"},
		try{route: "/aide/api/{chapter}", path: "/aide/api/besoins"},
		try{route: "/aide/api/{chapter}", what: "no such chapter", path: "/aide/api/personne"},
		try{route: "/aide/{role}", path: "/aide/coordonnateur"},
		try{route: "/aide/{role}", what: "no such role", path: "/aide/personne"},
		try{route: "/aide/refus/{code}", path: "/aide/refus/needs.not_coordinator"},
		try{route: "/aide/refus/{code}", what: "no such code", path: "/aide/refus/needs.none"},
		try{route: "/contact/envoye", path: "/contact/envoye?n=2026-000001"},
		try{route: "/contact/envoye", what: "no number", path: "/contact/envoye"},
		try{route: "/marches/{n}", path: "/marches/1?chercher=coll"},
		try{route: "/marches/{n}", what: "withdrawn", path: "/marches/2"},
		try{route: "/marches/{n}", what: "no such market", path: "/marches/9"},
		try{route: "/catalogue", what: "search", path: "/catalogue?q=rouge&vert=recycle&tri=prix"},
		try{route: "/catalogue/{marche}", path: "/catalogue/1"},
		try{route: "/catalogue/{marche}", what: "no such market", path: "/catalogue/9"},
		try{route: "/articles/demandes/{n}", path: "/articles/demandes/1"},
		try{route: "/articles/demandes/{n}", what: "answered", path: "/articles/demandes/2"},
		try{route: "/articles/demandes/{n}", what: "no such request", path: "/articles/demandes/99"},
		try{route: "/articles/photos/{id}", path: "/articles/photos/1"},
		try{route: "/articles/photos/{id}", what: "without a photo", path: "/articles/photos/2"},
		try{route: "/articles/photos/{id}/changer", path: "/articles/photos/1/changer"},
		try{route: "/articles/photos/{id}/changer", what: "no such article", path: "/articles/photos/99/changer"},
		try{route: "/articles/{id}", path: "/articles/1"},
		try{route: "/articles/{id}", what: "of a withdrawn market", path: "/articles/7"},
		try{route: "/articles/{id}", what: "no such article", path: "/articles/99"},
		try{route: "/marches/{n}/resume", path: "/marches/1/resume"},
		try{route: "/marches/{n}/resume", what: "no such market", path: "/marches/9/resume"},
		try{route: "/marches/{n}/modalites", path: "/marches/1/modalites"},
		try{route: "/marches/{n}/modalites", what: "no such market", path: "/marches/9/modalites"},
		try{route: "/marches/{n}/modifier", path: "/marches/1/modifier"},
		try{route: "/marches/{n}/modifier", what: "withdrawn", path: "/marches/2/modifier"},
		try{route: "/marches/{n}/retirer", path: "/marches/1/retirer"},
		try{route: "/marches/{n}/retirer", what: "withdrawn", path: "/marches/2/retirer"},
		try{route: "/commandes/montants/{ref}", path: "/commandes/montants/" + w.ids["ref Collège Membre"]},
		try{route: "/commandes/montants/{ref}", what: "no such organisation", path: "/commandes/montants/aucune"},
		try{route: "/acces/demandes/{n}", path: "/acces/demandes/1"},
		try{route: "/acces/demandes/{n}", what: "no such request", path: "/acces/demandes/2"},
		try{route: "/administration/comptes/{n}", path: "/administration/comptes/" + w.ids["member"]},
		try{route: "/assistance", path: "/assistance"},
		try{route: "/assistance", what: "search", path: "/assistance?q=coll"},
		try{route: looked, path: "/assistance/comptes/" + w.ids["member"] + "?groupement=1"},
		try{route: looked, what: "about a market", path: "/assistance/comptes/" + w.ids["demandeur"] + "?marche=1"},
		try{route: looked, what: "invited", path: "/assistance/comptes/" + w.ids["invited"]},
		try{route: looked, what: "no such account", path: "/assistance/comptes/999"},
		try{route: "/assistance", what: "site", path: "/assistance?q=tilleuls"},
		try{route: seenSite, path: "/assistance/organisations/" + w.ids["site"]},
		try{route: seenSite, what: "no such site", path: "/assistance/organisations/" + w.ids["ref Collège Membre"] + "/implantations/aucune"},
		try{route: seenOrg, path: "/assistance/organisations/" + w.ids["ref Collège Membre"]},
		try{route: seenOrg, what: "no such organisation", path: "/assistance/organisations/aucune"},
		try{route: "/administration/comptes/{n}/cles", path: "/administration/comptes/" + w.ids["member"] + "/cles"},
		try{route: "/administration/comptes/{n}/identites", path: "/administration/comptes/" + w.ids["member"] + "/identites"},
		try{route: "/administration/comptes/{n}/adresse", path: w.moveOf("member", "")},
		try{route: "/administration/comptes/{n}/adresse", what: "under way", path: w.moveOf("moving", "")},
		try{route: "/administration/comptes/{n}/adresse", what: "objected", path: w.moveOf("objecting", "")},
		try{route: "/administration/comptes/{n}/adresse", what: "no such account", path: "/administration/comptes/999/adresse"},
		try{route: "/administration/comptes/{n}", what: "no such account", path: "/administration/comptes/999"},
		try{route: "/administration/comptes/{n}/fermeture", path: "/administration/comptes/" + w.ids["member"] + "/fermeture"},
		try{route: "/administration/comptes/{n}/fermeture", what: "one's own", path: "/administration/comptes/" + w.ids["admin"] + "/fermeture"},
		try{route: "/administration/messages/{n}", path: "/administration/messages/2026-000001"},
		try{route: "/administration/messages/{n}", what: "closed", path: "/administration/messages/2026-000002"},
		try{route: "/administration/messages/{n}", what: "no such message", path: "/administration/messages/2026-000009"},
		try{route: "/administration/organisations/{ref}", path: w.place("Collège Membre", "")},
		try{route: "/administration/organisations/{ref}", what: "no such organisation", path: "/administration/organisations/aucune"},
		try{route: "/administration/organisations/{ref}/rattachement", path: w.place("Collège Membre", "/rattachement")},
		try{route: "/administration/organisations/{ref}/rattachement", what: "of an authority", path: w.place("P.O. des Écoles", "/rattachement")},
		try{route: "/administration/organisations/{ref}/image", path: w.place("Lycée Support", "/image")},
		try{route: "/administration/organisations/{ref}/image", what: "no such organisation", path: "/administration/organisations/aucune/image"},
		try{route: picture, path: "/organisations/" + w.ids["ref Lycée Support"] + "/image"},
		try{route: picture, what: "without a picture", path: "/organisations/" + w.ids["ref Collège Membre"] + "/image"},
		try{route: "/administration/webhooks/{n}", path: "/administration/webhooks/1"},
		try{route: "/administration/webhooks/{n}/manques", path: "/administration/webhooks/1/manques"},
		try{route: "/administration/webhooks/{n}/manques", what: "nothing", path: "/administration/webhooks/2/manques"},
		try{route: "/administration/webhooks/{n}", what: "disabled", path: "/administration/webhooks/2"},
		try{route: "/administration/webhooks/{n}", what: "none", path: "/administration/webhooks/9"},
		try{route: "/administration/taches/{tache}/abandon", path: "/administration/taches/" + w.ids["dead job"] + "/abandon"},
		try{route: "/administration/taches/{tache}/abandon", what: "no such job", path: "/administration/taches/none/abandon"},
		try{route: "/mails/arreter/{secret}", path: w.links["stop"]},
		try{route: "/mails/arreter/{secret}", what: "forged", path: "/mails/arreter/" + forgedSecret},
		try{route: "/activation/{jeton}", path: w.links["activation"]},
		try{route: "/activation/{jeton}", what: "forged", path: "/activation/" + forgedSecret},
		try{route: "/nouvelle-adresse/{jeton}", path: w.links["confirmation"]},
		try{route: "/nouvelle-adresse/{jeton}", what: "forged", path: "/nouvelle-adresse/" + forgedSecret},
		try{route: "/opposition/{jeton}", path: w.links["objection"]},
		try{route: "/opposition/{jeton}", what: "forged", path: "/opposition/" + forgedSecret},
		try{route: "/connexion/par/{fournisseur}", path: "/connexion/par/proconnect"},
		try{route: "/connexion/par/{fournisseur}/retour", path: "/connexion/par/proconnect/retour?state=x&code=y"},
		try{route: "/connexion/{jeton}", path: w.links["sign-in"]},
		try{route: "/connexion/{jeton}", what: "forged", path: "/connexion/" + forgedSecret},
		try{route: "/mot-de-passe/{jeton}", path: w.links["reset"]},
		try{route: "/mot-de-passe/{jeton}", what: "forged", path: "/mot-de-passe/" + forgedSecret},
		try{route: "/invitation/{jeton}", path: w.links["invitation"]},
		try{route: "/invitation/{jeton}", what: "forged", path: "/invitation/" + forgedSecret},
	)
}

// documentGets are the pages of a group's documents, and the files themselves.
func (w *town) documentGets() []try {
	out := []try{
		{route: "/groupements/{n}/documents/{doc}", what: "for members", path: groupAt(running, "/documents/1")},
		{route: "/groupements/{n}/documents/{doc}", what: "withdrawn", path: groupAt(running, "/documents/3")},
		{route: "/groupements/{n}/documents/{doc}", what: "draft", path: groupAt(draft, "/documents/1")},
		{route: "/groupements/{n}/documents/{doc}", what: "no such document", path: groupAt(running, "/documents/9")},
		{route: "/groupements/{n}/documents/{doc}/modifier", what: "for members", path: groupAt(running, "/documents/1/modifier")},
		{route: "/groupements/{n}/documents/{doc}/modifier", what: "withdrawn", path: groupAt(running, "/documents/3/modifier")},
		{route: "/groupements/{n}/documents/{doc}/retirer", what: "for members", path: groupAt(running, "/documents/1/retirer")},
		{route: "/groupements/{n}/documents/{doc}/retirer", what: "withdrawn", path: groupAt(running, "/documents/3/retirer")},
	}
	for what, tail := range map[string]string{
		"for members": "/1/versions/1", "for everybody": "/2/versions/1", "withdrawn": "/3/versions/1", "no such version": "/1/versions/9", "no such document": "/9/versions/1",
	} {
		out = append(out, try{route: download, what: what, path: groupAt(running, "/documents"+tail)})
	}
	out = append(
		out,
		try{route: download, what: "draft", path: groupAt(draft, "/documents/1/versions/1")},
		try{route: download, what: "joining", path: groupAt(joining, "/documents/1/versions/1")},
	)
	slices.SortStableFunc(out, func(a, b try) int { return strings.Compare(a.name(), b.name()) })
	return out
}

// Pages that are noted when they are looked at.
const (
	looked   = "/assistance/comptes/{n}"
	seenOrg  = "/assistance/organisations/{ref}"
	seenSite = seenOrg + "/implantations/{site}"
)

const download = "/groupements/{n}/documents/{doc}/versions/{version}"

// picture is what an organisation looks like, for everybody.
const picture = "/organisations/{ref}/image"

// groupGets are the pages of a group in each of its states, and of its lots.
func (w *town) groupGets() []try {
	var out []try
	for _, tail := range []string{
		"", "/documents", "/documents/nouveau", "/contact", "/besoins", "/adhesions", "/suivi", "/consolidation", "/consolidation.csv", "/consolidation.xlsx", "/consolidation.pdf",
		"/consolidation/membres", "/consolidation/membres.csv", "/consolidation/membres.xlsx", "/consolidation/membres.pdf", "/consolidation/lieux", "/consolidation/lieux.csv", "/consolidation/lieux.xlsx", "/consolidation/lieux.pdf", "/consolidation/matrice", "/consolidation/matrice/avancement", "/consolidation/matrice.xlsx", "/modifier", "/ouvrir", "/abandonner",
		"/coordonnateurs", "/lots", "/lots/nouveau", "/lots.csv", "/lots.xlsx", "/imports", "/imports/nouveau",
	} {
		for _, g := range []struct {
			n    int
			what string
		}{{draft, "draft"}, {running, "entry"}, {abandoned, "abandoned"}} {
			out = append(out, try{route: "/groupements/{n}" + tail, what: g.what, path: groupAt(g.n, tail)})
		}
	}
	return append(
		out,
		try{route: "/groupements/{n}", what: "joining", path: groupAt(joining, "")},
		try{route: "/groupements/{n}", what: "no such group", path: groupAt(99, "")},
		try{route: "/groupements/{n}/suivi/{ref}", path: groupAt(running, "/suivi/"+w.ids["ref Collège Membre"])},
		try{route: "/groupements/{n}/suivi/{ref}", what: "a lot", path: groupAt(running, "/suivi/"+w.ids["ref Collège Membre"]+"?lot=2")},
		try{route: "/groupements/{n}/suivi/{ref}", what: "no such lot", path: groupAt(running, "/suivi/"+w.ids["ref Collège Membre"]+"?lot=9")},
		try{route: "/groupements/{n}/suivi/{ref}", what: "no member", path: groupAt(running, "/suivi/aucun")},
		try{route: "/groupements/{n}/adhesions/{ref}/retirer", what: "member", path: groupAt(running, "/adhesions/"+w.ids["ref Collège Membre"]+"/retirer")},
		try{route: "/groupements/{n}/adhesions/{ref}/retirer", what: "not accepted", path: groupAt(joining, "/adhesions/"+w.ids["ref Collège Membre"]+"/retirer")},
		try{route: "/groupements/{n}/adhesions/{ref}/retirer", what: "never asked", path: groupAt(running, "/adhesions/aucun/retirer")},
		try{route: "/groupements/{n}/consolidation/membres/{ref}", path: groupAt(running, "/consolidation/membres/"+w.ids["ref Collège Membre"])},
		try{route: "/groupements/{n}/consolidation/membres/{ref}", what: "no member", path: groupAt(running, "/consolidation/membres/aucun")},
		try{route: "/groupements/{n}/consolidation/membres/{ref}/besoins.csv", path: groupAt(running, "/consolidation/membres/"+w.ids["ref Collège Membre"]+"/besoins.csv")},
		try{route: "/groupements/{n}/consolidation/membres/{ref}/besoins.xlsx", path: groupAt(running, "/consolidation/membres/"+w.ids["ref Collège Membre"]+"/besoins.xlsx")},
		try{route: "/groupements/{n}/consolidation/membres/{ref}/besoins.pdf", path: groupAt(running, "/consolidation/membres/"+w.ids["ref Collège Membre"]+"/besoins.pdf")},
		try{route: "/groupements/{n}/besoins", what: "joining", path: groupAt(joining, "/besoins")},
		try{route: "/groupements/{n}/lots/{lot}", what: "draft", path: groupAt(draft, "/lots/1")},
		try{route: "/groupements/{n}/lots/{lot}", what: "no such lot", path: groupAt(draft, "/lots/9")},
		try{route: "/groupements/{n}/lots/{lot}", what: "open", path: groupAt(running, "/lots/1")},
		try{route: "/groupements/{n}/lots/{lot}/supprimer", what: "draft", path: groupAt(draft, "/lots/1/supprimer")},
		try{route: "/groupements/{n}/lots/{lot}/supprimer", what: "open", path: groupAt(running, "/lots/1/supprimer")},
		try{route: "/groupements/{n}/besoins/{lot}", what: "entry", path: groupAt(running, "/besoins/1")},
		try{route: "/groupements/{n}/besoins/{lot}", what: "validated by the member", path: groupAt(running, "/besoins/2")},
		try{route: "/groupements/{n}/besoins/{lot}", what: "no such lot", path: groupAt(running, "/besoins/9")},
		try{route: "/groupements/{n}/besoins/{lot}", what: "joining", path: groupAt(joining, "/besoins/1")},
		try{route: "/groupements/{n}/besoins/{lot}", what: "draft", path: groupAt(draft, "/besoins/1")},
		try{route: "/groupements/{n}/besoins/{lot}/aucun", what: "entry", path: groupAt(running, "/besoins/1/aucun")},
		try{route: "/groupements/{n}/besoins/{lot}/aucun", what: "validated by the member", path: groupAt(running, "/besoins/2/aucun")},
	)
}
