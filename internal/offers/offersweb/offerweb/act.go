package offerweb

import (
	"errors"
	"net/http"
	"strconv"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb/msg"
	"preau/internal/offers/shared"
)

// step is an act that is asked once, on a page that says what will happen.
type step struct {
	do                 offer.Act
	slug               string // in addresses
	button, text, said i18n.Key
	look, final        ui.Look // of the button that leads here, and of the one that does it
}

// steps are all of them, in the order in which an offer's page shows them.
var steps = []step{
	{offer.Submit, "soumettre", msg.DoSubmit, msg.SayWillSubmit, msg.SaidSubmit, ui.Commit, ui.Commit},
	{offer.Retract, "retirer-la-demande", msg.DoRetract, msg.SayWillRetract, msg.SaidRetract, ui.Cancel, ui.Withdraw},
	{offer.ApprovePublish, "valider-et-publier", msg.DoApprovePublish, msg.SayWillApprovePublish, msg.SaidPublish, ui.Commit, ui.Commit},
	{offer.Approve, "valider", msg.DoApprove, msg.SayWillApprove, msg.SaidApprove, ui.Outline, ui.Commit},
	{offer.AskCorrection, "demander-une-correction", msg.DoAskCorrection, msg.SayWillAskCorrection, msg.SaidAskCorrection, ui.Outline, ui.Main},
	{offer.Refuse, "refuser", msg.DoRefuse, msg.SayWillRefuse, msg.SaidRefuse, ui.Cancel, ui.Withdraw},
	{offer.Publish, "publier", msg.DoPublish, msg.SayWillPublish, msg.SaidPublish, ui.Commit, ui.Commit},
	{offer.ApproveCopy, "valider-la-version", msg.DoApproveCopy, msg.SayWillApproveCopy, msg.SaidApproveCopy, ui.Commit, ui.Commit},
	{offer.CorrectCopy, "corriger-la-version", msg.DoAskCorrection, msg.SayWillCorrectCopy, msg.SaidAskCorrection, ui.Outline, ui.Main},
	{offer.SubmitCopy, "soumettre-la-version", msg.DoSubmitCopy, msg.SayWillSubmitCopy, msg.SaidSubmit, ui.Commit, ui.Commit},
	{offer.RetractCopy, "reprendre-la-version", msg.DoRetract, msg.SayWillRetract, msg.SaidRetract, ui.Cancel, ui.Withdraw},
	{offer.DropCopy, "abandonner-la-version", msg.DoDropCopy, msg.SayWillDropCopy, msg.SaidDropCopy, ui.Cancel, ui.Withdraw},
	{offer.TakeUp, "reprendre", msg.DoTakeUp, msg.SayWillTakeUp, msg.SaidTakeUp, ui.Outline, ui.Main},
	{offer.Lift, "lever-le-retrait", msg.DoLift, msg.SayWillLift, msg.SaidLift, ui.Outline, ui.Main},
	{offer.Restore, "restaurer", msg.DoRestore, msg.SayWillRestore, msg.SaidRestore, ui.Outline, ui.Main},
	{offer.Archive, "archiver", msg.DoArchive, msg.SayWillArchive, msg.SaidArchive, ui.Outline, ui.Main},
	{offer.Schedule, "programmer", msg.DoSchedule, msg.SayWillSchedule, msg.SaidSchedule, ui.Commit, ui.Commit},
	{offer.Unpublish, "depublier", msg.DoUnpublish, msg.SayWillUnpublish, msg.SaidUnpublish, ui.Cancel, ui.Withdraw},
	{offer.Withdraw, "retirer", msg.DoWithdraw, msg.SayWillWithdraw, msg.SaidWithdraw, ui.Cancel, ui.Withdraw},
	{offer.Delete, "supprimer", msg.DoDelete, msg.SayWillDelete, msg.SaidDelete, ui.Cancel, ui.Withdraw},
}

// stepNamed are the steps by act.
var stepNamed = func() map[offer.Act]step {
	out := map[offer.Act]step{}
	for _, s := range steps {
		out[s.do] = s
	}
	return out
}()

func stepOf(do offer.Act) step { return stepNamed[do] }

func actPath(n offer.Number, do offer.Act) string { return n.Path() + "/acte/" + stepOf(do).slug }

// actOf is actPath from a page that shows the offer: it names what was read there, so that nobody does to a text what they decided on
// another (O89).
func actOf(o offer.Offer, do offer.Act) string {
	return actPath(o.Number, do) + "?" + fieldVersion + "=" + versionOf(o)
}

func versionOf(o offer.Offer) string { return strconv.FormatInt(offer.FormVersion(o), 10) }

type actPage struct {
	showPage
	Step    step
	Do      offer.Act
	Faults  ui.Faults
	Reasons []apperr.Reason
	Clash   bool
	Over    bool // somebody else did something meanwhile, after which it cannot be done
	Version string
	Motive  string
	Asks    ui.Parts // who writes, where the account is shared
}

// asked is the step that an address names, and the offer. « soumettre » of a published offer is its working copy's.
func (h *Handler) asked(r *http.Request) (actPage, error) {
	who, n, err := numbered(r)
	if err != nil {
		return actPage{}, err
	}
	for _, s := range steps {
		if s.slug != r.PathValue("acte") {
			continue
		}
		v, err := h.o.Offers.Show(r.Context(), who, n)
		if err != nil {
			return actPage{}, err
		}
		if s.do == offer.Submit && v.Copy != nil {
			s = stepOf(offer.SubmitCopy)
		}
		p := actPage{showPage: showPage{View: v, T: web.T(r), Key: id.New(), From: fromList(r), Home: h.o.Country()}, Step: s, Do: s.do, Version: versionOf(v.Offer)}
		if s.do != offer.Submit && s.do != offer.SubmitCopy {
			p.Missing = nil
		}
		return p, nil
	}
	return actPage{}, apperr.NotFoundErr()
}

func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, p actPage, typed *web.Form) error {
	var err error
	if p.Asks, err = h.asks(r, p.OrgID, p.By, typed, p.Faults); err != nil {
		return err
	}
	t := p.T
	f := page(&ui.Head{T: t, Title: t.S(msg.ActTitle, "act", t.S(p.Step.button), "name", p.Content.Name), Crumbs: of(t, p.From, p.Offer, ui.Link{Label: t.S(p.Step.button)}), Tags: ui.Parts{tag(t, p.Status)}})
	f.Wrong = len(p.Faults) > 0 || p.Over
	if len(p.Reasons) > 0 {
		f.Reason = p.Reasons[0].Code
	}
	return h.o.Frame.Render(w, r, status, f, actHTML(p))
}

// confirm says what an act does before it is done, or why it cannot be.
func (h *Handler) confirm(w http.ResponseWriter, r *http.Request) error {
	p, err := h.asked(r)
	if err != nil {
		return err
	}
	o, concerns := p.Acts.Of(p.Do)
	if !concerns {
		return web.SeeOther(w, r, p.back()) // done already, or nobody's to do: the page shows what there is
	}
	if p.Reasons = o.Reasons; onlyUnnamed(p.View, p.Do) {
		p.Reasons = nil // the form asks it
	}
	if read := r.URL.Query().Get(fieldVersion); read != "" && read != p.Version && len(p.Reasons) == 0 {
		p.Clash = true // it changed since the page from which this was asked
		return h.draw(w, r, http.StatusConflict, p, nil)
	}
	return h.draw(w, r, http.StatusOK, p, nil)
}

// act does it.
func (h *Handler) act(w http.ResponseWriter, r *http.Request) error {
	who, n, err := numbered(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	motive := f.Text(offer.FieldMotive, offer.MaxText)
	if do, known := doNamed(r.PathValue("acte"), version); known && f.Err() == nil && !f.Has(shared.FieldName) {
		if h.o.Offers.Do(r.Context(), who, n, version, do, motive) == nil { // the usual way; a refusal is worked out with what its page shows
			return h.did(w, r, n, do)
		}
	}
	p, err := h.asked(r)
	if err != nil {
		return err
	}
	p.Motive = motive
	if err = f.Err(); err == nil {
		err = h.declared(r, who, p.OrgID, f)
	}
	if err == nil {
		err = asksWho(h.o.Offers.Do(r.Context(), who, p.Number, version, p.Do, p.Motive))
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		p.Faults = ui.FaultsOf(p.T, err)
		return h.draw(w, r, http.StatusUnprocessableEntity, p, f)
	case apperr.Conflict:
		if p.Acts.May(p.Do) || onlyUnnamed(p.View, p.Do) { // somebody changed it: what it is now is read before it is decided
			p.Clash = true
			return h.draw(w, r, http.StatusConflict, p, f)
		}
		if !errors.Is(err, apperr.ErrKeyReused) {
			p.Over = true
			return h.draw(w, r, http.StatusConflict, p, f)
		}
	default:
	}
	if err != nil {
		return err
	}
	return h.did(w, r, p.Number, p.Do)
}

// last is what was done last, by whom and when.
func (p actPage) last() string {
	if len(p.History) == 0 {
		return ""
	}
	l := p.History[0]
	return didText(p.T, l) + ", " + p.T.S(msg.DidBy, "name", l.Name) + ", " + p.T.DateTime(l.Done)
}

// doNamed is the act of an address, of the version that its form names.
func doNamed(slug string, version int64) (offer.Act, bool) {
	for _, s := range steps {
		switch {
		case s.slug != slug:
		case s.do == offer.Submit:
			return offer.SubmitAct(version), true
		default:
			return s.do, true
		}
	}
	return "", false
}

// did leads on from an act that is done.
func (h *Handler) did(w http.ResponseWriter, r *http.Request, n offer.Number, do offer.Act) error {
	from := fromList(r)
	to := from.on(n.Path())
	if do == offer.Delete {
		to = from.list()
	}
	return web.SeeOther(w, r, to, i18n.M(stepOf(do).said))
}

// reads says what has to be read before the act: the whole offer, or what changes in it. Empty: neither.
func (p actPage) reads() string {
	switch p.Do {
	case offer.Submit, offer.Approve, offer.ApprovePublish, offer.Publish, offer.Schedule:
		return p.T.S(msg.ReadWhole)
	case offer.SubmitCopy, offer.ApproveCopy, offer.CorrectCopy:
		return p.T.S(msg.CompareCaption)
	default:
	}
	return ""
}

// compares says whether the act is about the working copy alone: what it changes is read, and not the whole.
func (p actPage) compares() bool {
	return p.Copy != nil && p.reads() == p.T.S(msg.CompareCaption)
}

// says is what the act will do.
func (p actPage) says() string {
	if p.Do == offer.Approve && p.Window.Open(p.Today) {
		return p.T.S(msg.SayWillApproveNow)
	}
	return p.T.S(p.Step.text)
}

// weak is what an approver is told before validating: what may be left out, and is better there.
func (p actPage) weak() ui.Bullets {
	if p.Do != offer.Approve && p.Do != offer.ApprovePublish && p.Do != offer.ApproveCopy {
		return nil
	}
	o := p.Offer
	if p.Do == offer.ApproveCopy && p.Copy != nil {
		o = p.nextVersion()
	}
	var out ui.Bullets
	for _, x := range []struct {
		weak bool
		say  i18n.Key
	}{
		{o.Summary == "", msg.WeakSummary},
		{len([]rune(o.Description)) < 100, msg.WeakDescription},
		{o.Place.CommuneCode == "", msg.WeakPlace},
		{len(o.Programmes) == 0, msg.WeakProgrammes},
		{o.Contact.Email == "" && o.Contact.Phone == "", msg.WeakContact},
		{o.PublishUntil == "", msg.WeakUntil},
		{o.Visibility != offer.ForAll, msg.WeakVisibility},
		{p.over(o), msg.WeakPeriods},
		{o.PublishUntil != "" && o.PublishUntil < p.Today, msg.WeakOver},
		{o.AskUntil != "" && o.AskUntil < p.Today, msg.WeakAsked},
	} {
		if x.weak {
			out = append(out, ui.Text(p.T.S(x.say)))
		}
	}
	return out
}

// over says whether all periods are behind.
func (p actPage) over(o offer.Offer) bool {
	for _, x := range o.Periods {
		if x.Until >= p.Today {
			return false
		}
	}
	return len(o.Periods) > 0
}

type datesPage struct {
	T            *i18n.T
	Key, Version string
	In           offer.Window
	Stored       ui.Summary // what somebody else saved meanwhile (O89)
	Faults       ui.Faults
	Back         string
}

type contactPage struct {
	T            *i18n.T
	Key, Version string
	In           offer.Contact
	Stored       ui.Summary // what somebody else saved meanwhile (O89)
	Faults       ui.Faults
	Back         string
	Asks         ui.Parts // who writes, where the account is shared
}

// small is the offer that a small form is about.
func (h *Handler) small(r *http.Request) (offer.View, string, error) {
	who, n, err := numbered(r)
	if err != nil {
		return offer.View{}, "", err
	}
	v, err := h.o.Offers.Show(r.Context(), who, n)
	if err != nil {
		return v, "", err
	}
	return v, versionOf(v.Offer), nil
}

func (h *Handler) dates(w http.ResponseWriter, r *http.Request) error {
	v, version, err := h.small(r)
	if err == nil {
		err = h.allowed(r, v, offer.SetDates)
	}
	if err != nil {
		return err
	}
	return h.drawDates(w, r, http.StatusOK, v, datesPage{In: v.Window, Version: version}, nil)
}

func (h *Handler) drawDates(w http.ResponseWriter, r *http.Request, status int, v offer.View, p datesPage, fault error) error {
	t := web.T(r)
	p.T, p.Key, p.Back, p.Faults = t, id.New(), fromList(r).on(v.Number.Path()), smallFaults(t, fault)
	p.Stored = h.storedNow(t, v, fault, offer.FieldFrom)
	f := page(&ui.Head{T: t, Title: t.S(msg.ActTitle, "act", t.S(msg.ChangeDates), "name", v.Content.Name), Crumbs: of(t, fromList(r), v.Offer, ui.Link{Label: t.S(msg.ChangeDates)})})
	f.Wrong = len(p.Faults) > 0
	return h.o.Frame.Render(w, r, status, f, datesHTML(p))
}

// storedNow is what is stored of a field, where what was typed of it came too late: both stand on the page (O89).
func (h *Handler) storedNow(t *i18n.T, v offer.View, fault error, name string) ui.Summary {
	if !apperr.Is(fault, apperr.Conflict) {
		return nil
	}
	return facts(t, v.Words, h.o.Country(), v.Offer, []string{name})
}

// smallFaults are those of a form that fits on a screen: a conflict, and a refusal that passes, are told with them.
func smallFaults(t *i18n.T, fault error) ui.Faults {
	if apperr.Is(fault, apperr.Conflict) {
		return ui.Faults{{Text: t.S(msg.ClashAct)}}
	}
	out := ui.FaultsOf(t, fault)
	for _, r := range passing(fault) {
		out = append(out, ui.Fault{Text: t.M(r.Text)})
	}
	return out
}

// passing are the reasons of a refusal that is not about who asks: another did something meanwhile, and what was typed is kept.
func passing(err error) []apperr.Reason {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Forbidden || len(e.Reasons) == 0 || e.Reasons[0].Kind == apperr.Grant {
		return nil
	}
	return e.Reasons
}

// statusOf is the answer that a form which is shown again comes with; false for a fault after which it is not.
func statusOf(err error) (int, bool) {
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return http.StatusUnprocessableEntity, true
	case apperr.Conflict:
		return http.StatusConflict, true
	case apperr.Forbidden:
		return http.StatusForbidden, len(passing(err)) > 0
	case apperr.Unavailable: // where files are kept
		return http.StatusServiceUnavailable, true
	default:
		return 0, false
	}
}

func (h *Handler) setDates(w http.ResponseWriter, r *http.Request) error {
	v, version, err := h.small(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	typed, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	in := offer.Window{PublishFrom: f.Value(offer.FieldFrom), PublishUntil: f.Value(offer.FieldUntil)}
	err = h.o.Offers.SetDates(r.Context(), frameActor(r), v.Number, typed, in)
	if status, again := statusOf(err); err != nil && again {
		return h.drawDates(w, r, status, v, datesPage{In: in, Version: version}, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, fromList(r).on(v.Number.Path()), i18n.M(msg.Saved))
}

func (h *Handler) contact(w http.ResponseWriter, r *http.Request) error {
	v, version, err := h.small(r)
	if err == nil {
		if !onlyUnnamed(v, offer.SetContact) {
			err = h.allowed(r, v, offer.SetContact)
		}
	}
	if err != nil {
		return err
	}
	return h.drawContact(w, r, http.StatusOK, v, contactPage{In: h.spoken(v.Contact), Version: version}, nil, nil)
}

func (h *Handler) drawContact(w http.ResponseWriter, r *http.Request, status int, v offer.View, p contactPage, typed *web.Form, fault error) error {
	t := web.T(r)
	p.T, p.Key, p.Back, p.Faults = t, id.New(), fromList(r).on(v.Number.Path()), smallFaults(t, fault)
	var err error
	if p.Asks, err = h.asks(r, v.OrgID, v.By, typed, p.Faults); err != nil {
		return err
	}
	p.Stored = h.storedNow(t, v, fault, offer.FieldPhone)
	f := page(&ui.Head{T: t, Title: t.S(msg.ActTitle, "act", t.S(msg.ChangeContact), "name", v.Content.Name), Crumbs: of(t, fromList(r), v.Offer, ui.Link{Label: t.S(msg.ChangeContact)})})
	f.Wrong = len(p.Faults) > 0
	return h.o.Frame.Render(w, r, status, f, contactHTML(p))
}

func (h *Handler) setContact(w http.ResponseWriter, r *http.Request) error {
	v, version, err := h.small(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	typed, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	in := readContact(f)
	if err = f.Err(); err == nil {
		err = h.declared(r, frameActor(r), v.OrgID, f)
	}
	if err == nil {
		err = asksWho(h.o.Offers.SetContact(r.Context(), frameActor(r), v.Number, typed, in))
	}
	if status, again := statusOf(err); err != nil && again {
		return h.drawContact(w, r, status, v, contactPage{In: in, Version: version}, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, fromList(r).on(v.Number.Path()), i18n.M(msg.Saved))
}
