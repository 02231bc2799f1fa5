package i18n

import (
	"testing"
	"testing/fstest"
	"time"
)

// BenchmarkPlural says a sentence with a number, of which a page says hundreds.
func BenchmarkPlural(b *testing.B) {
	both := []byte(`{"n": "{name} ({n, plural, one {# offre} other {# offres}})"}`)
	c, err := Load(Source{Prefix: "x", FS: fstest.MapFS{"fr.json": {Data: both}, "en.json": {Data: both}}})
	if err != nil {
		b.Fatal(err)
	}
	t := c.For(French, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		t.S("x.n", "name", "Rennes", "n", 1234)
	}
}
