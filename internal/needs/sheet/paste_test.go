package sheet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/covers"
	"preau/internal/kit/quantity"
	"preau/internal/needs/group"
	"preau/internal/needs/sheet"
)

var stationery = group.Lot{Position: 2, Lines: []group.Line{
	{Number: 1, Title: "Cahier 24×32", Unit: "pièces"},
	{Number: 2, Title: "Colle à bois", Unit: "litres", Decimals: 1},
	{Number: 3, Title: "Gomme", Unit: "pièces"},
	{Number: 4, Title: "Gomme", Unit: "boîtes"},
	{Number: 5, Title: "3", Unit: "pièces"},
}}

// Cells of a spreadsheet find their lines by reference, by number, by title or by order; what does not is told by row.
func TestPaste(t *testing.T) {
	covers.Statement(t, "R049")
	type unplaced struct {
		Row int
		Why sheet.Misfit
	}
	for name, x := range map[string]struct {
		text string
		want map[int64]int64
		left []unplaced
	}{
		"by reference":          {"2.1\t12\n2.2\t1,5", map[int64]int64{1: 12_000, 2: 1_500}, nil},
		"by number":             {"1\t12\n4\t3", map[int64]int64{1: 12_000, 4: 3_000}, nil},
		"a title wins":          {"3\t7", map[int64]int64{5: 7_000}, nil},
		"by title":              {"cahier 24x32\t1 200\nCOLLE A BOIS\t0,5", map[int64]int64{2: 500}, []unplaced{{1, sheet.NoSuchLine}}},
		"folded":                {"cahier 24×32\t1\u202f200", map[int64]int64{1: 1_200_000}, nil},
		"titles of columns":     {"Article\tQuantité\n2.1\t4", map[int64]int64{1: 4_000}, nil},
		"cells between":         {"2.1\tCahier\tpièces\t4\t\t", map[int64]int64{1: 4_000}, nil},
		"semicolons":            {"2.1;4\r\n2.2;2,5\r\n", map[int64]int64{1: 4_000, 2: 2_500}, nil},
		"in order":              {"5\n\n7\n", map[int64]int64{1: 5_000, 3: 7_000}, nil},
		"in order, old Mac":     {"5\r2,5", map[int64]int64{1: 5_000, 2: 2_500}, nil},
		"too many in order":     {"1\n2\n3\n4\n5\n6", map[int64]int64{1: 1_000, 2: 2_000, 3: 3_000, 4: 4_000, 5: 5_000}, []unplaced{{6, sheet.BeyondLines}}},
		"two of that title":     {"Gomme\t4", map[int64]int64{}, []unplaced{{1, sheet.SeveralLines}}},
		"said twice":            {"2.1\t4\n1\t5", map[int64]int64{1: 4_000}, []unplaced{{2, sheet.TwiceSaid}}},
		"zero is said":          {"2.1\t0", map[int64]int64{1: 0}, nil},
		"no quantity":           {"2.1\t\n2.2\t \n2.3\t1", map[int64]int64{3: 1_000}, nil},
		"no number":             {"2.1\tdouze\n2.2\t1", map[int64]int64{2: 1_000}, []unplaced{{1, sheet.BadQuantity}}},
		"no number further on":  {"2.2\t1\n2.1\tdouze", map[int64]int64{2: 1_000}, []unplaced{{2, sheet.BadQuantity}}},
		"negative, in order":    {"-3", map[int64]int64{}, []unplaced{{1, sheet.BadQuantity}}},
		"decimals not allowed":  {"2.1\t1,5", map[int64]int64{}, []unplaced{{1, sheet.BadQuantity}}},
		"another lot's":         {"1.1\t5", map[int64]int64{}, []unplaced{{1, sheet.NoSuchLine}}},
		"unlikely":              {"2.1\t10 000", map[int64]int64{1: 10_000_000}, nil},
		"nothing":               {"", map[int64]int64{}, nil},
		"tabs and lines, empty": {"\t\t\n\n\t", map[int64]int64{}, nil},
	} {
		p := sheet.Paste(x.text, stationery, quantity.Parse)
		var left []unplaced
		for _, u := range p.Left {
			left = append(left, unplaced{u.Row, u.Why})
		}
		if diff := cmp.Diff(x.want, p.Quantities) + cmp.Diff(x.left, left); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Whatever is pasted, no quantity stands on a line that the lot does not have, and none is negative.
func FuzzPaste(f *testing.F) {
	for _, s := range []string{"2.1\t12", "5\n\n7", "a;b;c", "\t;\r\n", "Gomme\t1\nGomme\t2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := sheet.Paste(s, stationery, quantity.Parse)
		for line, n := range p.Quantities {
			if line < 1 || line > 5 || n < 0 || n > quantity.Max {
				t.Errorf("%q: line %d has %d", s, line, n)
			}
		}
	})
}
