package public

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"preau/internal/core/registers"
	"preau/internal/core/registers/communes"
)

// Order is an order of what was found.
type Order string

// The orders; the empty one is by how well words are met, then the newest first.
const (
	ByMeaning Order = ""
	Newest    Order = "recentes"
	Soonest   Order = "bientot" // whose next period begins first
	MostRoom  Order = "places"
	ByName    Order = "nom"
)

// Orders are all of them.
func Orders() []Order { return []Order{ByMeaning, Newest, Soonest, MostRoom, ByName} }

// Query is what somebody looks for.
type Query struct {
	Text        string
	Where       string // a commune, a postal code, a département or a région, as it was typed
	From, Until string // days that a period meets; empty: any
	Structure   int64  // the number of the one that offers; 0: all
	Chosen      [kinds][]string
	Order       Order
	Page, Size  int  // Page from 1
	Bare        bool // nothing is counted
}

// Choose narrows by one value more of a kind: a word's number in its list, a month, a code.
func (q *Query) Choose(k Kind, value string) {
	if !slices.Contains(q.Chosen[k], value) {
		q.Chosen[k] = append(q.Chosen[k], value)
	}
}

// Only narrows to offers that have places left.
func (q *Query) Only() { q.Choose(Places, anyPlace) }

// Narrowed says whether anything narrows it.
func (q Query) Narrowed() bool {
	return q.Text != "" || q.Where != "" || q.From != "" || q.Until != "" || q.Structure != 0 || slices.ContainsFunc(q.Chosen[:], func(v []string) bool { return len(v) > 0 })
}

// look is a query against the index, while its lock is held.
type look struct {
	*index
	q     Query
	base  *roaring.Bitmap // met by all but the kinds
	named *roaring.Bitmap // of it, those met by their names alone; nil: no words
	sets  [kinds]*roaring.Bitmap
	where bool // the place is known
}

// met is what the words, the place, the days and the structure leave.
func (l *look) met() {
	l.base, l.where = l.open, true
	l.spoken()
	if l.q.Where != "" {
		set := l.place(l.q.Where)
		l.where = !set.IsEmpty()
		l.base = roaring.And(l.base, set)
	}
	if l.q.Structure != 0 {
		set := l.orgs[l.orgOf[l.q.Structure]]
		if set == nil {
			set = roaring.New()
		}
		l.base = roaring.And(l.base, set)
	}
	if l.q.From != "" || l.q.Until != "" {
		l.base = l.onDays(l.base)
	}
	for k, values := range l.q.Chosen {
		if len(values) > 0 {
			l.sets[k] = l.by[k].any(l.ids(Kind(k), values))
		}
	}
}

// ids are the words of some numbers, for the kinds that are the operator's lists; for others the values themselves.
func (l *look) ids(k Kind, values []string) []string {
	if int(k) >= len(lists) {
		return values
	}
	var out []string
	for _, t := range l.vocabulary {
		if t.List == lists[k] && slices.Contains(values, strconv.FormatInt(t.Number, 10)) {
			out = append(out, t.ID)
		}
	}
	return out
}

// any is what is in one of several sets.
func (s sets) any(values []string) *roaring.Bitmap {
	var out []*roaring.Bitmap
	for _, v := range values {
		if b := s[v]; b != nil {
			out = append(out, b)
		}
	}
	return roaring.FastOr(out...)
}

// but is what all kinds leave but one.
func (l *look) but(kind Kind) *roaring.Bitmap {
	out := l.base
	for k, set := range l.sets {
		if set != nil && Kind(k) != kind {
			out = roaring.And(out, set)
		}
	}
	return out
}

// spoken narrows to what all words meet: in the text, as the beginning of a word where none is met, in the name of the structure, or in
// one of the operator's words.
func (l *look) spoken() {
	for i, w := range typed(l.q.Text) {
		stem := l.stemOf(w)
		set, named := l.index.words[stem], l.names[stem]
		if set == nil {
			set, named = l.begins(l.index.words, w), l.begins(l.names, w)
		}
		set = roaring.FastOr(append(l.beside(stem), set)...)
		if named == nil {
			named = roaring.New()
		}
		l.base = roaring.And(l.base, set)
		if i > 0 {
			named = roaring.And(named, l.named)
		}
		l.named = named
	}
}

// stemOf is a word's stem, without a change of what the index knows.
func (x *index) stemOf(w string) string {
	if stem, ok := x.stems[w]; ok {
		return stem
	}
	return stemmer{}.of(w)
}

// begins is what has a word that begins so.
func (l *look) begins(s sets, w string) *roaring.Bitmap {
	const shortest = 3
	var out []*roaring.Bitmap
	if len(w) >= shortest {
		for stem, b := range s {
			if strings.HasPrefix(stem, w) {
				out = append(out, b)
			}
		}
	}
	return roaring.FastOr(out...)
}

// beside is what is met by a word of its structure's name, or of a list.
func (l *look) beside(stem string) []*roaring.Bitmap {
	var out []*roaring.Bitmap
	for _, org := range l.orgWords[stem] {
		if b := l.orgs[org]; b != nil {
			out = append(out, b)
		}
	}
	for _, v := range l.listWords[stem] {
		if b := l.by[v.kind][v.id]; b != nil {
			out = append(out, b)
		}
	}
	return out
}

// onDays is what has a period that meets the days.
func (l *look) onDays(of *roaring.Bitmap) *roaring.Bitmap {
	from, until := dayNumber(l.q.From), int32(math.MaxInt32)
	if l.q.Until != "" {
		until = dayNumber(l.q.Until)
	}
	out := roaring.New()
	var met []uint32
	it := of.ManyIterator()
	var buf [2048]uint32
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		met = met[:0]
		for _, slot := range buf[:n] {
			for _, p := range l.periods(slot) {
				if p.from <= until && p.until >= from {
					met = append(met, slot)
					break
				}
			}
		}
		out.AddMany(met)
	}
	return out
}

// place is what is offered at a place as people type it: a postal code or its beginning, the code or the name of a département, the name
// of a région, that of a commune or its beginning.
func (l *look) place(text string) *roaring.Bitmap {
	fold := registers.Fold(text)
	if fold == "" {
		return roaring.New()
	}
	if fold[0] >= '0' && fold[0] <= '9' && !strings.Contains(fold, " ") {
		if b := l.by[Departments][strings.ToUpper(fold)]; b != nil && len(fold) < 4 {
			return b
		}
		return l.begun(l.postal, fold)
	}
	var lands []string
	for _, d := range l.departments {
		if d.fold == fold || d.region == fold {
			lands = append(lands, d.code)
		}
	}
	if len(lands) > 0 && len(l.exactly(fold)) == 0 {
		return l.by[Departments].any(lands)
	}
	codes := l.exactly(fold)
	if len(codes) == 0 {
		for _, t := range l.towns[1:] {
			if strings.HasPrefix(t.fold, fold) {
				codes = append(codes, t.Code)
			}
		}
	}
	return l.by[Communes].any(codes)
}

// exactly are the communes of a name, Paris as well as its arrondissements.
func (l *look) exactly(fold string) []string {
	var out []string
	for _, t := range l.towns[1:] {
		if t.fold == fold {
			out = append(out, t.Code)
		}
	}
	return out
}

func (l *look) begun(s sets, digits string) *roaring.Bitmap {
	var out []*roaring.Bitmap
	for code, b := range s {
		if strings.HasPrefix(code, digits) {
			out = append(out, b)
		}
	}
	return roaring.FastOr(out...)
}

// townAt is a card's commune among the towns.
func (x *index) townAt(c *Card) uint32 {
	if c.Department == "" {
		return 0
	}
	n, ok := x.townOf[c.Place.CommuneCode]
	if !ok {
		n = uint32(len(x.towns)) //nolint:gosec // there are 35,000 communes
		t := &Town{Code: c.Place.CommuneCode, Name: c.Place.Commune, Department: c.Department, fold: registers.Fold(c.Place.Commune)}
		t.Land = slices.IndexFunc(x.departments, func(d land) bool { return d.code == t.Department })
		t.At, t.Placed = x.ground.Place(communes.Code(t.Code))
		x.towns, x.counts.towns = append(x.towns, t), append(x.counts.towns, 0)
		x.townOf[c.Place.CommuneCode] = n
	}
	return n
}
