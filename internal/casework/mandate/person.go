package mandate

import (
	"context"
	"fmt"

	"preau/internal/casework/demand"
	"preau/internal/casework/mandate/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// of keeps with a mandate whom it is: who the demand names while it is asked for, told in the field of its form where that is nobody. It is theirs
// alone, and no one's whose name is put into the draft after it was given (C026).
func (s *Service) of(d demand.Demand, k seal.Key, m *Mandate, field string) error {
	u, err := d.Usager(k)
	if err != nil {
		return err
	}
	signer := u.Signer()
	if signer == "" {
		return apperr.InvalidField(field, i18n.M(msg.FaultUnnamed))
	}
	m.signer = s.o.Hash(signer)
	u.More = nil // the proof says who, and not more
	text, err := u.Text()
	if err != nil {
		return err
	}
	m.named, err = k.Seal(namedAt(m.ID), text)
	return err
}

// Same keeps that whoever gave the mandates of a draft is who it names now: a name was misspelt, a birth missing. It stands in the history by whom that
// was said, and the proof keeps the name under which each was given.
func (s *Service) Same(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand) error {
	if d.Signer() == "" {
		return nil
	}
	if _, err := demand.Moves.Next(demand.KeepMandate, d.State, demand.RolesOf(who, d), d); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE casework_mandates SET signer = $1, version = version + 1 WHERE demand_id = $2 AND signer NOT IN ('', $1) AND state IN ('asked', 'given')`, d.Signer(), d.ID)
	if err != nil {
		return fmt.Errorf("mandates of the same person: %w", err)
	}
	if n == 0 {
		return nil
	}
	return note(ctx, tx, who, d, "same", "", "")
}

// person is who gave a mandate, as they were named then; of one that was declared when its demand was sent, as the demand names them.
func (s *Service) person(k seal.Key, d demand.Demand, m Mandate) (demand.Identity, error) {
	text, err := k.Open(namedAt(m.ID), m.named)
	if err != nil {
		return demand.Identity{}, err
	}
	if text == "" && m.signer != "" && m.signer == d.Signer() {
		return d.Usager(k)
	}
	return demand.IdentityOf(text)
}
