package demand

import (
	"context"
	"slices"
	"time"

	"preau/internal/casework/canned"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// View is a demand as its page shows it to somebody: what they may not read is not in it.
type View struct {
	Demand
	Words
	Thread  []Message
	Files   []Attached      // of the demand itself
	Pending []Attached      // of the reader's, that came with a message that was refused
	Events  []history.Line  // the newest, of whatever kind
	Told    []history.Line  // what the thread tells of them, and older ones
	Answers []canned.Answer // canned, of the reader's teams
	Alike                   // other open demands about the person that the reader may read (C030)
	Readers []Reader
	Acts    workflow.Offers[Act]
	Side    Side // on which one writes; empty for who does not
	Masked  bool // numbers, places and lengths alone
	Inner   bool // what is between operators is in it, or counted
	Lengths Lengths
}

// Lengths are what an administrator, or a modérateur of a closed demand, sees of what was said.
type Lengths struct{ Title, Text, Messages, Count int } // Count: of messages

// Outsider says whether somebody stands outside the operators: the creator, and who was invited as an aidant or a modérateur.
func (v View) Outsider(accountID string) bool {
	return accountID == v.CreatorID || slices.ContainsFunc(v.People, func(p Invited) bool { return p.AccountID == accountID && p.Side != Officers })
}

// May says whether the rules offer an act.
func (v View) May(do Act) bool { return v.Acts.May(do) }

// Show is a demand with its thread. Reading an identity is noted before anything is shown, once an hour for each reader (C082),
// and so is that somebody has seen the demand (C048).
func (s *Service) Show(ctx context.Context, who access.Actor, number string) (View, error) {
	if !who.SignedIn() {
		return View{}, apperr.UnauthenticatedErr()
	}
	var v View
	var roles []Role
	var files []Attached
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		roles = RolesOf(who, d)
		v = View{Demand: d, Acts: Moves.Offers(d.State, roles, d), Side: sideOf(roles), Masked: !Moves.May(See, d.State, roles, d)}
		v.Inner = v.inner(roles)
		if v.Thread, err = messages(ctx, tx, d.ID, v.Inner); err != nil {
			return err
		}
		v.Readers = d.readers
		if files, err = FilesOf(ctx, tx, d, true); err != nil {
			return err
		}
		return v.around(ctx, tx, who)
	})
	if err != nil {
		return v, err
	}
	k, err := s.o.Keys.One(ctx, v.KeyID)
	if err != nil {
		return v, err
	}
	if err := v.open(k); err != nil || v.Masked {
		return v, err
	}
	if err := v.openFiles(k, who, files); err != nil {
		return v, err
	}
	return v, s.noteReading(ctx, who, v.Demand)
}

// inner says whether what is between operators is in the view: who reads the thread reads it or has no trace of it, who sees it masked counts it.
func (v View) inner(roles []Role) bool {
	do := SeeBetween
	if v.Masked {
		do = CountBetween
	}
	return Moves.May(do, v.State, roles, v.Demand)
}

// around reads what stands beside the thread.
func (v *View) around(ctx context.Context, tx *db.Tx, who access.Actor) error {
	var err error
	if v.Told, err = history.Of(ctx, tx, history.Object{Kind: "casework.demand", ID: v.ID}, mostTold); err != nil {
		return err
	}
	v.Events = v.Told[:min(len(v.Told), mostEvents)] // whoever reads every hour leaves lines, which push nothing out of the thread
	if v.Masked {
		return nil
	}
	if v.May(Canned) {
		if v.Answers, err = canned.Of(ctx, tx, team.TeamsOf(who, team.Officer)...); err != nil {
			return err
		}
	}
	v.Alike, err = SamePerson(ctx, tx, who, v.Demand)
	return err
}

// Sender is the line of who sent the demand: also where a colleague has inherited it since (C046).
func (v View) Sender() history.Line {
	i := slices.IndexFunc(v.Told, func(e history.Line) bool { return e.Act == "casework.demand.send" })
	if i < 0 { // it is gone, or too many came since
		return history.Line{AccountID: v.CreatorID, Name: v.CreatorName}
	}
	return v.Told[i]
}

// mostEvents bounds the history that a page shows; mostTold what its thread is told from.
const mostEvents, mostTold = 200, 2000

// openFiles puts the files where they stand: with the demand, or with their message; what waits for a message is its sender's alone.
func (v *View) openFiles(k seal.Key, who access.Actor, some []Attached) error {
	if err := OpenNames(k, some); err != nil {
		return err
	}
	for _, f := range some {
		switch i := slices.IndexFunc(v.Thread, func(m Message) bool { return m.ID == f.MessageID }); {
		case f.Waits && f.AccountID == who.ID:
			v.Pending = append(v.Pending, f)
		case f.Waits:
		case f.MessageID == "":
			v.Files = append(v.Files, f)
		case i >= 0:
			v.Thread[i].Files = append(v.Thread[i].Files, f)
		}
	}
	return nil
}

// open makes readable what was read; for who sees it masked, only how long it is.
func (v *View) open(k seal.Key) error {
	var err error
	if v.Words, err = v.Demand.Open(k); err != nil {
		return err
	}
	for i := range v.Thread {
		m := &v.Thread[i]
		if m.Text, err = k.Open(messagePlace(m.ID), m.sealed); err != nil {
			return err
		}
		if m.First, err = k.Open(messagePlace(m.ID), m.first); err != nil {
			return err
		}
		v.Lengths.Messages += len([]rune(m.Text))
	}
	if v.Masked {
		v.Lengths.Count = len(v.Thread)
		v.Lengths.Title, v.Lengths.Text = len([]rune(v.Title)), len([]rune(v.Text))
		v.Words, v.Thread, v.Readers = Words{}, nil, nil
	}
	return nil
}

// noteReading writes who has seen a demand, and in its history who has read the identity: one line an hour for each (C082). Nothing is
// written where both stand there already.
func (s *Service) noteReading(ctx context.Context, who access.Actor, d Demand) error {
	last := d.readBy(who)
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		noted := d.State == Draft || sameHour(last.noted, tx.Now())
		if noted && sameHour(last.At, tx.Now()) && last.N == d.readable(who) {
			return nil
		}
		if noted {
			return noteSeen(ctx, tx, who, d)
		}
		first, err := noteIdentity(ctx, tx, who, d, true)
		if err != nil || first {
			return err
		}
		return noteSeen(ctx, tx, who, d) // another page noted the reading meanwhile
	})
}

// NoteReading writes into a demand's history that somebody read the identity elsewhere than on its page, as that page does: one line an hour
// for each (C082). It does not make them one who has seen the thread.
func NoteReading(ctx context.Context, at *db.DB, who access.Actor, d Demand) error {
	last := d.readBy(who)
	return at.InTx(ctx, func(tx *db.Tx) error {
		if sameHour(last.noted, tx.Now()) {
			return nil
		}
		_, err := noteIdentity(ctx, tx, who, d, false)
		return err
	})
}

// noteIdentity writes the line, and that the thread was seen with it; it says false where another page did meanwhile.
func noteIdentity(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, thread bool) (bool, error) {
	first, err := noteRead(ctx, tx, who, d, thread)
	if err != nil || !first {
		return false, err
	}
	return true, history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "casework.demand", ID: d.ID}, Act: "casework.identity.read", Data: map[string]string{"number": d.Number},
	})
}

func sameHour(a, b time.Time) bool { return a.Truncate(time.Hour).Equal(b.Truncate(time.Hour)) }

// readBy is what is noted of somebody's reading; the zero one where nothing is.
func (d Demand) readBy(who access.Actor) Reader {
	for _, r := range d.readers {
		if r.AccountID == who.ID {
			return r
		}
	}
	return Reader{}
}

// Standing is a demand that somebody may see, without what it says.
func (s *Service) Standing(ctx context.Context, who access.Actor, number string) (Demand, error) {
	var d Demand
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		d, err = byNumber(ctx, tx, who, number)
		return err
	})
	return d, err
}

// Allowed is nil when somebody may do an act now; else it says why not. What they may not see is not there.
func (s *Service) Allowed(ctx context.Context, who access.Actor, number string, do Act) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error { return Why(ctx, tx, who, number, do) })
}

// Why is Allowed in a transaction.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, number string, do Act) error {
	d, err := byNumber(ctx, tx, who, number)
	if err == nil {
		_, err = Moves.Next(do, d.State, RolesOf(who, d), d)
	}
	return err
}
