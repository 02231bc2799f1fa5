package ordering_test

import (
	"testing"

	"preau/internal/catalog"
	"preau/internal/ordering"
)

// What a form gives back of conditions is what it was given, and nothing else is read.
func TestConditionsInAForm(t *testing.T) {
	t.Parallel()
	for _, c := range []ordering.Conditions{
		{},
		{Franco: catalog.Sum{Said: true}, Costs: catalog.Sum{Cents: 1250, Said: true}, Days: 5, Details: true, EndsOn: "2026-12-31", Adheres: true, Area: "1000-1299, 5000"},
	} {
		if got, ok := ordering.ParseConditions(c.String()); !ok || got != c {
			t.Errorf("%s became %+v", c, got)
		}
	}
	for _, s := range []string{"", "|", "a|b|c|d|e|f|g", "1|2|x|true|2026-12-31|true|", "1|2|3|oui|2026-12-31|true|", "-2|x|3|true||true|"} {
		if got, ok := ordering.ParseConditions(s); ok {
			t.Errorf("%q was read as %+v", s, got)
		}
	}
}
