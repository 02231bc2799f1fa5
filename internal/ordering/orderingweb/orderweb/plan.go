package orderweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

// planPage is what will happen to what was chosen, in both ways (R205).
type planPage struct {
	T        *i18n.T
	Keys     []order.Key
	Together order.Plan
	Each     order.Plan
	Typed    *web.Form // the form that was refused
	Faults   ui.Faults
	Refused  []apperr.Reason
	Clash    string // what happened meanwhile to some of what was chosen
}

// plan says in words what parcels will come, before anything is made (R205).
func (h *Handler) plan(w http.ResponseWriter, r *http.Request) error {
	return h.drawPlan(w, r, http.StatusOK, keysOf(r.URL.Query()[fieldChosen]), planPage{})
}

func (h *Handler) drawPlan(w http.ResponseWriter, r *http.Request, status int, keys []order.Key, p planPage) error {
	if len(keys) == 0 {
		return h.chooseOne(w, r)
	}
	var err error
	if p.Together, p.Each, err = h.orders.Plans(r.Context(), frame.Actor(r), keys); err != nil {
		if p.Clash != "" && apperr.Is(err, apperr.Conflict) { // nothing of it waits any more
			return h.drawDesk(w, r, http.StatusConflict, deskPage{Fault: p.Clash})
		}
		return h.moved(w, r, err)
	}
	t := web.T(r)
	p.T, p.Keys = t, keys
	head := &ui.Head{T: t, Title: t.S(msg.PlanTitle), Lead: t.S(msg.PlanLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.DeskTitle), Href: toCreate}, ui.Link{Label: t.S(msg.PlanTitle)})}
	f := page(head, "to-create", len(p.Faults) > 0)
	if len(p.Refused) > 0 {
		f.Reason = p.Refused[0].Code
	}
	return h.frame.Render(w, r, status, f, planHTML(p))
}

// create makes the orders (R201, R211).
func (h *Handler) create(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := readCreating(f)
	var made []string
	if err = f.Err(); err == nil {
		made, err = h.orders.Create(r.Context(), frame.Actor(r), in)
	}
	p := planPage{Typed: f}
	switch e, _ := apperr.As(err); apperr.KindOf(err) {
	case apperr.Invalid:
		p.Faults = ofForm(ui.FaultsOf(web.T(r), err))
		return h.drawPlan(w, r, http.StatusUnprocessableEntity, in.Keys, p)
	case apperr.Forbidden:
		p.Refused = e.Reasons
		return h.drawPlan(w, r, http.StatusForbidden, in.Keys, p)
	case apperr.Conflict: // what is left is shown as it is now, with what was typed
		p.Clash = said(web.T(r), err)
		return h.drawPlan(w, r, http.StatusConflict, in.Keys, p)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, toCreate, i18n.M(msg.OrdersMade, "n", len(made), "numbers", strings.Join(made, ", ")))
}

// Names of the hidden fields that say what the page showed.
const (
	fieldSeen    = "vu"
	fieldEdition = "edition"
)

func readCreating(f *web.Form) order.Creating {
	in := order.Creating{
		Keys: keysOf(f.Values(fieldChosen)), Mode: order.Together, Seen: map[string]int64{}, Agreed: map[string]int64{}, Labels: map[string]order.Wording{},
		Terms: map[string]string{},
	}
	if f.Value(fieldMode) == string(order.Each) {
		in.Mode = order.Each
	}
	for _, pair := range f.Values(fieldSeen) {
		line, n := cutNumber(pair)
		in.Seen[line] = n
	}
	if f.Bool(order.FieldAgreed) {
		for _, pair := range f.Values(fieldEdition) {
			line, n := cutNumber(pair)
			in.Agreed[line] = n
		}
	}
	for _, parcel := range f.Values("colis") {
		free := f.Bool(order.FieldFree + "." + parcel)
		in.Labels[parcel] = order.Wording{
			Label: f.Line(order.LabelField(parcel), 4*basket.MaxLabel), Free: &free, Remark: f.Text(order.RemarkField(parcel), order.MaxRemark),
		}
		in.Terms[parcel] = f.Value(order.ConditionsField(parcel))
	}
	return in
}

// cutNumber reads « name:3 ».
func cutNumber(s string) (string, int64) {
	name, n, _ := strings.Cut(s, ":")
	v, _ := strconv.ParseInt(n, 10, 64) // a forged one is one that was not shown
	return name, v
}

func pair(name string, n int64) string { return name + ":" + strconv.FormatInt(n, 10) }

// hidden say what the page showed, so that nothing is made of something else.
func (p planPage) hidden(plan order.Plan) []ui.Hidden {
	out := []ui.Hidden{{Name: fieldMode, Value: string(plan.Mode)}}
	for _, k := range p.Keys {
		out = append(out, ui.Hidden{Name: fieldChosen, Value: k.String()})
	}
	for _, x := range plan.Parcels {
		out = append(out, ui.Hidden{Name: "colis", Value: x.Key}, ui.Hidden{Name: order.ConditionsField(x.Key), Value: x.Conditions().String()})
		for _, s := range x.Shares {
			out = append(out, ui.Hidden{Name: fieldSeen, Value: pair(s.ID, s.Granted)})
			if s.Changed {
				out = append(out, ui.Hidden{Name: fieldEdition, Value: pair(s.ID, s.Now.From)})
			}
		}
	}
	return out
}

func (p planPage) key() string { return id.New() }

// one says whether both ways come to the same: one basket for each order.
func (p planPage) one() bool { return len(p.Together.Parcels) == len(p.Each.Parcels) }

// title is what will come, in words: « 1 commande, 1 colis, 3 paniers mélangés ».
func (p planPage) title(plan order.Plan) string {
	n := len(plan.Parcels)
	if plan.Mode == order.Each {
		return p.T.S(msg.PlanEach, "n", n)
	}
	return p.T.S(msg.PlanTogether, "n", n, "mixed", mixed(plan))
}

// mixed is how many baskets share a parcel with another: one that has a part in several parcels is one.
func mixed(plan order.Plan) int {
	some := map[string]bool{}
	for _, x := range plan.Parcels {
		for _, b := range x.Baskets {
			some[b.ID] = some[b.ID] || len(x.Baskets) > 1
		}
	}
	n := 0
	for _, shares := range some {
		if shares {
			n++
		}
	}
	return n
}

// then says who sends the orders.
func (p planPage) then(plan order.Plan) string {
	if plan.Over() {
		return p.T.S(msg.PlanNextOver)
	}
	return p.T.S(msg.PlanNext)
}

// over says that an order exceeds the maximum amount, and who sends it (R205, R222); empty where it does not.
func (p planPage) over(x order.Parcel) string {
	if !x.Over() {
		return ""
	}
	text := msg.ParcelOver
	if x.Limit.Net {
		text = msg.ParcelOverNet
	}
	return p.T.S(text, "limit", i18n.Amount(x.Limit.Amount), "names", p.T.And(x.Supers), "n", len(x.Supers))
}

func (p planPage) id(plan order.Plan) string { return "creer-" + string(plan.Mode) }

// about says of which parcel a field is, where there are several.
func (p planPage) about(plan order.Plan, x order.Parcel) string {
	if len(plan.Parcels) < 2 {
		return ""
	}
	return joined(x.Supplier.Name, p.sub(x), p.who(x))
}

// who names the people whose baskets are in a parcel.
func (p planPage) who(x order.Parcel) string {
	var names []string
	for _, b := range x.Baskets {
		if name := p.owner(b); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return p.T.And(names)
}

// owner names who asked for a basket; of somebody with several on the page each by its number and name, since nothing else tells their
// parcels and labels apart (R204, R206).
func (p planPage) owner(b basket.Basket) string {
	for _, x := range p.Together.Parcels {
		if slices.ContainsFunc(x.Baskets, func(o basket.Basket) bool { return o.OwnerID == b.OwnerID && o.ID != b.ID }) {
			return p.T.S(msg.OwnerBasket, "name", b.Owner, "basket", joined(p.T.S(msg.BasketNumber, "number", b.Number), b.Title))
		}
	}
	return b.Owner
}

// sub says where a parcel goes, and of which market it is.
func (p planPage) sub(x order.Parcel) string {
	return joined(x.Market.Title, x.Org.Name, x.Site.Name)
}

func (p planPage) label(plan order.Plan, x order.Parcel) string {
	if p.typed(plan) {
		return p.Typed.Value(order.LabelField(x.Key))
	}
	return x.Label
}

func (p planPage) free(plan order.Plan, x order.Parcel) bool {
	if p.typed(plan) {
		return p.Typed.Bool(order.FieldFree + "." + x.Key)
	}
	return basket.Free(x.Label) // what the demandeur wished says so already
}

func (p planPage) remark(plan order.Plan, x order.Parcel) string {
	if p.typed(plan) {
		return p.Typed.Value(order.RemarkField(x.Key))
	}
	return ""
}

// typed says whether the form that was refused is this one's.
func (p planPage) typed(plan order.Plan) bool {
	return p.Typed != nil && p.Typed.Value(fieldMode) == string(plan.Mode)
}

// faults are what is wrong with a plan's form, with the ids of its fields: both forms have the same.
func (p planPage) faults(plan order.Plan) ui.Faults {
	if !p.typed(plan) {
		return nil
	}
	at := map[string]string{order.FieldAgreed: p.id(plan) + "-accord"}
	for _, x := range plan.Parcels {
		at[order.LabelField(x.Key)], at[order.RemarkField(x.Key)] = p.labelID(plan, x), p.remarkID(plan, x)
	}
	out := slices.Clone(p.Faults)
	for i := range out {
		out[i].At = at[out[i].Name]
	}
	return out
}

func (p planPage) labelID(plan order.Plan, x order.Parcel) string { return p.id(plan) + "-" + x.Key }

func (p planPage) remarkID(plan order.Plan, x order.Parcel) string { return p.id(plan) + "-r-" + x.Key }

func (p planPage) totals(x order.Parcel) ui.Totals {
	t := p.T
	out := ui.Totals{{Label: t.S(msg.NetArticles), Amount: t.Cents(int64(x.Total.Net - x.Delivery.Net))}}
	if x.Delivery.Net > 0 {
		out = append(out, ui.Sum{Label: t.S(msg.Delivery), Amount: t.Cents(int64(x.Delivery.Net))})
	}
	for _, r := range x.Total.Rates {
		out = append(out, ui.Sum{Label: t.S(msg.RateAt, "rate", rate(t, r.Rate)), Amount: t.Cents(int64(r.VAT))})
	}
	return append(out, ui.Sum{Label: t.S(msg.Gross), Amount: t.Cents(int64(x.Total.Gross)), Big: true})
}

// rate is a rate of VAT as people write it: « 21 % », « 5,5 % ».
func rate(t *i18n.T, hundredths int64) string { return t.Quantity(hundredths*10) + "\u00a0%" }

// extra is what keeping parcels apart costs more.
func (p planPage) extra() string {
	more := p.Each.Total - p.Together.Total
	if more <= 0 {
		return p.T.S(msg.PlanSame)
	}
	return p.T.S(msg.PlanExtra, "amount", i18n.Amount(more))
}

// lines are a parcel's articles, with who asked how many.
func (p planPage) lines(x order.Parcel) ui.Table {
	t := p.T
	out := ui.Table{ID: "t-" + x.Key + "-" + strconv.Itoa(len(x.Baskets)), Caption: t.S(msg.ParcelCaption, "supplier", x.Supplier.Name), Head: 0, Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColQuantity), Num: true}, {Label: t.S(msg.ColNetUnit), Num: true}, {Label: t.S(msg.ColNet), Num: true},
	}}
	for _, l := range x.Lines {
		name := ui.Parts{ui.Text(l.Article.Title), ui.Sub(joined(t.S(msg.Reference, "reference", l.Article.Reference), l.Article.Unit))}
		for _, s := range x.Shares {
			if s.Now.Number != l.Article.Number {
				continue
			}
			if len(x.Baskets) > 1 {
				name = append(name, ui.Sub(t.S(msg.ShareOf, "n", s.Granted, "name", p.ownerIn(x, s.Basket))))
			}
			if s.Taken != nil {
				name = append(name, ui.Sub(joined(p.ownerIn(x, s.Basket), taken(t, s.Line.Market, *s.Taken))))
			}
			name = append(name, p.doubles(x, s)...)
			if s.Changed {
				name = append(name, ui.Sub(t.S(msg.ChangedSince, "changes", basket.SayChanges(t, s.Article, s.Now))))
			}
		}
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{name, ui.Text(t.Number(l.Quantity)), ui.NoWrap(price(t, l.Article.Price)), ui.NoWrap(t.Cents(int64(l.Net())))}})
	}
	return out
}

// mostDoubles is how many of who else asks for an article a plan names; the basket's own page names all.
const mostDoubles = 3

// doubles say who else of the establishment asks for an article, or had it ordered lately (R214): who shares the parcel is named as such.
func (p planPage) doubles(x order.Parcel, s order.Share) (out ui.Parts) {
	n := 0
	for _, d := range s.Doubles {
		if d.Order == "" && slices.ContainsFunc(x.Baskets, func(b basket.Basket) bool { return b.ID == d.BasketID }) {
			continue
		}
		if n++; n == 1 {
			out = append(out, ui.Line{ui.Tag{Label: p.T.S(msg.DoubleTag), Color: ui.Warning, Outline: true}})
		}
		if n <= mostDoubles {
			out = append(out, ui.Sub(double(p.T, d)))
		}
	}
	if n > mostDoubles {
		out = append(out, ui.Sub(p.T.S(msg.DoubleMore, "n", n-mostDoubles)))
	}
	return out
}

// ownerIn names who asked for one of a parcel's baskets.
func (p planPage) ownerIn(x order.Parcel, basketID string) string {
	i := slices.IndexFunc(x.Baskets, func(b basket.Basket) bool { return b.ID == basketID })
	if i < 0 {
		return ""
	}
	return p.owner(x.Baskets[i])
}

func ownerOf(x order.Parcel, basketID string) string {
	i := slices.IndexFunc(x.Baskets, func(b basket.Basket) bool { return b.ID == basketID })
	if i < 0 {
		return ""
	}
	return x.Baskets[i].Owner
}

// price is a price, with the decimals that it has; a dash where there is none.
func price(t *i18n.T, tenThousandths int64) string {
	if tenThousandths < 0 {
		return "–"
	}
	return t.UnitPrice(tenThousandths)
}
