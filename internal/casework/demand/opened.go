package demand

import (
	"context"

	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Opened is a demand that who may see, with its key. No transaction is open meanwhile.
func (s *Service) Opened(ctx context.Context, who access.Actor, number string) (Demand, seal.Key, error) {
	var d Demand
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		d, err = byNumber(ctx, tx, who, number)
		return err
	})
	if err != nil {
		return d, seal.Key{}, err
	}
	k, err := s.o.Keys.One(ctx, d.KeyID)
	return d, k, err
}

func conflict() error { return apperr.ConflictErr(i18n.M(msg.ConflictDemand)) }

// note writes the history line of an act; it says nothing of what was written.
func note(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, act string, from State) error {
	l := history.Line{Object: history.Object{Kind: "casework.demand", ID: d.ID}, Act: "casework.demand." + act, Data: map[string]string{"number": d.Number}}
	if from != "" {
		l.From, l.To = string(from), string(d.State)
	}
	return history.Write(ctx, tx, who, l)
}
