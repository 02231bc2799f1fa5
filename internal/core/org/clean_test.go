package org_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/org"
	"preau/internal/core/org/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
)

func TestCleanFrench(t *testing.T) {
	got, err := org.Clean(org.Organisation{
		Kind: org.School, Name: "  Colle\u0300ge\tde\u00a0l'Hermine ", UAI: "035 0122 t", SIRET: "732 829 320 00074",
		Place: org.Place{Address: "22 rue de l'Hermine\n", PostalCode: "35380", Commune: "Plélan-le-Grand", Phone: "02 61 91 00 12"},
	}, registers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := org.Organisation{
		Kind: org.School, Country: registers.France, Name: "Collège de l'Hermine", UAI: "0350122T", SIRET: "73282932000074", SIREN: "732829320",
		Place: org.Place{Address: "22 rue de l'Hermine", PostalCode: "35380", Commune: "Plélan-le-Grand", Phone: "+33261910012"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	again, err := org.Clean(got, registers.Options{})
	if d := cmp.Diff(got, again); d != "" || err != nil {
		t.Errorf("a second time: %v %s", err, d)
	}
}

func TestCleanBelgian(t *testing.T) {
	got, err := org.Clean(org.Organisation{
		Kind: org.School, Name: "Ecole de Tangissart", FASE: "0586/1045", Place: org.Place{Phone: "010 00 00 12", PostalCode: "1490"},
	}, registers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Country != registers.Belgium || got.FASE != "586" || got.Phone != "+3210000012" {
		t.Errorf("got %+v", got)
	}
}

func TestCleanFaults(t *testing.T) {
	covers.Statement(t, "O15", "O16")
	for name, c := range map[string]struct {
		o    org.Organisation
		want []string
	}{
		"nothing typed": {org.Organisation{}, []string{"kind", "name"}},
		"all numbers":   {org.Organisation{Kind: org.School, Name: "x", UAI: "1", FASE: "a", BCE: "1", SIRET: "1", SIREN: "1"}, []string{"uai", "fase", "bce", "siret", "siren"}},
		"filler":        {org.Organisation{Kind: org.Provider, Name: "x", SIREN: "000000000"}, []string{"siren"}},
		"two companies": {org.Organisation{Kind: org.Provider, Name: "x", SIREN: "356000000", SIRET: "73282932000074"}, []string{"siren"}},
		"place":         {org.Organisation{Kind: org.School, Name: "x", Place: org.Place{PostalCode: "3538", Phone: "12"}}, []string{"postal_code", "phone"}},
		"country":       {org.Organisation{Kind: org.School, Name: "x", Country: "Fr."}, []string{"country"}},
		"long name":     {org.Organisation{Kind: org.School, Name: strings.Repeat("é", 201)}, []string{"name"}},
		"longest name":  {org.Organisation{Kind: org.School, Name: strings.Repeat("é", 200)}, nil},
		"Luxembourg":    {org.Organisation{Kind: org.Supplier, Name: "x", Country: "lu", Place: org.Place{PostalCode: "L-1234", Phone: "+352 26 00 00 12"}}, nil},
	} {
		_, err := org.Clean(c.o, registers.Options{})
		if d := cmp.Diff(c.want, faulty(err)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if _, err := org.Clean(org.Organisation{Kind: org.Provider, Name: "x", SIREN: "000000000"}, registers.Options{Demo: true}); err != nil {
		t.Errorf("the filler on a demonstration: %v", err)
	}
}

func TestCleanSite(t *testing.T) {
	for in, want := range map[string]string{"1045": "1045", "586/1045": "1045", "": ""} {
		got, err := org.CleanSite(org.Site{FASE: in}, registers.Belgium)
		if err != nil || got.FASE != want {
			t.Errorf("%q: %q %v", in, got.FASE, err)
		}
	}
	_, err := org.CleanSite(org.Site{FASE: "586/", Place: org.Place{Phone: "1", PostalCode: "35000"}}, registers.Belgium)
	if d := cmp.Diff([]string{"fase", "postal_code", "phone"}, faulty(err)); d != "" {
		t.Error(d)
	}
}

// faulty are the names of the fields refused.
func faulty(err error) []string {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid {
		return nil
	}
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Name)
	}
	return out
}

func TestKinds(t *testing.T) {
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	if faults := cat.Faults(); len(faults) > 0 {
		t.Error(faults)
	}
	said := map[string]bool{}
	for _, k := range org.Kinds() {
		said[cat.For(i18n.French, nil).M(k.Label())] = true
	}
	if len(said) != 6 || said[""] {
		t.Errorf("labels: %v", said)
	}
	if org.Kind("club").Known() {
		t.Error("a club is no kind")
	}
}
