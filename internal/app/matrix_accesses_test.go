package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/app"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// The people of the row « accesses » of the specification's matrix 1.12, as its columns: those of one school but for the last
// three, and of the authority above it.
const (
	requester  = "demandeur"
	validator  = "validateur"
	buyer      = "acheteur"
	superbuyer = "superacheteur"
	receiver   = "réceptionniste"
)

var chainPeople = []string{visitor, requester, validator, buyer, superbuyer, receiver, manager, president, coordinator}

// The places of that matrix: the school, one of the same authority, one of another authority, and the authorities themselves.
const (
	ownSchool    = "Collège Membre"
	sisterSchool = "Collège Voisin"
	otherSchool  = "Collège Demandeur"
	ownBody      = "P.O. des Écoles"
	otherBody    = "P.O. d'Ailleurs"
)

// accessTown is the town with everybody of the matrix, and at each place somebody to see, to end, and a request to decide.
type accessTown struct {
	*builder
	n       int               // counts the addresses of who is given something
	markets map[string]string // numbers: one that pages ask for, one that programs do
	asked   map[string]string // numbers of requests for a role, by channel and place
}

func (a *accessTown) settle() {
	b := a.builder
	b.t.Helper()
	b.authority(otherBody, otherSchool)
	b.dora()
	b.in[requester] = b.in["dora"]
	b.appoints(admin, "second president", otherBody, "ordering.president")
	a.markets = map[string]string{viaPage: b.runs("Manuels", ownSchool), viaAPI: b.runs("Sport", ownSchool)}
	for _, n := range []string{"1", a.markets[viaPage], a.markets[viaAPI]} {
		for _, school := range []string{sisterSchool, otherSchool} {
			b.post(central, "/marches/"+n+"/adherents", url.Values{"organisation": {b.ids["ref "+school]}, "du": {"2026-11-01"}}, 303)
		}
	}
	b.appoints(president, "voisine", sisterSchool, "ordering.manager")
	b.appoints("second president", "second manager", otherSchool, "ordering.manager")
	for role, key := range map[string]string{validator: "ordering.validator", buyer: "ordering.buyer", receiver: "ordering.receiver"} {
		a.joins(manager, role, ownSchool, key)
	}
	a.joins(president, superbuyer, ownBody, "ordering.superbuyer")
	for _, w := range []struct{ place, head, manager string }{
		{ownSchool, president, manager}, {sisterSchool, president, "voisine"}, {otherSchool, "second president", "second manager"},
	} {
		for _, channel := range []string{viaPage, viaAPI} {
			a.gives2(w.head, w.place, "ordering.manager", channel)
			a.gives2(w.manager, w.place, "ordering.receiver", channel)
		}
		a.gives2(w.manager, w.place, "ordering.receiver", "reste")
	}
	a.asked = map[string]string{}
	for _, place := range []string{ownSchool, sisterSchool, otherSchool} {
		for channel, role := range map[string]string{viaPage: member, viaAPI: stranger} {
			b.post(role, "/acces/demandes/nouvelle", url.Values{"lieu": {b.ids["ref "+place]}, "role": {"ordering.buyer"}}, 303)
			a.asked[channel+place] = b.one(`SELECT CAST(max(number) AS TEXT) FROM request_asks`)
		}
	}
	var scopes []string
	for _, s := range app.Scopes() {
		scopes = append(scopes, s.Key)
	}
	for _, role := range chainPeople[1:] {
		b.tokens[role] = b.token(role, scopes...)
	}
}

// joins is appoints for somebody whose name is no address.
func (a *accessTown) joins(giver, role, place, key string) {
	b := a.builder
	b.t.Helper()
	address := strings.TrimPrefix(key, "ordering.") + "@preau.test"
	b.post(giver, b.accessAt(place, "/personnes/nouvelle"), url.Values{"prenom": {"Andrée"}, "nom": {role}, "email": {address}, "roles": {key}}, 303)
	b.in[role] = b.browser()
	b.accept(role, b.linkTo(address))
}

// gives2 gives somebody new a role, whose access ends later by a page or a program.
func (a *accessTown) gives2(giver, place, key, channel string) {
	b := a.builder
	b.t.Helper()
	a.n++
	address := fmt.Sprintf("p%d@preau.test", a.n)
	b.post(giver, b.accessAt(place, "/personnes/nouvelle"), url.Values{"prenom": {"Paule"}, "nom": {channel}, "email": {address}, "roles": {key}}, 303)
	b.ids[channel+key+place] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = $1`, address)
}

// The ways of an act.
const (
	viaPage = "page"
	viaAPI  = "programme"
)

// deed is one row of the matrix: an act at a place, through a page and through the API.
type deed struct {
	what  string
	page  func(role string) *webtest.Page
	api   func(role string) (method, path, body, match string)
	place string
}

func (a *accessTown) open(role, path string) *webtest.Page { return a.in[role].Get(path) }

func (a *accessTown) send(role, path string, f url.Values) *webtest.Page {
	return a.in[role].PostForm(path, keyed(f))
}

func (a *accessTown) at(place, tail string) string { return "/places/" + a.ids["ref "+place] + tail }

// deeds are the acts at a school.
func (a *accessTown) deeds(place string) []deed {
	ref := a.ids["ref "+place]
	out := []deed{
		{what: "see", page: func(role string) *webtest.Page { return a.open(role, "/acces/"+ref) }, api: reads(a.at(place, ""))},
		{what: "see who", page: func(role string) *webtest.Page {
			return a.open(role, "/acces/"+ref+"/personnes/"+a.ids["resteordering.receiver"+place])
		}, api: reads(a.at(place, "/people/"+a.ids["resteordering.receiver"+place]))},
	}
	for _, key := range []string{"requester", "validator", "buyer", "receiver", "manager"} {
		out = append(out, a.gift(place, "ordering."+key))
	}
	out = append(out, a.end(place, "ordering.receiver"), a.end(place, "ordering.manager"))
	amount := "/ordering/places/" + ref + "/maximum-amount"
	return append(
		out,
		deed{what: "see the maximum amount", page: func(role string) *webtest.Page { return a.open(role, "/commandes/montants/"+ref) }, api: reads(amount)},
		deed{what: "set the maximum amount", page: func(role string) *webtest.Page {
			return a.send(role, "/commandes/montants/"+ref, url.Values{"montant": {"500"}, "version": {a.amountVersion(place)}})
		}, api: func(string) (string, string, string, string) {
			return "PUT", amount, `{"amount":"500.00"}`, `"` + a.amountVersion(place) + `"`
		}},
		deed{what: "ask for a market", page: func(role string) *webtest.Page {
			return a.send(role, "/commandes/"+ref+"/marches/"+a.markets[viaPage]+"/demande", nil)
		}, api: func(string) (string, string, string, string) {
			return "POST", "/ordering/places/" + ref + "/markets/" + a.markets[viaAPI] + "/request", "", ""
		}},
		deed{
			what: "see a request", page: func(role string) *webtest.Page { return a.open(role, "/acces/demandes/"+a.asked[viaPage+place]) },
			api: reads("/access-requests/" + a.asked[viaPage+place]),
		},
		deed{what: "decide a request", page: func(role string) *webtest.Page {
			return a.send(role, "/acces/demandes/"+a.asked[viaPage+place], url.Values{"acte": {"confirmer"}})
		}, api: func(string) (string, string, string, string) {
			return "POST", "/access-requests/" + a.asked[viaAPI+place] + "/acceptance", "", ""
		}},
		deed{what: "ask for a role", page: func(role string) *webtest.Page {
			return a.send(role, "/acces/demandes/nouvelle", url.Values{"lieu": {ref}, "role": {"ordering.validator"}})
		}, api: func(string) (string, string, string, string) {
			return "POST", "/access-requests", `{"place":"` + ref + `","role":"ordering.validator"}`, ""
		}},
	)
}

// bodyDeeds are the acts at an authority.
func (a *accessTown) bodyDeeds(place string) []deed {
	ref := a.ids["ref "+place]
	return []deed{
		{what: "see", page: func(role string) *webtest.Page { return a.open(role, "/acces/"+ref) }, api: reads(a.at(place, ""))},
		a.gift(place, "ordering.superbuyer"), a.gift(place, "ordering.president"),
		{
			what: "see the maximum amounts", page: func(role string) *webtest.Page { return a.open(role, "/commandes/montants/"+ref) },
			api: reads("/ordering/places/" + ref + "/maximum-amounts"),
		},
	}
}

func reads(path string) func(string) (string, string, string, string) {
	return func(string) (string, string, string, string) { return "GET", path, "", "" }
}

func (a *accessTown) amountVersion(place string) string {
	return a.one(`SELECT CAST(coalesce(max(version), 0) AS TEXT) FROM ordering_limits WHERE org_id = $1`, a.ids[place])
}

// gift gives a role to somebody new.
func (a *accessTown) gift(place, key string) deed {
	market := ""
	if key == "ordering.requester" {
		market = a.ids["market"]
	}
	return deed{what: "give " + strings.TrimPrefix(key, "ordering."), page: func(role string) *webtest.Page {
		a.n++
		f := with(accessForm(key, market), "email", fmt.Sprintf("p%d@preau.test", a.n))
		return a.send(role, a.accessAt(place, "/personnes/nouvelle"), f)
	}, api: func(string) (string, string, string, string) {
		a.n++
		limits := ""
		if market != "" {
			limits = `,"limits":["1"]`
		}
		return "POST", a.at(place, "/people"), fmt.Sprintf(`{"email":"p%d@preau.test","first_name":"Dora","last_name":"Demandeur","roles":[{"role":"%s"%s}]}`, a.n, key, limits), ""
	}}
}

// end ends all that who acts gives to somebody.
func (a *accessTown) end(place, key string) deed {
	return deed{what: "end a " + strings.TrimPrefix(key, "ordering."), page: func(role string) *webtest.Page {
		path := a.accessAt(place, "/personnes/"+a.ids[viaPage+key+place])
		f := url.Values{"etat": {"autre"}}
		if role != visitor {
			for _, n := range a.in[role].Get(path).Find(`input[name="etat"]`) {
				f.Set("etat", n.Attr("value"))
			}
		}
		return a.send(role, path, f)
	}, api: func(role string) (string, string, string, string) {
		path := a.at(place, "/people/"+a.ids[viaAPI+key+place])
		match := `"0"`
		if tag := a.call("GET", path, a.tokens[role], "").Header().Get("ETag"); tag != "" {
			match = tag
		}
		return "PUT", path + "/roles", `{"roles":[]}`, match
	}}
}

// cell does a deed both ways, and says what came of each.
func (a *accessTown) cell(d deed, role string) string {
	a.t.Helper()
	if role == visitor { // a browser of somebody who has not signed in
		a.in[visitor] = a.browser()
	}
	p := d.page(role)
	byPage := number(p.Status)
	switch {
	case len(p.Hops) > 0 && strings.HasPrefix(p.Hops[0], "/connexion"):
		byPage = "sign in"
	case p.Status == http.StatusUnauthorized:
		byPage = "sign in"
	case len(p.Hops) > 0:
		byPage = "done"
	case p.Status == http.StatusForbidden:
		if code := reasonShown.FindSubmatch(p.Body); code != nil {
			byPage += " " + string(code[1])
		} else {
			a.t.Errorf("%s at %s by %s is refused without a reason", d.what, d.place, role)
		}
	}
	method, path, body, match := d.api(role)
	headers := []string(nil)
	if match != "" {
		headers = []string{"If-Match", match}
	}
	w := a.call(method, path, a.tokens[role], body, headers...)
	byProgram := number(w.Code)
	switch {
	case w.Code == http.StatusUnauthorized:
		byProgram = "sign in"
	case w.Code < 300 && method != "GET":
		byProgram = "done"
	case w.Code == http.StatusForbidden:
		for _, r := range problemIn(a.house, w).Reasons {
			byProgram += " " + r.Code
		}
	}
	if byPage == byProgram {
		return byPage
	}
	return byPage + " · " + byProgram
}

// The row « accesses » of the matrix 1.12: who sees, gives each role, ends, sets amounts, asks and decides, at the own school, at a school of
// the same authority, and at one of another, through the pages and through the API. What is not theirs to see answers 404 rather than 403; what
// they see and may not do says why (R292).
func TestMatrixOfAccesses(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			covers.Statement(t, "R292")
			a := &accessTown{builder: inhabited(t, e)}
			a.settle()
			out := matrix{people: chainPeople, first: "act"}
			for _, place := range []string{ownSchool, sisterSchool, otherSchool, ownBody, otherBody} {
				deeds := a.deeds
				if place == ownBody || place == otherBody {
					deeds = a.bodyDeeds
				}
				for _, d := range deeds(place) {
					d.place = place
					for _, role := range chainPeople {
						out.add(try{route: place + ": " + d.what}, role, a.cell(d, role))
					}
				}
			}
			for _, d := range a.groupDeeds() {
				for _, role := range chainPeople {
					out.add(try{route: d.what}, role, a.cell(d, role))
				}
			}
			out.golden(t, "matrix_accesses.md", "# Who gives, sees, ends and asks for accesses\n\nThrough the pages and through the API: one answer where both are the same, else the page's and the API's.\n")
		})
	}
}

// groupDeeds are the coordinator's: the memberships of a purchasing group.
func (a *accessTown) groupDeeds() []deed {
	asker := a.ids["ref Collège Demandeur"]
	return []deed{
		{
			what: "see the memberships of a group", page: func(role string) *webtest.Page { return a.open(role, groupAt(running, "/adhesions")) },
			api: reads(groupPath(running, "/demands")),
		},
		{what: "accept a membership", page: func(role string) *webtest.Page {
			return a.send(role, groupAt(running, "/adhesions"), url.Values{"acte": {"accepter"}, "membres": {asker}})
		}, api: func(string) (string, string, string, string) {
			return "POST", groupPath(running, "/demands/"+asker+"/acceptance"), "", ""
		}},
	}
}
