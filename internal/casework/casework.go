// Package casework is the service « Demandes »: an aidant asks the référents of public bodies to unblock a person's file,
// under that person's mandate.
//
// Words: an Agency (organisme) has Teams (groupes) that cover Territories; Themes lead to agencies. Each object has its
// folder, with its states and rules. What speaks of several of them is here.
package casework

import (
	"context"
	"maps"
	"slices"
	"time"

	"preau/internal/casework/absence"
	"preau/internal/casework/canned"
	"preau/internal/casework/closing"
	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/figures"
	"preau/internal/casework/handover"
	"preau/internal/casework/lateness"
	"preau/internal/casework/listing"
	"preau/internal/casework/mandate"
	mandatemsg "preau/internal/casework/mandate/msg"
	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/casework/survey"
	"preau/internal/casework/team"
	"preau/internal/casework/tidy"
	"preau/internal/casework/told"
	"preau/internal/casework/waits"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/help"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// The use cases of each object, under a name of its own.
type teams = team.Service

// Service holds the use cases of all objects.
type Service struct {
	*teams
	Demands   *demand.Service
	Drafts    *draft.Service
	Lists     *listing.Service
	Answers   *canned.Service
	Mandates  *mandate.Service
	Closing   *closing.Service
	Figures   *figures.Service
	Survey    *survey.Service
	Years     *tidy.Years
	Absences  *absence.Service
	Handovers *handover.Service
}

// Options are what the service stands on.
type Options struct {
	DB     *db.DB
	Notify *notify.Service
	People team.People
	Keys   *seal.Service
	Files  *document.Service
	Scan   draft.Scan
	Hash   func(string) string // keyed by the instance
	Jobs   *jobs.Queue
	Zone   func() *time.Location // the operator's
	// Mandates stand on the same, and on what this says.
	Mandates mandate.Options
	Key      []byte // of the instance, for the survey's tickets alone
	Clock    clock.Clock
	Wipes    []closing.Wipe // of what is known of a demand outside of the service
}

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	m := o.Mandates
	m.DB, m.Jobs, m.Notify, m.Keys, m.Hash, m.Zone = o.DB, o.Jobs, o.Notify, o.Keys, o.Hash, o.Zone
	w, mandates := waits.Keeper{Zone: o.Zone}, mandate.New(m)
	s := &Service{
		teams:    team.New(o.DB, o.Notify, o.People, o.Jobs),
		Demands:  demand.New(demand.Options{DB: o.DB, Notify: o.Notify, Keys: o.Keys, Files: o.Files, Scan: o.Scan, Hash: o.Hash, Waits: w, Mandate: mandates.Standing, Declare: mandates.Declare}),
		Lists:    listing.New(o.DB, o.Keys),
		Answers:  canned.New(o.DB),
		Mandates: mandates,
	}
	s.Drafts = draft.New(draft.Options{DB: o.DB, Keys: o.Keys, Demands: s.Demands, Scan: o.Scan, Hash: o.Hash, Mandate: mandates.Standing, Same: mandates.Same})
	lateness.New(lateness.Options{DB: o.DB, Jobs: o.Jobs, Notify: o.Notify, Demands: s.Demands, Waits: w})
	s.Absences = absence.New(absence.Options{DB: o.DB, Notify: o.Notify, Zone: o.Zone})
	s.Handovers = handover.New(handover.Options{DB: o.DB, Notify: o.Notify})
	s.Figures = figures.New(figures.Options{DB: o.DB, Jobs: o.Jobs, Clock: o.Clock, Zone: o.Zone})
	s.Survey = survey.New(survey.Options{DB: o.DB, Clock: o.Clock, Key: o.Key, Zone: o.Zone})
	s.Years = &tidy.Years{DB: o.DB, Keys: o.Keys, Hash: o.Hash}
	tidy.New(o.Jobs, s.Demands, s.Drafts, s.Survey, s.Years)
	s.Closing = closing.New(closing.Options{DB: o.DB, Jobs: o.Jobs, Notify: o.Notify, Demands: s.Demands, Keys: o.Keys, Count: s.Figures.Keep, Wipes: append(slices.Clone(o.Wipes), s.Mandates.Wipe)})
	return s
}

// Teams are the use cases of who works here, for the sheets by which it comes in.
func (s *Service) Teams() *team.Service { return s.teams }

// Elements are those of the menu « autres », of which an organisme names the ones that it usually needs (C023).
func Elements() []demand.Element { return demand.Elements() }

// Roles are those of the service.
func Roles() access.Roles { return slices.Clone(team.Roles) }

// Kinds are the mails that this service sends. What opens the titles of demands is given, and where they are.
func Kinds(open told.Opener, d *db.DB) []notify.Kind {
	titles := func(ctx context.Context, ids []string) (map[string][]byte, error) { return demand.Titles(ctx, d, ids) }
	return slices.Concat(team.Kinds(), told.Kinds(open), lateness.Kinds(open), mandate.Kinds(open), closing.Kinds(open, titles), absence.Kinds(), handover.Kinds())
}

// Said are the sentences of this service's reasons, by code.
func Said() map[string]i18n.Key {
	out := map[string]i18n.Key{}
	maps.Copy(out, team.Said())
	maps.Copy(out, demand.Said())
	maps.Copy(out, draft.Said())
	maps.Copy(out, mandate.Said())
	return out
}

// Explained are the help's answers to this service's reasons, by code.
func Explained() help.Entries {
	workers, leads := help.Roles(team.Helper, team.Officer), help.Roles(team.Lead)
	return help.Entries{
		"casework.not_lead":        {Kind: apperr.Grant, For: workers, Lift: leads, Text: msg.HelpNotLead},
		"casework.team_closed":     {Kind: apperr.Act, For: leads, Lift: []help.Reader{help.Operator}, Text: msg.HelpTeamClosed},
		"casework.last_officer":    {Kind: apperr.Act, For: leads, Lift: []help.Reader{help.You}, Text: msg.HelpLastOfficer},
		"casework.not_helper":      {Kind: apperr.Grant, For: workers, Lift: leads, Text: msg.HelpNotHelper},
		"casework.not_party":       {Kind: apperr.Never, For: workers, Text: msg.HelpNotParty},
		"casework.not_taken_over":  {Kind: apperr.Act, For: []help.Reader{help.Reader(team.Officer)}, Lift: []help.Reader{help.You}, Text: msg.HelpUnaware},
		"casework.demand_closed":   {Kind: apperr.Act, For: workers, Lift: []help.Reader{help.Reader(team.Helper)}, Text: msg.HelpDemandClosed},
		"casework.not_named":       {Kind: apperr.Act, For: workers, Lift: []help.Reader{help.Reader(team.Helper)}, Text: msg.HelpNotNamed},
		"casework.mandate_ended":   {Kind: apperr.Never, For: workers, Text: mandatemsg.HelpEnded},
		"casework.not_asker":       {Kind: apperr.Act, For: workers, Lift: []help.Reader{help.Reader(team.Helper)}, Text: mandatemsg.HelpNotAsker},
		"casework.text_on_its_way": {Kind: apperr.Never, For: workers, Text: mandatemsg.HelpNoResend},
		"casework.agency_closed":   {Kind: apperr.Act, For: []help.Reader{help.Reader(access.Admin)}, Lift: []help.Reader{help.You}, Text: msg.HelpAgencyClosed},
		"casework.too_late":        {Kind: apperr.Date, For: workers, Text: msg.HelpTooLate},
	}
}
