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
	for _, same := range []string{"3 mai 1984", "3/5/1984", "1984-05-03", "03051984", "née le 3 Mai 1984", "May 3, 1984"} {
		if b.Born = same; a.Person() != b.Person() {
			t.Errorf("%s: %q and %q", same, a.Person(), b.Person())
		}
	}
	for _, other := range []string{"1984", "5 mars 1984", "03/05/1985", "1er mai 1984"} {
		if b.Born = other; a.Person() == b.Person() || b.Person() == "" {
			t.Errorf("%s is %q", other, b.Person())
		}
	}
	whole, year := Identity{First: "Élodie", Last: "Le Goff", Born: "3 mai 1984"}, Identity{First: "elodie", Last: "LE-GOFF", Born: "vers 1984"}
	if whole.PersonOfYear() == "" || whole.PersonOfYear() != year.Person() || year.PersonOfYear() != "" || (Identity{Last: "Le Goff", Born: "123456"}).PersonOfYear() != "" {
		t.Errorf("%q, %q and %q", whole.PersonOfYear(), year.Person(), year.PersonOfYear())
	}
	if other := (Identity{First: "Élodie", Last: "Le Goff", Born: "4 mai 1984"}); other.Person() == whole.PersonOfYear() || other.Signer() == year.Signer() || whole.Signer() == year.Signer() {
		t.Error("what is a hint is a proof")
	}
	nir := func(s string) string { return Identity{More: []More{{Kind: NIR, Value: s}}}.Number() }
	if nir("2 84 05 35 238 123 45") != nir("2840535238123") || nir("284") != "" {
		t.Errorf("%q and %q", nir("2 84 05 35 238 123 45"), nir("2840535238123"))
	}
}
