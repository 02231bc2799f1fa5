package registers_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/registers"
	"preau/internal/kit/covers"
)

// typed is one thing somebody typed, and what is to become of it.
type typed struct {
	in, want string
	fault    registers.Kind
}

func check[N ~string](t *testing.T, parse func(string) (N, registers.Fault), cases []typed) {
	t.Helper()
	for _, c := range cases {
		got, fault := parse(c.in)
		if string(got) != c.want || fault.Kind != c.fault {
			t.Errorf("%q: got %q %q, want %q %q", c.in, got, fault.Kind, c.want, c.fault)
		}
	}
}

func siren(s string) (registers.SIREN, registers.Fault) {
	return registers.ParseSIREN(s, registers.Options{})
}

func siret(s string) (registers.SIRET, registers.Fault) {
	return registers.ParseSIRET(s, registers.Options{})
}

func TestUAI(t *testing.T) {
	covers.Statement(t, "O16")
	check(t, registers.ParseUAI, []typed{
		{"0350122T", "0350122T", ""},
		{" 035 0122 t ", "0350122T", ""},
		{"0350122\u00a0T", "0350122T", ""},
		{"0350122-T", "0350122T", ""},
		{"UAI : 0350122T", "0350122T", ""},
		{"rne 0350122t", "0350122T", ""},
		{"０３５０１２２Ｔ", "0350122T", ""}, // full-width
		{"0750001A", "", registers.Check},
		{"0350123T", "", registers.Check},
		{"0350122I", "", registers.Check},
		{"0350122", "", registers.Shape},
		{"O350122T", "", registers.Shape},
		{"03501220", "", registers.Shape},
		{"035012TT", "", registers.Shape},
		{"0350122É", "", registers.Shape},
		{"٠٣٥٠١٢٢T", "", registers.Shape}, // digits of another script
		{"0000000A", "", registers.Refused},
		{" \u00a0", "", registers.Missing},
		{"UAI :", "", registers.Missing},
	})
}

func TestSIREN(t *testing.T) {
	covers.Statement(t, "O15")
	check(t, siren, []typed{
		{"732829320", "732829320", ""},
		{"732 829 320", "732829320", ""},
		{"732\u202f829.320", "732829320", ""},
		{"Siren : 732-829-320", "732829320", ""},
		{"356000000", "356000000", ""},
		{"732829321", "", registers.Check},
		{"73282932", "", registers.Length},
		{"73282932000074", "", registers.Other},
		{"73282932000075", "", registers.Length}, // no SIRET either
		{"73282932A", "", registers.Shape},
		{"000000000", "", registers.Refused},
		{"", "", registers.Missing},
	})
	if got, f := registers.ParseSIREN("000 000 000", registers.Options{Demo: true}); got != "000000000" || !f.OK() {
		t.Errorf("on a demonstration: got %q %+v", got, f)
	}
	if got := registers.SIREN("732829320").Shown(); got != "732 829 320" {
		t.Errorf("shown: %q", got)
	}
}

func TestSIRET(t *testing.T) {
	covers.Statement(t, "O15")
	check(t, siret, []typed{
		{"73282932000074", "73282932000074", ""},
		{"732 829 320 00074", "73282932000074", ""},
		{"SIRET: 732 829 320 00074", "73282932000074", ""},
		{"21350016800025", "21350016800025", ""},
		{"35600000000048", "35600000000048", ""}, // La Poste's head office follows Luhn
		{"35600000049837", "35600000049837", ""}, // one of its offices: 45, a multiple of five
		{"35600000049838", "", registers.Check},
		{"73282932000075", "", registers.Check},
		{"73282932100073", "", registers.Check}, // Luhn over all fourteen, but the SIREN is none
		{"732829320", "", registers.Other},
		{"732829321", "", registers.Length},
		{"7328293200007", "", registers.Length},
		{"7328293200007A", "", registers.Shape},
		{"00000000000000", "", registers.Refused},
		{"", "", registers.Missing},
	})
	if got, f := registers.ParseSIRET("00000000000000", registers.Options{Demo: true}); got == "" || !f.OK() {
		t.Errorf("on a demonstration: got %q %+v", got, f)
	}
	n := registers.SIRET("73282932000074")
	if n.SIREN() != "732829320" || n.Shown() != "732 829 320 00074" || registers.SIRET("7328").SIREN() != "" {
		t.Errorf("%s is of %q, shown %q", n, n.SIREN(), n.Shown())
	}
}

func TestBCE(t *testing.T) {
	check(t, registers.ParseBCE, []typed{
		{"0123.456.749", "0123456749", ""},
		{"BE 0123.456.749", "0123456749", ""},
		{"TVA BE 0123.456.749", "0123456749", ""},
		{"KBO: 0123 456 749", "0123456749", ""},
		{"be123456749", "0123456749", ""},
		{"0203.430.576", "0203430576", ""},
		{"0203.430.577", "", registers.Check},
		{"2203430576", "", registers.Shape},
		{"020343057", "", registers.Check},
		{"02034305", "", registers.Length},
		{"0203.430.57X", "", registers.Shape},
		{"0000000097", "", registers.Refused},
		{"BE", "", registers.Missing},
	})
	if got := registers.BCE("0123456749").Shown(); got != "0123.456.749" {
		t.Errorf("shown: %q", got)
	}
}

func TestFASE(t *testing.T) {
	check(t, registers.ParseFASE, []typed{
		{"586", "586", ""},
		{" 586 / 1045 ", "586/1045", ""},
		{"586-1045", "586/1045", ""},
		{"000586/01045", "586/1045", ""},
		{"95513/7341", "95513/7341", ""},
		{"FASE : 586/1045", "586/1045", ""},
		{"５８６／１０４５", "586/1045", ""},
		{"586 1045", "", registers.Shape},
		{"95 513", "", registers.Shape},
		{"586/", "", registers.Shape},
		{"/1045", "", registers.Shape},
		{"586//1045", "", registers.Shape},
		{"586/1/2", "", registers.Shape},
		{"0", "", registers.Shape},
		{"1234567", "", registers.Shape},
		{"586A", "", registers.Shape},
		{"", "", registers.Missing},
		{"fase", "", registers.Missing},
	})
	if school, site := registers.FASE("586/1045").Parts(); school != "586" || site != "1045" {
		t.Errorf("parts: %q %q", school, site)
	}
}

func TestGTIN(t *testing.T) {
	check(t, registers.ParseGTIN, []typed{
		{"3000000000014", "3000000000014", ""},
		{"3 000000-000014", "3000000000014", ""},
		{"EAN-13: 3 000000 000014", "3000000000014", ""},
		{"96385074", "96385074", ""},
		{"0000096385074", "96385074", ""},      // EAN-8 filled up
		{"036000291452", "0036000291452", ""},  // UPC-A
		{"0036000291452", "0036000291452", ""}, // the same, as scanners give it
		{"03000000000014", "3000000000014", ""},
		{"13000000000011", "13000000000011", ""}, // a case of them
		{"3000000000015", "", registers.Check},
		{"96385075", "", registers.Check},
		{"300000000002", "", registers.Check},
		{"30000000000", "", registers.Length},
		{"300000000001X", "", registers.Shape},
		{"0000000000000", "", registers.Refused},
		{"", "", registers.Missing},
	})
}

func TestISBN(t *testing.T) {
	check(t, registers.ParseISBN, []typed{
		{"978-2-07-036822-8", "9782070368228", ""},
		{"2-07-036822-X", "9782070368228", ""},
		{"207036822x", "9782070368228", ""},
		{"ISBN : 2 07 036822 X", "9782070368228", ""},
		{"ISBN-13: 978-2-07-036822-8", "9782070368228", ""},
		{"2070368221", "", registers.Check},
		{"20703682XX", "", registers.Shape},
		{"978207036822X", "", registers.Shape},
		{"9782070368229", "", registers.Check},
		{"3000000000014", "", registers.Shape},
		{"0000000000", "", registers.Refused},
		{"isbn:", "", registers.Missing},
	})
}

func TestCPV(t *testing.T) {
	check(t, registers.ParseCPV, []typed{
		{"03111000-2", "03111000", ""},
		{"031110002", "03111000", ""},
		{"03111000", "03111000", ""},
		{"CPV : 03 11 10 00", "03111000", ""},
		{"03300000-2", "03300000", ""}, // its control digit follows another rule than that of the code above
		{"0311100", "", registers.Length},
		{"0311100020", "", registers.Length},
		{"0311100A", "", registers.Shape},
		{"00000000", "", registers.Unknown},
		{"", "", registers.Missing},
	})
	c := registers.CPV("30192130")
	if d := cmp.Diff([]registers.CPV{"30192100", "30192000", "30190000", "30100000", "30000000"}, c.Wider()); d != "" {
		t.Error(d)
	}
	if got := registers.CPV("30000000"); got.Digits() != "30" || got.Wider() != nil {
		t.Errorf("a division: %q %q", got.Digits(), got.Wider())
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"L'École  Sacré-Cœur":      "l ecole sacre coeur",
		"  Saint–Méen-le-Grand ":   "saint meen le grand",
		"Straße ÆTHER Œuvre":       "strasse aether oeuvre",
		"Łódź, Ærø; İzmir":         "lodz aero izmir",
		"Lycée d’enseignement n°3": "lycee d enseignement n 3",
		"ﬁnance ２０２６ Ⅳ":            "finance 2026 iv",
		"E\u0301cole":              "ecole",
		"«»–…":                     "",
		"a\x00b\xffc":              "a b c",
	} {
		if got := registers.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}
