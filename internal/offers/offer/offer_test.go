package offer_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/offers/offer"
	"preau/internal/offers/portfolio"
	"preau/internal/offers/role"
)

// The form: a draft may be incomplete, what is marked is checked when it is submitted, what was typed comes back.
func TestDraftAndSubmit(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O91", "O52")
		n, err := h.s.Create(h.Context(), h.now(h.manager), offer.Input{Content: offer.Content{Name: "Sommeil"}})
		h.ok(err)
		if v := h.show(h.reader, n); v.State != offer.Draft || len(v.Missing) != 9 || v.Visibility != offer.ForAll {
			t.Fatal(v.State, v.Missing)
		}
		h.refused(h.try(h.manager, n, offer.Submit), apperr.Invalid)
		in := h.input("Sommeil")
		h.ok(h.save(n, 1_000_000, in))
		v := h.show(h.manager, n)
		if v.Place.CommuneCode == "" || v.Place.PostalCode != "75017" || v.Places != 12 || v.Referent.Name != "Zoé Secret" || len(v.Periods) != 1 || len(v.Missing) != 0 {
			t.Fatalf("%+v", v.Offer)
		}
		h.refused(h.save(n, 1_000_000, in), apperr.Conflict) // stale (O89)
		h.do(h.manager, n, offer.Submit)
		h.refused(h.save(n, 3_000_000, in), apperr.Forbidden, offer.WhyWaits.Code)

		m := h.made("Autre")
		h.do(h.manager, m, offer.Delete)
		if _, err := h.s.Show(h.Context(), h.now(h.manager), m); !apperr.Is(err, apperr.NotFound) {
			t.Fatal(err)
		}
		if next := h.made("Encore"); next.Seq != m.Seq+1 {
			t.Errorf("%s after %s was deleted", next, m)
		}
	})
}

// A restored platform gives no number again that the lost one may have given.
func TestNumbersLeap(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O52")
		was := h.made("Sommeil")
		h.in(func(tx *db.Tx) error { return offer.Leap(h.Context(), tx, int(was.Year)) })
		if next := h.made("Dents"); next.Year != was.Year || next.Seq != 2001 {
			t.Errorf("%s after %s", next, was)
		}
	})
}

// What is saved is submitted by the version that was saved: what another writes in between is not (O89).
func TestSubmitsWhatWasSaved(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O89")
		n, in := h.made("Sommeil"), h.input("Sommeil et écrans")
		mine, err := h.s.Save(h.Context(), h.now(h.manager), n, 1_000_000, in)
		h.ok(err)
		h.ok(h.save(n, mine, h.input("Dents")))
		h.refused(h.s.Do(h.Context(), h.now(h.manager), n, mine, offer.SubmitAct(mine), ""), apperr.Conflict)
		last, err := h.s.Save(h.Context(), h.now(h.manager), n, offer.FormVersion(h.show(h.manager, n).Offer), h.input("Dents")) // as it is
		h.ok(err)
		h.ok(h.s.Do(h.Context(), h.now(h.manager), n, last, offer.SubmitAct(last), ""))
		h.do(h.approver, n, offer.ApprovePublish)
		v := h.show(h.manager, n)
		in = offer.InputOf(v.Offer)
		in.Content.Name, in.Contact.Email = "Dents et sommeil", "autre@offres.test"
		copied, err := h.s.Save(h.Context(), h.now(h.manager), n, offer.FormVersion(v.Offer), in)
		h.ok(err)
		h.ok(h.s.Do(h.Context(), h.now(h.manager), n, copied, offer.SubmitAct(copied), ""))
		if v := h.show(h.manager, n); v.Copy == nil || v.Copy.State != offer.CopySubmitted {
			t.Errorf("the copy is %+v", v.Copy)
		}
	})
}

// Each fault stands next to its field, and forged words are refused.
func TestFaults(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O91")
		for field, alter := range map[string]func(*offer.Input){
			offer.FieldName:          func(in *offer.Input) { in.Content.Name = " " },
			offer.FieldSummary:       func(in *offer.Input) { in.Summary = strings.Repeat("é", 281) },
			offer.FieldSetting:       func(in *offer.Input) { in.Setting = "topic-1" },
			offer.FieldTopics:        func(in *offer.Input) { in.Topics = []string{"nope"} },
			offer.FieldGroupMax:      func(in *offer.Input) { in.GroupMax = 1 },
			offer.FieldPeriods:       func(in *offer.Input) { in.Periods[0].Until = "2020-01-01" },
			offer.FieldCommune:       func(in *offer.Input) { in.Town = "Nullepart-sur-Rien" },
			offer.FieldReferentEmail: func(in *offer.Input) { in.Referent.Email = "zoe" },
			offer.FieldUntil:         func(in *offer.Input) { in.Window.PublishUntil = "2020-01-01" },
			offer.FieldInstitution:   func(in *offer.Input) { in.Visibility = offer.ForInstitution },
			offer.FieldVisibility:    func(in *offer.Input) { in.Visibility = "nobody" },
			offer.FieldSite:          func(in *offer.Input) { in.SiteID = "of another" },
		} {
			in := h.input("Sommeil")
			alter(&in)
			_, err := h.s.Create(h.Context(), h.now(h.manager), in)
			e, ok := apperr.As(err)
			if !ok || len(e.Fields) != 1 || e.Fields[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

// Who is limited to schools writes for them alone; the inspector sees all schools in one list, and narrows to one (O77, O78).
func TestSchools(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		in := h.input("Des Lilas")
		_, err := h.s.Create(h.Context(), h.now(h.school), in)
		h.refused(err, apperr.Invalid) // for the structure itself
		in.SiteID = h.sites[1].ID
		_, err = h.s.Create(h.Context(), h.now(h.school), in)
		h.refused(err, apperr.Invalid)
		in.SiteID = h.sites[0].ID
		n, err := h.s.Create(h.Context(), h.now(h.school), in)
		h.ok(err)
		h.do(h.school, n, offer.Submit)
		h.refused(h.try(h.school, n, offer.ApprovePublish), apperr.Forbidden, offer.WhyNotApprover.Code) // test A
		other := h.made("Du siège")
		h.refused(h.try(h.school, other, offer.Submit), apperr.Forbidden, offer.WhyNotManager.Code)
		h.do(h.approver, n, offer.ApprovePublish)

		for site, want := range map[string]int{"": 2, "-": 1, h.sites[0].ID: 1, h.sites[1].ID: 0} { // test B
			l, err := h.lists.List(h.Context(), h.now(h.approver), portfolio.Filter{Site: site, Size: 20})
			h.ok(err)
			if l.Total != want {
				t.Errorf("%d offers of %q", l.Total, site)
			}
		}
		if l, err := h.lists.List(h.Context(), h.now(h.school), portfolio.Filter{Size: 20}); err != nil || !l.MayCreate {
			t.Error(err, l.CreateWhy)
		}
	})
}

// What waits, waits since it came to its state: a next version since it was submitted, not since the offer was published. Who is limited to
// schools is called for theirs alone (O37).
func TestWaiting(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O37")
		waiting := func(who access.Actor) []inbox.Item {
			var out []inbox.Item
			h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
				out, err = inbox.New(h.lists).Waiting(h.Context(), tx, h.now(who))
				return err
			}))
			return out
		}
		n := h.published("Sommeil")
		h.d.Clock.Advance(24 * time.Hour)
		v := h.show(h.manager, n)
		in := offer.InputOf(v.Offer)
		in.Content.Name = "Écrans"
		h.ok(h.save(n, offer.FormVersion(v.Offer), in))
		h.do(h.manager, n, offer.SubmitCopy)
		since := h.d.Clock.Now()
		h.d.Clock.Advance(24 * time.Hour)
		if got := waiting(h.approver); len(got) != 1 || got[0].Count != 1 || !got[0].Since.Equal(since) {
			t.Errorf("%+v, want since %s", got, since)
		}
		h.do(h.approver, n, offer.CorrectCopy)
		if got := waiting(h.manager); len(got) != 1 {
			t.Errorf("the manager: %+v", got)
		}
		if got := waiting(h.school); len(got) != 0 {
			t.Errorf("the school's manager is called for the structure's own: %+v", got)
		}
		in = h.input("Des Lilas")
		in.SiteID = h.sites[0].ID
		m, err := h.s.Create(h.Context(), h.now(h.school), in)
		h.ok(err)
		h.do(h.school, m, offer.Submit)
		h.do(h.approver, m, offer.AskCorrection)
		for who, want := range map[*access.Actor]int{&h.school: 1, &h.manager: 2} {
			got := waiting(*who)
			l, err := h.lists.List(h.Context(), h.now(*who), portfolio.Filter{Status: offer.Status(offer.WaitsFilter(offer.ToCorrect)), Size: 20})
			h.ok(err)
			if len(got) != 1 || got[0].Count != want || l.Total != want {
				t.Errorf("%s: %+v, and %d in the list, want %d", who.Name, got, l.Total, want)
			}
		}
	})
}

// Who is called in two structures finds all of it where the line leads, whichever they act for, and which structure each is of (O37).
func TestWaitingInTwoStructures(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O37")
		both := h.holds(h.holds(h.person("Béa"), role.Approver, role.At(h.orgID)), role.Approver, role.At(h.otherID))
		both = h.holds(h.holds(both, role.Manager, role.At(h.orgID)), role.Manager, role.At(h.otherID))
		n, err := h.s.Create(h.Context(), h.now(h.stranger), h.input("Ailleurs"))
		h.ok(err)
		h.do(h.stranger, n, offer.Submit)
		m := h.made("Ici")
		h.do(h.manager, m, offer.Submit)
		h.made("Brouillon d'ici")
		_, err = h.s.Create(h.Context(), h.now(h.stranger), h.input("Brouillon d'ailleurs"))
		h.ok(err)
		var lines []inbox.Item
		h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
			lines, err = inbox.New(h.lists).Waiting(h.Context(), tx, h.now(both))
			return err
		}))
		if len(lines) != 2 {
			t.Fatalf("%+v", lines)
		}
		for _, at := range []string{h.orgID, h.otherID} {
			both.Acting.ID = at
			for _, line := range lines {
				_, status, _ := strings.Cut(line.Path, "?etat=")
				l, err := h.lists.List(h.Context(), h.now(both), portfolio.Filter{Status: offer.Status(status), Size: 20})
				h.ok(err)
				if line.Count != 2 || l.Total != 2 || !l.All || l.Rows[0].OrgName == l.Rows[1].OrgName {
					t.Errorf("%s: %d called, %d in the list", status, line.Count, l.Total)
				}
			}
		}
	})
}

// Who is called in one structure while they act for another reads which it is; nobody is called, nor written to, for a structure that is
// suspended (O37).
func TestWaitingElsewhere(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O37")
		guest := h.holds(h.holds(h.person("Béa"), role.Reader, role.At(h.orgID)), role.Approver, role.At(h.otherID))
		guest.Acting.ID = h.orgID
		n, err := h.s.Create(h.Context(), h.now(h.stranger), h.input("Ailleurs"))
		h.ok(err)
		m, err := h.s.Create(h.Context(), h.now(h.stranger), h.input("Brouillon d'ailleurs"))
		h.ok(err)
		called := func(who access.Actor, status offer.State, want int) {
			t.Helper()
			var lines []inbox.Item
			h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
				lines, err = inbox.New(h.lists).Waiting(h.Context(), tx, h.now(who))
				return err
			}))
			l, err := h.lists.List(h.Context(), h.now(who), portfolio.Filter{Status: offer.Status(offer.WaitsFilter(status)), Size: 20})
			h.ok(err)
			n := 0
			for _, line := range lines {
				n += line.Count
			}
			if n != want || l.Total != want {
				t.Errorf("%s by %s: %+v called, %d in the list, want %d", status, who.Name, lines, l.Total, want)
			}
			if want > 0 && who.ID == guest.ID && (!l.All || l.Rows[0].OrgName != "Fleur bleue") {
				t.Error("it is not said of which structure the list is")
			}
		}
		h.do(h.stranger, n, offer.Submit)
		called(guest, offer.Submitted, 1)
		for who, named := range map[*access.Actor]bool{&guest: true, &h.stranger: false} { // one by one, too
			h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
				groups, err := inbox.New(h.lists).Each(h.Context(), tx, h.now(*who), 5)
				if err == nil && strings.Contains(fmt.Sprint(groups[0].Things[0].Detail), "Fleur bleue") != named {
					t.Errorf("%s reads of %+v", who.Name, groups[0].Things)
				}
				return err
			}))
		}
		l, err := h.lists.List(h.Context(), h.now(guest), portfolio.Filter{Size: 20})
		h.ok(err)
		if l.All {
			t.Error("the plain list is of the structure acted for")
		}
		h.setState(h.otherID, "suspended")
		called(guest, offer.Submitted, 0)
		h.stranger.Acting.ID = h.otherID
		called(h.stranger, offer.Draft, 0)
		h.d.Clock.Advance(time.Hour)
		_, err = h.queue.Drain(h.Context())
		h.ok(err)
		if got := h.mails.Sent(); len(got) != 0 {
			t.Errorf("%d mails for a suspended structure", len(got))
		}
		h.setState(h.otherID, "active")
		h.do(h.stranger, m, offer.Submit)
		called(guest, offer.Submitted, 2)
		h.d.Clock.Advance(time.Hour)
		_, err = h.queue.Drain(h.Context())
		h.ok(err)
		if got := h.mails.Sent(); len(got) == 0 {
			t.Error("nobody is written to")
		}
	})
}

// A whole life, with its history; nobody else's structure sees it.
func TestLife(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O82", "O83", "O92")
		n := h.made("Sommeil")
		h.do(h.manager, n, offer.Submit, offer.Retract, offer.Submit)
		h.do(h.approver, n, offer.AskCorrection)
		if v := h.show(h.manager, n); v.Motive != "Parce que." || v.State != offer.ToCorrect {
			t.Error(v.State, v.Motive)
		}
		h.do(h.manager, n, offer.Submit)
		h.do(h.approver, n, offer.ApprovePublish)
		if h.public(n) != "Sommeil" {
			t.Fatal("the public does not read it")
		}
		_, err := h.s.Show(h.Context(), h.now(h.stranger), n)
		h.refused(err, apperr.NotFound)
		h.refused(h.s.Do(h.Context(), h.now(h.stranger), n, 1, offer.Unpublish, "x"), apperr.NotFound)
		h.refused(h.try(h.manager, n, offer.Unpublish), apperr.Forbidden, offer.WhyNotApprover.Code)
		h.refused(h.s.Do(h.Context(), h.now(h.approver), n, offer.FormVersion(h.show(h.approver, n).Offer), offer.Unpublish, " "), apperr.Invalid) // a motive
		h.do(h.moderator, n, offer.Withdraw)
		if h.public(n) != "" {
			t.Fatal("withdrawn, and read")
		}
		h.refused(h.try(h.approver, n, offer.Publish), apperr.Forbidden, offer.WhyWithdrawn.Code)
		h.do(h.moderator, n, offer.Lift)
		h.do(h.approver, n, offer.Publish, offer.Unpublish)
		h.do(h.manager, n, offer.Archive, offer.Restore)
		v := h.show(h.reader, n)
		if v.State != offer.Unpublished || len(v.History) != 13 {
			t.Error(v.State, len(v.History))
		}
		last := v.History[0]
		if last.From != "archived" || last.To != "unpublished" || last.Name != "Marc" {
			t.Errorf("%+v", last)
		}
		if v.History[2].Data["motive"] != "Parce que." {
			t.Errorf("%+v", v.History[2])
		}
	})
}

// The public keeps the last validated version until the next one is validated; small fields apply at once (O84).
func TestWorkingCopy(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O84", "O89")
		n := h.published("Sommeil")
		v := h.show(h.manager, n)
		in := offer.InputOf(v.Offer)
		in.Content.Name, in.Contact.Email = "Sommeil et écrans", "nouveau@offres.test"
		h.ok(h.save(n, offer.FormVersion(v.Offer), in))
		h.refused(h.save(n, offer.FormVersion(v.Offer), in), apperr.Conflict)
		if got := h.public(n); got != "Sommeil" {
			t.Errorf("the public reads %q", got)
		}
		v = h.show(h.approver, n)
		if v.Contact.Email != "nouveau@offres.test" || v.Copy == nil || v.Acts.May(offer.ApproveCopy) {
			t.Fatalf("%+v", v.Offer)
		}
		h.do(h.manager, n, offer.SubmitCopy)
		v = h.show(h.approver, n)
		next := v.Offer
		next.Content, next.Referent = v.Copy.Content, v.Copy.Referent
		if got := offer.Changed(v.Offer, next); !slices.Equal(got, []string{offer.FieldName}) {
			t.Error(got)
		}
		h.do(h.approver, n, offer.CorrectCopy)
		h.do(h.manager, n, offer.SubmitCopy)
		h.do(h.approver, n, offer.ApproveCopy)
		if got := h.public(n); got != "Sommeil et écrans" {
			t.Errorf("the public reads %q", got)
		}
		if v := h.show(h.manager, n); v.Copy != nil || v.State != offer.Published {
			t.Error("the copy is still there")
		}
	})
}

// An offer that leaves the public, by whoever's act or at its last day, keeps what was validated with its attachments, and beside it what was
// being written: the one is shown again as it was, the other goes on, and is validated or dropped (O84, O92).
func TestUnpublishedWithCopy(t *testing.T) {
	t.Parallel()
	for leaves, x := range map[string]struct {
		away, back func(h *house, n offer.Number)
	}{
		"unpublished": {
			func(h *house, n offer.Number) { h.do(h.approver, n, offer.Unpublish) },
			func(h *house, n offer.Number) { h.do(h.approver, n, offer.Publish) },
		},
		"withdrawn": {
			func(h *house, n offer.Number) {
				h.do(h.moderator, n, offer.Withdraw)
				v := h.show(h.manager, n)
				h.refused(h.save(n, offer.FormVersion(v.Offer), offer.InputOf(v.Offer)), apperr.Forbidden, offer.WhyWithdrawn.Code)
			},
			func(h *house, n offer.Number) {
				h.do(h.moderator, n, offer.Lift)
				h.do(h.approver, n, offer.Publish)
			},
		},
		"archived": {
			func(h *house, n offer.Number) {
				h.do(h.approver, n, offer.Unpublish)
				h.do(h.manager, n, offer.Archive)
			},
			func(h *house, n offer.Number) {
				h.do(h.manager, n, offer.Restore)
				h.do(h.approver, n, offer.Publish)
			},
		},
		"at its last day": {
			func(h *house, _ offer.Number) {
				h.d.Clock.Advance(91 * 24 * time.Hour)
				_, err := h.queue.Drain(h.Context())
				h.ok(err)
			},
			func(h *house, n offer.Number) {
				h.ok(h.s.SetDates(h.Context(), h.now(h.approver), n, offer.FormVersion(h.show(h.approver, n).Offer), offer.Window{PublishFrom: h.today()}))
				h.do(h.approver, n, offer.Publish)
			},
		},
	} {
		t.Run(leaves, func(t *testing.T) {
			t.Parallel()
			each(t, func(h *house) {
				covers.Statement(h, "O84", "O92")
				n := h.withCopy()
				x.away(h, n)
				v := h.show(h.reader, n)
				if v.State == offer.Published || h.public(n) != "" {
					t.Fatal(v.State)
				}
				if v.Content.Name != "Sommeil" || v.Changed || v.Copy == nil || v.Copy.Content.Name != "Écrans" || h.bound() != 2 || h.reads(h.reader, n, v.Files[0]) == "" || h.reads(h.reader, n, v.Copy.Files[0]) == "" {
					t.Fatalf("kept: %+v, %d files", v.Offer, h.bound())
				}
				x.back(h, n)
				if got := h.public(n); got != "Sommeil" {
					t.Errorf("shown again: %q", got)
				}
				h.do(h.manager, n, offer.SubmitCopy)
				h.do(h.approver, n, offer.ApproveCopy)
				if got := h.public(n); got != "Écrans" || h.bound() != 1 {
					t.Errorf("%q, %d files", got, h.bound())
				}
			})
		})
	}
}

// What was refused does not reach the public by way of the archive: whatever road an offer came back by, nobody publishes what nobody validated.
func TestRefusedComesBackUnvalidated(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "O84", "O92")
		n := h.published("Sommeil")
		write := func(name string) {
			o := h.show(h.manager, n).Offer
			in := offer.InputOf(o)
			in.Content.Name = name
			h.ok(h.save(n, offer.FormVersion(o), in))
		}
		h.do(h.approver, n, offer.Unpublish)
		h.dates(n, offer.Window{PublishFrom: h.day(5)})
		h.do(h.approver, n, offer.Schedule)
		h.do(h.manager, n, offer.TakeUp)
		write("Nobody has read this")
		h.do(h.manager, n, offer.Submit)
		h.do(h.approver, n, offer.Refuse)
		h.do(h.manager, n, offer.Archive, offer.Restore)
		h.dates(n, offer.Window{PublishFrom: h.today()})
		h.refused(h.try(h.approver, n, offer.Publish), apperr.Forbidden, offer.WhyChanged.Code)
		write("Somebody will read this") // in its place: of what was validated nothing is left to be kept
		if v := h.show(h.manager, n); v.Copy != nil || v.Content.Name != "Somebody will read this" {
			t.Errorf("%+v", v.Offer)
		}
		h.do(h.manager, n, offer.Submit)
		if v := h.show(h.manager, n); v.State != offer.Submitted {
			t.Errorf("submitted: %s", v.State)
		}
		h.do(h.approver, n, offer.ApprovePublish)
		if got := h.public(n); got != "Somebody will read this" {
			t.Errorf("%q", got)
		}
	})
}

// dates changes the days of publication of an offer, as an approver.
func (h *house) dates(n offer.Number, w offer.Window) {
	h.Helper()
	h.ok(h.s.SetDates(h.Context(), h.now(h.approver), n, offer.FormVersion(h.show(h.approver, n).Offer), w))
}

// What was validated is there still after the offer left the public and was rewritten: an approver shows it again as it was (O84).
func TestUnpublishedIsNotWrittenOver(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O84", "O92")
		n := h.published("Sommeil")
		h.do(h.approver, n, offer.Unpublish)
		h.next(n, "Écrans")
		v := h.show(h.manager, n)
		if v.Copy == nil || v.Copy.Content.Name != "Écrans" || v.Content.Name != "Sommeil" || v.Changed {
			h.Fatalf("%+v", v.Offer)
		}
		h.do(h.approver, n, offer.Publish)
		if got := h.public(n); got != "Sommeil" {
			h.Errorf("shown again: %q", got)
		}
	})
}

// withCopy is a published offer « Sommeil » with a poster, of which the next version « Écrans » is being written, with another.
func (h *house) withCopy() offer.Number {
	h.Helper()
	in := h.input("Sommeil")
	in.Sent = []string{h.staged(h.manager, "affiche.txt")}
	n, err := h.s.Create(h.Context(), h.now(h.manager), in)
	h.ok(err)
	h.do(h.manager, n, offer.Submit)
	h.do(h.approver, n, offer.ApprovePublish)
	h.next(n, "Écrans", h.staged(h.manager, "autre.txt"))
	return n
}

// next writes the next version of an offer, with another name and other files.
func (h *house) next(n offer.Number, name string, files ...string) {
	h.Helper()
	v := h.show(h.manager, n)
	in := offer.InputOf(v.Offer)
	in.Content.Name, in.Kept, in.Sent = name, nil, files
	h.ok(h.save(n, offer.FormVersion(v.Offer), in))
}

// While nobody reads it, the next version of an offer is written, submitted, sent back, validated and dropped as while it is published (O84).
func TestCopyOfAnUnpublishedOffer(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O84")
		n := h.withCopy()
		h.do(h.approver, n, offer.Unpublish)
		h.next(n, "Dents")
		h.do(h.manager, n, offer.SubmitCopy)
		waiting := func() int {
			l, err := h.lists.List(h.Context(), h.now(h.approver), portfolio.Filter{Status: offer.Status(offer.WaitsFilter(offer.Submitted)), Size: 20})
			h.ok(err)
			return l.Total
		}
		if waiting() != 1 {
			t.Error("nobody is called to validate it")
		}
		h.do(h.approver, n, offer.CorrectCopy)
		h.do(h.manager, n, offer.SubmitCopy)
		h.do(h.approver, n, offer.ApproveCopy)
		if v := h.show(h.approver, n); v.State != offer.Unpublished || v.Content.Name != "Dents" || v.Copy != nil || v.Changed || h.bound() != 0 || h.public(n) != "" {
			t.Errorf("%+v, %d files", v.Offer, h.bound())
		}
		h.do(h.approver, n, offer.Publish)
		h.next(n, "Erreur")
		h.do(h.manager, n, offer.SubmitCopy)
		h.do(h.moderator, n, offer.Withdraw)
		if waiting() != 0 {
			t.Error("an approver is called for what nobody may validate")
		}
		h.do(h.moderator, n, offer.Lift)
		h.do(h.manager, n, offer.RetractCopy, offer.DropCopy)
		if v := h.show(h.manager, n); v.Content.Name != "Dents" || v.Copy != nil || !v.Acts.May(offer.EditCopy) {
			t.Errorf("%+v", v.Offer)
		}
	})
}

// The version of a dropped copy never comes round: a form of it is stale for the copy that is begun after it (O89).
func TestDroppedCopy(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O89")
		n := h.published("Sommeil")
		write := func(name string) {
			v := h.show(h.manager, n)
			in := offer.InputOf(v.Offer)
			in.Content.Name = name
			h.ok(h.save(n, offer.FormVersion(v.Offer), in))
		}
		write("Écrans")
		old := h.show(h.manager, n)
		h.do(h.manager, n, offer.DropCopy)
		write("Dents")
		h.refused(h.save(n, offer.FormVersion(old.Offer), offer.InputOf(old.Offer)), apperr.Conflict)
		h.refused(h.s.Do(h.Context(), h.now(h.manager), n, offer.FormVersion(old.Offer), offer.SubmitCopy, ""), apperr.Conflict)
	})
}

// An unpublished offer with a day to come is programmed again, and published on that day by itself.
func TestScheduledAgain(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O92")
		n := h.published("Sommeil")
		h.do(h.approver, n, offer.Unpublish)
		if h.show(h.approver, n).Acts.May(offer.Schedule) {
			t.Error("programmed, without a day to come")
		}
		h.ok(h.s.SetDates(h.Context(), h.now(h.approver), n, offer.FormVersion(h.show(h.approver, n).Offer), offer.Window{PublishFrom: h.day(2)}))
		h.refused(h.try(h.approver, n, offer.Publish), apperr.Forbidden, offer.WhyTooEarly.Code)
		h.refused(h.try(h.manager, n, offer.Schedule), apperr.Forbidden, offer.WhyNotApprover.Code)
		h.do(h.approver, n, offer.Schedule)
		if v := h.show(h.reader, n); v.Status != offer.Scheduled {
			t.Error(v.Status)
		}
		h.d.Clock.Advance(48 * time.Hour)
		_, err := h.queue.Drain(h.Context())
		h.ok(err)
		if h.public(n) != "Sommeil" {
			t.Error("its day has come, and nobody reads it")
		}
	})
}

// What is for students, or for one institution, is not shown to everybody (O80).
func TestAudience(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O80")
		for _, x := range []struct {
			to          offer.Visibility
			institution string
		}{{offer.ForAll, ""}, {offer.ForStudents, ""}, {offer.ForInstitution, "Faculté de Lille"}, {offer.ForInstitution, "IFSI de Lens"}} {
			in := h.input("Pour " + string(x.to) + x.institution)
			in.Visibility, in.Institution = x.to, x.institution
			n, err := h.s.Create(h.Context(), h.now(h.manager), in)
			h.ok(err)
			h.do(h.manager, n, offer.Submit)
			h.do(h.approver, n, offer.ApprovePublish)
		}
		for _, x := range []struct {
			to   offer.Audience
			want int
		}{{offer.Audience{}, 1}, {offer.Audience{Student: true}, 2}, {offer.Audience{Institution: "IFSI de Lens"}, 2}, {offer.Audience{Student: true, Institution: "Faculté de Lille"}, 3}} {
			h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
				var w db.Where
				offer.ShownTo(&w, h.today(), x.to)
				where, args := w.SQL(1)
				n, err := db.Value[int](h.Context(), tx, `SELECT count(*) FROM offers_published p JOIN offers_structures s ON s.org_id = p.org_id WHERE `+where, args...)
				if n != x.want {
					t.Errorf("%+v reads %d offers, want %d", x.to, n, x.want)
				}
				return err
			}))
		}
	})
}

// What is programmed is published by itself, and what has ended leaves by itself; a suspension hides at once (O86).
func TestDays(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O86", "O44")
		in := h.input("Plus tard")
		in.Window = offer.Window{PublishFrom: h.day(2), PublishUntil: h.day(4)}
		n, err := h.s.Create(h.Context(), h.now(h.manager), in)
		h.ok(err)
		h.do(h.manager, n, offer.Submit)
		h.refused(h.try(h.approver, n, offer.ApprovePublish), apperr.Forbidden, offer.WhyTooEarly.Code)
		h.do(h.approver, n, offer.Approve)
		steps := []struct {
			days int
			want offer.Status
			read string
		}{{0, offer.Scheduled, ""}, {2, offer.Status(offer.Published), "Plus tard"}, {2, offer.Status(offer.Published), "Plus tard"}, {1, offer.Expired, ""}}
		for _, x := range steps {
			h.d.Clock.Advance(time.Duration(x.days) * 24 * time.Hour)
			_, err := h.queue.Drain(h.Context())
			h.ok(err)
			if v := h.show(h.reader, n); v.Status != x.want || h.public(n) != x.read {
				t.Fatalf("on %s: %s, read: %q", h.today(), v.Status, h.public(n))
			}
		}
		m := h.published("Maintenant")
		version := func() int64 { return offer.FormVersion(h.show(h.approver, m).Offer) }
		h.refused(h.s.SetDates(h.Context(), h.now(h.approver), m, version(), offer.Window{PublishFrom: h.day(3)}), apperr.Invalid) // it is shown
		h.refused(h.s.SetDates(h.Context(), h.now(h.manager), m, version(), offer.Window{PublishFrom: h.today()}), apperr.Forbidden, offer.WhyNotApprover.Code)
		h.ok(h.s.SetDates(h.Context(), h.now(h.approver), m, version(), offer.Window{PublishFrom: h.today(), PublishUntil: h.day(5)}))
		h.setState(h.orgID, "suspended")
		if h.public(m) != "" {
			t.Error("suspended, and read")
		}
		for status, want := range map[offer.Status]int{offer.Hidden: 1, offer.Status(offer.Published): 0} { // nor is it called published
			l, err := h.lists.List(h.Context(), h.now(h.reader), portfolio.Filter{Status: status, Size: 20})
			h.ok(err)
			if l.Total != want || want == 1 && l.Rows[0].Status != status {
				t.Errorf("%d offers are %s", l.Total, status)
			}
		}
		if v := h.show(h.reader, m); v.Status != offer.Hidden || v.State != offer.Published {
			t.Error(v.Status)
		}
		h.refused(h.try(h.manager, m, offer.Duplicate), apperr.NotFound) // no act of Do
		_, err = h.s.Duplicate(h.Context(), h.now(h.manager), m)
		h.refused(err, apperr.Forbidden, offer.WhyInactive.Code)
		h.setState(h.orgID, "active")
		if h.public(m) == "" {
			t.Error("active again, and not read")
		}
	})
}

// What ended, or was refused, is archived by itself after the months that the operator chose, twelve unless said otherwise; what is being
// written beside it keeps it. A structure that is closed has nothing published, whatever the last day (O92).
func TestArchivedByItself(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O92")
		ended, refused, shown, gone := h.published("Finie"), h.made("Refusée"), h.published("Lue"), h.withCopy()
		h.ok(h.s.SetDates(h.Context(), h.now(h.approver), shown, offer.FormVersion(h.show(h.approver, shown).Offer), offer.Window{PublishFrom: h.today()}))
		h.do(h.manager, refused, offer.Submit)
		h.do(h.approver, refused, offer.Refuse)
		h.do(h.approver, ended, offer.Unpublish)
		h.do(h.approver, gone, offer.Unpublish)
		states := func(days int, want ...offer.State) {
			h.d.Clock.Advance(time.Duration(days) * 24 * time.Hour)
			_, err := h.queue.Drain(h.Context())
			h.ok(err)
			for i, n := range []offer.Number{ended, refused, shown, gone} {
				if v := h.show(h.operator, n); v.State != want[i] {
					t.Errorf("%s after %d days more is %s, want %s", v.Content.Name, days, v.State, want[i])
				}
			}
		}
		states(100, offer.Unpublished, offer.Refused, offer.Published, offer.Unpublished)
		h.next(gone, "Écrans encore")
		states(270, offer.Archived, offer.Archived, offer.Published, offer.Unpublished)
		h.setState(h.orgID, "closed")
		states(100, offer.Archived, offer.Archived, offer.Unpublished, offer.Archived)
		if v := h.show(h.operator, shown); v.History[0].Name != "Préau" || h.public(shown) != "" {
			t.Errorf("of a closed structure: %+v", v.History[0])
		}
		states(366, offer.Archived, offer.Archived, offer.Archived, offer.Archived)
		h.setState(h.orgID, "active")
		if v := h.show(h.reader, ended); v.History[0].Name != "Préau" || v.History[0].To != string(offer.Archived) {
			t.Errorf("%+v", v.History[0])
		}
		h.do(h.manager, ended, offer.Restore)
		h.in(func(tx *db.Tx) error {
			_, err := tx.Exec(h.Context(), `INSERT INTO offers_options (name, n) VALUES ('archive_after', 2)`)
			return err
		})
		states(1, offer.Unpublished, offer.Archived, offer.Archived, offer.Archived) // « Restaurer » begins it anew
		states(70, offer.Archived, offer.Archived, offer.Archived, offer.Archived)
	})
}

// Who still works at an offer that ended keeps it from being archived: by its dates, by its contact, by its next version (O92). Nor does what is
// written at come to the end of its retention.
func TestArchivedSinceLastTouched(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O92")
		ended := map[string]offer.Number{}
		for _, name := range []string{"Laissée", "Dates", "Contact", "Version"} {
			ended[name] = h.published(name)
			h.do(h.approver, ended[name], offer.Unpublish)
		}
		wait := func(days int) {
			h.d.Clock.Advance(time.Duration(days) * 24 * time.Hour)
			_, err := h.queue.Drain(h.Context())
			h.ok(err)
		}
		wait(360)
		h.dates(ended["Dates"], offer.Window{PublishFrom: h.day(60), PublishUntil: h.day(90)})
		h.ok(h.s.SetContact(h.Context(), h.now(h.manager), ended["Contact"], offer.FormVersion(h.show(h.manager, ended["Contact"]).Offer), offer.Contact{Phone: "01 02 03 04 05"}))
		h.next(ended["Version"], "Version")
		o := h.show(h.manager, ended["Version"])
		in := offer.InputOf(o.Offer)
		in.Content.Goals = "D'autres objectifs."
		h.ok(h.save(ended["Version"], offer.FormVersion(o.Offer), in))
		wait(10)
		for name, n := range ended {
			want := offer.Unpublished
			if name == "Laissée" {
				want = offer.Archived
			}
			if got := h.show(h.operator, n).State; got != want {
				h.Errorf("%s: %s, want %s", name, got, want)
			}
		}
		wait(366)
		for name, n := range ended {
			if got := h.show(h.operator, n).State; got != offer.Archived {
				h.Errorf("%s, a year after: %s", name, got)
			}
		}
	})
}

// What was validated and whose last day is over will not publish itself: it is called so, in the list as on its page (1.2).
func TestLapsed(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O92")
		in := h.input("Sommeil")
		in.Window = offer.Window{PublishFrom: h.day(2), PublishUntil: h.day(4)}
		n, err := h.s.Create(h.Context(), h.now(h.manager), in)
		h.ok(err)
		h.do(h.manager, n, offer.Submit)
		h.do(h.approver, n, offer.Approve)
		h.d.Clock.Advance(5 * 24 * time.Hour) // and no program ran on these days
		if v := h.show(h.reader, n); v.Status != offer.Lapsed || v.State != offer.Approved {
			h.Errorf("%s, %s", v.Status, v.State)
		}
		for _, s := range offer.Statuses() {
			got, err := h.lists.List(h.Context(), h.now(h.reader), portfolio.Filter{Status: s, Size: 20})
			h.ok(err)
			if want := s == offer.Lapsed; (got.Total == 1) != want {
				h.Errorf("%s: %d", s, got.Total)
			}
		}
		h.dates(n, offer.Window{PublishFrom: h.day(1), PublishUntil: h.day(9)})
		if v := h.show(h.reader, n); v.Status != offer.Scheduled {
			h.Error(v.Status)
		}
	})
}

// Two approvers at once: one is heard, the other told.
func TestTwoApproversAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O92")
		n := h.made("Sommeil")
		h.do(h.manager, n, offer.Submit)
		version := offer.FormVersion(h.show(h.approver, n).Offer)
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for i, x := range []struct {
			do  offer.Act
			why string
		}{{offer.Approve, ""}, {offer.Refuse, "Trop tôt"}} {
			who := h.now([]access.Actor{h.approver, h.second}[i])
			wait.Go(func() { errs[i] = h.s.Do(h.Context(), who, n, version, x.do, x.why) })
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatal(errs)
		}
		for _, err := range errs {
			if err != nil {
				h.refused(err, apperr.Conflict)
			}
		}
	})
}

// The list: filters, order, pages; what each status finds is what is shown as such.
func TestList(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O43", "O47", "O48")
		h.made("Été à l'école")
		h.published("Sommeil")
		full := h.published("Complet")
		v := h.show(h.manager, full)
		h.ok(h.s.SetContact(h.Context(), h.now(h.manager), full, offer.FormVersion(v.Offer), offer.Contact{PlacesClosed: true}))
		sent := h.made("Envoyée")
		h.do(h.manager, sent, offer.Submit)
		l, err := h.lists.List(h.Context(), h.now(h.reader), portfolio.Filter{Size: 20})
		h.ok(err)
		if l.Total != 4 || l.Rows[0].Number != sent || l.MayCreate || len(l.CreateWhy) == 0 {
			t.Fatal(l.Total, l.MayCreate)
		}
		by := map[offer.Status]int{}
		for _, r := range l.Rows {
			by[r.Status]++
		}
		for _, s := range offer.Statuses() {
			got, err := h.lists.List(h.Context(), h.now(h.reader), portfolio.Filter{Status: s, Size: 20})
			h.ok(err)
			if got.Total != by[s] {
				t.Errorf("%s: %d, want %d", s, got.Total, by[s])
			}
		}
		for text, want := range map[string]int{"ETE": 1, "sommeil": 1, sent.String(): 1, "rien": 0} {
			got, err := h.lists.List(h.Context(), h.now(h.reader), portfolio.Filter{Text: text, Size: 20})
			h.ok(err)
			if got.Total != want {
				t.Errorf("%q: %d", text, got.Total)
			}
		}
		for _, x := range []struct {
			after, before string
			want          int
		}{{h.day(91), "", 0}, {h.day(90), "", 4}, {"", h.day(-1), 0}, {"", h.day(0), 4}} {
			got, err := h.lists.List(h.Context(), h.now(h.reader), portfolio.Filter{After: x.after, Before: x.before, Size: 20})
			h.ok(err)
			if got.Total != x.want {
				t.Errorf("%+v: %d", x, got.Total)
			}
		}
		_, err = h.lists.List(h.Context(), h.now(h.reader), portfolio.Filter{After: h.day(2), Before: h.day(1), Size: 20})
		h.refused(err, apperr.Invalid)
		got, err := h.lists.List(h.Context(), h.now(h.reader), portfolio.Filter{Order: portfolio.ByName, Page: 99, Size: 3})
		h.ok(err)
		if got.Page != 2 || got.Pages() != 2 || len(got.Rows) != 1 || got.Rows[0].Content.Name != "Sommeil" {
			t.Error(got.Page, got.Pages(), len(got.Rows))
		}
		none, err := h.lists.List(h.Context(), h.now(h.stranger), portfolio.Filter{Size: 20})
		h.ok(err)
		if none.Total != 0 || none.Pages() != 0 {
			t.Error("another structure's offers are listed")
		}
		every, err := h.lists.List(h.Context(), h.now(h.moderator), portfolio.Filter{Size: 20})
		h.ok(err)
		if every.Total != 4 || !every.All {
			t.Error(every.Total)
		}
	})
}

// « Reconduire » and « Dupliquer » (O50, O90).
func TestAgain(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O90", "O50")
		in := h.input("Sommeil")
		in.AskUntil = h.day(8)
		n, err := h.s.Create(h.Context(), h.now(h.manager), in)
		h.ok(err)
		h.do(h.manager, n, offer.Submit)
		h.do(h.approver, n, offer.ApprovePublish)
		was := h.show(h.manager, n)
		m, err := h.s.Renew(h.Context(), h.now(h.manager), n)
		h.ok(err)
		v := h.show(h.manager, m)
		year := func(s string) string {
			at, _ := time.Parse(time.DateOnly, s)
			return at.AddDate(1, 0, 0).Format(time.DateOnly)
		}
		if v.State != offer.Draft || v.PublishFrom != year(was.PublishFrom) || v.PublishUntil != year(was.PublishUntil) || v.AskUntil != year(was.AskUntil) || v.Periods[0].From != year(was.Periods[0].From) || v.Periods[0].Until != year(was.Periods[0].Until) || v.Periods[0].Weekdays[1] != 4 {
			t.Errorf("%+v", v.Offer)
		}
		if again := h.show(h.manager, n); again.Periods[0].From != was.Periods[0].From {
			t.Error("the old one moved, too")
		}
		h.d.Clock.Advance(3 * 366 * 24 * time.Hour) // it ended years ago: what is made anew does not end before it begins
		m, err = h.s.Renew(h.Context(), h.now(h.manager), n)
		h.ok(err)
		if v := h.show(h.manager, m); v.Periods[0].Until < h.today() || v.Periods[0].Until[5:] != was.Periods[0].Until[5:] || v.Periods[0].Until > h.day(366) {
			t.Errorf("renewed after three years: until %s, today is %s", v.Periods[0].Until, h.today())
		}
		m, err = h.s.Duplicate(h.Context(), h.now(h.manager), n)
		h.ok(err)
		if v := h.show(h.manager, m); v.PublishFrom != "" || v.Referent != was.Referent {
			t.Errorf("%+v", v.Offer)
		}
		_, err = h.s.Renew(h.Context(), h.now(h.approver), n)
		h.refused(err, apperr.Forbidden, offer.WhyNotManager.Code)
	})
}

// The referent is nowhere in what the public can read (O91).
func TestReferentIsNotPublic(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O91")
		h.published("Sommeil")
		h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
			n, err := db.Value[int](h.Context(), tx, `SELECT count(*) FROM offers_published WHERE content LIKE '%ecret%' OR text_fold LIKE '%secret%' OR contact_email LIKE '%secret%'`)
			if n != 0 {
				t.Error("the referent is in the public row")
			}
			return err
		}))
	})
}

// Mails: what waits, once an hour and in one mail, to the approvers; answers to the author alone, with the motive (M7 to M10).
func TestMails(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O93")
		drained := func() []mail.Message {
			before := len(h.mails.Sent())
			_, err := h.queue.Drain(h.Context())
			h.ok(err)
			return h.mails.Sent()[before:]
		}
		to := func(all []mail.Message) (out []string) {
			for _, m := range all {
				out = append(out, m.To)
			}
			slices.Sort(out)
			return slices.Compact(out)
		}
		n, m := h.made("Sommeil"), h.made("Écrans")
		h.do(h.manager, n, offer.Submit)
		h.do(h.manager, m, offer.Submit)
		if got := drained(); len(got) != 0 {
			t.Fatalf("told at once: %v", to(got))
		}
		h.d.Clock.Advance(time.Hour)
		got := drained()
		if who, want := slices.Sorted(slices.Values(to(got))), slices.Sorted(slices.Values([]string{h.all.Address, h.second.Address, h.approver.Address})); !slices.Equal(who, want) {
			t.Errorf("told: %v, want %v", who, want)
		}
		if len(got) != 3 || !strings.Contains(got[0].Subject, "2 offres à valider") || !strings.Contains(got[0].Text, "Écrans") {
			t.Errorf("%d mails, %q", len(got), got[0].Subject)
		}
		if !strings.HasSuffix(got[0].Subject, " / 2 offres à valider") {
			t.Errorf("%q has not the form of the source's mails (1.5)", got[0].Subject)
		}
		own := h.made("Dents")
		h.do(h.all, own, offer.Submit) // who validates, too, and submits it: told of the others alone
		h.d.Clock.Advance(time.Hour)
		for _, g := range drained() {
			if has := strings.Contains(g.Text, "Dents"); has == (g.To == h.all.Address) {
				t.Errorf("%s is told of what %s submitted: %t", g.To, h.all.Address, has)
			}
		}
		h.do(h.approver, own, offer.Refuse)
		drained()
		h.do(h.approver, n, offer.AskCorrection)
		h.do(h.approver, m, offer.ApprovePublish)
		got = drained()
		if who := to(got); len(got) != 2 || !slices.Equal(who, []string{h.manager.Address}) {
			t.Fatalf("told: %v", who)
		}
		if all := got[0].Text + got[1].Text; !strings.Contains(all, "Parce que.") || strings.Contains(all, "Secret") {
			t.Error(all)
		}
		h.d.Clock.Advance(60 * 24 * time.Hour)
		got = slices.DeleteFunc(slices.Clone(drained()), func(m mail.Message) bool { return strings.Contains(m.Subject, "La semaine des offres") })
		if len(got) != 1 || got[0].To != h.manager.Address || !strings.Contains(got[0].Subject, "30 jours") {
			t.Errorf("before the end: %v", to(got))
		}
		h.do(h.moderator, m, offer.Withdraw)
		if who := to(drained()); len(who) != 4 || slices.Contains(who, h.moderator.Address) {
			t.Errorf("withdrawn, told: %v", who)
		}
	})
}

// Answers go to all who wrote the offer and still manage offers; where nobody of them is left, to the structure's administrators. A
// publication that ends soon is told though the very day was missed, once for the thirty days and once for the seven, and nothing of a
// structure that is suspended (M8 to M10).
func TestMailsToWhoWrote(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O93")
		drained := func() []mail.Message {
			before := len(h.mails.Sent())
			_, err := h.queue.Drain(h.Context())
			h.ok(err)
			return h.mails.Sent()[before:]
		}
		told := func(what string, want ...access.Actor) {
			h.Helper()
			var got, addresses []string
			for _, m := range drained() {
				if strings.Contains(m.Subject, what) {
					got = append(got, m.To)
				}
			}
			for _, a := range want {
				addresses = append(addresses, a.Address)
			}
			slices.Sort(got)
			if slices.Sort(addresses); !slices.Equal(got, addresses) {
				t.Errorf("%s is told to %v, want %v", what, got, addresses)
			}
		}
		n := h.made("Sommeil")
		v := h.show(h.all, n)
		in := offer.InputOf(v.Offer)
		in.Content.Name, in.Window.PublishUntil = "Sommeil et écrans", h.day(40)
		_, err := h.s.Save(h.Context(), h.now(h.all), n, offer.FormVersion(v.Offer), in)
		h.ok(err)
		h.do(h.manager, n, offer.Submit)
		h.do(h.approver, n, offer.ApprovePublish)
		told("est publiée", h.manager, h.all)
		h.d.Clock.Advance(11 * 24 * time.Hour)
		told("29 jours", h.manager, h.all) // the thirtieth day had no run
		h.d.Clock.Advance(24 * time.Hour)
		told("jours")
		for _, a := range []access.Actor{h.manager, h.all} {
			h.in(func(tx *db.Tx) error {
				_, err := access.TakeBack(h.Context(), tx, access.ByProgram("Préau", tx.Now()), a.ID, role.Manager, role.At(h.orgID))
				return err
			})
		}
		h.setState(h.orgID, "suspended")
		h.d.Clock.Advance(23 * 24 * time.Hour)
		told("jours")
		h.setState(h.orgID, "active")
		h.d.Clock.Advance(24 * time.Hour)
		told("4 jours", h.admin)
		h.do(h.approver, n, offer.Unpublish)
		told("est dépubliée", h.admin)
	})
}
