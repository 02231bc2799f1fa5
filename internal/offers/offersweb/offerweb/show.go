package offerweb

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/history"
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb/msg"
)

type showPage struct {
	offer.View
	T    *i18n.T
	Key  string
	From from
	Logo ui.Parts          // on the preview
	Home registers.Country // whose telephones are written as at home
}

// back is the offer's own page.
func (p showPage) back() string { return p.From.on(p.Number.Path()) }

// publicSub says which version the page shows.
func (p showPage) publicSub() string {
	switch p.State {
	case offer.Draft, offer.Submitted, offer.ToCorrect, offer.Refused:
		if !p.Changed {
			return p.T.S(msg.PartPublicNext)
		}
	case offer.Approved, offer.Published, offer.Unpublished, offer.Withdrawn, offer.Archived:
	}
	if p.Changed {
		return p.T.S(msg.PartPublicChanged)
	}
	return p.T.S(msg.PartPublicSub)
}

func frameActor(r *http.Request) access.Actor { return frame.Actor(r) }

// show is an offer with what may be done to it.
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	who, n, err := numbered(r)
	if err != nil {
		return err
	}
	v, err := h.o.Offers.Show(r.Context(), who, n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := showPage{View: v, T: t, Key: id.New(), From: fromList(r), Home: h.o.Country()}
	head := &ui.Head{T: t, Title: v.Content.Name, Crumbs: of(t, p.From, v.Offer), Tags: ui.Parts{tag(t, v.Status)}, Acts: p.headActs()}
	head.Meta = ui.Parts{ui.Text(t.S(msg.NumberMeta, "n", v.Number.String())), ui.Text(joined(", ", v.OrgName, v.Site))}
	if d := dates(t, v.Window); d != "" {
		head.Meta = append(head.Meta, ui.Text(d))
	}
	return h.o.Frame.Render(w, r, http.StatusOK, page(head), showHTML(p))
}

// headActs are what everybody looks for first; the rest stands below.
func (p showPage) headActs() ui.Parts {
	out := ui.Parts{ui.Button{Label: p.T.S(msg.Preview), Href: p.From.on(p.Number.Path() + "/apercu")}}
	if o, concerns := p.Acts.Of(offer.WriteAct(p.Offer)); concerns {
		out = append(out, ui.Act{T: p.T, Label: p.T.S(msg.Edit), Look: ui.Outline, Href: p.From.on(p.Number.Path() + "/modifier"), Reasons: asked(o.Reasons)})
	}
	return out
}

// moves are the acts by which the offer goes on, those that are refused with why.
func (p showPage) moves() ui.Parts {
	var out ui.Parts
	for _, o := range p.Acts {
		s, step := stepNamed[o.Do]
		if !step {
			continue
		}
		if o.Do == offer.Publish && p.Acts.May(offer.ApprovePublish) {
			continue
		}
		look := s.look
		if o.Do == offer.Publish && p.Copy != nil { // one act is the main one: the version that is being written goes on
			look = ui.Outline
		}
		out = append(out, ui.Act{T: p.T, Label: p.T.S(s.button), Look: look, Href: p.From.on(actOf(p.Offer, o.Do)), Reasons: asked(o.Reasons)})
	}
	return out
}

// others are acts that have a page or a button of their own.
func (p showPage) others() ui.Parts {
	var out ui.Parts
	for _, x := range []struct {
		do    offer.Act
		label i18n.Key
		tail  string
		post  bool
	}{
		{offer.SetDates, msg.ChangeDates, "/dates", false},
		{offer.SetContact, msg.ChangeContact, "/contact", false},
		{offer.Duplicate, msg.Duplicate, "/dupliquer", true},
		{offer.Renew, msg.Renew, "/reconduire", true},
	} {
		o, concerns := p.Acts.Of(x.do)
		if !concerns {
			continue
		}
		a := ui.Act{T: p.T, Label: p.T.S(x.label), Reasons: o.Reasons}
		if x.post {
			a.Post, a.Key = p.Number.Path()+x.tail, p.Key+x.tail
		} else {
			a.Href, a.Reasons = p.From.on(p.Number.Path()+x.tail), asked(o.Reasons)
		}
		out = append(out, a)
	}
	return out
}

// nextVersion is the working copy as an offer.
func (p showPage) nextVersion() offer.Offer {
	next := p.Offer
	next.Content, next.Referent = p.Copy.Content, p.Copy.Referent
	return next
}

// compared are the fields in which the working copy differs, as they are and as they would be (O84).
func (p showPage) compared() ui.Table {
	t, next := p.T, p.nextVersion()
	out := ui.Table{Caption: t.S(msg.CompareCaption), Top: true, Cols: []ui.Col{{Label: t.S(msg.CompareField)}, {Label: t.S(msg.CompareNow)}, {Label: t.S(msg.CompareNext)}}}
	for _, name := range offer.Changed(p.Offer, next) {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{ui.Text(t.S(labels[name])), value(t, p.Words, p.Home, p.Offer, name), value(t, p.Words, p.Home, next, name)}})
	}
	return out
}

func (p showPage) copyText() string {
	if p.State == offer.Archived || p.State == offer.Withdrawn { // nobody is called to it
		return p.T.S(msg.CopyRests, "state", i18n.M(p.State.Label()))
	}
	switch p.Copy.State {
	case offer.CopySubmitted:
		return p.T.S(msg.CopySubmitted)
	case offer.CopyToCorrect:
		return p.T.S(msg.CopyToCorrect)
	case offer.CopyDraft:
	}
	return p.T.S(msg.CopyDraft)
}

// missing is what is needed before submitting.
func (p showPage) missing() ui.Bullets {
	var out ui.Bullets
	for _, f := range p.Missing {
		out = append(out, ui.Text(p.T.M(f.Msg)))
	}
	return out
}

// asksMissing says whether who reads can do something about what is missing.
func (p showPage) asksMissing() bool {
	_, submits := p.Acts.Of(offer.Submit)
	_, copies := p.Acts.Of(offer.SubmitCopy)
	return len(p.Missing) > 0 && (submits || copies)
}

// public are the fields that the public reads, and private those that it never does.
func (p showPage) public() ui.Summary {
	return facts(p.T, p.Words, p.Home, p.Offer, filled(p.T, p.Words, p.Home, p.Offer, offer.FieldName, offer.FieldReferent))
}

func (p showPage) private() ui.Summary {
	return facts(p.T, p.Words, p.Home, p.Offer, []string{offer.FieldReferent})
}

// did is the history in sentences (O82).
func (p showPage) did() ui.Timeline {
	var out ui.Timeline
	for i, l := range p.History {
		out = append(out, ui.Moment{What: didText(p.T, l), Text: p.T.S(msg.DidBy, "name", l.Name) + didMore(p.T, p.Home, l), When: p.T.DateTime(l.Done), Done: true, Now: i == 0})
	}
	return out
}

func didText(t *i18n.T, l history.Line) string {
	do := offer.Act(strings.TrimPrefix(l.Act, "offers.offer."))
	if l.From == "" && l.To == string(offer.Draft) && do == offer.Edit {
		return t.S(msg.DidCreate)
	}
	if k, ok := didKeys[do]; ok {
		return t.S(k)
	}
	return l.Act
}

// didMore is what a reader needs beside: a motive, the fields that changed.
func didMore(t *i18n.T, home registers.Country, l history.Line) string {
	if l.Data["motive"] != "" {
		return ", « " + l.Data["motive"] + " »"
	}
	if detail := didDetail(t, home, l); detail != "" {
		return ", " + detail
	}
	return ""
}

// didDetail is what changed, beside a motive.
func didDetail(t *i18n.T, home registers.Country, l history.Line) string {
	switch {
	case l.Data["from"]+l.Data["until"] != "": // of the days of publication
		now := dates(t, offer.Window{PublishFrom: l.Data["from"], PublishUntil: l.Data["until"]})
		if old := dates(t, offer.Window{PublishFrom: l.Data["old_from"], PublishUntil: l.Data["old_until"]}); old != "" {
			return t.S(msg.DidFromTo, "old", old, "new", now)
		}
		return now
	case offer.Act(strings.TrimPrefix(l.Act, "offers.offer.")) == offer.SetContact:
		return didContact(t, home, l)
	case l.Data["of"] != "":
		return t.S(msg.DidOf, "n", l.Data["of"])
	case l.Data["fields"] != "":
		var names []string
		for _, f := range strings.Split(l.Data["fields"], ",") {
			if k, ok := labels[f]; ok {
				names = append(names, t.S(k))
			}
		}
		return strings.Join(names, ", ")
	}
	return ""
}

// didContact is what the small fields were and became (O82).
func didContact(t *i18n.T, home registers.Country, l history.Line) string {
	said := func(field, s string) string {
		switch {
		case s == "":
			return t.S(msg.DidNothing)
		case field == offer.FieldPhone:
			return registers.Phone(s).Shown(home)
		}
		return s
	}
	var out []string
	for _, f := range []string{offer.FieldPhone, offer.FieldEmail, offer.FieldPlaces} {
		switch old, changed := l.Data["old_"+f]; {
		case !changed:
		case f == offer.FieldPlaces && old == "true":
			out = append(out, t.S(msg.DidOpen))
		case f == offer.FieldPlaces:
			out = append(out, t.S(msg.DidClosed))
		default:
			out = append(out, t.S(msg.DidFromTo, "old", said(f, old), "new", said(f, l.Data["new_"+f])))
		}
	}
	return strings.Join(out, ", ")
}

var didKeys = map[offer.Act]i18n.Key{
	offer.Edit: msg.DidEdit, offer.EditCopy: msg.DidEditCopy, offer.SetContact: msg.DidContact, offer.Submit: msg.DidSubmit, offer.Retract: msg.DidRetract, offer.Approve: msg.DidApprove,
	offer.ApprovePublish: msg.DidApprovePublish, offer.AskCorrection: msg.DidAskCorrection, offer.Refuse: msg.DidRefuse, offer.Publish: msg.DidPublish, offer.Schedule: msg.DidSchedule, offer.Unpublish: msg.DidUnpublish,
	offer.SetDates: msg.DidDates, offer.TakeUp: msg.DidTakeUp, offer.SubmitCopy: msg.DidSubmitCopy, offer.RetractCopy: msg.DidRetractCopy, offer.ApproveCopy: msg.DidApproveCopy,
	offer.CorrectCopy: msg.DidCorrectCopy, offer.DropCopy: msg.DidDropCopy, offer.Withdraw: msg.DidWithdraw, offer.Lift: msg.DidLift, offer.Archive: msg.DidArchive,
	offer.Restore: msg.DidRestore, offer.Duplicate: msg.DidDuplicate, offer.WrittenBefore: msg.DidWrittenBefore, offer.Renew: msg.DidRenew,
}

// historyFile is the whole history as a file (O82).
func (h *Handler) historyFile(w http.ResponseWriter, r *http.Request) error {
	who, n, err := numbered(r)
	if err != nil {
		return err
	}
	lines, err := h.o.Offers.History(r.Context(), who, n)
	if err != nil {
		return err
	}
	t := web.T(r)
	var b bytes.Buffer
	out, err := sheet.New(sheet.CSV, &b, t, t.S(msg.History), sheet.Head{Title: t.S(msg.HistoryWhen), Kind: sheet.Moment}, sheet.Head{Title: t.S(msg.HistoryWho)}, sheet.Head{Title: t.S(msg.HistoryWhat)},
		sheet.Head{Title: t.S(msg.HistoryFrom)}, sheet.Head{Title: t.S(msg.HistoryTo)}, sheet.Head{Title: t.S(msg.HistoryDetail)}, sheet.Head{Title: t.S(msg.Motive)})
	if err != nil {
		return fmt.Errorf("history of offer %s: %w", n, err)
	}
	for _, l := range lines {
		if err := out.Row(sheet.Instant(l.Done), sheet.Text(l.Name), sheet.Text(didText(t, l)), sheet.Text(stateText(t, l.From)), sheet.Text(stateText(t, l.To)), sheet.Text(didDetail(t, h.o.Country(), l)), sheet.Text(l.Data["motive"])); err != nil {
			return fmt.Errorf("history of offer %s: %w", n, err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("history of offer %s: %w", n, err)
	}
	return web.Download(w, t.S(msg.HistoryFile, "n", n.String())+".csv", sheet.CSV.MediaType(), &b)
}

func stateText(t *i18n.T, s string) string {
	if s == "" {
		return ""
	}
	return t.S(offer.State(s).Label())
}

// again makes another draft of an offer, and opens its form.
func (h *Handler) again(do func(context.Context, access.Actor, offer.Number) (offer.Number, error), said i18n.Key) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, n, err := numbered(r)
		if err != nil {
			return err
		}
		m, err := do(r.Context(), who, n)
		if err != nil {
			return err
		}
		return web.SeeOther(w, r, m.Path()+"/modifier", i18n.M(said, "n", m.String()))
	}
}

// previewed is the offer as the public sees it: the working copy, where one is written.
func (h *Handler) previewed(r *http.Request) (showPage, error) {
	who, n, err := numbered(r)
	if err != nil {
		return showPage{}, err
	}
	v, err := h.o.Offers.Show(r.Context(), who, n)
	p := showPage{View: v, T: web.T(r), From: fromList(r), Home: h.o.Country()}
	if v.Copy != nil {
		p.Offer = p.nextVersion()
	}
	return p, err
}

func (h *Handler) preview(w http.ResponseWriter, r *http.Request) error {
	p, err := h.previewed(r)
	if err != nil {
		return err
	}
	if path, err := h.o.LogoPath(r.Context(), p.OrgID); err != nil {
		return err
	} else if path != "" { // it stands on what the public will read, too (O13)
		p.Logo = ui.Parts{ui.Picture{Large: true, Src: path, Alt: p.OrgName}}
	}
	t, n := p.T, p.Number
	head := &ui.Head{T: t, Title: p.Content.Name, Lead: p.Summary, Crumbs: of(t, p.From, p.View.Offer, ui.Link{Label: t.S(msg.Preview)})}
	head.Meta = ui.Parts{ui.Text(t.S(msg.NumberMeta, "n", n.String())), ui.Text(joined(", ", p.OrgName, p.Site))}
	head.Acts = ui.Parts{ui.Button{Label: t.S(msg.Back), Href: p.back()}, ui.Button{Label: t.S(msg.AsPdf), Icon: ui.IconDownload, Href: n.Path() + "/apercu.pdf"}}
	return h.o.Frame.Render(w, r, http.StatusOK, page(head), previewHTML(p))
}

// seen are the fields of the preview: those of PublicFields, the summary being its lead.
func (p showPage) seen() ui.Summary {
	return facts(p.T, p.Words, p.Home, p.Offer, p.seenNames())
}

func (p showPage) seenNames() []string {
	return filled(p.T, p.Words, p.Home, p.Offer, offer.FieldName, offer.FieldSummary, offer.FieldReferent, offer.FieldVisibility)
}
