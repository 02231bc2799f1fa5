package browseweb

import (
	"slices"
	"strconv"

	"preau/internal/catalog/article"
	"preau/internal/catalog/search"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The parameters of the catalogue's addresses.
const (
	paramWords    = "q"
	paramFor      = "pour"      // the establishment for which one looks
	paramMarket   = "marche"    // any number of them
	paramCategory = "categorie" // one
	paramBrand    = "marque"
	paramVAT      = "tva"
	paramGreen    = "vert"
	paramPrice    = "prix"
	paramMine     = "commandable"
)

// The orders, as addresses name them.
const (
	byMeaning   = ""
	byTitle     = "titre"
	byPriceUp   = "prix"
	byPriceDown = "-prix"
)

var sorts = map[string]search.Sort{byMeaning: search.ByMeaning, byTitle: search.ByTitle, byPriceUp: search.ByPriceUp, byPriceDown: search.ByPriceDown}

// greens are the labels, as addresses name them.
var greens = map[string]article.Green{
	"bio": article.Organic, "ecolabel": article.Ecolabel, "recycle": article.Recycled, "equitable": article.FairTrade, "bois": article.Wood,
}

// sizes are how many articles a page may have.
var sizes = []int{20, 50, 100}

// most is how many values of one parameter are looked at.
const most = 50

// asked is what an address asks for. What means nothing in it narrows nothing.
type asked struct {
	words string
	at    string // reference of an establishment
	sort  string
	page  int
	size  int
	again bool // another order or size of what was asked before, as far as the address tells
	search.Filter
}

func read(q *web.Form) asked {
	a := asked{words: web.CleanLine(q.Value(paramWords)), at: q.Value(paramFor), sort: q.Value(ui.SortParam), size: sizes[0]}
	if r := []rune(a.words); len(r) > search.MostText {
		a.words = string(r[:search.MostText])
	}
	if _, ok := sorts[a.sort]; !ok {
		a.sort = byMeaning
	}
	if n, _ := strconv.Atoi(q.Value(ui.SizeParam)); slices.Contains(sizes, n) {
		a.size = n
	}
	a.again = a.sort != byMeaning || a.size != sizes[0]
	n, _ := strconv.Atoi(q.Value("page")) // what is none is the first
	a.page = min(max(n, 1), search.Most/a.size)
	a.Markets, a.Categories, a.VATs = many(q, paramMarket), many(q, paramCategory), many(q, paramVAT)
	for _, b := range values(q, paramBrand) {
		a.Brands = append(a.Brands, web.CleanLine(b))
	}
	for _, name := range values(q, paramGreen) {
		a.Green |= greens[name]
	}
	for _, n := range many(q, paramPrice) {
		a.Bands = append(a.Bands, int(n))
	}
	a.Mine = q.Bool(paramMine)
	return a
}

func values(q *web.Form, name string) []string {
	all := q.Values(name)
	return all[:min(len(all), most)]
}

// many are the numbers of a parameter; what is none is left out.
func many(q *web.Form, name string) []int64 {
	var out []int64
	for _, v := range values(q, name) {
		if n, err := strconv.ParseInt(v, 10, 32); err == nil && n >= 0 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// query is what the search is asked.
func (a asked) query() search.Query {
	return search.Query{Text: a.words, Filter: a.Filter, Sort: sorts[a.sort], From: (a.page - 1) * a.size, Size: a.size}
}

// narrowed says whether anything but the words narrows what is found.
func (a asked) narrowed() bool {
	return len(a.Markets)+len(a.Categories)+len(a.Brands)+len(a.VATs)+len(a.Bands) > 0 || a.Green != 0 || a.Mine
}
