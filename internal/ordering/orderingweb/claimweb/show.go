package claimweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/supply"
)

// claimPage is a claim, as one of the sides sees it.
type claimPage struct {
	claim.View
	T       *i18n.T
	Key     string
	At      string // the page's address
	Pics    string // where its pictures are
	Typed   *web.Form
	Faults  ui.Faults
	Clash   string
	Refused []apperr.Reason
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, claimPage{})
}

func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, p claimPage) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if p.View, err = h.claims.Show(r.Context(), frame.Actor(r), n); err != nil {
		return err
	}
	t := web.T(r)
	p.At, p.Pics = p.Path(), path+"/photo/"+strconv.FormatInt(n, 10)+"/"
	p.begin(t)
	f := page(t, p.head(), len(p.Faults) > 0, ui.Link{Label: t.S(msg.ClaimsTitle), Href: path}, ui.Link{Label: t.S(msg.ClaimNo, "number", n)})
	if len(p.Refused) > 0 {
		f.Reason = p.Refused[0].Code
	}
	return h.frame.Render(w, r, status, f, claimHTML(p))
}

func (p *claimPage) begin(t *i18n.T) {
	p.T, p.Key = t, id.New()
	if p.Typed == nil {
		p.Typed = web.NewForm(map[string]string{})
	}
}

func (p claimPage) head() ui.Head {
	return ui.Head{
		Title: p.T.S(msg.ClaimTitle, "number", p.Number, "fault", p.T.S(p.Fault.Label())), Tags: tags(p.T, p.State, p.Late),
		Meta: ui.Parts{ui.Text(p.Order.Supplier.Name), ui.Text(p.Order.Org.Name)},
	}
}

// acts are what the buttons say.
var acts = map[string]claim.Act{
	"prendre": claim.Look, "proposer": claim.Propose, "accepter": claim.Accept, "contester": claim.Contest, "classer": claim.Resolve,
	"centrale": claim.Escalate, "decider": claim.Decide, "retirer": claim.Withdraw, "ecrire": claim.Say,
}

// saying reads a form.
func saying(f *web.Form) (claim.Saying, error) {
	do, known := acts[f.Value(fieldDo)]
	if !known {
		return claim.Saying{}, apperr.NotFoundErr()
	}
	in := claim.Saying{Do: do, Version: version(f), Offer: claim.Offer(f.Value(claim.FieldOffer)), Text: f.Text(claim.FieldText, claim.MaxText)}
	return in, f.Err()
}

func (h *Handler) say(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	in, err := saying(f)
	if err == nil {
		err = h.claims.Say(r.Context(), frame.Actor(r), n, in)
	}
	if err == nil {
		return web.SeeOther(w, r, claim.Claim{Number: n}.Path(), i18n.M(done[in.Do]))
	}
	status, p, ok := refused(web.T(r), f, err)
	if !ok {
		return err
	}
	return h.draw(w, r, status, p)
}

// done are what the page says after an act.
var done = map[claim.Act]i18n.Key{
	claim.Look: msg.ClaimLooked, claim.Propose: msg.ClaimProposed, claim.Accept: msg.ClaimAccepted, claim.Contest: msg.ClaimContested,
	claim.Resolve: msg.ClaimResolved, claim.Escalate: msg.ClaimEscalated, claim.Decide: msg.ClaimDecided, claim.Withdraw: msg.ClaimWithdrawn, claim.Say: msg.ClaimSaid,
}

// refused is the page with why an act was not done; false: another page says it.
func refused(t *i18n.T, f *web.Form, err error) (int, claimPage, bool) {
	e, _ := apperr.As(err)
	p := claimPage{Typed: f}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		p.Faults = ui.FaultsOf(t, err)
		return http.StatusUnprocessableEntity, p, true
	case apperr.Conflict:
		p.Clash = t.M(e.Msg)
		return http.StatusConflict, p, true
	case apperr.Forbidden:
		p.Refused = e.Reasons
		return http.StatusForbidden, p, true
	default:
	}
	return 0, p, false
}

func (h *Handler) photo(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	v, err := h.claims.Show(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	return h.sendPhoto(w, r, v)
}

func (h *Handler) sendPhoto(w http.ResponseWriter, r *http.Request, v claim.View) error {
	n, err := web.Number(r, "photo")
	if err != nil {
		return err
	}
	c, err := h.claims.Photo(r.Context(), v, int(min(n, claim.MostPhotos+1)))
	if err != nil {
		return err
	}
	return upload.Send(w, r, c, true)
}

// showSupplier is a claim as its supplier sees it. Like all pages of links it changes nothing.
func (h *Handler) showSupplier(w http.ResponseWriter, r *http.Request) error {
	return h.drawSupplier(w, r, http.StatusOK, claimPage{})
}

func (h *Handler) drawSupplier(w http.ResponseWriter, r *http.Request, status int, p claimPage) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	st, err := h.suppliers.Standing(w, r)
	if err != nil {
		return err
	}
	if st != supply.Live {
		return h.suppliers.Dead(w, r, st)
	}
	if p.View, err = h.claims.ShowByLink(r.Context(), web.At(r), r.PathValue("jeton"), n); err != nil {
		return err
	}
	t, at := web.T(r), order.SupplierPath+"/"+r.PathValue("jeton")
	p.At, p.Pics = claim.SupplierPath(at, n), at+"/photo/"+strconv.FormatInt(n, 10)+"/"
	p.begin(t)
	head := p.head()
	head.Crumbs = []ui.Link{{Label: t.S(msg.OrderTitle, "number", p.Order.Number), Href: at}, {Label: t.S(msg.ClaimNo, "number", n)}}
	return h.frame.Render(w, r, status, h.suppliers.Bare(t, head, len(p.Faults) > 0), claimHTML(p))
}

func (h *Handler) answer(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := h.suppliers.Slow(r); err != nil {
		return err
	}
	in, err := saying(f)
	if err == nil {
		err = h.claims.Answer(r.Context(), frame.Actor(r), r.PathValue("jeton"), n, in)
	}
	if err == nil {
		return web.SeeOther(w, r, claim.SupplierPath(order.SupplierPath+"/"+r.PathValue("jeton"), n), i18n.M(done[in.Do]))
	}
	status, p, ok := refused(web.T(r), f, err)
	if !ok {
		return err
	}
	return h.drawSupplier(w, r, status, p)
}

func (h *Handler) supplierPhoto(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	st, err := h.suppliers.Standing(w, r)
	if err != nil {
		return err
	}
	if st != supply.Live {
		return h.suppliers.Dead(w, r, st)
	}
	v, err := h.claims.ShowByLink(r.Context(), web.At(r), r.PathValue("jeton"), n)
	if err != nil {
		return err
	}
	return h.sendPhoto(w, r, v)
}

func (p claimPage) facts() ui.Summary {
	t := p.T
	var of ui.Parts
	if p.Side == claim.Supplier {
		of = ui.Parts{ui.Text(p.Order.Number)}
	} else {
		of = ui.Parts{ui.Link{Label: p.Order.Number, Href: p.Order.Path(), Ref: true}}
	}
	out := ui.Summary{
		{Term: t.S(msg.ColOrder), Value: of},
		{Term: t.S(msg.ColArticle), Value: ui.Parts{ui.Text(p.Title), ui.Sub(t.S(msg.Reference, "reference", p.Reference))}},
		{Term: t.S(msg.ClaimQuantity), Value: ui.Text(t.Number(p.Quantity))},
		{Term: t.S(msg.ClaimBy), Value: ui.Text(t.S(msg.ByWhen, "name", p.By, "date", i18n.When(p.OpenedAt)))},
		{Term: t.S(msg.ClaimText), Value: ui.Lines(p.Text)},
	}
	if p.Offer != claim.NoOffer {
		out = append(out, ui.Fact{Term: t.S(msg.ClaimOffer), Value: ui.Text(t.S(p.Offer.Label()))})
	}
	return out
}

// thread is what was said, the newest first.
func (p claimPage) thread() ui.Feed {
	var out ui.Feed
	for _, n := range p.Notes {
		text := p.T.S(saidOf[n.Do], "name", n.By)
		if n.Do == claim.Propose {
			text = p.T.S(msg.ClaimDidPropose, "name", n.By, "offer", p.T.S(n.Offer.Label()))
		}
		parts := ui.Parts{ui.Text(text)}
		if n.Text != "" {
			parts = append(parts, ui.Sub("« "+n.Text+" »"))
		}
		out = append(out, ui.FeedLine{Text: parts, When: p.T.DateTime(n.At)})
	}
	return out
}

var saidOf = map[claim.Act]i18n.Key{
	claim.Look: msg.ClaimDidLook, claim.Propose: msg.ClaimDidPropose, claim.Accept: msg.ClaimDidAccept, claim.Contest: msg.ClaimDidContest, claim.Resolve: msg.ClaimDidResolve,
	claim.Escalate: msg.ClaimDidEscalate, claim.Decide: msg.ClaimDidDecide, claim.Withdraw: msg.ClaimDidWithdraw, claim.Say: msg.ClaimDidSay,
}

func (p claimPage) hidden() []ui.Hidden {
	return []ui.Hidden{{Name: claim.FieldVersion, Value: strconv.FormatInt(p.Version, 10)}}
}

func (p claimPage) offers() []ui.Option {
	var out []ui.Option
	for _, o := range claim.Offers() {
		out = append(out, ui.Option{Value: string(o), Label: p.T.S(o.Label())})
	}
	return out
}

// buttons are the acts that the page offers, the one that ends it last.
func (p claimPage) buttons() ui.Acts {
	var out ui.Acts
	add := func(do claim.Act, label i18n.Key, value string, look ui.Look) {
		if p.May(do) {
			out = append(out, ui.Button{Label: p.T.S(label), Look: look, Name: fieldDo, Value: value})
		}
	}
	add(claim.Accept, msg.ClaimAccept, "accepter", ui.Commit)
	add(claim.Propose, msg.ClaimPropose, "proposer", ui.Commit)
	add(claim.Decide, msg.ClaimDecide, "decider", ui.Commit)
	add(claim.Look, msg.ClaimLook, "prendre", ui.Main)
	add(claim.Contest, msg.ClaimContest, "contester", ui.Outline)
	add(claim.Escalate, msg.ClaimEscalate, "centrale", ui.Main)
	add(claim.Resolve, msg.ClaimResolve, "classer", ui.Outline)
	add(claim.Say, msg.ClaimSay, "ecrire", ui.Outline)
	add(claim.Withdraw, msg.ClaimWithdraw, "retirer", ui.QuietStop)
	return out
}

func (p claimPage) pictures() ui.Parts {
	var out ui.Parts
	for i := range p.Photos {
		src := p.Pics + strconv.Itoa(i+1)
		out = append(out, ui.Picture{Src: src, Alt: p.T.S(msg.ClaimPhoto, "n", i+1), Large: true})
	}
	return out
}
