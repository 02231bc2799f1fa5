package public

import (
	"hash/maphash"
	"slices"
	"strconv"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"preau/internal/core/registers/communes/ground"
	"preau/internal/offers/offer"
	"preau/internal/offers/vocabulary"
)

// Kind is one of the kinds by which offers are narrowed and counted.
type Kind int

// The kinds. The first four are the operator's lists, whose values are ids of words.
const (
	Settings Kind = iota
	Topics
	Audiences
	Programmes
	Months      // 2027-01
	Departments // their codes
	Communes    // their INSEE codes
	Places      // left: anyPlace
	kinds
)

const anyPlace = "1"

// lists are the operator's lists of the first kinds.
var lists = [...]vocabulary.List{Settings: vocabulary.Settings, Topics: vocabulary.Topics, Audiences: vocabulary.Audiences, Programmes: vocabulary.Programmes}

// sets are bitmaps of slots, by a value.
type sets map[string]*roaring.Bitmap

func (s sets) add(value string, slot uint32) {
	b := s[value]
	if b == nil {
		b = roaring.New()
		s[value] = b
	}
	b.Add(slot)
}

// drop takes slots out of all sets.
func (s sets) drop(gone *roaring.Bitmap) {
	for value, b := range s {
		if b.AndNot(gone); b.IsEmpty() {
			delete(s, value)
		}
	}
}

// index finds cards. Each has a slot; the newest have the highest, so that the order of slots is that of publication. Who searches holds
// the lock for reading, and a change for the little that it takes.
type index struct {
	mu sync.RWMutex
	*known
	cards    []*Card // by slot; nil: gone
	slots    map[string]uint32
	open     *roaring.Bitmap // shown on the day
	words    sets            // stems anywhere in the text
	names    sets            // stems in the name
	by       [kinds]sets
	postal   sets
	orgs     sets
	sheet    []line            // by slot: what every card is asked for when all are gone through
	spans    []span            // the periods of all cards
	marks    []uint32          // what all cards are counted by, as numbers
	numbers  map[mark]uint32   // of what cards are counted by
	counts   tally             // of what is open
	reserved map[string]uint32 // while the index is filled
	towns    []*Town
	ground   *ground.Ground
	townOf   map[string]uint32
	stems    stemmer
	holes    int
	day      string
}

// line is what a card is sorted and narrowed by, close to each other in memory: a hundred thousand of them are gone through in a fraction of
// a millisecond, of cards in several.
type line struct {
	town    uint32 // the place among towns; 0: none
	at      uint32 // of its periods among all
	marked  uint32 // of its marks among all
	periods uint16
	marks   uint16
	closed  bool
	places  int32
	letters int64 // the first of its name
}

// span is a period, its days as numbers.
type span struct{ from, until int32 }

// Town is a commune where something is offered. It never changes.
type Town struct {
	Code, Name, Department string
	Land                   int // the place of its département among all
	At                     ground.Point
	Placed                 bool // its place is known
	fold                   string
}

func newIndex(day string, k *known, g *ground.Ground) *index {
	x := &index{
		known: k, slots: map[string]uint32{}, open: roaring.New(), words: sets{}, names: sets{}, postal: sets{}, orgs: sets{},
		towns: make([]*Town, 1), ground: g, townOf: map[string]uint32{}, stems: stemmer{}, day: day, numbers: map[mark]uint32{}, counts: tally{towns: make([]uint32, 1)},
	}
	for k := range x.by {
		x.by[k] = sets{}
	}
	return x
}

var seed = maphash.MakeSeed()

// put takes a card in, in the place of the one that had its id. text is what it is found by, folded.
func (x *index) put(c *Card, text string) {
	c.hash = maphash.String(seed, text)
	slot, known := x.slots[c.ID]
	if known && !x.cards[slot].Since.Equal(c.Since) { // shown again: among the newest
		x.drop([]string{c.ID})
		known = false
	}
	if known {
		x.change(slot, c, text)
		return
	}
	if slot, known = x.reserved[c.ID]; known {
		x.cards[slot] = c
		x.holes--
	} else {
		slot = uint32(len(x.cards)) //nolint:gosec // far fewer offers than that
		x.cards, x.sheet = append(x.cards, c), append(x.sheet, line{})
	}
	x.slots[c.ID] = slot
	x.spell(slot, c, text)
	x.count(slot, c)
	x.show(slot)
}

// reserve keeps slots for the cards of some ids, in their order: they may then come in another.
func (x *index) reserve(ids []string) {
	x.cards, x.sheet, x.reserved = make([]*Card, len(ids)), make([]line, len(ids)), make(map[string]uint32, len(ids))
	for slot, id := range ids {
		x.reserved[id] = uint32(slot) //nolint:gosec // far fewer offers than that
	}
	x.holes = len(ids)
}

// change is another version in the same slot.
func (x *index) change(slot uint32, c *Card, text string) {
	one := roaring.BitmapOf(slot)
	if x.cards[slot].hash != c.hash || x.cards[slot].fold != c.fold { // rare: it goes through all words
		x.words.drop(one)
		x.names.drop(one)
		x.spell(slot, c, text)
	}
	x.hide(slot)
	x.uncount(one)
	x.cards[slot] = c
	x.count(slot, c)
	x.show(slot)
}

func (x *index) spell(slot uint32, c *Card, text string) {
	x.stems.each(text, func(stem string) { x.words.add(stem, slot) })
	x.stems.each(c.fold, func(stem string) { x.names.add(stem, slot) })
}

// count puts a card into what it is counted by.
func (x *index) count(slot uint32, c *Card) {
	out, first := x.lineOf(c), len(x.marks)
	add := func(k Kind, value string) {
		if b := x.by[k][value]; b == nil || !b.Contains(slot) {
			x.by[k].add(value, slot)
			x.marks = append(x.marks, x.number(mark{k, value}))
		}
	}
	x.orgs.add(c.OrgID, slot)
	for k, values := range [...][]string{Settings: {c.Setting}, Topics: c.Topics, Audiences: c.Audiences, Programmes: c.Programmes} {
		for _, v := range values {
			if v != "" {
				add(Kind(k), v)
			}
		}
	}
	for _, m := range monthsOf(c.Periods) {
		add(Months, m)
	}
	if c.Left(x.day) {
		add(Places, anyPlace)
	}
	out.marked, out.marks = uint32(first), uint16(len(x.marks)-first) //nolint:gosec // a form names a few hundred at most
	if c.Department != "" {
		x.by[Departments].add(c.Department, slot)
		x.by[Communes].add(c.Place.CommuneCode, slot)
	}
	if c.Place.PostalCode != "" {
		x.postal.add(c.Place.PostalCode, slot)
	}
	x.sheet[slot] = out
}

// lineOf is a card's line, without its marks. Periods and marks that it had before stay behind until the index is filled anew.
func (x *index) lineOf(c *Card) line {
	const most = 1000                                                                                                                              // the form has far fewer
	out := line{town: x.townAt(c), at: uint32(len(x.spans)), closed: c.shut(x.day), places: int32(min(c.Places, 1<<30)), letters: letters(c.fold)} //nolint:gosec // far fewer than that
	for _, p := range c.Periods[:min(len(c.Periods), most)] {
		x.spans = append(x.spans, span{dayNumber(p.From), dayNumber(p.Until)})
		out.periods++
	}
	return out
}

// periods are those of a slot.
func (x *index) periods(slot uint32) []span {
	l := &x.sheet[slot]
	return x.spans[l.at : l.at+uint32(l.periods)]
}

func (x *index) uncount(gone *roaring.Bitmap) {
	for _, s := range x.by {
		s.drop(gone)
	}
	x.postal.drop(gone)
	x.orgs.drop(gone)
}

// drop takes cards out. Their words stay until the index is filled anew: what is not open is not found.
func (x *index) drop(ids []string) {
	gone := roaring.New()
	for _, id := range ids {
		if slot, ok := x.slots[id]; ok {
			x.hide(slot)
			delete(x.slots, id)
			x.cards[slot] = nil
			gone.Add(slot)
		}
	}
	if gone.IsEmpty() {
		return
	}
	x.holes += int(gone.GetCardinality()) //nolint:gosec // no more than there are cards
	x.uncount(gone)
}

// show says whether a card is shown on the day.
func (x *index) show(slot uint32) {
	c := x.cards[slot]
	if c == nil || !x.working(c.OrgID) || !c.Window.Open(x.day) {
		x.hide(slot)
	} else if x.open.CheckedAdd(slot) {
		x.counts.add(x, slot, 1)
	}
}

// hide shows a card no longer.
func (x *index) hide(slot uint32) {
	if x.open.CheckedRemove(slot) {
		x.counts.add(x, slot, -1)
	}
}

// turn shows what is shown on another day, or when other structures work.
func (x *index) turn() {
	x.lapse()
	x.open, x.counts = roaring.New(), tally{make([]uint32, len(x.numbers)), make([]uint32, len(x.towns))}
	for slot := range x.cards {
		x.show(uint32(slot)) //nolint:gosec // far fewer offers than that
	}
}

// lapse counts anew the cards that give no places since the day is another, or give them again.
func (x *index) lapse() {
	late := roaring.New()
	for slot, c := range x.cards {
		if c != nil && x.sheet[slot].closed != c.shut(x.day) {
			late.Add(uint32(slot)) //nolint:gosec // far fewer offers than that
		}
	}
	if late.IsEmpty() {
		return
	}
	x.uncount(late)
	each(late, func(slots []uint32) {
		for _, slot := range slots {
			x.count(slot, x.cards[slot])
		}
	})
}

// worn says that so many are gone that filling anew is worth its while.
func (x *index) worn() bool {
	const few = 5_000
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.holes > few && x.holes*4 > len(x.cards)
}

// monthsOf are the months that periods meet.
func monthsOf(periods []offer.Period) []string {
	const most = 60 // a period without end would be in all of them
	var out []string
	for _, p := range periods {
		if len(p.From) < 7 || len(p.Until) < 7 {
			continue
		}
		for m, n := p.From[:7], 0; m <= p.Until[:7] && n < most; m, n = monthAfter(m), n+1 {
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// monthAfter is the month behind one: 2027-01 behind 2026-12.
func monthAfter(m string) string {
	year, _ := strconv.Atoi(m[:4])
	month, _ := strconv.Atoi(m[5:7]) // a day was read already
	if month++; month > 12 {
		year, month = year+1, 1
	}
	s := strconv.Itoa(year*100 + month)
	return s[:4] + "-" + s[4:]
}
