// Package instance holds what makes this installation the operator's own: its name and lines, zone, amounts, services,
// ways of signing in, outgoing mail, its key, and the mark that keeps a demonstration apart from real data.
//
// The settings are one row with a version. Every request needs them, so they are kept in memory: read again at once after
// a save on this node, and after five seconds at the latest elsewhere. A fresh database has no row and gets the defaults.
package instance

import (
	"context"
	"sync"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

const (
	fresh    = 5 * time.Second // how long settings in memory are believed without asking the database
	retry    = time.Second     // how long a fault is, so that a database that is down is not asked by every request
	patience = 3 * time.Second // how long a reading may take: the first is waited for by others, and a fault is everybody's for a while
)

// Options are what the settings need from outside.
type Options struct {
	DB        *db.DB
	Clock     clock.Clock
	Catalogue *i18n.Catalogue
	Key       Key
	// Services and Ways are those that this program was built with, in the order in which they are shown.
	// Settings may switch on no others.
	Services []ServiceKey
	Ways     []Way
	// Transport makes the way out for a mail from the settings, for « envoyer un essai ».
	Transport func(SMTP) (mail.Transport, error)
	// SendText sends one SMS by the settings that are saved, and gives the provider's words; nil: there is no way.
	SendText func(ctx context.Context, phone, text string) (TextOutcome, string)
	// Answerable is how much stands that people can still take back by an SMS to the line there is; nil: nothing.
	Answerable func(context.Context, *db.Tx) (int64, error)
	// Enters says whether an account has a passkey or an identity of others that opens it under these settings; nil: it is not asked.
	Enters func(ctx context.Context, tx *db.Tx, under Settings, accountID string) (bool, error)
}

// Service reads and saves the settings.
type Service struct {
	o     Options
	zones map[string]*time.Location

	mu      sync.Mutex
	kept    kept
	askedAt time.Time // zero: never
	err     error     // of the last reading
	saves   int       // on this node, so far
}

// New makes the service; a zone that the program does not carry is a fault of its build.
func New(o Options) (*Service, error) {
	zones, err := loadZones()
	if err != nil {
		return nil, err
	}
	return &Service{o: o, zones: zones, kept: kept{Settings: Defaults()}}, nil
}

// Services are the services that may be switched on.
func (s *Service) Services() []ServiceKey { return s.o.Services }

// Ways are the ways of signing in that may be switched on.
func (s *Service) Ways() []Way { return s.o.Ways }

// Get gives the settings, without the SMTP password. It usually costs no query: see the package's comment.
func (s *Service) Get(ctx context.Context) (Settings, error) {
	k, err := s.current(ctx)
	return k.Settings.clone(), err
}

// Outgoing gives the settings of outgoing mail with their password, for the transport alone.
func (s *Service) Outgoing(ctx context.Context) (SMTP, error) {
	k, err := s.current(ctx)
	if err != nil {
		return SMTP{}, err
	}
	return k.opened(s.o.Key)
}

// ReturnsSecret is what signs the events of a sending service, empty when none is taken.
func (s *Service) ReturnsSecret(ctx context.Context) (string, error) {
	k, err := s.current(ctx)
	if err != nil || len(k.Hook) == 0 {
		return "", err
	}
	return s.o.Key.open(sealHook, k.Hook)
}

// Zone is the time zone in which deadlines are shown and meant. When the settings cannot be read it is the last one known.
func (s *Service) Zone(ctx context.Context) *time.Location {
	k, _ := s.current(ctx) // what is shown in the last known zone is better than nothing shown
	return s.zones[k.Zone]
}

// Amounts says how amounts without and with VAT are called. When the settings cannot be read it is as they were last known.
func (s *Service) Amounts(ctx context.Context) Amounts {
	k, _ := s.current(ctx) // the last known names are better than none
	return k.Amounts
}

// T speaks a language in the instance's zone. It takes no context and gives no error, since the page of an error needs it too.
func (s *Service) T(lang i18n.Lang) *i18n.T {
	return s.o.Catalogue.For(lang, s.Zone(context.Background()))
}

// current is what is kept in memory, read again when it is no longer fresh. On an error it is still the last that was known.
//
// One caller reads, and nobody waits for it: whoever comes meanwhile gets what was known. Callers may hold a connection to the
// database, and if they all waited here, none would be left to read with.
func (s *Service) current(ctx context.Context) (kept, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, life := s.o.Clock.Now(), fresh
	if s.err != nil {
		life = retry
	}
	if age := now.Sub(s.askedAt); s.askedAt.IsZero() || age < 0 || age >= life {
		first := s.askedAt.IsZero()
		s.askedAt = now
		s.reread(ctx, first)
	}
	return s.kept, s.err
}

// reread asks the database for the version, and for the rest only when it has changed. It does not end with the request
// that happens to ask: the answer, or the fault, is everybody's. The first reading of all is waited for by all, since nothing is known
// before; else the lock is let go meanwhile. A reading that a save overtook is dropped.
func (s *Service) reread(ctx context.Context, first bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	now, turn := s.kept, s.saves
	if !first {
		s.mu.Unlock()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		v, err := versionNow(ctx, tx)
		if err != nil || v == now.Version {
			return err
		}
		k, err := load(ctx, tx)
		if err == nil {
			now = k
		}
		return err
	})
	if !first {
		s.mu.Lock()
	}
	if turn == s.saves {
		s.kept, s.err = now, err
	}
}

// saved reads what was just saved, so that whoever saved meets it; a reading under way cannot put the old settings back.
func (s *Service) saved() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.saves++
	s.askedAt = s.o.Clock.Now()
	s.reread(context.Background(), false)
}
