package lateness

import (
	"context"
	"strconv"
	"time"

	"preau/internal/casework/lateness/msg"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The kinds of mail (C070).
const (
	mailLate   = "casework.late"
	mailLead   = "casework.late_lead"
	mailCalled = told.Called
)

// stillLate is what a responsable is told: never what a demand says, its title included (1.2).
type stillLate struct {
	Number string    `json:"number"`
	Team   string    `json:"team"`
	Path   string    `json:"path"`
	Since  time.Time `json:"since"`
}

// Kinds are the mails about lateness. What opens titles is given.
func Kinds(open told.Opener) []notify.Kind {
	return []notify.Kind{
		told.KindOf(open, mailLate, msg.LateLabel, msg.LateSubject, msg.LateText),
		told.KindBy(open, mailCalled, msg.CalledLabel, msg.CalledSubject, msg.CalledText, msg.CalledByText),
		notify.KindOf(mailLead, notify.KindOptions{Label: msg.LeadLabel, Service: "casework"}, func(t *i18n.T, d stillLate, _ notify.Links) notify.Content {
			return notify.Content{
				Subject: t.S(msg.LeadSubject, "number", d.Number),
				Blocks: []notify.Block{
					notify.Paragraph(t.S(msg.LeadText, "team", d.Team, "number", d.Number, "day", t.Date(d.Since))),
					notify.Button(t.S(msg.LeadButton), d.Path),
				},
			}
		}),
	}
}

// mailLeads tells the responsables of a team that one of its demands stays late.
func (s *Service) mailLeads(ctx context.Context, tx *db.Tx, l late) error {
	hs, err := access.Holders(ctx, tx, team.Lead, access.Place{Kind: access.Group, ID: l.TeamID})
	if err != nil {
		return err
	}
	some, err := team.ByIDs(ctx, tx, []string{l.TeamID})
	if err != nil || len(some) == 0 {
		return err
	}
	data := stillLate{Number: l.Number, Team: some[0].Title(), Path: some[0].Path(), Since: l.DueAt}
	for _, h := range hs {
		if err := s.o.Notify.Send(ctx, tx, notify.Mail{
			Kind: mailLead, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: data,
			Object: notify.Object{Kind: "casework.demand", ID: l.DemandID}, Occasion: l.occasion(),
		}); err != nil {
			return err
		}
	}
	return nil
}

// occasion tells one lateness of a team from its next.
func (l late) occasion() string {
	return l.TeamID + " " + strconv.FormatInt(l.DueAt.UnixMicro(), 10)
}
