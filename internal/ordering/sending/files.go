package sending

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	"preau/internal/ordering/order"
)

// The files' names, before the order's number, and the type of the one for programs.
const (
	orderFile = "Commande"
	slipFile  = "Reception"
	ublMedia  = "application/xml"
)

// File is one, for who saves it.
type File struct {
	Name, Media string
	Body        []byte
}

func (k kept) read() (Sheet, error) {
	var s Sheet
	if err := json.Unmarshal(k.sheet, &s); err != nil {
		return s, fmt.Errorf("sheet of a sending: %w", err)
	}
	return s, nil
}

// made is a sending with its files: those that are kept or, the first time, those that are made now and kept from then on. Two that make
// them in the same instant both get what the first one kept.
func (s *Service) made(ctx context.Context, orderID string, n int64) (kept, error) {
	var k kept
	read := func() error {
		return s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
			k, err = dispatch(ctx, tx, orderID, n)
			return err
		})
	}
	err := read()
	if errors.Is(err, db.ErrNone) { // its time is over
		return k, fmt.Errorf("%w: %w", notify.ErrUnfit, err)
	}
	if err != nil || k.files.PDF != nil {
		return k, err
	}
	files, err := s.make(k)
	if err != nil {
		return k, err
	}
	first := false
	if err := s.o.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		first, err = keep(ctx, tx, orderID, n, files)
		return err
	}); err != nil {
		return k, err
	}
	if !first {
		return k, read()
	}
	k.files = files
	return k, nil
}

// make makes both files of a sheet, in the operator's language.
func (s *Service) make(k kept) (Files, error) {
	sheet, err := k.read()
	if err != nil {
		return Files{}, err
	}
	t := s.o.Speak(i18n.French)
	var f Files
	if f.PDF, err = Paper(t, sheet); err != nil {
		return f, err
	}
	f.UBL, err = Machine(t, sheet, t.Zone())
	return f, err
}

// Order is the purchase order of the last sending as a PDF, for who sees its prices; for who sees the order without them, the goods receipt
// note takes its place (R231, R255). NotFound for anybody else, and while the order was not sent.
func (s *Service) Order(ctx context.Context, who access.Actor, number string) (File, error) {
	k, id, prices, err := s.seen(ctx, who, number)
	if err != nil {
		return File{}, err
	}
	if !prices {
		return s.slip(k, number)
	}
	k, err = s.made(ctx, id, k.n)
	return File{fileName(orderFile, number, "pdf"), pdf.MediaType, k.files.PDF}, err
}

// Machine is the last sending for programs, for who sees its prices.
func (s *Service) Machine(ctx context.Context, who access.Actor, number string) (File, error) {
	k, id, prices, err := s.seen(ctx, who, number)
	if err != nil {
		return File{}, err
	}
	if !prices {
		return File{}, apperr.NotFoundErr()
	}
	k, err = s.made(ctx, id, k.n)
	return File{fileName(orderFile, number, "xml"), ublMedia, k.files.UBL}, err
}

// Slip is the goods receipt note of the last sending, for who may see it: its demandeurs, too (R231). It names a demandeur only where all
// of it is of one basket, and so is theirs.
func (s *Service) Slip(ctx context.Context, who access.Actor, number string) (File, error) {
	var k kept
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		o, err := order.SlipSeen(ctx, tx, who, number)
		if err == nil {
			k, err = newest(ctx, tx, o.ID)
		}
		return err
	})
	if err != nil {
		return File{}, err
	}
	return s.slip(k, number)
}

func (s *Service) slip(k kept, number string) (File, error) {
	sheet, err := k.read()
	if err != nil {
		return File{}, err
	}
	body, err := Slip(s.o.Speak(i18n.French), sheet)
	return File{fileName(slipFile, number, "pdf"), pdf.MediaType, body}, err
}

// seen is the last sending of an order that who sees, and whether with its prices.
func (s *Service) seen(ctx context.Context, who access.Actor, number string) (k kept, id string, prices bool, err error) {
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		o, with, err := order.Seen(ctx, tx, who, number)
		if err != nil {
			return err
		}
		id, prices = o.ID, with
		k, err = newest(ctx, tx, id)
		return err
	})
	return k, id, prices, err
}

// ForSupplier are the last sending's two files, for who comes by the supplier's link to the order.
func (s *Service) ForSupplier(ctx context.Context, o order.Order) (paper, machine File, err error) {
	var k kept
	if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		k, err = newest(ctx, tx, o.ID)
		return err
	}); err != nil {
		return paper, machine, err
	}
	if k, err = s.made(ctx, o.ID, k.n); err != nil {
		return paper, machine, err
	}
	return File{fileName(orderFile, o.Number, "pdf"), pdf.MediaType, k.files.PDF}, File{fileName(orderFile, o.Number, "xml"), ublMedia, k.files.UBL}, nil
}
