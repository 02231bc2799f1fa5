package update

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// The names of the fields of an article's form, by which its cells are known.
const (
	FieldReference   = "reference"
	FieldTitle       = "designation"
	FieldFamily      = "famille"
	FieldSub         = "sous_famille"
	FieldDescription = "description"
	FieldBrand       = "marque"
	FieldUnit        = "unite"
	FieldPack        = "conditionnement"
	FieldMultiple    = "multiple"
	FieldPrice       = "prix"
	FieldEAN         = "ean"
	FieldCPV         = "cpv"
	FieldGreen       = "labels"
	FieldSpecial     = "procedure"
	FieldWithdrawn   = "retire"
	FieldEquivalents = "equivalents"
)

// fields are the form's by the columns whose cells they are.
var fields = map[string]string{
	colReference: FieldReference, colTitle: FieldTitle, colCategory: FieldCategory, colFamily: FieldFamily, colSub: FieldSub, colDescription: FieldDescription,
	colBrand: FieldBrand, colUnit: FieldUnit, colPack: FieldPack, colMultiple: FieldMultiple, colPrice: FieldPrice, colVAT: FieldVAT, colEAN: FieldEAN, colCPV: FieldCPV,
	colGreen: FieldGreen, colSpecial: FieldSpecial, colWithdrawn: FieldWithdrawn, colEquivalents: FieldEquivalents,
}

// Typed is an article as somebody typed it.
type Typed struct {
	Number int64             // 0: a new one
	Seen   int64             // the edition from which what it was typed over counts
	Cells  map[string]string // by the form's fields, written as in a sheet
}

// Put corrects an article, or adds one: an update of one line, live at once, which is undone like any other. It gives the
// article's number and the update's, 0 when nothing differs.
func (s *Service) Put(ctx context.Context, who access.Actor, market int64, in Typed) (put Putting, err error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (Putting, error) {
		u := Update{Mode: ByHand, UsualVAT: NoRate}
		if err := s.enter(ctx, tx, who, market, &u); err != nil {
			return Putting{}, err
		}
		r, l, err := s.typed(in)
		if err != nil {
			return Putting{}, err
		}
		was, err := over(ctx, tx, u, in, &l)
		if err != nil {
			return Putting{}, err
		}
		var cats article.Categories
		category, err := cats.ID(ctx, tx, l.Path[:])
		if err != nil {
			return Putting{}, err
		}
		p := preparing{work: &work{Service: s, Update: u}, reader: r, paths: map[[article.Depth]string]int64{l.Path: category}}
		return s.put(ctx, tx, who, &p, l, was)
	})
}

// Putting is what came of one article by hand.
type Putting struct{ Article, Update int64 }

func (s *Service) put(ctx context.Context, tx *db.Tx, who access.Actor, p *preparing, l line, was article.Article) (Putting, error) {
	var plan plan
	p.judge(&plan, checked{line: l}, was)
	if len(plan.drafts) == 0 {
		return Putting{Article: was.Number}, nil
	}
	u := p.Update
	plan.lines, u.State = 1, Ready
	if err := s.insertTyped(ctx, tx, who, u, l); err != nil {
		return Putting{}, err
	}
	now := u
	now.Version = 1
	u = now
	plan.count(&now)
	if err := plan.write(ctx, tx, u, nil); err != nil {
		return Putting{}, err
	}
	if err := saveProgress(ctx, tx, u, now); err != nil {
		return Putting{}, err
	}
	to, err := Moves().Next(GoLive, Ready, relationsOf(who), now)
	if err == nil {
		err = s.move(ctx, tx, who, now, GoLive, to)
	}
	if err != nil {
		return Putting{}, err
	}
	found, err := article.Referred(ctx, tx, u.Market.Number, []string{l.Reference})
	return Putting{found[l.Reference].Number, u.Number}, err
}

// insertTyped makes the update, which is called after its article.
func (s *Service) insertTyped(ctx context.Context, tx *db.Tx, who access.Actor, u Update, l line) error {
	u.FileName = l.Reference
	if err := insertUpdate(ctx, tx, u, ""); err != nil {
		return err
	}
	was := u
	was.State = ""
	return s.write(ctx, tx, who, was, Begin, u.State, map[string]string{"name": u.FileName, "market": number(u.Market.Number)})
}

// over is what the market says of the article now. A new one has a reference of its own; a known one keeps its.
func over(ctx context.Context, tx *db.Tx, u Update, in Typed, l *line) (article.Article, error) {
	if in.Number > math.MaxInt32 { // none has a number that the tables have no room for
		return article.Article{}, apperr.NotFoundErr()
	}
	if in.Number != 0 {
		names, err := article.Named(ctx, tx, []int64{in.Number})
		if err != nil {
			return article.Article{}, err
		}
		l.Reference = names[in.Number]
	}
	found, err := article.Referred(ctx, tx, u.Market.Number, []string{l.Reference})
	if err != nil {
		return article.Article{}, err
	}
	was, there := found[l.Reference]
	switch {
	case in.Number != 0 && (!there || was.Number != in.Number || was.Until != article.Last):
		return was, apperr.NotFoundErr()
	case in.Number != 0 && was.From != in.Seen:
		return was, apperr.ConflictErr(i18n.M(msg.UpdateArticleStale))
	case in.Number == 0 && was.Until == article.Last:
		return was, apperr.InvalidField(FieldReference, i18n.M(msg.UpdateReferenceTaken))
	}
	return was, nil
}

// typed reads the cells as those of a sheet's line. Nothing is left out of it: who typed it can mend it.
func (s *Service) typed(in Typed) (*reader, line, error) {
	r := &reader{has: map[string]bool{}, usual: usual{vat: NoRate}, mode: Changes, rates: Rates(s.o.Country())}
	var l line
	var faults apperr.Faults
	for _, c := range (wants{mode: Changes, category: true, vat: true}).columns() {
		r.has[c.Key] = true
		if bad := read(c, &l, strings.TrimSpace(in.Cells[fields[c.Key]])); bad.Key != "" && (c.Key != colReference || in.Number == 0) {
			faults.Say(fields[c.Key], bad)
		}
	}
	for field, bad := range map[string]i18n.Msg{FieldEAN: l.badEAN, FieldCPV: l.badCPV} {
		if bad.Key != "" {
			faults.Say(field, bad)
		}
	}
	if l.oddLabel != "" {
		faults.Add(FieldGreen, msg.LineLabel, "label", l.oddLabel)
	}
	if l.VAT > 0 && !slices.Contains(r.rates, l.VAT-1) {
		faults.Add(FieldVAT, msg.LineVatForce, "rates", ratesText(r.rates))
	}
	return r, l, faults.Err()
}

// missing are what is told of the cells that an article cannot do without.
var missing = map[string]i18n.Key{colReference: msg.UpdateFillReference, colTitle: msg.UpdateFillTitle, colCategory: msg.UpdateFillCategory, colVAT: msg.UpdateFillVat}

// read takes a cell as the reading of a sheet does.
func read(c sheet.Column[line], l *line, cell string) i18n.Msg {
	switch {
	case cell == "" && missing[c.Key] != "":
		return i18n.M(missing[c.Key])
	case cell == "":
		return i18n.Msg{}
	case c.Max > 0 && utf8.RuneCountInString(cell) > c.Max:
		return i18n.M(msg.FaultLong, "max", c.Max, "n", utf8.RuneCountInString(cell))
	case c.Parse != nil:
		return c.Parse(l, cell)
	}
	*c.Text(l) = cell
	return i18n.Msg{}
}

// Card is an article with what its form needs.
type Card struct {
	Market  catalog.Market
	Article article.Article // of none: the zero value
	Path    []article.Category
	Rates   []int64
	Reasons []apperr.Reason // why nothing can be changed now
}

// Card is an article of a market, 0 for a new one, for who corrects it.
func (s *Service) Card(ctx context.Context, who access.Actor, market, of int64) (Card, error) {
	out := Card{Rates: Rates(s.o.Country())}
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		err = mayBegin(ctx, tx, who, market, nil)
		if e, is := apperr.As(err); is && e.Kind == apperr.Forbidden && who.Holds(catalog.Central, access.Everywhere) {
			out.Reasons, err = e.Reasons, nil
		}
		if err != nil {
			return err
		}
		if out.Market, err = catalog.ByNumber(ctx, tx, who, market); err != nil || of == 0 {
			return err
		}
		return out.fill(ctx, tx, of)
	})
	return out, err
}

func (c *Card) fill(ctx context.Context, tx *db.Tx, of int64) error {
	if of > math.MaxInt32 {
		return apperr.NotFoundErr()
	}
	live, err := article.Live(ctx, tx, []int64{of})
	if err != nil {
		return err
	}
	a, there := live[of]
	if !there || a.Market != c.Market.Number {
		return apperr.NotFoundErr()
	}
	tree, err := article.Tree(ctx, tx)
	if err != nil {
		return err
	}
	c.Article, c.Path = a, article.Path(tree, a.Category)
	return nil
}
