package claim

import (
	"context"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/claim/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/supply"
)

// Options are what the room needs from outside.
type Options struct {
	DB      *db.DB
	Mail    *notify.Service
	Files   *document.Service
	Baskets basket.Mailer // who is reached in an establishment
	Zone    func() *time.Location
	// AnswerDays is how many working days a supplier has to answer, a claim as an order (R236).
	AnswerDays func(ctx context.Context) (int, error)
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }

// Names of the fields in the forms, in faults.
const (
	FieldFault    = "type"
	FieldQuantity = "quantite"
	FieldText     = "message"
	FieldPhotos   = "photos"
	FieldOffer    = "proposition"
	FieldVersion  = "version"
)

// MaxText is the longest text of a claim, in characters.
const MaxText = 2000

// Input is a claim as it is made.
type Input struct {
	Fault    Fault
	Quantity int64
	Text     string
	Photos   []string // files that were received
}

// Make makes a claim on a line of an order: the supplier is mailed at once (R244).
func (s *Service) Make(ctx context.Context, who access.Actor, orderNumber string, position int, in Input) (int64, error) {
	in.Text = strings.TrimSpace(in.Text)
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		if err := order.Still(ctx, tx, orderNumber); err != nil {
			return 0, err
		}
		a, err := lineAt(ctx, tx, who, orderNumber, position)
		if err != nil {
			return 0, err
		}
		if err := may(ctx, tx, who, a.Order); err != nil {
			return 0, err
		}
		number, err := nextNumber(ctx, tx)
		if err != nil {
			return 0, err
		}
		if err := in.check(ctx, tx, a); err != nil {
			return 0, err
		}
		c := Claim{
			ID: id.New(), Number: number, OrderID: a.Order.ID, LineID: a.Line.ID, Fault: in.Fault, Quantity: in.Quantity, Text: in.Text, State: Open,
			ByID: who.ID, By: who.Name, Position: a.Position, Title: a.Article.Title, Reference: a.Article.Reference,
		}
		if err := insert(ctx, tx, &c); err != nil {
			return 0, err
		}
		for i, file := range in.Photos {
			if _, err := s.o.Files.Bind(ctx, tx, who, Photos, file, document.Object{Kind: Object, ID: c.ID}); err != nil {
				return 0, err
			}
			if err := insertPhoto(ctx, tx, c.ID, i+1, file); err != nil {
				return 0, err
			}
		}
		if err := history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: Object, ID: c.ID}, Act: Object + "." + string(Make), To: string(Open)}); err != nil {
			return 0, err
		}
		return c.Number, s.tellSupplier(ctx, tx, Case{c, a.Order}, Note{Do: Make, Text: c.Text, By: who.Name}, len(in.Photos))
	})
}

// lineAt is a line of an order that who sees, which the supplier has.
func lineAt(ctx context.Context, tx *db.Tx, who access.Actor, number string, position int) (at, error) {
	o, _, err := order.Seen(ctx, tx, who, number)
	if err != nil {
		return at{}, err
	}
	if o.State.ToSend() || o.State == order.Cancelled || o.State == order.Refused {
		return at{}, apperr.NotFoundErr()
	}
	lines, err := order.Lines(ctx, tx, o.ID)
	if err != nil {
		return at{}, err
	}
	i := slices.IndexFunc(lines, func(l order.Line) bool { return l.Position == position })
	if i < 0 {
		return at{}, apperr.NotFoundErr()
	}
	return at{o, lines[i]}, nil
}

// may refuses who does not receive there.
func may(ctx context.Context, tx *db.Tx, who access.Actor, o order.Order) error {
	if who.Holds(ordering.Receiver, o.Org.Place()) {
		return nil
	}
	return explained(ctx, tx, o, apperr.ForbiddenErr(Moves.NotYours(Make, Case{Order: o})))
}

// check says all that is wrong with a claim.
func (in Input) check(ctx context.Context, tx *db.Tx, a at) error {
	var f apperr.Faults
	if !slices.Contains(Faults(), in.Fault) {
		f.Add(FieldFault, msg.NoFault)
	}
	if in.Text == "" {
		f.Add(FieldText, msg.NoText)
	}
	if len(in.Photos) > MostPhotos {
		f.Add(FieldPhotos, msg.ManyPhotos, "max", MostPhotos)
	}
	most := max(a.Quantity, a.Expected())
	if in.Fault.OfGoods() {
		before, err := claimed(ctx, tx, a.Line.ID)
		if err != nil {
			return err
		}
		most = max(a.Expected()-before-a.Received, 0)
	}
	switch {
	case in.Quantity < 1:
		f.Add(FieldQuantity, msg.NoQuantity)
	case in.Quantity > most && most == 0:
		f.Add(FieldQuantity, msg.NothingLeft)
	case in.Quantity > most:
		f.Add(FieldQuantity, msg.HighQuantity, "max", most)
	}
	return f.Err()
}

// Saying is what somebody does about a claim, with what they say to it.
type Saying struct {
	Do      Act
	Version int64
	Offer   Offer
	Text    string
}

// wordy are the acts that cannot do without a word.
var wordy = []Act{Contest, Decide, Withdraw, Say}

func (in *Saying) check() error {
	var f apperr.Faults
	in.Text = strings.TrimSpace(in.Text)
	if in.Do == Propose && !slices.Contains(Offers(), in.Offer) {
		f.Add(FieldOffer, msg.NoOffer)
	}
	if in.Do != Propose {
		in.Offer = NoOffer
	}
	if in.Text == "" && (slices.Contains(wordy, in.Do) || in.Offer == Refusal) {
		f.Add(FieldText, msg.NoWord)
	}
	return f.Err()
}

// Why is nil when who may do an act on a claim; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) error {
	c, as, err := byNumber(ctx, tx, who, number)
	if err != nil {
		return err
	}
	_, err = Moves.Next(do, c.State, as, c)
	if apperr.Is(err, apperr.Conflict) {
		return conflict()
	}
	return explained(ctx, tx, c.Order, err)
}

// Say is an act of somebody who is signed in: of who receives, or of the purchasing body (R250, R251).
func (s *Service) Say(ctx context.Context, who access.Actor, number int64, in Saying) error {
	if err := in.check(); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, as, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		side := School
		if slices.Contains(as, AsCentral) && !slices.Contains(as, AsReceiver) || in.Do == Decide {
			side = Central
		}
		return s.step(ctx, tx, who, c, as, side, in)
	})
}

// Answer is an act of the supplier, who comes by a link to the order (R250).
func (s *Service) Answer(ctx context.Context, who access.Actor, secret string, number int64, in Saying) error {
	if err := in.check(); err != nil {
		return err
	}
	var seen order.Case
	if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		seen, err = supply.ByLink(ctx, tx, who.At, secret)
		return err
	}); err != nil {
		return err
	}
	by := supply.Supplier(who, secret, seen.Order)
	return s.o.DB.Once(ctx, by, func(tx *db.Tx) error {
		o, err := supply.ByLink(ctx, tx, who.At, secret)
		if err != nil {
			return err
		}
		c, err := ofOrder(ctx, tx, o.Order, number)
		if err != nil {
			return err
		}
		return s.step(ctx, tx, by, c, suppliers, Supplier, in)
	})
}

// step does an act: moves the claim, adds to its thread, and tells the others.
func (s *Service) step(ctx context.Context, tx *db.Tx, who access.Actor, c Case, as []Relation, side Side, in Saying) error {
	if c.Version != in.Version {
		return conflict()
	}
	to, err := Moves.Next(in.Do, c.State, as, c)
	if apperr.Is(err, apperr.Conflict) {
		return conflict()
	}
	if err != nil {
		return explained(ctx, tx, c.Order, err)
	}
	from := c.State
	if in.Do == Propose {
		c.Offer = in.Offer
	}
	if err := save(ctx, tx, &c.Claim, to); err != nil {
		return err
	}
	n := Note{Side: side, Do: in.Do, Offer: in.Offer, Text: in.Text, By: who.Name, At: tx.Now()}
	if n.N, err = insertNote(ctx, tx, who, c.ID, n); err != nil {
		return err
	}
	if err := history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: Object, ID: c.ID}, Act: Object + "." + string(in.Do), From: string(from), To: string(to)}); err != nil {
		return err
	}
	return s.tell(ctx, tx, who, c, n)
}

// conflict says that somebody was faster.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.Faster)) }

// explained is a refusal with its reasons completed by who can lift them.
func explained(ctx context.Context, tx *db.Tx, o order.Order, err error) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	for i := range e.Reasons {
		if r := &e.Reasons[i]; r.Code == CodeNotReceiver {
			r.Ask = &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: request.AskPath(o.Org.Ref, ordering.Receiver)}
			var fault error
			if r.Lifters, fault = ordering.Givers(ctx, tx, o.Org); fault != nil {
				return fault
			}
		}
	}
	return err
}

// View is a claim as somebody sees it.
type View struct {
	Case
	Notes  []Note
	Photos []document.File
	Acts   []Act // that may be done now
	Late   bool  // the supplier has had their time to answer
	Side   Side  // of who looks
}

// May says whether who looks may do an act now.
func (v View) May(do Act) bool { return slices.Contains(v.Acts, do) }

// Show is a claim for who sees its order.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		c, as, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		v.Side = School
		return s.complete(ctx, tx, &v, c, as)
	})
	return v, err
}

// ShowByLink is a claim for its supplier, with what the link is worth.
func (s *Service) ShowByLink(ctx context.Context, when time.Time, secret string, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		o, err := supply.ByLink(ctx, tx, when, secret)
		if err != nil {
			return err
		}
		c, err := ofOrder(ctx, tx, o.Order, number)
		if err != nil {
			return err
		}
		v.Side = Supplier
		return s.complete(ctx, tx, &v, c, suppliers)
	})
	return v, err
}

func (s *Service) complete(ctx context.Context, tx *db.Tx, v *View, c Case, as []Relation) (err error) {
	v.Case, v.Late = c, c.Late(s.due(ctx, tx.Now()))
	for _, o := range Moves.Offers(c.State, as, c) {
		if o.OK() {
			v.Acts = append(v.Acts, o.Do)
		}
	}
	if v.Notes, err = notes(ctx, tx, c.ID); err != nil {
		return err
	}
	v.Photos, err = photos(ctx, tx, c.ID)
	return err
}

// Photo opens a picture of a claim that somebody sees, by its place among them, from 1.
func (s *Service) Photo(ctx context.Context, v View, n int) (document.Content, error) {
	if n < 1 || n > len(v.Photos) {
		return document.Content{}, apperr.NotFoundErr()
	}
	return s.o.Files.Open(ctx, v.Photos[n-1])
}

// Made is an order's line for the page on which a claim on it is made.
type Made struct {
	order.Order
	Line   order.Line
	Before []Claim // on the same line
}

// For is an order's line for who may make a claim on it; it refuses who may not.
func (s *Service) For(ctx context.Context, who access.Actor, orderNumber string, position int) (Made, error) {
	var m Made
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		a, err := lineAt(ctx, tx, who, orderNumber, position)
		if err != nil {
			return err
		}
		if err := may(ctx, tx, who, a.Order); err != nil {
			return err
		}
		m.Order, m.Line = a.Order, a.Line
		all, err := ofOrderAll(ctx, tx, a.Order.ID)
		for _, c := range all {
			if c.LineID == a.Line.ID {
				m.Before = append(m.Before, c)
			}
		}
		return err
	})
	return m, err
}

// OfOrder are the claims on an order, the last first: for a page of who sees it.
func (s *Service) OfOrder(ctx context.Context, orderID string) ([]Claim, error) {
	var out []Claim
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		out, err = ofOrderAll(ctx, tx, orderID)
		return err
	})
	return out, err
}
