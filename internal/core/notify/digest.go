package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/notify/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// DigestKind is the mail « Votre résumé du … »: what a person chose to get once a day, each with its subject and link (R274).
const DigestKind = "notify.digest"

const (
	// digestHour is when it goes out, on the clock of the instance's zone.
	digestHour = 7
	// digestEvery is often enough for a zone whose hours are not whole, and soon enough after a node that was down at that hour.
	digestEvery = 15 * time.Minute
	// digestMost is how many mails one digest tells of; the others are in the next day's.
	digestMost = 300
	// readersAtOnce is how many accounts are read together.
	readersAtOnce = 200
	choicesPath   = "/compte/notifications"
)

// digestData is what a digest is made of; what it tells is in the log, under its id.
type digestData struct {
	Cut time.Time `json:"cut"` // what was queued before it is in
}

func digestKind() Kind {
	return KindOf(DigestKind, KindOptions{Label: msg.DigestLabel}, func(*i18n.T, digestData, Links) Content { return Content{} })
}

// DigestHour is when digests go out, as people read it.
func DigestHour(t *i18n.T) string {
	return t.Clock(time.Date(2000, 1, 1, digestHour, 0, 0, 0, t.Zone()))
}

// Digests is the job: from seven o'clock on, each person for whom mails wait gets one digest a day. Everybody's is a
// transaction of its own, so that the job, cut off, goes on where it was; what fails for one keeps nobody else waiting.
func (s *Service) Digests(ctx context.Context, slot time.Time) error {
	head, err := s.o.Letterhead(ctx, "")
	if err != nil {
		return fmt.Errorf("letterhead: %w", err)
	}
	cut := cutOf(slot, head.Zone)
	if slot.Before(cut) {
		return nil
	}
	var errs []error
	for last := ""; ; {
		var readers []string
		err := s.db.View(ctx, func(tx *db.Tx) (err error) {
			readers, err = readersWaiting(ctx, tx, cut, last, readersAtOnce)
			return err
		})
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		for _, id := range readers {
			last = id
			if err := s.db.InTx(ctx, func(tx *db.Tx) error { return s.gather(ctx, tx, id, cut) }); err != nil {
				errs = append(errs, err)
			}
		}
		if len(readers) < readersAtOnce {
			return errors.Join(errs...)
		}
	}
}

// cutOf is seven o'clock of the day of an instant.
func cutOf(at time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, digestHour, 0, 0, 0, zone)
}

// errGathered is that another node moved what this one was about to tell.
var errGathered = errors.New("a mail left for a digest meanwhile")

// gather makes one person's digest of what waits since before the cut. What they want no more is withheld; while their address
// is refused, everything waits on.
func (s *Service) gather(ctx context.Context, tx *db.Tx, accountID string, cut time.Time) error {
	waiting, err := waitingFor(ctx, tx, accountID, cut, digestMost)
	if err != nil || len(waiting) == 0 {
		return err
	}
	to, there, err := s.reader(ctx, tx, waiting[len(waiting)-1].To)
	if err != nil {
		return err
	}
	if !there {
		return forgetWaiting(ctx, tx, accountID)
	}
	wanted, err := s.stillWanted(ctx, tx, waiting)
	if err != nil || len(wanted) == 0 {
		return err
	}
	if held, err := holds(ctx, tx, to.Address); err != nil || held != Sent {
		return err
	}
	day := cut.Format(time.DateOnly)
	k, o, err := s.draft(Mail{Kind: DigestKind, To: to, Data: digestData{cut}, Object: Object{Kind: ChoicesKind, ID: accountID}, Occasion: day})
	if err != nil {
		return err
	}
	if added, err := s.enqueue(ctx, tx, k, o); err != nil || !added { // today's has left: these wait for tomorrow's
		return err
	}
	for _, w := range wanted {
		if err := s.leave(ctx, tx, w, Gather, func(next *outgoing) { next.DigestID = o.ID }); err != nil {
			return err
		}
	}
	return nil
}

// reader is the person as mails reach them today.
func (s *Service) reader(ctx context.Context, tx *db.Tx, last Recipient) (Recipient, bool, error) {
	if s.o.Reader == nil {
		return last, true, nil
	}
	return s.o.Reader(ctx, tx, last.AccountID)
}

// stillWanted withholds what its reader switched off since, and gives the others.
func (s *Service) stillWanted(ctx context.Context, tx *db.Tx, waiting []outgoing) ([]outgoing, error) {
	chosen, err := choicesOf(ctx, tx, waiting[0].To.AccountID)
	if err != nil {
		return nil, err
	}
	var wanted []outgoing
	for _, w := range waiting {
		if chosen[AllKinds] != Never && chosen[w.Kind] != Never {
			wanted = append(wanted, w)
			continue
		}
		if err := s.leave(ctx, tx, w, Withhold, func(next *outgoing) { next.Withheld, next.data = SwitchedOff, nil }); err != nil {
			return nil, err
		}
	}
	return wanted, nil
}

// leave ends a mail's wait for the digest.
func (s *Service) leave(ctx context.Context, tx *db.Tx, o outgoing, do Act, change func(*outgoing)) error {
	next := o
	var err error
	if next.State, err = moves.Next(do, o.State, by{Program}, o); err != nil {
		return err
	}
	next.SettledAt = tx.Now()
	change(&next)
	saved, err := saveMail(ctx, tx, o, next)
	if err == nil && !saved {
		err = errGathered
	}
	return err
}

// digest is what a digest says: each mail's subject, when it was queued, of which service it is, and where it leads.
func (s *Service) digest(ctx context.Context, t *i18n.T, head Letterhead, o outgoing) (Content, error) {
	var data digestData
	if err := json.Unmarshal(o.data, &data); err != nil {
		return Content{}, fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	var parts []outgoing
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		parts, err = partsOf(ctx, tx, o.ID)
		return err
	})
	if err != nil {
		return Content{}, fmt.Errorf("mails of a digest: %w", err)
	}
	if len(parts) == 0 {
		return Content{}, fmt.Errorf("%w: what it told left the log", ErrUnfit)
	}
	items, err := s.items(ctx, t, head, parts)
	return Content{
		Subject: t.S(msg.DigestSubject, "date", t.Date(data.Cut)),
		Blocks:  []Block{Paragraph(t.S(msg.DigestLead)), List(items...), Button(t.S(msg.DigestChoose), choicesPath)},
		Reason:  t.S(msg.DigestReason, "title", head.Title),
	}, err
}

func (s *Service) items(ctx context.Context, t *i18n.T, platform Letterhead, parts []outgoing) ([]Item, error) {
	title := map[string]string{"": platform.Title}
	out := make([]Item, len(parts))
	for i, p := range parts {
		k, ok := s.kinds[p.Kind]
		if !ok { // declared by another release, perhaps: later
			return nil, fmt.Errorf("no kind of mail %q is declared", p.Kind)
		}
		if _, known := title[k.Service]; !known {
			head, err := s.o.Letterhead(ctx, k.Service)
			if err != nil {
				return nil, fmt.Errorf("letterhead: %w", err)
			}
			title[k.Service] = head.Title
		}
		out[i] = s.item(t, k, p)
		out[i].Note = t.S(msg.DigestNote, "title", title[k.Service], "at", t.DateTime(p.QueuedAt))
	}
	return out, nil
}

// item is a mail as one line: its subject, and where its button leads. One that cannot be composed goes by its kind's name,
// so that it keeps no other from being told.
func (s *Service) item(t *i18n.T, k Kind, p outgoing) Item {
	c, err := render(k, t, p.data, s.links)
	if err != nil {
		s.o.Log.Error("mail of a digest not composed", "mail", p.ID, "kind", p.Kind, "error", err)
		return Item{Text: s.Label(t, p.Kind)}
	}
	x := Item{Text: oneLine(c.Subject)}
	for _, b := range c.Blocks {
		if b.Kind == ButtonBlock {
			x.Path = b.Path
			break
		}
	}
	return x
}

// partsLost tells whom it concerns that the mails of a digest are lost with it.
func (s *Service) partsLost(ctx context.Context, tx *db.Tx, digestID string) error {
	parts, err := partsOf(ctx, tx, digestID)
	for _, p := range parts {
		if err == nil {
			err = s.tellLost(ctx, tx, p.Entry)
		}
	}
	return err
}
