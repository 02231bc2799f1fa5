package app_test

import (
	"net/url"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
)

// The town's baskets, by their public numbers. All are of the coordinator elsewhere, who is a demandeur at their own school; the
// market was given to them when they filled them, and taken since.
const (
	basketOpen      = 1
	basketWaiting   = 2
	basketInOrder   = 3
	basketNothingIn = 4
)

// orders: baskets at each step, and an order that waits to be sent. The coordinator validates there, and buys.
func (b *builder) orders() {
	b.t.Helper()
	school := access.Place{Kind: access.Organisation, ID: b.ids["Lycée Ailleurs"]}
	b.run(`UPDATE org_organisations SET phone = '+33299000001' WHERE id = $1`, school.ID)
	b.run(`UPDATE org_sites SET phone = '+33299000002' WHERE org_id = $1`, school.ID)
	b.run(`INSERT INTO catalog_adherents (id, market_id, org_id, starts_on, ends_on) VALUES ('ailleurs', $1, $2, '2026-11-01', '')`, b.ids["market"], school.ID)
	b.gives(elsewhere, access.Gift{Role: ordering.Requester, Place: school})
	b.gives(coordinator, access.Gift{Role: ordering.Validator, Place: school})
	b.gives(coordinator, access.Gift{Role: ordering.Buyer, Place: school})
	maker := b.actor(elsewhere, access.Grant{Role: ordering.Requester, Place: school, Limited: true, Limits: []access.Limit{{Kind: access.Market, Ref: b.ids["market"]}}})
	validator := b.actor(coordinator, access.Grant{Role: ordering.Validator, Place: school})
	ctx := b.t.Context()
	fill := func() int64 {
		maker.Key = id.New()
		n, err := b.a.Baskets.Open(ctx, maker, b.ids["ref Lycée Ailleurs"], "")
		b.ok(err)
		for _, article := range []int64{1, 2} {
			maker.Key = id.New()
			_, err = b.a.Baskets.Add(ctx, maker, basket.Adding{OrgRef: b.ids["ref Lycée Ailleurs"], Basket: n, Article: article, Quantity: 2})
			b.ok(err)
		}
		return n
	}
	confirm := func(n int64) {
		v, err := b.a.Baskets.Show(ctx, maker, n)
		b.ok(err)
		if len(v.Sites) > 1 {
			maker.Key = id.New()
			b.ok(b.a.Baskets.Save(ctx, maker, n, basket.Input{Version: v.Version, SiteRef: v.Sites[0].Ref}))
			v.Version++
		}
		maker.Key = id.New()
		_, err = b.a.Baskets.Confirm(ctx, maker, n, basket.Confirming{Version: v.Version})
		b.ok(err)
	}
	fill()
	confirm(fill())
	last := fill()
	confirm(last)
	maker.Key = id.New()
	_, err := b.a.Baskets.Open(ctx, maker, b.ids["ref Lycée Ailleurs"], "Vide")
	b.ok(err)

	ordered := func(n int64) string {
		key := order.Key{Basket: n, Supplier: b.ids["supplier"]}
		p, _, err := b.a.Orders.Plans(ctx, validator, []order.Key{key})
		b.ok(err)
		in := order.Creating{Keys: []order.Key{key}, Mode: order.Together, Seen: map[string]int64{}}
		for _, s := range p.Parcels[0].Shares {
			in.Seen[s.ID] = s.Granted
		}
		validator.Key = id.New()
		made, err := b.a.Orders.Create(ctx, validator, in)
		b.ok(err)
		return made[0]
	}
	b.ids["order"] = ordered(last)
	another := func(name string) {
		n := fill()
		confirm(n)
		b.ids[name] = ordered(n)
	}
	another("order sent")
	another("order changed")
	another("order asked about")
	another("order received")
	b.run(`UPDATE org_organisations SET email = 'commandes@fournisseur.test' WHERE id = (SELECT supplier_id FROM catalog_markets WHERE id = $1)`, b.ids["market"])
	buyer := b.actor(coordinator, access.Grant{Role: ordering.Buyer, Place: school})
	for _, name := range []string{"order sent", "order changed", "order asked about", "order received"} {
		buyer.Key = id.New()
		b.ok(b.a.Orders.Send(ctx, buyer, b.ids[name], 1))
		b.links[name] = local(b.linkTo("commandes@fournisseur.test"))
	}
	b.answered()
	b.received(school)
	// The tests count on from the fifth basket.
	b.run(`UPDATE ordering_baskets SET number = number + 90 WHERE number > 5`)
	b.run(`UPDATE ordering_counters SET n = 5 WHERE name = 'basket'`)
	for _, n := range []int{basketOpen, basketWaiting, basketNothingIn} {
		b.ids["version of basket "+number(n)] = b.version("ordering_baskets", "number", number(n))
	}
	b.ids["line open"] = b.lineOf(basketOpen)
	b.ids["line open too"] = b.one(`SELECT max(l.id) FROM ordering_basket_lines l JOIN ordering_baskets b ON b.id = l.basket_id WHERE b.number = $1`, basketOpen)
	b.ids["line waiting"] = b.lineOf(basketWaiting)
	b.ids["line waiting too"] = b.one(`SELECT max(l.id) FROM ordering_basket_lines l JOIN ordering_baskets b ON b.id = l.basket_id WHERE b.number = $1`, basketWaiting)
}

// answered: the supplier proposes a change to one order, and asks for details of another.
func (b *builder) answered() {
	b.t.Helper()
	line := b.one(`SELECT min(l.id) FROM ordering_order_lines l JOIN ordering_orders d ON d.id = l.order_id WHERE d.number = $1`, b.ids["order changed"])
	b.ids["line changed"] = line
	b.ids["line sent"] = b.one(`SELECT min(l.id) FROM ordering_order_lines l JOIN ordering_orders d ON d.id = l.order_id WHERE d.number = $1`, b.ids["order sent"])
	change := url.Values{"version": {b.version("ordering_orders", "number", b.ids["order changed"])}}
	for name, v := range map[string]string{"quantite": "1", "prix": "11,10", "reference": "", "intitule": "", "date": "", "remarque": "rupture"} {
		change.Set(name+"."+line, v)
	}
	b.post(visitor, b.links["order changed"]+"/changements", change, 303)
	asked := url.Values{"version": {b.version("ordering_orders", "number", b.ids["order asked about"])}, "acte": {"precisions"}, "message.precisions": {"Quelle couleur ?"}}
	b.post(visitor, b.links["order asked about"], asked, 303)
	b.claimed()
	for _, name := range []string{"order sent", "order changed", "order asked about"} {
		b.ids["version of "+name] = b.version("ordering_orders", "number", b.ids[name])
	}
}

// received has one of two units of an article of the order that was sent come in.
func (b *builder) received(school access.Place) {
	b.t.Helper()
	ctx := b.t.Context()
	b.gives(neighbour, access.Gift{Role: ordering.Receiver, Place: school})
	b.ok(b.d.InTx(ctx, func(tx *db.Tx) error {
		id, err := db.Value[string](ctx, tx, `SELECT id FROM ordering_orders WHERE number = $1`, b.ids["order received"])
		if err != nil {
			return err
		}
		return b.a.Orders.Taken(ctx, tx, id)
	}))
	v, err := b.a.Receptions.Show(ctx, b.actor(neighbour, access.Grant{Role: ordering.Receiver, Place: school}), b.ids["order received"])
	b.ok(err)
	b.ids["order line"], b.ids["order line too"] = v.Lines[0].ID, v.Lines[1].ID
	who := b.actor(neighbour, access.Grant{Role: ordering.Receiver, Place: school})
	_, err = b.a.Receptions.Receive(ctx, who, b.ids["order received"], reception.Noted{Counts: []reception.Count{{Line: b.ids["order line"], Came: 1, Seen: 1}}})
	b.ok(err)
}

// receptionPosts are the acts on what comes in.
func (w *town) receptionPosts() []try {
	line, other, to := w.ids["order line"], w.ids["order line too"], "/commandes/a-receptionner/"+w.ids["order received"]
	form := func(more ...string) url.Values {
		f := url.Values{"acte": {"receptionner"}, "ligne": {line}, "vu." + line: {"2"}, "vu." + other: {"1"}, "recu." + line: {"1"}, "reste": {"oui"}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	fix := func(more ...string) url.Values {
		f := url.Values{"ligne": {line}, "vu." + line: {"2"}, "recu." + line: {"2"}, "motif": {"recompté"}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	const one, correction, share = "/commandes/a-receptionner/{n}", "/commandes/receptions/{n}/{k}", "/commandes/partage/{ref}"
	first := "/commandes/receptions/" + w.ids["order received"] + "/1"
	const left = "/commandes/reattribuer/{ref}"
	there := "/commandes/reattribuer/" + w.ids["ref Collège Membre"]
	school := "/commandes/partage/" + w.ids["ref Lycée Ailleurs"]
	return []try{
		{route: one, path: to, form: form()},
		{route: one, what: "stale", path: to, form: form("vu."+line, "1")},
		{route: one, what: "nothing ticked", path: to, form: form("ligne", "")},
		{route: one, what: "no number", path: to, form: form("recu."+line, "beaucoup")},
		{route: one, what: "too many", path: to, form: form("recu."+line, "3")},
		{route: one, what: "too many, to go back", path: to, form: form("recu."+line, "3", "excedent."+line, "back")},
		{route: one, what: "a number without a tick", path: to, form: form("recu."+other, "2")},
		{route: one, what: "the rest given up", path: to, form: form("recu."+line, "0", "reste", "non", "motif", "épuisé")},
		{route: one, what: "the rest given up without why", path: to, form: form("recu."+line, "0", "reste", "non")},
		{route: one, what: "a code", path: to, form: form("acte", "trouver", "code", "103299")},
		{route: one, what: "a code of nothing", path: to, form: form("acte", "trouver", "code", "inconnu")},
		{route: one, what: "no code", path: to, form: form("acte", "trouver")},
		{route: one, what: "no such order", path: "/commandes/a-receptionner/X-2026-000009", form: form()},
		{route: correction, path: first, form: fix()},
		{route: correction, what: "nothing otherwise", path: first, form: fix("recu."+line, "1")},
		{route: correction, what: "stale", path: first, form: fix("vu."+line, "1")},
		{route: correction, what: "too many", path: first, form: fix("recu."+line, "9")},
		{route: correction, what: "no such reception", path: "/commandes/receptions/" + w.ids["order received"] + "/9", form: fix()},
		{route: correction, what: "no number", path: "/commandes/receptions/" + w.ids["order received"] + "/x", form: fix()},
		{route: left, what: "no such basket", path: there, form: url.Values{"numero": {"999999"}, "version": {"1"}, "a.1": {"personne"}}},
		{route: left, what: "no number", path: there, form: url.Values{"numero": {"beaucoup"}, "version": {"1"}, "a.1": {"personne"}}},
		{route: share, path: school, form: url.Values{"regle": {"pro_rata"}, "version": {"0"}}},
		{route: share, what: "stale", path: school, form: url.Values{"regle": {"pro_rata"}, "version": {"7"}}},
		{route: share, what: "no rule", path: school, form: url.Values{"regle": {"au hasard"}, "version": {"0"}}},
	}
}

// receptionGets are the pages of what comes in.
func (w *town) receptionGets() []try {
	to, share := "/commandes/a-receptionner/"+w.ids["order received"], "/commandes/partage/"+w.ids["ref Lycée Ailleurs"]
	return []try{
		{route: "/commandes/a-receptionner", path: "/commandes/a-receptionner"},
		{route: "/commandes/a-receptionner", what: "looked for", path: "/commandes/a-receptionner?q=2026"},
		{route: "/commandes/a-receptionner/{n}", path: to},
		{route: "/commandes/a-receptionner/{n}", what: "filled in", path: to + "?tout=1"},
		{route: "/commandes/a-receptionner/{n}", what: "a code", path: to + "?code=103299"},
		{route: "/commandes/a-receptionner/{n}", what: "not sent", path: "/commandes/a-receptionner/" + w.ids["order"]},
		{route: "/commandes/a-receptionner/{n}", what: "no such order", path: "/commandes/a-receptionner/X-2026-000009"},
		{route: "/commandes/receptions/{n}/{k}", path: "/commandes/receptions/" + w.ids["order received"] + "/1"},
		{route: "/commandes/receptions/{n}/{k}", what: "no such reception", path: "/commandes/receptions/" + w.ids["order received"] + "/9"},
		{route: "/commandes/partage/{ref}", path: share},
		{route: "/commandes/partage/{ref}", what: "no such establishment", path: "/commandes/partage/aucun"},
		{route: "/commandes/reattribuer/{ref}", path: "/commandes/reattribuer/" + w.ids["ref Collège Membre"]},
		{route: "/commandes/reattribuer/{ref}", what: "no such establishment", path: "/commandes/reattribuer/aucun"},
		{route: "/commandes/tri/{n}", path: "/commandes/tri/" + w.ids["order received"]},
		{route: "/commandes/etiquettes/{n}", path: "/commandes/etiquettes/" + w.ids["order received"]},
		{route: "/commandes/etiquettes/{n}", what: "no such order", path: "/commandes/etiquettes/X-2026-000009"},
	}
}

func (b *builder) lineOf(number int) string {
	b.t.Helper()
	return b.one(`SELECT min(l.id) FROM ordering_basket_lines l JOIN ordering_baskets b ON b.id = l.basket_id WHERE b.number = $1`, number)
}

// actor is somebody of the town as a use case meets them, with a grant more.
func (b *builder) actor(role string, more access.Grant) access.Actor {
	b.t.Helper()
	a := access.Actor{Name: role, Key: id.New(), Act: "POST /town", Body: "x", At: b.d.Clock.Now(), Grants: []access.Grant{more}}
	b.ok(b.d.View(b.t.Context(), func(tx *db.Tx) (err error) {
		a.ID, err = db.Value[string](b.t.Context(), tx, `SELECT id FROM account_accounts WHERE user_name = $1`, userOf(role))
		if err == nil {
			a.Name, err = db.Value[string](b.t.Context(), tx, `SELECT display_name FROM account_accounts WHERE id = $1`, a.ID)
		}
		return err
	}))
	return a
}

func basketAt(n int, tail string) string { return "/paniers/" + number(n) + tail }

// chosen is the line of « Commandes à créer » that waits.
func (w *town) chosen() string { return number(basketWaiting) + "." + w.ids["supplier"] }

// phonePage is where a telephone is entered that an order lacks.
const phonePage = "/commandes/telephone/{ref}/{site}"

func (w *town) phoneAt(site string) string {
	return "/commandes/telephone/" + w.ids["ref Collège Membre"] + "/" + site
}

// orderPosts are the acts on baskets and orders.
func (w *town) orderPosts() []try {
	const one = "/paniers/{n}"
	version := func(n int) string { return w.ids["version of basket "+number(n)] }
	form := func(more ...string) url.Values {
		f := url.Values{"version": {version(basketOpen)}, "nom": {"Rentrée"}, "etiquette": {"3B"}, "remarque": {""}, "implantation": {""}, "quantite." + w.ids["line open"]: {"3"}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	adding := func(article, quantity string) url.Values {
		return url.Values{"etablissement": {w.ids["ref Lycée Ailleurs"]}, "article": {article}, "quantite": {quantity}, "retour": {"/catalogue"}}
	}
	creating := url.Values{
		"ligne": {w.chosen()}, "mode": {"together"}, "colis": {"x"}, "vu": {w.ids["line waiting"] + ":2", w.ids["line waiting too"] + ":2"},
	}
	reason := func(v string) url.Values {
		return url.Values{"version": {v}, "motif": {"trop cher"}, "mode": {"annuler"}}
	}
	of := "/commandes/a-passer/" + w.ids["order"]
	return append(append(w.supplierPosts(), w.claimPosts()...), []try{
		{route: "/paniers", path: "/paniers", form: url.Values{"etablissement": {w.ids["ref Lycée Ailleurs"]}, "nom": {"Autre"}}},
		{route: "/paniers/ajouter", path: "/paniers/ajouter", form: adding("1", "1")},
		{route: "/paniers/ajouter", what: "none of it", path: "/paniers/ajouter", form: adding("1", "zéro")},
		{route: "/paniers/ajouter", what: "no such article", path: "/paniers/ajouter", form: adding("999", "1")},
		{route: one, what: "open", path: basketAt(basketOpen, ""), form: form()},
		{route: one, what: "stale", path: basketAt(basketOpen, ""), form: form("version", "1")},
		{route: one, what: "a quantity that is none", path: basketAt(basketOpen, ""), form: form("quantite."+w.ids["line open"], "beaucoup")},
		{route: one, what: "a quantity of none", path: basketAt(basketOpen, ""), form: form("quantite."+w.ids["line open"], "0")},
		{route: one, what: "an article taken out", path: basketAt(basketOpen, ""), form: form("retirer", w.ids["line open"])},
		{route: one, what: "confirmed", path: basketAt(basketWaiting, ""), form: form("version", version(basketWaiting))},
		{route: one, what: "no such basket", path: basketAt(99, ""), form: form()},
		{route: one + "/confirmer", what: "not allowed", path: basketAt(basketOpen, "/confirmer"), form: url.Values{"version": {version(basketOpen)}}},
		{route: one + "/confirmer", what: "the rest, which is nothing", path: basketAt(basketOpen, "/confirmer"), form: url.Values{"version": {version(basketOpen)}, "acte": {"reste"}, "sans": {w.ids["line open"], w.ids["line open too"]}}},
		{route: one + "/confirmer", what: "empty", path: basketAt(basketNothingIn, "/confirmer"), form: url.Values{"version": {version(basketNothingIn)}}},
		{route: one + "/confirmer", what: "stale", path: basketAt(basketOpen, "/confirmer"), form: url.Values{"version": {"1"}}},
		{route: one + "/dupliquer", path: basketAt(basketInOrder, "/dupliquer"), form: url.Values{"tout": {"1"}}},
		{route: one + "/dupliquer", what: "all of it on its way", path: basketAt(basketInOrder, "/dupliquer"), form: url.Values{}},
		{route: one + "/dupliquer", what: "into one that is no more", path: basketAt(basketInOrder, "/dupliquer"), form: url.Values{"vers": {"fusionner:2"}}},
		{route: one + "/coller", path: basketAt(basketOpen, "/coller"), form: url.Values{"references": {"103299 x 2\n103305;3"}}},
		{route: one + "/coller", what: "nothing", path: basketAt(basketOpen, "/coller"), form: url.Values{"references": {""}}},
		{route: one + "/retirer", what: "confirmed", path: basketAt(basketWaiting, "/retirer"), form: url.Values{"version": {version(basketWaiting)}, "acte": {"withdraw"}}},
		{route: one + "/retirer", what: "in an order", path: basketAt(basketInOrder, "/retirer"), form: url.Values{"version": {"9"}, "acte": {"withdraw"}}},
		{route: one + "/retirer", what: "open", path: basketAt(basketOpen, "/retirer"), form: url.Values{"version": {version(basketOpen)}, "acte": {"abandon"}}},
		{route: one + "/relancer", path: basketAt(basketWaiting, "/relancer"), form: url.Values{}},
		{route: one + "/relancer", what: "open", path: basketAt(basketOpen, "/relancer"), form: url.Values{}},
		{route: "/commandes/a-creer/choix", path: "/commandes/a-creer/choix", form: url.Values{"ligne": {w.chosen()}, "mode": {"commander"}}},
		{route: "/commandes/a-creer/choix", what: "nothing", path: "/commandes/a-creer/choix", form: url.Values{}},
		{route: "/commandes/a-creer/apercu", path: "/commandes/a-creer/apercu", form: creating},
		{route: "/commandes/a-creer/apercu", what: "something else was shown", path: "/commandes/a-creer/apercu", form: url.Values{"ligne": {w.chosen()}, "mode": {"together"}}},
		{route: "/commandes/a-creer/refuser", path: "/commandes/a-creer/refuser", form: url.Values{"ligne": {w.chosen()}, "article": {w.ids["line waiting"]}, "motif": {"en stock"}}},
		{route: "/commandes/a-creer/refuser", what: "no reason", path: "/commandes/a-creer/refuser", form: url.Values{"ligne": {w.chosen()}, "article": {w.ids["line waiting"]}}},
		{route: "/commandes/a-creer/diminuer/{line}", path: "/commandes/a-creer/diminuer/" + w.ids["line waiting"], form: url.Values{"ligne": {w.chosen()}, "etait": {"2"}, "quantite": {"1"}, "motif": {"un suffit"}}},
		{route: "/commandes/a-creer/diminuer/{line}", what: "more", path: "/commandes/a-creer/diminuer/" + w.ids["line waiting"], form: url.Values{"ligne": {w.chosen()}, "etait": {"2"}, "quantite": {"3"}, "motif": {"plus"}}},
		{route: phonePage, path: w.phoneAt("-"), form: url.Values{"telephone": {"02 99 00 00 03"}}},
		{route: phonePage, what: "no telephone", path: w.phoneAt("-"), form: url.Values{"telephone": {"douze"}}},
		{route: phonePage, what: "asked for, though it is there", path: w.phoneAt("-"), form: url.Values{"mode": {"demander"}}},
		{route: phonePage, what: "no such site", path: w.phoneAt("aucune"), form: url.Values{"telephone": {"02 99 00 00 03"}}},
		{route: "/commandes/a-passer/{n}/envoyer", what: "stale", path: of + "/envoyer", form: url.Values{"version": {"7"}}},
		{route: "/commandes/a-passer/{n}/envoyer", what: "no address", path: of + "/envoyer", form: url.Values{"version": {"1"}}},
		{route: "/commandes/a-passer/{n}/envoyer", what: "no such order", path: "/commandes/a-passer/X-2026-000009/envoyer", form: url.Values{"version": {"1"}}},
		{route: "/commandes/a-passer/{n}/envoyer", what: "remarks alone", path: of + "/envoyer", form: url.Values{"mode": {"remarques"}, "version": {"1"}, "remarques": {"Porte B"}}},
		{route: "/commandes/a-passer/{n}/envoyer", what: "remarks, stale", path: of + "/envoyer", form: url.Values{"mode": {"remarques"}, "version": {"7"}, "remarques": {"Porte B"}}},
		{route: "/commandes/a-passer/{n}/envoyer", what: "remarks that are too long", path: of + "/envoyer", form: url.Values{"version": {"1"}, "remarques": {strings.Repeat("x", 501)}}},
		{route: "/commandes/a-passer/{n}/annuler", path: of + "/annuler", form: reason("1")},
		{route: "/commandes/a-passer/{n}/annuler", what: "no reason", path: of + "/annuler", form: url.Values{"version": {"1"}}},
		{route: "/commandes/a-passer/{n}/annuler", what: "stale", path: of + "/annuler", form: reason(strconv.Itoa(7))},
	}...)
}

// claimed: who receives at the school claims what did not come of an order, and the supplier proposes something.
func (b *builder) claimed() {
	b.t.Helper()
	b.gives(coordinator, access.Gift{Role: ordering.Receiver, Place: access.Place{Kind: access.Organisation, ID: b.ids["Lycée Ailleurs"]}})
	for _, quantity := range []string{"1", "1"} {
		p := b.in[coordinator].Get("/reclamations/nouvelle/" + b.ids["order asked about"] + "/1").Form("Envoyer la réclamation au fournisseur")
		p.Set("type", "damaged").Set("quantite", quantity).Set("message", "Cassé à l'arrivée").Attach("Photos", "casse.jpg", photograph(b.t)).Submit().WantStatus(200)
	}
	b.post(visitor, b.links["order asked about"]+"/reclamations/1", url.Values{"version": {"1"}, "acte": {"proposer"}, "proposition": {"credit"}}, 303)
}

// claimPosts are the acts on claims: the second one is open, the first one has a proposal.
func (w *town) claimPosts() []try {
	const one, link = "/reclamations/{n}", "/fournisseur/{jeton}/reclamations/{n}"
	of := func(version string, more ...string) url.Values {
		f := url.Values{"version": {version}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	at := w.links["order asked about"] + "/reclamations/"
	const make = "/reclamations/nouvelle/{order}/{line}"
	to := "/reclamations/nouvelle/" + w.ids["order sent"] + "/1"
	return []try{
		{route: make, path: to, form: url.Values{"type": {"missing"}, "quantite": {"2"}, "message": {"Rien n'est venu"}}},
		{route: make, what: "more than was ordered", path: to, form: url.Values{"type": {"missing"}, "quantite": {"3"}, "message": {"Rien n'est venu"}}},
		{route: make, what: "no such line", path: "/reclamations/nouvelle/" + w.ids["order sent"] + "/9", form: url.Values{"type": {"missing"}, "quantite": {"1"}, "message": {"x"}}},
		{route: one, what: "accepted", path: "/reclamations/1", form: of("2", "acte", "accepter")},
		{route: one, what: "contested", path: "/reclamations/1", form: of("2", "acte", "contester", "message", "Nous voulons un remplacement")},
		{route: one, what: "contested without a word", path: "/reclamations/1", form: of("2", "acte", "contester")},
		{route: one, what: "stale", path: "/reclamations/1", form: of("1", "acte", "accepter")},
		{route: one, what: "decided too early", path: "/reclamations/1", form: of("2", "acte", "decider", "message", "Avoir")},
		{route: one, what: "withdrawn", path: "/reclamations/2", form: of("1", "acte", "retirer", "message", "Retrouvé")},
		{route: one, what: "a word", path: "/reclamations/2", form: of("1", "acte", "ecrire", "message", "Bonjour")},
		{route: one, what: "no such claim", path: "/reclamations/9", form: of("1", "acte", "accepter")},
		{route: link, what: "taken note of", path: at + "2", form: of("1", "acte", "prendre")},
		{route: link, what: "refused", path: at + "2", form: of("1", "acte", "proposer", "proposition", "refusal", "message", "Livré complet")},
		{route: link, what: "nothing proposed", path: at + "2", form: of("1", "acte", "proposer")},
		{route: link, what: "another order's", path: w.links["order sent"] + "/reclamations/1", form: of("2", "acte", "ecrire", "message", "x")},
		{route: link, what: "forged", path: "/fournisseur/" + forgedSecret + "/reclamations/1", form: of("2", "acte", "ecrire", "message", "x")},
	}
}

// supplierPosts are the acts between an order's supplier and who buys.
func (w *town) supplierPosts() []try {
	const link = "/fournisseur/{jeton}"
	of := func(name string, more ...string) url.Values {
		f := url.Values{"version": {w.ids["version of "+name]}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	line := w.ids["line changed"]
	deciding := of("order changed", "ligne", line, "avis."+line, "agreed")
	change := func(quantity string) url.Values {
		l := w.ids["line sent"]
		return of("order sent", "quantite."+l, quantity, "prix."+l, "11,25", "reference."+l, "", "intitule."+l, "", "date."+l, "", "remarque."+l, "")
	}
	return []try{
		{route: link, what: "received", path: w.links["order sent"], form: of("order sent", "acte", "accuser")},
		{route: link, what: "declined without a word", path: w.links["order sent"], form: of("order sent", "acte", "refuser")},
		{route: link, what: "no such act", path: w.links["order sent"], form: of("order sent", "acte", "manger")},
		{route: link, what: "stale", path: w.links["order sent"], form: url.Values{"version": {"1"}, "acte": {"accepter"}}},
		{route: link, what: "changed already", path: w.links["order changed"], form: of("order changed", "acte", "accepter")},
		{route: link, what: "forged", path: "/fournisseur/" + forgedSecret, form: of("order sent", "acte", "accepter")},
		{route: link + "/changements", path: w.links["order sent"] + "/changements", form: change("1")},
		{route: link + "/changements", what: "of nothing", path: w.links["order sent"] + "/changements", form: of("order sent")},
		{route: link + "/changements", what: "a quantity that is none", path: w.links["order sent"] + "/changements", form: change("beaucoup")},
		{route: link + "/fichier", what: "none", path: w.links["order sent"] + "/fichier"},
		{route: link + "/nouveau-lien", path: w.links["order sent"] + "/nouveau-lien"},
		{route: link + "/nouveau-lien", what: "forged", path: "/fournisseur/" + forgedSecret + "/nouveau-lien"},
		{route: "/commandes/accord/{n}", path: "/commandes/accord/" + w.ids["order changed"], form: deciding},
		{route: "/commandes/accord/{n}", what: "undecided", path: "/commandes/accord/" + w.ids["order changed"], form: of("order changed", "ligne", line)},
		{route: "/commandes/accord/{n}", what: "nothing changed", path: "/commandes/accord/" + w.ids["order sent"], form: of("order sent")},
		{route: "/commandes/annulation/{n}", path: "/commandes/annulation/" + w.ids["order sent"], form: of("order sent", "message", "Deux fois la même")},
		{route: "/commandes/annulation/{n}", what: "without a word", path: "/commandes/annulation/" + w.ids["order sent"], form: of("order sent")},
		{route: "/commandes/precisions/{n}", path: "/commandes/precisions/" + w.ids["order asked about"], form: of("order asked about", "message", "Bleu")},
		{route: "/commandes/precisions/{n}", what: "nothing asked", path: "/commandes/precisions/" + w.ids["order sent"], form: of("order sent", "message", "Bleu")},
		{route: "/commandes/relance/{n}", path: "/commandes/relance/" + w.ids["order sent"], form: of("order sent")},
		{route: "/commandes/relance/{n}", what: "changed", path: "/commandes/relance/" + w.ids["order changed"], form: of("order changed")},
		{route: "/commandes/liens/{n}", path: "/commandes/liens/" + w.ids["order sent"], form: of("order sent")},
		{route: "/commandes/liens/{n}", what: "stale", path: "/commandes/liens/" + w.ids["order sent"], form: url.Values{"version": {"1"}}},
	}
}

// orderGets are the pages of baskets and orders.
func (w *town) orderGets() []try {
	var out []try
	for _, path := range []string{"/paniers", "/paniers.csv", "/paniers.xlsx", "/commandes/a-creer", "/commandes/a-creer.csv", "/commandes/a-creer.xlsx", "/commandes/a-passer", "/commandes/a-passer.csv", "/commandes/a-passer.xlsx", "/commandes/suivi", "/commandes/suivi.csv", "/commandes/suivi.xlsx", "/commandes/chiffres", "/commandes/chiffres.csv", "/commandes/chiffres.xlsx"} {
		out = append(out, try{route: path, path: path})
	}
	chosen := "?" + url.Values{"ligne": {w.chosen()}}.Encode()
	return append(
		out,
		try{route: "/commandes/chiffres", what: "narrowed", path: "/commandes/chiffres?annee=2025&marche=1&etablissement=nulle-part"},
		try{route: "/commandes/chiffres.csv", what: "waits", path: "/commandes/chiffres.csv?tableau=attentes"},
		try{route: "/commandes/chiffres.xlsx", what: "no such table", path: "/commandes/chiffres.xlsx?tableau=autre"},
		try{route: "/paniers/{n}", what: "open", path: basketAt(basketOpen, "")},
		try{route: "/paniers/{n}", what: "confirmed", path: basketAt(basketWaiting, "")},
		try{route: "/paniers/{n}", what: "in an order", path: basketAt(basketInOrder, "")},
		try{route: "/paniers/{n}", what: "empty", path: basketAt(basketNothingIn, "")},
		try{route: "/paniers/{n}", what: "no such basket", path: basketAt(99, "")},
		try{route: "/paniers/{n}/confirmer", path: basketAt(basketOpen, "/confirmer")},
		try{route: "/paniers/{n}/confirmer", what: "empty", path: basketAt(basketNothingIn, "/confirmer")},
		try{route: "/paniers/{n}/dupliquer", path: basketAt(basketInOrder, "/dupliquer")},
		try{route: "/paniers/{n}/coller", path: basketAt(basketOpen, "/coller")},
		try{route: "/paniers/{n}/retirer", what: "confirmed", path: basketAt(basketWaiting, "/retirer")},
		try{route: "/paniers/{n}/retirer", what: "in an order", path: basketAt(basketInOrder, "/retirer")},
		try{route: "/paniers/{n}/retirer", what: "open", path: basketAt(basketOpen, "/retirer")},
		try{route: "/commandes/a-creer/{n}", path: "/commandes/a-creer/" + number(basketWaiting)},
		try{route: "/commandes/a-creer/{n}", what: "in an order", path: "/commandes/a-creer/" + number(basketInOrder)},
		try{route: "/commandes/a-creer/{n}", what: "no such basket", path: "/commandes/a-creer/99"},
		try{route: "/commandes/a-creer/apercu", path: "/commandes/a-creer/apercu" + chosen},
		try{route: "/commandes/a-creer/apercu", what: "nothing chosen", path: "/commandes/a-creer/apercu"},
		try{route: "/commandes/a-creer/refuser", path: "/commandes/a-creer/refuser" + chosen},
		try{route: "/commandes/a-creer/diminuer/{line}", path: "/commandes/a-creer/diminuer/" + w.ids["line waiting"] + chosen},
		try{route: "/commandes/a-passer/{n}", path: "/commandes/a-passer/" + w.ids["order"]},
		try{route: "/commandes/a-passer/{n}/annuler", path: "/commandes/a-passer/" + w.ids["order"] + "/annuler"},
		try{route: phonePage, path: w.phoneAt("-")},
		try{route: phonePage, what: "no such site", path: w.phoneAt("aucune")},
		try{route: "/commandes/{n}", path: "/commandes/" + w.ids["order"]},
		try{route: "/commandes/{n}", what: "no such order", path: "/commandes/X-2026-000009"},
		try{route: "/commandes/bon/{n}", path: "/commandes/bon/" + w.ids["order sent"]},
		try{route: "/commandes/bon/{n}", what: "not sent", path: "/commandes/bon/" + w.ids["order"]},
		try{route: "/commandes/bon-de-reception/{n}", path: "/commandes/bon-de-reception/" + w.ids["order sent"]},
		try{route: "/commandes/ubl/{n}", path: "/commandes/ubl/" + w.ids["order sent"]},
		try{route: "/fournisseur/{jeton}", path: w.links["order sent"]},
		try{route: "/fournisseur/{jeton}", what: "that proposed changes", path: w.links["order changed"]},
		try{route: "/fournisseur/{jeton}", what: "forged", path: "/fournisseur/" + forgedSecret},
		try{route: "/fournisseur/{jeton}/changements", path: w.links["order sent"] + "/changements"},
		try{route: "/fournisseur/{jeton}/bon", path: w.links["order sent"] + "/bon"},
		try{route: "/fournisseur/{jeton}/ubl", path: w.links["order sent"] + "/ubl"},
		try{route: "/commandes/accord/{n}", path: "/commandes/accord/" + w.ids["order changed"]},
		try{route: "/commandes/accord/{n}", what: "nothing changed", path: "/commandes/accord/" + w.ids["order sent"]},
		try{route: "/commandes/annulation/{n}", path: "/commandes/annulation/" + w.ids["order sent"]},
		try{route: "/commandes/annulation/{n}", what: "not sent", path: "/commandes/annulation/" + w.ids["order"]},
		try{route: "/commandes/precisions/{n}", path: "/commandes/precisions/" + w.ids["order asked about"]},
		try{route: "/reclamations", path: "/reclamations"},
		try{route: "/reclamations", what: "all", path: "/reclamations?etat=all"},
		try{route: "/reclamations/{n}", path: "/reclamations/1"},
		try{route: "/reclamations/{n}", what: "no such claim", path: "/reclamations/9"},
		try{route: "/reclamations/photo/{n}/{photo}", path: "/reclamations/photo/1/1"},
		try{route: "/reclamations/photo/{n}/{photo}", what: "no such picture", path: "/reclamations/photo/1/2"},
		try{route: "/reclamations/nouvelle/{order}/{line}", path: "/reclamations/nouvelle/" + w.ids["order sent"] + "/1"},
		try{route: "/reclamations/nouvelle/{order}/{line}", what: "not sent", path: "/reclamations/nouvelle/" + w.ids["order"] + "/1"},
		try{route: "/fournisseur/{jeton}/reclamations/{n}", path: w.links["order asked about"] + "/reclamations/1"},
		try{route: "/fournisseur/{jeton}/reclamations/{n}", what: "another order's", path: w.links["order sent"] + "/reclamations/1"},
		try{route: "/fournisseur/{jeton}/photo/{n}/{photo}", path: w.links["order asked about"] + "/photo/1/1"},
		try{route: "/commandes/{n}", what: "changed", path: "/commandes/" + w.ids["order changed"]},
	)
}
