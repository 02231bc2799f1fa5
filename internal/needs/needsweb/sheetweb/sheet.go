package sheetweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/quantity"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
	"preau/internal/needs/sheet"
)

// sheetPage is a lot of « Mes besoins »: the lines with what was entered, typed over by what was just sent.
type sheetPage struct {
	sheet.LotView
	T       *i18n.T
	Key     string
	Left    string
	Typed   map[int64]string // what was typed, when the form was refused; it is never lost
	Faults  ui.Faults
	Others  sheet.Quantities // what somebody else saved meanwhile
	Clash   bool             // it was saved meanwhile
	Mine    bool             // by the same person: in another tab, on another device
	Refused []apperr.Reason  // why what was sent was refused
	Pasted  *sheet.Pasted    // what was just put into the form, and is not kept yet
}

// sheet shows a lot to a member.
func (h *Handler) sheet(w http.ResponseWriter, r *http.Request) error {
	p, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	return h.drawSheet(w, r, http.StatusOK, p)
}

func (h *Handler) sheetPage(r *http.Request) (sheetPage, error) {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return sheetPage{}, err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return sheetPage{}, err
	}
	lot, err := web.Number(r, "lot")
	if err != nil {
		return sheetPage{}, err
	}
	v, err := h.needs.ShowLot(r.Context(), who, n, lot)
	if err != nil {
		return sheetPage{}, err
	}
	t := web.T(r)
	p := sheetPage{LotView: v, T: t, Key: id.New()}
	if v.Group.PhaseAt(who.At) == group.PhaseEntry {
		p.Left = t.S(msg.DaysLeft, "n", t.DaysLeft(who.At, v.Group.EntryUntil))
	}
	return p, nil
}

func (h *Handler) drawSheet(w http.ResponseWriter, r *http.Request, status int, p sheetPage) error {
	t, g := p.T, p.Group
	title := t.S(msg.LotTitle, "n", p.Lot.Position, "title", p.Lot.Title)
	head := &ui.Head{
		T: t, Title: title,
		Crumbs: groupweb.GroupCrumbs(t, g, ui.Link{Label: t.S(msg.TabNeeds), Href: groupweb.Path(g.Number, "/besoins")}, ui.Link{Label: title}),
		Tags:   ui.Parts{ui.State{Shape: Shape(p.Sheet.View()), Label: t.S(p.Sheet.View().Label())}},
		Meta:   ui.Parts{ui.Text(p.Membership.Org.Name), ui.Text(g.Title), ui.Text(t.S(msg.Support, "org", g.Support.Name))},
		Lead:   p.Lot.Description,
	}
	f := frame.Page{Head: head, Service: instance.Needs, Place: "list", Wrong: len(p.Faults) > 0}
	if len(p.Refused) > 0 {
		f.Reason = p.Refused[0].Code
	}
	return h.frame.Render(w, r, status, f, sheetHTML(p))
}

// saveSheet keeps or validates what was entered. Whatever the answer is, what was typed is shown again.
func (h *Handler) saveSheet(w http.ResponseWriter, r *http.Request) error {
	p, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	p.Typed = typed(f, p.Lot)
	if web.CleanLine(f.Value(fieldPaste)) != "" { // what was pasted is seen before it is kept
		return h.fill(w, r, p, f)
	}
	// Without anything pasted, its button is the one that the key Enter presses in any field, since it is the form's first:
	// that keeps what was entered.
	in, faults := readSheet(p.T, f, p.Lot)
	if faults == nil {
		return h.keepSheet(w, r, p, in, f)
	}
	if why := p.late(f); len(why) > 0 { // nobody corrects what is refused anyway
		p.Refused = why
		return h.drawSheet(w, r, http.StatusForbidden, p)
	}
	p.Faults = ui.FaultsOf(p.T, faults)
	return h.drawSheet(w, r, http.StatusUnprocessableEntity, p)
}

func (h *Handler) keepSheet(w http.ResponseWriter, r *http.Request, p sheetPage, in sheet.Input, f *web.Form) error {
	who, said, save := frame.Actor(r), i18n.M(msg.SheetSaved, "n", len(in.Quantities)), h.needs.SaveSheet
	back := groupweb.LotPath(p.Group.Number, "besoins", p.Lot.Position, "")
	if f.Value("acte") == "valider" {
		if unseen(f, in.Quantities) {
			said = i18n.M(msg.SheetToCheck)
		} else {
			save, said = h.needs.ValidateSheet, i18n.M(msg.SheetValidated, "lot", p.Lot.Title)
			back = groupweb.Path(p.Group.Number, "/besoins")
		}
	}
	err := save(r.Context(), who, p.Group.Number, p.Lot.Position, in)
	switch apperr.KindOf(err) {
	case apperr.Conflict:
		return h.clash(w, r, p)
	case apperr.Invalid:
		p.Faults = ui.FaultsOf(p.T, err)
		return h.drawSheet(w, r, http.StatusUnprocessableEntity, p)
	case apperr.Forbidden:
		e, _ := apperr.As(err)
		p.Refused = e.Reasons
		return h.drawSheet(w, r, http.StatusForbidden, p)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, back, said)
}

// clash shows both versions: what was typed stays in the fields, what was saved meanwhile stands beside.
func (h *Handler) clash(w http.ResponseWriter, r *http.Request, p sheetPage) error {
	now, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	now.Typed, now.Clash, now.Others = p.Typed, true, now.Sheet.Quantities
	now.Mine = now.Sheet.SavedBy == frame.Actor(r).ID
	return h.drawSheet(w, r, http.StatusConflict, now)
}

// late are the reasons why the lot cannot be entered now, if there are any.
func (p sheetPage) late(f *web.Form) []apperr.Reason {
	do := sheet.Save
	if f.Value("acte") == "valider" {
		do = sheet.Validate
	}
	o, _ := p.Acts.Of(do)
	return o.Reasons
}

// readSheet reads the quantities of a form; each that cannot be read is a fault of its line.
func readSheet(t *i18n.T, f *web.Form, l group.Lot) (sheet.Input, error) {
	in := sheet.Input{Quantities: sheet.Quantities{}}
	var faults []apperr.Field
	read := quantity.Parser(t.GroupsByComma())
	for _, line := range l.Lines {
		n, fault := read(f.Value(lineField(line)), line.Decimals)
		if fault != quantity.None {
			faults = append(faults, apperr.Field{Name: lineField(line), Msg: quantityFault(line, fault)})
			continue
		}
		if n > 0 {
			in.Quantities[line.Number] = n
		}
	}
	in.Version, _ = strconv.ParseInt(f.Value("version"), 10, 64) // a forged one is a stale one
	if len(faults) > 0 {
		return in, &apperr.Error{Kind: apperr.Invalid, Fields: faults}
	}
	return in, nil
}

func lineField(l group.Line) string { return "q." + strconv.FormatInt(l.Number, 10) }

func seenField(line int64) string { return "vu." + strconv.FormatInt(line, 10) }

func quantityFault(l group.Line, fault quantity.Fault) i18n.Msg {
	switch fault {
	case quantity.Negative:
		return i18n.M(msg.QuantityNegative, "article", l.Title)
	case quantity.TooMany:
		if l.Decimals == 0 {
			return i18n.M(msg.QuantityWhole, "article", l.Title, "unit", l.Unit)
		}
		return i18n.M(msg.QuantityDecimals, "article", l.Title, "n", l.Decimals)
	case quantity.TooLarge:
		return i18n.M(msg.QuantityLarge, "article", l.Title)
	case quantity.Ambiguous:
		return i18n.M(msg.QuantityAmbiguous, "article", l.Title)
	case quantity.NotANumber, quantity.None:
	}
	return i18n.M(msg.QuantityNumber, "article", l.Title)
}

func typed(f *web.Form, l group.Lot) map[int64]string {
	out := map[int64]string{}
	for _, line := range l.Lines {
		out[line.Number] = f.Value(lineField(line))
	}
	return out
}

// unseen says whether there is an unlikely quantity that the person has not been asked about yet (« 10 000 ? »).
func unseen(f *web.Form, q sheet.Quantities) bool {
	for line, n := range q {
		if n > group.Unlikely && f.Value(seenField(line)) != strconv.FormatInt(n, 10) {
			return true
		}
	}
	return false
}

// confirmEmpty asks before « Je n'ai aucun besoin pour ce lot » drops what was entered (R042).
func (h *Handler) confirmEmpty(w http.ResponseWriter, r *http.Request) error {
	p, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	t := p.T
	back := groupweb.LotPath(p.Group.Number, "besoins", p.Lot.Position, "")
	c := groupweb.ConfirmPage{
		T: t, Key: p.Key, Title: t.S(msg.EmptyTitle, "lot", p.Lot.Title), Text: t.S(msg.EmptyText, "n", p.Sheet.Filled, "org", p.Membership.Org.Name),
		Do: t.S(msg.NothingNeeded), Look: ui.Commit, Action: back + "/aucun", Back: back,
		Hidden: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(p.Sheet.Version, 10)}},
		Crumbs: groupweb.GroupCrumbs(t, p.Group, ui.Link{Label: t.S(msg.TabNeeds), Href: groupweb.Path(p.Group.Number, "/besoins")}, ui.Link{Label: p.Lot.Title, Href: back}, ui.Link{Label: t.S(msg.CrumbNothing)}),
	}
	o, _ := p.Acts.Of(sheet.ValidateEmpty)
	c.Reasons = o.Reasons
	return h.groups.Confirm(w, r, c)
}

func (h *Handler) validateEmpty(w http.ResponseWriter, r *http.Request) error {
	return h.moveSheet(w, r, h.needs.ValidateEmptySheet, msg.SheetEmpty, "/besoins")
}

func (h *Handler) reopen(w http.ResponseWriter, r *http.Request) error {
	return h.moveSheet(w, r, h.needs.ReopenSheet, msg.SheetReopened, "")
}
