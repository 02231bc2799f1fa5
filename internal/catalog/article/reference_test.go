package article_test

import (
	"testing"

	"preau/internal/catalog/article"
	"preau/internal/kit/covers"
)

func TestLooksLikeReference(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R152")
	for text, want := range map[string]bool{
		"103.299": true, "AR 1020": true, "AR-1020": true, "999 777": true, "HP 304 XL": true, "CF226X": true, "103": true,
		"": false, "A4": false, "ramette A4": false, "500 ml": false, "500ml": false, "120x60": false, "table 120": false, "stylo": false, "1 2 3 4 5": false,
	} {
		if got := article.LooksLikeReference(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}
