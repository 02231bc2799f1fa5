package request

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// More is one thing more for a role that somebody holds at an organisation: a market.
type More struct {
	Role  access.RoleKey
	OrgID string
	Thing Choice
	Said  string // why, for who decides; may be empty
}

// AskMore asks for it, once: the request goes where one for the role itself would go (R131, R137). The number is the request's. That
// who asks holds the role, and lacks the thing, is the rule of the module that the role is of.
func (s *Service) AskMore(ctx context.Context, tx *db.Tx, who access.Actor, m More) (int64, error) {
	x := wish{Role: m.Role, Place: access.Place{Kind: access.Organisation, ID: m.OrgID}, More: m.Thing}
	var err error
	if x.Said, err = said(m.Said); err != nil {
		return 0, err
	}
	if err := oneByOne(ctx, tx); err != nil {
		return 0, err
	}
	if err := fewOpen(ctx, tx, who); err != nil {
		return 0, err
	}
	return s.ask(ctx, tx, who, who.ID, x)
}

// mostMores is how many requests for more are read of one person: the newest.
const mostMores = 1000

// Mores are the newest requests of an account for each thing more of a role, by place and thing.
func Mores(ctx context.Context, tx *db.Tx, accountID string, role access.RoleKey) (map[access.Place]map[string]Request, error) {
	rs, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE q.account_id = $1 AND q.role = $2 AND q.more_ref <> ''
		ORDER BY q.number DESC LIMIT $3`, accountID, role, mostMores)
	if err != nil {
		return nil, fmt.Errorf("requests for more of %s: %w", role, err)
	}
	out := map[access.Place]map[string]Request{}
	for _, r := range rs {
		if out[r.Place] == nil {
			out[r.Place] = map[string]Request{}
		}
		if _, newer := out[r.Place][r.More.ID]; !newer {
			out[r.Place][r.More.ID] = r
		}
	}
	return out, nil
}

// lines reads a text of several lines.
type lines struct{ into *[]string }

// Scan takes what the database gives.
func (l lines) Scan(v any) error {
	var text string
	switch v := v.(type) {
	case string:
		text = v
	case []byte:
		text = string(v)
	}
	*l.into = strings.Fields(text)
	return nil
}
