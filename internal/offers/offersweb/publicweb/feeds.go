package publicweb

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"

	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/showcase"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/publicweb/msg"
	"preau/internal/offers/public"
)

// The list in other forms, narrowed as it is (O104).
const (
	atomPath = public.ListPath + ".atom"
	rssPath  = public.ListPath + ".rss"
	jsonPath = public.ListPath + ".json"

	atomType = "application/atom+xml"
	rssType  = "application/rss+xml"
	jsonType = "application/feed+json"
)

// feedSize is how many entries a feed has; that in JSON has as many as are asked for, page by page.
const feedSize = 50

// feed is what is found, to be written in one of the forms.
type feed struct {
	listPage
	Title, Base string
	Self        string // its own address
}

// feed finds what an address asks for, the newest first, and writes it, unless the reader has it already.
func (h *Handler) feed(mediaType string, write func(http.ResponseWriter, feed) error) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ParseQuery(r)
		if err != nil {
			return err
		}
		q, fault := readQuery(f)
		if fault != nil {
			return fault
		}
		q.Bare = true
		if q.Order == public.ByMeaning {
			q.Order = public.Newest
		}
		if mediaType != jsonType {
			q.Page, q.Size = 1, feedSize
		}
		found, err := h.o.Public.Find(r.Context(), q)
		if err != nil {
			return err
		}
		t := web.T(r)
		if unchanged(w, r, found.Tag+t.Zone().String()+string(t.Lang())+r.URL.RawQuery) {
			return nil
		}
		w.Header().Set("Content-Type", mediaType+"; charset=utf-8")
		out := feed{listPage: listPage{Found: found, T: t, At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, Q: q}, Title: t.S(msg.List), Base: h.o.BaseURL, Self: h.o.BaseURL + r.URL.RequestURI()}
		return write(w, out)
	}
}

// list is the address of the same as a page.
func (f feed) list() string {
	return f.Base + ui.Address{Path: public.ListPath, Query: f.At.Query}.With("page", "")
}

func (f feed) link(c *public.Card) string { return f.Base + public.Path(c.Number) }

// words are what an entry says in a reader.
func (f feed) words(c *public.Card) string {
	room := ""
	switch {
	case c.Over(f.Today):
		room = f.T.S(msg.Over)
	case c.Closed:
		room = f.T.S(msg.Full)
	case c.Places > 0:
		room = f.T.S(msg.Places, "n", c.Places)
	}
	return joined("\n", c.Summary, joined(" · ", f.Words.Label(c.Setting), strings.Join(f.Words.Labels(c.Audiences), ", "), c.Place.Commune, f.when(c), room))
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Link      atomLink   `xml:"link"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Author    string     `xml:"author>name"`
	Terms     []atomTerm `xml:"category"`
	Summary   string     `xml:"summary"`
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

// atom is Atom 1.0 (RFC 4287).
func atom(w http.ResponseWriter, f feed) error {
	out := atomFeed{
		Lang: string(f.T.Lang()), ID: f.Self, Title: f.Title, Updated: stamp(f.Changed),
		Links: []atomLink{{Rel: "self", Type: atomType, Href: f.Self}, {Rel: "alternate", Type: "text/html", Href: f.list()}},
	}
	for i := range f.Cards {
		c := &f.Cards[i]
		e := atomEntry{
			ID: f.link(c), Title: c.Name, Link: atomLink{Rel: "alternate", Type: "text/html", Href: f.link(c)}, Published: stamp(c.Since), Updated: stamp(c.Changed),
			Author: who(f.T, c), Summary: f.words(c),
		}
		for _, l := range f.Words.Labels(c.Topics) {
			e.Terms = append(e.Terms, atomTerm{l})
		}
		out.Entries = append(out.Entries, e)
	}
	return writeXML(w, out)
}

type rssItem struct {
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	GUID        string   `xml:"guid"`
	PubDate     string   `xml:"pubDate"`
	Categories  []string `xml:"category"`
	Description string   `xml:"description"`
}

type rssFeed struct {
	XMLName     xml.Name  `xml:"rss"`
	Version     string    `xml:"version,attr"`
	Title       string    `xml:"channel>title"`
	Link        string    `xml:"channel>link"`
	Description string    `xml:"channel>description"`
	Language    string    `xml:"channel>language"`
	Built       string    `xml:"channel>lastBuildDate"`
	Items       []rssItem `xml:"channel>item"`
}

// rss is RSS 2.0.
func rss(w http.ResponseWriter, f feed) error {
	out := rssFeed{Version: "2.0", Title: f.Title, Link: f.list(), Description: f.T.S(msg.ListLead), Language: string(f.T.Lang()), Built: f.Changed.UTC().Format(time.RFC1123Z)}
	for i := range f.Cards {
		c := &f.Cards[i]
		out.Items = append(out.Items, rssItem{Title: c.Name, Link: f.link(c), GUID: f.link(c), PubDate: c.Since.UTC().Format(time.RFC1123Z), Categories: f.Words.Labels(c.Topics), Description: f.words(c)})
	}
	return writeXML(w, out)
}

func writeXML(w http.ResponseWriter, out any) error {
	raw, err := xml.Marshal(out)
	if err != nil {
		return fmt.Errorf("feed of offers: %w", err)
	}
	_, _ = w.Write(append([]byte(xml.Header), raw...)) // fails only when the client has gone
	return nil
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// jsonItem is an offer in JSON Feed 1.1, with what programs read beside it.
type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	Summary   string       `json:"summary,omitempty"`
	Text      string       `json:"content_text"`
	Published string       `json:"date_published"`
	Modified  string       `json:"date_modified"`
	Authors   []jsonAuthor `json:"authors"`
	Tags      []string     `json:"tags,omitempty"`
	Offer     jsonOffer    `json:"_offer"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonOffer struct {
	Number     string       `json:"number"`
	Structure  int64        `json:"structure"`
	Site       string       `json:"site,omitempty"`
	Setting    string       `json:"setting,omitempty"`
	Topics     []string     `json:"topics,omitempty"`
	Audiences  []string     `json:"audiences,omitempty"`
	Programmes []string     `json:"programmes,omitempty"`
	Commune    string       `json:"commune,omitempty"`
	INSEE      string       `json:"insee,omitempty"`
	PostalCode string       `json:"postal_code,omitempty"`
	Department string       `json:"department,omitempty"`
	Periods    []jsonPeriod `json:"periods,omitempty"`
	Places     int          `json:"places,omitempty"`
	Full       bool         `json:"full"`
	AskUntil   string       `json:"ask_until,omitempty"` // the last day on which one asks for a place
	Over       bool         `json:"over"`                // nobody asks for one any more
}

type jsonPeriod struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

type jsonFeed struct {
	Version  string     `json:"version"`
	Title    string     `json:"title"`
	Home     string     `json:"home_page_url"`
	Self     string     `json:"feed_url"`
	Next     string     `json:"next_url,omitempty"`
	Language string     `json:"language"`
	Total    int        `json:"_total"`
	Items    []jsonItem `json:"items"`
}

func writeJSON(w http.ResponseWriter, f feed) error {
	out := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.list(), Self: f.Self, Language: string(f.T.Lang()), Total: f.Total, Items: []jsonItem{}}
	if f.Page*f.Q.Size < f.Total {
		out.Next = f.Base + f.At.With("page", fmt.Sprint(f.Page+1))
	}
	for i := range f.Cards {
		c := &f.Cards[i]
		x := jsonItem{
			ID: f.link(c), URL: f.link(c), Title: c.Name, Summary: c.Summary, Text: f.words(c), Published: stamp(c.Since), Modified: stamp(c.Changed),
			Authors: []jsonAuthor{{c.Structure.Name}}, Tags: f.Words.Labels(c.Topics),
			Offer: jsonOffer{
				Number: c.Number.String(), Structure: c.Structure.Number, Site: c.Site, Setting: f.Words.Label(c.Setting), Topics: f.Words.Labels(c.Topics), Audiences: f.Words.Labels(c.Audiences),
				Programmes: f.Words.Labels(c.Programmes), Commune: c.Place.Commune, INSEE: c.Place.CommuneCode, PostalCode: c.Place.PostalCode, Department: c.Department, Places: c.Places, Full: c.Closed,
				AskUntil: offer.LastAsk(c.AskUntil, c.Periods), Over: c.Over(f.Today),
			},
		}
		for _, p := range c.Periods {
			x.Offer.Periods = append(x.Offer.Periods, jsonPeriod{p.From, p.Until})
		}
		out.Items = append(out.Items, x)
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("feed of offers: %w", err)
	}
	_, _ = w.Write(raw) // fails only when the client has gone
	return nil
}

// feeds are the list's other forms, narrowed as it is.
func feeds(t *i18n.T, at ui.Address) []showcase.Feed {
	var out []showcase.Feed
	for _, x := range []struct{ path, mediaType, name string }{{atomPath, atomType, "Atom"}, {rssPath, rssType, "RSS"}, {jsonPath, jsonType, "JSON"}} {
		to := ui.Address{Path: x.path, Query: at.Query}
		out = append(out, showcase.Feed{MediaType: x.mediaType, Title: t.S(msg.FeedIn, "form", x.name), Href: to.With(ui.SizeParam, "")})
	}
	return out
}

// files lead to them from the list.
func (p listPage) files() ui.Files {
	var out ui.Files
	for _, f := range feeds(p.T, p.At) {
		out = append(out, ui.File{Label: f.Title, Href: f.Href})
	}
	return out
}
