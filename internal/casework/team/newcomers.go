package team

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

const (
	jobNewcomers = "casework.newcomers"
	// sheetLasts is how long after its first role a sheet's newcomers are told: what it still gives within it is in the same mail.
	sheetLasts = 10 * time.Minute
	// mostNamed newcomers stand in one mail.
	mostNamed = 50
)

// Witnesses are who sees what somebody does with a team's rights, but for some accounts: its other responsables and référents; where there are
// none, administrators; where there is no other of them either, the platform's modérateurs (C010).
func Witnesses(ctx context.Context, tx *db.Tx, t Team, but ...string) ([]access.Holder, error) {
	var to []access.Holder
	for _, circle := range [][]held{{{Lead, t.Place()}, {Officer, t.Place()}}, {{access.Admin, access.Everywhere}}, {{Moderator, access.Everywhere}}} {
		for _, x := range circle {
			hs, err := access.Holders(ctx, tx, x.role, x.at)
			if err != nil {
				return nil, err
			}
			to = others(to, hs, but...)
		}
		if len(to) > 0 {
			break
		}
	}
	return to, nil
}

// held is a role at a place.
type held struct {
	role access.RoleKey
	at   access.Place
}

// tellNewcomer tells of whom somebody gave a role in a team: whoever gives one by which demands are read to an address that nobody else knows, a
// second mailbox of their own for instance, does it under others' eyes, too (C010). A responsable reads nothing, but would be the one who sees the next.
func (s *Service) tellNewcomer(ctx context.Context, tx *db.Tx, who access.Actor, h access.Holder, role access.RoleKey, t Team) error {
	to, err := Witnesses(ctx, tx, t, who.ID, h.AccountID)
	if err != nil {
		return err
	}
	declared, _ := Roles.ByKey(role)
	return s.tellAll(ctx, tx, to, mailNew, h.AccountID, selfData{Name: h.Name, By: who.Name, Team: t.Title(), Role: declared.Label, Path: t.Path()}, notify.Object{Kind: "casework.team", ID: t.ID})
}

// newcomersArgs are those whom somebody brought into a team by a sheet, since an instant in microseconds.
type newcomersArgs struct {
	Team int64  `json:"team"`
	By   string `json:"by"`
	Name string `json:"name"`
	From int64  `json:"from"`
}

// tellBySheet has a job tell of whom a sheet brings into a team: one mail, whatever the sheet's lines are.
func (s *Service) tellBySheet(ctx context.Context, tx *db.Tx, who access.Actor, t Team) error {
	return s.jobs.Add(ctx, tx, jobNewcomers, newcomersArgs{Team: t.Number, By: who.ID, Name: who.Name, From: tx.Now().UnixMicro()}, jobs.Options{
		RunAt: tx.Now().Add(sheetLasts), Unique: t.ID + " " + who.ID,
	})
}

// tellNewcomers is the job. Who has lost the role again since is told of, too: they have had it.
func (s *Service) tellNewcomers(ctx context.Context, _ jobs.Job, a newcomersArgs) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		t, err := ByNumber(ctx, tx, a.Team)
		if err != nil {
			return err
		}
		given, err := givenSince(ctx, tx, t, a.By, time.UnixMicro(a.From))
		if err != nil || len(given) == 0 {
			return err
		}
		d := selfData{By: a.Name, Team: t.Title(), Path: t.Path()}
		but := []string{a.By}
		for i, g := range given {
			but = append(but, g.id)
			declared, _ := Roles.ByKey(g.role)
			if i < mostNamed {
				d.Some = append(d.Some, newcomer{g.name, declared.Label})
			}
		}
		d.More = len(given) - len(d.Some)
		to, err := Witnesses(ctx, tx, t, but...)
		if err != nil {
			return err
		}
		return s.tellAll(ctx, tx, to, mailNew, a.By+strconv.FormatInt(a.From, 10), d, notify.Object{Kind: "casework.team", ID: t.ID})
	})
}

// given is a role of somebody.
type given struct {
	id, name string
	role     access.RoleKey
}

// givenSince are the roles that somebody gave others in a team by a sheet: of those that are given by hand the team was told at once.
func givenSince(ctx context.Context, tx *db.Tx, t Team, by string, from time.Time) ([]given, error) {
	out, err := db.All(ctx, tx, func(g *given) []any { return []any{&g.id, &g.name, &g.role} }, `SELECT a.id, a.display_name, g.role
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE g.place_kind = $1 AND g.place_id = $2 AND g.given_by = $3 AND g.given_at >= $4 AND g.account_id <> $3
		AND EXISTS (SELECT 1 FROM history_lines h WHERE h.object_kind = 'account' AND h.object_id = g.account_id AND h.act = $5 AND h.account_id = $3 AND h.done_at >= $4
			AND h.data LIKE '%"role":"' || g.role || '","team":"' || $6 || '"%')
		ORDER BY a.sort_fold, a.id, g.role`,
		access.Group, t.ID, by, from, "casework.member."+string(bySheet), strconv.FormatInt(t.Number, 10))
	if err != nil {
		return nil, fmt.Errorf("who is new in a team: %w", err)
	}
	return out, nil
}

func newMail(t *i18n.T, d selfData, _ notify.Links) notify.Content {
	if len(d.Some) > 0 {
		return newcomersMail(t, d)
	}
	return notify.Content{
		Subject: t.S(msg.MailNewcomerSubject, "team", d.Team),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailNewcomerText, "name", d.Name, "by", d.By, "team", d.Team)),
			notify.Facts(notify.Fact{Label: t.S(msg.MailSelfRole), Value: t.S(d.Role)}),
			notify.Button(t.S(msg.MailNamedButton), d.Path),
		},
	}
}

func newcomersMail(t *i18n.T, d selfData) notify.Content {
	var facts []notify.Fact
	for _, x := range d.Some {
		facts = append(facts, notify.Fact{Label: x.Name, Value: t.S(x.Role)})
	}
	blocks := []notify.Block{notify.Paragraph(t.S(msg.MailNewcomersText, "n", len(d.Some)+d.More, "by", d.By, "team", d.Team)), notify.Facts(facts...)}
	if d.More > 0 {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailNewcomersMore, "n", d.More)))
	}
	return notify.Content{
		Subject: t.S(msg.MailNewcomersSubject, "n", len(d.Some)+d.More, "team", d.Team),
		Blocks:  append(blocks, notify.Button(t.S(msg.MailNamedButton), d.Path)),
	}
}
