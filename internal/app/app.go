// Package app builds the program from its rooms and mounts every module. It is the only place that knows them all.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"preau/internal/casework"
	"preau/internal/casework/caseworkweb"
	"preau/internal/casework/caseworkweb/mandateweb"
	"preau/internal/casework/mandate"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/catalog"
	"preau/internal/catalog/asked"
	"preau/internal/catalog/catalogweb"
	"preau/internal/catalog/catalogweb/askedweb"
	"preau/internal/catalog/catalogweb/browseweb"
	"preau/internal/catalog/catalogweb/photoweb"
	"preau/internal/catalog/catalogweb/updateweb"
	adherentsintake "preau/internal/catalog/intake"
	"preau/internal/catalog/photo"
	"preau/internal/catalog/search"
	"preau/internal/catalog/update"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb"
	"preau/internal/core/account/closing"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/helping"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/moving"
	"preau/internal/core/account/passkey"
	"preau/internal/core/account/password"
	"preau/internal/core/account/sealed"
	"preau/internal/core/account/signout"
	"preau/internal/core/contact"
	"preau/internal/core/contact/contactweb"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationweb"
	accessintake "preau/internal/core/delegation/intake"
	"preau/internal/core/delegation/silence"
	"preau/internal/core/directory"
	"preau/internal/core/directory/directoryweb"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/home"
	"preau/internal/core/homeweb"
	"preau/internal/core/imports"
	"preau/internal/core/imports/importsweb"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/core/instance/instanceweb"
	"preau/internal/core/notify"
	"preau/internal/core/notify/notifyweb"
	"preau/internal/core/request"
	"preau/internal/core/request/requestweb"
	"preau/internal/core/rest"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/retention/retentionweb"
	"preau/internal/core/terms"
	"preau/internal/core/terms/termsweb"
	"preau/internal/core/token"
	"preau/internal/core/upkeep"
	"preau/internal/core/upkeep/upkeepweb"
	"preau/internal/core/webhook"
	"preau/internal/core/webhook/webhookweb"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/kit/metrics"
	"preau/internal/kit/oidc"
	"preau/internal/kit/sms"
	"preau/internal/kit/web"
	"preau/internal/kit/web/static"
	"preau/internal/kit/web/ui"
	"preau/internal/needs"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb"
	"preau/internal/offers"
	"preau/internal/offers/offersweb"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/browse"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/figures"
	"preau/internal/ordering/notice"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb"
	"preau/internal/ordering/orderingweb/basketweb"
	"preau/internal/ordering/orderingweb/claimweb"
	"preau/internal/ordering/orderingweb/figuresweb"
	"preau/internal/ordering/orderingweb/orderweb"
	"preau/internal/ordering/orderingweb/receptionweb"
	"preau/internal/ordering/orderingweb/supplyweb"
	"preau/internal/ordering/phone"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/sending"
	"preau/internal/ordering/supply"
	"preau/internal/ordering/todo"
)

// Options are what the program is started with.
type Options struct {
	DB        *db.DB // migrated
	Clock     clock.Clock
	Log       *slog.Logger
	Key       instance.Key
	Files     blob.Store
	FileLimit int64      // bytes of the largest file; zero: the usual limit
	Ring      *seal.Ring // of the keys of demands; nil: one made of Key, where no demand is opened
	Secrets   blob.Store // of the keys of demands; nil: among the files, where no demand is opened
	PublicURL string
	// Subdomains says that HSTS binds those of PublicURL's host, too.
	Subdomains bool
	Proxies    []netip.Prefix
	Version    string
	Demo       bool               // opens the mailbox and one-click sign-in
	Transport  mail.Transport     // nil: the operator's SMTP server, from the settings
	Texts      sms.Transport      // nil: the operator's way out for SMS, from the settings
	Hashing    password.Cost      // zero: the standard cost
	Breaches   *password.Breaches // passwords known from elsewhere; nil: no list
	Metrics    *metrics.Metrics   // nil: nobody counts
	Providers  []oidc.Settings    // of identity, checked
	Inside     []netip.Prefix     // networks that are not the public internet's, to which webhooks may be sent
	Extra      []i18n.Source      // catalogues of rooms that are mounted from outside: the demonstration's
}

// App is the built program.
type App struct {
	Handler    http.Handler
	Mux        *web.Mux
	Queue      *jobs.Queue
	Instance   *instance.Service
	Accounts   *account.Service
	Moves      *moving.Service
	Help       *helping.Service
	Files      *document.Service
	Seal       *seal.Service
	Imports    *imports.Service
	Needs      *needs.Service
	Catalog    *catalog.Service
	Search     *search.Service
	Updates    *update.Service
	Asked      *asked.Service
	Ordering   *ordering.Service
	Browse     *browse.Service
	Baskets    *basket.Service
	Orders     *order.Service
	Phones     *phone.Service
	Sending    *sending.Service
	Supply     *supply.Service
	Claims     *claim.Service
	Receptions *reception.Service
	Figures    *figures.Service
	Casework   *casework.Service
	Offers     *offers.Service
	Requests   *request.Service
	Accesses   *delegation.Service
	Silence    *silence.Service
	Tokens     *token.Service
	Terms      *terms.Service
	API        *rest.API
	Keeper     *keeper.Service
	Closing    *closing.Service
	Federation *federation.Service
	box        sealed.Box // seals what browsers keep
	Webhooks   *webhook.Service
	Passkeys   *passkey.Service
	Notify     *notify.Service
	Mailbox    *mail.Mailbox
	Frame      *frame.Frame
	Messages   *i18n.Catalogue
	own        *i18n.Catalogue // Messages, whatever amounts are called here: what the API says of itself
	Desk       *contact.Service
	texts      *texts
	ready      *readiness
	db         *db.DB
	clock      clock.Clock
}

// Roles are the roles of all modules.
func Roles() access.Roles {
	return slices.Concat(access.Base(), group.Roles, catalog.Roles, ordering.Roles, casework.Roles(), offers.Roles())
}

// chain are the roles that people give each other in « Gestion des accès ».
func chain() access.Roles { return ordering.Roles }

// New builds the program on a migrated database.
func New(o Options) (*App, error) {
	if o.Files == nil {
		return nil, errors.New("app: no store of files")
	}
	a := &App{db: o.DB, clock: o.Clock, Mux: web.NewMux(), Mailbox: mail.NewMailbox(o.DB)}
	a.ready = &readiness{a: a}
	var err error
	if a.own, err = messages(o.Extra); err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	a.Messages = a.own.In(a.saysHT, []string{string(instance.HTVA), string(instance.HT), instance.HTVA.Gross(), instance.HT.Gross()}, "instance", "instanceweb")
	a.Queue = jobs.New(o.DB, o.Clock, o.Log)
	if a.Instance, err = a.newInstance(o, a.Messages, a.sendText); err != nil {
		return nil, err
	}
	if err := a.buildServices(o); err != nil {
		return nil, err
	}
	a.housekeeping()
	a.measure(o)
	if err := a.buildPages(o); err != nil {
		return nil, err
	}
	return a, nil
}

// saysHT says whether amounts are called HT and TTC here, and not as the sentences have it: HTVA and TVAC.
func (a *App) saysHT() bool { return a.Instance.Amounts(context.Background()) == instance.HT }

func (a *App) newInstance(o Options, messages *i18n.Catalogue, sendText func(context.Context, string, string) (instance.TextOutcome, string)) (*instance.Service, error) {
	s, err := instance.New(instance.Options{
		DB: o.DB, Clock: o.Clock, Catalogue: messages, Key: o.Key,
		Services: []instance.ServiceKey{instance.Needs, instance.Ordering, instance.Casework, instance.Offers}, Ways: ways(o),
		Transport: outgoing, SendText: sendText, Answerable: mandate.Answerable, Enters: a.enters,
	})
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	return s, nil
}

func (a *App) buildServices(o Options) error {
	transport := o.Transport
	if transport == nil {
		transport = bySettings{a.Instance}
	}
	kinds := slices.Concat(letter.Kinds(), federation.Kinds(), passkey.Kinds(), webhook.Kinds(), contact.Kinds(Roles(), Said()), request.Kinds(), keeper.Kinds(), closing.Kinds(), moving.Kinds(), silence.Kinds(), needs.Kinds(), basket.Kinds(), notice.Kinds(), sending.Kinds(), supply.Kinds(), claim.Kinds(), reception.Kinds(), asked.Kinds(), casework.Kinds(a.openKey, o.DB), offers.Kinds())
	a.Notify = notify.New(o.DB, a.Queue, o.Clock, transport, notify.Options{
		BaseURL: o.PublicURL, Catalogue: a.Messages, Letterhead: a.letterhead, EverSignedIn: account.EverSignedIn, Reader: account.Reader, Attach: a.attach, Log: o.Log, Watch: o.count(),
	}, o.Key.Derive("links"), kinds...)
	a.Files = document.New(document.Options{DB: o.DB, Jobs: a.Queue, Store: o.Files, Limit: o.FileLimit})
	a.Seal = newSeal(o, a.Queue)
	a.Requests = request.New(o.DB, a.Notify, Roles())
	a.Accounts = account.New(account.Options{
		DB: o.DB, Jobs: a.Queue, Mail: a.Notify, Hasher: password.New(password.Options{Cost: o.Hashing}), Breaches: o.Breaches,
		Settings: a.Instance.Get, Log: o.Log, OnEstablishment: a.Requests.NameEstablishment, OnLock: dropTokens,
		OnFirst: func(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (string, error) {
			return a.Offers.Members.AcceptFirst(ctx, tx, who, ref)
		},
		Reminded: func(ctx context.Context, tx *db.Tx, accountID string) (bool, error) {
			return a.Silence.Reminds(ctx, tx, accountID)
		},
	})
	a.Desk = contact.New(contact.Options{DB: o.DB, Mail: a.Notify, ServiceOf: serviceOf, Desk: []access.RoleKey{access.Admin, access.Helper}})
	a.Help = helping.New(helping.Options{DB: o.DB, Accounts: a.Accounts, Mail: a.Notify, Roles: Roles(), Settings: a.Instance.Get, Why: map[helping.Topic]helping.Asks{helping.OfGroups: a.whyGroup, helping.OfOrders: a.whyOrder}, Givers: a.givers, Named: a.limitNames, Accepts: team.Foreign, Appointed: a.tellAppointed})
	a.Moves = moving.New(moving.Options{DB: o.DB, Jobs: a.Queue, Accounts: a.Accounts, Mail: a.Notify, Desk: a.Desk, Speak: a.Instance.T, Accepts: team.Foreign})
	if err := a.buildOtherWays(o); err != nil {
		return err
	}
	a.Webhooks = a.newWebhooks(o)
	a.Closing = a.newClosing(o)
	a.texts = &texts{a: a, given: o.Texts, clock: o.Clock, log: o.Log, hash: personHash(o.Key)}
	a.Casework = a.newCasework(o)
	a.Offers = a.newOffers(o)
	a.Keeper = keeper.New(keeper.Options{
		DB: o.DB, Clock: o.Clock, Jobs: a.Queue, Holdings: Holdings(), Acts: a.Acts(), Speak: a.Instance.T, Mail: a.Notify, Files: a.Files,
	})
	a.Tokens = a.newTokens(o)
	a.Catalog = catalog.New(o.DB, a.zone)
	a.Search = search.New(o.DB, o.Clock, o.Log)
	a.Updates = update.New(update.Options{DB: o.DB, Jobs: a.Queue, Files: a.Files, Clock: o.Clock, Log: o.Log, Zone: a.zone, Country: a.country, Shown: a.Search.Wake})
	a.Asked = asked.New(asked.Options{DB: o.DB, Mail: a.Notify, Catalog: a.Catalog, Find: func(ctx context.Context, tx *db.Tx, who access.Actor, reference string) ([]int64, error) {
		return a.referred(ctx, tx, who, reference, true)
	}})
	a.Terms = terms.New(terms.Options{DB: o.DB, Settings: a.Instance.Get, Introduced: casework.Roles().Keys()})
	a.Ordering = ordering.New(o.DB, a.Catalog, a.Requests)
	a.Browse = browse.New(browse.Options{DB: o.DB, Catalog: a.Catalog, Ordering: a.Ordering, Search: a.Search})
	a.Accesses = delegation.New(delegation.Options{
		DB: o.DB, Accounts: a.Accounts, Help: a.Help, Mail: a.Notify, Roles: Roles(), Chain: chain(), Choices: a.choices, Reach: a.reach, Guards: []delegation.Guard{a.keep}, Notices: []delegation.Notice{a.alone}, Works: []delegation.Work{a.asked(), a.filled()}, Zone: a.zone, Builds: a.builds,
	})
	a.Silence = silence.New(silence.Options{
		DB: o.DB, Accounts: a.Accounts, Mail: a.Notify, Jobs: a.Queue, Roles: Roles(), Chain: chain(), Gives: a.Accesses.Gives, Remind: a.Accesses.Remind,
	})
	a.buildOrders()
	a.Imports = imports.New(imports.Options{DB: o.DB, Jobs: a.Queue, Files: a.Files, Clock: o.Clock, Log: o.Log, Kinds: a.sheets()})
	a.Requests.Open(request.Chain{Roles: chain(), Holdable: a.Accesses.Holdable, Choices: a.askedChoices, Give: a.giveAsked, Add: a.Accesses.LimitAsked, Reclaim: func(ctx context.Context, tx *db.Tx, who access.Actor, accountID string) error {
		x, err := account.ByID(ctx, tx, accountID)
		if err == nil {
			_, err = a.Accounts.Reclaim(ctx, tx, who, &x, letter.Given{})
		}
		return err
	}})
	a.Needs = needs.New(needs.Options{
		DB: o.DB, Jobs: a.Queue, Notify: a.Notify, Files: a.Files, Speak: a.Instance.T, People: people{a.Accounts}, Profiles: a.Accounts, Operator: operator{a.Instance},
	})
	return nil
}

// What is in the program is read once, however many applications a test makes.
var (
	ownAssets   = sync.OnceValues(func() (*web.Assets, error) { return web.NewAssets(static.FS) })
	ownMessages = sync.OnceValues(func() (*i18n.Catalogue, error) { return i18n.Load(Messages()...) })
)

func messages(extra []i18n.Source) (*i18n.Catalogue, error) {
	if len(extra) == 0 {
		return ownMessages()
	}
	return i18n.Load(append(Messages(), extra...)...)
}

func (a *App) buildPages(o Options) error {
	assets, err := ownAssets()
	if err != nil {
		return fmt.Errorf("assets: %w", err)
	}
	care := upkeep.New(o.DB, a.Queue)
	box := inbox.New(a.work(instance.Needs, a.Needs), a.work(instance.Ordering, a.Ordering), a.work(instance.Ordering, todo.Work{}), a.work(instance.Ordering, a.Sending), a.work(instance.Ordering, a.Supply), a.work(instance.Ordering, a.Claims), a.work(instance.Ordering, a.Receptions), a.work(instance.Ordering, adherentsintake.Work{}), a.work(instance.Ordering, a.Updates), a.work(instance.Ordering, a.Asked), a.work(instance.Casework, a.Casework.Lists), a.work(instance.Casework, a.Casework.Mandates), a.work(instance.Casework, a.Casework.Handovers), a.work(instance.Offers, a.Offers.Structures), a.work(instance.Offers, a.Offers.Portfolio), a.work(instance.Offers, a.Offers.Members), a.work(instance.Offers, a.Offers.Reports), a.Requests, a.Silence, accessintake.Work{Accesses: a.Accesses}, a.Desk, a.Notify, care, a.Webhooks, a.Imports, a.Keeper)
	a.Frame = frame.New(frame.Options{
		DB: o.DB, Settings: a.Instance.Get, Inbox: box, Services: []frame.Service{needsweb.Service(), orderingweb.Service(orderingPlaces, catalogweb.Manage), caseworkweb.Service(), offersweb.Service()},
		Admin:    []frame.Place{instanceweb.SettingsDoor().Place, termsweb.Place(), accountweb.AccountsPlace(), accountweb.HelpPlace(), directoryweb.Place(), importsweb.Place(), needsweb.AdminPlace(), caseworkweb.AdminPlace(), contactweb.DeskPlace(), notifyweb.MailsPlace(), caseworkweb.TextsPlace(), retentionweb.DeskPlace(), upkeepweb.JobsPlace(), webhookweb.Place()},
		Identify: a.identify, Gives: a.Accesses.Gives, Announced: a.Instance.Announced, Version: o.Version, Demo: o.Demo,
	})
	f := a.Frame
	a.mount(o, f, box)
	upkeepweb.New(care, f).Mount(a.Mux)
	webhookweb.New(a.Webhooks, f).Mount(a.Mux)
	directoryweb.New(directory.New(o.DB, a.Files, a.Ordering.Standing), a.Files, f).Mount(a.Mux)
	importsweb.New(a.Imports, a.Files, f, importsweb.Platform(delegationweb.HeadsFiles)).Mount(a.Mux)
	a.mountAPI(o)
	retentionweb.New(retentionweb.Options{Frame: f, Keeper: a.Keeper, Accounts: a.Accounts, Closing: a.Closing, Roles: Roles()}).Mount(a.Mux)
	a.Handler, err = web.Handler(a.Mux, web.Options{
		Clock: o.Clock, Log: o.Log, Catalogue: a.Messages, PublicURL: o.PublicURL, Subdomains: o.Subdomains, TrustedProxies: o.Proxies, Assets: assets,
		Zone: a.zone, Identify: f.Identify, Who: frame.Number, Gate: a.gate(), Seal: a.sealFlash, Unseal: a.unsealFlash, Language: frame.Language, Tally: db.Tally, Errors: f.Errors, Ready: a.ready.ask, Watch: o.watch(),
		API: web.API{Prefix: rest.Below, Identify: a.API.Identify, Who: rest.Number, Errors: a.API.Errors},
	})
	if err != nil {
		return fmt.Errorf("pages: %w", err)
	}
	return nil
}

// housekeeping is what the database itself needs once a day.
func (a *App) housekeeping() {
	const day = 24 * time.Hour
	a.Queue.Every("db.forget", day, func(ctx context.Context, _ time.Time) error { return a.db.ForgetDone(ctx) })
	a.Queue.Every("db.optimize", day, func(ctx context.Context, _ time.Time) error { return a.db.Optimize(ctx) })
}

func (a *App) mount(o Options, f *frame.Frame, box *inbox.Inbox) {
	orders := orderingweb.New(a.Ordering, f)
	identities := &identities{}
	accounts := accountweb.New(accountweb.Options{
		Doors: identities.doors, Parts: identities.parts(), SignedOut: identities.signedOut,
		Frame: f, Accounts: a.Accounts, Identify: a.identify, Moves: a.Moves, Help: a.Help, SignOut: signout.New(a.Accounts, a.Notify), Mails: a.Notify, Settings: a.Instance.Get, Roles: Roles(),
		Works: a.works(orders), Last: a.Closing.LastFor, SetUpPath: instanceweb.SetUpPath, DemoPath: demoPath(o), Terms: a.publishedTerms,
	})
	groups := needsweb.New(a.Needs, establishments{o.DB}, a.Files, f)
	accounts.Mount(a.Mux)
	identities.mount(a, accounts)
	a.mountProof(o, identities)
	a.Mux.While(a.on(instance.Needs), func(m *web.Mux) {
		groups.Mount(m)
		importsweb.New(a.Imports, a.Files, f, lotsSpace(groups)).Mount(m)
	})
	a.Mux.While(a.on(instance.Ordering), func(m *web.Mux) {
		markets := catalogweb.New(a.Catalog, adherents{o.DB}, f)
		markets.Mount(m)
		catalogweb.NewMisses(a.Search, f).Mount(m)
		importsweb.New(a.Imports, a.Files, f, adherentsSpace(markets)).Mount(m)
		browseweb.New(a.Browse, f).Mount(m)
		updateweb.New(a.Updates, a.Files, f).Mount(m)
		askedweb.New(a.Asked, f).Mount(m)
		photoweb.New(photo.New(o.DB, a.Files, a.Catalog), a.Files, f).Mount(m)
		orders.Mount(m)
		basketweb.New(a.Baskets, a.Sending, f).Mount(m)
		suppliers := supplyweb.New(a.Supply, a.Sending, f, o.Clock)
		claims := claimweb.New(a.Claims, suppliers, a.Files, f)
		suppliers.With(claims.SupplierPart)
		suppliers.Mount(m)
		claims.Mount(m)
		ordered := orderweb.New(a.Orders, a.Phones, a.Baskets, a.Sending, f, suppliers.Part, claims.Part)
		suppliers.Shows(ordered.Late)
		ordered.Mount(m)
		orderweb.NewFiles(a.Sending).Mount(m)
		receptionweb.New(a.Receptions, f).Mount(m)
		figuresweb.New(a.Figures, f).Mount(m)
	})
	a.Mux.While(a.on(instance.Casework), func(m *web.Mux) {
		demands := caseworkweb.New(a.Casework, a.Files, f, a.country)
		demands.Mount(m)
		importsweb.New(a.Imports, a.Files, f, membersSpace(demands)).Mount(m)
		mandateweb.NewHook(a.texts.hook).Mount(m)
	})
	offered := a.offersPages(f, o)
	a.Mux.While(a.on(instance.Offers), func(m *web.Mux) {
		offered.Mount(m)
		importsweb.New(a.Imports, a.Files, f, schoolsSpace()).Mount(m)
		importsweb.New(a.Imports, a.Files, f, moderatedSchoolsSpace(offered)).Mount(m)
	})
	front := homeweb.New(homeweb.Options{
		Frame: f, Settings: a.Instance.Get, Home: home.New(o.DB, box), Clock: o.Clock, Help: Help(), Roles: Roles(), Where: orders.Standing,
		SignIn: accounts.Door, Lists: map[instance.ServiceKey]homeweb.Part{instance.Needs: groups.Public, instance.Offers: offered.Home},
	})
	front.Mount(a.Mux)
	termsweb.New(termsweb.Options{Frame: f, Terms: a.Terms, Usual: front.Terms}).Mount(a.Mux)
	instanceweb.New(instanceweb.Options{Frame: f, Instance: a.Instance, Doors: doors()}).Mount(a.Mux)
	contactweb.New(contactweb.Options{Frame: f, Contact: a.Desk, Settings: a.Instance.Get, Roles: Roles(), Said: Said(), Clock: o.Clock}).Mount(a.Mux)
	notifyweb.New(notifyweb.Options{
		Frame: f, Notify: a.Notify, Settings: a.Instance.Get, HookSecret: a.Instance.ReturnsSecret,
	}).Mount(a.Mux)
	requestweb.New(a.Requests, f, a.givingHelp).Mount(a.Mux)
	accesses := delegationweb.New(a.Accesses, Roles(), f, a.rules(orders), a.givingHelp)
	accesses.Mount(a.Mux)
	importsweb.New(a.Imports, a.Files, f, accessSpace(accesses)).Mount(a.Mux)
}

// publishedTerms is where the operator's general conditions are read; empty while none are in force.
func (a *App) publishedTerms(ctx context.Context) (string, error) {
	v, err := a.Terms.InForce(ctx)
	if err != nil || v.Number == 0 {
		return "", err
	}
	return terms.Path, nil
}

// on says nil for the requests of a service that is switched on; the pages of another do not exist.
func (a *App) on(k instance.ServiceKey) func(*http.Request) error {
	return func(r *http.Request) error { return a.open(r.Context(), k) }
}

func (a *App) open(ctx context.Context, k instance.ServiceKey) error {
	s, err := a.Instance.Get(ctx)
	if err == nil && !s.Has(k) {
		err = apperr.NotFoundErr()
	}
	return err
}

// demoPath is where one enters as somebody with one click: in the demonstration alone.
func demoPath(o Options) string {
	if o.Demo {
		return "/demo"
	}
	return ""
}

// doors are the places of the administration as its index shows them.
func doors() []instanceweb.Door {
	return []instanceweb.Door{
		instanceweb.SettingsDoor(),
		{Place: termsweb.Place(), Hint: termsweb.Hint, Icon: ui.IconBook},
		{Place: accountweb.AccountsPlace(), Hint: accountweb.AccountsHint, Icon: ui.IconPeople},
		{Place: accountweb.HelpPlace(), Hint: accountweb.HelpHint, Icon: ui.IconSpeech},
		{Place: directoryweb.Place(), Hint: directoryweb.Hint, Icon: ui.IconBook},
		{Place: importsweb.Place(), Hint: importsweb.Hint, Icon: ui.IconUpload},
		{Place: needsweb.AdminPlace(), Hint: needsweb.AdminHint, Icon: ui.IconKey},
		{Place: caseworkweb.AdminPlace(), Hint: caseworkweb.AdminHint, Icon: ui.IconSpeech},
		{Place: contactweb.DeskPlace(), Hint: contactweb.DeskHint, Icon: ui.IconSpeech},
		{Place: notifyweb.MailsPlace(), Hint: notifyweb.MailsHint, Icon: ui.IconMail},
		{Place: caseworkweb.TextsPlace(), Hint: caseworkweb.TextsHint, Icon: ui.IconMail},
		{Place: retentionweb.DeskPlace(), Hint: retentionweb.DeskHint, Icon: ui.IconBox},
		{Place: upkeepweb.JobsPlace(), Hint: upkeepweb.JobsHint, Icon: ui.IconClock},
		{Place: webhookweb.Place(), Hint: webhookweb.Hint, Icon: ui.IconKey},
	}
}
