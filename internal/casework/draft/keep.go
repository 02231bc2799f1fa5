package draft

import (
	"cmp"
	"context"
	"errors"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Save keeps a draft as it was typed, whatever is still missing or too long (C028), as of a version. What is too long is told, and kept,
// but for what is longer by far.
func (s *Service) Save(ctx context.Context, who access.Actor, number string, version int64, in Input) error {
	in.Same = "" // is said when it is sent, and not by what is saved while one types
	return s.keep(ctx, who, number, version, in, false)
}

// Send keeps a draft and sends it to the référents of its teams (C029); what is missing, or was found in its texts, is told,
// and the draft is kept all the same. Sending twice sends once: what was sent is no draft any more.
func (s *Service) Send(ctx context.Context, who access.Actor, number string, version int64, in Input) error {
	in.Identity.More = filled(in.Identity.More)
	return s.keep(ctx, who, number, version, in, true)
}

// keep writes a draft, and sends it where it is whole; where it is not, it is written all the same. A form that comes again is told what
// is wrong with it as the first time.
func (s *Service) keep(ctx context.Context, who access.Actor, number string, version int64, in Input, send bool) error {
	d, k, err := s.o.Demands.Opened(ctx, who, number)
	if err != nil {
		return err
	}
	if _, err := demand.Moves.Next(demand.Edit, d.State, demand.RolesOf(who, d), d); err != nil {
		return err
	}
	wrong, ran := in.fits().Err(), false
	var work []seal.Words
	var said []finding
	far := in.refused()
	if far == nil { // they cost with the length of what was typed, and others wait in the transaction
		work, said = wordsOf(k, d.Number, in.Words), s.findings(in)
	}
	once := func(tx *db.Tx) error {
		ran = true
		d, err := demand.ByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := demand.Moves.Next(demand.Edit, d.State, demand.RolesOf(who, d), d); err != nil {
			return err
		}
		if d.Version != version {
			if same, err := says(ctx, tx, d, k, in); err != nil || !same {
				return cmp.Or(err, conflict())
			}
		}
		if far != nil { // after the version: what another window saved meanwhile is told first
			return far
		}
		c, err := s.fill(ctx, tx, who, &d, k, in)
		if err == nil {
			err = s.indexed(ctx, tx, k, work)
		}
		if err != nil {
			return err
		}
		if send {
			wrong, err = s.missing(ctx, tx, who, d, in, c, said)
		} else {
			f := in.fits()
			c.fits(f)
			wrong = f.Err()
		}
		if err != nil {
			return err
		}
		if !send || wrong != nil {
			return demand.Save(ctx, tx, d)
		}
		return s.o.Demands.Send(ctx, tx, who, d, c.mandate)
	}
	if err = s.o.DB.Once(ctx, who, once); errors.Is(err, demand.ErrTakenBack) {
		err = s.o.DB.Once(ctx, who, once) // kept, and told why it does not go
	}
	if err == nil && send && !ran {
		wrong, err = s.again(ctx, who, number, in)
	}
	if err == nil {
		err = wrong
	}
	return err
}

// wordsOf are the words by which a draft is found, in each circle.
func wordsOf(k seal.Key, number string, w demand.Words) []seal.Words {
	return []seal.Words{k.Words(seal.Thread, number, w.Title, w.Text, w.UrgentWhy), k.Words(seal.Identity, w.Identity.Found()...)}
}

// indexed makes a draft found by what it says now and nothing that it said before: its author, who may read it, searches it like their
// others (C047).
func (s *Service) indexed(ctx context.Context, tx *db.Tx, k seal.Key, all []seal.Words) error {
	for _, ws := range all {
		if err := s.o.Keys.Reindex(ctx, tx, k, ws); err != nil {
			return err
		}
	}
	return nil
}

// again says what is wrong with a form that was sent before; nothing where its demand was sent.
func (s *Service) again(ctx context.Context, who access.Actor, number string, in Input) (wrong, err error) {
	said := s.findings(in)
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		d, err := demand.ByNumber(ctx, tx, who, number)
		if err != nil || d.State != demand.Draft {
			return err
		}
		c, err := s.choice(ctx, tx, d, in)
		if err != nil {
			return err
		}
		if wrong, err = s.missing(ctx, tx, who, d, in, c, said); err == nil && wrong == nil {
			return conflict() // it was refused, and would not be now
		}
		return err
	})
	return wrong, err
}
