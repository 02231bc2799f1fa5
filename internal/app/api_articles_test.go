package app_test

import (
	"strings"
	"testing"

	"preau/internal/core/rest"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

type articleSeen struct {
	Number    int64
	Reference string
	Title     string
	Price     *string
	VAT       string
	Green     []string
	Possible  bool
	Reasons   []rest.Reason
}

// codes are those of the reasons, in their order.
func (a articleSeen) codes() string {
	var out []string
	for _, r := range a.Reasons {
		out = append(out, strings.TrimPrefix(r.Code, "ordering."))
	}
	return strings.Join(out, " ")
}

// A program reads of each article what stands in the way of adding it, by code, as the pages say it in words (R161); a search pages.
func TestArticlesByAPI(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R151", "R161")
		b := inhabited(t, e)
		b.dora()
		secret := b.token("dora", "ordering:read")
		want := map[int64]string{1: "", 2: "", 3: "price_missing", 4: "special_procedure", 5: "article_withdrawn", 6: "", 7: "market_not_given market_withdrawn"}
		for n, codes := range want {
			a := into[articleSeen](b.house, b.call("GET", "/articles/"+number(int(n)), secret, ""))
			if a.codes() != codes || a.Possible != (codes == "") {
				t.Errorf("article %d: %s", n, a.codes())
			}
		}
		type listed struct {
			Items []articleSeen
			Next  *string
		}
		all := into[listed](b.house, b.call("GET", "/articles?q=103299", secret, ""))
		if len(all.Items) != 1 || all.Items[0].Reference != "103.299" || *all.Items[0].Price != "11.2500" || all.Items[0].VAT != "21.00" || all.Next != nil {
			t.Errorf("%+v", all)
		}
		seen := map[int64]bool{}
		path := "/articles?q=rouge&limit=3"
		for range 4 {
			l := into[listed](b.house, b.call("GET", path, secret, ""))
			for _, a := range l.Items {
				if seen[a.Number] || a.codes() != want[a.Number] {
					t.Errorf("%d is seen twice, or has %s", a.Number, a.codes())
				}
				seen[a.Number] = true
			}
			if l.Next == nil {
				break
			}
			path = "/articles?q=rouge&limit=3&after=" + *l.Next
		}
		if len(seen) != 6 || seen[5] { // what is withdrawn is found by its reference alone
			t.Errorf("seen: %v", seen)
		}
		if l := into[listed](b.house, b.call("GET", "/articles?possible=true", secret, "")); len(l.Items) != 3 {
			t.Errorf("possible: %+v", l.Items)
		}
		other := into[articleSeen](b.house, b.call("GET", "/articles/1", b.tokens[neighbour], ""))
		if !strings.HasPrefix(other.codes(), "no") || other.Possible {
			t.Errorf("the neighbour: %s", other.codes())
		}
	})
}
