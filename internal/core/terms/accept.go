package terms

import (
	"context"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/history"
	"preau/internal/core/terms/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Asked is what somebody is asked before anything else.
type Asked struct {
	InForce  Version
	Consent  bool                 // the version is still to be accepted
	Name     bool                 // who they are is still to be said
	Accepted int64                // the newest version that they accepted; 0: none
	Is       account.Introduction // as far as it is known
}

// Ask is what who is still to accept and to say. Neither: they are done.
func (s *Service) Ask(ctx context.Context, who access.Actor) (Asked, error) {
	a := Asked{Consent: who.Bound.OwesConsent(), Name: s.owesName(who), Accepted: who.Bound.Accepted}
	if !who.SignedIn() {
		return a, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if a.InForce, err = inForce(ctx, tx, tx.Now()); err != nil || !a.Name {
			return err
		}
		p, err := account.ProfileOf(ctx, tx, who.ID)
		a.Is = account.Introduction{FirstName: p.FirstName, LastName: p.LastName, Function: p.Function}
		return err
	})
	return a, err
}

// Acceptance is what the page of the conditions asks.
type Acceptance struct {
	Version int64 // that was shown
	Read    bool  // « J'ai lu et j'accepte »
	account.Introduction
}

// Accept keeps that who accepted the version that they were shown, and who they are where that was not known (C005). A version
// that another one has replaced meanwhile is refused: nobody is bound by what they did not read.
func (s *Service) Accept(ctx context.Context, who access.Actor, in Acceptance) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	named := !s.owesName(who)
	if named && in.Version == 0 && !who.Bound.OwesConsent() { // said in another tab already
		return nil
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		now, err := s.answerable(ctx, tx, who, in.Version)
		if err != nil {
			return err
		}
		var faults []apperr.Field
		if who.Bound.OwesConsent() && !in.Read {
			faults = append(faults, apperr.Field{Name: FieldRead, Msg: i18n.M(msg.FaultRead)})
		}
		if !named {
			var missing []apperr.Field
			in.Introduction, missing = in.Clean()
			faults = append(faults, missing...)
		}
		if len(faults) > 0 {
			return &apperr.Error{Kind: apperr.Invalid, Fields: faults}
		}
		if !named {
			if err := account.Introduce(ctx, tx, who, in.Introduction); err != nil {
				return err
			}
		}
		return accept(ctx, tx, who, now.Number, in.Read)
	})
}

// answerable is the version in force, if who may give the answers that they owe. Who owes no more than their name names no version.
func (s *Service) answerable(ctx context.Context, tx *db.Tx, who access.Actor, version int64) (Version, error) {
	if who.Bound.OwesConsent() || !s.owesName(who) {
		return acceptable(ctx, tx, who, version)
	}
	_, err := moves.Next(Introduce, Published, roles(who), matter{who: who})
	return Version{}, err
}

// acceptable is the version in force, if it is the one that who accepts.
func acceptable(ctx context.Context, tx *db.Tx, who access.Actor, version int64) (Version, error) {
	now, err := inForce(ctx, tx, tx.Now())
	if err == nil {
		_, err = moves.Next(Accept, Published, roles(who), matter{who: who, asked: version, inForce: now})
	}
	return now, err
}

// WhyAccept is nil when who may accept a version; else it says why not.
func WhyAccept(ctx context.Context, tx *db.Tx, who access.Actor, version int64) error {
	_, err := acceptable(ctx, tx, who, version)
	return err
}

// accept notes a consent that was given, once. Without the box, or a version, nothing is noted: only who they are was asked.
func accept(ctx context.Context, tx *db.Tx, who access.Actor, version int64, read bool) error {
	if !read || version == 0 {
		return nil
	}
	first, err := noteAcceptance(ctx, tx, who.ID, version)
	if err != nil || !first {
		return err
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: account.ObjectKind, ID: who.ID}, Act: "accept_terms", Data: map[string]string{"version": strconv.FormatInt(version, 10)},
	})
}
