package termsweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/terms"
	"preau/internal/core/terms/termsweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// deskPage is what administrators write, and what was published.
type deskPage struct {
	T   *i18n.T
	Key string
	refusal
	terms.Desk
	Text, Changes, Day string // as typed
	Seen               int64  // the draft that was seen
}

// typedAtMost is more than the longest text: the room has its own limits, told with the other faults.
const typedAtMost = 1 << 20

// desk is the draft with what was published.
func (h *Handler) desk(w http.ResponseWriter, r *http.Request) error {
	d, err := h.o.Terms.Desk(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	return h.renderDesk(w, r, deskPage{Desk: d, Text: d.Draft.Text, Changes: d.Draft.Changes, Day: d.Draft.Day, Seen: d.Draft.Version, refusal: refusal{Status: http.StatusOK}})
}

// save keeps the draft; the other button leads on to publishing it.
func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	typed := terms.Draft{Text: f.Text(terms.FieldText, typedAtMost), Changes: f.Text(terms.FieldChanges, typedAtMost), Day: f.Day(terms.FieldDay)}
	if len(f.Faults()) > 0 {
		typed.Day = f.Value(terms.FieldDay) // the room names it with the other faults
	}
	seen := number(f.Value(fieldVersion))
	err = h.o.Terms.Save(r.Context(), frame.Actor(r), typed, seen)
	if err == nil && f.Bool(fieldGoOn) {
		return web.SeeOther(w, r, publishPath)
	}
	if err == nil {
		return web.SeeOther(w, r, terms.DeskPath, i18n.M(msg.Saved))
	}
	x, ok := refusalOf(web.T(r), err)
	if !ok {
		return err
	}
	d, err := h.o.Terms.Desk(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	if x.Stale { // saving once more replaces what is stored now, which is shown beside
		seen = d.Draft.Version
	}
	return h.renderDesk(w, r, deskPage{Desk: d, Text: typed.Text, Changes: typed.Changes, Day: typed.Day, Seen: seen, refusal: x})
}

// fieldGoOn is the button that saves and leads to publishing.
const fieldGoOn = "publier"

func (h *Handler) renderDesk(w http.ResponseWriter, r *http.Request, p deskPage) error {
	p.T, p.Key = web.T(r), id.New()
	head := &ui.Head{T: p.T, Title: p.T.S(msg.Conditions), Lead: p.T.S(msg.DeskLead), Tags: ui.Parts{p.state()}}
	return h.o.Frame.Render(w, r, p.Status, frame.Page{Head: head, Admin: true, Place: placeTerms, Wrong: p.wrong() || p.Stale}, desk(p))
}

// state says whether anybody is asked anything.
func (p deskPage) state() ui.Tag {
	if p.InForce.Number == 0 {
		return ui.Tag{Label: p.T.S(msg.TagOff), Color: ui.Neutral, Outline: true}
	}
	return ui.Tag{Label: p.T.S(msg.TagVersion, "n", p.InForce.Number), Color: ui.Success}
}

// publishPage asks before a version is published, with what will happen in words.
type publishPage struct {
	T   *i18n.T
	Key string
	refusal
	terms.Desk
}

// publishForm says what publishing does, or why the draft cannot be published.
func (h *Handler) publishForm(w http.ResponseWriter, r *http.Request) error {
	d, err := h.o.Terms.Desk(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	return h.renderPublish(w, r, d, refusal{Status: http.StatusOK})
}

// publish makes a version of the draft that was shown.
func (h *Handler) publish(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, err := h.o.Terms.Publish(r.Context(), frame.Actor(r), number(f.Value(fieldVersion)), f.Bool(terms.FieldSure))
	if err == nil {
		return web.SeeOther(w, r, terms.DeskPath, i18n.M(msg.PublishedNow, "n", n))
	}
	x, ok := refusalOf(web.T(r), err)
	if !ok {
		return err
	}
	d, err := h.o.Terms.Desk(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	return h.renderPublish(w, r, d, x)
}

func (h *Handler) renderPublish(w http.ResponseWriter, r *http.Request, d terms.Desk, x refusal) error {
	t := web.T(r)
	if len(x.Reasons) == 0 {
		x.Reasons = append([]apperr.Reason(nil), d.Why...)
	}
	p := publishPage{T: t, Key: id.New(), refusal: x, Desk: d}
	head := &ui.Head{T: t, Title: t.S(msg.PublishTitle), Crumbs: []ui.Link{{Label: t.S(msg.Conditions), Href: terms.DeskPath}, {Label: t.S(msg.PublishTitle)}}}
	return h.o.Frame.Render(w, r, x.Status, frame.Page{Head: head, Admin: true, Place: placeTerms, Wrong: x.wrong() || x.Stale, Reason: x.code()}, publish(p))
}

// next is the version that the draft would become.
func (p publishPage) next() terms.Version {
	v := terms.Version{Number: 1, Text: p.Draft.Text, Changes: p.Draft.Changes, StartsAt: p.Starts}
	if len(p.Versions) > 0 {
		v.Number = p.Versions[0].Number + 1
	}
	return v
}

func (p publishPage) hidden() []ui.Hidden {
	return []ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(p.Draft.Version, 10)}}
}

// effects are what publishing does, in words.
func (p publishPage) effects() ui.Bullets {
	t := p.T
	when := t.S(msg.EffectNow)
	if p.Starts.After(p.Now) {
		when = t.S(msg.EffectLater, "at", t.Date(p.Starts))
	}
	return ui.Bullets{ui.Text(when), ui.Text(t.S(msg.EffectPeople, "n", p.People)), ui.Text(t.S(msg.EffectPrograms)), ui.Text(t.S(msg.EffectYou)), ui.Text(t.S(msg.EffectForGood))}
}
