package demand

import (
	"context"
	"strings"
	"unicode/utf8"

	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// FieldMessage is the field of a message, in faults.
const FieldMessage = "message"

// Say writes a message, confined to the operators or not, and mails the others (C040). It moves the demand as C041 says.
func (s *Service) Say(ctx context.Context, who access.Actor, number, text string, between bool) error {
	d, k, err := s.opened(ctx, who, number)
	if err != nil {
		return err
	}
	do, circle, act := Write, seal.Thread, "write"
	if between {
		do, circle, act = WriteInner, seal.Operators, "write between operators"
	}
	if _, err := Moves.Next(do, d.State, RolesOf(who, d), d); err != nil {
		return err
	}
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "":
		return apperr.InvalidField(FieldMessage, i18n.M(msg.FaultMessage))
	case n > MaxText:
		return apperr.InvalidField(FieldMessage, i18n.M(msg.FaultLong, "max", MaxText, "n", n))
	}
	m := Message{ID: id.New(), AccountID: who.ID, Name: who.Name, Between: between}
	if m.sealed, err = k.Seal(messagePlace("text", m.ID), text); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		roles, from := RolesOf(who, d), d.State
		if d.State, err = Moves.Next(do, d.State, roles, d); err != nil {
			return err
		}
		m.Side = sideOf(roles)
		d.Messages++
		m.N = d.Messages
		if m.Side == Officers && d.AnsweredAt.IsZero() {
			d.AnsweredAt = tx.Now()
		}
		reopened(&d, from)
		if err := save(ctx, tx, d); err != nil {
			return err
		}
		if err := insertMessage(ctx, tx, d.ID, m); err != nil {
			return err
		}
		if err := s.o.Keys.Index(ctx, tx, k, circle, text); err != nil {
			return err
		}
		if err := note(ctx, tx, who, d, act, from); err != nil {
			return err
		}
		if err := noteSeen(ctx, tx, who, d); err != nil {
			return err
		}
		if err := s.waited(ctx, tx, who, d, do); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, d, mailMessage, between)
	})
}

// reopened forgets the end of what goes on.
func reopened(d *Demand, from State) {
	if d.State == Working && (from == Treated || from == Closed) {
		var never Demand
		d.TreatedAt, d.ClosedAt = never.TreatedAt, never.ClosedAt
	}
}
