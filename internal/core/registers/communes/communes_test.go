package communes_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/registers"
	"preau/internal/core/registers/communes"
)

// labels are what a search finds, as people see it.
func labels(found []communes.Found) []string {
	var out []string
	for _, f := range found {
		out = append(out, f.Label()+" ("+f.Department.Code+")")
	}
	return out
}

func TestByCode(t *testing.T) {
	var r communes.Register
	got, ok := r.ByCode("35288")
	want := communes.Commune{
		Code: "35288", Name: "Saint-Malo", PostalCodes: []string{"35400"},
		Department: communes.Department{Code: "35", Name: "Ille-et-Vilaine", Region: communes.Region{Code: "53", Name: "Bretagne"}},
	}
	if d := cmp.Diff(want, got); d != "" || !ok {
		t.Error(d)
	}
	for code, want := range map[communes.Code]string{
		"2A004": "Ajaccio", "97411": "Saint-Denis", "98735": "Papeete", "75056": "Paris",
		"75117": "Paris", "69389": "Lyon", "13201": "Marseille", // arrondissements
		"75121": "", "35400": "", "": "", "0": "", "zzzzzz": "",
	} {
		if got, ok := r.ByCode(code); got.Name != want || ok != (want != "") {
			t.Errorf("%s is %q", code, got.Name)
		}
	}
}

func TestSearch(t *testing.T) {
	var r communes.Register
	for text, want := range map[string][]string{
		"saint-malo":      {"35400, Saint-Malo (35)", "44550, Saint-Malo-de-Guersac (44)"},
		"St Malo":         {"35400, Saint-Malo (35)"},
		"SAINT MALO":      {"35400, Saint-Malo (35)"},
		"35400":           {"35400, Saint-Malo (35)"},
		"354 malo":        {"35400, Saint-Malo (35)"},
		"75017, Paris":    {"75017, Paris (75)"},
		"paris 75017":     {"75017, Paris (75)"},
		"paris":           {"Paris (75)"}, // its postal code is still to be said
		"marseil":         {"Marseille (13)"},
		"mars":            {"42750, Mars (42)", "07320, Mars (07)", "Marseille (13)"},
		"plelan le g":     {"35380, Plélan-le-Grand (35)"},
		"oeting":          {"57600, Œting (57)"},
		"ascq villeneuve": {"Villeneuve-d'Ascq (59)"},
		"rochelle":        {"17000, La Rochelle (17)", "70120, La Rochelle (70)"},
		"lyon":            {"Lyon (69)", "27480, Lyons-la-Forêt (27)"},
		"97460":           {"97460, Saint-Paul (974)"},
		"zzz":             nil,
		"":                nil,
		"…":               nil,
		"35400 75017":     nil,
	} {
		if d := cmp.Diff(want, labels(r.Search(text, len(want)))); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
	if got := r.Search("saint", 0); len(got) != 0 {
		t.Errorf("none wanted, %d found", len(got))
	}
}

func TestRead(t *testing.T) {
	var r communes.Register
	for text, want := range map[string]string{
		"75017, Paris":         "75017, Paris",
		"35400 Saint-Malo":     "35400, Saint-Malo",
		"st-malo":              "35400, Saint-Malo",
		"Rennes":               "Rennes", // there are others whose names begin so
		"97400 Saint-Denis":    "97400, Saint-Denis",
		"plelan-le-grand":      "35380, Plélan-le-Grand",
		"villeneuve ascq":      "Villeneuve-d'Ascq",
		"35290 saint-meen":     "35290, Saint-Méen-le-Grand",
		"Saint-Denis":          "several",
		"35380":                "several",
		"saint":                "several",
		"35400 Rennes":         "unknown",
		"Saint-Malo-les-Bains": "unknown",
		"…":                    "unknown",
		" ":                    "missing",
	} {
		got, fault := r.Read(text)
		if said := got.Label() + string(fault.Kind); said != want {
			t.Errorf("%q: %s, want %s", text, said, want)
		}
		if fault.Kind == registers.Several && fault.Count < 2 {
			t.Errorf("%q: several, but %d", text, fault.Count)
		}
	}
}

// TestEachIsFound asks for the communes of the list, one in ten, by what tells them from all others.
func TestEachIsFound(t *testing.T) {
	var r communes.Register
	tried, several := 0, 0
	for _, digit := range "0123456789" {
		for i, c := range r.Search(string(digit), 1<<20) {
			if i%10 != 0 {
				continue
			}
			tried++
			same, ok := r.ByCode(c.Code)
			if d := cmp.Diff(c.Commune, same); d != "" || !ok {
				t.Fatalf("%s: %s", c.Code, d)
			}
			if d, ok := r.Department(c.Department.Code); !ok || d != c.Department || !strings.HasPrefix(string(c.Code), d.Code) {
				t.Fatalf("%s is in %+v", c.Code, d)
			}
			for _, postal := range c.PostalCodes {
				switch got, fault := r.Read(postal + " " + c.Name); {
				case fault.Kind == registers.Several:
					several++
				case got.Code != c.Code || got.PostalCode != postal:
					t.Fatalf("%s %s is read as %s %+v", postal, c.Name, got.Label(), fault)
				}
			}
		}
	}
	if tried < 3000 || several > 3 {
		t.Errorf("%d communes, of which %d are not told by name and postal code", tried, several)
	}
}

func TestDepartments(t *testing.T) {
	var r communes.Register
	all := r.Departments()
	if len(all) != 109 {
		t.Errorf("%d départements and territories", len(all))
	}
	regions := map[communes.Region]bool{}
	for i, d := range all {
		if d.Name == "" || i > 0 && d.Code <= all[i-1].Code {
			t.Errorf("%+v after %+v", d, all[max(i-1, 0)])
		}
		regions[d.Region] = true
	}
	if len(regions) != 18+1 { // and none, for territories
		t.Errorf("%d régions", len(regions))
	}
	if _, ok := r.Department("20"); ok {
		t.Error("Corse is 2A and 2B")
	}
}

// TestAtOnce opens one register from several sides.
func TestAtOnce(t *testing.T) {
	var r communes.Register
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, ok := r.ByCode("35288"); !ok {
				t.Error("not there")
			}
		})
	}
	all.Wait()
}

func TestNotice(t *testing.T) {
	if n := communes.Notice(); !strings.Contains(n, "Licence Ouverte") || !strings.Contains(n, "INSEE") {
		t.Error("the notice names no licence or no source")
	}
}

// FuzzSearch asserts that whatever is typed finds communes that have it, none twice, and that what is read is among them.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"", "st malo", "35400", "75017, Paris", "L'", "la la", "354 75", "Œ", "\xff", "\n", "\t", " \t3", "é", "９７", "st", "d"} {
		f.Add(s)
	}
	r := new(communes.Register)
	f.Fuzz(func(t *testing.T, text string) {
		found := r.Search(text, 50)
		seen := map[communes.Code]bool{}
		for _, c := range found {
			have := " " + registers.Fold(c.Name) + " " + strings.Join(c.PostalCodes, " ")
			for _, w := range strings.Fields(registers.Fold(text)) {
				if w != "st" && w != "ste" && !strings.Contains(have, " "+w) {
					t.Fatalf("%q finds %s", text, have)
				}
			}
			if seen[c.Code] {
				t.Fatalf("%q finds %s twice", text, c.Code)
			}
			seen[c.Code] = true
		}
		switch got, fault := r.Read(text); {
		case fault.OK() && !seen[got.Code]:
			t.Fatalf("%q is read as %s, which it does not find", text, got.Label())
		case !fault.OK() && fault.Msg().Key == "":
			t.Fatalf("%q: %+v says nothing", text, fault)
		case fault.Kind == registers.Several && len(found) < 2:
			t.Fatalf("%q is several, and finds %d", text, len(found))
		}
	})
}
