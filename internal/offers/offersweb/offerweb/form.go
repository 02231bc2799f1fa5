package offerweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/frame/upload"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/vocabulary"
)

// Names of the form's parts that are the pages' own.
const (
	fieldVersion = "version"
	fieldMore    = "periode_de_plus"
	fieldThen    = "ensuite" // what the button says beside saving
	thenSubmit   = "soumettre"
	fieldQPV     = "qpv"
	fieldREP     = "rep"
	fieldZRR     = "zrr"
	fieldClosed  = "complet"
)

type formPage struct {
	T       *i18n.T
	Key     string
	In      offer.Input
	Stands  offer.Offer // what is edited, as it stands; of a new one there is none
	Typed   *web.Form   // the form as it came: a number that cannot be read is shown as it was typed
	Faults  ui.Faults
	Words   vocabulary.All
	Sites   []ui.Option // to choose from, where the offer is new; none: there is nothing to choose
	Version string
	New     bool
	For     string // of a new one: the structure for which the form is drawn
	Copy    bool   // the working copy, beside what was validated
	Dates   bool   // the days of publication are asked here
	Clash   ui.Summary
	Clashed bool
	Back    string
	Asks    ui.Parts        // who writes, where the account is shared
	Reasons []apperr.Reason // why it cannot be saved now: what was typed is kept
	Periods []period

	Upload   upload.Several
	Received upload.ReceivedAll
	Files    []offer.Attachment // of the version that the form changes
}

// period is a period as it was typed.
type period struct {
	N           int
	From, Until string
	Days        []string
	Halves      []string
}

// readForm is what was typed, faults of its numbers noted in the form: they are asked after it.
func readForm(f *web.Form) offer.Input {
	line := func(name string) string { return f.Line(name, offer.MaxLine*2) }
	text := func(name string) string { return f.Text(name, offer.MaxText*2) }
	num := func(name string) int { return f.Int(name, 0, offer.MaxNumber) }
	in := offer.Input{SiteID: f.Value(offer.FieldSite), Town: line(offer.FieldCommune)}
	in.Content = offer.Content{
		Name: line(offer.FieldName), Summary: text(offer.FieldSummary), Description: text(offer.FieldDescription), Goals: text(offer.FieldGoals), Setting: f.Value(offer.FieldSetting),
		Place: offer.Place{Address: line(offer.FieldAddress), Complement: line(offer.FieldComplement)}, Way: text(offer.FieldWay), Access: text(offer.FieldAccess),
		Topics: f.Values(offer.FieldTopics), Audiences: f.Values(offer.FieldAudiences), Headcount: num(offer.FieldHeadcount),
		QPV: f.Bool(fieldQPV), REP: f.Bool(fieldREP), ZRR: f.Bool(fieldZRR), Programmes: f.Values(offer.FieldProgrammes),
		Places: num(offer.FieldPlaces), GroupMin: num(offer.FieldGroupMin), GroupMax: num(offer.FieldGroupMax), Groups: num(offer.FieldGroups),
		Sessions: num(offer.FieldSessions), AskUntil: f.Value(offer.FieldAskUntil), Material: text(offer.FieldMaterial), Prerequisites: text(offer.FieldPrerequisites),
		Practical: text(offer.FieldPractical), Visibility: offer.Visibility(f.Value(offer.FieldVisibility)), Institution: line(offer.FieldInstitution), RegionalProject: line(offer.FieldRegional),
	}
	for _, m := range f.Values(offer.FieldModes) {
		in.Modes = append(in.Modes, offer.Mode(m))
	}
	for _, p := range readPeriods(f) {
		if p.From == "" && p.Until == "" && len(p.Days) == 0 && len(p.Halves) == 0 {
			continue
		}
		in.Periods = append(in.Periods, p.period())
	}
	in.Referent = offer.Referent{Name: line(offer.FieldReferent), Role: line(offer.FieldReferentRole), Phone: line(offer.FieldReferentPhone), Email: line(offer.FieldReferentEmail)}
	in.Contact = readContact(f)
	in.Window = offer.Window{PublishFrom: f.Value(offer.FieldFrom), PublishUntil: f.Value(offer.FieldUntil)}
	in.Kept = numbers(f.Values(fieldKept))
	return in
}

func readContact(f *web.Form) offer.Contact {
	return offer.Contact{Phone: f.Line(offer.FieldPhone, offer.MaxLine), Email: f.Line(offer.FieldEmail, offer.MaxLine), PlacesClosed: f.Bool(fieldClosed)}
}

// periodField names a part of the nth period.
func periodField(n int, part string) string { return "periode_" + strconv.Itoa(n) + "_" + part }

func readPeriods(f *web.Form) []period {
	var out []period
	for n := 1; n <= offer.MaxPeriods; n++ {
		if !f.Has(periodField(n, "du")) {
			continue
		}
		out = append(out, period{N: n, From: f.Value(periodField(n, "du")), Until: f.Value(periodField(n, "au")), Days: f.Values(periodField(n, "jours")), Halves: f.Values(periodField(n, "demi"))})
	}
	return out
}

func (p period) period() offer.Period {
	out := offer.Period{From: p.From, Until: p.Until}
	for _, d := range p.Days {
		n, _ := strconv.Atoi(d) // a forged one is 0, which is refused
		out.Weekdays = append(out.Weekdays, n)
	}
	slices.Sort(out.Weekdays)
	for _, x := range p.Halves {
		out.Halves = append(out.Halves, offer.Half(x))
	}
	return out
}

func periodsOf(ps []offer.Period) []period {
	out := make([]period, 0, len(ps)+1)
	for i, p := range ps {
		x := period{N: i + 1, From: p.From, Until: p.Until}
		for _, d := range p.Weekdays {
			x.Days = append(x.Days, strconv.Itoa(d))
		}
		for _, half := range p.Halves {
			x.Halves = append(x.Halves, string(half))
		}
		out = append(out, x)
	}
	return out
}

// begin is the form of a new offer.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	return h.drawNew(w, r, who, http.StatusOK, formPage{In: offer.Input{Content: offer.Content{Visibility: offer.ForAll, Modes: []offer.Mode{offer.OnSite}}}}, nil, nil)
}

func (h *Handler) drawNew(w http.ResponseWriter, r *http.Request, who access.Actor, status int, p formPage, f *web.Form, fault error) error {
	b, err := h.o.Offers.Begin(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	p.T, p.Key, p.New, p.Dates, p.Words, p.Back, p.Typed, p.Faults, p.Upload = t, id.New(), true, true, b.Words, offer.ListPath, f, ui.FaultsOf(t, fault), h.files()
	p.For = role.Structure(who)
	if len(b.Sites) > 0 {
		if b.Whole {
			p.Sites = append(p.Sites, ui.Option{Label: t.S(msg.WholeStructure)})
		}
		for _, s := range b.Sites {
			p.Sites = append(p.Sites, ui.Option{Value: s.ID, Label: s.Name})
		}
	}
	if p.Asks, err = h.asks(r, "", b.By, f, p.Faults); err != nil {
		return err
	}
	p.Periods = withEmpty(p.Periods, false)
	fp := page(&ui.Head{T: t, Title: t.S(msg.New), Lead: t.S(msg.NewLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.New)})})
	fp.Wrong = len(p.Faults) > 0
	return h.o.Frame.Render(w, r, status, fp, formHTML(p))
}

// withEmpty adds a period to be filled in where there is none, or where one more was asked.
func withEmpty(ps []period, more bool) []period {
	if (len(ps) == 0 || more) && len(ps) < offer.MaxPeriods {
		ps = append(ps, period{})
	}
	for i := range ps {
		ps[i].N = i + 1
	}
	return ps
}

func (h *Handler) create(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	if err := h.o.Offers.MayBegin(r.Context(), who); err != nil { // who may not write sends no files
		_ = upload.Typed(r) // the refusal is the fault to tell
		return err
	}
	got, err := h.received(r)
	if got.Form == nil {
		return err
	}
	f := got.Form
	who = frameActor(r) // the form's key is known once it was read
	in := readForm(f)
	if other := role.Still(who, f.Value(role.FieldFor)); other != nil { // before the form is drawn again for anything else
		return h.drawNew(w, r, who, http.StatusUnprocessableEntity, formPage{In: in, Received: got, Periods: readPeriods(f)}, f, role.Beside(other, refusedFiles(f)))
	}
	if f.Has(fieldMore) {
		return h.drawNew(w, r, who, http.StatusOK, formPage{In: in, Received: got, Periods: withEmpty(readPeriods(f), true)}, f, refusedFiles(f))
	}
	var n offer.Number
	if in.Sent = got.IDs(); err == nil {
		err = f.Err()
	}
	if err == nil {
		err = h.declared(r, who, "", f)
	}
	if err == nil {
		n, err = h.o.Offers.Create(r.Context(), who, in)
		err = asksWho(err)
	}
	if status, typed := statusOf(err); err != nil && typed && status != http.StatusForbidden {
		return h.drawNew(w, r, who, status, formPage{In: in, Received: got, Periods: readPeriods(f)}, f, err)
	}
	if err != nil {
		return err
	}
	if err := h.files().Done(r, got); err != nil {
		return err
	}
	return h.then(w, r, f, n, offer.FormVersion(offer.Offer{Version: 1}), msg.Created)
}

// then does what the button says beside saving: it submits the version that was just saved and no later one, where nothing is missing; else
// it leads to the page that says what is.
func (h *Handler) then(w http.ResponseWriter, r *http.Request, f *web.Form, n offer.Number, version int64, said i18n.Key) error {
	if f.Value(fieldThen) != thenSubmit {
		return web.SeeOther(w, r, fromList(r).on(n.Path()), i18n.M(said))
	}
	who := frameActor(r)
	if who.Key != "" {
		who.Key += " submit" // an act of its own: a repeated form is answered as the first was
	}
	err := h.o.Offers.Do(r.Context(), who, n, version, offer.SubmitAct(version), "")
	switch apperr.KindOf(err) {
	case apperr.Invalid, apperr.Forbidden, apperr.Conflict: // it is saved
		return web.SeeOther(w, r, fromList(r).on(actPath(n, offer.Submit)), i18n.M(said))
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, fromList(r).on(n.Path()), i18n.M(msg.SaidSubmit))
}

// edit is the form of an offer, or of the working copy of a published one (O84).
func (h *Handler) edit(w http.ResponseWriter, r *http.Request) error {
	v, err := h.named(r)
	if err == nil && !onlyUnnamed(v, offer.WriteAct(v.Offer)) {
		err = h.allowed(r, v, offer.WriteAct(v.Offer))
	}
	if err != nil {
		return err
	}
	in := offer.InputOf(v.Offer)
	in.Referent.Phone, in.Contact = registers.Phone(in.Referent.Phone).Shown(h.o.Country()), h.spoken(in.Contact)
	return h.drawEdit(w, r, http.StatusOK, v, nil, formPage{In: in, Periods: periodsOf(in.Periods)}, nil)
}

// named is the offer that an address names, for who may see it.
func (h *Handler) named(r *http.Request) (offer.View, error) {
	who, n, err := numbered(r)
	if err != nil {
		return offer.View{}, err
	}
	return h.o.Offers.Show(r.Context(), who, n)
}

// allowed is nil where the rules offer an act; else the refusal that doing it would have, with who could lift it.
func (h *Handler) allowed(r *http.Request, v offer.View, do offer.Act) error {
	if v.Acts.May(do) {
		return nil
	}
	return h.o.Offers.Why(r.Context(), frameActor(r), v.Number, do)
}

// drawEdit draws the form of an offer; f is the form as it came, nil where it is drawn first.
func (h *Handler) drawEdit(w http.ResponseWriter, r *http.Request, status int, v offer.View, f *web.Form, p formPage, fault error) error {
	t := web.T(r)
	p.T, p.Key, p.Words, p.Back, p.Typed, p.Faults, p.Upload = t, id.New(), v.Words, fromList(r).on(v.Number.Path()), f, ui.FaultsOf(t, fault), h.files()
	p.Stands = v.Offer
	p.stands(offer.InputOf(v.Offer).Files, f)
	p.Copy, p.Dates = offer.WriteAct(v.Offer) == offer.EditCopy, v.State == offer.Draft || v.State == offer.ToCorrect
	if p.Version == "" {
		p.Version = strconv.FormatInt(offer.FormVersion(v.Offer), 10)
	}
	if apperr.Is(fault, apperr.Conflict) {
		p.Clashed, p.Version, p.Clash = true, strconv.FormatInt(offer.FormVersion(v.Offer), 10), h.clash(t, v, p.In)
		p.Faults = nil
	}
	var err error
	if p.Asks, err = h.asks(r, v.OrgID, v.By, f, p.Faults); err != nil {
		return err
	}
	p.Reasons, p.Periods = passing(fault), withEmpty(p.Periods, false)
	head := &ui.Head{T: t, Title: t.S(msg.EditTitle, "name", v.Content.Name), Crumbs: of(t, fromList(r), v.Offer, ui.Link{Label: t.S(msg.Edit)}), Tags: ui.Parts{tag(t, v.Status)}}
	if p.Copy {
		head.Lead = t.S(msg.EditCopyLead)
	}
	fp := page(head)
	fp.Wrong = len(p.Faults) > 0 || p.Clashed
	if len(p.Reasons) > 0 {
		fp.Reason = p.Reasons[0].Code
	}
	return h.o.Frame.Render(w, r, status, fp, formHTML(p))
}

// spoken is a contact, its telephone as people write it: typed again it is the same.
func (h *Handler) spoken(c offer.Contact) offer.Contact {
	c.Phone = registers.Phone(c.Phone).Shown(h.o.Country())
	return c
}

// parsed is a telephone as it would be kept, or as it was typed where it is none.
func (h *Handler) parsed(typed string) string {
	if n, fault := registers.ParsePhone(typed, h.o.Country()); fault.OK() {
		return string(n)
	}
	return typed
}

// clash is what somebody else saved, where it differs from what was typed (O89).
func (h *Handler) clash(t *i18n.T, v offer.View, typed offer.Input) ui.Summary {
	stored := v.Offer
	if v.Copy != nil {
		stored.Content, stored.Referent = v.Copy.Content, v.Copy.Referent
	}
	mine := stored
	if town := strings.TrimSpace(typed.Town); town == stored.Place.Town() {
		typed.Place.PostalCode, typed.Place.Commune, typed.Place.CommuneCode = stored.Place.PostalCode, stored.Place.Commune, stored.Place.CommuneCode
	} else {
		typed.Place.Commune = town // as it was typed: it differs, whatever the register makes of it
	}
	typed.Referent.Phone, typed.Contact.Phone = h.parsed(typed.Referent.Phone), h.parsed(typed.Contact.Phone)
	typed.Files = keptOf(stored.Files, typed.Kept)
	mine.Content, mine.Referent, mine.Contact, mine.Window = typed.Content, typed.Referent, typed.Contact, typed.Window
	return facts(t, v.Words, h.o.Country(), stored, offer.Changed(stored, mine))
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	v, err := h.named(r)
	if err != nil {
		return err
	}
	got, err := h.received(r)
	if got.Form == nil {
		return err
	}
	f := got.Form
	in := readForm(f)
	if v.State != offer.Draft && v.State != offer.ToCorrect {
		in.Window = v.Window
	}
	again := formPage{In: in, Received: got, Periods: readPeriods(f), Version: f.Value(fieldVersion)}
	if f.Has(fieldMore) {
		again.Periods = withEmpty(again.Periods, true)
		return h.drawEdit(w, r, http.StatusOK, v, f, again, refusedFiles(f))
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	if in.Sent = got.IDs(); err == nil {
		err = f.Err()
	}
	if err == nil {
		err = h.declared(r, frameActor(r), v.OrgID, f)
	}
	if err == nil {
		version, err = h.o.Offers.Save(r.Context(), frameActor(r), v.Number, version, in)
		err = asksWho(err)
	}
	if status, typed := statusOf(err); err != nil && typed {
		if v, fault := h.named(r); fault == nil { // as it is now, perhaps since another's act
			return h.drawEdit(w, r, status, v, f, again, err)
		}
	}
	if err != nil {
		return err
	}
	if err := h.files().Done(r, got); err != nil {
		return err
	}
	return h.then(w, r, f, v.Number, version, msg.Saved)
}
