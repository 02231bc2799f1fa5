package app_test

import (
	"net/url"
	"strings"
)

// The people of « Demandes », beside the townspeople.
const (
	aidant      = "aidant"
	colleague   = "collègue aidant"
	referent    = "référent"
	responsable = "responsable"
)

// The teams, by their public numbers.
const (
	aidantsTeam = 1 // of France services
	cafTeam     = 2 // of the Caf, with a référent
	emptyTeam   = 3 // of the Caf, with nobody
)

const caseworkAdmin = "/administration/demandes"

// casework: three teams on two territories, of which one has nobody; their people, invited by their lead.
func (b *builder) casework() {
	b.t.Helper()
	make := func(sort string, f url.Values) { b.post(admin, caseworkAdmin+"/"+sort+"/nouveau", f, 303) }
	make("territoires", url.Values{"lieu": {"department:35"}})
	make("territoires", url.Values{"commune": {"Redon 35600"}})
	make("organismes", agencyForm("France services", "", ""))
	make("organismes", agencyForm("Caf", "preau.test", ""))
	make("themes", url.Values{"nom": {"Logement"}, "organismes": {"2"}})
	make("groupes", teamForm("1", "Redon", "", "2"))
	make("groupes", teamForm("2", "Ille-et-Vilaine", "", "1"))
	make("groupes", teamForm("2", "Redon", "", "2"))
	for _, x := range []struct {
		role, giver, key string
		team             int
	}{
		{responsable, admin, "casework.lead", aidantsTeam},
		{aidant, responsable, "casework.helper", aidantsTeam},
		{colleague, responsable, "casework.helper", aidantsTeam},
		{referent, admin, "casework.officer", cafTeam},
	} {
		b.joinsTeam(x.giver, x.role, x.team, x.key)
	}
	b.demands()
	at := b.sendsSheet(responsable, teamAt(aidantsTeam, "/imports"), "personnes", memberTitles+"Nina;Neuve;nina@preau.test;aidante\nSans;Rôle;sans@preau.test;chef\n")
	b.ids["sheet of members"] = at[strings.LastIndex(at, "/")+1:]
}

// The demands of the town, by their public numbers.
const (
	sentDemand  = "/demandes/2026-000001" // with a message and a file
	draftDemand = "/demandes/2026-000002"
)

// demands: one that is sent, one that is written; a canned answer.
func (b *builder) demands() {
	b.t.Helper()
	n := b.begins()
	f := draftForm("Attestation introuvable", "1")
	f.Set("nom", "Le Berre")
	b.post(aidant, "/demandes/"+n+"/brouillon", f, 303)
	b.post(referent, sentDemand, url.Values{"message": {"Je regarde."}}, 303)
	b.begins()
	b.in[aidant].Get(draftDemand+"/brouillon").Form("Enregistrer le brouillon").Attach("Joindre des fichiers", "bail.txt", []byte("bail")).Submit().WantStatus(200)
	b.post(referent, teamAt(cafTeam, "/reponses"), url.Values{"titre": {"Bail"}, "texte": {"Il manque le bail."}}, 303)
}

func agencyForm(name, domains, version string) url.Values {
	return url.Values{"nom": {name}, "domaines": {domains}, "delai_reponse": {"3"}, "delai_suivi": {"15"}, "version": {version}}
}

func teamForm(agency, name, version string, territories ...string) url.Values {
	return url.Values{"organisme": {agency}, "nom": {name}, "territoires": territories, "version": {version}}
}

// joinsTeam invites somebody new, who opens their account and says who they are: nobody works in « Demandes » before (C005).
func (b *builder) joinsTeam(giver, role string, team int, key string) {
	b.t.Helper()
	b.post(giver, teamAt(team, "/membres"), memberForm(role, key), 303)
	b.in[role] = b.browser()
	b.accept(role, b.linkTo(addressOf(role)))
	b.introduces(role)
}

// introduces answers who one is, with the name by which one was invited.
func (b *builder) introduces(role string) {
	b.t.Helper()
	b.in[role].Get(consentPage).WantPath(consentPage).Form("Continuer").Fill("Fonction (qualité)", "Gestion").Submit().WantStatus(200)
}

func addressOf(role string) string {
	return map[string]string{aidant: "aidant", colleague: "collegue", referent: "referent", responsable: "responsable", mate: "invite", guest: "hote", deputy: "suppleante", matesDeputy: "suppleant", guestsDeputy: "suppleant2", officersDeputy: "suppleante2", leadsDeputy: "suppleant3"}[role] + "@preau.test"
}

func memberForm(role, key string) url.Values {
	return url.Values{"email": {addressOf(role)}, "prenom": {"Alix"}, "nom": {role}, "role": {key}}
}

func teamAt(n int, tail string) string { return "/equipes/" + number(n) + tail }

// caseworkPosts are what administrators do with the service's data, and what is done with a team's people.
func (w *town) caseworkPosts() []try {
	const thing = caseworkAdmin + "/{sorte}/{n}"
	newcomer := url.Values{"email": {"neuve@preau.test"}, "prenom": {"Nour"}, "nom": {"Neuve"}, "role": {"casework.helper"}}
	return append([]try{
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "organisme", path: caseworkAdmin + "/organismes/nouveau", form: agencyForm("Préfecture", "", "")},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "its name is taken", path: caseworkAdmin + "/organismes/nouveau", form: agencyForm("caf", "", "")},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "territory", path: caseworkAdmin + "/territoires/nouveau", form: url.Values{"lieu": {"region:53"}}},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "several communes", path: caseworkAdmin + "/territoires/nouveau", form: url.Values{"commune": {"Saint-Martin"}}},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "theme", path: caseworkAdmin + "/themes/nouveau", form: url.Values{"nom": {"Retraite"}, "organismes": {"2"}}},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "team without a territory", path: caseworkAdmin + "/groupes/nouveau", form: teamForm("2", "Rennes", "")},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "no such sort", path: caseworkAdmin + "/choses/nouveau", form: url.Values{"nom": {"X"}}},
		{route: thing, what: "organisme", path: caseworkAdmin + "/organismes/2", form: agencyForm("Caf d'Ille-et-Vilaine", "preau.test", "1")},
		{route: thing, what: "stale", path: caseworkAdmin + "/themes/1", form: url.Values{"nom": {"Habitat"}, "version": {"9"}}},
		{route: thing, what: "team", path: caseworkAdmin + "/groupes/2", form: teamForm("", "Rennes", "1", "1")},
		{route: thing, what: "territory", path: caseworkAdmin + "/territoires/1", form: url.Values{"version": {"1"}}},
		{route: thing + "/etat", what: "close", path: caseworkAdmin + "/groupes/2/etat", form: url.Values{"acte": {"fermer"}, "version": {"1"}}},
		{route: thing + "/etat", what: "open already", path: caseworkAdmin + "/groupes/2/etat", form: url.Values{"acte": {"rouvrir"}, "version": {"1"}}},
		{route: "/equipes/{n}/membres", path: teamAt(aidantsTeam, "/membres"), form: newcomer},
		{route: "/equipes/{n}/membres", what: "nothing typed", path: teamAt(aidantsTeam, "/membres")},
		{route: "/equipes/{n}/membres", what: "no such team", path: teamAt(99, "/membres"), form: newcomer},
		{route: "/equipes/{n}/passages/absence", what: "nothing typed", path: teamAt(aidantsTeam, "/passages/absence")},
		{route: "/equipes/{n}/passages/absence/fin", what: "no such absence", path: teamAt(aidantsTeam, "/passages/absence/fin"), form: url.Values{"absence": {"x"}}},
		{route: "/equipes/{n}/passages/confier", what: "nobody left", path: teamAt(aidantsTeam, "/passages/confier"), form: url.Values{"de": {w.ids["aidant"]}, "a": {w.ids["aidant"]}}},
		{route: "/equipes/{n}/passages/reprendre", path: teamAt(cafTeam, "/passages/reprendre")},
		{route: "/demandes/{n}/avis", what: "not closed", path: sentDemand + "/avis"},
		{route: "/avis", what: "forged", path: "/avis", form: url.Values{"bulletin": {"x.y"}, "solved": {"yes"}}},
		{route: "/equipes/{n}/membres/fin", path: teamAt(aidantsTeam, "/membres/fin"), form: url.Values{"compte": {w.ids["aidant"]}, "role": {"casework.helper"}}},
		{route: "/demandes/{n}", path: sentDemand, form: url.Values{"message": {"Bonjour"}}},
		{route: "/demandes/{n}", what: "no such demand", path: "/demandes/2026-000099", form: url.Values{"message": {"Bonjour"}}},
		{route: "/demandes/{n}/acte", what: "take charge", path: sentDemand + "/acte", form: url.Values{"acte": {"prendre"}}},
		{route: "/demandes/{n}/acte", what: "close", path: sentDemand + "/acte", form: url.Values{"acte": {"clore"}}},
		{route: "/demandes/{n}/acte", what: "no such act", path: sentDemand + "/acte", form: url.Values{"acte": {"rien"}}},
		{route: "/demandes/{n}/invitations", path: sentDemand + "/invitations", form: url.Values{"invite": {"personne:x"}}},
		{route: "/demandes/{n}/autre-groupe", path: sentDemand + "/autre-groupe", form: url.Values{"autre_groupe": {"0"}}},
		{route: "/demandes/{n}/confier", path: sentDemand + "/confier", form: url.Values{"referent": {"2:x"}}},
		{route: "/demandes/{n}/procedure", path: sentDemand + "/procedure", form: url.Values{"procedure": {"Bail"}, "lien": {"https://caf.fr/bail"}}},
		{route: "/demandes/{n}/messages/{message}/correction", path: sentDemand + "/messages/1/correction", form: url.Values{"message": {"Bonsoir"}}},
		{route: "/demandes/{n}/brouillon", path: draftDemand + "/brouillon", form: draftForm("Titre", "1")},
		{route: "/demandes/{n}/brouillon/saisie", path: draftDemand + "/brouillon/saisie", form: draftForm("Titre", "1")},
		{route: "/demandes/{n}/fichiers/{fichier}/retrait", path: draftDemand + "/fichiers/1/retrait"},
		{route: "/equipes/{n}/reponses", path: teamAt(cafTeam, "/reponses"), form: url.Values{"titre": {"Bail"}, "texte": {"Il manque le bail."}}},
		{route: "/equipes/{n}/reponses/{reponse}/retrait", path: teamAt(cafTeam, "/reponses/1/retrait"), form: url.Values{"version": {"1"}}},
		{route: "/demandes/nouvelle", path: "/demandes/nouvelle", form: url.Values{"groupe": {number(aidantsTeam)}}},
		{route: "/demandes/nouvelle", what: "another team", path: "/demandes/nouvelle", form: url.Values{"groupe": {number(cafTeam)}}},
		{route: "/equipes/{n}/membres/fin", what: "no such role", path: teamAt(aidantsTeam, "/membres/fin"), form: url.Values{"compte": {w.ids["aidant"]}, "role": {"casework.officer"}}},
	}, w.membersPosts()...)
}

const membersRoute = "/equipes/{n}/imports"

// membersAt is the page of the sheet of a groupe's people, as it would be at that groupe.
func (w *town) membersAt(team int, tail string) string {
	return teamAt(team, "/imports/"+w.ids["sheet of members"]+tail)
}

// membersPosts send a sheet of people to a groupe, and decide what becomes of one.
func (w *town) membersPosts() []try {
	out := []try{
		{route: membersRoute + "/nouveau", what: "no file", path: teamAt(aidantsTeam, "/imports/nouveau"), form: url.Values{"sorte": {"personnes"}}},
		{route: membersRoute + "/nouveau", what: "another groupe", path: teamAt(cafTeam, "/imports/nouveau"), form: url.Values{"sorte": {"personnes"}}},
	}
	for _, tail := range []string{"/ecriture", "/comparaison", "/arret", "/abandon"} {
		out = append(
			out,
			try{route: membersRoute + "/{import}" + tail, what: "ready", path: w.membersAt(aidantsTeam, tail), form: url.Values{"version": {"3"}}},
			try{route: membersRoute + "/{import}" + tail, what: "of another groupe", path: w.membersAt(cafTeam, tail), form: url.Values{"version": {"3"}}},
		)
	}
	return out
}

// membersGets are the pages of such sheets.
func (w *town) membersGets() []try {
	out := []try{{route: membersRoute + "/nouveau/modeles/{modele}", path: teamAt(aidantsTeam, "/imports/nouveau/modeles/personnes.csv")}}
	for _, tail := range []string{"", "/nouveau"} {
		out = append(out, try{route: membersRoute + tail, path: teamAt(aidantsTeam, "/imports"+tail)}, try{route: membersRoute + tail, what: "another groupe", path: teamAt(cafTeam, "/imports"+tail)})
	}
	for _, tail := range []string{"", "/avancement", "/erreurs"} {
		out = append(out, try{route: membersRoute + "/{import}" + tail, what: "ready", path: w.membersAt(aidantsTeam, tail)}, try{route: membersRoute + "/{import}" + tail, what: "of another groupe", path: w.membersAt(cafTeam, tail)})
	}
	return out
}

// caseworkGets are the pages of the service.
func (w *town) caseworkGets() []try {
	const thing = caseworkAdmin + "/{sorte}/{n}"
	return append([]try{
		{route: caseworkAdmin, path: caseworkAdmin},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "organisme", path: caseworkAdmin + "/organismes/nouveau"},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "theme", path: caseworkAdmin + "/themes/nouveau"},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "territory", path: caseworkAdmin + "/territoires/nouveau"},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "team", path: caseworkAdmin + "/groupes/nouveau"},
		{route: caseworkAdmin + "/{sorte}/nouveau", what: "no such sort", path: caseworkAdmin + "/choses/nouveau"},
		{route: thing, what: "organisme", path: caseworkAdmin + "/organismes/2"},
		{route: thing, what: "theme", path: caseworkAdmin + "/themes/1"},
		{route: thing, what: "territory", path: caseworkAdmin + "/territoires/1"},
		{route: thing, what: "team", path: caseworkAdmin + "/groupes/2"},
		{route: thing, what: "no such organisme", path: caseworkAdmin + "/organismes/99"},
		{route: caseworkAdmin + "/{sorte}/liste.csv", what: "teams", path: caseworkAdmin + "/groupes/liste.csv"},
		{route: caseworkAdmin + "/{sorte}/liste.csv", what: "people", path: caseworkAdmin + "/personnes/liste.csv"},
		{route: caseworkAdmin + "/{sorte}/liste.csv", what: "no such sort", path: caseworkAdmin + "/choses/liste.csv"},
		{route: caseworkAdmin + "/{sorte}/liste.xlsx", what: "organismes", path: caseworkAdmin + "/organismes/liste.xlsx"},
		{route: "/demandes", path: "/demandes"},
		{route: "/demandes", what: "searched", path: "/demandes?q=loyers&theme=1&organisme=2&groupe=1&urgentes=1&tri=-envoi&page=9"},
		{route: "/demandes/a-traiter", path: "/demandes/a-traiter"},
		{route: "/demandes/en-retard", path: "/demandes/en-retard"},
		{route: "/demandes/traitees", path: "/demandes/traitees"},
		{route: "/demandes/closes", path: "/demandes/closes"},
		{route: "/demandes/toutes", path: "/demandes/toutes"},
		{route: "/demandes/toutes", what: "narrowed", path: "/demandes/toutes?q=2026-000001&theme=1&organisme=2&urgentes=1&tri=-envoi&page=9"},
		{route: "/demandes/{n}", path: sentDemand},
		{route: "/demandes/{n}", what: "draft", path: draftDemand},
		{route: "/demandes/{n}", what: "no such demand", path: "/demandes/2026-000099"},
		{route: "/demandes/{n}", what: "no number", path: "/demandes/abc"},
		{route: "/demandes/{n}/pdf", path: sentDemand + "/pdf"},
		{route: "/demandes/{n}/invitations", path: sentDemand + "/invitations"},
		{route: "/demandes/{n}/autre-groupe", path: sentDemand + "/autre-groupe"},
		{route: "/demandes/{n}/confier", path: sentDemand + "/confier"},
		{route: "/demandes/{n}/procedure", path: sentDemand + "/procedure"},
		{route: "/demandes/{n}/messages/{message}/correction", path: sentDemand + "/messages/1/correction"},
		{route: "/demandes/{n}/fichiers/{fichier}", path: draftDemand + "/fichiers/1"},
		{route: "/demandes/{n}/brouillon", path: draftDemand + "/brouillon"},
		{route: "/equipes/{n}/reponses", path: teamAt(cafTeam, "/reponses")},
		{route: "/procedures", path: "/procedures"},
		{route: "/demandes/nouvelle", path: "/demandes/nouvelle"},
		{route: "/equipes/{n}/passages", path: teamAt(aidantsTeam, "/passages")},
		{route: "/equipes/{n}/passages", what: "no such team", path: teamAt(99, "/passages")},
		{route: "/chiffres", path: "/chiffres"},
		{route: "/chiffres.csv", path: "/chiffres.csv"},
		{route: "/chiffres.xlsx", path: "/chiffres.xlsx"},
		{route: "/avis", path: "/avis"},
		{route: "/demandes/{n}/avis", what: "no such demand", path: "/demandes/2020-000001/avis"},
		{route: "/equipes", path: "/equipes"},
		{route: "/equipes/{n}", path: teamAt(aidantsTeam, "")},
		{route: "/equipes/{n}", what: "no such team", path: teamAt(99, "")},
	}, w.membersGets()...)
}
