package index

// Sort is an order of what is found.
type Sort uint8

// The orders.
const (
	ByMeaning Sort = iota // the best first; without words by title
	ByTitle
	ByPriceUp // those without a price last
	ByPriceDown
)

// Query is what is looked for. The zero value is everything.
type Query struct {
	Text    string
	Typing  bool    // the last word may go on
	Visible []int64 // the markets whose articles are there for the reader; nil: all
	Mine    []int64 // the markets from which the reader may order
	Filter  Filter
	Sort    Sort
	From    int // how many are passed over
	Size    int
}

// Filter narrows what is found. Several values of one kind are alternatives, the kinds must all be met.
type Filter struct {
	Markets    []int64
	Categories []int64 // leaves of the tree
	Brands     []string
	VATs       []int32
	Green      Green
	Bands      []int // of prices: Bands
	Mine       bool  // what the reader may order: of Query.Mine, and not closed
}

// Found is the answer.
type Found struct {
	Total int
	IDs   []int64 // of this page
	Facets
	References int      // how many, the first of all, were met by their reference or EAN as a whole
	Meant      []Meant  // words that were read otherwise than they were typed
	Dropped    []string // words without which something was found, when nothing was with all
	Instead    string   // what was perhaps meant, though what was typed was found as well
}

// Meant is a word that stands for one that was typed.
type Meant struct{ Typed, Read string }

// Facets are what is found by kind. Each kind is counted without its own filter, so that one sees what else there is.
type Facets struct {
	Markets    []Count[int64]
	Categories []Count[int64]
	Brands     []Count[string] // the most frequent
	VATs       []Count[int32]
	Green      [8]int
	Bands      [len(bounds) + 1]int
	Mine       int
}

// Count is how many there are of something.
type Count[K any] struct {
	Key K
	N   int
}
