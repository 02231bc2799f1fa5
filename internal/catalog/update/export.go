package update

import (
	"context"
	"errors"
	"fmt"
	"io"

	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// exportedAtOnce is how many differences one statement reads.
const exportedAtOnce = 500

// Export makes a sheet of what an update changes, all that a view has, as it is looked at.
func (s *Service) Export(ctx context.Context, who access.Actor, market, n int64, l Look, f sheet.Format, t *i18n.T) (Copy, error) {
	var u Update
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		u, err = ofMarket(ctx, tx, who, market, n)
		return err
	})
	if err != nil {
		return Copy{}, err
	}
	tmp, err := temporary()
	if err != nil {
		return Copy{}, err
	}
	if err = s.export(ctx, tmp, u, l, f, t); err == nil {
		_, err = tmp.Seek(0, io.SeekStart)
	}
	if err != nil {
		return Copy{}, errors.Join(err, tmp.Close())
	}
	return Copy{Name: t.S(msg.UpdateExportName, "n", number(n)) + "." + string(f), MediaType: f.MediaType(), ReadCloser: tmp}, nil
}

func (s *Service) export(ctx context.Context, to io.Writer, u Update, l Look, f sheet.Format, t *i18n.T) error {
	w, err := sheet.New(f, to, t, t.S(msg.UpdateExportName, "n", number(u.Number)),
		sheet.Head{Title: t.S(msg.ColReference)}, sheet.Head{Title: t.S(msg.ColTitle), Width: 40}, sheet.Head{Title: t.S(msg.ColChange)},
		sheet.Head{Title: t.S(msg.ColPriceBefore), Kind: sheet.UnitPrice}, sheet.Head{Title: t.S(msg.ColPrice), Kind: sheet.UnitPrice}, sheet.Head{Title: t.S(msg.ColRise)},
		sheet.Head{Title: t.S(msg.ColVat)})
	if err != nil {
		return fmt.Errorf("sheet of update %d: %w", u.Number, err)
	}
	views := []View{l.View}
	if _, known := kinds[l.View]; !known {
		views = []View{Differences, News, Withdrawals}
	}
	for _, v := range views {
		if err == nil && u.Differ() {
			err = s.exportView(ctx, w, u, Look{View: v, Over: l.Over}, t)
		}
	}
	return errors.Join(err, w.Close())
}

func (s *Service) exportView(ctx context.Context, w sheet.Writer, u Update, l Look, t *i18n.T) error {
	var last *changed
	for {
		var some []Difference
		err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
			some, err = differences(ctx, tx, u, l, last, exportedAtOnce, 0)
			return err
		})
		if err != nil || len(some) == 0 {
			return err
		}
		for _, d := range some {
			err := w.Row(sheet.Text(d.Reference), sheet.Text(d.Title), sheet.Text(t.S(d.Change())), priceCell(d.Was, !d.New), priceCell(d.Data, true), sheet.Text(RiseText(d.Rise)), sheet.Text(RateText(d.VAT)))
			if err != nil {
				return fmt.Errorf("sheet of update %d: %w", u.Number, err)
			}
			last = &changed{rise: d.Rise, article: d.of}
		}
	}
}

func priceCell(d article.Data, there bool) sheet.Cell {
	if !there || d.Price == article.NoPrice {
		return sheet.Text("")
	}
	return sheet.Price(d.Price)
}

// Change says in a word what becomes of the article.
func (d Difference) Change() i18n.Key {
	switch {
	case d.New:
		return msg.ChangeNew
	case d.Withdrawn && !d.Was.Withdrawn:
		return msg.ChangeWithdrawn
	case !d.Withdrawn && d.Was.Withdrawn:
		return msg.ChangeBack
	case d.Price != d.Was.Price:
		return msg.ChangePrice
	}
	return msg.ChangeOther
}

// RateText is a rate of VAT as people read it: 5,5.
func RateText(rate int64) string { return ratesText([]int64{rate}) }

// RiseText is by how much a price rises, as people read it: +12,5 %. Nothing is the empty text.
func RiseText(rise int64) string {
	switch {
	case rise == 0:
		return ""
	case rise < 0:
		return "\u2212" + ratesText([]int64{-rise}) + " %"
	}
	return "+" + ratesText([]int64{rise}) + " %"
}
