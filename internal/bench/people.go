package bench

import (
	"context"
	"time"

	"preau/internal/bench/rig"
	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

const (
	coordinator = "coordination"
	// mostClients is how many members keep sheets to enter, for the clients.
	mostClients = 64
)

// member is the user name of the n-th member, from 0.
func member(n int) string { return number("membre", n+1) }

// builder makes a world through the use cases, in this process.
type builder struct {
	*rig.Builder
	world *world
	coco  rig.Person   // coordinates
	crew  []rig.Person // members
}

// open opens the database for a world.
func open(ctx context.Context, r rig.Rig, w *world) (*builder, error) {
	b, err := r.Open(ctx)
	return &builder{Builder: b, world: w}, err
}

// people makes an establishment and an account for each member, and the coordinator's.
func (b *builder) people(ctx context.Context) error {
	names := []string{coordinator}
	for i := range max(b.world.Members, b.world.Total, b.world.AtOnce) {
		names = append(names, member(i))
	}
	all, err := b.People(ctx, names, func(ctx context.Context, tx *db.Tx, n int, p rig.Person) error {
		if n > 0 {
			return nil
		}
		_, err := access.Give(ctx, tx, rig.Program(), access.Gift{
			AccountID: p.ID, Role: group.Coordinator, Place: access.Place{Kind: access.Organisation, ID: p.Org.ID},
		})
		return err
	})
	if err != nil {
		return err
	}
	b.coco, b.crew = all[0], all[1:]
	return nil
}

// groups makes the three groups, with their members.
func (b *builder) groups(ctx context.Context) error {
	w := b.world
	for _, g := range []struct {
		to            *int64
		title         string
		lots, members int
	}{
		{&w.Group, "Fournitures", w.Lots, w.Members},
		{&w.Whole, "Manuels", w.Lots, w.Total},
		{&w.Rush, "Papier", 1, w.AtOnce},
	} {
		n, err := b.group(ctx, g.title, g.lots)
		if err != nil {
			return err
		}
		if *g.to = n; g.members > 0 {
			err = b.join(ctx, n, g.members)
		}
		if err != nil {
			return err
		}
	}
	return b.Drain(ctx)
}

func (b *builder) group(ctx context.Context, title string, lots int) (int64, error) {
	const day = 24 * time.Hour
	who := b.coco.Now()
	n, err := b.Needs.CreateGroup(ctx, who, group.Input{
		SupportID: b.coco.Org.ID, Title: title, Description: words(5),
		JoinUntil: who.At.Add(30 * day), EntryFrom: who.At.Add(-time.Minute), EntryUntil: who.At.Add(60 * day),
	})
	if err != nil {
		return 0, err
	}
	for i := range lots {
		in := group.LotInput{Title: number("Lot ", i+1), Description: words(2)}
		for j := range b.world.Lines {
			in.Lines = append(in.Lines, group.Line{
				Section: number("Rubrique ", j/20+1), Title: number("Article courant numéro ", j+1), Note: words(1), Unit: "pièces",
			})
		}
		if _, err := b.Needs.AddLot(ctx, b.coco.Now(), n, in); err != nil {
			return 0, err
		}
	}
	return n, b.Needs.OpenGroup(ctx, b.coco.Now(), n)
}

// join lets the first so many ask, and accepts them, some at a time.
func (b *builder) join(ctx context.Context, group int64, members int) error {
	const handful = 50
	d := membership.Decision{Do: membership.Accept}
	for i, p := range b.crew[:members] {
		if err := b.Needs.Join(ctx, p.Now(), group); err != nil {
			return err
		}
		d.Refs = append(d.Refs, p.Org.Ref)
		if len(d.Refs) < handful && i < members-1 {
			continue
		}
		if _, err := b.Needs.Decide(ctx, b.coco.Now(), group, d); err != nil {
			return err
		}
		d.Refs = nil
	}
	return nil
}
