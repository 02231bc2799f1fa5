package demand

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Names of the fields of a draft's form, in faults.
const (
	FieldTeam       = "groupe"
	FieldTeams      = "destinataires"
	FieldTitle      = "titre"
	FieldFirst      = "prenom"
	FieldLast       = "nom"
	FieldBorn       = "naissance"
	FieldText       = "description"
	FieldUrgentWhy  = "motif_urgence"
	FieldMandateOn  = "mandat_du"
	FieldConfirm    = "confirme"
	FieldColleagues = "collegues"
	FieldKnown      = "deja_connue"
	FieldMore       = "valeur"
)

// Limits of texts, in characters.
const (
	MaxTitle = 150 // C022
	MaxText  = 5000
	MaxLine  = 200
	MaxMore  = 30 // elements of the menu « autres »
)

// Input is what the creator types of a draft.
type Input struct {
	Words
	Territory, Theme int64   // numbers; 0: none
	Teams            []int64 // numbers of the teams that it goes to
	Colleagues       []string
	Urgent           bool
	MandateOn        string // day of the mandate that the structure holds; empty: none
	Confirmed        string // the mark of what was found in the texts and may stay, as Found gives it
	Known            bool   // other open demands about the same person were looked at (C030)
}

// Begin makes a draft in a team where who is an aidant, and gives its number.
func (s *Service) Begin(ctx context.Context, who access.Actor, teamNumber int64) (string, error) {
	if err := WhyBegin(who); err != nil {
		return "", err
	}
	k, err := s.o.Keys.Stage(ctx) // a repeat leaves one that is swept
	if err != nil {
		return "", err
	}
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (string, error) {
		t, err := team.ByNumber(ctx, tx, teamNumber)
		if apperr.Is(err, apperr.NotFound) || err == nil && (!who.Holds(team.Helper, t.Place()) || t.State != team.Open) {
			return "", apperr.InvalidField(FieldTeam, i18n.M(msg.FaultTeam))
		}
		if err != nil {
			return "", err
		}
		d := Demand{ID: id.New(), State: Draft, KeyID: k.ID(), Team: t.Thing, CreatorID: who.ID, CreatorName: who.Name}
		if len(t.Territories) > 0 {
			d.TerritoryID = t.Territories[0].ID
		}
		if d.Number, err = nextNumber(ctx, tx, tx.Now().Year()); err != nil {
			return "", err
		}
		if d.sealed, err = closeWords(k, d.ID, Words{}); err != nil {
			return "", err
		}
		if err := insert(ctx, tx, d); err != nil {
			return "", err
		}
		if err := s.o.Keys.Bind(ctx, tx, k, d.ID); err != nil {
			return "", err
		}
		if err := s.indexed(ctx, tx, k, d, Words{}); err != nil {
			return "", err
		}
		return d.Number, note(ctx, tx, who, d, "create", "")
	})
}

// WhyBegin is nil for aidants, who alone create demands; else it says why not.
func WhyBegin(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case len(team.TeamsOf(who, team.Helper)) == 0:
		return apperr.ForbiddenErr(WhyNotHelper)
	}
	return nil
}

// Save keeps a draft as it was typed, whatever is still missing or too long (C028), as of a version. What is too long is told, and kept.
func (s *Service) Save(ctx context.Context, who access.Actor, number string, version int64, in Input) error {
	return s.keep(ctx, who, number, version, in, false)
}

// Send keeps a draft and sends it to the référents of its teams (C029); what is missing, or was found in its texts, is told,
// and the draft is kept all the same. Sending twice sends once: what was sent is no draft any more.
func (s *Service) Send(ctx context.Context, who access.Actor, number string, version int64, in Input) error {
	in.Identity.More = slices.DeleteFunc(slices.Clone(in.Identity.More), func(m More) bool { return strings.TrimSpace(m.Value) == "" })
	return s.keep(ctx, who, number, version, in, true)
}

// keep writes a draft, and sends it where it is whole; where it is not, it is written all the same. A form that comes again is told what
// is wrong with it as the first time.
func (s *Service) keep(ctx context.Context, who access.Actor, number string, version int64, in Input, send bool) error {
	d, k, err := s.opened(ctx, who, number)
	if err != nil {
		return err
	}
	if _, err := Moves.Next(Edit, d.State, RolesOf(who, d), d); err != nil {
		return err
	}
	wrong, ran := in.fits().Err(), false
	err = s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		ran = true
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := Moves.Next(Edit, d.State, RolesOf(who, d), d); err != nil {
			return err
		}
		if d.Version != version {
			return conflict()
		}
		c, err := s.fill(ctx, tx, who, &d, k, in)
		if err == nil {
			err = s.indexed(ctx, tx, k, d, in.Words)
		}
		if err != nil {
			return err
		}
		if send {
			wrong, err = s.missing(ctx, tx, who, d, in, c)
		} else {
			f := in.fits()
			c.fits(f)
			wrong = f.Err()
		}
		if err != nil {
			return err
		}
		if !send || wrong != nil {
			return save(ctx, tx, d)
		}
		return s.send(ctx, tx, who, d, c.mandate)
	})
	if err == nil && send && !ran {
		wrong, err = s.again(ctx, who, number, in)
	}
	if err == nil {
		err = wrong
	}
	return err
}

// indexed makes a draft found by what it says now and nothing that it said before: its author, who may read it, searches it like their
// others (C047).
func (s *Service) indexed(ctx context.Context, tx *db.Tx, k seal.Key, d Demand, w Words) error {
	if err := s.o.Keys.Reindex(ctx, tx, k, seal.Thread, d.Number, w.Title, w.Text, w.UrgentWhy); err != nil {
		return err
	}
	return s.o.Keys.Reindex(ctx, tx, k, seal.Identity, w.Identity.Found()...)
}

// again says what is wrong with a form that was sent before; nothing where its demand was sent.
func (s *Service) again(ctx context.Context, who access.Actor, number string, in Input) (wrong, err error) {
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil || d.State != Draft {
			return err
		}
		c, err := s.choice(ctx, tx, d, in)
		if err != nil {
			return err
		}
		if wrong, err = s.missing(ctx, tx, who, d, in, c); err == nil && wrong == nil {
			return conflict() // it was refused, and would not be now
		}
		return err
	})
	return wrong, err
}

// choice is whom a draft goes to, and under which mandate.
type choice struct {
	teams   []team.Team
	gone    []string // names of those that were ticked and cannot be chosen
	mandate Mandate
}

// choice reads what may be chosen of what was: teams of the draft's territory alone (C021), and the mandate that holds.
func (s *Service) choice(ctx context.Context, tx *db.Tx, d Demand, in Input) (choice, error) {
	var c choice
	all, err := team.Choosable(ctx, tx)
	if err != nil {
		return c, err
	}
	y, err := territoryOf(ctx, tx, d)
	if err != nil {
		return c, err
	}
	c.teams = slices.DeleteFunc(narrowed(all, y, nil), func(t team.Team) bool { return !slices.Contains(in.Teams, t.Number) })
	if c.gone, err = gone(ctx, tx, in.Teams, c.teams); err != nil {
		return c, err
	}
	if c.mandate, err = s.o.Mandate(ctx, tx, d.ID, in.MandateOn); err == nil && c.mandate.Declared {
		for _, t := range c.teams {
			c.mandate.Agencies = append(c.mandate.Agencies, t.Agency.ID)
		}
	}
	return c, err
}

// gone are the names of the ticked teams that are none of the chosen; a number that is none's is named by itself.
func gone(ctx context.Context, tx *db.Tx, ticked []int64, chosen []team.Team) ([]string, error) {
	var out []string
	for _, n := range ticked {
		if slices.ContainsFunc(chosen, func(t team.Team) bool { return t.Number == n }) {
			continue
		}
		t, err := team.ByNumber(ctx, tx, n)
		switch {
		case apperr.Is(err, apperr.NotFound):
			out = append(out, strconv.FormatInt(n, 10))
		case err != nil:
			return nil, err
		default:
			out = append(out, t.Title())
		}
		if len(out) == mostGone {
			break
		}
	}
	return out, nil
}

// mostGone bounds how many of them are named.
const mostGone = 5

// fill puts what was typed into a draft, and gives what was chosen and may be.
func (s *Service) fill(ctx context.Context, tx *db.Tx, who access.Actor, d *Demand, k seal.Key, in Input) (choice, error) {
	var err error
	if d.sealed, err = closeWords(k, d.ID, in.Words); err != nil {
		return choice{}, err
	}
	d.person, d.nir, d.Urgent = s.hashed(in.Identity.Person()), s.hashed(in.Identity.Number()), in.Urgent
	if err := places(ctx, tx, d, in); err != nil {
		return choice{}, err
	}
	c, err := s.choice(ctx, tx, *d, in)
	if err != nil {
		return c, err
	}
	d.MandateKind, d.MandateOn = c.mandate.Kind, c.mandate.On
	if in.MandateOn != "" { // kept as it was typed, whether it holds or not
		d.MandateKind, d.MandateOn = held, in.MandateOn
	}
	ids := make([]string, len(c.teams))
	for i, t := range c.teams {
		ids[i] = t.ID
	}
	if err := chooseTeams(ctx, tx, who, d.ID, ids); err != nil {
		return c, err
	}
	return c, s.chooseColleagues(ctx, tx, who, *d, in.Colleagues)
}

// territoryOf is the territory of a draft; nil where it has none.
func territoryOf(ctx context.Context, tx *db.Tx, d Demand) (*team.Territory, error) {
	y, err := team.TerritoryByID(ctx, tx, d.TerritoryID)
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	return &y, err
}

// places sets the territory and the theme of a draft by their numbers. A theme that is not there is none; the territory stays what it was,
// first the team's: a demand has one, since only its groupes can be chosen (C021).
func places(ctx context.Context, tx *db.Tx, d *Demand, in Input) error {
	d.ThemeID = ""
	for _, x := range []struct {
		sort team.Sort
		n    int64
		to   *string
	}{{team.Territories, in.Territory, &d.TerritoryID}, {team.Themes, in.Theme, &d.ThemeID}} {
		if x.n == 0 {
			continue
		}
		t, err := team.OpenThing(ctx, tx, x.sort, x.n)
		switch {
		case err == nil:
			*x.to = t.ID
		case !apperr.Is(err, apperr.NotFound):
			return err
		}
	}
	return nil
}

// chooseColleagues writes anew which colleagues of the team follow a draft (C025).
func (s *Service) chooseColleagues(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, ids []string) error {
	if err := dropHelpers(ctx, tx, d.ID); err != nil {
		return err
	}
	hs, err := access.Holders(ctx, tx, team.Helper, place(d.Team.ID))
	if err != nil {
		return err
	}
	for _, h := range hs {
		if h.AccountID == who.ID || !slices.Contains(ids, h.AccountID) {
			continue
		}
		if _, err := addPerson(ctx, tx, who, d.ID, Invited{AccountID: h.AccountID, Name: h.Name, Side: Helpers}); err != nil {
			return err
		}
	}
	return nil
}

// send moves a whole draft, and tells the référents and the colleagues.
func (s *Service) send(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, m Mandate) error {
	to, err := Moves.Next(Send, d.State, RolesOf(who, d), d)
	if err != nil {
		return err
	}
	d.State, d.SentAt = to, tx.Now()
	if err := save(ctx, tx, d); err != nil {
		return err
	}
	if err := note(ctx, tx, who, d, "send", Draft); err != nil {
		return err
	}
	if err := noteSeen(ctx, tx, who, d); err != nil {
		return err
	}
	if err := s.waited(ctx, tx, who, d, Send); err != nil {
		return err
	}
	if err := parties(ctx, tx, &d); err != nil {
		return err
	}
	if m.Declared {
		if err := s.o.Declare(ctx, tx, who, d, m.On); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, who, d, told.New, false)
}

func (s *Service) hashed(text string) string {
	if text == "" {
		return ""
	}
	return s.o.Hash(text)
}

// opened is a demand that who may see, with its key. No transaction is open meanwhile.
func (s *Service) opened(ctx context.Context, who access.Actor, number string) (Demand, seal.Key, error) {
	var d Demand
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		d, err = byNumber(ctx, tx, who, number)
		return err
	})
	if err != nil {
		return d, seal.Key{}, err
	}
	k, err := s.o.Keys.One(ctx, d.KeyID)
	return d, k, err
}

func conflict() error { return apperr.ConflictErr(i18n.M(msg.ConflictDemand)) }

// note writes the history line of an act; it says nothing of what was written.
func note(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, act string, from State) error {
	l := history.Line{Object: history.Object{Kind: "casework.demand", ID: d.ID}, Act: "casework.demand." + act, Data: map[string]string{"number": d.Number}}
	if from != "" {
		l.From, l.To = string(from), string(d.State)
	}
	return history.Write(ctx, tx, who, l)
}
