package structure

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/core/registers"
	"preau/internal/core/registers/communes"
	"preau/internal/core/retention"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
	"preau/internal/kit/workflow"
	"preau/internal/offers/role"
)

// Options are what the service stands on.
type Options struct {
	DB       *db.DB
	Jobs     *jobs.Queue
	Notify   *notify.Service
	Files    *document.Service
	Accounts *account.Service
	Country  func() registers.Country
	// Limit counts what a visitor's network asks for, and refuses what is too much.
	Limit func(ctx context.Context, at time.Time, from string) error
	// Founder invites who asked, where their address has an account already, to have some roles in the structure that was just accepted: whoever
	// typed that address has not proved that it is theirs (O65).
	Founder func(ctx context.Context, tx *db.Tx, who access.Actor, x Structure, roles []access.RoleKey) error
	// Contact is where people write when something is wrong with their account (O22); empty: « Nous contacter » alone.
	Contact func(ctx context.Context) string
}

// Service holds the use cases.
type Service struct {
	o        Options
	communes *communes.Register
}

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	s := &Service{o: o, communes: &communes.Register{}}
	o.Jobs.Every(jobLogos, time.Hour, s.sweepLogos)
	return s
}

// View is a structure as somebody sees it, with what they may do.
type View struct {
	Structure
	Logo Picture // zero: none
	Acts workflow.Offers[Act]
	// Moderated says that who sees it moderates: they have a page for it.
	Moderated bool
	History   []history.Line
	Alike     []Structure // of the same number, for who moderates
}

// historyShown is how many lines a page shows of the history.
const historyShown = 30

// Show is the structure of a number, for who may see it.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	return s.view(ctx, who, func(tx *db.Tx) (Structure, error) { return byNumber(ctx, tx, number) })
}

// Mine is the structure for which somebody acts; NotFound where they are in none.
func (s *Service) Mine(ctx context.Context, who access.Actor) (View, error) {
	return s.view(ctx, who, func(tx *db.Tx) (Structure, error) { return mine(ctx, tx, who) })
}

// OfActor is the structure for which somebody acts; NotFound where they are in none.
func OfActor(ctx context.Context, tx *db.Tx, who access.Actor) (Structure, error) {
	return mine(ctx, tx, who)
}

// mine is the structure for which somebody acts.
func mine(ctx context.Context, tx *db.Tx, who access.Actor) (Structure, error) {
	orgID := role.Structure(who)
	if orgID == "" {
		return Structure{}, apperr.NotFoundErr()
	}
	return ByOrg(ctx, tx, orgID)
}

func (s *Service) view(ctx context.Context, who access.Actor, read func(*db.Tx) (Structure, error)) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if v.Structure, err = read(tx); err != nil {
			return err
		}
		roles := RolesOf(who, v.Structure)
		if !Moves.May(See, v.State, roles, v.Structure) {
			return apperr.NotFoundErr()
		}
		v.Acts, v.Moderated = Moves.Offers(v.State, roles, v.Structure), role.Moderates(who)
		if v.LogoID != "" {
			if v.Logo, err = logoByID(ctx, tx, v.LogoID, ""); err != nil {
				return err
			}
		}
		if v.Moderated {
			var w db.Where
			w.And(`s.state NOT IN ('refused', 'closed')`)
			v.meets(&w)
			if v.Alike, err = alike(ctx, tx, w, v.ID); err != nil {
				return err
			}
		}
		if v.Acts.May(ReadHistory) {
			v.History, err = history.Of(ctx, tx, v.object(), historyShown)
		}
		return err
	})
	return v, err
}

// Managed is the structure of a number, or, with 0, the one for which who acts, if they may do an act there; else why not.
func Managed(ctx context.Context, tx *db.Tx, who access.Actor, of int64, do Act) (Structure, error) {
	x, err := Numbered(ctx, tx, who, of)
	if err == nil {
		_, err = next(ctx, tx, who, do, x)
	}
	return x, err
}

// Numbered is the structure of a number, or, with 0, the one for which who acts; NotFound for who may not see it.
func Numbered(ctx context.Context, tx *db.Tx, who access.Actor, of int64) (Structure, error) {
	if of == 0 {
		return mine(ctx, tx, who)
	}
	x, err := byNumber(ctx, tx, of)
	if err == nil && !Moves.May(See, x.State, RolesOf(who, x), x) {
		err = apperr.NotFoundErr()
	}
	return x, err
}

// Note adds a line to a structure's history of what another room did to a part of it.
func Note(ctx context.Context, tx *db.Tx, who access.Actor, s Structure, act string, data map[string]string) error {
	return write(ctx, tx, who, s, Act(act), s.State, data)
}

// object is the structure in the history.
func (s Structure) object() history.Object { return history.Object{Kind: objectKind, ID: s.ID} }

const objectKind = "offers.structure"

// did is an act as the history names it.
func did(act Act) string { return objectKind + "." + string(act) }

// ForgetSignatory takes who represented a structure out of the history, which is kept for longer than the name.
func ForgetSignatory(ctx context.Context, tx *db.Tx, r retention.Row) (bool, error) {
	return true, history.ForgetDetails(ctx, tx, Structure{ID: r.ID[0]}.object(), did(Edit))
}

// write adds a line to the structure's history.
func write(ctx context.Context, tx *db.Tx, who access.Actor, s Structure, act Act, was State, data map[string]string) error {
	l := history.Line{Object: s.object(), Act: did(act), Data: data}
	if was != s.State {
		l.From, l.To = string(was), string(s.State)
	}
	return history.Write(ctx, tx, who, l)
}
