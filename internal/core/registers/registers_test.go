package registers_test

import (
	"testing"

	"preau/internal/core/registers"
	"preau/internal/core/registers/msg"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
)

// typed is one thing somebody typed, and what is to become of it.
type typed struct {
	in, want string
	fault    registers.Fault
}

func check(t *testing.T, normal func(string) (string, registers.Fault), cases []typed) {
	t.Helper()
	for _, c := range cases {
		got, fault := normal(c.in)
		if got != c.want || fault != c.fault {
			t.Errorf("%q: got %q %q, want %q %q", c.in, got, fault, c.want, c.fault)
		}
	}
}

func strict(f func(string, bool) (string, registers.Fault)) func(string) (string, registers.Fault) {
	return func(s string) (string, registers.Fault) { return f(s, false) }
}

func TestUAI(t *testing.T) {
	covers.Statement(t, "O16")
	check(t, registers.UAI, []typed{
		{"0350122T", "0350122T", ""},
		{" 035 0122 t ", "0350122T", ""},
		{"0350122\u00a0T", "0350122T", ""},
		{"0750001A", "", registers.Check},
		{"0350123T", "", registers.Check},
		{"0350122I", "", registers.Check},
		{"0350122", "", registers.Shape},
		{"O350122T", "", registers.Shape},
		{"03501220", "", registers.Shape},
		{"035012TT", "", registers.Shape},
		{"0350122É", "", registers.Shape},
		{"0000000A", "", registers.Refused},
		{" \u00a0", "", registers.Missing},
	})
}

func TestSIREN(t *testing.T) {
	covers.Statement(t, "O15")
	check(t, strict(registers.SIREN), []typed{
		{"732829320", "732829320", ""},
		{"732 829 320", "732829320", ""},
		{"732\u202f829.320", "732829320", ""},
		{"356000000", "356000000", ""},
		{"732829321", "", registers.Check},
		{"73282932", "", registers.Shape},
		{"73282932A", "", registers.Shape},
		{"000000000", "", registers.Refused},
		{"", "", registers.Missing},
	})
	if got, f := registers.SIREN("000 000 000", true); got != "000000000" || f != registers.OK {
		t.Errorf("on a demonstration: got %q %q", got, f)
	}
}

func TestSIRET(t *testing.T) {
	check(t, strict(registers.SIRET), []typed{
		{"73282932000074", "73282932000074", ""},
		{"732 829 320 00074", "73282932000074", ""},
		{"21350016800025", "21350016800025", ""},
		{"35600000000048", "35600000000048", ""}, // La Poste's head office follows Luhn
		{"35600000049837", "35600000049837", ""}, // one of its offices: 45, a multiple of five
		{"35600000049838", "", registers.Check},
		{"73282932000075", "", registers.Check},
		{"73282932100073", "", registers.Check}, // Luhn over all fourteen, but the SIREN is none
		{"732829320", "", registers.Shape},
		{"00000000000000", "", registers.Refused},
		{"", "", registers.Missing},
	})
	if got := registers.SIRENOf("73282932000074"); got != "732829320" {
		t.Errorf("company of a SIRET: got %q", got)
	}
	if got := registers.SIRENOf("7328"); got != "" {
		t.Errorf("company of no SIRET: got %q", got)
	}
}

func TestBCE(t *testing.T) {
	check(t, registers.BCE, []typed{
		{"0123.456.749", "0123456749", ""},
		{"BE 0123.456.749", "0123456749", ""},
		{"be123456749", "0123456749", ""},
		{"0203.430.576", "0203430576", ""},
		{"0203.430.577", "", registers.Check},
		{"2203430576", "", registers.Shape},
		{"020343057", "", registers.Check},
		{"02034305", "", registers.Shape},
		{"0000000097", "", registers.Refused},
		{"BE", "", registers.Missing},
	})
	if got := registers.BCEShown("0123456749"); got != "0123.456.749" {
		t.Errorf("shown: %q", got)
	}
	if got := registers.BCEShown("12"); got != "12" {
		t.Errorf("shown: %q", got)
	}
}

func TestFASE(t *testing.T) {
	check(t, registers.FASE, []typed{
		{"586", "586", ""},
		{" 586 / 1045 ", "586/1045", ""},
		{"000586/01045", "586/1045", ""},
		{"95513/7341", "95513/7341", ""},
		{"586/", "", registers.Shape},
		{"/1045", "", registers.Shape},
		{"586/1/2", "", registers.Shape},
		{"0", "", registers.Shape},
		{"1234567", "", registers.Shape},
		{"586A", "", registers.Shape},
		{"", "", registers.Missing},
	})
	if school, site := registers.FASEParts("586/1045"); school != "586" || site != "1045" {
		t.Errorf("parts: %q %q", school, site)
	}
}

func TestEAN13(t *testing.T) {
	check(t, registers.EAN13, []typed{
		{"3000000000014", "3000000000014", ""},
		{"3 000000-000014", "3000000000014", ""},
		{"3000000000015", "", registers.Check},
		{"300000000001", "", registers.Shape},
		{"0000000000000", "", registers.Refused},
		{"", "", registers.Missing},
	})
}

func TestISBN(t *testing.T) {
	check(t, registers.ISBN, []typed{
		{"978-2-07-036822-8", "9782070368228", ""},
		{"2-07-036822-X", "9782070368228", ""},
		{"207036822x", "9782070368228", ""},
		{"ISBN : 2 07 036822 X", "9782070368228", ""},
		{"2070368221", "", registers.Check},
		{"20703682XX", "", registers.Shape},
		{"978207036822X", "", registers.Shape},
		{"9782070368229", "", registers.Check},
		{"3000000000014", "", registers.Shape},
		{"0000000000", "", registers.Refused},
		{"isbn:", "", registers.Missing},
	})
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

func TestExplain(t *testing.T) {
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	if faults := cat.Faults(); len(faults) > 0 {
		t.Fatal(faults)
	}
	all := []registers.Register{
		registers.RegisterUAI, registers.RegisterSIREN, registers.RegisterSIRET, registers.RegisterFASE,
		registers.RegisterBCE, registers.RegisterPhone, registers.RegisterEAN, registers.RegisterISBN,
	}
	tr := cat.For(i18n.French, nil)
	for _, r := range all {
		if m := registers.Explain(r, registers.OK); m.Key != "" {
			t.Errorf("%s: a sentence where nothing is wrong", r)
		}
		for _, f := range []registers.Fault{registers.Missing, registers.Shape, registers.Check, registers.Refused} {
			if said := tr.M(registers.Explain(r, f)); len(said) < 15 || said == string(registers.Explain(r, f).Key) {
				t.Errorf("%s %s: says %q", r, f, said)
			}
		}
	}
	if registers.Explain(registers.RegisterUAI, registers.Check).Key != msg.CheckLetter {
		t.Error("a UAI ends with a letter, and the sentence should say so")
	}
}
