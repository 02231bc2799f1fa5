package journeys_test

import (
	"bytes"
	"image"
	"image/png"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"preau/internal/core/account"
	"preau/internal/core/notify"
	"preau/internal/demo"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
	"preau/internal/needs/group"
)

// visitor is nobody signed in.
const visitor demo.Role = ""

// world is a house in which the demonstration's story was told: real objects in all their states, long names included.
type world struct {
	*house
	names  map[demo.Role]string // user names
	places *strings.Replacer    // {books} is a group's number, {stop} a mail's link …
	known  []string             // of those, to find what is misspelt
}

// newWorld is a world of the test's own, with the addresses of what the tables of pages speak of.
func newWorld(t testing.TB) *world {
	t.Helper()
	toldOnce.Do(func() { told = tell(t) })
	if told == nil {
		t.Fatal("the story could not be told")
	}
	file := filepath.Join(t.TempDir(), "preau.db")
	if err := os.WriteFile(file, told.database, 0o600); err != nil {
		t.Fatal(err)
	}
	d := dbtest.OpenAt(t, file)
	w := &world{house: newHouse(t, d, demo.NewPost(mail.NewMailbox(d.DB))), names: map[demo.Role]string{}}
	w.earlier = told.url
	w.ok(os.CopyFS(w.files, told.files))
	for _, a := range told.story.Accounts() {
		w.names[a.Role] = a.UserName
	}
	w.findPlaces()
	return w
}

// tale is what is left of a house in which the story was told: telling it takes as long as looking at fifty pages, so
// the tests of a process copy it.
type tale struct {
	story    *demo.Story
	database []byte
	files    fstest.MapFS
	url      string // to which the mails lead
}

var (
	toldOnce sync.Once
	told     *tale
)

func tell(t testing.TB) *tale {
	t.Helper()
	s, err := demo.Read()
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t, db.SQLite)
	post := demo.NewPost(mail.NewMailbox(d.DB))
	h := newHouse(t, d, post)
	h.ok(s.Tell(t.Context(), h.a.Stage(d.DB, d.Clock, post), dbtest.Start))
	h.ok(d.Close()) // what it keeps beside its file is then in it
	out := &tale{story: s, files: fstest.MapFS{}, url: h.url}
	out.database, err = os.ReadFile(d.URL)
	h.ok(err)
	kept := os.DirFS(h.files)
	h.ok(fs.WalkDir(kept, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := fs.ReadFile(kept, name)
		out.files[name] = &fstest.MapFile{Data: content, Mode: 0o600}
		return err
	}))
	return out
}

// in is the same world as a subtest uses it.
func (w *world) in(t *testing.T) *world {
	out, h := *w, *w.house
	h.t, out.house = t, &h
	return &out
}

// client is a browser without scripts or pictures, quick, signed in as somebody.
func (w *world) client(who demo.Role) *webtest.Client {
	w.t.Helper()
	c := webtest.New(w.t, w.a.Handler)
	if who != visitor {
		c.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", w.names[who]).Fill("Mot de passe", demo.Password).Submit().WantStatus(200)
	}
	return c
}

func (w *world) findPlaces() {
	w.t.Helper()
	coordinator, admin := w.client(demo.Coordinator), w.client(demo.Admin)
	at := map[string]string{}
	for name, title := range map[string]string{
		"past": "Manuels scolaires 2026", "books": "Manuels scolaires 2027", "furniture": "Mobilier et petit équipement", "cleaning": "Produits d'entretien", "ink": "Cartouches d'encre", "supplies": "Fournitures de bureau",
	} {
		at[name] = numberIn(coordinator, "/groupements", title)
	}
	for name, address := range map[string]string{
		"suspended": "denis.rabillard@example.net", "invited": "solenn.abgrallec@example.org", "new": "martin.leroussel@example.com",
		"bounced": "pierrick.ogerel@example.net", "long": "ma.dekerguivarec", "never": "paul.hamon@example.com",
	} {
		at[name] = numberIn(admin, "/administration/comptes?q="+url.QueryEscape(address), "")
	}
	at["asked"] = numberIn(admin, "/administration/messages", "Odile Marchadour")
	at["answered"] = numberIn(admin, "/administration/messages", "Claire Vasseur")
	at["request"] = numberIn(w.client(demo.Done), "/acces/demandes", "Rémi Cadoret")
	aide := w.client(demo.Aide).Get("/demandes").WantStatus(200).In("main table tbody")
	for name, title := range map[string]string{"talk": "Rappel d'aide au logement", "over": "Prime d'activité suspendue", "unsent": "Indu contesté"} {
		at[name] = strings.Split(aide.Row(title).Links()[0].Href, "/")[2]
	}
	for name, title := range map[string]string{"walks": "Bouger ensemble", "falls": "Premiers gestes en EHPAD"} {
		at[name] = numberIn(w.client(demo.Provider), "/offreur/offres", title)
	}
	at["rumours"] = numberIn(w.client(demo.Inspector), "/offreur/offres", "Vaccins : le vrai, le faux")
	users := w.client(demo.Inspector).Get("/offreur/utilisateurs").WantStatus(200).In("main table tbody").Row("Daniélou").Links()
	at["inspector"] = lastOf(users[len(users)-1].Href)
	lieux := w.client(demo.Inspector).Get("/offreur/lieux").WantStatus(200).In("main table tbody").Row("Marais").Links()
	at["marais"] = lastOf(lieux[len(lieux)-1].Href)
	people := w.client(demo.Manager).Get("/acces/college-des-genets").WantStatus(200).In(`section[aria-labelledby="personnes"] tbody`)
	at["lost"] = lastOf(people.Row("Clémence Auvrignac").Links()[0].Href)
	at["bought"] = lastOf(people.Row("Pauline Desnos").Links()[0].Href)
	at["settings"] = versionIn(admin, "/administration/reglages")
	at["drafted"] = versionIn(coordinator, "/groupements/"+at["cleaning"]+"/modifier")
	at["profile"] = versionIn(w.client(demo.Begun), "/compte/profil")
	at["support"] = coordinator.Get("/groupements/nouveau").Find("select[name=" + group.FieldSupport + "] option")[0].Attr("value")
	at["school"] = coordinator.Get("/groupements/" + at["books"] + "/adhesions").Find("input[name=membres]")[0].Attr("value")
	at["member"] = lastOf(coordinator.Get("/groupements/" + at["books"] + "/suivi").Find("main table tbody a")[0].Attr("href"))
	at["place"] = numberIn(admin, "/administration/organisations?q=college", "")
	at["belgian"] = "fase-19" // of the sample: a school with two sites
	at["drawn"] = w.withPicture(admin)
	at["pictured"] = w.withPhoto()
	at["job"] = w.failedJob()
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
		var err error
		for name, state := range map[string]string{"mandate": "given", "unanswered": "asked"} {
			if err == nil {
				at[name], err = db.Value[string](w.t.Context(), tx, `SELECT min(d.number) FROM casework_demands d JOIN casework_mandates m ON m.demand_id = d.id WHERE m.kind = 'sms' AND m.state = $1`, state)
			}
		}
		return err
	}))
	w.sheets(admin, at)
	w.lotSheet(coordinator, at)
	w.peopleSheet(w.client(demo.Manager), at)
	w.adherentSheet(at)
	w.update(at)
	w.findLinks(at)
	var pairs []string
	for name, value := range at {
		pairs = append(pairs, "{"+name+"}", value)
		w.known = append(w.known, name)
	}
	w.places = strings.NewReplacer(pairs...)
}

// withPicture gives an establishment a picture, and is its reference.
func (w *world) withPicture(admin *webtest.Client) string {
	w.t.Helper()
	ref := numberIn(admin, "/administration/organisations?q=lycee", "")
	if len(w.known) > 0 {
		return ref // it has one since the places were found the first time
	}
	var b bytes.Buffer
	w.ok(png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 320, 120))))
	admin.Get("/administration/organisations/"+ref+"/image").Form("Enregistrer l'image").Attach("Fichier", "logo.png", b.Bytes()).Submit().WantStatus(200)
	return ref
}

// withPhoto gives an article a photo, and is its number.
func (w *world) withPhoto() string {
	w.t.Helper()
	const number = "2"
	if len(w.known) > 0 {
		return number // as above
	}
	var b bytes.Buffer
	w.ok(png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 640, 480))))
	w.client(demo.Central).Get("/articles/photos/"+number+"/changer").Form("Enregistrer la photo").Attach("Fichier", "photo.png", b.Bytes()).Submit().WantStatus(200)
	return number
}

// sheets sends two lists of organisations: one waits to be looked at, one breaks off.
func (w *world) sheets(admin *webtest.Client, at map[string]string) {
	w.t.Helper()
	if len(w.known) > 0 { // they were sent when the places were found the first time: the newest first
		rows := admin.Get("/administration/imports").WantStatus(200).In("main table tbody").Links()
		at["broken"], at["sheet"] = lastOf(rows[0].Href), lastOf(rows[1].Href)
		return
	}
	send := func(name, content string) string {
		p := admin.Get("/administration/imports/nouveau").Form("Envoyer le fichier").Check("Liste d'organisations").Attach("Fichier", name, []byte(content)).Submit().WantStatus(200)
		_, err := w.a.Queue.Drain(w.t.Context())
		w.ok(err)
		return lastOf(p.Path)
	}
	kept := ""
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
		var err error
		kept, err = db.Value[string](w.t.Context(), tx, `SELECT uai FROM org_organisations WHERE uai <> '' ORDER BY uai LIMIT 1`)
		return err
	}))
	const head = "Nom;Type;UAI;Commune;Téléphone;Effectif\n"
	at["sheet"] = send("rentrée.csv", head+"Papeterie du Vieux Pont;fournisseur;;Rennes;;\nNouveau nom;école;"+kept+";;;\nSans type;;;Vitré;;\nFausse;école;0350122A;Redon;12;3\n")
	at["broken"] = send("coupé.csv", head+strings.Repeat("A;école;;Rennes;;\n", 30)+"\""+strings.Repeat("x", 40_000)+"\n")
}

// lotSheet sends a sheet of lots to the group that is being prepared; it waits to be looked at.
func (w *world) lotSheet(coordinator *webtest.Client, at map[string]string) {
	w.t.Helper()
	list := "/groupements/" + at["cleaning"] + "/imports"
	if len(w.known) > 0 {
		at["lots"] = lastOf(coordinator.Get(list).WantStatus(200).In("main table tbody").Links()[0].Href)
		return
	}
	const content = "Lot;Article;Unité;Décimales;Couleur\n1;Éponge;pièces;;verte\n1;Sans unité;;;\n1;Trop;kilos;4;\nNouveau lot;Savon;litres;1;\n"
	p := coordinator.Get(list+"/nouveau").Form("Envoyer le fichier").Attach("Fichier", "lots.csv", []byte(content)).Submit().WantStatus(200)
	_, err := w.a.Queue.Drain(w.t.Context())
	w.ok(err)
	at["lots"] = lastOf(p.Path)
}

// peopleSheet sends a sheet of colleagues to a school; it waits to be looked at.
func (w *world) peopleSheet(manager *webtest.Client, at map[string]string) {
	w.t.Helper()
	const list = "/acces/college-des-genets/fichiers/imports"
	if len(w.known) > 0 {
		at["colleagues"] = lastOf(manager.Get(list).WantStatus(200).In("main table tbody").Links()[0].Href)
		return
	}
	const content = "Prénom;Nom;Adresse mail;Rôles;Du;Au\nSolange;Le Bris;solange.lebris@example.org;Validateur et acheteur;;\nYann;Sans-Rôle;yann@example.org;Directeur;;\nInès;Tardive;ines@example.org;Acheteur;01/02/2020;\n"
	p := manager.Get(list+"/nouveau").Form("Envoyer le fichier").Attach("Fichier", "collègues.csv", []byte(content)).Submit().WantStatus(200)
	_, err := w.a.Queue.Drain(w.t.Context())
	w.ok(err)
	at["colleagues"] = lastOf(p.Path)
}

// adherentSheet sends a sheet of adherents to a market; it waits to be looked at.
func (w *world) adherentSheet(at map[string]string) {
	w.t.Helper()
	central := w.client(demo.Central)
	const list = "/marches/1/imports"
	if len(w.known) > 0 {
		at["adherents"] = lastOf(central.Get(list).WantStatus(200).In("main table tbody").Links()[0].Href)
		return
	}
	content := "UAI;Référence;Nom;Du;Au\n;" + at["place"] + ";Collège;01/09/2026;31/08/2029\n0350122A;;Fausse;01/09/2026;\n;" + at["belgian"] + ";École;;\n;;Sans numéro;01/09/2026;\n"
	p := central.Get(list+"/nouveau").Form("Envoyer le fichier").Attach("Fichier", "adhérents.csv", []byte(content)).Submit().WantStatus(200)
	_, err := w.a.Queue.Drain(w.t.Context())
	w.ok(err)
	at["adherents"] = lastOf(p.Path)
}

// update sends a catalogue to a market, where it waits to be looked at, and adds an article to another one by hand.
func (w *world) update(at map[string]string) {
	w.t.Helper()
	central := w.client(demo.Central)
	if len(w.known) == 0 {
		content := "Référence;Désignation;Catégorie;Prix;TVA;Couleur\n10.20;Stylo à bille;Écriture;1,20;20;bleu\n10.21;Feutre;Écriture;0;20;vert\n1020;Stylo;Écriture;;20;\n"
		central.Get("/marches/1/catalogue/mises-a-jour/nouvelle").Form("Envoyer le fichier").Check("Catalogue complet").Attach("Fichier", "catalogue.csv", []byte(content)).Submit().WantStatus(200)
		_, err := w.a.Queue.Drain(w.t.Context())
		w.ok(err)
		central.Get("/marches/2/catalogue/articles/nouveau").Form("Enregistrer et mettre en ligne").Fill("Référence", "C-1").Fill("Désignation", "Casserole").Fill("Catégorie", "Cuisine").
			Fill("Prix HTVA", "12,50").Choose("TVA", "20 %").Submit().WantStatus(200)
	}
	at["update"] = lastOf(central.Get("/marches/1/catalogue").WantStatus(200).In("main section:last-of-type tbody").Links()[0].Href)
	at["byhand"] = lastOf(central.Get("/marches/2/catalogue").WantStatus(200).In("main section:last-of-type tbody").Links()[0].Href)
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) (err error) {
		at["corrected"], err = db.Value[string](w.t.Context(), tx, `SELECT CAST(number AS TEXT) FROM catalog_articles WHERE reference = 'C-1'`)
		return err
	}))
}

// failedJob is a job that failed to the end, as a full disk leaves one; beside it is a webhook with what was sent to it.
func (w *world) failedJob() string {
	w.t.Helper()
	const job = "0193aa00-0000-7000-8000-000000000001"
	w.ok(w.d.InTx(w.t.Context(), func(tx *db.Tx) error {
		for _, q := range []string{
			`INSERT INTO webhook_endpoints (id, number, url, events, generation, state, state_at, tired, failing_at, version)
				VALUES ('hook', 1, 'https://logiciel-de-la-collectivite.example/webhooks/preau', 'offer.published offer.unpublished', 1, 'active', 1, FALSE, 1, 1) ON CONFLICT DO NOTHING`,
			`INSERT INTO webhook_deliveries (id, endpoint_id, event, kind, object, path, happened_at, added_at, state, tries, tried_at, status, why)
				VALUES ('told', 'hook', 'event', 'order.sent', '5001-2026-000001', '/commandes/5001-2026-000001', 1, 1, 'failed', 14, 1, 503, '') ON CONFLICT DO NOTHING`,
			`INSERT INTO webhook_deliveries (id, endpoint_id, event, kind, object, path, happened_at, added_at, state, tries, tried_at, status, why)
				VALUES ('waits', 'hook', 'event', 'order.received', '5001-2026-000002', '/commandes/5001-2026-000002', 1, 1, 'waiting', 2, 1, 0, 'name') ON CONFLICT DO NOTHING`,
		} {
			if _, err := tx.Exec(w.t.Context(), q); err != nil {
				return err
			}
		}
		_, err := tx.Exec(w.t.Context(), `INSERT INTO jobs_queue (id, kind, args, state, run_at, attempt, max_attempts, last_error, added_at, failed_at)
			VALUES ($1, 'every.db.optimize', '{"slot":0}', 'dead', $2, 5, 5, 'database or disk is full', $2, $2) ON CONFLICT DO NOTHING`, job, tx.Now())
		return err
	}))
	return job
}

// numberIn is the end of the first link of the row that holds a text: an object's public number.
func numberIn(c *webtest.Client, list, text string) string {
	p := c.Get(list).WantStatus(200).In("main table tbody")
	if text != "" {
		p = p.Row(text)
	}
	return lastOf(p.Links()[0].Href)
}

// lastOf is the last part of an address's path.
func lastOf(href string) string {
	path, _, _ := strings.Cut(href, "?")
	return path[strings.LastIndex(path, "/")+1:]
}

// versionIn is the version that a form carries.
func versionIn(c *webtest.Client, page string) string {
	return c.Get(page).WantStatus(200).Find("input[name=version]")[0].Attr("value")
}

// findLinks finds the links of mails that still serve, and some that do not.
func (w *world) findLinks(at map[string]string) {
	w.t.Helper()
	at["activated"] = w.mailed("agnes.bellanger@example.org", "/activation/") // lately: links of long ago are wiped
	at["taken"] = w.mailed("tugdual.kervarrec@example.com", "/invitation/")
	at["invitation"] = w.mailed("solenn.abgrallec@example.org", "/invitation/")
	at["stop"] = w.mailed("claire.vasseur@example.net", notify.StopPath)
	at["replaced"] = w.mailed("martin.leroussel@example.com", "/activation/")
	w.client(demo.Admin).PostForm("/administration/comptes/"+at["suspended"]+"/adresse", url.Values{ // once; later it is under way
		"nouvelle_adresse": {"denis@example.org"}, "motif": {"Boîte fermée"}, "preuve": {"Appel au secrétariat"},
	})
	c := w.client(visitor)
	for path, name := range map[string]string{account.PathResend: "martin.leroussel@example.com", "/connexion/lien": "claire.vasseur", "/mot-de-passe/oubli": "claire.vasseur"} {
		c.PostForm(path, url.Values{account.FieldUserName: {name}}).WantStatus(200)
	}
	_, err := w.a.Queue.Drain(w.t.Context())
	w.ok(err)
	at["activation"] = w.mailed("martin.leroussel@example.com", "/activation/")
	at["confirmation"] = w.mailed("denis@example.org", "/nouvelle-adresse/")
	at["objection"] = w.mailed("denis.rabillard@example.net", "/opposition/")
	at["link"] = w.mailed("claire.vasseur@example.net", "/connexion/")
	at["reset"] = w.mailed("claire.vasseur@example.net", "/mot-de-passe/")
}

// mailed is what follows a path's beginning in the newest mail to an address that holds it.
func (w *world) mailed(address, path string) string {
	w.t.Helper()
	secret := ""
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
		all, err := w.a.Mailbox.List(w.t.Context(), tx, address, 1000)
		for _, m := range all {
			whole, err := w.a.Mailbox.Show(w.t.Context(), tx, m.ID)
			if err != nil {
				return err
			}
			if _, after, ok := strings.Cut(w.leading(whole.Text), w.url+path); ok && secret == "" {
				secret = after[:strings.IndexAny(after+" ", " \r\n>)")]
			}
		}
		return err
	}))
	if secret == "" {
		w.t.Fatalf("no mail to %s leads to %s", address, path)
	}
	return secret
}

// path puts what the world has in the places of an address.
func (w *world) path(address string) string {
	w.t.Helper()
	out := w.places.Replace(address)
	if strings.Contains(out, "{") {
		w.t.Fatalf("%s speaks of what the world does not have; it has %v", address, w.known)
	}
	return out
}
