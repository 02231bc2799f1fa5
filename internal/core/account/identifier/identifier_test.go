package identifier_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"preau/internal/core/account/identifier"
	"preau/internal/core/account/msg"
	"preau/internal/kit/i18n"
)

func TestOf(t *testing.T) {
	sixty := strings.Repeat("abcdefghij", 6)
	for _, c := range []struct{ first, last, born, want string }{
		{"Anne-Marie", "D'Haëne", "1981-09-03", "anne-marie.dhaene.030981"},
		{"François", "Lefèvre", "1970-12-31", "francois.lefevre.311270"},
		{"Zoë", "Cœur de Lion", "2001-01-05", "zoe.coeurdelion.050101"},
		{"Iñaki", "Strauß", "1999-02-28", "inaki.strauss.280299"},
		{"Læticia", "Øster", "1960-02-29", "laeticia.oster.290260"},
		{"  Jean  Marc ", "van den Berghe", "1950-10-10", "jeanmarc.vandenberghe.101050"},
		{"Jean – Marc", "Dupont‑Durand", "1950-10-10", "jean-marc.dupont-durand.101050"},
		{"-Jean--Marc-", "'t Serstevens", "1950-10-10", "jean-marc.tserstevens.101050"},
		{"L’Éa", "O'Neill Jr. 3", "1950-10-10", "lea.oneilljr.101050"},
		{"Łukasz", "Þór-Ðan", "1950-10-10", "lukasz.thor-dan.101050"},
		{"Дмитрий", "Иванов", "1950-10-10", "x.x.101050"},
		{"Eleni-Ελένη", "Παππά", "1950-10-10", "eleni.x.101050"},
		{"Ａｎｎａ", "\u0301", "1950-10-10", "anna.x.101050"},
		{sixty, sixty, "1905-01-01", sixty + "." + sixty + ".010105"},
		{strings.Repeat("ß", 80), "É", "2005-01-01", strings.Repeat("s", 100) + ".e.010105"},
		{strings.Repeat("a-", 80), "B", "2005-01-01", strings.Repeat("a-", 49) + "a.b.010105"},
	} {
		if got := identifier.Of(c.first, c.last, c.born); got != c.want {
			t.Errorf("%q %q %s: %q, want %q", c.first, c.last, c.born, got, c.want)
		}
	}
}

func TestKey(t *testing.T) {
	const own = "annemariedhaene030981"
	for _, typed := range []string{
		"anne-marie.dhaene.030981", "ANNE-MARIE.DHAENE.030981", "anne-marie dhaene 030981", "annemariedhaene030981", "Anne-Marie.D'Haëne.03091981",
		"anne-marie.dhaene.03/09/1981", "anne-marie.dhaene.3/9/81", "anne marie d’haene 03 09 1981", "anne-marie_dhaene_03-09-81", "anne-marie.dhaene03.09.81",
		"  anne-marie.dhaene.030981 ", "ａnne-marie.dhaene.０３０９８１", "anne-marie.dhaene.03091881", "anne-marie,dhaene,030981", "anne-marie.dhaene.030981.1",
	} {
		if got := identifier.Key(typed); got != own {
			t.Errorf("%q is %q", typed, got)
		}
	}
	for typed, want := range map[string]string{
		"anne-marie.dhaene.030981.2": own + ".2", "anne-marie dhaene 03/09/1981 2": own + ".2", "anne-marie.dhaene.030981.02": own + ".2", "anne-marie.dhaene.03.09.1981.12": own + ".12",
		"": "", "claire": "", "claire@ecole.test": "", "anne.dhaene@030981": "", "030981": "", "...030981": "", "claire12": "", "claire.03098": "", "claire.0309812": "",
		"jean2.dupont.030981": "", "дмитрий.иванов.030981": "", "clos:030981": "clos030981", strings.Repeat("1", 300): "",
	} {
		if got := identifier.Key(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

func TestMasked(t *testing.T) {
	for name, want := range map[string]string{
		"anne-marie.dhaene.030981": "anne-marie.dhaene.••••••", "anne-marie.dhaene.030981.2": "anne-marie.dhaene.••••••",
		"claire": "claire", "claire.durand": "claire.durand", "claire.12": "claire.12", "": "",
	} {
		if got := identifier.Masked(name); got != want {
			t.Errorf("%q is shown as %q", name, got)
		}
	}
	if s := identifier.Suffix("a.b.030981.2") + identifier.Suffix("a.b.030981"); s != ".2" {
		t.Errorf("suffixes %q", s)
	}
	if s := identifier.Stem("a.b.030981.2") + identifier.Stem("claire"); s != "a.b.claire" {
		t.Errorf("stems %q", s)
	}
}

func TestBirthday(t *testing.T) {
	today := time.Date(2026, 11, 29, 23, 30, 0, 0, time.UTC)
	for typed, want := range map[string]string{
		"03/09/1981": "1981-09-03", "3/9/1981": "1981-09-03", "03.09.1981": "1981-09-03", "03-09-1981": "1981-09-03", " 03 / 09 / 1981 ": "1981-09-03", "03 09 1981": "1981-09-03",
		"03091981": "1981-09-03", "1981-09-03": "1981-09-03", "29/02/2000": "2000-02-29", "29/02/1960": "1960-02-29", "01/01/1900": "1900-01-01", "29/11/2026": "2026-11-29",
		"29/11/1896": "1896-11-29", "０３/０９/１９８１": "1981-09-03",
	} {
		if got, wrong := identifier.Birthday(typed, today); got != want || wrong.Key != "" {
			t.Errorf("%q is %q %v, want %q", typed, got, wrong, want)
		}
	}
	for typed, want := range map[string]i18n.Key{
		"": msg.FaultBornMissing, "  ": msg.FaultBornMissing, "03/09/81": msg.FaultBornCentury, "030981": msg.FaultBornCentury, "3-9-81": msg.FaultBornCentury,
		"29/02/1900": msg.FaultBornNoDay, "29/02/1981": msg.FaultBornNoDay, "31/04/1981": msg.FaultBornNoDay, "00/01/1981": msg.FaultBornNoDay, "01/13/1981": msg.FaultBornNoDay,
		"99999999": msg.FaultBornNoDay, "30/11/2026": msg.FaultBornFuture, "01/01/2981": msg.FaultBornFuture, "28/11/1896": msg.FaultBornOld, "01/01/0001": msg.FaultBornOld,
		"hier": msg.FaultBorn, "3 septembre 1981": msg.FaultBorn, "1981": msg.FaultBorn, "03/09/198": msg.FaultBorn, "03/09/19811": msg.FaultBorn, "-1/09/1981": msg.FaultBorn,
		"03/09/1981'; --": msg.FaultBorn,
	} {
		if got, wrong := identifier.Birthday(typed, today); got != "" || wrong.Key != want {
			t.Errorf("%q is %q %v, want %q", typed, got, wrong.Key, want)
		}
	}
}

var form = regexp.MustCompile(`^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.[0-9]{6}$`)

// Whatever the name, an identifier has its form, fits in the field where it is typed, is recognised, and hides its date.
func FuzzIdentifier(f *testing.F) {
	for _, s := range [][2]string{{"Anne-Marie", "D'Haëne"}, {"", "-"}, {"ß", "Œ"}, {"Дмитрий", "\xff\x00"}, {"İ\u0307", "ǆ.12"}, {"a.b.030981", "x@y"}, {"\u202e", "ﬃ"}} {
		f.Add(s[0], s[1], "03/09/1981")
	}
	today := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, first, last, typed string) {
		born, wrong := identifier.Birthday(typed, today)
		if (born == "") != (wrong.Key != "") {
			t.Fatalf("%q: %q with %v", typed, born, wrong)
		}
		_ = identifier.Key(first) // whatever is typed
		if born == "" {
			born = "1981-09-03"
		}
		name := identifier.Of(first, last, born)
		if !form.MatchString(name) || len(name) > 210 {
			t.Fatalf("%q %q: %q", first, last, name)
		}
		date := born[8:10] + born[5:7] + born[2:4]
		for _, n := range []int{1, 2, 10000} {
			own, key := identifier.Nth(name, n), identifier.Key(identifier.Nth(name, n))
			if key == "" || identifier.Key(strings.ToUpper(strings.ReplaceAll(own, ".", " "))) != key {
				t.Fatalf("%q is not recognised", own)
			}
			if shown := identifier.Masked(own); strings.Contains(shown, date) || shown != identifier.Masked(name) {
				t.Fatalf("%q is shown as %q", own, shown)
			}
		}
	})
}
