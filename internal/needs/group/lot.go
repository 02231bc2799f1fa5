package group

// Lot is a part of a group that is entered, validated and awarded by itself.
type Lot struct {
	ID          string
	Position    int64 // public, from 1 within the group
	Title       string
	Description string
	Lines       []Line
	LineCount   int
}

// Line is one thing that a lot offers, with the unit in which it is counted.
type Line struct {
	Number   int64 // from 1 within the lot; sheets are packed by it
	Section  string
	Title    string
	Note     string
	Unit     string
	Decimals int // 0 to 3 digits allowed after the comma
}

// Unlikely is the quantity, in thousandths, above which a line asks « 10 000 ? »: it warns, it does not block.
const Unlikely = 5_000_000
