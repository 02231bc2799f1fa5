package team

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// holderOf is who holds a role in a team, with what a mail to them needs; without an account where they do not, or it is not open.
func holderOf(ctx context.Context, tx *db.Tx, t Team, accountID string, role access.RoleKey) (access.Holder, error) {
	hs, err := access.Holders(ctx, tx, role, t.Place())
	if i := slices.IndexFunc(hs, func(h access.Holder) bool { return h.AccountID == accountID }); i >= 0 {
		return hs[i], err
	}
	return access.Holder{}, err
}

// leftBy are those whom somebody stands or is to stand for in a team.
func leftBy(ctx context.Context, tx *db.Tx, t Team, deputyID string) ([]access.Holder, error) {
	out, err := db.All(ctx, tx, func(h *access.Holder) []any { return []any{&h.AccountID, &h.Name, &h.Address, &h.Lang} },
		`SELECT DISTINCT a.id, a.display_name, a.email, a.lang FROM casework_absences x JOIN account_accounts a ON a.id = x.account_id
		WHERE x.team_id = $1 AND x.deputy_id = $2 AND x.to_at > $3 AND a.state = 'active' ORDER BY a.id`, t.ID, deputyID, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("for whom a leaver stood: %w", err)
	}
	return out, nil
}

// tellLeft mails somebody that a role of theirs was ended, unless they did it themselves, and those whom they were to stand for and no longer do that they
// have nobody.
func (s *Service) tellLeft(ctx context.Context, tx *db.Tx, who access.Actor, h access.Holder, role access.RoleKey, t Team, stoodFor []access.Holder) error {
	stays := false
	for _, r := range InTeam() {
		other, err := holderOf(ctx, tx, t, h.AccountID, r)
		if err != nil {
			return err
		}
		stays = stays || other.AccountID != ""
	}
	declared, _ := Roles.ByKey(role)
	if h.AccountID != who.ID {
		if err := s.tellOne(ctx, tx, h, t, namedData{Team: t.Title(), Role: declared.Label, Path: t.Path(), By: who.Name, Stays: stays}, "left "+string(role)); err != nil {
			return err
		}
	}
	still, err := leftBy(ctx, tx, t, h.AccountID)
	if err != nil {
		return err
	}
	for _, a := range stoodFor {
		if slices.ContainsFunc(still, func(x access.Holder) bool { return x.AccountID == a.AccountID }) {
			continue
		}
		if err := s.tellOne(ctx, tx, a, t, namedData{Team: t.Title(), Role: declared.Label, Path: t.Path() + "/passages", Deputy: h.Name}, "alone "+h.AccountID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellOne(ctx context.Context, tx *db.Tx, h access.Holder, t Team, d namedData, occasion string) error {
	return s.notify.Send(ctx, tx, notify.Mail{
		Kind: mailNamed, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: d,
		Object: notify.Object{Kind: "casework.team", ID: t.ID}, Occasion: occasion + strconv.FormatInt(tx.Now().UnixMicro(), 10),
	})
}

func leftMail(t *i18n.T, d namedData) notify.Content {
	if d.Deputy != "" {
		return notify.Content{
			Subject: t.S(msg.MailDeputyGoneSubject),
			Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailDeputyGoneText, "name", d.Deputy, "team", d.Team)), notify.Button(t.S(msg.MailNamedButton), d.Path)},
		}
	}
	kept := msg.MailRoleEndedGone
	if d.Stays {
		kept = msg.MailRoleEndedStays
	}
	out := notify.Content{Subject: t.S(msg.MailRoleEndedSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailRoleEndedText, "by", d.By, "team", d.Team)), notify.Facts(notify.Fact{Label: t.S(msg.MailRoleEndedRole), Value: t.S(d.Role)}), notify.Paragraph(t.S(kept)),
	}}
	if d.Stays {
		out.Blocks = append(out.Blocks, notify.Button(t.S(msg.MailNamedButton), d.Path))
	}
	return out
}
