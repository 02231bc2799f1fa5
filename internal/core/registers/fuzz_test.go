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
	"586/1045", "000/1", "586 - 1045", "+33 (0)2 61 91 00 12", "0032470000012", "0696000012", "081/00.00.12", "3000000000014",
	"2-07-036822-X", "ISBN-13: 978-2-07-036822-8", "03111000-2", "CPV 15800000", "02 61 91 00 12 poste 4", "Tél : 02 61 91 00 12",
	"261910012", "45123456", "0000096385074", "36000291452", "L'École Sacré-Cœur", "\xff\x00", "İ\u0307ß", "Ⅳ½", "\u202a02", "０３５",
	"ϓ", "𝔘", "+", "00", "+33+32", "SIRET:", "FASE :", "/", "--",
}

// seeded gives the corpus to a fuzz target.
func seeded(f *testing.F) *testing.F {
	for _, s := range corpus {
		f.Add(s)
	}
	return f
}

// steady asserts what every register keeps: no panic, a number or a fault with its sentence, and a number that is read as
// itself, and as it is printed.
func steady[N ~string](f *testing.F, parse func(string) (N, registers.Fault), shown func(N) string) {
	seeded(f).Fuzz(func(t *testing.T, s string) {
		once, fault := parse(s)
		if (once == "") == fault.OK() || (fault.Msg().Key == "") != fault.OK() {
			t.Fatalf("%q: %q with fault %+v", s, once, fault)
		}
		if !fault.OK() {
			return
		}
		for _, again := range []string{string(once), shown(once)} {
			if twice, fault := parse(again); twice != once || !fault.OK() {
				t.Fatalf("%q gives %q; typed as %q it gives %q %+v", s, once, again, twice, fault)
			}
		}
	})
}

func plain[N ~string](n N) string { return string(n) }

func FuzzUAI(f *testing.F)   { steady(f, registers.ParseUAI, plain) }
func FuzzSIREN(f *testing.F) { steady(f, siren, registers.SIREN.Shown) }
func FuzzSIRET(f *testing.F) { steady(f, siret, registers.SIRET.Shown) }
func FuzzBCE(f *testing.F)   { steady(f, registers.ParseBCE, registers.BCE.Shown) }
func FuzzFASE(f *testing.F)  { steady(f, registers.ParseFASE, plain) }
func FuzzGTIN(f *testing.F)  { steady(f, registers.ParseGTIN, plain) }
func FuzzCPV(f *testing.F)   { steady(f, registers.ParseCPV, plain) }

// FuzzISBN asserts, too, that a book's number is that of a trade item.
func FuzzISBN(f *testing.F) {
	steady(f, registers.ParseISBN, func(n registers.ISBN) string {
		if item, fault := registers.ParseGTIN(string(n)); item != n.GTIN() || !fault.OK() {
			f.Errorf("%q is no GTIN: %q %+v", n, item, fault)
		}
		return string(n)
	})
}

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
		once, fault := registers.ParsePhone(s, home)
		if (once == "") == fault.OK() {
			t.Fatalf("%q: %q with fault %+v", s, once, fault)
		}
		if !fault.OK() {
			return
		}
		for _, reader := range []registers.Country{registers.France, registers.Belgium} {
			if twice, _ := registers.ParsePhone(string(once), reader); twice != once {
				t.Fatalf("%q gives %q, which gives %q", s, once, twice)
			}
			shown := once.Shown(reader)
			if back, _ := registers.ParsePhone(shown, reader); back != once {
				t.Fatalf("%q is shown as %q, which gives %q", once, shown, back)
			}
		}
	})
}

// FuzzFold asserts that folding twice changes nothing, and that words are parted by one space each.
func FuzzFold(f *testing.F) {
	seeded(f).Fuzz(func(t *testing.T, s string) {
		once := registers.Fold(s)
		if long := registers.Fold(s + " 学"); long != strings.TrimSpace(once+" 学") { // folded with all of Unicode
			t.Errorf("%q beside another letter: %q", s, long)
		}
		if twice := registers.Fold(once); twice != once {
			t.Fatalf("%q gives %q, which gives %q", s, once, twice)
		}
		if once != strings.Join(strings.Fields(once), " ") || !utf8.ValidString(once) {
			t.Fatalf("%q gives %q", s, once)
		}
	})
}
