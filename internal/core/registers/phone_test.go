package registers_test

import (
	"testing"

	"preau/internal/core/registers"
)

func inFrance(s string) (registers.Phone, registers.Fault) {
	return registers.ParsePhone(s, registers.France)
}

func inBelgium(s string) (registers.Phone, registers.Fault) {
	return registers.ParsePhone(s, registers.Belgium)
}

func TestPhoneFrance(t *testing.T) {
	check(t, inFrance, []typed{
		{"02 61 91 00 12", "+33261910012", ""},
		{"02.61.91.00.12", "+33261910012", ""},
		{"02-61-91-00-12", "+33261910012", ""},
		{"(02) 61 91 00 12", "+33261910012", ""},
		{"Tél. : 02 61 91 00 12", "+33261910012", ""},
		{"261910012", "+33261910012", ""}, // as a spreadsheet leaves it
		{"０２６１９１００１２", "+33261910012", ""},
		{"+33 (0)2.61.91.00.12", "+33261910012", ""},
		{"0033 2 61 91 00 12", "+33261910012", ""},
		{"\u202a02\u00a061\u202f91 00\u201112\u202c", "+33261910012", ""},
		{"tel:+33261910012", "+33261910012", ""},
		{"0 800 123 456", "+33800123456", ""},
		{"0262 00 00 12", "+262262000012", ""},
		{"0696 00 00 12", "+596696000012", ""},
		{"+33 590 00 00 12", "+590590000012", ""},
		{"+262 0692 00 00 12", "+262692000012", ""},
		{"+32 2 555 00 12", "+3225550012", ""},
		{"0032 2 555 00 12", "+3225550012", ""},
		{"0032/2/555.00.12", "+3225550012", ""},
		{"+352 26 00 00 12", "+35226000012", ""},
		{"00 352 26 00 00 12", "+35226000012", ""},
		{"02 61 91 00 1", "", registers.Length},
		{"02 61 91 00 123", "", registers.Length},
		{"02 61 91 00 12 / 06 39 98 00 12", "", registers.Length},
		{"00 61 91 00 12", "", registers.Shape},
		{"2 61 91 00 12 3", "", registers.Shape},
		{"3646", "", registers.Length},
		{"+33 261 91", "", registers.Shape},
		{"+262 261 00 00 12", "", registers.Shape},
		{"+0123456789", "", registers.Shape},
		{"+1234567890123456", "", registers.Shape},
		{"+", "", registers.Shape},
		{"00", "", registers.Length},
		{"02 61 91 00 12 poste 4", "", registers.Beyond},
		{"02 61 91 00 12 (p. 4012)", "", registers.Beyond},
		{"+33 2 61 91 00 12 #12", "", registers.Beyond},
		{"02 61 91 00 12 ext. 12", "", registers.Beyond},
		{"02 61 91 00 12 ou 06 39 98 00 12", "", registers.Several},
		{"02 61 91 00 12, le matin", "", registers.Shape},
		{"poste 4", "", registers.Shape},
		{" . ", "", registers.Missing},
	})
}

func TestPhoneBelgium(t *testing.T) {
	check(t, inBelgium, []typed{
		{"081/00.00.12", "+3281000012", ""},
		{"02 555 00 12", "+3225550012", ""},
		{"04 222 00 12", "+3242220012", ""},
		{"0470 00 00 12", "+32470000012", ""},
		{"470 00 00 12", "+32470000012", ""},
		{"+32 (0)470 00 00 12", "+32470000012", ""},
		{"0800 00 012", "+3280000012", ""},
		{"+33261910012", "+33261910012", ""},
		{"02 61 91 00 12", "", registers.Shape}, // a French number needs its +33 here
		{"0440 00 00 12", "", registers.Shape},
		{"0470 00 00 1", "", registers.Shape}, // a mobile that lacks a digit is no landline of Liège
		{"081 00 00 1", "", registers.Length},
		{"+32 81 00 00", "", registers.Shape},
		{"081 00 00 12 poste 3", "", registers.Beyond},
	})
	if got, fault := registers.ParsePhone("26 00 00 12", "LU"); got != "" || fault.Kind != registers.Shape {
		t.Errorf("a number of a country whose plan is not known: %q %+v", got, fault)
	}
}

func TestPhoneShown(t *testing.T) {
	for _, c := range []struct {
		in     registers.Phone
		fr, be string
	}{
		{"+33261910012", "02 61 91 00 12", "+33 2 61 91 00 12"},
		{"+33800123456", "0 800 123 456", "+33 800 123 456"},
		{"+596696000012", "0696 00 00 12", "+596 696 00 00 12"},
		{"+3281000012", "+32 81 00 00 12", "081 00 00 12"},
		{"+3225550012", "+32 2 555 00 12", "02 555 00 12"},
		{"+32470000012", "+32 470 00 00 12", "0470 00 00 12"},
		{"+3280000012", "+32 800 00 012", "0800 00 012"},
		{"+3290000012", "+32 900 00 012", "0900 00 012"},
		{"+35226000012", "+35226000012", "+35226000012"},
		{"", "", ""},
	} {
		if got := c.in.Shown(registers.France); got != c.fr {
			t.Errorf("%s in France: %q, want %q", c.in, got, c.fr)
		}
		if got := c.in.Shown(registers.Belgium); got != c.be {
			t.Errorf("%s in Belgium: %q, want %q", c.in, got, c.be)
		}
	}
}
