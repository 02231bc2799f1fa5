// Package federation lets people in by an identity that others keep: ProConnect, a rectorat, any provider of OpenID Connect that the
// operator named.
//
// An identity is what a provider calls its issuer and its subject. It opens the one account to which its person linked it, and makes
// none: whoever comes for the first time signs in here once by another way, in the same browser, and says that it is theirs. An address
// that a provider tells links nothing by itself. See docs/decisions/0042-others-identities.md.
package federation

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/account/federation/msg"
	"preau/internal/core/account/sealed"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/oidc"
)

// The addresses of its pages that others lead to.
const (
	StartPath = "/connexion/par/" // followed by the provider's key
	LinkPath  = "/rattachement"
	EndPath   = "/deconnexion/fournisseur"
)

// The places of what is sealed.
const (
	placeTrip  = "trip"
	placeWaits = "waits"
	placeEnds  = "ends"
	placeOut   = "out"
)

// The lives of what a browser keeps for it.
const (
	tripLife = 10 * time.Minute
	linkLife = 30 * time.Minute // as a mailed link's, which may be the proof that is waited for
)

// Options are what the room needs from outside.
type Options struct {
	DB        *db.DB
	Clock     clock.Clock
	Log       *slog.Logger
	Accounts  *account.Service
	Mail      *notify.Service
	Settings  func(context.Context) (instance.Settings, error)
	Providers []oidc.Settings // checked
	Box       sealed.Box      // seals what a browser keeps
	BaseURL   string          // where providers lead back to
	// OtherWays says whether an account can be entered by a way that neither the account nor this room knows; nil: none.
	OtherWays func(ctx context.Context, tx *db.Tx, set instance.Settings, accountID string) (bool, error)
}

// Service lets people in by others' identities.
type Service struct {
	o         Options
	providers []*oidc.Provider
}

// New makes the service.
func New(o Options) *Service {
	s := &Service{o: o}
	for _, p := range o.Providers {
		s.providers = append(s.providers, oidc.New(p, o.Clock.Now))
	}
	return s
}

// Provider is a provider as pages name it.
type Provider struct {
	Key, Name  string
	ProConnect bool // whose guidelines say what stands beside its button
}

// Providers are those by which one may sign in now; none while the way is switched off.
func (s *Service) Providers(set instance.Settings) []Provider {
	if !set.Allows(instance.OIDC) {
		return nil
	}
	out := make([]Provider, len(s.providers))
	for i, p := range s.providers {
		out[i] = Provider{Key: p.Settings().Key, Name: p.Settings().Name, ProConnect: p.Settings().Kind == oidc.ProConnect}
	}
	return out
}

// provider is one that is there while the way is open.
func (s *Service) provider(ctx context.Context, key string) (*oidc.Provider, error) {
	i := slices.IndexFunc(s.providers, func(p *oidc.Provider) bool { return p.Settings().Key == key })
	if i < 0 {
		return nil, apperr.NotFoundErr()
	}
	return s.providers[i], s.o.Accounts.WayOpen(ctx, instance.OIDC)
}

// Name is what a provider of a key is called; its key when it is no longer in the settings.
func (s *Service) Name(key string) string {
	for _, p := range s.providers {
		if p.Settings().Key == key {
			return p.Settings().Name
		}
	}
	return key
}

// back is where the provider of a key leads back to: the address that is registered there.
func (s *Service) back(key string) string { return s.o.BaseURL + StartPath + key + "/retour" }

// Identity is an identity that is linked to an account.
type Identity struct {
	ID         string
	AccountID  string
	Provider   string // key
	Issuer     string
	Subject    string
	Label      string // what the provider calls the person: an address, a name
	LinkedAt   time.Time
	LastUsedAt time.Time // zero: never
}

// said makes the provider's silence or nonsense an error that its reader can do something about. The cause goes into the log: it names
// no person.
func (s *Service) said(ctx context.Context, p *oidc.Provider, err error) error {
	name := p.Settings().Name
	why := oidc.WhyOf(err)
	if why != "" && ctx.Err() == nil {
		s.o.Log.WarnContext(ctx, "a provider of identity", "provider", p.Settings().Key, "why", string(why), "error", err)
	}
	switch why {
	case oidc.Down:
		return &apperr.Error{Kind: apperr.Unavailable, Msg: i18n.M(msg.ErrorDown, "name", name), RetryAfter: 30 * time.Second, Err: err}
	case oidc.Stale:
		return &apperr.Error{Kind: apperr.Conflict, Msg: i18n.M(msg.ErrorStale, "name", name), Err: err}
	case oidc.Broken:
		return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorBroken, "name", name), Err: err}
	case oidc.Old:
		return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorOld, "name", name), Err: err}
	case oidc.Low:
		return apperr.ForbiddenErr(levelLow(name))
	}
	return err
}
