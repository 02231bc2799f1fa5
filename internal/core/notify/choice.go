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

// How is how mails of a kind come to a person.
type How string

// The ways. Now is what nobody needs to choose.
const (
	Now   How = ""
	Daily How = "daily" // all of a day together, in the digest (R274)
	Never How = "never"
)

// Choice is a kind of mail that may be chosen, and what this person chose.
type Choice struct {
	Kind    string
	Label   i18n.Key
	Service string // that it is about; empty: the platform itself
	How     How
}

// Choices are what a person wants: whether all mails are off, and each kind that can be chosen, by name (R270, R274).
func (s *Service) Choices(ctx context.Context, tx *db.Tx, accountID string) (allOff bool, each []Choice, err error) {
	chosen, err := choicesOf(ctx, tx, accountID)
	if err != nil {
		return false, nil, err
	}
	for _, name := range s.KindNames() {
		if k := s.kinds[name]; !k.Security && !k.Operator && name != DigestKind {
			each = append(each, Choice{Kind: name, Label: k.Label, Service: k.Service, How: chosen[name]})
		}
	}
	return chosen[AllKinds] == Never, each, nil
}

// mayChoose says whether a kind, or AllKinds, may be chosen. Security mails may not (R274), nor may the digest by itself:
// it is there when a kind is daily.
func (s *Service) mayChoose(kind string) error {
	k, ok := s.kinds[kind]
	if (!ok || k.Operator || kind == DigestKind) && kind != AllKinds {
		return apperr.NotFoundErr()
	}
	if k.Security {
		return apperr.InvalidField(FieldKind, i18n.M(msg.ChoiceFixed))
	}
	return nil
}

// FieldKind is the field of a kind that may not be chosen so.
const FieldKind = "kind"

// mayCome says whether mails of a kind, or AllKinds, may come so.
func (s *Service) mayCome(kind string, how How) error {
	if err := s.mayChoose(kind); err != nil {
		return err
	}
	if how != Now && how != Never && (how != Daily || kind == AllKinds) {
		return apperr.InvalidField(FieldKind, i18n.M(msg.ChoiceUnknown))
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
	why, _, err := s.why(ctx, tx, k, accountID)
	return why, err
}

// why is for which reason a mail of a kind is withheld from an account, and how it comes when there is none.
func (s *Service) why(ctx context.Context, tx *db.Tx, k Kind, accountID string) (Why, How, error) {
	if !k.canBeSwitchedOff(accountID) {
		return Sent, Now, nil
	}
	chosen, err := choicesOf(ctx, tx, accountID)
	if err != nil {
		return Sent, Now, err
	}
	if chosen[AllKinds] == Never || chosen[k.Name] == Never {
		return SwitchedOff, Never, nil
	}
	if !k.AfterFirstSignIn || s.o.EverSignedIn == nil {
		return Sent, chosen[k.Name], nil
	}
	if came, err := s.o.EverSignedIn(ctx, tx, accountID); err != nil || came {
		return Sent, chosen[k.Name], err
	}
	return NeverSignedIn, Never, nil
}
