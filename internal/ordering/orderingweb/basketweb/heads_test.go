package basketweb

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/ordering"
)

// Who goes on shopping from a basket does so for its establishment, whichever they act for elsewhere.
func TestShoppingGoesOnForTheBasketsPlace(t *testing.T) {
	covers.Statement(t, "R129")
	p := basketPage{}
	p.Org = ordering.Body{Ref: "vieux-chene"}
	if got := p.shopping(); got != "/catalogue?pour=vieux-chene" {
		t.Errorf("it goes on at %s", got)
	}
}
