package demand

import (
	"context"
	"slices"
	"strconv"

	"preau/internal/casework/absence"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// tell mails those who take part, but for the author and, of a message, the author's own colleagues (C040); a référent's colleagues of what they do at all;
// of what is between operators, the operators alone. A new demand goes to the référents and the shared mailboxes of its teams.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, do Act, kind string) error {
	to, orphaned, err := s.toTell(ctx, tx, who, d, do, kind)
	if err == nil {
		err = s.mailAll(ctx, tx, who, d, kind, to)
	}
	if err != nil || !orphaned {
		return err
	}
	return s.TellLeads(ctx, tx, d, who.Address, strconv.FormatInt(d.Version, 10))
}

// tellSaid tells of a message. One that opens a closed demand again is told as that, to all whom opening it is told; only who wants no such mail reads that there
// is a message, if they are told of those (C040, C070).
func (s *Service) tellSaid(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, do Act, from State) error {
	if from != Closed {
		return s.tell(ctx, tx, who, d, do, told.Message)
	}
	readers, _, err := s.toTell(ctx, tx, who, d, do, told.Message)
	if err != nil {
		return err
	}
	var unwanted []notify.Recipient
	for _, r := range readers {
		why, err := s.o.Notify.Reaches(ctx, tx, told.Reopened, r.AccountID)
		if err != nil {
			return err
		}
		if why != notify.Sent {
			unwanted = append(unwanted, r)
		}
	}
	if err := s.mailAll(ctx, tx, who, d, told.Message, unwanted); err != nil {
		return err
	}
	return s.tell(ctx, tx, who, d, do, told.Reopened)
}

// toTell are those whom tell mails; orphaned says that nobody of the creator's team is among those who would be, so that their responsable is to know.
func (s *Service) toTell(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, do Act, kind string) (to []notify.Recipient, orphaned bool, err error) {
	officers, err := officersOf(ctx, tx, d)
	if err != nil {
		return nil, false, err
	}
	others, err := peopleOf(ctx, tx, d)
	if err != nil {
		return nil, false, err
	}
	side, between := sideBy(do, RolesOf(who, d)), do == WriteInner
	var own []string // whoever is of both sides writes to their own groupe
	if side == Officers {
		own = d.answering(who)
	}
	mine := d.helps(who)
	for _, o := range officers {
		if !slices.Contains(own, o.team) {
			to = append(to, o.Recipient)
		}
	}
	if side == Helpers && d.State.Open() { // what was closed waits for nobody
		if err := s.tellUnheard(ctx, tx, d, officers, who.Address); err != nil {
			return nil, false, err
		}
	}
	for _, p := range others {
		if !between && !(side == Helpers && p.side == Helpers && kind == told.Message && p.of(mine)) {
			to = append(to, p.Recipient)
		}
	}
	return to, !between && d.orphaned(others), nil
}

// tellNewcomers mails those who were not in a demand before.
func (s *Service) tellNewcomers(ctx context.Context, tx *db.Tx, who access.Actor, was, d Demand) error {
	officers, err := officersOf(ctx, tx, d)
	if err != nil {
		return err
	}
	others, err := peopleOf(ctx, tx, d)
	if err != nil {
		return err
	}
	var to []notify.Recipient
	for _, o := range officers {
		if !slices.ContainsFunc(was.Teams, func(a Asked) bool { return a.Team.ID == o.team && a.LeftAt.IsZero() }) {
			to = append(to, o.Recipient)
		}
	}
	for _, p := range others {
		if p.AccountID != d.CreatorID && !slices.ContainsFunc(was.People, func(x Invited) bool { return x.AccountID == p.AccountID }) {
			to = append(to, p.Recipient)
		}
	}
	return s.mailAll(ctx, tx, who, d, told.Invited, to)
}

// tellOthers tells all others that a modérateur was called in, as they are told of one who comes for want of an answer.
func (s *Service) tellOthers(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, moderatorID string) error {
	officers, err := officersOf(ctx, tx, d)
	if err != nil {
		return err
	}
	people, err := peopleOf(ctx, tx, d)
	if err != nil {
		return err
	}
	var to []notify.Recipient
	for _, p := range append(officers, people...) {
		if p.AccountID != moderatorID || p.AccountID == "" {
			to = append(to, p.Recipient)
		}
	}
	return s.mailAll(ctx, tx, who, d, told.Called, to)
}

// mailAll queues one mail for each of some people, each once, and none for who acts.
func (s *Service) mailAll(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, kind string, to []notify.Recipient) error {
	return s.mailBy(ctx, tx, who, d, kind, who.Name, to)
}

// mailBy is mailAll for what somebody else than the one who acts is named by.
func (s *Service) mailBy(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, kind, by string, to []notify.Recipient) error {
	data := told.Demand{ID: d.ID, Key: d.KeyID, Number: d.Number, Title: d.sealed.title, By: by}
	to, err := withDeputies(ctx, tx, d.ID, to)
	if err != nil {
		return err
	}
	seen := map[string]bool{who.Address: true}
	for _, r := range to {
		if seen[r.Address] {
			continue
		}
		seen[r.Address] = true
		if err := s.o.Notify.Send(ctx, tx, notify.Mail{
			Kind: kind, To: r, Data: data, Object: notify.Object{Kind: "casework.demand", ID: d.ID}, Occasion: strconv.FormatInt(d.Version, 10), // each change has its own
		}); err != nil {
			return err
		}
	}
	return nil
}

// withDeputies are some people and those who stand for them now in a team of the demand, who are told the same (C071).
func withDeputies(ctx context.Context, tx *db.Tx, demandID string, to []notify.Recipient) ([]notify.Recipient, error) {
	var ids []string
	for _, r := range to {
		if r.AccountID != "" {
			ids = append(ids, r.AccountID)
		}
	}
	more, err := absence.DeputiesOf(ctx, tx, ids, demandID)
	for _, d := range more {
		to = append(to, notify.Recipient{AccountID: d.AccountID, Address: d.Address, Name: d.Name, Lang: i18n.Lang(d.Lang)})
	}
	return to, err
}

// helps are the ids of the teams by which somebody helps in a demand: the creator's, or, for who was invited from elsewhere, their own.
func (d Demand) helps(who access.Actor) []string {
	if slices.Contains(RolesOf(who, d), AsGuest) {
		return team.TeamsOf(who, team.Helper)
	}
	return []string{d.Team.ID}
}

// party is somebody to be told.
type party struct {
	notify.Recipient
	team  string   // of a référent, for which they are told
	teams []string // of others, where they have the role by which they are in
	side  Side
}

// of says whether somebody is of one of some teams.
func (p party) of(teams []string) bool {
	return slices.ContainsFunc(p.teams, func(t string) bool { return slices.Contains(teams, t) })
}

// officersOf are the référents of the teams that a demand is with, and the shared mailboxes of these.
func officersOf(ctx context.Context, tx *db.Tx, d Demand) ([]party, error) {
	var out []party
	for _, a := range d.Teams {
		if !a.LeftAt.IsZero() {
			continue
		}
		hs, err := aware(ctx, tx, d, a)
		if err != nil {
			return nil, err
		}
		for _, h := range hs {
			out = append(out, party{Recipient: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, team: a.Team.ID, side: Officers})
		}
		if a.mailbox != "" {
			out = append(out, party{Recipient: notify.Recipient{Address: a.mailbox, Name: a.Title(), Lang: i18n.French}, team: a.Team.ID, side: Officers})
		}
	}
	return out, nil
}
