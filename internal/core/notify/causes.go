package notify

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// Causes are why mails may not come to a person, as their choices and the instance stand today (R273). Whether they ever signed
// in, and what their address last answered, the room of accounts knows.
type Causes struct {
	AllOff bool
	Never  []string // kinds that they switched off, by name
	Daily  []string // kinds that come with the digest
	Sender string   // the address to allow where mails end among the unwanted; empty: not known here
}

// CausesOf are those of an account.
func (s *Service) CausesOf(ctx context.Context, accountID string) (Causes, error) {
	var c Causes
	err := s.db.View(ctx, func(tx *db.Tx) error {
		off, each, err := s.Choices(ctx, tx, accountID)
		c = causes(off, each)
		return err
	})
	if err != nil {
		return c, err
	}
	c.Sender, err = s.Sender(ctx)
	return c, err
}

// Sender is the address that mails come from, empty when the settings leave it to the transport.
func (s *Service) Sender(ctx context.Context) (string, error) {
	head, err := s.o.Letterhead(ctx, "")
	if err != nil {
		return "", fmt.Errorf("letterhead: %w", err)
	}
	return head.From, nil
}

func causes(allOff bool, each []Choice) Causes {
	c := Causes{AllOff: allOff}
	for _, x := range each {
		switch x.How {
		case Never:
			c.Never = append(c.Never, x.Kind)
		case Daily:
			c.Daily = append(c.Daily, x.Kind)
		case Now:
		}
	}
	return c
}
