package usager

import (
	"testing"

	"preau/internal/kit/covers"
)

// Two demands speak of one person whatever the case, the accents and the signs of the name (C030).
func TestSamePerson(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C030")
	a, b := Identity{First: "Élodie", Last: "Le Goff", Born: "03/05/1984"}, Identity{First: "elodie", Last: "LE-GOFF", Born: "03.05.1984"}
	if a.Person() == "" || a.Person() != b.Person() {
		t.Errorf("%q and %q", a.Person(), b.Person())
	}
	if (Identity{Last: "Le Goff"}).Person() != "" || (Identity{First: "Élodie", Born: "1984"}).Person() != "" {
		t.Error("half a person is one")
	}
	nir := func(s string) string { return Identity{More: []More{{Kind: NIR, Value: s}}}.Number() }
	if nir("2 84 05 35 238 123 45") != nir("2840535238123") || nir("284") != "" {
		t.Errorf("%q and %q", nir("2 84 05 35 238 123 45"), nir("2840535238123"))
	}
}
