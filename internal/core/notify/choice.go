package notify

import (
	"context"
	"fmt"

	"preau/internal/core/notify/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// AllKinds, as a choice's kind, stands for every mail that may be switched off.
const AllKinds = ""

// Choice is a kind of mail that may be switched off, and whether this person did.
type Choice struct {
	Kind    string
	Label   i18n.Key
	Service string // that it is about; empty: the platform itself
	Off     bool
}

// Choices are what a person wants: whether all mails are off, and each kind that can be chosen, by name (R270).
func (s *Service) Choices(ctx context.Context, tx *db.Tx, accountID string) (allOff bool, each []Choice, err error) {
	off, err := choicesOf(ctx, tx, accountID)
	if err != nil {
		return false, nil, err
	}
	for _, name := range s.KindNames() {
		if k := s.kinds[name]; !k.Security && !k.Operator {
			each = append(each, Choice{Kind: name, Label: k.Label, Service: k.Service, Off: off[name]})
		}
	}
	return off[AllKinds], each, nil
}

// mayChoose says whether a kind, or AllKinds, may be switched off. Security mails may not (R274).
func (s *Service) mayChoose(kind string) error {
	k, ok := s.kinds[kind]
	if (!ok || k.Operator) && kind != AllKinds {
		return apperr.NotFoundErr()
	}
	if k.Security {
		return apperr.InvalidField("kind", i18n.M(msg.ChoiceFixed))
	}
	return nil
}

// Reaches says whether a mail of this kind is wanted by this account, and if not, why; of its address AddressRefused tells. A use case asks it when a step
// must not wait in silence for people whom no mail reaches (R272).
func (s *Service) Reaches(ctx context.Context, tx *db.Tx, kind, accountID string) (Why, error) {
	k, ok := s.kinds[kind]
	if !ok {
		return Sent, fmt.Errorf("no kind of mail %q is declared", kind)
	}
	return s.why(ctx, tx, k, accountID)
}

func (s *Service) why(ctx context.Context, tx *db.Tx, k Kind, accountID string) (Why, error) {
	if !k.canBeSwitchedOff(accountID) {
		return Sent, nil
	}
	off, err := choicesOf(ctx, tx, accountID)
	if err != nil {
		return Sent, err
	}
	if off[AllKinds] || off[k.Name] {
		return SwitchedOff, nil
	}
	if !k.AfterFirstSignIn || s.o.EverSignedIn == nil {
		return Sent, nil
	}
	if came, err := s.o.EverSignedIn(ctx, tx, accountID); err != nil || came {
		return Sent, err
	}
	return NeverSignedIn, nil
}
