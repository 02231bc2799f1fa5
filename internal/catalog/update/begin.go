package update

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/sheet"
)

// The names of the fields of the form.
const (
	FieldMode     = "sorte"
	FieldFile     = "fichier"
	FieldCategory = "categorie"
	FieldVAT      = "tva"
)

// Input is a sheet, and what holds for its lines that do not say it.
type Input struct {
	Mode     Mode
	FileID   string // staged by who
	Category string // empty: lines must name one
	VAT      string // a rate; empty: lines must name one
}

type runArgs struct {
	Number int64 `json:"update"`
}

// Begin takes a sheet that who staged, and gives the update's number. The titles are looked at first, so that what is no such
// sheet is told next to its field; all else is the job's.
func (s *Service) Begin(ctx context.Context, who access.Actor, market int64, in Input) (int64, error) {
	if err := s.MaySend(ctx, who, market); err != nil {
		return 0, err
	}
	u, f, fault := s.look(ctx, who, in)
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		if fault != nil {
			return 0, fault // of a first try: one that is repeated has its answer already
		}
		if err := s.enter(ctx, tx, who, market, &u); err != nil {
			return 0, err
		}
		if _, err := s.o.Files.Bind(ctx, tx, who, Sheets, f.ID, document.Object{Kind: "catalog.update", ID: number(u.Number)}); err != nil {
			return 0, err
		}
		u.fileID, u.FileName, u.Total = f.ID, f.Name, f.Size
		return u.Number, s.add(ctx, tx, who, u, f.SHA256)
	})
}

// MayBegin is nil when who may begin an update of a market; else it says why not.
func (s *Service) MayBegin(ctx context.Context, who access.Actor, market int64) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error { return mayBegin(ctx, tx, who, market, nil) })
}

// MaySend is MayBegin for one who may have begun it already: a form that is repeated finds its own update open.
func (s *Service) MaySend(ctx context.Context, who access.Actor, market int64) error {
	err := s.MayBegin(ctx, who, market)
	if e, is := apperr.As(err); is && len(e.Reasons) == 1 && e.Reasons[0].Code == codeBusy {
		return nil
	}
	return err
}

// mayBegin reads the market into u.
func mayBegin(ctx context.Context, tx *db.Tx, who access.Actor, market int64, u *Update) error {
	if err := visible(who); err != nil {
		return err
	}
	m, err := catalog.ByNumber(ctx, tx, who, market)
	if err != nil {
		return err
	}
	now := Update{Market: Market{Number: m.Number, Title: m.Title, State: m.State}}
	if now.Busy, err = busy(ctx, tx, market, 0); err != nil {
		return err
	}
	if u != nil {
		u.Market = now.Market
	}
	_, err = Moves().Next(Begin, Ready, relationsOf(who), now)
	return explained(ctx, tx, who, err)
}

// look says what is wrong with what was sent.
func (s *Service) look(ctx context.Context, who access.Actor, in Input) (Update, document.File, error) {
	u := Update{Mode: in.Mode, UsualCategory: strings.TrimSpace(in.Category), UsualVAT: NoRate}
	var faults apperr.Faults
	if !slices.Contains(Modes(), in.Mode) {
		faults.Add(FieldMode, msg.UpdateMode)
	}
	if n := utf8.RuneCountInString(u.UsualCategory); n > MaxName {
		faults.Add(FieldCategory, msg.FaultLong, "max", MaxName, "n", n)
	}
	if in.VAT != "" {
		n, bad := parseVAT(in.VAT)
		if rates := Rates(s.o.Country()); bad.Key != "" || !slices.Contains(rates, n) {
			bad = i18n.M(msg.LineVatForce, "rates", ratesText(rates))
		}
		if u.UsualVAT = n; bad.Key != "" {
			faults.Say(FieldVAT, bad)
		}
	}
	f, there, err := s.o.Files.Received(ctx, who, Sheets, in.FileID)
	switch {
	case err != nil:
		return u, f, err
	case !there:
		faults.Say(FieldFile, document.NoFile())
	}
	if err := faults.Err(); err != nil {
		return u, f, err
	}
	return u, f, s.probe(ctx, u, f)
}

// probe reads the titles and the first line.
func (s *Service) probe(ctx context.Context, u Update, f document.File) error {
	src, err := s.open(ctx, f)
	if err != nil {
		return refusal(err)
	}
	defer src.Close()
	r, err := newReader(src.File, u, Rates(s.o.Country()), newReferences())
	if err != nil {
		return refusal(err)
	}
	for _, err := range r.lines() {
		return refusal(err)
	}
	return apperr.InvalidField(FieldFile, i18n.M(msg.UpdateNoLine))
}

// refusal tells a sheet's fault next to the field of the file.
func refusal(err error) error {
	var f *sheet.Fault
	if !errors.As(err, &f) {
		return err
	}
	e := &apperr.Error{Kind: apperr.Invalid, Err: f.Err}
	for _, m := range append([]i18n.Msg{f.Msg}, f.More...) {
		e.Fields = append(e.Fields, apperr.Field{Name: FieldFile, Msg: m})
	}
	return e
}

// enter makes room for an update in its market, and gives it its numbers.
func (s *Service) enter(ctx context.Context, tx *db.Tx, who access.Actor, market int64, u *Update) error {
	n, err := nextNumber(ctx, tx) // whoever begins another one waits here
	if err != nil {
		return err
	}
	if err := mayBegin(ctx, tx, who, market, u); err != nil {
		return err
	}
	u.Number, u.State, u.StartedBy, u.StartedName, u.StartedAt = n, Reading, who.ID, who.Name, tx.Now()
	if u.Before, err = article.Shown(ctx, tx, market); err != nil {
		return err
	}
	u.Market.Edition = u.Before
	if u.Edition, err = article.NextEdition(ctx, tx); err != nil {
		return err
	}
	u.highest, err = article.Highest(ctx, tx)
	return err
}

func (s *Service) add(ctx context.Context, tx *db.Tx, who access.Actor, u Update, sha string) error {
	if err := insertUpdate(ctx, tx, u, sha); err != nil {
		return err
	}
	was := u
	was.State = ""
	if err := s.write(ctx, tx, who, was, Begin, u.State, map[string]string{"name": u.FileName, "market": number(u.Market.Number)}); err != nil {
		return err
	}
	return s.wake(ctx, tx, u.Number)
}

// wake lets the job go on with an update.
func (s *Service) wake(ctx context.Context, tx *db.Tx, n int64) error {
	return s.o.Jobs.Add(ctx, tx, jobRun, runArgs{n}, jobs.Options{Unique: number(n)})
}

// explained is a refusal with who can lift its reasons; any other answer as it is.
func explained(ctx context.Context, tx *db.Tx, who access.Actor, err error) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	if fault := explain(ctx, tx, who, e.Reasons); fault != nil {
		return fault
	}
	return err
}

// explain completes reasons with who can lift them: of another update, the purchasing body's people.
func explain(ctx context.Context, tx *db.Tx, who access.Actor, reasons []apperr.Reason) error {
	for i := range reasons {
		if reasons[i].Code == codeBusy {
			var err error
			if reasons[i].Lifters, err = catalog.Centrals(ctx, tx); err != nil {
				return err
			}
		}
	}
	return catalog.Explain(ctx, tx, who, reasons)
}

// Model writes an empty sheet, for who may see a market's updates.
func (s *Service) Model(ctx context.Context, who access.Actor, market int64, f sheet.Format, w io.Writer, t *i18n.T) error {
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		if err := visible(who); err != nil {
			return err
		}
		_, err := catalog.ByNumber(ctx, tx, who, market)
		return err
	})
	if err != nil {
		return err
	}
	return wants{mode: Full, category: true, vat: true}.columns().Model(f, w, t, t.S(msg.UpdateFull))
}
