// Package article is what markets sell: articles, what is said of each from one edition of a market's catalogue to the next,
// and the tree that they stand in. It is the tables' one reader and writer; updates prepare editions through it, the search is
// filled from it, baskets and orders point to its versions.
//
// An Article is known by its market and its reference, as the supplier writes it, and has a number for addresses. What is said of
// it is a Version, from an edition until another: never changed once it was shown, so an order reads for ever what was ordered. A
// market shows one edition, a number (catalog_markets.edition): the version of an article that counts is the one from it or
// before, until after it. An article that a market gave up has a version that says withdrawn.
//
// Prices are without VAT, in ten-thousandths of a euro, of a unit (R158).
package article

import (
	"math"

	"preau/internal/catalog/msg"
	"preau/internal/kit/i18n"
)

// Last is the edition until which a version counts that no other follows.
const Last int64 = math.MaxInt64

// NoPrice is the price of an article that has none (yet): it cannot be ordered (R161).
const NoPrice int64 = -1

// Green is a set of green labels.
type Green int64

// The green labels. Their numbers are stored.
const (
	Organic   Green = 1 << iota // agriculture biologique
	Ecolabel                    // écolabel européen
	Recycled                    // contenu recyclé
	FairTrade                   // commerce équitable
	Wood                        // gestion durable des forêts
)

// Greens are all labels, in their order on pages.
func Greens() []Green { return []Green{Organic, Ecolabel, Recycled, FairTrade, Wood} }

// Has says whether a label is among these.
func (g Green) Has(one Green) bool { return g&one != 0 }

// Label is one label in words.
func (g Green) Label() i18n.Key { return greenLabels[g] }

// Data is what is said of an article: one line of a supplier's catalogue.
type Data struct {
	Category    int64 // of the tree
	Title       string
	Description string
	Brand       string
	Unit        string // what is priced and ordered: « boîte »
	Pack        int64  // pieces in a unit
	Multiple    int64  // units that are ordered together
	Price       int64  // of a unit, without VAT, in ten-thousandths of a euro; NoPrice
	VAT         int64  // rate, in hundredths of a percent
	EAN         string
	CPV         string // eight digits
	Green       Green
	Special     bool   // bought by a procedure of its own (R159 b)
	Withdrawn   bool   // « n'est plus au catalogue »
	Equivalents string // references in the same market, with ; between
}

// Closed says that nobody can order it, whoever asks.
func (d Data) Closed() bool { return d.Special || d.Withdrawn || d.Price == NoPrice }

// Version is what counts from an edition until another.
type Version struct {
	Article     int64
	Market      int64
	From, Until int64 // Until is the first edition that it is not in
	Data
}

// Article is one with the version that counts.
type Article struct {
	Number    int64
	Reference string // as the supplier writes it
	Version
}

// Draft is a line for an edition that is being prepared.
type Draft struct {
	Number    int64 // of the article; 0: a new one of this reference
	Reference string
	Data
}

var greenLabels = map[Green]i18n.Key{
	Organic: msg.GreenOrganic, Ecolabel: msg.GreenEcolabel, Recycled: msg.GreenRecycled, FairTrade: msg.GreenFairTrade, Wood: msg.GreenWood,
}
