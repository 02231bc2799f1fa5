package webtest_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/web/webtest"
)

func serving(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, body)
	})
}

func TestSoundPage(t *testing.T) {
	t.Parallel()
	webtest.New(t, serving(`<!doctype html><html lang="fr"><head><title>T</title><script src="/static/a.js"></script></head><body>
<a href="#contenu">Aller au contenu</a><a id="anchor"></a><h1 id="contenu">T</h1><img src="x" alt=""><input type="hidden" name="h">
<label for="a">A</label><input id="a" aria-describedby="a-d"><p id="a-d">d</p><button aria-label="Fermer"><svg></svg></button>
<fieldset><legend>L</legend></fieldset><p hidden><input name="trap"></p></body></html>`)).Get("/").WantSound()
}

func TestUnsoundPage(t *testing.T) {
	t.Parallel()
	p := webtest.New(t, serving(`<!doctype html><html><head><style>p{}</style></head><body onload="x()"><script>var x</script>
<a href="#nowhere">x</a><a href="/empty"></a><img src="x"><input name="bare"><label for="none">A</label><select id="two"></select><p id="two" style="color:red"></p>
<fieldset><label>x<input aria-describedby="lost"></label></fieldset><table><tr><th></th></tr></table><button><svg></svg></button></body></html>`)).Get("/")
	want := []string{
		`2 elements with id "two"`, `html has no lang`, `inline style`, `body has an inline script onload`, `inline script`,
		`a link leads nowhere on the page: "#nowhere"`, `a /empty has no name`, `img "x" has no alt`, `input bare has no name`,
		`for of label names no element: "none"`, `select two has no name`, `p has an inline style "color:red"`, `fieldset  has no name`,
		`aria-describedby of input names no element: "lost"`, `a table header is empty`, `button  has no name`, `0 elements h1, want 1`, `no title`,
	}
	got := p.Faults()
	slices.Sort(got)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("faults (-want +got):\n%s", d)
	}
	if said := refused(t, func(tb testing.TB) { webtest.New(tb, serving("<p>")).Get("/").WantSound() }); !strings.Contains(said, "no title") {
		t.Errorf("says %q", said)
	}
}
