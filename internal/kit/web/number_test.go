package web_test

import (
	"net/http"
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/web"
)

// One number has one address: what is written otherwise, or is none, is not found.
func TestNumber(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		text     string
		n        int64
		ok, four bool // four: in four bytes, too
	}{
		{"1", 1, true, true},
		{"2147483647", 2147483647, true, true},
		{"2147483648", 2147483648, true, false},
		{"9223372036854775807", 9223372036854775807, true, false},
		{"0", 0, false, false},
		{"-1", 0, false, false},
		{"+1", 0, false, false},
		{"01", 0, false, false},
		{"1.0", 0, false, false},
		{"", 0, false, false},
		{"un", 0, false, false},
		{"9223372036854775808", 0, false, false},
	} {
		r := &http.Request{}
		r.SetPathValue("n", x.text)
		for bits, f := range map[int]func(*http.Request, string) (int64, error){64: web.Number, 32: web.Number32} {
			got, err := f(r, "n")
			if want := x.ok && (bits == 64 || x.four); want != (err == nil) || want && got != x.n || !want && !apperr.Is(err, apperr.NotFound) {
				t.Errorf("%q in %d bits: %d, %v", x.text, bits, got, err)
			}
		}
	}
}
