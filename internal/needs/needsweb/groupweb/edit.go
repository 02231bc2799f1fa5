package groupweb

import (
	"net/http"
	"strconv"
	"time"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/msg"
)

type groupForm struct {
	T         *i18n.T
	Key       string
	Form      *web.Form
	Faults    ui.Faults
	Supports  []ui.Option // to choose from; none when the group is there already
	DatesOpen bool        // the dates may be changed
	Version   string      // that the next save replaces
	Clash     bool
	Stored    ui.Summary // after a clash: what somebody else saved
	Back      string
	Submit    string
}

func (h *Handler) newGroup(w http.ResponseWriter, r *http.Request) error {
	return h.drawNewGroup(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawNewGroup(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	supports, err := h.needs.Supports(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := groupForm{T: t, Key: id.New(), Form: f, Faults: ui.FaultsOf(t, fault), DatesOpen: true, Back: "/groupements", Submit: t.S(msg.CreateGroup)}
	for _, o := range supports {
		p.Supports = append(p.Supports, ui.Option{Value: o.ID, Label: o.Name + ", " + o.Commune})
	}
	head := &ui.Head{
		T: t, Title: t.S(msg.NewGroup), Lead: t.S(msg.NewGroupLead),
		Crumbs: Crumbs(t, ui.Link{Label: t.S(msg.List), Href: "/groupements"}, ui.Link{Label: t.S(msg.CrumbNewGroup)}),
	}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Needs, Place: "new", Wrong: len(p.Faults) > 0}, groupFormHTML(p))
}

func (h *Handler) createGroup(w http.ResponseWriter, r *http.Request) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := readGroup(f, web.T(r).Zone())
	n := int64(0)
	if err = f.Err(); err == nil {
		n, err = h.needs.CreateGroup(r.Context(), who, in)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawNewGroup(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path(n, "/lots/nouveau"), i18n.M(msg.GroupCreated))
}

func readGroup(f *web.Form, zone *time.Location) group.Input {
	return group.Input{
		SupportID: f.Value(group.FieldSupport), Title: f.Line(group.FieldTitle, group.MaxTitle), Description: f.Text(group.FieldDescription, group.MaxDescription),
		JoinUntil: f.DateTime(group.FieldJoinUntil, zone), EntryFrom: f.DateTime(group.FieldEntryFrom, zone), EntryUntil: f.DateTime(group.FieldEntryUntil, zone),
	}
}

func (h *Handler) editGroup(w http.ResponseWriter, r *http.Request) error {
	p, err := h.OwnHeaded(r, TabDetail)
	if err != nil {
		return err
	}
	return h.drawEditGroup(w, r, http.StatusOK, p, storedGroup(p.T, p.Group), nil)
}

// storedGroup is the form of a group as it is.
func storedGroup(t *i18n.T, g group.Group) *web.Form {
	moment := func(at time.Time) string { return at.In(t.Zone()).Format("2006-01-02T15:04") }
	return web.NewForm(map[string]string{
		group.FieldTitle: g.Title, group.FieldDescription: g.Description, "version": strconv.FormatInt(g.Version, 10),
		group.FieldJoinUntil: moment(g.JoinUntil), group.FieldEntryFrom: moment(g.EntryFrom), group.FieldEntryUntil: moment(g.EntryUntil),
	})
}

// differences are the stored fields that differ from what was typed, as people read them.
func differences(t *i18n.T, g group.Group, typed *web.Form, dates bool) ui.Summary {
	var out ui.Summary
	stored := storedGroup(t, g)
	for _, f := range []struct {
		name  string
		label i18n.Key
		value string
		shown bool
	}{
		{group.FieldTitle, msg.TitleLabel, g.Title, true},
		{group.FieldDescription, msg.DescriptionLabel, g.Description, true},
		{group.FieldJoinUntil, msg.JoinUntil, t.DateTime(g.JoinUntil), dates},
		{group.FieldEntryFrom, msg.EntryFrom, t.DateTime(g.EntryFrom), dates},
		{group.FieldEntryUntil, msg.EntryUntil, t.DateTime(g.EntryUntil), dates},
	} {
		if f.shown && stored.Value(f.name) != typed.Value(f.name) {
			out = append(out, ui.Fact{Term: t.S(f.label), Value: ui.Text(f.value)})
		}
	}
	return out
}

func (h *Handler) drawEditGroup(w http.ResponseWriter, r *http.Request, status int, g GroupPage, f *web.Form, fault error) error {
	if err := h.refuse(r, group.EditGroup); err != nil {
		return err
	}
	t := g.T
	p := groupForm{
		T: t, Key: id.New(), Form: f, Faults: ui.FaultsOf(t, fault), DatesOpen: g.May(group.EditDates),
		Clash: apperr.Is(fault, apperr.Conflict), Version: f.Value("version"), Back: Path(g.Group.Number, ""), Submit: t.S(msg.Save),
	}
	if p.Clash {
		p.Version, p.Stored = strconv.FormatInt(g.Group.Version, 10), differences(t, g.Group, f, p.DatesOpen)
	}
	head := &ui.Head{T: t, Title: t.S(msg.EditTitle, "title", g.Group.Title), Crumbs: GroupCrumbs(t, g.Group, ui.Link{Label: t.S(msg.CrumbEdit)})}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Needs, Place: "list", Wrong: len(p.Faults) > 0}, groupFormHTML(p))
}

// refuse is nil when the rules offer the act; else why not.
func (h *Handler) refuse(r *http.Request, do group.Act) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	return h.needs.MayGroup(r.Context(), frame.Actor(r), n, do)
}

// May says whether the rules offer the act.
func (p GroupPage) May(do group.Act) bool {
	return p.Acts.May(do)
}

func (h *Handler) saveGroup(w http.ResponseWriter, r *http.Request) error {
	p, err := h.OwnHeaded(r, TabDetail)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := readGroup(f, p.T.Zone())
	version, _ := strconv.ParseInt(f.Value("version"), 10, 64) // a forged one is a stale one
	if err = f.Err(); err == nil {
		err = h.needs.EditGroup(r.Context(), frame.Actor(r), p.Group.Number, version, in)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawEditGroup(w, r, http.StatusUnprocessableEntity, p, f, err)
	case apperr.Conflict:
		return h.drawEditGroup(w, r, http.StatusConflict, p, f, err)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path(p.Group.Number, ""), i18n.M(msg.GroupSaved))
}

// confirmOpen says what opening does before it is done.
func (h *Handler) confirmOpen(w http.ResponseWriter, r *http.Request) error {
	return h.confirmGroup(w, r, group.OpenGroup, "/ouvrir", ConfirmPage{Look: ui.Commit}, confirmWords{
		title: msg.OpenTitle, text: msg.OpenText, draft: msg.OpenText, button: msg.Open, crumb: msg.CrumbOpen,
	})
}

// confirmAbandon says what abandoning does before it is done.
func (h *Handler) confirmAbandon(w http.ResponseWriter, r *http.Request) error {
	return h.confirmGroup(w, r, group.AbandonGroup, "/abandonner", ConfirmPage{Look: ui.Withdraw}, confirmWords{
		title: msg.AbandonTitle, text: msg.AbandonText, draft: msg.AbandonDraftText, button: msg.Abandon, crumb: msg.CrumbAbandon,
	})
}

// confirmWords are what such a page says of its act: the question, what will happen (to a draft, too), the button, and its
// name as a noun.
type confirmWords struct{ title, text, draft, button, crumb i18n.Key }

func (h *Handler) confirmGroup(w http.ResponseWriter, r *http.Request, do group.Act, tail string, c ConfirmPage, say confirmWords) error {
	p, err := h.OwnHeaded(r, TabDetail)
	if err != nil {
		return err
	}
	err = h.refuse(r, do)
	e, isReason := apperr.As(err)
	if isReason && len(e.Reasons) > 0 && p.Is(group.AsCoordinator) {
		c.Reasons = e.Reasons
	} else if apperr.Is(err, apperr.Conflict) {
		return web.SeeOther(w, r, Path(p.Group.Number, "")) // it is done already, as the group's page shows
	} else if err != nil {
		return err
	}
	t, g := p.T, p.Group
	if p.Phase == group.PhaseDraft {
		say.text = say.draft
	}
	c.T, c.Key, c.Title, c.Text, c.Do = t, p.Key, t.S(say.title, "title", g.Title), t.S(say.text, "title", g.Title), t.S(say.button)
	c.Action, c.Back, c.Facts = Path(g.Number, tail), Path(g.Number, ""), p.dates()
	c.Crumbs = GroupCrumbs(t, g, ui.Link{Label: t.S(say.crumb)})
	return h.Confirm(w, r, c)
}

func (h *Handler) open(w http.ResponseWriter, r *http.Request) error {
	return h.moveGroup(w, r, h.needs.OpenGroup, msg.GroupOpened)
}

func (h *Handler) abandon(w http.ResponseWriter, r *http.Request) error {
	return h.moveGroup(w, r, h.needs.AbandonGroup, msg.GroupAbandoned)
}
