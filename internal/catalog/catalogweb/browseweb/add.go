package browseweb

import (
	"net/http"
	"strconv"

	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/browse"
)

// The parameters by which the basket says what it just took in, so that the line says so where one was.
const (
	paramBasket = "panier"
	paramAdded  = "ajoute"
)

// added is the article that was just added, and to which basket; anybody may write such an address, so it only leads there.
type added struct{ article, basket int64 }

func readAdded(q *web.Form) added {
	var a added
	a.article, _ = strconv.ParseInt(q.Value(paramAdded), 10, 64) // what is none is no article
	a.basket, _ = strconv.ParseInt(q.Value(paramBasket), 10, 64)
	return a
}

// address is the page's, without what was just added: it is told once.
func address(r *http.Request) ui.Address {
	q := r.URL.Query()
	q.Del(paramAdded)
	q.Del(paramBasket)
	return ui.Address{Path: r.URL.Path, Query: q}
}

// lists is what the lines of a list need to be added from: where the page is, and for which establishment.
type lists struct {
	t     *i18n.T
	here  ui.Address
	at    ordering.Body
	added added
	into  into
}

func (p listPage) adding(i ui.Item, l browse.Line) ui.Item {
	return lists{p.T, p.At, p.Look.At, p.Added, p.Into}.adding(i, l)
}

// adding puts « Ajouter » on a line of which nothing stands in the way: as many units as are ordered together, and back to the line.
func (x lists) adding(i ui.Item, l browse.Line) ui.Item {
	i.Href = x.into.at(i.Href)
	if len(l.Why) > 0 || x.at.ID == "" {
		return i
	}
	i.ID = "a" + num(l.Number)
	label := x.t.S(msg.AddOne)
	if l.Multiple > 1 {
		label = x.t.S(msg.AddSome, "n", l.Multiple)
	}
	i.Buy = append(i.Buy, ui.Act{T: x.t, Label: label, About: l.Title, Icon: ui.IconCart, Small: true, Post: "/paniers/ajouter", Key: id.New(), Hidden: append(x.into.hidden(), []ui.Hidden{
		{Name: "etablissement", Value: x.at.Ref},
		{Name: "article", Value: num(l.Number)},
		{Name: "quantite", Value: num(max(l.Multiple, 1))},
		{Name: "retour", Value: x.back() + "#" + i.ID},
	}...)})
	if l.Number == x.added.article && x.added.basket > 0 {
		i.Buy = append(i.Buy, ui.Tag{Label: x.t.S(msg.AddDone), Color: ui.Success}, ui.Link{Label: x.t.S(msg.SeeBasket), Href: "/paniers/" + num(x.added.basket)})
	}
	return i
}

// back is the page's address, or its path alone where that is too long to come back to.
func (x lists) back() string {
	const most = 1900 // characters that a redirection takes, with the line and what was added
	if len(x.here.Query) == 0 {
		return x.here.Path
	}
	if all := x.here.Path + "?" + x.here.Query.Encode(); len(all) < most {
		return all
	}
	return x.here.Path
}
