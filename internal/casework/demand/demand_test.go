package demand_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// Mails hold the title and a link, never who the usager is nor what was said; each message is told to the others, not to its author's own
// colleagues, and what is between operators to them alone.
func TestWhoIsTold(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C029", "C040", "C043")
		n := h.sent()
		got := h.told()
		said := got["edith@preau.test"]
		if len(got) != 1 || !strings.Contains(said, "Rappel de loyers bloqué") || !strings.Contains(said, "/demandes/"+n) {
			h.Fatalf("told: %v", got)
		}
		for _, word := range []string{"Quintrec", "Zélie", "7654321", "depuis juin"} {
			if strings.Contains(said, word) {
				h.Errorf("the mail says %s", word)
			}
		}
		h.ok(h.s.Invite(h.Context(), h.now(h.awa), n, "personne:"+h.erwan.ID))
		h.ok(h.s.Invite(h.Context(), h.now(h.edith), n, "groupe:"+h.teamID(h.teams[2])))
		h.wantTold("bastien", "erwan")
		h.refused(apperr.Invalid, h.s.Invite(h.Context(), h.now(h.awa), n, "personne:"+h.erwan.ID))
		h.ok(h.s.Say(h.Context(), h.now(h.erwan), n, demand.Saying{Text: "Où en est-on ?"}))
		h.wantTold("bastien", "edith")
		h.holds(h.person("Léa"), team.Officer, access.Place{Kind: access.Group, ID: h.teamID(h.teams[1])}) // a colleague of Édith's: not told of what she writes
		h.ok(h.s.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Je regarde."}))
		h.wantTold("awa", "bastien", "erwan")
		h.ok(h.s.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Connaissez-vous ce dossier ?", Between: true}))
		h.wantTold("bastien")
		v, err := h.s.Show(h.Context(), h.now(h.awa), n)
		h.ok(err)
		if len(v.Thread) != 2 || v.Thread[1].Text != "Je regarde." {
			h.Errorf("the aidant reads %+v", v.Thread)
		}
		h.refused(apperr.Forbidden, h.s.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: "Et moi ?", Between: true}))
		h.refused(apperr.Invalid, h.s.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: " "}))
	})
}

func (h *house) teamID(n int64) string {
	h.Helper()
	return h.value(`SELECT id FROM casework_teams WHERE number = $1`, n)
}

func (h *house) value(q string, args ...any) (out string) {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		var err error
		out, err = db.Value[string](h.Context(), tx, q, args...)
		return err
	}))
	return out
}

func (h *house) wantTold(names ...string) {
	h.Helper()
	var got []string
	for address := range h.told() {
		got = append(got, strings.TrimSuffix(address, "@preau.test"))
	}
	if slices.Sort(got); !slices.Equal(got, names) {
		h.Errorf("told: %v, want %v", got, names)
	}
}

// From sent to closed and back: taking charge, treated, the creator's word, closing, opening again, the wrong agency (C041, C043, C045).
func TestLife(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C041", "C043", "C048")
		n := h.sent()
		h.refused(apperr.NotFound, h.s.Do(h.Context(), h.now(h.bastien), n, demand.TakeUp))
		h.ok(h.s.Do(h.Context(), h.now(h.edith), n, demand.TakeUp))
		v := h.want(h.edith, n, demand.Working)
		if v.Teams[0].TakenName != "Édith" || v.AnsweredAt.IsZero() {
			h.Errorf("taken by %q at %s", v.Teams[0].TakenName, v.AnsweredAt)
		}
		h.refused(apperr.Forbidden, h.s.Do(h.Context(), h.now(h.edith), n, demand.Close))
		h.ok(h.s.Do(h.Context(), h.now(h.edith), n, demand.Treat))
		h.want(h.awa, n, demand.Treated)
		h.ok(h.s.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: "Rien n'est arrivé."}))
		h.want(h.awa, n, demand.Working)
		h.ok(h.s.Do(h.Context(), h.now(h.awa), n, demand.Close))
		h.want(h.edith, n, demand.Closed)
		e := h.refusal(apperr.Forbidden, h.s.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Une question."}))
		if e.Reasons[0].Code != "casework.demand_closed" || e.Reasons[0].Lifters[0].Name != "Awa" {
			h.Errorf("%+v", e.Reasons)
		}
		h.ok(h.s.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: "De nouveau bloqué."}))
		if v := h.want(h.awa, n, demand.Working); !v.ClosedAt.IsZero() || len(v.Readers) != 2 {
			h.Errorf("closed at %s, seen by %d", v.ClosedAt, len(v.Readers))
		}
		h.ok(h.s.Do(h.Context(), h.now(h.edith), n, demand.Leave))
		h.refused(apperr.NotFound, second(h.s.Show(h.Context(), h.now(h.edith), n)))
	})
}

func (h *house) want(who access.Actor, n string, state demand.State) demand.View {
	h.Helper()
	v, err := h.s.Show(h.Context(), h.now(who), n)
	h.ok(err)
	if v.State != state {
		h.Errorf("%s is %s, want %s", n, v.State, state)
	}
	return v
}

// Who reads what: colleagues who were not invited and team managers nothing, administrators lengths, modérateurs while it is open. Rights
// follow grants.
func TestWhoReads(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C010", "C012")
		n := h.sent()
		for _, who := range []access.Actor{h.erwan, h.bastien, h.mona, h.theo} {
			h.refused(apperr.NotFound, second(h.s.Show(h.Context(), h.now(who), n)))
		}
		v, err := h.s.Show(h.Context(), h.now(h.ines), n)
		h.ok(err)
		if !v.Masked || v.Title != "" || v.Identity.Last != "" || v.Lengths.Title == 0 {
			h.Errorf("an administrator sees %+v", v.Words)
		}
		h.ok(h.s.Invite(h.Context(), h.now(h.awa), n, "moderateur:"+h.theo.ID))
		if v := h.want(h.theo, n, demand.Sent); v.Identity.Last != "Quintrec" {
			h.Error("the modérateur does not read the identity")
		}
		h.ok(h.s.Do(h.Context(), h.now(h.theo), n, demand.Close))
		if v := h.want(h.theo, n, demand.Closed); !v.Masked || v.Identity.Last != "" {
			h.Error("the modérateur reads a closed demand")
		}
		gone := h.awa
		gone.Grants = nil
		h.refused(apperr.NotFound, second(h.s.Show(h.Context(), h.now(gone), n)))
		h.refused(apperr.Unauthenticated, second(h.s.Show(h.Context(), access.Actor{}, n)))
	})
}

// Nothing of what a demand says stands in the database as people read it, nor in the queue of mails.
func TestSealedInTheDatabase(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C081")
		n := h.sent()
		h.ok(h.s.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Il manque le bail."}))
		for _, table := range []string{"casework_demands", "casework_messages", "casework_demand_people", "notify_mails", "history_lines", "jobs_queue"} {
			text := h.dump(table)
			for _, word := range []string{"Quintrec", "Zélie", "7654321", "Rappel de loyers", "depuis juin", "manque le bail"} {
				if strings.Contains(text, word) {
					h.Errorf("%s says %s", table, word)
				}
			}
		}
	})
}

// dump is all that a table has, as one text: bytes as they are, which sealed words are not in.
func (h *house) dump(table string) string {
	h.Helper()
	columns := map[string]string{
		"casework_demands": "title, text, identity, person, nir, number", "casework_messages": "text, name, id, id, id, id", "casework_demand_people": "name, side, name, name, name, name",
		"notify_mails": "data, address, name, kind, kind, kind", "history_lines": "data, name, act, act, act, act", "jobs_queue": "args, kind, kind, kind, kind, kind",
	}[table]
	var out bytes.Buffer
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		rows, err := db.All(h.Context(), tx, func(r *[6][]byte) []any { return []any{&r[0], &r[1], &r[2], &r[3], &r[4], &r[5]} }, `SELECT `+columns+` FROM `+table)
		for _, r := range rows {
			for _, c := range r {
				out.Write(c)
			}
		}
		return err
	}))
	if out.Len() == 0 && table == "casework_demands" {
		h.Fatalf("%s is empty", table)
	}
	return out.String()
}

func second[T any](_ T, err error) error { return err }
