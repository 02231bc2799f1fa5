package cpv_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/registers"
	"preau/internal/core/registers/cpv"
)

func codes(es []cpv.Entry) []registers.CPV {
	var out []registers.CPV
	for _, e := range es {
		out = append(out, e.Code)
	}
	return out
}

func TestRead(t *testing.T) {
	var l cpv.List
	for text, want := range map[string]string{
		"15811100":   "Pain",
		"15811100-7": "Pain",
		"03300000-2": "Produits agricoles, de la chasse et de la pêche",
		"03111000-2": "Graines",
		"15811109":   "unknown",
		"15811":      "length",
		"pain":       "shape",
		"":           "missing",
	} {
		got, fault := l.Read(text)
		if got.Label+string(fault.Kind) != want {
			t.Errorf("%q: %q %q, want %q", text, got.Label, fault.Kind, want)
		}
	}
}

func TestSearch(t *testing.T) {
	var l cpv.List
	for text, want := range map[string][]registers.CPV{
		"pain":         {"15811100"},
		"PAINS":        {"15811100"},
		"158":          {"15800000", "15810000"},
		"15811100-7":   {"15811100"},
		"pêche chasse": {"03300000"},
		"le pain":      {"15811100"},
		"zzz":          nil,
		"":             nil,
		"…":            nil,
	} {
		if d := cmp.Diff(want, codes(l.Search(text, len(want)))); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

func TestTree(t *testing.T) {
	var l cpv.List
	if d := cmp.Diff([]registers.CPV{"15000000", "15800000", "15810000", "15811000"}, codes(l.Above("15811100"))); d != "" {
		t.Error(d)
	}
	if got := l.Above("15000000"); got != nil {
		t.Errorf("above a division: %v", got)
	}
	divisions := l.Below("")
	if len(divisions) != 45 || divisions[0].Code != "03000000" || divisions[44].Code != "98000000" {
		t.Errorf("%d divisions: %v", len(divisions), codes(divisions))
	}
}

// TestEach goes down the whole tree: each code is met once, under the nearest that holds it, and is found by its label.
func TestEach(t *testing.T) {
	var l cpv.List
	met := 0
	var down func(code registers.CPV)
	down = func(code registers.CPV) {
		for _, e := range l.Below(code) {
			met++
			if above := l.Above(e.Code); code != "" && above[len(above)-1].Code != code {
				t.Fatalf("%s is under %s and %s", e.Code, code, above[len(above)-1].Code)
			}
			if got, fault := l.Read(string(e.Code)); got != e || !fault.OK() {
				t.Fatalf("%s is read as %+v %+v", e.Code, got, fault)
			}
			down(e.Code)
		}
	}
	down("")
	if met != 9454 {
		t.Errorf("%d codes in the tree", met)
	}
}

func TestNotice(t *testing.T) {
	if n := cpv.Notice(); !strings.Contains(n, "CC BY 4.0") || !strings.Contains(n, "European Union") {
		t.Error("the notice names no licence or no source")
	}
}

// FuzzSearch asserts that whatever is typed finds codes of the list, none twice.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"", "pain", "158", "15811100-7", "le la", "s", "ssss", "xxxx", "Œ", "\xff", "\n\t", "０３"} {
		f.Add(s)
	}
	l := new(cpv.List)
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[registers.CPV]bool{}
		for _, e := range l.Search(text, 50) {
			if same, ok := l.ByCode(e.Code); !ok || same != e || seen[e.Code] {
				t.Fatalf("%q finds %+v", text, e)
			}
			seen[e.Code] = true
		}
	})
}

// BenchmarkOpen unpacks the list, and tells how much memory it takes.
func BenchmarkOpen(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var kept *cpv.List
	for b.Loop() {
		kept = new(cpv.List)
		kept.ByCode("15000000")
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-kept")
	runtime.KeepAlive(kept)
}

func BenchmarkSearch(b *testing.B) {
	var l cpv.List
	l.ByCode("15000000")
	for _, text := range []string{"s", "services", "fournitures_scolaires", "158", "pain", "zzz"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				l.Search(strings.ReplaceAll(text, "_", " "), 20)
			}
		})
	}
}
