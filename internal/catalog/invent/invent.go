// Package invent makes up catalogues: articles as a school's suppliers write them, as many as wanted, the same for the same
// seed. Benchmarks, the demonstration and tests fill catalogues with them. Names of makers are invented.
package invent

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Country decides the rates of VAT.
type Country string

// The countries.
const (
	France  Country = "FR"
	Belgium Country = "BE"
)

// Market is a contract that an article belongs to.
type Market struct {
	Number   int // from 1
	Title    string
	Supplier string
	Special  bool // ordered by a procedure of its own
}

// Article is one line of a supplier's catalogue.
type Article struct {
	Number      int // from 1
	Market      int
	Path        [3]string // category, family, sub-family; the last may be empty
	Reference   string    // as the supplier writes it; one of the kind in its market
	Title       string
	Description string
	Brand       string
	Unit        string
	Pack        int   // units in a pack
	Multiple    int   // packs that are ordered together
	Price       int64 // of a pack, without VAT, in ten-thousandths of a euro; -1: none
	VAT         int   // in hundredths of a percent
	EAN         string
	CPV         string // eight digits
	Green       uint8  // labels, as bits
	Withdrawn   bool
	Special     bool
}

// Green labels, as bits of Article.Green.
const (
	Organic  = 1 << iota // agriculture biologique
	Ecolabel             // écolabel européen
	Recycled
	FairTrade
	Wood // gestion durable des forêts
)

// Shares of what is out of the ordinary, in percent.
const (
	specialShare   = 3
	withdrawnShare = 2
	pricelessShare = 1
)

// Markets are the contracts that articles are shared out to: so many for each branch of products.
func Markets(perBranch int) []Market {
	var out []Market
	for _, b := range branches {
		for i := range perBranch {
			title := b.title
			if i > 0 {
				title = fmt.Sprintf("%s, lot %d", b.title, i+1)
			}
			out = append(out, Market{Number: len(out) + 1, Title: title, Supplier: suppliers[len(out)%len(suppliers)], Special: b.special})
		}
	}
	return out
}

// Catalogue is n articles in the markets of Markets(perBranch).
func Catalogue(seed uint64, n, perBranch int, country Country) iter.Seq[Article] {
	return func(yield func(Article) bool) {
		for i := 1; i <= n; i++ {
			if !yield(At(seed, i, perBranch, country)) {
				return
			}
		}
	}
}

// At is the article of a number: whichever are made, it is the same.
func At(seed uint64, number, perBranch int, country Country) Article {
	r := rand.New(rand.NewPCG(seed, uint64(number)))
	at := r.IntN(len(products))
	p := products[at]
	b := p.branch
	kind, colour, format, brand, pack := pick(r, p.kinds), "", pick(r, p.formats), makers[r.IntN(len(makers))], p.packs[r.IntN(len(p.packs))]
	if p.coloured {
		colour = colours[r.IntN(len(colours))]
	}
	a := Article{
		Number: number, Market: b*perBranch + r.IntN(perBranch) + 1, Path: [3]string{branches[b].title, p.family, p.sub},
		Brand: brand, Unit: p.unit, Pack: pack, Multiple: []int{1, 1, 1, 2, 5, 10}[r.IntN(6)], CPV: p.cpv, VAT: p.vat(country),
		EAN: ean(uint64(number)*7919%999_999_999 + 1), Special: branches[b].special || r.IntN(100) < specialShare, Withdrawn: r.IntN(100) < withdrawnShare,
	}
	a.Reference = reference(branches[b].style, number)
	a.Title = title(r, p, kind, colour, format, brand, pack)
	a.Description = describe(r, p, kind, colour, format, pack)
	a.Price = p.price[0] + r.Int64N(p.price[1]-p.price[0])
	a.Price = a.Price * int64(1+pack*8/10) / 10 * 10
	if r.IntN(100) < pricelessShare {
		a.Price = -1
	}
	for bit := range 5 {
		if p.green&(1<<bit) != 0 && r.IntN(3) == 0 {
			a.Green |= 1 << bit
		}
	}
	return a
}

// title writes what suppliers write: the same thing in more than one way.
func title(r *rand.Rand, p product, kind, colour, format, brand string, pack int) string {
	words := []string{p.name, kind, brand, colour, format}
	if r.IntN(4) == 0 { // the maker first, or last
		words = []string{p.name, brand, kind, format, colour}
	} else if r.IntN(4) == 0 {
		words = []string{p.name, kind, format, colour, brand}
	}
	text := strings.Join(strings.Fields(strings.Join(words, " ")), " ")
	if pack > 1 {
		text += []string{", lot de ", ", paquet de ", " - boîte de ", " x"}[r.IntN(4)] + strconv.Itoa(pack)
	}
	if r.IntN(12) == 0 {
		text = strings.ToUpper(text)
	}
	return text
}

func describe(r *rand.Rand, p product, kind, colour, format string, pack int) string {
	parts := []string{p.text}
	if kind != "" {
		parts = append(parts, "Modèle "+kind+".")
	}
	if colour != "" {
		parts = append(parts, "Coloris "+colour+".")
	}
	if format != "" {
		parts = append(parts, "Format "+format+".")
	}
	if pack > 1 {
		parts = append(parts, fmt.Sprintf("Vendu par %d.", pack))
	}
	return strings.Join(append(parts, remarks[r.IntN(len(remarks))]), " ")
}

func pick(r *rand.Rand, from []string) string {
	if len(from) == 0 {
		return ""
	}
	return from[r.IntN(len(from))]
}

// reference is a number as a supplier writes it.
func reference(style, number int) string {
	switch style {
	case 0:
		return fmt.Sprintf("%03d.%03d", number/1000, number%1000)
	case 1:
		return fmt.Sprintf("%02d-%04d-%c", number/10_000, number%10_000, 'A'+rune(number%7))
	case 2:
		return fmt.Sprintf("%d %02d %02d", 7+number/10_000, number/100%100, number%100)
	case 3:
		return fmt.Sprintf("MB%07d", number)
	}
	return fmt.Sprintf("%06d", number)
}

// ean is a number with the check digit of GTIN-13, of the range that shops keep for themselves.
func ean(n uint64) string {
	code := fmt.Sprintf("200%09d", n%1_000_000_000)
	sum := 0
	for i, c := range code {
		sum += int(c-'0') * (1 + i%2*2)
	}
	return code + fmt.Sprint((10-sum%10)%10)
}
