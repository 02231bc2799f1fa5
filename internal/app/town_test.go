package app_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/catalog"
	"preau/internal/catalog/search"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/blob"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

// The people of the town, as the columns of the matrices.
const (
	visitor     = "visitor"
	schoolless  = "no school"
	stranger    = "other school"
	member      = "member"
	neighbour   = "other member"
	unconfirmed = "unconfirmed"
	coordinator = "coordinator"
	elsewhere   = "coordinator elsewhere"
	manager     = "manager"   // of the member's school
	president   = "president" // of the authority of both members' schools
	central     = "central"
	helper      = "helpdesk"
	admin       = "administrator"
)

// townspeople are all roles, from who may least to who may most.
var townspeople = []string{visitor, schoolless, stranger, unconfirmed, member, neighbour, elsewhere, coordinator, manager, president, central, helper, admin}

// The town's groups, by their public numbers.
const (
	running   = 1 // entry runs: two members, a demand that waits
	draft     = 2
	joining   = 3 // entry has not begun: the member's demand waits, the other member is accepted, the asker refused for good
	abandoned = 4
)

// town is a database with somebody of every role and something for every route, made once through the program and
// copied for whoever wants it as it was.
type town struct {
	file    []byte            // the SQLite database
	url     string            // of the one on PostgreSQL
	files   map[string][]byte // what the store has
	keys    map[string][]byte // what the store of secrets has
	secrets map[string]string // of sessions, by role
	tokens  map[string]string // of programs, by role: with all scopes
	links   map[string]string // one-time links, by what they are for
	ids     map[string]string // what forms name: references, ids, versions, numbers
}

// builder makes the town, page by page.
type builder struct {
	*house
	*town
	in map[string]*webtest.Client // browsers by role
}

// theTowns are made by the first test that wants one, on each engine.
var theTowns = map[db.Engine]*made{db.SQLite: {}, db.Postgres: {}}

type made struct {
	sync.Mutex
	town *town
}

// newTown is the town on SQLite.
func newTown(t testing.TB) *town {
	t.Helper()
	return townOn(t, db.SQLite)
}

func townOn(t testing.TB, e db.Engine) *town {
	t.Helper()
	it := theTowns[e]
	it.Lock()
	defer it.Unlock()
	if it.town != nil {
		return it.town
	}
	var d *dbtest.DB
	if e == db.Postgres {
		d = dbtest.OpenAt(t, dbtest.KeptPostgres(t))
	} else {
		d = dbtest.Open(t, e)
	}
	b := raise(openHouse(t, d))
	b.keepFiles()
	b.ok(d.Close()) // nobody may be connected to what is copied
	if b.url = d.URL; e == db.SQLite {
		var err error
		b.file, err = os.ReadFile(d.URL)
		b.ok(err)
	}
	it.town = b.town
	return b.town
}

// keepFiles takes what the stores have into the town.
func (b *builder) keepFiles() {
	b.t.Helper()
	b.files, b.keys = b.stored(b.store), b.stored(b.vault)
}

// stored is all that a store has.
func (b *builder) stored(of blob.Store) map[string][]byte {
	b.t.Helper()
	out := map[string][]byte{}
	for i, err := range of.List(b.t.Context()) {
		b.ok(err)
		file, err := of.Open(b.t.Context(), i.Key)
		b.ok(err)
		out[i.Key], err = io.ReadAll(file)
		b.ok(errors.Join(err, file.Close()))
	}
	return out
}

// inhabited is the town on an engine, with everybody signed in on a browser of their own.
func inhabited(t testing.TB, e db.Engine) *builder {
	t.Helper()
	w := *townOn(t, e)
	w.ids, w.tokens, w.links = maps.Clone(w.ids), maps.Clone(w.tokens), maps.Clone(w.links) // a test notes its own
	b := &builder{town: &w, in: map[string]*webtest.Client{visitor: nil}}
	if e == db.Postgres {
		b.house = w.hall(t)
	} else {
		b.house = w.house(t)
	}
	for role := range w.secrets {
		b.in[role] = nil
	}
	for role := range b.in {
		b.in[role] = w.as(b.house, role)
	}
	return b
}

// onBoth runs a test on both engines, in parallel.
func onBoth(t *testing.T, test func(t *testing.T, e db.Engine)) {
	t.Helper()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			test(t, e)
		})
	}
}

// raise fills a house with the town's people and things.
func raise(h *house) *builder {
	h.t.Helper()
	b := &builder{house: h, town: &town{secrets: map[string]string{}, tokens: map[string]string{}, links: map[string]string{}, ids: map[string]string{}}, in: map[string]*webtest.Client{}}
	for _, name := range []string{"Lycée Support", "Lycée Ailleurs", "Collège Membre", "Collège Voisin", "Collège Nouveau", "Collège Demandeur"} {
		b.school(name)
	}
	b.site("Collège Nouveau", "Annexe des Tilleuls", "Redon")
	b.authority("P.O. des Écoles", "Collège Membre", "Collège Voisin")
	b.people()
	b.groups()
	b.sheets()
	b.logo()
	b.documents()
	b.papers()
	b.programs()
	b.imports()
	b.markets()
	b.accesses()
	b.orders()
	b.requests()
	b.photo()
	b.accessSheets()
	b.casework()
	b.offers()
	b.someOffers()
	b.mandates()
	b.drain()
	b.remember()
	return b
}

func (b *builder) school(name string) {
	b.t.Helper()
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		o, err := org.Insert(b.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: name, Place: org.Place{Commune: "Rennes"}})
		b.ids[name], b.ids["ref "+name] = o.ID, o.Ref
		return err
	}))
}

// site gives a school a site without a telephone.
func (b *builder) site(school, name, commune string) {
	b.t.Helper()
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		s, err := org.InsertSite(b.t.Context(), tx, org.Site{OrgID: b.ids[school], Name: name, Place: org.Place{Address: "3, rue des Tilleuls", PostalCode: "35600", Commune: commune}})
		b.ids["site"] = b.ids["ref "+school] + "/implantations/" + s.Ref
		return err
	}))
}

// people opens an account for each role, through the pages.
func (b *builder) people() {
	b.t.Helper()
	b.in[admin] = b.browser()
	b.accept(admin, b.house.admin())
	b.post(admin, "/mise-en-route", settings("0"), 303)
	for role, school := range map[string]string{coordinator: "Lycée Support", elsewhere: "Lycée Ailleurs"} {
		address := userOf(role) + "@preau.test"
		b.post(admin, "/administration/coordonnateurs", url.Values{"support": {b.ids[school]}, "email": {address}, "prenom": {"Coco"}, "nom": {role}}, 303)
		b.in[role] = b.browser()
		b.accept(role, b.linkTo(address))
	}
	b.appoints(admin, president, "P.O. des Écoles", "ordering.president")
	b.appoints(president, manager, "Collège Membre", "ordering.manager")
	for _, role := range []string{schoolless, stranger, member, neighbour, unconfirmed, central, helper, "asker"} {
		b.join(role)
	}
	b.post(admin, "/administration/comptes/"+b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'helpdesk'`)+"/role", url.Values{"acte": {"donner"}, "role": {"platform.helpdesk"}}, 303)
	b.works(member, "Collège Membre")
	b.works(neighbour, "Collège Voisin")
	b.works(stranger, "Collège Nouveau")
	b.works("asker", "Collège Demandeur")
	b.works(unconfirmed, "Collège Membre")
}

func userOf(role string) string { return strings.ReplaceAll(role, " ", ".") }

// accept opens an account by an invitation.
func (b *builder) accept(role, link string) {
	b.t.Helper()
	b.in[role].Get(link).Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200)
}

// join signs up, and activates, which signs in.
func (b *builder) join(role string) {
	b.t.Helper()
	b.in[role] = b.browser()
	b.post(role, "/inscription", signUpForm(userOf(role)), 303)
	link := b.linkTo(userOf(role) + "@preau.test")
	b.post(role, local(link), url.Values{"mot_de_passe": {goodPassword}}, 303)
}

func signUpForm(name string) url.Values {
	return url.Values{"nom_utilisateur": {name}, "email": {name + "@preau.test"}, "mot_de_passe": {goodPassword}, "mot_de_passe_2": {goodPassword}}
}

// works names a school in the profile.
func (b *builder) works(role, school string) {
	b.t.Helper()
	b.post(role, "/compte/profil", url.Values{
		"etablissement": {b.ids["ref "+school]}, "prenom": {"Camille"}, "nom": {role}, "fonction": {"Gestion"}, "telephone": {"02 99 00 00 00"},
		"langue": {"fr"}, "version": {b.version("account_accounts", "user_name", userOf(role))},
	}, 303)
}

func (b *builder) groups() {
	b.t.Helper()
	at := func(d time.Duration) []string {
		paris, err := time.LoadLocation("Europe/Paris")
		b.ok(err)
		return []string{b.d.Clock.Now().Add(d).In(paris).Format("2006-01-02T15:04")}
	}
	const day = 24 * time.Hour
	for n, from := range map[int]time.Duration{running: -time.Hour, draft: day, joining: 3 * day, abandoned: day} {
		b.ids[number(n)+" from"] = at(from)[0]
	}
	for _, n := range []int{running, draft, joining, abandoned} {
		b.post(coordinator, "/groupements/nouveau", url.Values{
			"support": {b.ids["Lycée Support"]}, "titre": {"Groupement " + number(n)}, "description": {"Achats"},
			"adhesions_jusqu_au": at(5 * day), "saisie_du": {b.ids[number(n)+" from"]}, "saisie_jusqu_au": at(14 * day),
		}, 303)
		for _, lot := range []string{"Sciences", "Papier"} {
			b.post(coordinator, groupAt(n, "/lots/nouveau"), lotForm(lot, ""), 303)
		}
		if n != draft {
			b.post(coordinator, groupAt(n, "/ouvrir"), url.Values{}, 303)
		}
	}
	for _, role := range []string{member, neighbour, "asker"} {
		b.post(role, groupAt(running, "/adherer"), url.Values{}, 303)
	}
	for _, role := range []string{member, neighbour} {
		b.post(role, groupAt(joining, "/adherer"), url.Values{}, 303)
	}
	b.post(coordinator, groupAt(running, "/adhesions"), url.Values{"acte": {"accepter"}, "membres": {b.ids["ref Collège Membre"], b.ids["ref Collège Voisin"]}}, 303)
	b.post(coordinator, groupAt(joining, "/adhesions"), url.Values{"acte": {"accepter"}, "membres": {b.ids["ref Collège Voisin"]}}, 303)
	b.post("asker", groupAt(joining, "/adherer"), url.Values{}, 303)
	b.post(coordinator, groupAt(joining, "/adhesions"), url.Values{"acte": {"refuser"}, "membres": {b.ids["ref Collège Demandeur"]}, "motif": {"Doublon"}, "definitif": {"1"}}, 303)
	b.post(coordinator, groupAt(abandoned, "/abandonner"), url.Values{}, 303)
}

func lotForm(title, version string) url.Values {
	return url.Values{
		"titre": {title}, "lignes": {"3"}, "version": {version}, "article.0": {"Bécher 250 ml"}, "unite.0": {"pièces"},
		"article.1": {"Acide"}, "unite.1": {"litres"}, "decimales.1": {"1"},
	}
}

// documents: the running group has a convention for members, a notice for everybody and one that was withdrawn; the draft
// and the abandoned group have one each. A file of the coordinator's waits for its form.
func (b *builder) documents() {
	b.t.Helper()
	b.sends(groupAt(running, "/documents/nouveau"), "Charte", forMembers)
	b.sends(groupAt(running, "/documents/nouveau"), "Notice", forEverybody)
	b.sends(groupAt(running, "/documents/nouveau"), "Retiré", forEverybody)
	b.sends(groupAt(draft, "/documents/nouveau"), "Projet", forEverybody)
	b.sends(groupAt(joining, "/documents/nouveau"), "Charte", forMembers)
	b.post(coordinator, groupAt(running, "/documents/3/retirer"), url.Values{"version": {"1"}}, 303)
	if p := b.upload(coordinator, groupAt(running, "/documents/nouveau"), documentForm("", forMembers), "attente.pdf", pdf("attente")); p.Status != 422 {
		b.t.Fatalf("without a title: %d", p.Status)
	}
	b.ids["staged"] = b.one(`SELECT id FROM document_files WHERE state = 'staged' AND use_key = 'needs.document'`)
}

// imports: a list waits to be looked at, with a line that is refused; another was written; one was given up. A file of the
// administrator's waits for its form.
func (b *builder) imports() {
	b.t.Helper()
	const path = "/administration/imports/nouveau"
	send := func(kind, name, content string) {
		if p := b.upload(admin, path, url.Values{"sorte": {kind}}, name, content); firstStatus(p) != 303 {
			b.t.Fatalf("%s: %d %s", name, p.Status, p.Text())
		}
		b.drain()
	}
	send("organisations", "liste.csv", "Nom;Type;Commune\nFournil du Bourg;fournisseur;Rennes\nSans type;;Rennes\n")
	send("organisations", "écrite.csv", "Nom;Type;Commune\nPapeterie du Pont;fournisseur;Vitré\n")
	b.post(admin, "/administration/imports/2/ecriture", url.Values{"version": {"3"}}, 303)
	b.drain()
	send("organisations", "abandonnée.csv", "Nom;Type;Commune\nAutre;fournisseur;Redon\n")
	b.post(admin, "/administration/imports/3/abandon", url.Values{"version": {"3"}}, 303)
	if p := b.upload(admin, path, url.Values{}, "attente.csv", "Nom;Type\nEn attente;fournisseur\n"); p.Status != 422 {
		b.t.Fatalf("without a kind: %d %s", p.Status, p.Text())
	}
	b.ids["staged sheet"] = b.one(`SELECT id FROM document_files WHERE state = 'staged' AND use_key = 'imports.sheet'`)
	b.lotSheets()
}

// lotSheets: of the draft, a sheet of lots waits to be looked at, with a line that is refused; another said nothing new; one was
// given up. A file of the coordinator's waits for its form.
func (b *builder) lotSheets() {
	b.t.Helper()
	path := groupAt(draft, "/imports/nouveau")
	send := func(name, content string) {
		if p := b.upload(coordinator, path, url.Values{"sorte": {"lots"}}, name, content); firstStatus(p) != 303 {
			b.t.Fatalf("%s: %d %s", name, p.Status, p.Text())
		}
		b.drain()
	}
	send("lots.csv", "Lot;Article;Unité\nSciences;Lunettes;pièces\nSciences;Sans unité;\n")
	send("pareil.csv", "Lot;Article;Unité\n1;Acide;litres\n")
	send("abandonnés.csv", "Lot;Article;Unité\nNeuf;Gomme;pièces\n")
	b.post(coordinator, groupAt(draft, "/imports/6/abandon"), url.Values{"version": {"3"}}, 303)
	if p := b.upload(coordinator, path, url.Values{}, "attente.csv", "Lot;Article;Unité\nAutre;Colle;pièces\n"); p.Status != 422 {
		b.t.Fatalf("without a kind: %d %s", p.Status, p.Text())
	}
	b.ids["staged lots"] = b.one(`SELECT id FROM document_files WHERE state = 'staged' AND use_key = 'imports.place_sheet'`)
}

// markets: one runs, with an adherent; another was withdrawn.
func (b *builder) markets() {
	b.t.Helper()
	b.gives(central, access.Gift{Role: catalog.Central, Place: access.Everywhere})
	b.ids["supplier"] = b.one(`SELECT ref FROM org_organisations WHERE name = 'Papeterie du Pont'`)
	for n, title := range []string{"Fournitures scolaires", "Mobilier"} {
		b.post(central, "/marches/nouveau", marketForm(b.ids["supplier"], title, ""), 303)
		b.post(central, "/marches/"+number(n+1)+"/adherents", url.Values{"organisation": {b.ids["ref Collège Membre"]}, "du": {"2026-11-01"}}, 303)
	}
	b.ids["adhesion of Collège Membre"], b.ids["adhesion of Collège Voisin"] = b.adhesion("1", "Collège Membre"), "none"
	b.shelf()
	b.post(central, "/marches/2/retirer", url.Values{}, 303)
	b.adherentSheets()
	b.misses()
	b.updates()
	b.ids["version of market 1"] = b.version("catalog_markets", "number", "1")
}

// misses: two searches that found nothing, of which one was dealt with.
func (b *builder) misses() {
	b.t.Helper()
	for _, words := range []string{"vidéoprojecteur", "boulier"} {
		b.ok(b.d.View(b.t.Context(), func(tx *db.Tx) error {
			_, err := b.a.Search.Find(b.t.Context(), tx, search.Query{Text: words})
			return err
		}))
	}
	b.ok(b.a.Search.WriteMisses(b.t.Context()))
	b.post(central, "/catalogue/recherches-sans-resultat/traiter", url.Values{"mots": {"boulier"}}, 303)
}

// updates: an article of the market that runs was corrected; of a third market, an update was dropped, and another waits to be
// looked at, with a line that is refused. A file waits for its form.
func (b *builder) updates() {
	b.t.Helper()
	b.post(central, "/marches/nouveau", marketForm(b.ids["supplier"], "Entretien", ""), 303)
	send := func(market int, sort, name, content string) {
		path := "/marches/" + number(market) + "/catalogue/mises-a-jour/nouvelle"
		if p := b.upload(central, path, url.Values{"sorte": {sort}}, name, content); firstStatus(p) != 303 {
			b.t.Fatalf("%s: %d %s", name, p.Status, p.Text())
		}
		b.drain()
	}
	const titles = "Référence;Désignation;Catégorie;Prix;TVA;Couleur\n"
	send(1, "prix", "prix.csv", "Référence;Prix\n120.460;7,85\n")
	b.post(central, "/marches/1/catalogue/mises-a-jour/1/mise-en-ligne", url.Values{"version": {"2"}}, 303)
	send(3, "complete", "abandon.csv", titles+"700.1;Seau;Entretien;4,50;20;\n")
	b.post(central, "/marches/3/catalogue/mises-a-jour/2/abandon", url.Values{"version": {"2"}}, 303)
	b.drain()
	send(3, "complete", "entretien.csv", titles+"700.1;Seau;Entretien;4,50;20;\n700.2;Balai;Entretien;0;20;rouge\n700-1;Seau vert;Entretien;;20;\n")
	if p := b.upload(central, "/marches/1/catalogue/mises-a-jour/nouvelle", url.Values{}, "à envoyer.csv", titles+"103.400;Gomme;Écriture;0,50;20;\n"); p.Status != 422 {
		b.t.Fatalf("without a kind: %d %s", p.Status, p.Text())
	}
	b.ids["staged catalogue"] = b.one(`SELECT id FROM document_files WHERE state = 'staged' AND use_key = 'catalog.update'`)
	b.ids["article 103.305"] = b.one(`SELECT CAST(number AS TEXT) FROM catalog_articles WHERE reference = '103.305'`)
	b.ids["edition 103.305"] = b.one(`SELECT CAST(max(from_edition) AS TEXT) FROM catalog_versions WHERE article = $1`, b.ids["article 103.305"])
}

// requests: a member misses a slate, on which nobody has decided; another school missed a glue, which was refused.
func (b *builder) requests() {
	b.t.Helper()
	b.post(member, "/articles/demandes/nouveau", url.Values{"designation": {"Ardoise blanche"}, "reference": {"AR 10.20"}, "quantite": {"30"}, "pourquoi": {"Pour les 6e"}}, 303)
	b.post(neighbour, "/articles/demandes/nouveau", url.Values{"designation": {"Colle à paillettes"}}, 303)
	b.post(central, "/articles/demandes/2/reponse", url.Values{"decision": {"refusee"}, "reponse": {"Trop peu demandée"}, "version": {"1"}}, 303)
}

// adherentSheets: of the market that runs, a sheet of adherents waits to be looked at, with a line that is refused; another said
// nothing new; one was given up. A file of the purchasing body's waits for its form.
func (b *builder) adherentSheets() {
	b.t.Helper()
	const path = "/marches/1/imports/nouveau"
	send := func(name, content string) {
		if p := b.upload(central, path, url.Values{"sorte": {"adherents"}}, name, content); firstStatus(p) != 303 {
			b.t.Fatalf("%s: %d %s", name, p.Status, p.Text())
		}
		b.drain()
	}
	voisin, membre := b.ids["ref Collège Voisin"], b.ids["ref Collège Membre"]
	send("adhérents.csv", "Référence;Du;Au\n"+voisin+";01/12/2026;\npersonne-ici;01/12/2026;\n"+membre+";;31/08/2027\n")
	send("mêmes.csv", "Référence;Du\n"+membre+";2026-11-01\n")
	send("abandon.csv", "Référence;Du\n"+voisin+";2026-11-01\n")
	b.post(central, "/marches/1/imports/9/abandon", url.Values{"version": {"3"}}, 303)
	if p := b.upload(central, path, url.Values{}, "à envoyer.csv", "Référence;Du\n"+voisin+";2027-01-01\n"); p.Status != 422 {
		b.t.Fatalf("without a kind: %d %s", p.Status, p.Text())
	}
	b.ids["staged adherents"] = b.one(`SELECT id FROM document_files WHERE state = 'staged' AND use_key = 'imports.place_sheet' AND id <> $1`, b.ids["staged lots"])
}

// adhesion is the id of an organisation's adhesion to a market, as the market's page names it.
func (h *house) adhesion(market, name string) string {
	h.t.Helper()
	return h.one(`SELECT a.id FROM catalog_adherents a JOIN org_organisations o ON o.id = a.org_id WHERE a.market_id = (SELECT id FROM catalog_markets WHERE CAST(number AS TEXT) = $1)
		AND o.name = $2 AND a.taken_at IS NULL`, market, name)
}

func marketForm(supplier, title, version string) url.Values {
	return url.Values{"intitule": {title}, "fournisseur": {supplier}, "reference": {"M-2026"}, "du": {"2026-09-01"}, "au": {"2027-08-31"}, "resume": {"Franco de port dès 50 €"}, "version": {version}}
}

// gives gives somebody a role, as the program itself would.
func (b *builder) gives(role string, g access.Gift) {
	b.t.Helper()
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) (err error) {
		if g.AccountID, err = db.Value[string](b.t.Context(), tx, `SELECT id FROM account_accounts WHERE user_name = $1`, userOf(role)); err != nil {
			return err
		}
		_, err = access.Give(b.t.Context(), tx, access.ByProgram("Préau", tx.Now()), g)
		return err
	}))
}

// logo gives the support establishment a picture.
func (b *builder) logo() {
	b.t.Helper()
	b.in[admin].Get("/administration/organisations/"+b.ids["ref Lycée Support"]+"/image").
		Form("Enregistrer l'image").Attach("Fichier", "logo.png", drawing(b.t, 8, 4)).Submit().WantStatus(200)
}

// photo gives an article of the market that runs a photo.
func (b *builder) photo() {
	b.t.Helper()
	b.in[central].Get("/articles/photos/1/changer").Form("Enregistrer la photo").Attach("Fichier", "stylo.png", drawing(b.t, 8, 4)).Submit().WantStatus(200)
	b.ids["photo"] = b.one(`SELECT f.sha256 FROM catalog_photos p JOIN document_files f ON f.id = p.file_id`)
}

// drawing is a small picture, as a file.
func drawing(t testing.TB, wide, high int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, wide, high))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The values of the field that says for whom a document is.
const (
	forMembers   = "adherents"
	forEverybody = "tous"
)

func documentForm(title, audience string) url.Values {
	return url.Values{"nature": {"convention"}, "titre": {title}, "acces": {audience}}
}

func pdf(text string) string { return "%PDF-1.7\n" + text }

// sends adds a document.
func (b *builder) sends(path, title, audience string) {
	b.t.Helper()
	if p := b.upload(coordinator, path, documentForm(title, audience), title+".pdf", pdf(title)); firstStatus(p) != 303 {
		b.t.Fatalf("%s gets %s: %d %s", path, title, p.Status, p.Text())
	}
}

// upload sends a form with a file and a key of its own.
func (b *builder) upload(role, path string, f url.Values, name, content string) *webtest.Page {
	b.t.Helper()
	return b.uploadAs(role, path, keyed(f), name, content)
}

// sheets: the member has entered the first lot of the running group, and validated the second.
func (b *builder) sheets() {
	b.t.Helper()
	b.post(member, groupAt(running, "/besoins/1"), url.Values{"q.1": {"12"}, "version": {"0"}, "acte": {"enregistrer"}}, 303)
	b.post(member, groupAt(running, "/besoins/2"), url.Values{"q.1": {"7"}, "version": {"0"}, "acte": {"valider"}}, 303)
}

// papers: messages to the desk, accounts to administer, and a link of each kind.
func (b *builder) papers() {
	b.t.Helper()
	b.in[visitor] = b.browser()
	b.links["stop"] = local(b.mailTo("member@preau.test").ListUnsubscribe)
	b.mails.Answer(mail.Refuse)
	b.post(visitor, "/contact", url.Values{"nom": {"Dominique"}, "adresse": {"dominique@preau.test"}, "message": {"Bonjour"}}, 303)
	b.drain()
	b.mails.Answer(nil)
	b.post(visitor, "/contact", url.Values{"nom": {"Dominique"}, "adresse": {"dominique@preau.test"}, "message": {"Bonjour"}}, 303)
	b.post(admin, "/administration/messages/2026-000002/fermeture", url.Values{"version": {"1"}}, 303)
	b.post(visitor, "/inscription", signUpForm("waiting"), 303)
	b.links["activation"] = local(b.linkTo("waiting@preau.test"))
	b.post(coordinator, groupAt(running, "/coordonnateurs"), url.Values{"email": {"invited@preau.test"}, "prenom": {"Ina"}, "nom": {"Vitée"}}, 303)
	b.links["invitation"] = local(b.linkTo("invited@preau.test"))
	b.join("suspended")
	b.ids["suspended"] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'suspended'`)
	b.post(admin, "/administration/comptes/"+b.ids["suspended"]+"/suspension", url.Values{"motif": {"Essai"}}, 303)
	b.moves()
	b.post(visitor, "/mot-de-passe/oubli", url.Values{"nom_utilisateur": {userOf(schoolless)}}, 303)
	b.links["reset"] = local(b.linkTo(userOf(schoolless) + "@preau.test"))
	b.post(visitor, "/connexion/lien", url.Values{"nom_utilisateur": {userOf(schoolless)}}, 303)
	b.links["sign-in"] = local(b.linkTo(userOf(schoolless) + "@preau.test"))
}

// moves: the address of one account is being changed, and the old mailbox of another has objected.
func (b *builder) moves() {
	b.t.Helper()
	for _, name := range []string{"moving", "objecting"} {
		b.join(name)
		b.ids[name] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = $1`, name)
		b.post(admin, "/administration/comptes/"+b.ids[name]+"/adresse", url.Values{"nouvelle_adresse": {name + "@nouveau.test"}, "motif": {"Essai"}, "preuve": {"Carte vue"}}, 303)
	}
	b.post(visitor, local(b.linkTo("objecting@preau.test")), nil, 303)
	b.links["objection"], b.links["confirmation"] = local(b.linkTo("moving@preau.test")), local(b.linkTo("moving@nouveau.test"))
}

var secretShown = regexp.MustCompile(`preau_[A-Za-z0-9_-]{43}`)

// programs: everybody has a token with all scopes, made on the page. It was used just now, so that no request notes it.
func (b *builder) programs() {
	b.t.Helper()
	for _, role := range townspeople[1:] {
		f := url.Values{"nom": {"Tableur"}, "duree": {"30"}}
		for _, s := range app.Scopes() {
			f.Add("portees", s.Key)
		}
		p := b.in[role].PostForm("/compte/jetons", keyed(f))
		if b.tokens[role] = secretShown.FindString(string(p.Body)); b.tokens[role] == "" {
			b.t.Fatalf("%s gets no token: %d %s", role, p.Status, p.Text())
		}
	}
	b.run(`UPDATE token_tokens SET used_at = $1`, b.d.Clock.Now())
}

func (h *house) drain() {
	h.t.Helper()
	_, err := h.a.Queue.Drain(h.t.Context())
	h.ok(err)
}

// remember keeps what the forms of the matrices name.
func (b *builder) remember() {
	b.t.Helper()
	for role, c := range b.in {
		b.secrets[role] = c.Cookie("session")
	}
	b.run(`UPDATE account_sessions SET proved_at = $1`, b.d.Clock.Now().AddDate(10, 0, 0)) // the tests of proofs alone ask for one
	for _, role := range townspeople[1:] {
		name := userOf(role)
		if role == admin {
			name = "admin"
		}
		b.ids["version of "+role] = b.version("account_accounts", "user_name", name)
	}
	b.ids["waiting"] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'waiting'`)
	b.ids["invited"] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = 'invited@preau.test'`)
	b.ids["member"] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'member'`)
	b.ids["admin"] = b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'admin'`)
	b.ids["accepted mail"] = b.one(`SELECT id FROM notify_mails WHERE state = 'accepted' ORDER BY id LIMIT 1`)
	b.ids["dead job"] = "0193aa00-0000-7000-8000-000000000001"
	b.run(`INSERT INTO jobs_queue (id, kind, args, state, run_at, attempt, max_attempts, last_error, added_at, failed_at)
		VALUES ($1, 'every.db.optimize', '{"slot":0}', 'dead', $2, 5, 5, 'disk full', $2, $2)`, b.ids["dead job"], b.d.Clock.Now())
	for n, state := range []string{"active", "disabled"} {
		b.run(`INSERT INTO webhook_endpoints (id, number, url, events, generation, state, state_at, tired, version) VALUES ($1, $2, 'https://logiciel.test/a', 'offer.unpublished', 1, $3, $4, FALSE, 1)`,
			"hook "+number(n+1), n+1, state, b.d.Clock.Now())
	}
	b.run(`UPDATE webhook_counters SET n = 2`)
	b.run(`INSERT INTO webhook_deliveries (id, endpoint_id, event, kind, object, path, happened_at, added_at, state, tries, tried_at, status, why)
		VALUES ('told', 'hook 1', 'event', 'order.sent', '5001-2026-000001', '/commandes/5001-2026-000001', $1, $1, 'failed', 14, $1, 503, '')`, b.d.Clock.Now())
	b.ids["refused mail"] = b.one(`SELECT id FROM notify_mails WHERE state = 'refused' ORDER BY id LIMIT 1`)
	b.ids["session"] = b.one(`SELECT s.id FROM account_sessions s JOIN account_accounts a ON a.id = s.account_id WHERE a.user_name = 'member' AND s.ended_at IS NULL`)
	b.ids["aidant"] = b.one(`SELECT id FROM account_accounts WHERE email = 'aidant@preau.test'`)
	b.ids["elsewhere"] = b.one(`SELECT id FROM account_accounts WHERE user_name = 'coordinator.elsewhere'`)
	b.ids["settings"] = b.one(`SELECT CAST(version AS TEXT) FROM instance_settings`)
	for _, n := range []int{running, draft} {
		b.ids["version of "+number(n)] = b.version("needs_groups", "number", n)
	}
}

func (b *builder) version(table, column string, value any) string {
	b.t.Helper()
	return b.one(`SELECT CAST(version AS TEXT) FROM `+table+` WHERE `+column+` = $1`, value)
}

func (h *house) one(q string, args ...any) string {
	h.t.Helper()
	var out string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		out, err = db.Value[string](h.t.Context(), tx, q, args...)
		return err
	}))
	return out
}

// post sends a form with a fresh key, and fails unless it is answered so.
func (b *builder) post(role, path string, f url.Values, want int) {
	b.t.Helper()
	p := b.in[role].PostForm(path, keyed(f))
	if got := firstStatus(p); got != want {
		b.t.Fatalf("%s posts %s: %d, want %d: %s", role, path, got, want, p.Text())
	}
}

// firstStatus is the answer's own status, before its redirects were followed.
func firstStatus(p *webtest.Page) int {
	if len(p.Hops) > 0 {
		return http.StatusSeeOther
	}
	return p.Status
}

// keyed is the form with a key of its own.
func keyed(f url.Values) url.Values {
	out := url.Values{"_cle": {id.New()}}
	for name, all := range f {
		out[name] = all
	}
	return out
}

func number(n int) string { return strconv.Itoa(n) }

func groupAt(n int, tail string) string { return "/groupements/" + number(n) + tail }

// local is the path of a whole address.
func local(link string) string { return strings.TrimPrefix(link, webtest.Base) }

func settings(version string) url.Values {
	return url.Values{
		"titre": {"Plateforme d'essai"}, "contact": {"operateur@preau.test"}, "ligne": {"Une association"}, "zone": {"Europe/Paris"}, "montants": {"HTVA"},
		"services": {"needs", "ordering", "casework", "offers"}, "connexion": {"password", "link"}, "inscription": {"1"}, "version": {version}, "smtp_chiffrement": {"starttls"}, "smtp_port": {"587"},
	}
}
