package app_test

import (
	"net/url"
	"strings"

	"preau/internal/core/org"
	"preau/internal/kit/db"
)

// authority puts schools under a body that answers for them.
func (b *builder) authority(name string, schools ...string) {
	b.t.Helper()
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		o, err := org.Insert(b.t.Context(), tx, org.Organisation{Kind: org.Authority, Country: "FR", Name: name, Place: org.Place{Commune: "Rennes"}})
		b.ids["ref "+name] = o.Ref
		for _, s := range schools {
			if err == nil {
				err = org.Move(b.t.Context(), tx, b.ids[s], o.ID)
			}
		}
		return err
	}))
}

// appoints gives somebody who has no account yet a role, by the page of a place, and opens the account.
func (b *builder) appoints(giver, role, place, key string) {
	b.t.Helper()
	address := userOf(role) + "@preau.test"
	b.post(giver, b.accessAt(place, "/personnes/nouvelle"), url.Values{"prenom": {"Andrée"}, "nom": {role}, "email": {address}, "fonction": {"Direction"}, "roles": {key}}, 303)
	b.in[role] = b.browser()
	b.accept(role, b.linkTo(address))
}

// marketAt is where a demandeur asks for a market of a place.
func (w *town) marketAt(place string, n int) string {
	return "/commandes/" + w.ids["ref "+place] + "/marches/" + number(n) + "/demande"
}

// accessAt is a page of the accesses of a place.
func (w *town) accessAt(place, tail string) string { return "/acces/" + w.ids["ref "+place] + tail }

// accesses: the manager has made somebody a demandeur of the first market, who has not come yet, and themselves acheteur.
func (b *builder) accesses() {
	b.t.Helper()
	// The other coordinator is a demandeur there, too, without a market.
	b.ids["market"] = b.one(`SELECT id FROM catalog_markets WHERE number = 1`)
	b.post(manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), accessForm("ordering.requester", b.ids["market"]), 303)
	b.post(manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), url.Values{"prenom": {"Andrée"}, "nom": {"manager"}, "email": {"manager@preau.test"}, "roles": {"ordering.buyer"}}, 303)
	b.requester(elsewhere, "Collège Membre")
	b.ids["manager"] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'manager'`)
	b.ids["demandeur"] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = 'demandeur@preau.test'`)
	b.ids["demandeur's rights"] = b.standingOf(manager, b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"]))
	b.ids["demandeur's version"] = b.call("GET", b.placePath("Collège Membre", "/people/"+b.ids["demandeur"]), b.tokens[manager], "").Header().Get("ETag")
}

// accessForm gives a role, limited to a market, to somebody who is nobody else of the town.
func accessForm(role, market string) url.Values {
	f := url.Values{"prenom": {"Dora"}, "nom": {"Demandeur"}, "email": {"demandeur@preau.test"}, "fonction": {"Enseignante"}, "roles": {role}}
	if market != "" {
		f.Set("limite."+role, market)
	}
	return f
}

// standingOf is what a person's form was drawn from.
func (b *builder) standingOf(role, page string) string {
	b.t.Helper()
	for _, n := range b.in[role].Get(page).WantStatus(200).Find(`input[name="etat"]`) {
		return n.Attr("value")
	}
	b.t.Fatalf("%s has no form for %s", page, role)
	return ""
}

// accessPosts are the acts of « Gestion des accès ».
func (w *town) accessPosts() []try {
	const give, person = "/acces/{ref}/personnes/nouvelle", "/acces/{ref}/personnes/{n}"
	form := func(role string) url.Values { return accessForm(role, "") }
	with := func(role string) url.Values {
		f := form(role)
		f.Set("email", "nouveau@preau.test")
		return f
	}
	at := w.accessAt("Collège Membre", "/personnes/"+w.ids["demandeur"])
	keep := url.Values{"roles": {"ordering.requester", "ordering.receiver"}, "limite.ordering.requester": {w.ids["market"]}, "etat": {w.ids["demandeur's rights"]}}
	stale := url.Values{"roles": {"ordering.receiver"}, "etat": {"autre"}}
	ask := func(place, role string) url.Values { return url.Values{"lieu": {w.ids["ref "+place]}, "role": {role}} }
	return []try{
		{route: "/acces/demandes/nouvelle", path: "/acces/demandes/nouvelle", form: ask("Collège Membre", "ordering.receiver")},
		{route: "/acces/demandes/nouvelle", what: "where it is not held", path: "/acces/demandes/nouvelle", form: ask("P.O. des Écoles", "ordering.receiver")},
		{route: "/commandes/{ref}/marches/{n}/demande", path: w.marketAt("Collège Membre", 1)},
		{route: "/commandes/{ref}/marches/{n}/demande", what: "withdrawn", path: w.marketAt("Collège Membre", 2)},
		{route: "/commandes/{ref}/marches/{n}/demande", what: "another school", path: w.marketAt("Collège Voisin", 1)},
		{route: give, what: "a role of the school's", path: w.accessAt("Collège Membre", "/personnes/nouvelle"), form: with("ordering.receiver")},
		{route: give, what: "manager", path: w.accessAt("Collège Membre", "/personnes/nouvelle"), form: with("ordering.manager")},
		{route: give, what: "president of a school that has an authority", path: w.accessAt("Collège Membre", "/personnes/nouvelle"), form: with("ordering.president")},
		{route: give, what: "requester without a market", path: w.accessAt("Collège Membre", "/personnes/nouvelle"), form: with("ordering.requester")},
		{route: give, what: "a school of the same authority", path: w.accessAt("Collège Voisin", "/personnes/nouvelle"), form: with("ordering.receiver")},
		{route: give, what: "manager of a school of the same authority", path: w.accessAt("Collège Voisin", "/personnes/nouvelle"), form: with("ordering.manager")},
		{route: give, what: "reference person", path: w.accessAt("P.O. des Écoles", "/personnes/nouvelle"), form: with("ordering.reference")},
		{route: give, what: "superbuyer", path: w.accessAt("P.O. des Écoles", "/personnes/nouvelle"), form: with("ordering.superbuyer")},
		{route: give, what: "president of a school that stands for itself", path: w.accessAt("Collège Nouveau", "/personnes/nouvelle"), form: with("ordering.president")},
		{route: give, what: "no such organisation", path: "/acces/aucune/personnes/nouvelle", form: with("ordering.receiver")},
		{route: person, what: "one role more", path: at, form: keep},
		{route: person, what: "stale", path: at, form: stale},
		{route: person, what: "no such person", path: w.accessAt("Collège Membre", "/personnes/"+w.ids["admin"]), form: stale},
		{route: person, what: "another school", path: w.accessAt("Collège Voisin", "/personnes/"+w.ids["demandeur"]), form: keep},
		{route: "/commandes/montants/{ref}/separation", what: "strict", path: "/commandes/montants/" + w.ids["ref P.O. des Écoles"] + "/separation", form: url.Values{"mode": {"strict"}, "version": {"0"}}},
		{route: "/commandes/montants/{ref}/separation", what: "as it is", path: "/commandes/montants/" + w.ids["ref Collège Membre"] + "/separation", form: url.Values{"mode": {"advisory"}, "version": {"0"}}},
		{route: "/commandes/montants/{ref}/comparaison", what: "without VAT", path: "/commandes/montants/" + w.ids["ref P.O. des Écoles"] + "/comparaison", form: url.Values{"total": {"net"}, "version": {"0"}}},
		{route: "/commandes/montants/{ref}/comparaison", what: "as it is", path: "/commandes/montants/" + w.ids["ref Collège Membre"] + "/comparaison", form: url.Values{"total": {"gross"}, "version": {"0"}}},
		{route: person + "/depart", what: "not read yet", path: at + "/depart", form: url.Values{"etat": {w.ids["demandeur's rights"]}}},
		{route: person + "/depart", what: "stale", path: at + "/depart", form: url.Values{"etat": {"autre"}}},
		{route: person + "/depart", what: "no such person", path: w.accessAt("Collège Membre", "/personnes/"+w.ids["admin"]+"/depart"), form: url.Values{"etat": {"autre"}}},
		{route: person + "/renvoi", what: "invited", path: at + "/renvoi"},
		{route: person + "/renvoi", what: "active", path: w.accessAt("Collège Membre", "/personnes/"+w.ids["manager"]) + "/renvoi"},
		{route: person + "/adresse", what: "invited", path: at + "/adresse", form: url.Values{"email": {"dora@preau.test"}}},
		{route: person + "/adresse", what: "another's", path: at + "/adresse", form: url.Values{"email": {"member@preau.test"}}},
		{route: person + "/adresse", what: "active", path: w.accessAt("Collège Membre", "/personnes/"+w.ids["manager"]) + "/adresse", form: url.Values{"email": {"dora@preau.test"}}},
	}
}

// accessGets are the pages of « Gestion des accès ».
func (w *town) accessGets() []try {
	const place, give, person = "/acces/{ref}", "/acces/{ref}/personnes/nouvelle", "/acces/{ref}/personnes/{n}"
	return []try{
		{route: "/acces/demandes/nouvelle", path: "/acces/demandes/nouvelle?q=coll%C3%A8ge"},
		{route: "/acces/demandes/nouvelle", what: "at a school", path: "/acces/demandes/nouvelle?lieu=" + w.ids["ref Collège Membre"]},
		{route: "/commandes/{ref}/marches/{n}/demande", path: w.marketAt("Collège Membre", 1)},
		{route: "/commandes/{ref}/marches/{n}/demande", what: "withdrawn", path: w.marketAt("Collège Membre", 2)},
		{route: "/acces", path: "/acces"},
		{route: "/acces", what: "search", path: "/acces?q=coll%C3%A8ge"},
		{route: place, what: "the member's school", path: w.accessAt("Collège Membre", "")},
		{route: place, what: "another school of the authority", path: w.accessAt("Collège Voisin", "")},
		{route: place, what: "the authority", path: w.accessAt("P.O. des Écoles", "")},
		{route: place, what: "a school that stands for itself", path: w.accessAt("Collège Nouveau", "")},
		{route: place, what: "no such organisation", path: "/acces/aucune"},
		{route: give, what: "the member's school", path: w.accessAt("Collège Membre", "/personnes/nouvelle")},
		{route: give, what: "the authority", path: w.accessAt("P.O. des Écoles", "/personnes/nouvelle")},
		{route: person, what: "invited", path: w.accessAt("Collège Membre", "/personnes/"+w.ids["demandeur"])},
		{route: person, what: "active", path: w.accessAt("Collège Membre", "/personnes/"+w.ids["manager"])},
		{route: person, what: "another school", path: w.accessAt("Collège Voisin", "/personnes/"+w.ids["demandeur"])},
		{route: person + "/depart", path: w.accessAt("Collège Membre", "/personnes/"+w.ids["demandeur"]+"/depart")},
		{route: person + "/depart", what: "who gives", path: w.accessAt("Collège Membre", "/personnes/"+w.ids["manager"]+"/depart")},
		{route: person + "/depart", what: "another school", path: w.accessAt("Collège Voisin", "/personnes/"+w.ids["demandeur"]+"/depart")},
		{route: person, what: "no number", path: w.accessAt("Collège Membre", "/personnes/x")},
	}
}

// accessSheets: the manager has sent a sheet of people that waits to be looked at, with a line that is refused; another said nothing new;
// one was given up. A file of the manager's waits for its form, and so does one of heads, of the administrator's.
func (b *builder) accessSheets() {
	b.t.Helper()
	list := b.accessAt("Collège Membre", "/fichiers/imports")
	send := func(content string) string {
		path := b.sendsSheet(manager, list, "personnes", content)
		return path[strings.LastIndex(path, "/")+1:]
	}
	b.ids["sheet of people"] = send(peopleTitles + "Sam;Envoi;sam@preau.test;;;Validateur;;;;\nSans;Rôle;sans@preau.test;;;Chef;;;;\n")
	b.ids["same sheet of people"] = send(peopleTitles + "Andrée;manager;manager@preau.test;;;Acheteur;;;;\n")
	b.ids["dropped sheet of people"] = send(peopleTitles + "Sam;Envoi;sam@preau.test;;;Acheteur;;;;\n")
	b.post(manager, list+"/"+b.ids["dropped sheet of people"]+"/abandon", url.Values{"version": {"3"}}, 303)
	wait := func(role, path, name, content string) string {
		if p := b.upload(role, path, url.Values{}, name, content); p.Status != 422 {
			b.t.Fatalf("without a kind: %d %s", p.Status, p.Text())
		}
		return b.one(`SELECT id FROM document_files WHERE state = 'staged' AND name = $1`, name)
	}
	b.ids["staged people"] = wait(manager, list+"/nouveau", "collègues.csv", peopleTitles+"Zoé;Attente;zoe@preau.test;;;Acheteur;;;;\n")
	b.ids["staged heads"] = wait(admin, operatorsImports+"/nouveau", "responsables.csv", headsTitles+b.ids["ref P.O. des Écoles"]+";Personne de référence;Zoé;Attente;zoe@preau.test;;;;\n")
}

// peopleAt is the page of the manager's sheets, or of one of them.
func (w *town) peopleAt(sheet, tail string) string {
	if sheet != "" {
		tail = "/" + w.ids[sheet] + tail
	}
	return w.accessAt("Collège Membre", "/fichiers/imports") + tail
}

const peopleRoute = "/acces/{ref}/fichiers/imports"

// accessSheetPosts send a sheet of people to a school, and decide what becomes of one.
func (w *town) accessSheetPosts() []try {
	file := url.Values{"sorte": {"personnes"}, "fichier_recu": {w.ids["staged people"]}}
	version := url.Values{"version": {"3"}}
	out := []try{
		{route: peopleRoute + "/nouveau", what: "the member's school", path: w.peopleAt("", "/nouveau"), form: file},
		{route: peopleRoute + "/nouveau", what: "another school", path: w.accessAt("Collège Voisin", "/fichiers/imports/nouveau"), form: file},
		{route: peopleRoute + "/nouveau", what: "the operator's kind", path: w.peopleAt("", "/nouveau"), form: with(file, "sorte", "responsables")},
	}
	for _, tail := range []string{"/ecriture", "/comparaison", "/arret", "/abandon"} {
		out = append(
			out,
			try{route: peopleRoute + "/{n}" + tail, what: "ready", path: w.peopleAt("sheet of people", tail), form: version},
			try{route: peopleRoute + "/{n}" + tail, what: "done", path: w.peopleAt("same sheet of people", tail), form: version},
			try{route: peopleRoute + "/{n}" + tail, what: "of another school", path: w.accessAt("Collège Voisin", "/fichiers/imports/"+w.ids["sheet of people"]+tail), form: version},
		)
	}
	return out
}

// accessSheetGets are the page of a sheet of people in its states, and what it and the place give out.
func (w *town) accessSheetGets() []try {
	out := []try{
		{route: peopleRoute, what: "the member's school", path: w.peopleAt("", "")},
		{route: peopleRoute, what: "another school", path: w.accessAt("Collège Voisin", "/fichiers/imports")},
		{route: peopleRoute + "/nouveau", what: "the member's school", path: w.peopleAt("", "/nouveau")},
		{route: peopleRoute + "/nouveau", what: "the authority", path: w.accessAt("P.O. des Écoles", "/fichiers/imports/nouveau")},
		{route: peopleRoute + "/nouveau/modeles/{modele}", path: w.peopleAt("", "/nouveau/modeles/personnes.xlsx")},
		{route: peopleRoute + "/nouveau/modeles/{modele}", what: "the operator's", path: w.peopleAt("", "/nouveau/modeles/responsables.xlsx")},
	}
	for _, tail := range []string{"", "/avancement", "/erreurs"} {
		out = append(
			out,
			try{route: peopleRoute + "/{n}" + tail, what: "ready", path: w.peopleAt("sheet of people", tail)},
			try{route: peopleRoute + "/{n}" + tail, what: "done", path: w.peopleAt("same sheet of people", tail)},
			try{route: peopleRoute + "/{n}" + tail, what: "cancelled", path: w.peopleAt("dropped sheet of people", tail)},
			try{route: peopleRoute + "/{n}" + tail, what: "of another school", path: w.accessAt("Collège Voisin", "/fichiers/imports/"+w.ids["sheet of people"]+tail)},
			try{route: peopleRoute + "/{n}" + tail, what: "the operator's", path: w.peopleAt("", "/1"+tail)},
		)
	}
	for _, format := range []string{"xlsx", "csv"} {
		out = append(
			out,
			try{route: "/acces/{ref}/personnes/liste." + format, what: "the member's school", path: w.accessAt("Collège Membre", "/personnes/liste."+format)},
			try{route: "/acces/{ref}/personnes/liste." + format, what: "the authority", path: w.accessAt("P.O. des Écoles", "/personnes/liste."+format)},
			try{route: "/acces/responsables." + format, path: "/acces/responsables." + format},
		)
	}
	return out
}
