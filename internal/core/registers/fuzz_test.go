package registers_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"preau/internal/core/registers"
)

// corpus is where each fuzzing starts: what people type, and what breaks parsers.
var corpus = []string{
	"", " ", "0350122T", "035 0122 t", "732829320", "73282932000074", "35600000000048", "000000000", "BE 0123.456.749",
	"586/1045", "000/1", "+33 (0)2 61 91 00 12", "0032470000012", "0696000012", "081/00.00.12", "3000000000014", "2-07-036822-X",
	"L'École Sacré-Cœur", "\xff\x00", "İ\u0307ß", "Ⅳ½", "\u202a02", "０３５", "ϓ", "𝔘",
}

// steady asserts what every register keeps: no panic, nothing or an answer, and a normal form that is its own normal form.
func steady(f *testing.F, normal func(string) (string, registers.Fault)) {
	for _, s := range corpus {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, fault := normal(s)
		if (once == "") != (fault != registers.OK) {
			t.Fatalf("%q: %q with fault %q", s, once, fault)
		}
		if fault != registers.OK {
			return
		}
		if twice, fault := normal(once); twice != once || fault != registers.OK {
			t.Fatalf("%q gives %q, which gives %q %q", s, once, twice, fault)
		}
	})
}

func FuzzUAI(f *testing.F)   { steady(f, registers.UAI) }
func FuzzSIREN(f *testing.F) { steady(f, strict(registers.SIREN)) }
func FuzzSIRET(f *testing.F) { steady(f, strict(registers.SIRET)) }
func FuzzBCE(f *testing.F)   { steady(f, registers.BCE) }
func FuzzFASE(f *testing.F)  { steady(f, registers.FASE) }
func FuzzEAN13(f *testing.F) { steady(f, registers.EAN13) }
func FuzzISBN(f *testing.F)  { steady(f, registers.ISBN) }

// FuzzPhone asserts, too, that what is shown in either country is read back as the same number there.
func FuzzPhone(f *testing.F) {
	for _, s := range corpus {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, inFrance bool) {
		home := registers.Belgium
		if inFrance {
			home = registers.France
		}
		once, fault := registers.Phone(s, home)
		if (once == "") != (fault != registers.OK) {
			t.Fatalf("%q: %q with fault %q", s, once, fault)
		}
		if fault != registers.OK {
			return
		}
		for _, reader := range []registers.Country{registers.France, registers.Belgium} {
			if twice, _ := registers.Phone(once, reader); twice != once {
				t.Fatalf("%q gives %q, which gives %q", s, once, twice)
			}
			shown := registers.PhoneShown(once, reader)
			if back, _ := registers.Phone(shown, reader); back != once {
				t.Fatalf("%q is shown as %q, which gives %q", once, shown, back)
			}
		}
	})
}

// FuzzFold asserts that folding twice changes nothing, and that words are parted by one space each.
func FuzzFold(f *testing.F) {
	for _, s := range corpus {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := registers.Fold(s)
		if twice := registers.Fold(once); twice != once {
			t.Fatalf("%q gives %q, which gives %q", s, once, twice)
		}
		if once != strings.Join(strings.Fields(once), " ") || !utf8.ValidString(once) {
			t.Fatalf("%q gives %q", s, once)
		}
	})
}
