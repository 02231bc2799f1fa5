package i18n_test

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/i18n"
)

const (
	fr = `{"hello": "Bonjour {name} !", "lots": "{n, plural, =0 {aucun lot} one {# lot} other {# lots}} de l'année : « {title} »", "brand": "Préau"}`
	en = `{"hello": "Hello {name}!", "lots": "{n, plural, =0 {no lot} one {# lot} other {# lots}} of the year: “{title}”", "brand": "Préau"}`
)

func load(t *testing.T, fr, en string) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load(i18n.Source{Prefix: "x", FS: fstest.MapFS{"fr.json": {Data: []byte(fr)}, "en.json": {Data: []byte(en)}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func paris(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestSentences(t *testing.T) {
	c := load(t, fr, en)
	f, e := c.For(i18n.French, time.UTC), c.For(i18n.English, time.UTC)
	for got, want := range map[string]string{
		f.S("x.hello", "name", "Zoë"):                 "Bonjour Zoë\u00a0!",
		f.S("x.lots", "n", 0, "title", "A"):           "aucun lot de l’année\u00a0: «\u00a0A\u00a0»",
		f.S("x.lots", "n", 1, "title", "A"):           "1 lot de l’année\u00a0: «\u00a0A\u00a0»",
		f.S("x.lots", "n", int64(1234), "title", "A"): "1\u00a0234 lots de l’année\u00a0: «\u00a0A\u00a0»",
		e.S("x.lots", "n", 1234, "title", "A"):        "1,234 lots of the year: “A”",
		e.S("x.hello", "name", i18n.M("x.brand")):     "Hello Préau!",
		f.S("x.hello"):   "Bonjour {name}\u00a0!", // a missing argument is seen
		f.S("x.nothing"): "x.nothing",
		f.S("x.hello", "name", i18n.Keys{"x.brand"}):         "Bonjour Préau\u00a0!",
		c.For("de", time.UTC).S("x.brand"):                   "Préau",
		f.M(i18n.Msg{}):                                      "",
		f.S("x.hello", "name", "{n, plural, other {#}} {x}"): "Bonjour {n, plural, other {#}} {x}\u00a0!", // arguments are not read again
		f.And([]string{"a", "b", "c"}):                       "a, b et c",
		e.And([]string{"a", "b"}):                            "a and b",
		f.And(nil):                                           "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// In French, zero is singular; in English it is plural.
func TestPlurals(t *testing.T) {
	c := load(t, `{"n": "{n, plural, one {# fiche} other {# fiches}}"}`, `{"n": "{n, plural, one {# sheet} other {# sheets}}"}`)
	f, e := c.For(i18n.French, time.UTC), c.For(i18n.English, time.UTC)
	var got []string
	for _, n := range []int{0, 1, 2, -1} {
		got = append(got, f.S("x.n", "n", n), e.S("x.n", "n", n))
	}
	want := []string{"0 fiche", "0 sheets", "1 fiche", "1 sheet", "2 fiches", "2 sheets", "−1 fiche", "−1 sheet"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := f.S("x.n", "n", int64(math.MinInt64)); !strings.HasSuffix(got, "fiche") { // the least integer has no opposite
		t.Errorf("got %q", got)
	}
}

func TestFaultsAreNamed(t *testing.T) {
	c := load(t, `{"a": "{x}", "b": "b"}`, `{"a": "{y}", "c": "c"}`)
	if diff := cmp.Diff([]string{"x.a: places [x] in French, [y] in English", "x.b: no English text", "x.c: no French text"}, c.Faults()); diff != "" {
		t.Error(diff)
	}
	for _, broken := range []string{`{"a": "{x"}`, `{"a": "x}"}`, `{"a": "{n, select, other {x}}"}`, `{"a": "{n, plural, one {x}}"}`, `[`} {
		_, err := i18n.Load(i18n.Source{Prefix: "x", FS: fstest.MapFS{"fr.json": {Data: []byte(broken)}, "en.json": {Data: []byte(`{}`)}}})
		if err == nil || !strings.Contains(err.Error(), "x") {
			t.Errorf("%s: %v", broken, err)
		}
	}
}

func TestFormats(t *testing.T) {
	c := load(t, fr, en)
	f, e := c.For(i18n.French, paris(t)), c.For(i18n.English, paris(t))
	deadline := time.Date(2026, 12, 5, 17, 0, 0, 0, time.UTC)
	for got, want := range map[string]string{
		f.DateTimeZone(deadline):                               "5\u00a0décembre\u00a02026 à 18\u00a0h\u00a000 (heure de Paris)",
		e.DateTimeZone(deadline):                               "5\u00a0December\u00a02026 at 18:00 (Paris time)",
		f.Weekday(deadline):                                    "samedi 5\u00a0décembre\u00a02026",
		f.Date(time.Date(2026, 8, 31, 22, 30, 0, 0, time.UTC)): "1er\u00a0septembre\u00a02026",
		f.Quantity(2500):                                       "2,5",
		f.Quantity(1_234_050):                                  "1\u00a0234,05",
		f.Quantity(-1_000):                                     "−1",
		f.UnitPrice(11_2500):                                   "11,25\u00a0€",
		f.UnitPrice(21_6037):                                   "21,6037\u00a0€",
		f.UnitPrice(375):                                       "0,0375\u00a0€",
		f.UnitPrice(1_2340):                                    "1,234\u00a0€",
		e.Quantity(1_234_567_000):                              "1,234,567",
		e.Quantity(1):                                          "0.001",
		f.Number(-1234567):                                     "−1\u00a0234\u00a0567",
		f.Number(999):                                          "999",
		f.DateTime(time.Time{}):                                "",
		f.Ago(deadline.Add(-30*time.Second), deadline):         "à l’instant",
		f.Ago(deadline.Add(-5*time.Minute), deadline):          "il y a 5\u00a0min",
		f.Ago(deadline.Add(-3*time.Hour), deadline):            "il y a 3\u00a0h",
		f.Ago(deadline.Add(-20*time.Hour), deadline):           "hier, 22\u00a0h\u00a000",
		f.Ago(deadline.Add(-72*time.Hour), deadline):           "il y a 3 jours",
		f.Ago(deadline.Add(-240*time.Hour), deadline):          "25\u00a0novembre\u00a02026",
		e.Ago(deadline.Add(-20*time.Hour), deadline):           "yesterday, 22:00",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Days are those of the zone's calendar, also when the hour changes in between.
func TestDaysLeft(t *testing.T) {
	f := load(t, fr, en).For(i18n.French, paris(t))
	now := time.Date(2026, 10, 24, 21, 59, 0, 0, time.UTC) // 23 h 59, the night when summer time ends
	for d, want := range map[time.Duration]int{0: 0, time.Minute: 1, 25 * time.Hour: 1, 25*time.Hour + 2*time.Minute: 2} {
		if got := f.DaysLeft(now, now.Add(d)); got != want {
			t.Errorf("%s later: %d days, want %d", d, got, want)
		}
	}
}

// Where words are called otherwise, sentences say them so as long as it lasts, in plurals, too; the rooms that speak of these words keep them.
func TestOtherWords(t *testing.T) {
	local := false
	c, err := i18n.Load(
		i18n.Source{Prefix: "x", FS: fstest.MapFS{"fr.json": {Data: []byte(`{"net": "Total HTVA", "n": "{n, plural, one {# prix HTVA} other {# prix HTVA, # TVAC}}", "none": "Rien"}`)}, "en.json": {Data: []byte(`{"net": "Total excl. VAT", "n": "{n}", "none": "None"}`)}}},
		i18n.Source{Prefix: "y", FS: fstest.MapFS{"fr.json": {Data: []byte(`{"names": "HTVA et TVAC"}`)}, "en.json": {Data: []byte(`{"names": "HTVA and TVAC"}`)}}},
	)
	if err != nil {
		t.Fatal(err)
	}
	own := c
	c = c.In(func() bool { return local }, []string{"HTVA", "HT", "TVAC", "TTC"}, "y")
	said := func(c *i18n.Catalogue) string {
		f := c.For(i18n.French, time.UTC)
		return strings.Join([]string{f.S("x.net"), f.S("x.n", "n", 1), f.S("x.n", "n", 2), f.S("x.none"), f.S("y.names"), c.For(i18n.English, time.UTC).S("x.net")}, "; ")
	}
	const as = "Total HTVA; 1 prix HTVA; 2 prix HTVA, 2 TVAC; Rien; HTVA et TVAC; Total excl. VAT"
	if got := said(c); got != as {
		t.Error(got)
	}
	local = true
	if got := said(c); got != "Total HT; 1 prix HT; 2 prix HT, 2 TTC; Rien; HTVA et TVAC; Total excl. VAT" {
		t.Error(got)
	}
	if got := said(own); got != as {
		t.Error(got)
	}
}
