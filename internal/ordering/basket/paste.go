package basket

import (
	"context"
	"strconv"
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// MostPasted is how many lines are taken at once.
const MostPasted = 200

// Pasted is one line of the quick entry: a reference and how many.
type Pasted struct {
	Line      int    // from 1
	Typed     string // all of it
	Reference string
	Quantity  int64
	Fault     i18n.Msg // why it was not taken; its Key is empty when it was
	Article   article.Article
}

// ReadPasted reads what was pasted: a line an article, its reference and then, behind a tab, a semicolon, two spaces or « x », how
// many; without a quantity, one.
func ReadPasted(text string) ([]Pasted, i18n.Msg) {
	var out []Pasted
	for n, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		if len(out) == MostPasted {
			return nil, i18n.M(msg.FaultPastedMany, "max", MostPasted)
		}
		out = append(out, readPasted(n+1, l))
	}
	if len(out) == 0 {
		return nil, i18n.M(msg.FaultPastedNone)
	}
	return out, i18n.Msg{}
}

func readPasted(n int, l string) Pasted {
	p := Pasted{Line: n, Typed: l, Reference: l, Quantity: 1}
	ref, much := cut(l)
	if much == "" {
		return p
	}
	q, err := strconv.ParseInt(much, 10, 64)
	p.Reference = ref
	if err != nil || q < 1 {
		p.Fault = i18n.M(msg.FaultQuantity)
		return p
	}
	p.Quantity = q
	return p
}

// cut parts a line at its last separator.
func cut(l string) (ref, much string) {
	for _, sep := range []string{"\t", ";", " x ", " X ", " × ", "  "} {
		if i := strings.LastIndex(l, sep); i >= 0 {
			return strings.TrimSpace(l[:i]), strings.TrimSpace(l[i+len(sep):])
		}
	}
	return l, ""
}

// Paste adds what was pasted to an open basket, each line that can be; the others say why not. Nothing is added twice: the form's key
// guards it, and an article that is there already gets more.
func (s *Service) Paste(ctx context.Context, who access.Actor, number int64, text string) ([]Pasted, error) {
	all, bad := ReadPasted(text)
	if bad.Key != "" {
		return nil, apperr.InvalidField(FieldPasted, bad)
	}
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) ([]Pasted, error) {
		c, as, err := byNumber(ctx, tx, who, number)
		if err == nil {
			err = next(ctx, tx, Fill, c, as)
		}
		if err == nil && c.Closed { // what is there may be taken out
			err = apperr.ForbiddenErr(ordering.Shut(c.Org))
		}
		if err != nil {
			return nil, err
		}
		for i := range all {
			if err := s.addPasted(ctx, tx, who, &c, &all[i]); err != nil {
				return nil, err
			}
		}
		return all, saveBasket(ctx, tx, &c)
	})
}

// addPasted adds one line, or says why not.
func (s *Service) addPasted(ctx context.Context, tx *db.Tx, who access.Actor, c *Case, p *Pasted) error {
	if p.Fault.Key != "" {
		return nil
	}
	found, err := s.o.Find(ctx, tx, who, c.Org, p.Reference)
	if err == nil && len(found) == 0 {
		found, err = s.findShorter(ctx, tx, who, c.Org, p)
	}
	if err != nil {
		return err
	}
	switch len(found) {
	case 0:
		p.Fault = i18n.M(msg.FaultReferenceNone, "reference", p.Reference)
		return nil
	case 1:
	default:
		p.Fault = i18n.M(msg.FaultReferenceMany, "reference", p.Reference, "n", len(found))
		return nil
	}
	a, err := s.saleable(ctx, tx, who, c.Org, found[0])
	if err == nil {
		p.Article = a
		err = c.add(ctx, tx, who, a, p.Quantity)
	}
	if e, ok := apperr.As(err); ok {
		switch {
		case e.Kind == apperr.Forbidden:
			p.Fault = e.Reasons[0].Text
			return nil
		case e.Kind == apperr.Invalid:
			p.Fault = e.Fields[0].Msg
			return nil
		}
	}
	return err
}

// findShorter reads the last word of a line that is no reference as a quantity: references may have spaces of their own, so the whole
// is looked for first.
func (s *Service) findShorter(ctx context.Context, tx *db.Tx, who access.Actor, at ordering.Body, p *Pasted) ([]int64, error) {
	i := strings.LastIndexByte(p.Reference, ' ')
	if i < 0 || p.Quantity != 1 {
		return nil, nil
	}
	n, err := strconv.ParseInt(p.Reference[i+1:], 10, 64)
	if err != nil || n < 1 {
		return nil, nil //nolint:nilerr // no quantity: the line is what it is
	}
	ref := strings.TrimSpace(p.Reference[:i])
	found, err := s.o.Find(ctx, tx, who, at, ref)
	if len(found) > 0 {
		p.Reference, p.Quantity = ref, n
	}
	return found, err
}
