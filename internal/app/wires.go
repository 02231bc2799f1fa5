package app

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"preau/internal/casework"
	teamsintake "preau/internal/casework/intake"
	"preau/internal/casework/team"
	"preau/internal/catalog"
	"preau/internal/catalog/catalogweb"
	"preau/internal/catalog/catalogweb/askedweb"
	"preau/internal/catalog/catalogweb/browseweb"
	"preau/internal/catalog/catalogweb/updateweb"
	adherentsintake "preau/internal/catalog/intake"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb"
	"preau/internal/core/account/closing"
	"preau/internal/core/account/helping"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationweb"
	accessintake "preau/internal/core/delegation/intake"
	"preau/internal/core/directory/intake"
	"preau/internal/core/frame"
	"preau/internal/core/imports"
	"preau/internal/core/imports/importsweb"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/needs"
	"preau/internal/needs/group"
	lotsintake "preau/internal/needs/intake"
	"preau/internal/needs/needsweb"
	"preau/internal/needs/needsweb/groupweb"
	schoolsintake "preau/internal/offers/enrol"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingweb"
)

// sheets are the sorts of sheets that come in, of all rooms.
func (a *App) sheets() []imports.Kind {
	return slices.Concat(intake.Kinds(), accessintake.Kinds(a.Accesses), lotsintake.Kinds(), adherentsintake.Kinds(), teamsintake.Kinds(a.Casework.Teams()), schoolsintake.Kinds(a.Offers.Members))
}

// accessSpace is where the pages of the imports of a place's people stand.
func accessSpace(accesses *delegationweb.Handler) importsweb.Space {
	return importsweb.Space{Of: accessintake.Of, Path: delegationweb.ImportsPath, Param: "n", Seat: func(r *http.Request) (importsweb.Seat, error) {
		i, err := accesses.Imports(r)
		return importsweb.Seat{
			Place: imports.Place{Of: accessintake.Of, ID: i.Org.ID}, Path: i.Path, Frame: i.Frame, Crumbs: i.Crumbs, Files: i.Files, Filled: i.Filled,
		}, err
	}}
}

// adherentsSpace is where the pages of a market's imports stand.
func adherentsSpace(markets *catalogweb.Handler) importsweb.Space {
	return importsweb.Space{Of: adherentsintake.Of, Path: catalogweb.ImportsPath, Param: "import", Seat: func(r *http.Request) (importsweb.Seat, error) {
		i, err := markets.Imports(r)
		return importsweb.Seat{
			Place: imports.Place{Of: adherentsintake.Of, ID: i.Market.ID}, Path: i.Path, Frame: i.Frame, Crumbs: i.Crumbs, Files: i.Files, Filled: i.Filled,
		}, err
	}}
}

// lotsSpace is where the pages of a purchasing group's imports stand.
func lotsSpace(groups *needsweb.Handler) importsweb.Space {
	return importsweb.Space{Of: lotsintake.Of, Path: groupweb.ImportsPath, Param: "import", Seat: func(r *http.Request) (importsweb.Seat, error) {
		i, err := groups.Imports(r)
		return importsweb.Seat{
			Place: imports.Place{Of: lotsintake.Of, ID: i.Group.ID}, Path: i.Path, Frame: i.Frame, Crumbs: i.Crumbs, Files: i.Files, Filled: i.Filled,
		}, err
	}}
}

// bySettings sends through the operator's SMTP server as the settings name it at that moment.
type bySettings struct{ instance *instance.Service }

// Send defers while no server is set: the mail stays queued and visible.
func (b bySettings) Send(ctx context.Context, m mail.Message) (mail.Outcome, string, error) {
	s, err := b.instance.Outgoing(ctx)
	if err != nil {
		return mail.Deferred, "", &mail.Fault{Step: mail.StepCompose, Err: err}
	}
	if !s.On() {
		return mail.Deferred, "", &mail.Fault{Step: mail.StepConnect, Err: errNoServer}
	}
	t, err := outgoing(s)
	if err != nil {
		return mail.Deferred, "", &mail.Fault{Step: mail.StepCompose, Err: err}
	}
	return t.Send(ctx, m)
}

func outgoing(s instance.SMTP) (mail.Transport, error) {
	return mail.NewSMTP(mail.Settings{Host: s.Host, Port: s.Port, TLS: s.TLS, User: s.User, Password: s.Password, From: s.From, FromName: s.FromName})
}

type noServer string

func (e noServer) Error() string { return string(e) }

const errNoServer = noServer("no mail server is set")

// builds says whether identifiers are built of a name and a day of birth.
func (a *App) builds() bool {
	s, err := a.Instance.Get(context.Background()) // in memory
	return err == nil && s.Identifiers == instance.BuiltIdentifiers
}

func (a *App) zone() *time.Location { return a.Instance.Zone(context.Background()) }

// country is whose rates of VAT are in force: that of the operator's zone.
func (a *App) country() registers.Country {
	if a.zone().String() == instance.Brussels {
		return registers.Belgium
	}
	return registers.France
}

// letterhead is what the instance, or one of its services, says of itself in its mails.
func (a *App) letterhead(ctx context.Context, service string) (notify.Letterhead, error) {
	s, err := a.Instance.Get(ctx)
	if err != nil {
		return notify.Letterhead{}, err
	}
	l := notify.Letterhead{Title: s.Title, Operator: s.OperatorLine, From: s.SMTP.From, FromName: s.SMTP.FromName, ReplyTo: s.Contact, Returns: s.Returns.Address, Zone: s.Location()}
	if k := instance.ServiceKey(service); s.Has(k) {
		l.Title, l.Operator, l.ReplyTo = s.ServiceTitle(a.Messages.For(i18n.French, l.Zone), k), s.ServiceLine(k), s.ServiceContact(k)
	}
	return l, nil
}

// serviceOf says to which service a page belongs, by the first word of its address.
func serviceOf(page string) instance.ServiceKey {
	for _, p := range []struct {
		path string
		of   instance.ServiceKey
	}{{"/groupements", instance.Needs}, {"/adhesions", instance.Needs}, {"/commandes", instance.Ordering}, {"/marches", instance.Ordering}, {"/demandes", instance.Casework}, {"/equipes", instance.Casework}, {"/offres", instance.Offers}, {"/offreur", instance.Offers}, {"/moderation", instance.Offers}} {
		if page == p.path || strings.HasPrefix(page, p.path+"/") {
			return p.of
		}
	}
	return ""
}

// people lets the service « Groupements » find or make accounts.
type people struct{ accounts *account.Service }

// Invite gives the account of an address, made and invited when there is none.
func (p people) Invite(ctx context.Context, tx *db.Tx, who access.Actor, x group.Person) (access.Holder, bool, error) {
	a, err := p.accounts.Invite(ctx, tx, who, account.Invitation{Email: x.Address, FirstName: x.FirstName, LastName: x.LastName, Lang: i18n.French})
	if err != nil {
		return access.Holder{}, false, err
	}
	return access.Holder{AccountID: a.ID, Name: a.DisplayName(), Address: a.Email, Lang: a.Lang}, a.State == account.Invited, nil
}

// colleagues lets the service « Demandes » find or make accounts.
type colleagues struct{ accounts *account.Service }

// Invite gives the account of an address, made and invited when there is none.
func (c colleagues) Invite(ctx context.Context, tx *db.Tx, who access.Actor, x team.Person) (access.Holder, bool, error) {
	return people(c).Invite(ctx, tx, who, group.Person(x))
}

type operator struct{ instance *instance.Service }

// Contact is where the operator reads mail about purchasing groups; empty while the settings cannot be read.
func (o operator) Contact(ctx context.Context) string {
	s, err := o.instance.Get(ctx)
	if err != nil {
		return ""
	}
	return s.ServiceContact(instance.Needs)
}

// establishments finds establishments for the forms of « Groupements ».
type establishments struct{ db *db.DB }

// Find gives the best matches by name, commune or register number.
func (e establishments) Find(ctx context.Context, text string, limit int) ([]group.Org, error) {
	var out []group.Org
	err := e.db.View(ctx, func(tx *db.Tx) error {
		found, err := org.Search(ctx, tx, org.Query{Text: text, Limit: limit})
		for _, o := range found {
			out = append(out, group.Org{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Number: cmp.Or(o.UAI, o.FASE, o.SIRET)})
		}
		return err
	})
	return out, err
}

// adherents finds who may adhere to a market.
type adherents struct{ db *db.DB }

// Find gives the best matches by name, commune or register number.
func (a adherents) Find(ctx context.Context, text string, limit int) ([]catalog.Body, error) {
	var out []catalog.Body
	err := a.db.View(ctx, func(tx *db.Tx) error {
		found, err := org.Search(ctx, tx, org.Query{Text: text, Kinds: []org.Kind{org.School, org.Authority}, Limit: limit})
		for _, o := range found {
			out = append(out, catalog.Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: o.Kind})
		}
		return err
	})
	return out, err
}

// choices are what a grant at an organisation may be limited to today.
func (a *App) choices(ctx context.Context, tx *db.Tx, kind access.LimitKind, orgID string) ([]delegation.Choice, error) {
	var out []delegation.Choice
	switch kind {
	case access.Market:
		markets, err := a.Catalog.MarketsOf(ctx, tx, orgID)
		for _, m := range markets {
			out = append(out, delegation.Choice{ID: m.ID, Ref: strconv.FormatInt(m.Number, 10), Label: m.Title, Note: m.Supplier.Name, Within: m.Above.ID})
		}
		return out, err
	case access.Site:
		sites, err := org.Sites(ctx, tx, orgID)
		for _, s := range sites {
			if !s.Closed() {
				out = append(out, delegation.Choice{ID: s.ID, Ref: s.Ref, Label: cmp.Or(s.Name, s.Address, s.Ref), Note: s.Commune})
			}
		}
		return out, err
	case access.Lot, access.Theme:
	}
	return nil, nil
}

// reach is how many markets grants come to: those below a market come with it (R127).
func (a *App) reach(ctx context.Context, tx *db.Tx, gs []access.Grant) (map[string]int, error) {
	var at []string
	for _, g := range gs {
		if slices.ContainsFunc(g.Limits, func(l access.Limit) bool { return l.Kind == access.Market }) && !slices.Contains(at, g.Place.ID) {
			at = append(at, g.Place.ID)
		}
	}
	if len(at) == 0 {
		return nil, nil
	}
	markets, err := a.Catalog.MarketsAmong(ctx, tx, at)
	out := map[string]int{}
	for _, g := range gs {
		limited := func(id string) bool {
			return id != "" && slices.ContainsFunc(g.Limits, func(l access.Limit) bool { return l.Kind == access.Market && l.Ref == id })
		}
		for _, m := range markets[g.Place.ID] {
			if limited(m.ID) || limited(m.Above.ID) {
				out[g.ID]++
			}
		}
	}
	return out, err
}

// limitNames are what may limit a role at an organisation, by id, for the helpdesk.
func (a *App) limitNames(ctx context.Context, tx *db.Tx, kind access.LimitKind, orgID string) (map[string]string, error) {
	cs, err := a.choices(ctx, tx, kind, orgID)
	out := make(map[string]string, len(cs))
	for _, c := range cs {
		out[c.ID] = c.Label
	}
	return out, err
}

// keep is what the service « Commandes » says against taking a role back.
func (a *App) keep(ctx context.Context, tx *db.Tx, _ access.Actor, t delegation.Taking) ([]apperr.Reason, []delegation.Consequence, error) {
	if t.Upheld {
		return nil, nil, nil
	}
	why, err := a.Ordering.WhyKeep(ctx, tx, access.Holder{AccountID: t.AccountID, Name: t.Name}, t.Role, t.Place, t.At, t.Until)
	return why, nil, err
}

// alone is what the service « Commandes » says of roles in one hand, and of those that end with nobody after them.
func (a *App) alone(ctx context.Context, tx *db.Tx, _ access.Actor, g delegation.Giving) ([]delegation.Consequence, error) {
	said, err := a.Ordering.ThenAlone(ctx, tx, g.AccountID, g.Name, g.Place, g.Coming, g.Gets, g.Loses)
	if err != nil {
		return nil, err
	}
	later, err := a.Ordering.ThenUntil(ctx, tx, g.AccountID, g.Place, g.Gets, g.Until)
	return consequences(append(said, later...)), err
}

func consequences(said []i18n.Msg) []delegation.Consequence {
	out := make([]delegation.Consequence, len(said))
	for i, text := range said {
		out[i] = delegation.Consequence{Text: text}
	}
	return out
}

// givingHelp is where giving accesses is told step by step: by the service « Commandes », as long as it is switched on.
func (a *App) givingHelp(ctx context.Context) string {
	if a.open(ctx, instance.Ordering) != nil {
		return "/aide"
	}
	return orderingweb.HelpGiving
}

// rules are those of the service « Commandes », as long as it is switched on, on the page of a place's accesses.
func (a *App) rules(orders *orderingweb.Handler) func(*http.Request, string) (templ.Component, error) {
	return func(r *http.Request, ref string) (templ.Component, error) {
		if err := a.open(r.Context(), instance.Ordering); apperr.Is(err, apperr.NotFound) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		return orders.Rules(r, ref)
	}
}

// asked are requests for access, as somebody leaves a place: what they asked for there, and what waits for their decision.
func (a *App) asked() delegation.Work {
	leaver := func(d delegation.Departure) request.Leaver {
		return request.Leaver{AccountID: d.AccountID, Place: d.Place, Roles: d.Roles, Handed: d.Handed, Given: d.Given}
	}
	return delegation.Work{
		Then: func(ctx context.Context, tx *db.Tx, _ access.Actor, d delegation.Departure) ([]delegation.Consequence, error) {
			said, err := a.Requests.ThenLeaves(ctx, tx, leaver(d))
			return consequences(said), err
		},
		HandOver: func(ctx context.Context, tx *db.Tx, who access.Actor, d delegation.Departure) error {
			return a.Requests.WithdrawLeaver(ctx, tx, who, leaver(d))
		},
	}
}

// filled are baskets, as somebody leaves a place: theirs go to who takes over their role, or wait for the manager (R132).
func (a *App) filled() delegation.Work {
	leaver := func(d delegation.Departure) basket.Leaver {
		return basket.Leaver{AccountID: d.AccountID, Place: d.Place, Roles: d.Roles, At: d.At, HeirID: d.HeirID, HeirName: d.HeirName, Handed: d.Handed}
	}
	return delegation.Work{
		Then: func(ctx context.Context, tx *db.Tx, _ access.Actor, d delegation.Departure) ([]delegation.Consequence, error) {
			said, err := a.Baskets.ThenLeaves(ctx, tx, leaver(d))
			return consequences(said), err
		},
		HandOver: func(ctx context.Context, tx *db.Tx, who access.Actor, d delegation.Departure) error {
			return a.Baskets.HandOver(ctx, tx, who, leaver(d))
		},
	}
}

// givers are who gives accesses at an organisation, for the helpdesk, as long as there is a service that knows of them.
func (a *App) givers(ctx context.Context, tx *db.Tx, orgID string) ([]helping.Giver, error) {
	if err := a.open(ctx, instance.Ordering); apperr.Is(err, apperr.NotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	all, err := a.Accesses.Givers(ctx, tx, orgID)
	out := make([]helping.Giver, len(all))
	for i, st := range all {
		out[i] = helping.Giver{Role: st.Role.Label, Holders: st.Holders, Lifters: st.Lifters}
	}
	return out, err
}

// askedChoices are what a role that was asked for may be limited to.
func (a *App) askedChoices(ctx context.Context, tx *db.Tx, role access.RoleKey, orgID string) ([]request.Choice, error) {
	cs, err := a.Accesses.ChoicesOf(ctx, tx, role, orgID)
	out := make([]request.Choice, len(cs))
	for i, c := range cs {
		out[i] = request.Choice{ID: c.ID, Ref: c.Ref, Label: c.Label, Note: c.Note}
	}
	return out, err
}

// giveAsked gives a role that was asked for. What follows is told as the room of requests tells it.
func (a *App) giveAsked(ctx context.Context, tx *db.Tx, who access.Actor, g request.Gift) error {
	err := a.Accesses.GiveAsked(ctx, tx, who, g.AccountID, g.Role, g.OrgID, g.Limits, g.Seen)
	var u delegation.Unseen
	if !errors.As(err, &u) {
		return err
	}
	out := request.Unseen{Print: u.Print}
	for _, c := range u.Consequences {
		out.Consequences = append(out.Consequences, request.Consequence(c))
	}
	return out
}

// placeOf names a place outside the tree of organisations: a purchasing group, or a team.
func placeOf(ctx context.Context, tx *db.Tx, p access.Place) (string, []access.Place, error) {
	name, above, err := needs.Place(ctx, tx, p)
	if err != nil || name != "" {
		return name, above, err
	}
	return casework.Place(ctx, tx, p)
}

// newClosing builds the closing of accounts. The keeper is built after it, whose rules it applies; nothing is closed
// before both are there.
func (a *App) newClosing(o Options) *closing.Service {
	return closing.New(closing.Options{
		DB: o.DB, Accounts: a.Accounts, Mail: a.Notify, Roles: Roles(), Speak: a.Instance.T, Place: placeOf, Before: request.WithdrawAll,
		Erase: func(ctx context.Context, tx *db.Tx, accountID, label string) error {
			return a.Keeper.Closed(ctx, tx, accountID, label)
		},
	})
}

// whyGroup tells the helpdesk what stands between a person and a purchasing group: whether they may join, and enter needs.
// What the person cannot see is not there for who asks either.
func (a *App) whyGroup(ctx context.Context, tx *db.Tx, about helping.Subject, number int64) (string, []helping.Answer, error) {
	st, err := a.Needs.Standing(ctx, tx, about.Actor, number, about.Missing)
	if err != nil {
		return "", nil, err
	}
	return st.Group.Title, []helping.Answer{{Question: i18n.M(needsweb.AskJoin), Reasons: st.Join}, {Question: i18n.M(needsweb.AskEnter), Reasons: st.Enter}}, nil
}

// whyOrder tells the helpdesk what stands between a person and ordering: at all, and in the market of a number, at each of their
// establishments that adheres to it.
func (a *App) whyOrder(ctx context.Context, tx *db.Tx, about helping.Subject, number int64) (string, []helping.Answer, error) {
	if err := a.open(ctx, instance.Ordering); err != nil {
		return "", nil, err
	}
	st, err := a.Ordering.StandingOf(ctx, tx, about.Actor, number)
	out := []helping.Answer{{Question: i18n.M(orderingweb.AskOrder), Reasons: st.Nothing}}
	for _, x := range st.At {
		out = append(out, helping.Answer{Question: i18n.M(orderingweb.AskUse, "place", x.Org.Name), Reasons: x.Reasons})
	}
	return st.Market.Title, out, err
}

// serviceWork is what waits in a service, as long as it is switched on.
type serviceWork struct {
	of   inbox.Source
	open func() error
}

func (a *App) work(k instance.ServiceKey, of inbox.Source) inbox.Source {
	return serviceWork{of, func() error { return a.open(context.Background(), k) }} // the settings are in memory
}

// Waiting asks the service.
func (s serviceWork) Waiting(who access.Actor, now time.Time) []inbox.Query {
	if s.open() != nil {
		return nil
	}
	return s.of.Waiting(who, now)
}

// Awaited asks the service, if it knows.
func (s serviceWork) Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	a, knows := s.of.(inbox.Awaited)
	if !knows || s.open() != nil {
		return nil, nil
	}
	return a.Awaited(ctx, tx, who)
}

// works are what the service « Commandes », as long as it is switched on, says of the places where a person works, for « Mon compte ».
func (a *App) works(orders *orderingweb.Handler) func(context.Context, *i18n.T, access.Actor) ([]accountweb.Work, error) {
	return func(ctx context.Context, t *i18n.T, who access.Actor) ([]accountweb.Work, error) {
		if err := a.open(ctx, instance.Ordering); apperr.Is(err, apperr.NotFound) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		all, err := orders.Works(ctx, t, who)
		out := make([]accountweb.Work, len(all))
		for i, w := range all {
			out[i] = accountweb.Work{OrgID: w.OrgID, Term: w.Term, Managers: w.Managers, Of: w.Markets}
		}
		return out, err
	}
}

// catalogPlaces are the places of the catalogue in the column of « Commandes ».
func catalogPlaces(who access.Actor) []frame.Place {
	return slices.Concat(browseweb.Places(who), askedweb.Places(who), catalogweb.Places(who), updateweb.Places(who))
}
