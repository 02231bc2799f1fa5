package app_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/kit/web/webtest"
)

// Everybody finds what is published without signing in, by words, places, days and boxes with counts (O80, O102).
func TestPublicOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O79", "O80", "O102")
		c := b.in[visitor]
		p := c.Get("/offres").WantStatus(200).WantSound().Want("Offres publiées", "à titre de service rendu au public", "1 offre", "Petit déjeuner", "Inspection du Port", "Sommeil (1)", "École maternelle ou élémentaire (1)", "CM1-CM2 (1)", "Médecine (1)", "Paris (1)", "Il reste des places (1)", "12 places")
		p.WantNot("Écrans", "Dents", "équilibré", "Zoé", "zoe.secret") // drafts, what waits, what was taken back, the next version, the référent
		p = p.Form("Chercher").Fill("Que cherchez-vous ?", "PETITS dejeuners").Fill("Où ?", "75").Submit().WantStatus(200).WantSound().Want("1 offre", "« PETITS dejeuners »")
		p = p.Form("Affiner").Check("Sommeil (1)").Submit().WantStatus(200).WantSound().Want("1 offre")
		if q := p.Path; !strings.Contains(q, "theme=8") || !strings.Contains(q, "ou=75") {
			t.Errorf("the address is %s", q)
		}
		for _, none := range []string{"?q=zorglub", "?theme=1", "?au=2019-01-01", "?offreur=99"} {
			c.Get("/offres" + none).WantStatus(200).WantSound().Want("Aucune offre ne correspond").WantNot("Petit déjeuner")
		}
		c.Get("/offres?ou=Nullepart").WantStatus(200).WantSound().Want("Nous ne connaissons aucune offre à « Nullepart »")
		p = c.Get("/offres?du=2026-02-01&au=2026-01-01&q=petit").WantStatus(http.StatusUnprocessableEntity).WantSound().Want("vient avant la première", "Petit déjeuner")
		if v := p.Form("Chercher").Value("À partir du"); v != "2026-02-01" {
			t.Errorf("typed and lost: %q", v)
		}
		b.post(admin, structureAt(90, ""), url.Values{"acte": {"suspend"}, "version": {"1"}, "motif": {"Plus de réponse."}}, 303)
		c.Get("/offres").WantSound().Want("Aucune offre n'est publiée pour l'instant").WantNot("Petit déjeuner")
	})
}

// Where offers are is drawn, with a list beside it that leads to the same; the public home names the latest, and its door leads to all (O103).
func TestMapOfOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O103")
		for i, town := range []string{"35000, Rennes", "35400, Saint-Malo"} {
			n := 5 + i
			b.post(offreuse, "/offreur/offres/nouvelle", with(offerForm("À "+town, ""), "commune", town), 303)
			b.post(offreuse, b.offerAt(n, "/acte/soumettre"), url.Values{"version": {"1000000"}}, 303)
			b.post(offreuse, b.offerAt(n, "/acte/valider-et-publier"), url.Values{"version": {"2000000"}}, 303)
		}
		c := b.in[visitor]
		p := c.Get("/offres").WantSound().Want("Sur la carte", "Carte de 3 offres, dans 3 communes", "Paris (1)", "Rennes (1)", "Saint-Malo (1)", "IGN")
		if pins := p.Find("figure svg a"); len(pins) != 3 || len(p.Find("figure svg path")) != 1 {
			t.Errorf("%d pins", len(pins))
		}
		p.Click("Saint-Malo (1)").WantSound().Want("1 offre", "À 35400, Saint-Malo").WantNot("À 35000, Rennes")
		p = c.Get("/offres?theme=8&dep=35").WantSound().Want("Carte de 2 offres, dans 2 communes")
		p.In("figure").Want("Rennes (1)").WantNot("Paris (1)")
		if href := p.Find("figure svg a")[0].Attr("href"); href != "/offres?theme=8&dep=35&commune=35288" {
			t.Errorf("the northernmost pin leads to %s", href)
		}
		c.Get("/offres?q=zorglub").WantSound().WantNot("Sur la carte")
		c.Get("/").WantSound().Want("Les dernières actions", "À 35400, Saint-Malo").In("header.app-header").Click("Offres").WantPath("/offres")
	})
}

// The page of an offer, for everybody: nothing on it is what its structure keeps to itself, and one that was taken back is said to be gone (O91).
func TestPublicOffer(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O80", "O91")
		c := b.in[visitor]
		b.post(offreuse, b.offerAt(publishedOffer, "/contact"), url.Values{"version": {"3000001"}, "telephone": {"0101010100"}, "email": {"accueil@preau.test"}}, 303)
		p := c.Get("/offres").Click("Petit déjeuner").WantStatus(200).WantSound().WantPath(b.publicAt(publishedOffer, ""))
		p.Want("Petit déjeuner", "Atelier en petits groupes", "12 places", "01 01 01 01 00", "Inspection du Port", "accueil@preau.test", "75017, Paris", "à titre de service rendu au public").WantNot("Zoé", "zoe.secret", "équilibré")
		d, err := pdftest.Read(c.Get(b.publicAt(publishedOffer, "/offre.pdf")).WantStatus(200).Body)
		b.ok(err)
		if text := d.Text(); !strings.Contains(text, "Petit déjeuner") || !strings.Contains(text, "2026-0003") || strings.Contains(text, "Zoé") || strings.Contains(text, "zoe.secret") {
			t.Error(text)
		}
		t.Run("telephones", func(t *testing.T) { // as people write them, and to be called
			covers.Statement(t, "O84")
			own := b.in[offreuse]
			for _, p := range []*webtest.Page{p, own.Get(b.offerAt(publishedOffer, "")), own.Get(b.offerAt(publishedOffer, "/apercu"))} {
				if p.Want("01 01 01 01 00").WantNot("+33"); len(p.Find("a[href='tel:+33101010100']")) == 0 {
					t.Errorf("%s: no link that calls", p.Path)
				}
			}
			for _, path := range []string{b.publicAt(publishedOffer, "/offre.pdf"), b.offerAt(publishedOffer, "/apercu.pdf")} {
				d, err := pdftest.Read(own.Get(path).WantStatus(200).Body)
				b.ok(err)
				if text := webtest.Fold(d.Text()); !strings.Contains(text, "01 01 01 01 00") || strings.Contains(text, "+33") {
					t.Errorf("%s: %s", path, text)
				}
			}
			for _, form := range []string{"/contact", "/modifier"} {
				wantTyped(t, own.Get(b.offerAt(publishedOffer, form)), "telephone", "01 01 01 01 00")
			}
			p := own.PostForm(b.offerAt(publishedOffer, "/modifier"), keyed(with(offerForm("Autre nom", "9"), "telephone", "01.01.01.01.00"))).WantStatus(409)
			p.WantNot("01 01 01 01 00") // it is the same number: nothing of it is shown beside what was typed
		})
		c.Get(b.publicAt(oldOffer, "")).WantStatus(http.StatusGone).WantSound().Want("Cette offre n'est plus publiée").WantNot("Dents")
		for _, n := range []int{draftOffer, waitingOffer, 9} {
			c.Get(b.publicAt(n, "")).WantStatus(http.StatusNotFound).WantSound().Want("Aucune offre publiée ne porte le numéro").WantNot("Écrans")
		}
		c.Get("/offres/rien").WantStatus(http.StatusNotFound)
		for _, n := range []int{oldOffer, draftOffer} {
			c.Get(b.publicAt(n, "/offre.pdf")).WantStatus(http.StatusNotFound)
		}
	})
}

// Anybody reports a published offer; the moderators are mailed, find it where their work waits, and settle it. Nobody else reads it (O105).
func TestReportedOffer(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O105")
		b.mails.Reset()
		c := b.in[visitor]
		p := c.Get(b.publicAt(publishedOffer, "")).Click("Signaler cette offre").WantStatus(200).WantSound()
		p = p.Form("Envoyer le signalement").Fill("Votre email, pour une réponse", "lectrice").Submit().WantStatus(422).WantSound().Want("Choisissez ce qui ne va pas", "Dites en quelques mots", "adresse email complète")
		p = p.Form("Envoyer le signalement").Choose("Ce qui ne va pas", "L'action n'a plus lieu, ou personne ne répond").Fill("Dites-nous en plus", "Le numéro ne répond plus.").Fill("Votre email, pour une réponse", "lectrice@preau.test").Submit()
		p.WantStatus(200).WantPath(b.publicAt(publishedOffer, "")).Want("votre signalement est arrivé", "Petit déjeuner")
		m := b.mailTo("admin@preau.test")
		if !says(m, "Petit déjeuner", "2026-0003", "personne ne répond") || says(m, "Le numéro") || says(m, "lectrice") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		b.in[admin].Get("/").WantSound().Want("2 signalements d'offres")
		b.in[admin].Get("/signalements").WantSound().Want("Petit déjeuner", "À examiner")
		p = b.in[admin].Get("/signalements/2").WantSound().Want("Le numéro ne répond plus.", "lectrice@preau.test", "Retirer l'offre")
		stale := b.in[admin].Get("/signalements/2").Form("Classer sans suite")
		p.Form("C'est traité").Fill("Note pour les modérateurs", "Structure jointe.").Submit().WantStatus(200).WantSound().Want("Enregistré", "Traité", "Structure jointe.", "Historique", "par un lecteur")
		stale.Submit().WantStatus(409).WantSound().Want("Un autre modérateur")
		b.in[admin].Get("/").Want("Une offre a été signalée")
		for _, role := range []string{offreuse, member} {
			b.in[role].Get("/signalements").WantStatus(404)
			b.in[role].Get("/signalements/2").WantStatus(404)
			b.post(role, "/signalements/2", url.Values{"acte": {"reopen"}, "version": {"2"}}, 404)
		}
		b.in[visitor].Get("/signalements").WantPath("/connexion?suite=%2Fsignalements")
		c.PostForm(b.publicAt(oldOffer, "/signaler"), keyed(reportForm())).WantStatus(404)
		c.PostForm(b.publicAt(publishedOffer, "/signaler"), keyed(with(reportForm(), "motif", "forged"))).WantStatus(422)
		refused := false
		for range 40 { // a network that asks without end
			refused = refused || c.PostForm(b.publicAt(publishedOffer, "/signaler"), keyed(reportForm())).Status == http.StatusTooManyRequests
		}
		if !refused {
			t.Error("one network reports as often as it likes")
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE object_kind = 'offers.report' AND act = 'offers.report.settle'`); n != "1" {
			t.Errorf("%s lines of history", n)
		}
	})
}

// The list in other forms keeps its filters and is asked for again only when something changed; machines are told where everything is, and in
// which words an offer is described (O104). Nothing in any of it is what structures keep to themselves (O91).
func TestPublicFeeds(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O104", "O91")
		b.post(offreuse, "/offreur/offres/nouvelle", with(offerForm("Marcher & courir", ""), "thematiques", "topic-2"), 303)
		for _, x := range []struct{ act, version string }{{"soumettre", "1000000"}, {"valider-et-publier", "2000000"}} {
			b.post(offreuse, b.offerAt(5, "/acte/"+x.act), url.Values{"version": {x.version}}, 303)
		}
		get := func(path string, head http.Header) *httptest.ResponseRecorder {
			t.Helper()
			r := httptest.NewRequest(http.MethodGet, webtest.Base+path, nil)
			r.Header = head
			rec := httptest.NewRecorder()
			b.a.Handler.ServeHTTP(rec, r)
			return rec
		}
		var atom struct {
			Entries []struct {
				Title string `xml:"title"`
			} `xml:"entry"`
		}
		var rss struct {
			Items []struct {
				Title string `xml:"title"`
			} `xml:"channel>item"`
		}
		var feed struct {
			Version string
			Items   []struct {
				ID, Title, URL string
				Offer          struct {
					Number, INSEE string
					Places        int
				} `json:"_offer"`
			}
			Next string `json:"next_url"`
		}
		base := webtest.Base
		for _, x := range []struct {
			path   string
			into   any
			titles func() []string
			decode func([]byte, any) error
		}{
			{"/offres.atom", &atom, func() (out []string) {
				for _, e := range atom.Entries {
					out = append(out, e.Title)
				}
				return out
			}, xml.Unmarshal},
			{"/offres.rss", &rss, func() (out []string) {
				for _, e := range rss.Items {
					out = append(out, e.Title)
				}
				return out
			}, xml.Unmarshal},
			{"/offres.json", &feed, func() (out []string) {
				for _, e := range feed.Items {
					out = append(out, e.Title)
				}
				return out
			}, json.Unmarshal},
		} {
			all := get(x.path, nil)
			if strings.Contains(all.Body.String(), "Zoé") || strings.Contains(all.Body.String(), "zoe.secret") || strings.Contains(all.Body.String(), "équilibré") {
				t.Error(all.Body.String())
			}
			b.ok(x.decode(all.Body.Bytes(), x.into))
			if got := x.titles(); all.Code != 200 || !slices.Equal(got, []string{"Marcher & courir", "Petit déjeuner"}) {
				t.Errorf("%s: %d %v", x.path, all.Code, got)
			}
			atom.Entries, rss.Items, feed.Items = nil, nil, nil
			b.ok(x.decode(get(x.path+"?theme=2", nil).Body.Bytes(), x.into))
			if got := x.titles(); !slices.Equal(got, []string{"Marcher & courir"}) {
				t.Errorf("%s narrowed: %v", x.path, got)
			}
			if h := all.Header(); h.Get("Cache-Control") != "public, no-cache" || h.Get("Last-Modified") != "" {
				t.Errorf("%s: %v", x.path, h)
			}
			if again := get(x.path, http.Header{"If-None-Match": {all.Header().Get("Etag")}}); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
				t.Errorf("%s with its tag: %d", x.path, again.Code)
			}
			// A date alone does not tell that something was withdrawn since: it is answered whole (O86).
			if again := get(x.path, http.Header{"If-Modified-Since": {b.d.Clock.Now().Add(time.Hour).UTC().Format(http.TimeFormat)}}); again.Code != http.StatusOK || again.Body.Len() == 0 {
				t.Errorf("%s with a date alone: %d", x.path, again.Code)
			}
			if other := get(x.path+"?theme=2", http.Header{"If-None-Match": {all.Header().Get("Etag")}}); other.Code != 200 {
				t.Errorf("%s narrowed is taken for all: %d", x.path, other.Code)
			}
		}
		b.ok(json.Unmarshal(get("/offres.json?parpage=1&places=1", nil).Body.Bytes(), &feed))
		if o := feed.Items[0].Offer; o.Number != "2026-0005" || o.INSEE != "75056" || o.Places != 12 || feed.Version != "https://jsonfeed.org/version/1.1" {
			t.Errorf("%+v", feed)
		}
		if got := get("/offres.json?du=2026-02-01&au=2026-01-01", nil).Code; got != http.StatusUnprocessableEntity {
			t.Errorf("the end first: %d", got)
		}

		var index struct {
			Parts []struct {
				Loc string `xml:"loc"`
			} `xml:"sitemap"`
		}
		b.ok(xml.Unmarshal(get("/sitemap.xml", nil).Body.Bytes(), &index))
		if len(index.Parts) != 1 || index.Parts[0].Loc != base+"/sitemap/offres/1" {
			t.Fatalf("%+v", index)
		}
		var urls struct {
			URLs []struct {
				Loc     string `xml:"loc"`
				LastMod string `xml:"lastmod"`
			} `xml:"url"`
		}
		b.ok(xml.Unmarshal(get("/sitemap/offres/1", nil).Body.Bytes(), &urls))
		if len(urls.URLs) != 3 || urls.URLs[1].Loc != base+b.publicAt(publishedOffer, "") || urls.URLs[1].LastMod == "" {
			t.Errorf("%+v", urls)
		}
		if robots := get("/robots.txt", nil).Body.String(); !strings.Contains(robots, "Sitemap: "+base+"/sitemap.xml") || !strings.Contains(robots, "Disallow: /offres?") {
			t.Error(robots)
		}

		p := b.in[visitor].Get(b.publicAt(publishedOffer, "")).WantSound()
		_, block, _ := strings.Cut(string(p.Body), `<script type="application/ld+json">`)
		block, _, _ = strings.Cut(block, "</script>")
		var linked map[string]any
		b.ok(json.Unmarshal([]byte(block), &linked))
		if linked["@type"] != "EducationEvent" || linked["name"] != "Petit déjeuner" || linked["startDate"] != "2026-01-05" || linked["url"] != base+b.publicAt(publishedOffer, "") {
			t.Error(block)
		}
		if got := p.Find(`link[rel=canonical]`); len(got) != 1 || got[0].Attr("href") != base+b.publicAt(publishedOffer, "") {
			t.Errorf("%d canonical addresses", len(got))
		}
		if got := b.in[visitor].Get("/offres?theme=2").Find(`link[rel=alternate][type="application/atom+xml"]`); len(got) != 1 || got[0].Attr("href") != "/offres.atom?theme=2" {
			t.Errorf("%d feeds", len(got))
		}
		b.post(offreuse, b.offerAt(5, "/acte/depublier"), url.Values{"version": {"3000000"}, "motif": {"Finie."}}, 303)
		if got := get("/offres.atom", nil).Body.String(); strings.Contains(got, "Marcher") {
			t.Error("taken back, and still in the feed")
		}
	})
}
