package demandweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/casework/canned"
	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/talk"
)

const (
	fieldBetween = "entre_operateurs"
	fieldAnswer  = "reponse"
	fieldSeen    = "vu"
	messageID    = "m-"
)

// Part is what the room of mandates tells beside a demand, and above its thread, as far as its reader may know; nothing where there is none.
type Part func(ctx context.Context, t *i18n.T, who access.Actor, d demand.Demand) (beside, above ui.Parts, err error)

// showPage is a demand, as its reader may see it.
type showPage struct {
	demand.View
	T       *i18n.T
	Who     access.Actor
	Now     time.Time
	Key     string
	Typed   *web.Form
	Written string   // the message, with the canned answer that was chosen
	Carried []string // ids of the files that came with it
	Faults  ui.Faults
	Why     []apperr.Reason // of an act that was refused
	Clash   string
	Given   ui.Parts // what is known of its mandates
	Ended   ui.Parts // that the person said no
	Asks    bool     // whether it is treated
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, nil, nil, nil)
}

// draw shows a demand; with an error, why what was sent was refused, what was typed, and the files that came.
func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, typed *web.Form, files []string, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := showPage{T: t, Who: who, Now: web.At(r), Key: id.New(), Typed: typed, Carried: files, Faults: ui.FaultsOf(t, fault)}
	if p.View, err = h.demands.Show(r.Context(), who, n); err != nil {
		return err
	}
	if p.State == demand.Draft {
		return web.SeeOther(w, r, p.Home())
	}
	if typed == nil {
		p.Typed = web.NewForm(nil)
	}
	p.Written = p.Typed.Value(demand.FieldMessage)
	if answer := p.canned(p.Typed.Value(fieldAnswer)); answer != "" {
		p.Written = strings.TrimSpace(strings.TrimSpace(p.Written) + "\n\n" + answer)
	}
	if e, ok := apperr.As(fault); ok {
		if p.Why = e.Reasons; e.Kind == apperr.Conflict {
			p.Clash = t.S(msg.ActClash)
		}
	}
	if p.Given, p.Ended, err = h.mandate(r.Context(), t, who, p.Demand); err != nil {
		return err
	}
	p.Asks = r.URL.Query().Get(fieldDo) == treats && p.May(demand.Treat)
	f := page(t, p.head(), p.place(), len(p.Faults) > 0, p.crumbs()...)
	if len(p.Why) > 0 {
		f.Reason = p.Why[0].Code
	}
	return h.frame.Render(w, r, status, f, showHTML(p))
}

// canned is the text of the answer of the reader's teams that was chosen, filled in.
func (p showPage) canned(chosen string) string {
	i := slices.IndexFunc(p.Answers, func(a canned.Answer) bool { return a.ID == chosen })
	if i < 0 {
		return ""
	}
	return p.Answers[i].Filled(canned.Values{First: p.Identity.First, Last: p.Identity.Last, Number: p.Number, Helper: p.CreatorName, Me: p.Who.Name})
}

func (p showPage) place() string {
	switch {
	case p.Masked:
		return ""
	case p.Side == demand.Officers:
		return "todo"
	}
	return "mine"
}

func (p showPage) crumbs() []ui.Link {
	here := ui.Link{Label: p.Number}
	switch p.place() {
	case "":
		return []ui.Link{here}
	case "todo":
		return []ui.Link{{Label: p.T.S(msg.ToDo), Href: Path + "/a-traiter"}, here}
	}
	return []ui.Link{{Label: p.T.S(msg.Mine), Href: Path}, here}
}

func (p showPage) head() ui.Head {
	t := p.T
	out := ui.Head{Title: p.Title, Tags: ui.Parts{stateTag(t, p.State)}, Acts: p.acts()}
	if p.Urgent {
		out.Tags = append(out.Tags, ui.Tag{Label: t.S(msg.Urgent), Color: ui.Danger})
	}
	if p.Mark(p.Now).Late {
		out.Tags = append(out.Tags, ui.Tag{Label: t.S(msg.Late), Color: ui.Warning})
	}
	out.Meta = ui.Parts{ui.Ref(t.S(msg.Numbered, "number", p.Number)), ui.Text(t.S(msg.SentOn, "day", t.Date(p.SentAt), "name", p.Sender().Name)), ui.Text(p.Team.Name)}
	if p.Masked {
		out.Title, out.Meta = t.S(msg.DemandNumbered, "number", p.Number), out.Meta[1:]
	}
	return out
}

// acts are the buttons at the head: what moves the demand.
func (p showPage) acts() ui.Parts {
	var out ui.Parts
	for _, x := range []struct {
		do    demand.Act
		value string
		label i18n.Key
		look  ui.Look
	}{
		{do: demand.TakeUp},
		{demand.Treat, treats, msg.Treat, ui.Commit},
		{demand.Reopen, "rouvrir", msg.Reopen, ui.Main},
		{demand.Close, "clore", msg.Close, ui.Main},
	} {
		if x.do == demand.TakeUp {
			out = append(out, p.takeUps()...)
			continue
		}
		if !p.May(x.do) {
			continue
		}
		if x.do == demand.Treat {
			out = append(out, ui.Button{Label: p.T.S(x.label), Look: x.look, Href: p.Path("?" + fieldDo + "=" + x.value)})
			continue
		}
		out = append(out, ui.Act{T: p.T, Label: p.T.S(x.label), Look: x.look, Post: p.Path("/acte"), Key: id.New(), Hidden: []ui.Hidden{{Name: fieldDo, Value: x.value}, p.seenMark()}})
	}
	if !p.Masked {
		out = append(ui.Parts{ui.Button{Label: p.T.S(msg.Pdf), Icon: ui.IconPrint, Look: ui.Quiet, Href: p.Path("/pdf")}}, out...)
	}
	return out
}

// treats is the value of the act by which a demand is said to be treated. Its page asks first: no référent takes it back (C041).
const treats = "traiter"

// sureAct says it, from the page's question.
func (p showPage) sureAct() ui.Act {
	return ui.Act{T: p.T, Label: p.T.S(msg.TreatYes), Look: ui.Commit, Post: p.Path("/acte"), Key: id.New(), Hidden: []ui.Hidden{{Name: fieldDo, Value: treats}, p.seenMark()}}
}

// seenMark is what an act of the page was decided upon.
func (p showPage) seenMark() ui.Hidden {
	return ui.Hidden{Name: fieldSeen, Value: strconv.FormatInt(p.Demand.SeenBy(p.Who), 10)}
}

// due is until when an answer is awaited (C042).
func (p showPage) due() (ui.Deadline, bool) {
	m := p.Mark(p.Now)
	if m.Due.IsZero() || p.Masked {
		return ui.Deadline{}, false
	}
	if m.Late {
		return ui.Deadline{T: p.T, Label: p.T.S(msg.LateSince), At: m.Due, Whole: true}, true
	}
	return ui.Deadline{T: p.T, Label: p.T.S(msg.DueAt), At: m.LastDay(), Whole: true}, true
}

// opening is the description as the first message.
func (p showPage) opening() talk.Said {
	t := p.T
	text := p.Text
	if p.UrgentWhy != "" {
		text += "\n\n" + t.S(msg.UrgentBecause, "why", p.UrgentWhy)
	}
	by := p.Sender()
	return talk.Said{
		Avatar: avatar(by.Name, demand.Helpers, by.AccountID == p.Who.ID), Who: by.Name, About: t.S(demand.Helpers.Label()) + ", " + p.Team.Name, When: t.DateTime(p.SentAt),
		Label: t.S(msg.MessageOf, "name", by.Name), Mine: by.AccountID == p.Who.ID, Text: text, Files: p.links(p.Files), Foot: p.seen(by.AccountID, 0, false),
	}
}

func (p showPage) said(m demand.Message) talk.Said {
	t := p.T
	mine := m.AccountID == p.Who.ID
	out := talk.Said{
		ID: messageID + strconv.FormatInt(m.No, 10), Avatar: avatar(m.Name, m.Side, mine), Who: m.Name, About: t.S(m.Side.Label()), When: t.DateTime(m.At),
		Label: t.S(msg.MessageOf, "name", m.Name), Mine: mine, Text: m.Text, Files: p.links(m.Files),
	}
	if m.Between {
		out.Inner = t.S(msg.BetweenOperators)
	}
	if !m.EditedAt.IsZero() {
		out.Foot = append(out.Foot, ui.With(ui.Fold{Label: t.S(msg.CorrectedAt, "at", t.DateTime(m.EditedAt))}, ui.Lines(m.First)))
	}
	out.Foot = append(out.Foot, p.seen(m.AccountID, m.N, m.Between)...)
	if p.May(demand.Correct) && m.MayCorrect(p.Who) == nil {
		out.Foot = append(out.Foot, ui.Link{Label: t.S(msg.Correct), About: t.S(msg.MessageAt, "at", t.DateTime(m.At)), Href: p.Path("/messages/" + strconv.FormatInt(m.No, 10) + "/correction")})
	}
	return out
}

// seen says who has read as far as a message, and when they last looked, its author apart (C048); of what is between operators, only those.
func (p showPage) seen(author string, n int64, between bool) ui.Parts {
	var names, marks []string
	for _, r := range p.Readers {
		if r.N >= n && r.AccountID != author && !(between && p.Outsider(r.AccountID)) {
			names, marks = append(names, r.Name), append(marks, p.T.S(msg.SeenAt, "name", r.Name, "at", p.T.DateTime(r.At)))
		}
	}
	switch {
	case len(names) == 0:
		return nil
	case len(names) > 3:
		var all ui.Bullets
		for _, m := range marks {
			all = append(all, ui.Text(m))
		}
		return ui.Parts{ui.With(ui.Fold{Label: p.T.S(msg.SeenByMore, "names", strings.Join(names[:2], ", "), "n", len(names)-2)}, all)}
	}
	return ui.Parts{ui.Tiny(p.T.S(msg.SeenBy, "names", p.T.And(marks)))}
}

func (p showPage) links(some []demand.Attached) ui.Files {
	var out ui.Files
	for _, f := range some {
		out = append(out, ui.File{Label: p.T.S(msg.FileOf, "name", f.Name, "size", document.Weight(p.T, f.Size)), Href: p.Path("/fichiers/" + strconv.FormatInt(f.N, 10))})
	}
	return out
}

// avatar is the two letters of a name; its colour tells the side, which the words beside it say.
func avatar(name string, side demand.Side, mine bool) ui.Avatar {
	out := ui.Avatar{Initials: frame.Initials(name), Color: map[demand.Side]ui.Color{demand.Helpers: ui.Brand2, demand.Officers: ui.Brand1, demand.Moderators: ui.Info}[side]}
	if mine {
		out.Color = ui.Accent
	}
	return out
}

// others are the history's other lines.
var others = map[string]i18n.Key{
	"casework.demand.create": msg.HistoryCreated, "casework.demand.send": msg.HistorySent, "casework.demand.write": msg.HistoryWrote, "casework.demand.point out": msg.HistoryPointed,
	"casework.demand.correct": msg.HistoryCorrected, "casework.identity.read": msg.HistoryRead, "casework.file.read": msg.HistoryFile, "casework.demand.write" + demand.Inner: msg.HistoryInner, "casework.demand.correct" + demand.Inner: msg.HistoryCorrected, "casework.file.read" + demand.Inner: msg.HistoryFile,
	"casework.mandate.ask": msg.HistoryMandateAsked, "casework.mandate.give": msg.HistoryMandateGiven, "casework.mandate.authorise": msg.HistoryMandateYes, "casework.mandate.deny": msg.HistoryMandateNo, "casework.mandate.withdraw": msg.HistoryMandateEnded, "casework.mandate.mistake": msg.HistoryMandateMistake,
	"casework.mandate.download": msg.HistoryMandateSheet, "casework.mandate.prove": msg.HistoryMandateProof, "casework.mandate.same": msg.HistoryMandateSame, "casework.mandate.resend": msg.HistoryMandateResent, "casework.mandate.answer": msg.HistoryMandateAnswer,
}

// history is all that happened, backwards; what is between operators for those alone.
func (p showPage) history() ui.Timeline {
	var out ui.Timeline
	for _, e := range p.Events {
		k, ok := eventOf(e)
		if !ok {
			k, ok = others[e.Act]
		}
		if !ok || strings.HasSuffix(e.Act, demand.Inner) && !p.Inner {
			continue
		}
		what := p.T.S(k, "name", e.Name, "to", e.Data["to"])
		if k == msg.HistoryFile {
			if a, ok := p.FileOf(e); ok {
				what = p.T.S(msg.HistoryFileNamed, "file", a.Name, "name", e.Name)
			}
		}
		out = append(out, ui.Moment{What: what, When: p.T.DateTime(e.Done)})
	}
	return out
}

// identity is who the usager is.
func (p showPage) identity() ui.Summary {
	t, i := p.T, p.Identity
	out := ui.Summary{{Term: t.S(msg.Last), Value: ui.Strong(i.Name())}}
	if i.Born != "" {
		out = append(out, ui.Fact{Term: t.S(msg.BornShort), Value: ui.Text(i.Born)})
	}
	for _, m := range i.More {
		out = append(out, ui.Fact{Term: t.S(m.Kind.Label()), Value: ui.Lines(m.Value)})
	}
	return out
}

// rouses says what a message will do to a demand that rests (C041).
func (p showPage) rouses() string {
	switch {
	case p.State == demand.Closed:
		return p.T.S(msg.WriteReopens)
	case p.State == demand.Treated && p.Side == demand.Helpers:
		return p.T.S(msg.WriteResumes)
	}
	return ""
}

// parties are who takes part.
func (p showPage) parties() ui.Feed {
	t, creator := p.T, msg.PartyCreator
	if p.Sender().AccountID != p.CreatorID {
		creator = msg.PartyHeir
	}
	out := ui.Feed{{Avatar: avatar(p.CreatorName, demand.Helpers, p.CreatorID == p.Who.ID), Text: ui.Parts{ui.Text(p.CreatorName), ui.Sub(t.S(creator))}}}
	for _, x := range p.People {
		out = append(out, ui.FeedLine{Avatar: avatar(x.Name, x.Side, x.AccountID == p.Who.ID), Text: ui.Parts{ui.Text(x.Name), ui.Sub(t.S(x.Side.Label()))}})
	}
	for _, a := range p.Teams {
		text := t.S(msg.PartyWaits)
		switch {
		case !a.LeftAt.IsZero():
			text = t.S(msg.PartyLeft)
		case a.TakenName != "" && p.State == demand.Closed:
			text = t.S(msg.PartyTook, "name", a.TakenName)
		case a.TakenName != "":
			text = t.S(msg.PartyTaken, "name", a.TakenName)
		case !a.AnsweredAt.IsZero():
			text = t.S(msg.PartyAnswered)
		}
		out = append(out, ui.FeedLine{Avatar: avatar(a.Agency, demand.Officers, false), Text: ui.Parts{ui.Text(a.Title()), ui.Sub(text)}})
	}
	return out
}

// deserted says whether all groupes have left a demand that goes on (C043): what is written in it reaches no organisme.
func (p showPage) deserted() bool {
	return p.May(demand.Invite) && !slices.ContainsFunc(p.Teams, func(a demand.Asked) bool { return a.LeftAt.IsZero() })
}

// proposed are the teams that those who left think right, and that nobody invited yet.
func (p showPage) proposed() ui.Parts {
	var out ui.Parts
	for _, a := range p.Teams {
		in := slices.ContainsFunc(p.Teams, func(x demand.Asked) bool { return x.Team.ID == a.Better.ID })
		if a.Better.ID == "" || in || !p.May(demand.Invite) {
			continue
		}
		out = append(out, ui.With(ui.Alert{Color: ui.Info, Title: p.T.S(msg.BetterTitle, "team", a.Title()), Text: p.T.S(msg.BetterText, "team", a.Better.Name)},
			ui.Acts{ui.Button{Label: p.T.S(msg.BetterInvite, "team", a.Better.Name), Small: true, Href: p.Path("/invitations?" + url.Values{demand.FieldInvited: {"groupe:" + a.Better.ID}}.Encode())}}))
	}
	return out
}

// answers are the canned answers, each a button of the message's form, which keeps what was typed.
func (p showPage) answers() ui.Bullets {
	var out ui.Bullets
	for _, a := range p.Answers {
		out = append(out, ui.Button{Label: a.Title, Small: true, Look: ui.Quiet, Name: fieldAnswer, Value: a.ID})
	}
	for _, a := range p.Teams {
		if p.Who.Holds(team.Officer, access.Place{Kind: access.Group, ID: a.Team.ID}) {
			out = append(out, ui.Link{Label: p.T.S(msg.KeepAnswers, "team", a.Team.Name), Href: "/equipes/" + strconv.FormatInt(a.Team.Number, 10) + "/reponses"})
		}
	}
	return out
}

// kept are the files that came with a message that was refused, to be sent with this one or not: ticked where the page shows that message
// again, and never on their own.
func (p showPage) kept() ui.Checks {
	out := ui.Checks{Name: fieldReceived, Legend: p.T.S(msg.FilesKept), Hint: p.T.S(msg.FilesKeptHint), Values: p.Carried}
	for _, f := range p.Pending {
		out.Options = append(out.Options, ui.Option{Value: f.ID, Label: p.T.S(msg.FileOf, "name", f.Name, "size", document.Weight(p.T, f.Size))})
	}
	return out
}

// fieldReceived carries the files that came with an earlier try of a message.
const fieldReceived = demand.FieldFiles + "_recu"

// fieldDrop is the button that removes those of them that are not ticked.
const fieldDrop = demand.FieldFiles + "_retrait"

// say writes a message, with its files.
func (h *Handler) say(w http.ResponseWriter, r *http.Request) error {
	if _, err := signedIn(r); err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	f, files, err := h.received(r, n, h.demands.Attach)
	if err != nil {
		return h.again(w, r, f, nil, err)
	}
	in := demand.Saying{Text: f.Value(demand.FieldMessage), Between: f.Has(fieldBetween), Files: f.Values(fieldReceived)}
	for _, a := range files {
		if in.Files = append(in.Files, a.ID); a.Came {
			in.Came = append(in.Came, a.ID)
		}
	}
	if f.Has(fieldDrop) {
		if err := h.demands.DropPending(r.Context(), frame.Actor(r), n, in.Files); err != nil {
			return err
		}
		return h.draw(w, r, http.StatusOK, f, in.Files, nil)
	}
	if f.Has(fieldAnswer) && f.Err() == nil {
		return h.draw(w, r, http.StatusOK, f, in.Files, nil)
	}
	if err = f.Err(); err == nil {
		err = h.demands.Say(r.Context(), post(r), n, in)
	}
	if err != nil {
		return h.again(w, r, f, in.Files, err)
	}
	return web.SeeOther(w, r, Path+"/"+n, i18n.M(msg.Said))
}

// again is the demand's page with what was refused, and the files that came with it.
func (h *Handler) again(w http.ResponseWriter, r *http.Request, f *web.Form, files []string, err error) error {
	status, ok := map[apperr.Kind]int{apperr.Invalid: http.StatusUnprocessableEntity, apperr.Forbidden: http.StatusForbidden, apperr.Conflict: http.StatusConflict}[apperr.KindOf(err)]
	if !ok || f == nil {
		return err
	}
	return h.draw(w, r, status, f, files, err)
}

// acts are what the buttons say.
var acts = map[string]demand.Act{"prendre": demand.TakeUp, treats: demand.Treat, "clore": demand.Close, "rouvrir": demand.Reopen}

// done are what the page says afterwards.
var done = map[demand.Act]i18n.Key{demand.TakeUp: msg.NowTaken, demand.Treat: msg.NowTreated, demand.Close: msg.NowClosed, demand.Reopen: msg.NowReopened, demand.Leave: msg.NowLeft}

func (h *Handler) act(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	do, known := acts[f.Value(fieldDo)]
	if !known {
		return apperr.NotFoundErr()
	}
	if err := h.demands.DoFor(r.Context(), who, n, demand.Step{Do: do, Team: integer(f.Value(demand.FieldFor)), Seen: integer(f.Value(fieldSeen))}); err != nil {
		return h.again(w, r, web.NewForm(nil), nil, err)
	}
	to := Path + "/" + n
	if do == demand.Close {
		asks, err := h.demands.AsksOpinion(r.Context(), who, n)
		if err != nil {
			return err
		}
		if asks {
			to += "/avis"
		}
	}
	return web.SeeOther(w, r, to, i18n.M(done[do]))
}
