package why_test

import (
	"context"
	"fmt"
	"time"

	"preau/internal/casework/demand"
	casedraft "preau/internal/casework/draft"
	"preau/internal/casework/mandate"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// helped is what « Demandes » has: teams, and demands in every state.
type helped struct {
	teams   []teamOf
	demands []demandOf
	texts   []string
}

type teamOf struct {
	id, agency, state, agencyState string
	number, agencyNumber           int64
}

func (t teamOf) place() access.Place { return access.Place{Kind: access.Group, ID: t.id} }

type demandOf struct {
	id, number, state string
	creator           *person
}

// The teams, by what they are.
const (
	aidants     = iota
	asked       // of all demands
	beside      // whose organisme no mandate names
	shut        // of an organisme that is open
	shutWithAll // of one that is closed
)

// fillDemands makes teams, open and closed, with people who were there before the demands and such as came after; demands in every state; and texts.
func (w *world) fillDemands(ctx context.Context, tx *db.Tx) error {
	for i, states := range [][2]string{{"open", "open"}, {"open", "open"}, {"open", "open"}, {"closed", "open"}, {"closed", "closed"}} {
		t := teamOf{id: id.New(), agency: id.New(), number: int64(i + 1), agencyNumber: int64(i + 1), state: states[0], agencyState: states[1]}
		w.help.teams = append(w.help.teams, t)
		if err := row(ctx, tx, "casework_agencies", "id", t.agency, "number", t.agencyNumber, "name", fmt.Sprint("Organisme ", i), "name_fold", fmt.Sprint("organisme ", i), "about", "", "domains", "",
			"first_days", 3, "follow_days", 15, "state", t.agencyState, "created_at", w.around(-99, -98), "version", 1); err != nil {
			return err
		}
		if err := row(ctx, tx, "casework_teams", "id", t.id, "number", t.number, "agency_id", t.agency, "name", fmt.Sprint("Groupe ", i), "name_fold", fmt.Sprint("groupe ", i), "note", "", "mailbox", "",
			"state", t.state, "created_at", w.around(-99, -98), "version", 1); err != nil {
			return err
		}
	}
	if err := w.staff(ctx, tx); err != nil {
		return err
	}
	for i := range 24 {
		if err := w.demandIn(ctx, tx, i, []string{"sent", "working", "treated", "closed"}[i%4]); err != nil {
			return err
		}
	}
	return nil
}

// staff gives people their roles in teams.
func (w *world) staff(ctx context.Context, tx *db.Tx) error {
	give := func(role access.RoleKey, p access.Place, from time.Time) error {
		who := w.somebody("")
		for range 40 { // somebody who has nothing else here
			if !w.holds[who.id][team.Helper] && !w.holds[who.id][team.Officer] {
				break
			}
			who = w.somebody("")
		}
		w.holds[who.id][role], w.at[who.id][held{role, access.Place{ID: p.ID}}] = true, true
		_, err := access.Give(ctx, tx, access.ByProgram("Préau", w.now), access.Gift{AccountID: who.id, Role: role, Place: p, From: from})
		return err
	}
	for i, t := range w.help.teams {
		for range 3 {
			role := team.Officer
			if i == aidants {
				role = team.Helper
			}
			if err := give(role, t.place(), w.around(-90, -80)); err != nil {
				return err
			}
			if err := give(team.Lead, t.place(), w.around(-90, -80)); err != nil {
				return err
			}
			if i == asked { // who came after the demands
				if err := give(team.Officer, t.place(), w.around(-4, -3)); err != nil {
					return err
				}
			}
		}
	}
	for range 3 {
		if err := give(team.Moderator, access.Everywhere, w.around(-90, -80)); err != nil {
			return err
		}
	}
	return nil
}

// demandIn makes a demand in a state, with a mandate that names the organisme asked, and a text about another.
func (w *world) demandIn(ctx context.Context, tx *db.Tx, i int, state string) error {
	d := demandOf{id: id.New(), number: fmt.Sprintf("2026-%06d", i+1), state: state, creator: w.near(team.Helper, w.help.teams[aidants].id)}
	w.help.demands = append(w.help.demands, d)
	key, sent, closed := id.New(), w.around(-30, -20), any(nil)
	if state == "closed" {
		closed = w.around(-2, -1)
	}
	if err := row(ctx, tx, "casework_keys", "id", key, "state", "destroyed", "object_id", d.id, "secret", key, "made_at", sent, "destroyed_at", sent); err != nil {
		return err
	}
	none := []byte{}
	if err := row(ctx, tx, "casework_demands", "id", d.id, "number", d.number, "state", state, "key_id", key, "team_id", w.help.teams[aidants].id, "urgent", false, "title", none, "text", none, "urgent_why", none,
		"identity", none, "person", "", "nir", "", "mandate_kind", "held", "mandate_on", "2026-11-01", "creator_id", d.creator.id, "creator_name", d.creator.name, "created_at", sent, "sent_at", sent,
		"closed_at", closed, "moved_at", w.around(-3, -2), "messages", 0, "said", 0, "version", 1); err != nil {
		return err
	}
	if err := row(ctx, tx, "casework_demand_teams", "demand_id", d.id, "team_id", w.help.teams[asked].id, "added_at", sent, "added_by", "", "added_name", "", "taken_by", "", "taken_name", "", "left_name", "",
		"state", state, "sent_at", sent, "moved_at", sent); err != nil {
		return err
	}
	if err := w.mandateOf(ctx, tx, d, key, w.help.teams[asked].agency, "given", 1); err != nil {
		return err
	}
	m, err := w.textMandate(ctx, tx, d, key, []string{"asked", "refused"}[i%2])
	if err != nil {
		return err
	}
	text := id.New()
	w.help.texts = append(w.help.texts, text)
	return row(ctx, tx, "casework_texts", "id", text, "mandate_id", m, "occasion", "ask", "text", none, "state", []string{"failed", "accepted", "queued", "refused"}[i/2%4], "tries", 1, "tries_before", 0, "cuts", 0,
		"provider", "", "event_id", "", "detail", "", "queued_at", w.now)
}

func (w *world) mandateOf(ctx context.Context, tx *db.Tx, d demandOf, key, agency, state string, n int) error {
	m := id.New()
	if err := row(ctx, tx, "casework_mandates", "id", m, "demand_id", d.id, "key_id", key, "n", n, "kind", "held", "state", state, "number", []byte{}, "number_hash", "", "signed_on", w.now.Format(time.DateOnly), "file_id", "",
		"asked_at", w.now, "asked_by", d.creator.id, "asked_name", d.creator.name, "ended_name", "", "reminded", false, "again", false, "version", 1); err != nil {
		return err
	}
	return row(ctx, tx, "casework_mandate_agencies", "mandate_id", m, "agency_id", agency)
}

// textMandate is a mandate by SMS, which waits until long after all questions.
func (w *world) textMandate(ctx context.Context, tx *db.Tx, d demandOf, key, state string) (string, error) {
	m := id.New()
	return m, row(ctx, tx, "casework_mandates", "id", m, "demand_id", d.id, "key_id", key, "n", 2, "kind", "sms", "state", state, "number", []byte{}, "number_hash", "x", "signed_on", "", "file_id", "",
		"asked_at", w.now.Add(90*day), "asked_by", d.creator.id, "asked_name", d.creator.name, "ended_name", "", "reminded", false, "again", false, "version", 1)
}

// worker is somebody of « Demandes », most often of a team.
func (w *world) worker(t teamOf) *person {
	return w.near(pick(w.r, []access.RoleKey{team.Helper, team.Officer, team.Lead}), t.id)
}

// ofDemand is about an act on a demand, by somebody of its teams, or by whoever else.
func (w *world) ofDemand() question {
	d, do := pick(w.r, w.help.demands), pick(w.r, demand.Moves.Acts())
	for range 8 { // those who take part read what was closed, and would go on
		if do != demand.WriteInner || d.state == "closed" {
			break
		}
		d = pick(w.r, w.help.demands)
	}
	q := question{room: "demand", act: string(do), text: d.number, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return demand.Why(ctx, tx, who, d.number, do)
	}}
	switch t := pick(w.r, []int{aidants, asked, asked, beside}); {
	case w.in(15):
		q.who = w.somebody(pick(w.r, []access.RoleKey{team.Moderator, access.Admin}))
	case w.in(30):
		q.who = d.creator
	default:
		q.who = w.worker(w.help.teams[t])
	}
	return q.active()
}

// ofInviting is about bringing a groupe into a demand.
func (w *world) ofInviting() question {
	d, t := pick(w.r, w.help.demands), w.help.teams[beside]
	q := question{room: "demand", act: "invite a groupe", text: d.number, place: t.place(), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Casework.Demands.WhyInvite(ctx, tx, who, d.number, t.id)
	}}
	q.who = d.creator
	if w.in(50) {
		q.who = w.worker(w.help.teams[asked])
	}
	return q.active()
}

// ofTeam is about a team and its people.
func (w *world) ofTeam() question {
	t, do := pick(w.r, w.help.teams), pick(w.r, []team.Act{team.Manage, team.Manage, team.Reopen, team.Close, team.Edit})
	q := question{room: "team", act: string(do), number: t.number, place: t.place(), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return team.Why(ctx, tx, who, do, team.Teams, t.number)
	}}
	q.who = w.worker(t)
	if do != team.Manage && w.in(70) {
		q.who = w.somebody(access.Admin)
	}
	return q.active()
}

func (w *world) ofBeginning() question {
	return question{room: "demand", act: "begin", ask: func(_ context.Context, _ *db.Tx, who access.Actor) error { return casedraft.WhyBegin(who) }}
}

// ofCorrecting is about a message of one's own, some minutes old.
func (w *world) ofCorrecting() question {
	old := time.Duration(w.r.IntN(20)) * time.Minute
	return question{room: "demand", act: "correct one's message", ask: func(_ context.Context, _ *db.Tx, who access.Actor) error {
		if !who.SignedIn() {
			return apperr.UnauthenticatedErr()
		}
		who.At = w.now
		return demand.Message{AccountID: who.ID, At: w.now.Add(-old)}.MayCorrect(who)
	}}
}

// ofText is about sending a text again.
func (w *world) ofText() question {
	text := pick(w.r, w.help.texts)
	return question{room: "text", act: "resend", text: text, who: w.somebody(access.Admin), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return mandate.WhyRetry(ctx, tx, who, text)
	}}
}

func (l *lifting) openTeam(r apperr.Reason) {
	l.does(r, l.lifter(r).actor, func(who access.Actor) error { return team.Why(l.ctx, l.tx, who, team.Reopen, team.Teams, l.q.number) })
	l.exec(`UPDATE casework_teams SET state = 'open' WHERE number = $1`, l.q.number)
}

func (l *lifting) openAgency(r apperr.Reason) {
	l.alone(r)
	l.does(r, l.who, func(who access.Actor) error {
		return team.Why(l.ctx, l.tx, who, team.Reopen, team.Agencies, l.q.number)
	})
	l.exec(`UPDATE casework_agencies SET state = 'open' WHERE number = $1`, l.q.number)
}

func (l *lifting) takeOver(r apperr.Reason) {
	l.alone(r)
	l.exec(`INSERT INTO casework_takeovers (account_id, team_id, at) VALUES ($1, $2, $3)`, l.who.ID, l.w.help.teams[asked].id, l.w.now)
}

func (l *lifting) reopenDemand(r apperr.Reason) {
	l.does(r, l.lifter(r).actor, func(who access.Actor) error { return demand.Why(l.ctx, l.tx, who, l.q.text, demand.Reopen) })
	l.exec(`UPDATE casework_demands SET state = 'working', closed_at = NULL, moved_at = $1 WHERE number = $2`, l.w.now, l.q.text)
}

func (l *lifting) keepMandate(r apperr.Reason) {
	l.does(r, l.lifter(r).actor, func(who access.Actor) error { return demand.Why(l.ctx, l.tx, who, l.q.text, demand.KeepMandate) })
	for _, d := range l.w.help.demands {
		if d.number == l.q.text {
			key, err := db.Value[string](l.ctx, l.tx, `SELECT key_id FROM casework_demands WHERE id = $1`, d.id)
			l.w.ok(err)
			for _, t := range l.w.help.teams {
				if t.id == l.q.place.ID {
					l.w.ok(l.w.mandateOf(l.ctx, l.tx, d, key, t.agency, "given", 3))
				}
			}
		}
	}
}
