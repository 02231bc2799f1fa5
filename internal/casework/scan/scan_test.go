package scan_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"preau/internal/casework/scan"
	"preau/internal/kit/covers"
)

// found is what was found, as « kind:text » in order.
func found(text string, names ...string) string {
	var out []string
	for _, f := range scan.Text(text, names...) {
		out = append(out, string(f.Kind)+":"+f.In(text))
	}
	return strings.Join(out, " | ")
}

// The numbers are invented; their keys are right.
func TestFound(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C022")
	for text, want := range map[string]string{
		"NIR 1610375116005" + keyOf("1610375116005"):                      "nir:1610375116005" + keyOf("1610375116005"),
		"NIR : 1 61 03 75 116 005 " + keyOf("1610375116005") + ", bloqué": "nir:1 61 03 75 116 005 " + keyOf("1610375116005"),
		"1.61.03.75.116.005":                            "nir:1.61.03.75.116.005",
		"n°1610375116005.":                              "nir:1610375116005",
		"2 85 12 2A 004 017 " + keyOf("285122A004017"):  "nir:2 85 12 2A 004 017 " + keyOf("285122A004017"),
		"285122b004017" + keyOf("285122B004017"):        "nir:285122b004017" + keyOf("285122B004017"),
		"2 85 12 2B 004 017":                            "nir:2 85 12 2B 004 017",
		"1 61 03 971 05 005":                            "nir:1 61 03 971 05 005",
		"7610375116005" + keyOf("7610375116005"):        "nir:7610375116005" + keyOf("7610375116005"),
		"161037511600599":                               "nir:161037511600599",    // mistyped key
		"1 61 03 75 116 005 99 rue du Pont":             "nir:1 61 03 75 116 005", // the 99 is the street's
		"(1\u00a061\u202f03\u00a075\u00a0116\u00a0005)": "nir:1\u00a061\u202f03\u00a075\u00a0116\u00a0005",
		"au 06 12 34 56 78 ou 0612345678":               "phone:06 12 34 56 78 | phone:0612345678",
		"tél.06.12.34.56.78":                            "phone:06.12.34.56.78",
		"01-42-34-56-78/soir":                           "phone:01-42-34-56-78",
		"+33 6 12 34 56 78, +33(0)612345678":            "phone:+33 6 12 34 56 78 | phone:+33(0)612345678",
		"0033612345678":                                 "phone:0033612345678",
		"GSM 0475/12.34.56 ou 0475 12 34 56":            "phone:0475/12.34.56 | phone:0475 12 34 56",
		"+32 475 12 34 56 et +32 2 123 45 67":           "phone:+32 475 12 34 56 | phone:+32 2 123 45 67",
		"02/123.45.67, 081 12 34 56":                    "phone:02/123.45.67 | phone:081 12 34 56",
		"+262692123456, +262 692 12 34 56":              "phone:+262692123456 | phone:+262 692 12 34 56",
		"00262 692 12 34 56":                            "phone:00262 692 12 34 56",
		"06  12  34  56  78 et 06,12,34,56,78":          "phone:06  12  34  56  78 | phone:06,12,34,56,78",
		"06 1234 5678 ou 06 123 456 78":                 "phone:06 1234 5678 | phone:06 123 456 78",
		"06.12.34.5678, (0)6 12 34 56 78":               "phone:06.12.34.5678 | phone:(0)6 12 34 56 78",
		"06_12_34_56_78 ; 33612345678":                  "phone:06_12_34_56_78 | phone:33612345678",
		"+44 7700 900123, +213 5 55 12 34 56":           "phone:+44 7700 900123 | phone:+213 5 55 12 34 56",
		"écrire à Jean.Exemple+caf@exemple.test !":      "email:Jean.Exemple+caf@exemple.test",
		"jean (at) exemple.test":                        "email:jean (at) exemple.test",
		"hélène@école.exemple":                          "email:hélène@école.exemple",
		"NIR1610375116005" + keyOf("1610375116005"):     "nir:1610375116005" + keyOf("1610375116005"),
		"1/61/03/75/116/005/" + keyOf("1610375116005"):  "nir:1/61/03/75/116/005/" + keyOf("1610375116005"),
		"1_61_03_75_116_005, bloqué":                    "nir:1_61_03_75_116_005",
		"１610375116005":                                 "nir:１610375116005",
		"tél 33 6 12 34 56 78, 0 612 345 678":           "phone:33 6 12 34 56 78 | phone:0 612 345 678",
		"06·12·34·56·78 é":                              "phone:06·12·34·56·78",
		"é ０６ 12 ３４ 56 78 à la fin":                     "phone:０６ 12 ３４ 56 78",
		"l.v arobase exemple.test, l.v＠exemple.test":    "email:l.v arobase exemple.test | email:l.v＠exemple.test",
	} {
		if got := found(text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

// keyOf is the key by long division, digit by digit.
func keyOf(number string) string {
	number = strings.NewReplacer("2A", "19", "2B", "18").Replace(number)
	rest := 0
	for _, d := range number {
		rest = (rest*10 + int(d-'0')) % 97
	}
	k := 97 - rest
	return string(rune('0'+k/10)) + string(rune('0'+k%10))
}

// Dates, postcodes, amounts and numbers of files are what titles are full of.
func TestNotFound(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C022")
	for _, text := range []string{
		"", "RSA suspendu depuis mars", "né le 12/03/1961", "du 01/02/2003 au 02/03/2004", "le 01/02/2003 75011 Paris", "01.02.2003 75", "2026-11-21 10:15",
		"01/02/03 04", "75011 Paris", "01000 Bourg-en-Bresse", "4000 Liège, 1000 Bruxelles", "1 234,56 €", "1 234 567 890 123 €", "12 345.67", "1234567890123", "0,0612345678 %",
		"dossier 2026-000123", "allocataire 1234567", "SIRET 12345678900011", "SIRET 123 456 789 00011", "facture n° F0612345678", "lots 1 2 3 4 5 6 7 8",
		"BE68 5390 0754 7034", "FR76 3000 6000 0112 3456 7890 189", "ISBN 978-2-07-036822-8", "36 39", "3615", "le 15", "12 03 1961", "à 8h30 @ la mairie", "prix@kilo", "2 100 100 100 100",
		"délai de 02 à 03 mois", "art. L262-2", "06 12 34 56", "16103751160051234",
		"le 06/12/26 1030", "06.12.2026 75", "+1 200 000 €", "le (06) 12", "336 123 456 78",
		"dossier X1610375116005", "F161037511600599", "FR7630006000011234567890189", "1/61/03/75", "le 1/12/26, 1/61/03/75/116", "2_84_05", "33 600 12", "0 612 €", "33 6 12 34", "une arobase par ligne",
		"２０２６年", "le 01·02·2003", "06,12 €", "+ 12 34 56",
	} {
		if got := found(text); got != "" {
			t.Errorf("%q: found %q", text, got)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C022")
	for _, c := range []struct {
		text  string
		names []string
		want  string
	}{
		{"RSA de Mme LHOTE-EXEMPLE suspendu", []string{"Gaëlle", "Lhôte-Exemple"}, "name:LHOTE | name:EXEMPLE"},
		{"gaelle n'a rien reçu", []string{"Gaëlle"}, "name:gaelle"},
		{"Gae\u0308lle attend", []string{"Gaëlle"}, "name:Gae\u0308lle"},
		{"la Martinique", []string{"Martin"}, ""},
		{"dossier de la caf", []string{"de La Fontaine"}, ""},
		{"dossier fontaine", []string{"de La Fontaine"}, "name:fontaine"},
		{"M. Le attend", []string{"Le"}, "name:Le"},
		{"sœur bloquée", []string{"Soeur"}, "name:sœur"},
		{"d'Exemple", []string{"Exemple", "", "  "}, "name:Exemple"},
		{"exemple@exemple.test", []string{"Exemple"}, "email:exemple@exemple.test"},
		{"Mme NDiaye attend", []string{"N'Diaye"}, "name:NDiaye"},
		{"M. Le Goff attend", []string{"LEGOFF"}, "name:Le Goff"},
		{"Jeanmarie attend", []string{"Jean-Marie"}, "name:Jeanmarie"},
		{"le du mois", []string{"Ledu"}, ""}, // short, and everywhere
		{"rien", nil, ""},
		{"Mme Quintr\u0435c attend", []string{"Quintrec"}, "name:Quintr\u0435c"}, // a Cyrillic е
		{"ZélieQuintrec, quintreczelie", []string{"Zélie", "Quintrec"}, "name:ZélieQuintrec | name:quintreczelie"},
		{"les Quintrecs", []string{"Quintrec"}, "name:Quintrecs"},
		{"deux petits dossiers", []string{"Petit"}, ""},
		{"Иванов ждёт", []string{"Иванов"}, "name:Иванов"},
	} {
		if got := found(c.text, c.names...); got != c.want {
			t.Errorf("%q of %q: found %q, want %q", c.text, c.names, got, c.want)
		}
	}
}

// Whatever is typed, what is found lies in the text, in order, on whole runes, and never overlaps.
func FuzzText(f *testing.F) {
	for _, s := range []string{"1 61 03 75 116 005 20", "+33 (0)6 12 34 56 78 a@b.fr", "0475/12.34.56", "2A\u00a02B", "é\xff06"} {
		f.Add(s, "Gaëlle de l'Œuf")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		last := 0
		for _, x := range scan.Text(text, name) {
			if x.Start < last || x.End <= x.Start || x.End > len(text) {
				t.Fatalf("%q: %+v after %d", text, x, last)
			}
			if utf8.ValidString(text) && !utf8.ValidString(x.In(text)) {
				t.Fatalf("%q: cut within a letter: %q", text, x.In(text))
			}
			last = x.End
		}
	})
}

// A name of one ideograph is a name, also where no space stands beside it; a letter alone is none.
func TestNamesWithoutSpaces(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C022")
	for _, x := range []struct{ text, first, last, want string }{
		{"Mme 李 attend", "Na", "李", "name:李"},
		{"帮助李女士办理", "娜", "李", "name:李"},
		{"王小明先生的申请", "小明", "王", "name:王"},
		{"申请人小明", "小明", "王", "name:小明"},
		{"帮助张女士办理", "娜", "李", ""},
		{"Je passe à l'O", "O", "Kim", ""},
		{"à l'Я", "Я", "Kim", ""},
		{"O bloqué", "O", "", ""},
	} {
		if got := found(x.text, x.first, x.last); got != x.want {
			t.Errorf("%q of %s %s: found %q, want %q", x.text, x.first, x.last, got, x.want)
		}
	}
}
