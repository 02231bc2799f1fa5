package reception

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"preau/internal/core/access"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering/order"
)

// LineView is a line of an order with what came of it beside what was expected.
type LineView struct {
	order.LineView
	Kept, Back int64  // units that were not expected (R247)
	Reason     string // why the rest was given up
}

// Ends says whether nothing more of the line is expected: it came, was given up, or does not come, as was agreed on with the supplier.
func (l LineView) Ends() bool { return l.State.Ends() || l.Expected() == 0 }

// comes are the reference and the title of what is in the parcel: of what was agreed on instead, where something was (R234).
func (l LineView) comes() (reference, title string) {
	if l.AgreedReference != "" {
		return l.AgreedReference, l.AgreedTitle
	}
	return l.Article.Reference, l.Article.Title
}

// View is an order as who receives it sees it: without any price (R255).
type View struct {
	order.Case
	Lines      []LineView
	Receptions []Reception // the newest first
	Mine       bool        // who sees it may receive, here and now
	Corrects   bool        // and correct
	Why        []apperr.Reason
	Rule       Rule
	Chooses    bool // who sees it may open the page on which that rule is chosen
	Place      string
}

// Show is an order with what came of it, for who sees the order.
func (s *Service) Show(ctx context.Context, who access.Actor, number string) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if v, err = s.view(ctx, tx, who, number); err == nil {
			err = order.WhyNot(ctx, tx, v.Order, v.Why)
		}
		return err
	})
	return v, err
}

func (s *Service) view(ctx context.Context, tx *db.Tx, who access.Actor, number string) (View, error) {
	seen, err := order.Look(ctx, tx, who, number)
	if err != nil {
		return View{}, err
	}
	if seen.State.ToSend() && seen.State != order.ToResend && !seen.MayHaveCome() || seen.State == order.Cancelled {
		return View{}, apperr.NotFoundErr() // nobody expects anything of it
	}
	v := View{Case: seen.Case, Mine: seen.Acts.May(order.Receive), Corrects: seen.Acts.May(order.Correct)}
	if o, is := seen.Acts.Of(order.Receive); is {
		v.Why = o.Reasons
	}
	if v.Receptions, err = of(ctx, tx, v.ID); err != nil {
		return v, err
	}
	if v.Place, v.Rule, err = sharedAt(ctx, tx, v.ID); err != nil {
		return v, err
	}
	v.Chooses = SharingMoves.May(SeeSharing, v.Rule, relationsOf(who, v.Org), Sharing{Org: v.Org})
	for _, l := range seen.Lines {
		v.Lines = append(v.Lines, counted(l, v.Receptions))
	}
	return v, nil
}

// counted is a line with what receptions that count say of it beside what conforms.
func counted(l order.LineView, all []Reception) LineView {
	out := LineView{LineView: l}
	for _, r := range all {
		i := slices.IndexFunc(r.Lines, func(x Line) bool { return x.Line == l.ID })
		if i < 0 || !r.counts() {
			continue
		}
		switch x := r.Lines[i]; x.Fate {
		case Kept:
			out.Kept += x.Excess
		case Back:
			out.Back += x.Excess
		case NoExcess:
		}
		if r.Lines[i].Ended {
			out.Reason = r.Lines[i].Reason
		}
	}
	return out
}

// Awaited are the lines of which something is still to come.
func (v View) Awaited() []LineView {
	return slices.DeleteFunc(slices.Clone(v.Lines), LineView.Ends)
}

// Settled are the others.
func (v View) Settled() []LineView {
	return slices.DeleteFunc(slices.Clone(v.Lines), func(l LineView) bool { return !l.Ends() })
}

// ForCorrection is an order and the reception of a number, for who may correct it: a Conflict where another took its place.
func (s *Service) ForCorrection(ctx context.Context, who access.Actor, number string, n int64) (View, Reception, error) {
	var v View
	var r Reception
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if v, err = s.view(ctx, tx, who, number); err != nil {
			return err
		}
		i := slices.IndexFunc(v.Receptions, func(r Reception) bool { return r.N == n })
		switch {
		case i < 0:
			return apperr.NotFoundErr()
		case len(v.Why) > 0 && !v.Corrects:
			if err := order.WhyNot(ctx, tx, v.Order, v.Why); err != nil {
				return err
			}
			return apperr.ForbiddenErr(v.Why...)
		case !v.Receptions[i].counts():
			return conflict()
		}
		r = v.Receptions[i]
		return nil
	})
	return v, r, err
}

// Scanned is the line that a code names: its reference as it is written, or that of what comes instead, its EAN, or its reference whatever its
// dots, spaces and dashes are (R256). Of several the first that is still awaited; false: none.
func Scanned(lines []LineView, code string) (LineView, bool) {
	code = strings.TrimSpace(code)
	bare, digits := signs(code), barcode(code)
	for _, is := range []func(l LineView) bool{
		func(l LineView) bool { return code != "" && (l.Article.Reference == code || l.AgreedReference == code) },
		func(l LineView) bool { return digits != "" && barcode(l.Article.EAN) == digits },
		func(l LineView) bool {
			return bare != "" && (signs(l.Article.Reference) == bare || signs(l.AgreedReference) == bare)
		},
	} {
		found := slices.DeleteFunc(slices.Clone(lines), func(l LineView) bool { return !is(l) })
		if len(found) > 0 {
			i := slices.IndexFunc(found, func(l LineView) bool { return !l.Ends() })
			return found[max(i, 0)], true
		}
	}
	return LineView{}, false
}

// signs are the letters and digits of a reference.
func signs(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, registers.Fold(s))
}

// barcode is a code of digits as it is compared: a scanner may give twelve of the thirteen, without the zero that begins them.
func barcode(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		return ""
	}
	return strings.TrimLeft(s, "0")
}
