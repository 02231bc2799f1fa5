package ui_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/andybalholm/cascadia"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/static"
	"preau/internal/kit/web/ui"
)

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestActIsOfferedRefusedOrAbsent(t *testing.T) {
	fr := translator(t, i18n.French)
	act := ui.Act{T: fr, Label: "Relancer", About: "Olivier", Post: "/relance", Key: "k", Small: true}

	offered := parse(t, render(t, act))
	if n := cascadia.Query(offered, cascadia.MustCompile(`form[method=post][action="/relance"] input[name=_cle][value=k]`)); n == nil {
		t.Error("an offered act has no form with its key")
	}
	act.Reasons = why()
	refused := parse(t, render(t, act))
	if cascadia.Query(refused, cascadia.MustCompile(`button, form`)) != nil {
		t.Error("a refused act can be pressed")
	}
	got := text(cascadia.Query(refused, cascadia.MustCompile(`details`)))
	for _, want := range []string{"Pourquoi", "« Relancer » manque Olivier", "Vous n’avez pas accès", "le 1er septembre 2026", "Mme Anne-Marie D’Haëne", "Mme D’Haëne (manager), M. Olivier Wauters", "Demander l’accès"} {
		if !strings.Contains(got, want) {
			t.Errorf("the reasons do not say %q: %s", want, got)
		}
	}
	act.Absent = true
	if got := render(t, act); got != "" {
		t.Errorf("an absent act shows %s", got)
	}
}

// Who can lift a refusal themselves is not sent to somebody of their own name.
func TestReaderLiftsThemselves(t *testing.T) {
	act := ui.Act{T: translator(t, i18n.French), Label: "Relancer", Reasons: []apperr.Reason{{Lifters: []apperr.Lifter{{ID: "1", Name: "Mme D'Haëne", Place: "manager"}, {ID: "2", Name: "M. Wauters"}}}}}
	for reader, want := range map[string]string{"1": "vous-même (manager), M. Wauters", "2": "Mme D'Haëne (manager), vous-même", "": "Mme D'Haëne (manager), M. Wauters"} {
		var b strings.Builder
		if err := act.Render(ui.Reader(t.Context(), reader), &b); err != nil {
			t.Fatal(err)
		}
		if got := text(parse(t, b.String())); !strings.Contains(got, want) {
			t.Errorf("%q reads %s", reader, got)
		}
	}
}

func TestFormTellsFaultsTwiceAndKeepsWhatWasTyped(t *testing.T) {
	fr := translator(t, i18n.French)
	err := &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M("Somebody was faster"), Fields: []apperr.Field{{Name: "lot.6/tel", Msg: i18n.M("Too short")}}}
	faults := ui.FaultsOf(fr, err)
	page := parse(t, render(t, ui.With(ui.Form{T: fr, Faults: faults},
		ui.Field{Name: "lot.6/tel", Label: "Téléphone", Value: `<b>"02`, Error: faults.Of("lot.6/tel")},
		ui.Field{Name: "mdp", Kind: ui.InputPassword, Label: "Mot de passe", Value: "secret"})))

	link := cascadia.Query(page, cascadia.MustCompile(`[role=alert][autofocus] a`))
	input := cascadia.Query(page, cascadia.MustCompile(`input[name="lot.6/tel"]`))
	if link == nil || attr(link, "href") != "#"+attr(input, "id") || text(link) != "Too short" {
		t.Error("the summary does not lead to the field")
	}
	if attr(input, "value") != `<b>"02` || attr(input, "aria-invalid") != "true" {
		t.Errorf("value %q, invalid %q", attr(input, "value"), attr(input, "aria-invalid"))
	}
	if e := cascadia.Query(page, cascadia.MustCompile("#"+attr(input, "aria-describedby"))); e == nil || text(e) != "Too short" {
		t.Error("the fault is not told next to the field")
	}
	if strings.Contains(render(t, ui.Field{Name: "mdp", Kind: ui.InputPassword, Value: "secret"}), "secret") {
		t.Error("a password is shown again")
	}
	if got := text(cascadia.Query(page, cascadia.MustCompile(`.ds-error-summary h2`))); got != "Il y a 2 erreurs à corriger" {
		t.Errorf("summary %q", got)
	}
}

func TestFaultsOfOtherErrorsAreNone(t *testing.T) {
	if got := ui.FaultsOf(translator(t, i18n.French), fs.ErrClosed); got != nil {
		t.Errorf("%v", got)
	}
}

func TestAddressKeepsTheRestAndStartsAgain(t *testing.T) {
	at := ui.Address{Path: "/l", Query: url.Values{"etat": {"a", "b"}, "page": {"3"}, "tri": {"nom"}}}
	got := []string{at.With("tri", "-nom"), at.With("tri", ""), at.Without("etat", "a"), at.With("page", "4"), ui.Address{Path: "/l"}.With("q", "")}
	want := []string{"/l?etat=a&etat=b&tri=-nom", "/l?etat=a&etat=b", "/l?etat=b&tri=nom", "/l?etat=a&etat=b&page=4&tri=nom", "/l"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(at.Query["etat"]) != 2 || at.Query.Get("page") != "3" {
		t.Errorf("the address itself changed: %v", at.Query)
	}
}

func TestPages(t *testing.T) {
	fr := translator(t, i18n.French)
	for _, c := range []struct {
		name        string
		page, total int
		want        string
	}{
		{"nothing", 1, 0, ""},
		{"one page", 1, 20, "1–20 sur 20"},
		{"first", 1, 314, "1–20 sur 314 · page 1 / 16 Précédent 1 2 3 … 16 Suivant"},
		{"middle", 8, 314, "141–160 sur 314 · page 8 / 16 Précédent 1 … 7 8 9 … 16 Suivant"},
		{"last", 16, 314, "301–314 sur 314 · page 16 / 16 Précédent 1 … 15 16 Suivant"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := parse(t, render(t, ui.Pages{T: fr, At: ui.Address{Path: "/l"}, Page: c.page, Size: 20, Total: c.total}))
			for _, li := range cascadia.QueryAll(doc, cascadia.MustCompile(`li:empty`)) {
				li.AppendChild(&html.Node{Type: html.TextNode, Data: "…"})
			}
			var words []string
			for d := range doc.Descendants() {
				if d.Type == html.TextNode {
					words = append(words, strings.Fields(d.Data)...)
				}
			}
			if got := strings.Join(words, " "); got != strings.ReplaceAll(c.want, "\u00a0", " ") {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if n := len(cascadia.QueryAll(doc, cascadia.MustCompile(`[aria-current]`))); c.total > 20 && n != 1 {
				t.Errorf("%d current pages", n)
			}
		})
	}
}

func TestTableSorts(t *testing.T) {
	at := ui.Address{Path: "/l", Query: url.Values{"q": {"x"}, "page": {"2"}}}
	doc := parse(t, render(t, ui.Table{Caption: "c", At: at, SortBy: "nom", Cols: []ui.Col{{Label: "Nom", Sort: "nom"}, {Label: "Date", Sort: "date"}, {Label: "État"}}}))
	var got []string
	for _, th := range cascadia.QueryAll(doc, cascadia.MustCompile(`th`)) {
		line := attr(th, "aria-sort")
		if a := cascadia.Query(th, cascadia.MustCompile(`a`)); a != nil {
			line += " " + attr(a, "href")
		}
		got = append(got, line)
	}
	if d := cmp.Diff([]string{"ascending /l?q=x&tri=-nom", "none /l?q=x&tri=date", ""}, got); d != "" {
		t.Error(d)
	}
}

func TestStripMergesRuns(t *testing.T) {
	got := render(t, ui.Strip{Shapes: []ui.Shape{ui.ShapeDone, ui.ShapeDone, ui.ShapeTodo, ui.ShapeDone}, Label: "3 validés"})
	for _, want := range []string{`d="M0 0h2v18h-2zM3 0h1v18h-1z"`, `d="M2 15h1v3h-1z"`, "3 validés"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestScriptAddressesAreRefused(t *testing.T) {
	for _, c := range []string{
		render(t, ui.Link{Label: "x", Href: "javascript:alert(1)"}), render(t, ui.Button{Label: "x", Href: "javascript:alert(1)"}),
		render(t, ui.Form{Action: "javascript:alert(1)"}), render(t, ui.Tabs{Items: []ui.Tab{{Label: "x", Href: "javascript:alert(1)"}}}),
	} {
		if strings.Contains(c, "alert") {
			t.Error(c)
		}
	}
}

func TestWrongPageSaysSoInItsTitle(t *testing.T) {
	fr := translator(t, i18n.French)
	p := frame(fr, "Mes besoins")
	p.Wrong = true
	if got := text(cascadia.Query(parse(t, render(t, p)), cascadia.MustCompile("title"))); got != "Erreur : Mes besoins – Préau" {
		t.Errorf("%q", got)
	}
}

// The script alone counts the characters of a field: without it nothing stands there. Of several fields with one label each says of what it is.
func TestFieldCountsAndSaysOfWhat(t *testing.T) {
	fr := translator(t, i18n.French)
	doc := parse(t, render(t, ui.Field{T: fr, Name: "etiquette", Label: "Étiquette", About: "Papeterie <Pont>", Hint: "60 au plus", Value: "3B", Count: 60}))
	if cascadia.Query(doc, cascadia.MustCompile(`input[name=etiquette][data-count="60"]:not([maxlength])`)) == nil {
		t.Error("the field cuts, or is not counted")
	}
	if n := cascadia.Query(doc, cascadia.MustCompile("#"+ui.FieldID("etiquette")+"-n[hidden][data-left][data-over]")); n == nil || text(n) != "" {
		t.Error("without a script a count stands there")
	}
	if got := text(cascadia.Query(doc, cascadia.MustCompile(`label`))); got != "Étiquette Papeterie <Pont>" {
		t.Errorf("the label is %q", got)
	}
	if got := text(cascadia.Query(parse(t, render(t, ui.Check{Name: "g", Label: "Gratuité", About: "Pont"})), cascadia.MustCompile(`label`))); got != "Gratuité Pont" {
		t.Errorf("the box is %q", got)
	}
}

// A first visit stays light on a slow line: all that a browser loads, compressed.
func TestWeightOfAFirstVisit(t *testing.T) {
	fr := translator(t, i18n.French)
	for _, c := range []struct {
		name  string
		page  string
		limit int
	}{{"signed out", render(t, publicHome(fr)), 60_000}, {"signed in", render(t, everyComponent(fr)), 80_000}} {
		t.Run(c.name, func(t *testing.T) {
			sum := squeezed(t, []byte(c.page))
			names := []string{"font/source-sans-3-latin-wght-normal.woff2"}
			for _, n := range cascadia.QueryAll(parse(t, c.page), cascadia.MustCompile(`link[href], script[src]`)) {
				names = append(names, strings.TrimPrefix(attr(n, "href")+attr(n, "src"), "/static/"))
			}
			for _, name := range names {
				b, err := static.FS.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				n := squeezed(t, b)
				t.Logf("%6d %s", n, name)
				sum += n
			}
			t.Logf("%6d in all", sum)
			if sum > c.limit {
				t.Errorf("%d bytes, %d allowed", sum, c.limit)
			}
		})
	}
}

func squeezed(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// Once a form, what the star means; none where nothing is required, and none for the stars of another form.
func TestStarsAreExplained(t *testing.T) {
	fr := translator(t, i18n.French)
	field := func(name string, required bool) ui.Field {
		return ui.Field{Name: name, Label: name, Required: required}
	}
	for want, fields := range map[string][]templ.Component{
		"": {field("a", false)},
		"Le champ marqué d’un * est obligatoire.":      {field("a", true), field("b", false)},
		"Les champs marqués d’un * sont obligatoires.": {field("a", true), ui.With(ui.Panel{Title: "p"}, ui.Radios{Name: "b", Legend: "b", Required: true})},
	} {
		page := parse(t, render(t, ui.Parts{field("outside", true), ui.With(ui.Form{T: fr}, fields...)}))
		notes := cascadia.QueryAll(page, cascadia.MustCompile(".app-required"))
		got := ""
		for _, n := range notes {
			got += text(n)
		}
		if got != want {
			t.Errorf("%d fields: %q, want %q", len(fields), got, want)
		}
	}
}

func TestAddressesBreakWhereTheyMay(t *testing.T) {
	for c, want := range map[templ.Component]string{
		ui.Mail("a.b@c.fr"):    `<span class="app-mail">a.<wbr>b@<wbr>c.<wbr>fr</span>`,
		ui.SubMail("<i>@c.fr"): `<span class="app-sub">&lt;i&gt;@<wbr>c.<wbr>fr</span>`,
		ui.SubMail(""):         "",
		ui.MailTo("a@c.fr"):    `<a class="ds-link" href="mailto:a@c.fr">a@<wbr>c.<wbr>fr</a>`,
	} {
		if got := strings.TrimSpace(render(t, c)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
