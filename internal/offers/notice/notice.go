// Package notice is who is written to about offers, when, and what (M7 to M10, M17). Nobody is told what they did themselves.
package notice

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/offers/offer"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/role"
)

// The kinds of mail (O93): M7 to M10.
const (
	mailWaiting  = "offers.waiting"
	mailAnswered = "offers.answered"
	mailShown    = "offers.shown"
	mailEnding   = "offers.ending"
)

const (
	jobWaiting = "offers.waiting"
	jobEnding  = "offers.ending"
)

// Service writes the mails.
type Service struct {
	db   *db.DB
	jobs *jobs.Queue
	out  *notify.Service
	zone func(context.Context) *time.Location
}

// New makes the service, and declares its jobs. zone is where days are meant.
func New(d *db.DB, q *jobs.Queue, out *notify.Service, zone func(context.Context) *time.Location) *Service {
	s := &Service{d, q, out, zone}
	q.Every(jobEnding, 24*time.Hour, s.tellEnding)
	q.Every(jobWeekly, 24*time.Hour, s.tellWeekly)
	jobs.Handle(q, jobWaiting, s.tellApprovers)
	return s
}

// told is what a mail says of an offer. Never who the référent is.
type told struct {
	Number string    `json:"number"`
	Name   string    `json:"name"`
	Do     offer.Act `json:"do"`
	By     string    `json:"by"`
	Motive string    `json:"motive"`
	Day    string    `json:"day"`
	Left   int       `json:"left"`
	Over   bool      `json:"over,omitempty"` // its last day was over already when it was validated
}

// waiting is what waits for an approver, in one mail an hour.
type waiting struct {
	Offers []told `json:"offers"` // the first mostTold
	N      int    `json:"n"`      // of all; 0 in mails of before it was counted
}

// mostTold is how many offers a mail names.
const mostTold = 50

// Kinds are the mails about offers.
func Kinds() []notify.Kind {
	about := func(name string, label i18n.Key) notify.Kind {
		return notify.KindOf(name, notify.KindOptions{Label: label, Service: "offers", Slash: true}, answer)
	}
	return []notify.Kind{
		notify.KindOf(mailWaiting, notify.KindOptions{Label: msg.MailWaitingLabel, Service: "offers", Slash: true}, func(t *i18n.T, d waiting, _ notify.Links) notify.Content {
			var items []notify.Item
			for _, o := range d.Offers {
				items = append(items, notify.Item{Text: o.Name, Note: o.Number, Path: offer.ListPath + "/" + o.Number})
			}
			n := max(d.N, len(d.Offers))
			if left := n - len(d.Offers); left > 0 {
				items = append(items, notify.Item{Text: t.S(msg.MailWaitingMore, "n", left), Path: offer.ListPath + "?etat=" + offer.WaitsFilter(offer.Submitted)})
			}
			return notify.Content{
				Subject: t.S(msg.MailWaitingSubject, "n", n),
				Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailWaitingText, "n", n)), notify.List(items...), notify.Button(t.S(msg.MailWaitingButton), offer.ListPath+"?etat="+offer.WaitsFilter(offer.Submitted))},
			}
		}),
		notify.KindOf(mailWeekly, notify.KindOptions{Label: msg.MailWeeklyLabel, Service: "offers", Slash: true}, weekly),
		about(mailAnswered, msg.MailAnsweredLabel), about(mailShown, msg.MailShownLabel),
		notify.KindOf(mailEnding, notify.KindOptions{Label: msg.MailEndingLabel, Service: "offers", Slash: true}, func(t *i18n.T, d told, _ notify.Links) notify.Content {
			return notify.Content{
				Subject: t.S(msg.MailEndingSubject, "n", d.Number, "days", d.Left),
				Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailEndingText, "n", d.Number, "name", d.Name, "days", d.Left)), notify.Button(t.S(msg.MailButton), offer.ListPath+"/"+d.Number)},
			}
		}),
	}
}

// subjects say what was done, and texts the same in a sentence.
var subjects = map[offer.Act]i18n.Key{
	offer.Approve: msg.MailApproved, offer.ApprovePublish: msg.MailPublished, offer.ApproveCopy: msg.MailCopyApproved, offer.AskCorrection: msg.MailToCorrect, offer.CorrectCopy: msg.MailToCorrect, offer.Refuse: msg.MailRefused,
	offer.Publish: msg.MailPublished, offer.Unpublish: msg.MailUnpublished, offer.Withdraw: msg.MailWithdrawn, offer.Lift: msg.MailLifted,
}

func answer(t *i18n.T, d told, _ notify.Links) notify.Content {
	said := t.S(subjects[d.Do], "n", d.Number)
	blocks := []notify.Block{notify.Paragraph(t.S(msg.MailText, "name", d.Name, "said", said, "by", d.By))}
	if d.Motive != "" {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailMotive)), notify.Quote(d.Motive))
	}
	if d.Over {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailOver)))
	}
	return notify.Content{Subject: said, Blocks: append(blocks, notify.Button(t.S(msg.MailButton), offer.ListPath+"/"+d.Number))}
}

// Tell writes to whom an act concerns, and to nobody else: who wrote what was answered, published or taken from the public, the approvers
// beside where a moderator did it. Nobody is told what they did themselves.
func (s *Service) Tell(ctx context.Context, tx *db.Tx, who access.Actor, was, o offer.Offer, do offer.Act, why string) error {
	if do == offer.Submit || do == offer.SubmitCopy {
		return s.jobs.Add(ctx, tx, jobWaiting, orgArgs{o.OrgID}, jobs.Options{RunAt: tx.Now().Truncate(time.Hour).Add(time.Hour), Unique: o.OrgID})
	}
	if _, said := subjects[do]; !said {
		return nil
	}
	kind := mailAnswered
	if do == offer.Publish || do == offer.Unpublish || do == offer.Withdraw || do == offer.Lift {
		kind = mailShown
	}
	people, err := writers(ctx, tx, was)
	if err != nil {
		return err
	}
	if do == offer.Withdraw || do == offer.Lift {
		more, err := access.Holders(ctx, tx, role.Approver, role.At(o.OrgID))
		if err != nil {
			return err
		}
		people = append(people, more...)
	}
	d := told{Number: o.Number.String(), Name: o.Content.Name, Do: do, By: who.Name, Motive: why}
	if do == offer.ApproveCopy && o.State != offer.Published {
		d.Do = offer.Approve // of an offer that the public does not read: nothing is published by it
	}
	d.Over = do == offer.Approve && o.PublishUntil != "" && o.PublishUntil < tx.Now().In(s.zone(ctx)).Format(time.DateOnly)
	done := map[string]bool{who.ID: true}
	for _, p := range people {
		if done[p.AccountID] {
			continue
		}
		done[p.AccountID] = true
		if err := s.send(ctx, tx, kind, p, o, d, string(do)+strconv.FormatInt(tx.Now().UnixMicro(), 10)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) send(ctx context.Context, tx *db.Tx, kind string, p access.Holder, o offer.Offer, data any, occasion string) error {
	return s.out.Send(ctx, tx, notify.Mail{
		Kind: kind, To: notify.Recipient{AccountID: p.AccountID, Address: p.Address, Name: p.Name, Lang: p.Lang}, Data: data,
		Object: notify.Object{Kind: offer.ObjectKind, ID: o.ID}, Occasion: occasion,
	})
}

type orgArgs struct {
	OrgID string `json:"org"`
}

// tellApprovers writes once an hour to the approvers of a structure what waits for them (M7), but for what they submitted themselves,
// and where four eyes are, for what they wrote some of (O85); nothing where nothing waits any more, or the structure does not work.
func (s *Service) tellApprovers(ctx context.Context, _ jobs.Job, a orgArgs) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		type submitted struct {
			offer.Offer
			by string
		}
		people, err := access.Holders(ctx, tx, role.Approver, role.At(a.OrgID))
		if err != nil {
			return err
		}
		for _, p := range people {
			var w db.Where
			w.And("o.org_id = ? AND EXISTS (SELECT 1 FROM offers_structures x WHERE x.org_id = o.org_id AND x.state = 'active')", a.OrgID)
			offer.Awaits(&w, offer.Submitted)
			offer.AwaitsOther(&w, p.AccountID)
			where, args := w.SQL(1)
			found, err := db.All(ctx, tx, func(o *submitted) []any { return []any{&o.ID, &o.Number.Year, &o.Number.Seq, &o.Content.Name, &o.by} },
				`SELECT o.id, o.year, o.seq, o.name, coalesce((SELECT h.account_id FROM history_lines h WHERE h.object_kind = 'offers.offer' AND h.object_id = o.id
				AND h.act IN ('offers.offer.submit', 'offers.offer.submit_copy') ORDER BY h.id DESC LIMIT 1), '') FROM offers_offers o WHERE `+where+` ORDER BY o.moved_at, o.id`, args...)
			if err != nil {
				return err
			}
			var d waiting
			for _, o := range found {
				if o.by == p.AccountID {
					continue
				}
				if d.N++; d.N <= mostTold {
					d.Offers = append(d.Offers, told{Number: o.Number.String(), Name: o.Content.Name})
				}
			}
			if d.N == 0 { // they submitted all of them, or nothing waits any more
				continue
			}
			if err := s.send(ctx, tx, mailWaiting, p, found[0].Offer, d, strconv.FormatInt(tx.Now().Unix(), 10)); err != nil {
				return err
			}
		}
		return nil
	})
}

// writers are who wrote something of an offer and still manage offers of its structure; where nobody is left, its administrators (M8 to M10).
func writers(ctx context.Context, tx *db.Tx, o offer.Offer) ([]access.Holder, error) {
	wrote, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT DISTINCT h.account_id FROM history_lines h WHERE h.object_kind = $1 AND h.object_id = $2
		AND h.act IN ('offers.offer.edit', 'offers.offer.edit_copy', 'offers.offer.duplicate', 'offers.offer.renew', 'offers.offer.submit', 'offers.offer.submit_copy')`, offer.ObjectKind, o.ID)
	if err != nil {
		return nil, fmt.Errorf("who wrote offer %s: %w", o.Number, err)
	}
	wrote = append(wrote, o.AuthorID) // of whom the history may know no longer
	people, err := access.Holders(ctx, tx, role.Manager, role.At(o.OrgID))
	if err != nil {
		return nil, err
	}
	people = slices.DeleteFunc(people, func(p access.Holder) bool { return !slices.Contains(wrote, p.AccountID) })
	if len(people) > 0 {
		return people, nil
	}
	return access.Holders(ctx, tx, role.Admin, role.At(o.OrgID))
}

// ending are the days before the end of a publication on which who wrote it is told (M10), the next ones last.
var ending = []int{30, 7, 0}

// tellEnding looks once a day which publications end in at most so many days, and tells each once for the thirty and once for the seven: a
// day that was missed, and an end that was set later, are told at the next run.
func (s *Service) tellEnding(ctx context.Context, at time.Time) error {
	local := at.In(s.zone(ctx))
	day := func(n int) string { return local.AddDate(0, 0, n).Format(time.DateOnly) }
	for i, before := range ending[:len(ending)-1] {
		err := s.db.InTx(ctx, func(tx *db.Tx) error {
			found, err := db.All(ctx, tx, func(o *offer.Offer) []any {
				return []any{&o.ID, &o.Number.Year, &o.Number.Seq, &o.Content.Name, &o.OrgID, &o.AuthorID, &o.PublishUntil}
			},
				`SELECT o.id, o.year, o.seq, o.name, o.org_id, o.author_id, o.publish_until FROM offers_offers o JOIN offers_structures s ON s.org_id = o.org_id AND s.state = 'active'
				WHERE o.state = 'published' AND o.publish_until > $1 AND o.publish_until <= $2 ORDER BY o.id`, day(ending[i+1]), day(before))
			if err != nil {
				return err
			}
			for _, o := range found {
				if err := s.tellEnd(ctx, tx, o, before, local.Format(time.DateOnly)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellEnd(ctx context.Context, tx *db.Tx, o offer.Offer, before int, today string) error {
	left, err := daysFrom(today, o.PublishUntil)
	if err != nil {
		return err
	}
	people, err := writers(ctx, tx, o)
	if err != nil {
		return err
	}
	for _, p := range people {
		d := told{Number: o.Number.String(), Name: o.Content.Name, Day: o.PublishUntil, Left: left}
		if err := s.send(ctx, tx, mailEnding, p, o, d, o.PublishUntil+"-"+strconv.Itoa(before)); err != nil {
			return err
		}
	}
	return nil
}

// daysFrom counts the days from one to another.
func daysFrom(a, b string) (int, error) {
	from, err := time.Parse(time.DateOnly, a)
	if err != nil {
		return 0, fmt.Errorf("day: %w", err)
	}
	to, err := time.Parse(time.DateOnly, b)
	if err != nil {
		return 0, fmt.Errorf("day: %w", err)
	}
	return int(to.Sub(from) / (24 * time.Hour)), nil
}
