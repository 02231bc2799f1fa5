package demo

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/supply"
)

// sent is an order that is with its supplier.
type sent struct{ number, address string }

// everyOrder is more orders than the story ever has.
const everyOrder = 100

// send has an acheteur send the order with a label.
func (t *teller) send(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	rows, _, err := t.Orders.List(ctx, who, order.Filter{States: []order.State{order.Created}, Page: 1, Size: everyOrder})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Label != l.of {
			continue
		}
		t.sent[l.of] = sent{r.Number, r.Supplier.Email}
		if err := t.Orders.Send(ctx, again(who), r.Number, r.Version); err != nil {
			return err
		}
		return t.mails(ctx) // the supplier's server takes it
	}
	return fmt.Errorf("no order to send is labelled %s", l.of)
}

// toSupplier is the secret of the link in the newest mail about an order, as its supplier finds it.
func (t *teller) toSupplier(ctx context.Context, o sent) (string, error) {
	link := regexp.MustCompile(order.SupplierPath + `/([A-Za-z0-9_-]+)`)
	secret := ""
	err := t.DB.View(ctx, func(tx *db.Tx) error {
		mails, err := t.Mailbox.List(ctx, tx, o.address, everyOrder)
		if err != nil {
			return err
		}
		for _, m := range mails {
			var whole mail.Boxed
			if whole, err = t.Mailbox.Show(ctx, tx, m.ID); err != nil {
				return err
			}
			if found := link.FindStringSubmatch(whole.Text); found != nil && strings.Contains(whole.Subject+whole.Text, o.number) {
				secret = found[1]
				return nil
			}
		}
		return errNoLink
	})
	return secret, err
}

// supplierActs is a supplier who opened a link and sends a form.
func (t *teller) supplierActs() access.Actor {
	who := t.visitor(order.SupplierPath + "/{jeton}")
	who.Key = id.New()
	return who
}

// reply is what the supplier of an order answers by its link: "accept|days until it comes", "ship|", or "propose|a text".
func (t *teller) reply(ctx context.Context, l line) error {
	secret, err := t.toSupplier(ctx, t.sent[l.of])
	if err != nil {
		return err
	}
	v, err := t.Supply.Opened(ctx, t.Clock.Now(), secret)
	if err != nil {
		return err
	}
	do, more, _ := strings.Cut(l.more, "|")
	if do == "propose" {
		return t.proposes(ctx, secret, v, t.story.texts[more])
	}
	in := supply.Saying{Do: order.Act(do), Version: v.Version}
	if days, err := strconv.Atoi(more); err == nil {
		in.PromisedOn = t.Clock.Now().AddDate(0, 0, days).Format(time.DateOnly)
	}
	return t.Supply.Answer(ctx, t.supplierActs(), secret, in)
}

// proposes has half of the first line come, and the others a little dearer.
func (t *teller) proposes(ctx context.Context, secret string, v supply.View, note string) error {
	in := supply.Proposal{Version: v.Version, Text: note, Lines: map[string]order.Deal{}}
	for i, x := range v.Lines {
		d := supply.DealOf(x)
		if i == 0 {
			d.Quantity, d.Note = d.Quantity/2, note
		} else {
			d.Price += d.Price / dearer
		}
		in.Lines[x.ID] = d
	}
	return t.Supply.Propose(ctx, t.supplierActs(), secret, in)
}

// dearer: by a twentieth.
const dearer = 20

// receive has a réceptionniste count what came of an order: all of it, but for so many of each line: "0 1 0".
func (t *teller) receive(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	number := t.sent[l.of].number
	v, err := t.Receptions.Show(ctx, who, number)
	if err != nil {
		return err
	}
	short := strings.Fields(l.more)
	if len(short) != len(v.Lines) {
		return fmt.Errorf("%d lines of an order of %d", len(short), len(v.Lines))
	}
	var in reception.Noted
	for i, x := range v.Lines {
		n, err := strconv.ParseInt(short[i], 10, 64)
		if err != nil {
			return err
		}
		in.Counts = append(in.Counts, reception.Count{Line: x.ID, Came: x.Missing() - n, Seen: x.Version})
	}
	_, err = t.Receptions.Receive(ctx, again(who), number, in)
	return err
}

// claim has a réceptionniste claim something of an order: "line|fault|how many|a text".
func (t *teller) claim(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	parts := strings.Split(l.more, "|")
	if len(parts) != claimParts {
		return fmt.Errorf("%d parts of a claim", len(parts))
	}
	position, err := strconv.Atoi(parts[0])
	if err != nil {
		return err
	}
	quantity, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return err
	}
	in := claim.Input{Fault: claim.Fault(parts[1]), Quantity: quantity, Text: t.story.texts[parts[3]]}
	_, err = t.Claims.Make(ctx, again(who), t.sent[l.of].number, position, in)
	return err
}

const claimParts = 4

// offer has the supplier of an order answer the newest claim on it: "what it offers|a text".
func (t *teller) offer(ctx context.Context, l line) error {
	secret, err := t.toSupplier(ctx, t.sent[l.of])
	if err != nil {
		return err
	}
	v, err := t.Supply.Opened(ctx, t.Clock.Now(), secret)
	if err != nil {
		return err
	}
	all, err := t.Claims.OfOrder(ctx, v.ID)
	if err != nil || len(all) == 0 {
		return fmt.Errorf("%d claims: %w", len(all), err)
	}
	c := all[len(all)-1]
	what, text, _ := strings.Cut(l.more, "|")
	return t.Claims.Answer(ctx, t.supplierActs(), secret, c.Number, claim.Saying{Do: claim.Propose, Version: c.Version, Offer: claim.Offer(what), Text: t.story.texts[text]})
}
