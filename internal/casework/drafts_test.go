package casework_test

import (
	"slices"
	"strings"
	"testing"

	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/casework/usager"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
)

// A draft is found again as it was typed, also when its sending was refused; what is missing is told; what was sent is sent once.
func TestDraftAndSending(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C026", "C028", "C030")
		h.refused(apperr.Forbidden, second(h.Drafts.Begin(h.Context(), h.now(h.edith), h.teams[0])))
		h.refused(apperr.Invalid, second(h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[1])))
		who := h.now(h.awa)
		n, err := h.Drafts.Begin(h.Context(), who, h.teams[0])
		h.ok(err)
		if again, err := h.Drafts.Begin(h.Context(), who, h.teams[0]); err != nil || again != n || !strings.HasSuffix(n, "-000001") {
			h.Fatalf("%s, then %s, %v", n, again, err)
		}
		in := input(h.teams[1])
		in.MandateOn, in.Text = "", ""
		e := h.refusal(apperr.Invalid, h.Drafts.Send(h.Context(), h.now(h.awa), n, 1, in))
		if got := fields(e); !slices.Equal(got, []string{draft.FieldText, draft.FieldMandateOn}) {
			h.Errorf("what is missing: %v", got)
		}
		w, err := h.Drafts.Writing(h.Context(), h.now(h.awa), n)
		h.ok(err)
		if w.Title != in.Title || w.Identity.More[0].Value != "7654321" || len(w.Demand.Teams) != 1 || w.State != demand.Draft {
			h.Errorf("the refused draft is %+v", w.Words)
		}
		if len(w.Teams) != 2 || len(w.Colleagues) != 1 {
			h.Errorf("%d teams and %d colleagues may be chosen", len(w.Teams), len(w.Colleagues))
		}
		h.ok(h.Drafts.Save(h.Context(), h.now(h.awa), n, 1, in)) // the very same, of before: nothing is lost by it
		other := in
		other.Title = "Un autre titre"
		h.refused(apperr.Conflict, h.Drafts.Save(h.Context(), h.now(h.awa), n, 1, other))
		other = in
		other.Colleagues = []string{h.erwan.ID}
		h.refused(apperr.Conflict, h.Drafts.Save(h.Context(), h.now(h.awa), n, 1, other))
		h.refused(apperr.NotFound, h.Drafts.Save(h.Context(), h.now(h.erwan), n, 3, in))
		follows := in
		follows.Text, follows.MandateOn, follows.Colleagues = "Le versement attend.", "2026-11-02", []string{h.erwan.ID}
		h.ok(h.Drafts.Save(h.Context(), h.now(h.awa), n, 3, follows))
		h.erwan = h.loses(h.erwan, team.Helper, h.place(0))
		h.refused(apperr.Invalid, h.Drafts.Save(h.Context(), h.now(h.awa), n, 4, follows)) // saved while one types
		if w, err = h.Drafts.Writing(h.Context(), h.now(h.awa), n); err != nil || !slices.Equal(w.Left, []string{"Erwan"}) || w.Fault() == nil {
			h.Errorf("found again, the draft says %q left, %v", w.Left, err)
		}
		e = h.refusal(apperr.Invalid, h.Drafts.Send(h.Context(), h.now(h.awa), n, 5, follows)) // told, and not sent without them
		if len(e.Fields) != 1 || e.Fields[0].Name != draft.FieldColleagues || e.Fields[0].Msg.Key != msg.FaultColleaguesGone {
			h.Errorf("a colleague who left: %+v", e.Fields)
		}
		send := h.now(h.awa)
		h.ok(h.Drafts.Send(h.Context(), send, n, 6, input(h.teams[1])))
		if err := h.Drafts.Send(h.Context(), send, n, 6, input(h.teams[1])); err != nil && !apperr.Is(err, apperr.Conflict) {
			h.Errorf("a repeat: %v", err)
		}
		if got := h.told(); len(got) != 1 {
			h.Errorf("sent once, and %d mails went out", len(got))
		}
	})
}

func fields(e *apperr.Error) []string {
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Name)
	}
	return out
}

// What the title, the description and the reason of the urgency say of the usager is shown before sending, the name of birth too, and has to
// be corrected or confirmed. What was confirmed is what was shown: what is written afterwards is looked at again.
func TestFoundBeforeSending(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C022", "C024")
		n, err := h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
		h.ok(err)
		in, version := input(h.teams[1]), int64(0)
		in.Identity.More = append(in.Identity.More, demand.More{Kind: usager.BirthName, Value: "Kermadec"})
		in.Title, in.Urgent = "Loyers de Quintrec", true
		told := func(want ...string) {
			h.Helper()
			version++
			e := h.refusal(apperr.Invalid, h.Drafts.Send(h.Context(), h.now(h.awa), n, version, in))
			if got := fields(e); !slices.Equal(got, want) {
				h.Errorf("what is told: %v, want %v", got, want)
			}
		}
		told(draft.FieldUrgentWhy, draft.FieldTitle, draft.FieldConfirm)
		in.UrgentWhy = "Kermadec est expulsée lundi"
		told(draft.FieldTitle, draft.FieldUrgentWhy, draft.FieldConfirm)
		in.Confirmed = h.Drafts.Found(in)
		in.Text = "Zélie attend depuis juin." // after it was confirmed
		told(draft.FieldTitle, draft.FieldText, draft.FieldUrgentWhy, draft.FieldConfirm)
		in.Confirmed = "1" // as any text would be, once and for all
		told(draft.FieldTitle, draft.FieldText, draft.FieldUrgentWhy, draft.FieldConfirm)
		in.Confirmed = h.Drafts.Found(in)
		version++
		h.ok(h.Drafts.Send(h.Context(), h.now(h.awa), n, version, in))
	})
}

// A title that is too long is told next to it, and the rest of the form is kept with it; a form that was refused and comes again is refused
// again.
func TestTooLongIsKept(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C022", "C028")
		n, err := h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
		h.ok(err)
		in := input(h.teams[1])
		in.Title = strings.Repeat("é", draft.MaxTitle+1)
		if got := fields(h.refusal(apperr.Invalid, h.Drafts.Save(h.Context(), h.now(h.awa), n, 1, in))); !slices.Equal(got, []string{draft.FieldTitle}) {
			h.Errorf("what is told: %v", got)
		}
		w, err := h.Drafts.Writing(h.Context(), h.now(h.awa), n)
		h.ok(err)
		if w.Title != in.Title || w.Text != in.Text || w.Identity.Last != "Quintrec" || len(w.Demand.Teams) != 1 {
			h.Errorf("kept: %+v", w.Words)
		}
		much := in
		much.Text = strings.Repeat("e", 4*demand.MaxText+1) // is no slip, and would be read and kept again by each saving
		if got := fields(h.refusal(apperr.Invalid, h.Drafts.Save(h.Context(), h.now(h.awa), n, w.Version, much))); !slices.Equal(got, []string{draft.FieldTitle, draft.FieldText}) {
			h.Errorf("what is told: %v", got)
		}
		h.refused(apperr.Conflict, h.Drafts.Save(h.Context(), h.now(h.awa), n, 1, much)) // in a window that is stale, too
		once := h.now(h.awa)
		in.Text = ""
		for range 2 {
			if got := fields(h.refusal(apperr.Invalid, h.Drafts.Send(h.Context(), once, n, w.Version, in))); !slices.Equal(got, []string{draft.FieldTitle, draft.FieldText}) {
				h.Errorf("what is told: %v", got)
			}
		}
		h.ok(h.Drafts.Send(h.Context(), h.now(h.awa), n, w.Version+1, input(h.teams[1])))
	})
}
