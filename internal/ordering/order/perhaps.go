package order

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
)

// FieldKnowing is the tick of who ends an order that may have arrived.
const FieldKnowing = "prevenir"

// perhaps: a copy of its mail may be with the supplier (decision 72).
var perhaps = guard{Name: "it may have arrived", Why: func(c Case) *apperr.Reason {
	if len(c.Perhaps()) > 0 {
		return nil
	}
	r := notToReceive(Receive, c.State, c)
	return &r
}}

// unanswered: of what its supplier said to have, no mail server says that it did not arrive.
var unanswered = guard{Name: "the supplier has not said that it has it", Why: func(c Case) *apperr.Reason {
	if c.AnsweredAt.IsZero() {
		return nil
	}
	return &apperr.Reason{Code: CodeAnswered, Kind: apperr.Never, Since: c.AnsweredAt, Text: i18n.M(msg.WhyAnswered, "state", c.State.Label())}
}}

// unheard: it was ended without its supplier.
var unheard = guard{Name: "the supplier did not agree to its end", Why: func(c Case) *apperr.Reason {
	if c.SentAt.IsZero() {
		return nil
	}
	return &apperr.Reason{Code: CodeAnswered, Kind: apperr.Never, Since: c.SentAt, Text: i18n.M(msg.WhyAnswered, "state", c.State.Label())}
}}

// mayHaveArrived are the rows of an order whose mail ended without anybody knowing whether it arrived.
func mayHaveArrived() []workflow.Row[State, Act, Relation, Case] {
	receivers, here := []Relation{AsReceiver}, []State{Sending, ToResend}
	return []workflow.Row[State, Act, Relation, Case]{
		{Do: SeeSlip, From: here, By: receivers, If: []guard{perhaps}},
		{Do: Have, From: here, To: Sent, By: suppliers},
		{Do: Have, From: here, To: Sent, By: buyers, If: []guard{within, perhaps}},
		{Do: Retry, From: []State{ToResend}, To: Sending, By: []Relation{AsProgram}},
		{Do: Doubt, From: []State{Sending}, By: []Relation{AsProgram}},
		{Do: TakeLate, From: []State{Cancelled}, By: []Relation{AsProgram}, If: []guard{unheard}},
		{Do: Receive, From: here, To: PartReceived, By: receivers, If: []guard{perhaps, stillAwaits}},
		{Do: Receive, From: here, To: Received, By: receivers, If: []guard{perhaps, allCame}},
		{Do: Receive, From: here, To: Closed, By: receivers, If: []guard{perhaps, endsShort}},
		{Do: Correct, From: received, To: Sending, By: receivers, If: []guard{leftIn(Sending)}},
		{Do: Correct, From: received, To: ToResend, By: receivers, If: []guard{leftIn(ToResend)}},
	}
}

// Perhaps are the addresses at which an order may have arrived though it counts as not sent: the newest last.
func (o Order) Perhaps() []string { return strings.Fields(o.perhaps) }

// PerhapsThere says whether an order that is not with its supplier, as far as anybody knows, may be there all the same.
func (o Order) PerhapsThere() bool { return o.State == ToResend && o.perhaps != "" }

// MayHaveCome says whether goods may come of an order that is not with its supplier as far as anybody knows: while its mail is tried again, too.
func (o Order) MayHaveCome() bool { return o.PerhapsThere() || o.State == Sending && o.perhaps != "" }

// elsewhere notes an address at which it may have arrived.
func (o *Order) elsewhere(address string) {
	if address != "" && !slices.Contains(o.Perhaps(), address) {
		o.perhaps = strings.TrimSpace(o.perhaps + "\n" + address)
	}
}

// Ending is why an order is ended, and whether who ends it knows that it may have arrived.
type Ending struct {
	Reason  string
	Knowing bool
}

// EndWith cancels an order, or gives it back. Of one that may have arrived it wants to be known, and the supplier is told not to deliver it.
func (s *Service) EndWith(ctx context.Context, who access.Actor, number string, version int64, do Act, in Ending) error {
	in.Reason = strings.TrimSpace(in.Reason)
	var f apperr.Faults
	if in.Reason == "" {
		f.Say(FieldReason, i18n.M(msg.FaultReason))
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, as, err := s.toAct(ctx, tx, who, number, version)
		if err != nil {
			return err
		}
		to, err := next(ctx, tx, do, c, as)
		if err != nil {
			return err
		}
		if c.PerhapsThere() && !in.Knowing {
			f.Say(FieldKnowing, i18n.M(msg.FaultKnowing))
		}
		if err := f.Err(); err != nil {
			return err
		}
		if err := s.end(ctx, tx, who, c.Order, do, to, in.Reason, in.Reason); err != nil || !c.PerhapsThere() {
			return err
		}
		return s.o.Tell.Stop(ctx, tx, c.Order, c.Perhaps())
	})
}

// Has is what its supplier, or who telephoned to them, says of an order that is under way or may have arrived: they have it. From then on it
// is sent, whatever mail servers say.
func (s *Service) Has(ctx context.Context, tx *db.Tx, who access.Actor, c *Case, as []Relation) error {
	to, err := next(ctx, tx, Have, *c, as)
	if err != nil {
		return err
	}
	return s.arrive(ctx, tx, who, &c.Order, Have, to, nil)
}

// Have is an acheteur's word for it, who asked the supplier. remark are the remarks as they typed them beside it, which no mail brings the
// supplier any more; nil: they were not asked. It says whether they are others than before.
func (s *Service) Have(ctx context.Context, who access.Actor, number string, version int64, remark *string) (bool, error) {
	text := ""
	if remark != nil {
		text = ordering.RemarkOf(*remark)
	}
	if fault := ordering.RemarkFault(text); fault.Key != "" {
		return false, apperr.InvalidField(FieldRemark, fault)
	}
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (bool, error) {
		c, as, err := s.toAct(ctx, tx, who, number, version)
		if err != nil {
			return false, err
		}
		to, err := next(ctx, tx, Have, c, as)
		if err != nil {
			return false, err
		}
		var data map[string]string
		other := remark != nil && text != c.Remark
		if other {
			data = map[string]string{"was": c.Remark, "remark": text}
			c.Remark = text
		}
		return other, s.arrive(ctx, tx, who, &c.Order, Have, to, data)
	})
}

// BySupplier are the relations of who comes by a supplier's link.
func BySupplier() []Relation { return slices.Clone(suppliers) }

// arrive has an order be with its supplier, and tells whom that concerns (R235).
func (s *Service) arrive(ctx context.Context, tx *db.Tx, who access.Actor, o *Order, do Act, to State, data map[string]string) error {
	o.Reason, o.SentAt = "", tx.Now()
	if do == Have {
		o.AnsweredAt = tx.Now()
	}
	if err := save(ctx, tx, who, o, do, to, data); err != nil {
		return err
	}
	cases, err := ordered(ctx, tx, who, *o)
	if err != nil {
		return err
	}
	return s.o.Tell.Sent(ctx, tx, who, *o, cases)
}

// ordered has what of baskets is in an order be « commandé ».
func ordered(ctx context.Context, tx *db.Tx, who access.Actor, o Order) (map[string]basket.Case, error) {
	cases, steps, err := inOrder(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	return cases, basket.MoveLines(ctx, tx, who, cases, steps, basket.LineSend, "")
}

// Retried is told by the outbox that an administrator has an order's mail sent again: nobody ends the order, or sends it once more, while
// that lasts.
func (s *Service) Retried(ctx context.Context, tx *db.Tx, who access.Actor, orderID string) error {
	return s.outcome(ctx, tx, who, orderID, Retry, "", "")
}

// Unheard is told by the outbox that the supplier's server was cut off before its answer: from now on the order may be at that address, while
// its mail is tried again.
func (s *Service) Unheard(ctx context.Context, tx *db.Tx, orderID, address, said string) error {
	o, err := one(ctx, tx, "d.id = $1", orderID)
	if err != nil || !Moves.May(Doubt, o.State, []Relation{AsProgram}, Case{Order: o}) || slices.Contains(o.Perhaps(), address) {
		return err
	}
	o.elsewhere(address)
	n, err := tx.Exec(ctx, `UPDATE ordering_orders SET perhaps = $1, version = version + 1 WHERE id = $2 AND version = $3`, o.perhaps, o.ID, o.Version) // moved_at stays: it is on its way since then
	if err != nil {
		return fmt.Errorf("order %s may have arrived: %w", o.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	return Note(ctx, tx, program(tx), o, Doubt, note(said))
}

// late has the supplier told that an order which its server took after all was cancelled, and who cancelled it that it went out; where its lines
// went back to a validateur, who would order them again, them as well.
func (s *Service) late(ctx context.Context, tx *db.Tx, o Order) error {
	if !Moves.May(TakeLate, o.State, []Relation{AsProgram}, Case{Order: o}) {
		return nil // told twice, or its supplier knows
	}
	if err := Note(ctx, tx, program(tx), o, TakeLate, nil); err != nil {
		return err
	}
	o.elsewhere(o.SentTo)
	if err := s.o.Tell.Stop(ctx, tx, o, o.Perhaps()); err != nil {
		return err
	}
	_, waits, err := inOrder(ctx, tx, o)
	if err != nil {
		return err
	}
	return s.o.Tell.Late(ctx, tx, o, len(waits) == 0)
}

// arrived is an order that may have arrived, of which goods came: so its supplier had it.
func (r *Receiving) arrived(ctx context.Context, tx *db.Tx, who access.Actor) error {
	r.SentAt, r.AnsweredAt = tx.Now(), tx.Now()
	_, err := ordered(ctx, tx, who, r.Order)
	return err
}

// undoing is what else a correction that leaves nothing takes back of an order that counted as not sent when goods came.
type undoing struct {
	unheard bool      // that its supplier said to have it: goods alone did
	sentAt  time.Time // when it was with the supplier instead; zero: it is not
}

// Undo has a correction that leaves nothing take back since when the supplier has it: instead they have it since sentAt, or not, where that is
// zero. heard: they said so themselves meanwhile.
func (r *Receiving) Undo(heard bool, sentAt time.Time) { r.undo = &undoing{!heard, sentAt} }

// undone is one of which nothing came after all: it is where its mail stands.
func (r *Receiving) undone() {
	if r.undo == nil {
		return
	}
	r.SentAt = r.undo.sentAt
	if r.undo.unheard {
		r.AnsweredAt = time.Time{}
	}
}
