package structureweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/structure"
)

// The buttons of the two steps: each sends the whole form, so that nothing typed in either is lost (O19).
const (
	fieldStep = "etape"
	stepNext  = "suite"
	stepBack  = "retour"
	stepSend  = "envoyer"
)

// firstStep and secondStep are what each step asks.
var (
	firstStep  = []string{structure.FieldName, structure.FieldSIREN, structure.FieldUAI, structure.FieldAddress, structure.FieldComplement, structure.FieldCommune, structure.FieldType, structure.FieldSignatory, structure.FieldSignatoryRole, structure.FieldAbout}
	secondStep = []string{structure.FieldFirstName, structure.FieldLastName, structure.FieldFunction, structure.FieldEmail, structure.FieldPhone}
)

// requestPage is one of the two steps.
type requestPage struct {
	fields
	Key    string
	Second bool
}

func (h *Handler) request(w http.ResponseWriter, r *http.Request) error {
	known := web.NewForm(map[string]string{structure.FieldEmail: frame.Actor(r).Address}) // of who is signed in
	return h.drawRequest(w, r, http.StatusOK, upload.Received{Form: known}, false, nil)
}

func (h *Handler) drawRequest(w http.ResponseWriter, r *http.Request, status int, in upload.Received, second bool, fault error) error {
	t := web.T(r)
	types, err := h.o.Offers.Structures.Types(r.Context(), structure.Type{})
	if err != nil {
		return err
	}
	p := requestPage{fields{T: t, Form: in.Form, Faults: ui.FaultsOf(t, fault), Types: types, Logo: h.logo(), In: in}, in.Form.Value(web.KeyField), second}
	if p.Key == "" {
		p.Key = id.New()
	}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: requestHead(t), Service: instance.Offers, Bare: true, Wrong: len(p.Faults) > 0}, requestHTML(p))
}

func requestHead(t *i18n.T) *ui.Head {
	return &ui.Head{T: t, Title: t.S(msg.RequestTitle), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Entry), Href: EntryPath}, {Label: t.S(msg.RequestTitle)}}}
}

// sendRequest goes to the other step, or sends the request.
func (h *Handler) sendRequest(w http.ResponseWriter, r *http.Request) error {
	in, err := h.receive(r)
	if in.Form == nil {
		return err
	}
	step := in.Form.Value(fieldStep)
	if err == nil && step != stepBack {
		err = in.Form.Err()
	}
	if step == stepBack {
		return h.drawRequest(w, r, http.StatusOK, in, false, nil)
	}
	req := requestOf(in, r)
	if err == nil && step != stepSend { // Ask checks it all, after a repeated form was told apart
		err = h.o.Offers.Structures.Check(r.Context(), req.Typed)
	}
	if known, is := structure.KnownOf(err); is {
		return h.drawKnown(w, r, known)
	}
	if apperr.Is(err, apperr.Invalid) || apperr.Is(err, apperr.Unavailable) {
		return h.drawRequest(w, r, statusOf(err), in, false, err)
	}
	if err != nil {
		return err
	}
	if step != stepSend {
		return h.drawRequest(w, r, http.StatusOK, in, true, nil)
	}
	_, err = h.o.Offers.Structures.Ask(r.Context(), frame.Actor(r), req)
	if known, is := structure.KnownOf(err); is {
		return h.drawKnown(w, r, known)
	}
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
		first := slices.ContainsFunc(e.Fields, func(f apperr.Field) bool { return !slices.Contains(secondStep, f.Name) })
		return h.drawRequest(w, r, http.StatusUnprocessableEntity, in, !first, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, SentPath)
}

// requestOf is what was typed.
func requestOf(in upload.Received, r *http.Request) structure.Request {
	f := in.Form
	const most = 4000
	return structure.Request{
		Typed: typed(f), LogoID: in.File.ID, From: web.ClientNet(r),
		Applicant: structure.Applicant{
			FirstName: f.Line(structure.FieldFirstName, most), LastName: f.Line(structure.FieldLastName, most), Function: f.Line(structure.FieldFunction, most),
			Email: f.Line(structure.FieldEmail, most), Phone: f.Line(structure.FieldPhone, most), Lang: web.T(r).Lang(),
		},
	}
}

// hidden are the other step's values, carried along.
func (p requestPage) hidden() []ui.Hidden {
	names := secondStep
	if p.Second {
		names = firstStep
	}
	out := p.Logo.Hidden(p.In)
	for _, n := range names {
		out = append(out, ui.Hidden{Name: n, Value: p.Form.Value(n)})
	}
	return out
}

func (p requestPage) steps() ui.Steps {
	now := 0
	if p.Second {
		now = 1
	}
	return ui.Steps{T: p.T, Label: p.T.S(msg.Steps), Names: []string{p.T.S(msg.StepOne), p.T.S(msg.StepTwo)}, Now: now}
}

// sent says that the request waits (O21).
func (h *Handler) sent(w http.ResponseWriter, r *http.Request) error {
	t := web.T(r)
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: requestHead(t), Service: instance.Offers, Bare: true}, sentHTML(t))
}

// drawKnown says that the structure is there already (O17).
func (h *Handler) drawKnown(w http.ResponseWriter, r *http.Request, known structure.Structure) error {
	t := web.T(r)
	return h.o.Frame.Render(w, r, http.StatusConflict, frame.Page{Head: requestHead(t), Service: instance.Offers, Bare: true, Wrong: true}, knownHTML(t, known))
}

// knownWays are the ways on from there: one asks to join a structure that works; of one that does not, whom to write to.
func knownWays(t *i18n.T, x structure.Structure) ui.Parts {
	has := ui.Button{Label: t.S(msg.HaveAccount), Href: EntryPath}
	if !structure.Moves.May(structure.DecideJoins, x.State, []structure.Role{structure.AsAdmin}, x) {
		return ui.Parts{ui.Para(t.S(msg.KnownShut)), ui.Acts{ui.Button{Label: t.S(msg.KnownContact), Look: ui.Main, Href: "/contact"}, has}}
	}
	return ui.Parts{ui.Acts{ui.Button{Label: t.S(msg.KnownAsk), Look: ui.Main, Href: joinPath(x)}, has}}
}

// joinPath is where one asks to join a structure that is there (O17): a page of its people's.
func joinPath(x structure.Structure) string {
	return EntryPath + "/rejoindre/" + strconv.FormatInt(x.Number, 10)
}

// correction is the request as its moderator wants it corrected, opened by the link of the mail (O28).
func (h *Handler) correction(w http.ResponseWriter, r *http.Request) error {
	return h.drawCorrection(w, r, http.StatusOK, upload.Received{}, nil)
}

type correctionPage struct {
	fields
	Key, Version, Motive string
	Clash, Expired       bool
	Path                 string // of the link
}

func (h *Handler) drawCorrection(w http.ResponseWriter, r *http.Request, status int, in upload.Received, fault error) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	x, err := h.o.Offers.Structures.ToCorrectBy(r.Context(), n, r.PathValue("jeton"))
	if err != nil {
		return cmp.Or(fault, err) // the link was used by this very form, which says now something else
	}
	if x.Gone != "" && fault == nil {
		return h.drawGone(w, r, x.Gone)
	}
	if x.Sent || x.Gone != "" {
		if fault != nil {
			return fault // what was typed is given back with it
		}
		return web.SeeOther(w, r, SentPath)
	}
	types, err := h.o.Offers.Structures.Types(r.Context(), x.Type)
	if err != nil {
		return err
	}
	t, f := web.T(r), in.Form
	if f == nil {
		f = correctionForm(x.Structure, h.o.Country())
	}
	p := correctionPage{
		fields: fields{T: t, Form: f, Faults: ui.FaultsOf(t, fault), Types: types, Logo: h.logo(), In: in}, Key: id.New(), Version: strconv.FormatInt(x.Version, 10), Motive: x.Motive,
		Clash: apperr.Is(fault, apperr.Conflict) && !x.Expired, Expired: x.Expired, Path: RequestPath + "/" + strconv.FormatInt(n, 10) + "/" + r.PathValue("jeton"),
	}
	if x.Logo.ID != "" {
		p.Has = ui.Parts{ui.Text(x.Logo.Name)}
	}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: requestHead(t), Service: instance.Offers, Bare: true, Wrong: len(p.Faults) > 0}, correctionHTML(p))
}

// drawGone says what became of the link.
func (h *Handler) drawGone(w http.ResponseWriter, r *http.Request, gone structure.Gone) error {
	t := web.T(r)
	say := map[structure.Gone]i18n.Key{structure.Replaced: msg.LinkReplacedAsked, structure.Answered: msg.LinkAnswered}[gone]
	return h.o.Frame.Render(w, r, http.StatusGone, frame.Page{Head: requestHead(t), Service: instance.Offers, Bare: true}, goneHTML(t, say))
}

// correctionForm is the whole request as its form shows it.
func correctionForm(x structure.Structure, home registers.Country) *web.Form {
	out := formValues(x.Facts)
	a := x.Applicant
	for name, value := range map[string]string{
		structure.FieldFirstName: a.FirstName, structure.FieldLastName: a.LastName, structure.FieldFunction: a.Function, structure.FieldEmail: a.Email, structure.FieldPhone: registers.Phone(a.Phone).Shown(home),
	} {
		out[name] = value
	}
	return web.NewForm(out)
}

// renewLink mails another link to the address of who asked.
func (h *Handler) renewLink(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := h.o.Offers.Structures.RenewLink(r.Context(), frame.Actor(r), n, r.PathValue("jeton"), web.ClientNet(r)); err != nil {
		return err
	}
	return web.SeeOther(w, r, EntryPath, i18n.M(msg.LinkSent))
}

func (h *Handler) correct(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	in, err := h.receive(r)
	if in.Form == nil {
		return err
	}
	if err == nil {
		err = in.Form.Err()
	}
	if err == nil {
		err = h.o.Offers.Structures.Correct(r.Context(), frame.Actor(r), n, version(in.Form), r.PathValue("jeton"), requestOf(in, r))
	}
	if known, is := structure.KnownOf(err); is {
		return h.drawKnown(w, r, known)
	}
	if again(err) {
		return h.drawCorrection(w, r, statusOf(err), in, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, SentPath)
}

// again says whether the form is shown again.
func again(err error) bool {
	return apperr.Is(err, apperr.Invalid) || apperr.Is(err, apperr.Conflict) || apperr.Is(err, apperr.Unavailable)
}
