package demand

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
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
	Confirmed        bool   // what was found in the texts may stay
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

// Save keeps a draft as it was typed, whatever is still missing (C028), as of a version.
func (s *Service) Save(ctx context.Context, who access.Actor, number string, version int64, in Input) error {
	_, err := s.keep(ctx, who, number, version, in, false)
	return err
}

// Send keeps a draft and sends it to the référents of its teams (C029); what is missing, or was found in its texts, is told,
// and the draft is kept all the same. Sending twice sends once: what was sent is no draft any more.
func (s *Service) Send(ctx context.Context, who access.Actor, number string, version int64, in Input) error {
	found, err := s.keep(ctx, who, number, version, in, true)
	if err == nil {
		err = found
	}
	return err
}

// keep writes a draft, and sends it where it is whole: what is wrong with it is given apart from what went wrong.
func (s *Service) keep(ctx context.Context, who access.Actor, number string, version int64, in Input, send bool) (wrong, err error) {
	d, k, err := s.opened(ctx, who, number)
	if err != nil {
		return nil, err
	}
	if _, err := Moves.Next(Edit, d.State, RolesOf(who, d), d); err != nil {
		return nil, err
	}
	if send {
		in.Identity.More = slices.DeleteFunc(slices.Clone(in.Identity.More), func(m More) bool { return strings.TrimSpace(m.Value) == "" })
	}
	if err := in.fits(); err != nil {
		return nil, err // longer than a draft may be
	}
	err = s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
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
		m, err := s.o.Mandate(ctx, tx, d.ID, in.MandateOn)
		if err != nil {
			return err
		}
		teams, err := s.fill(ctx, tx, who, &d, k, in, m)
		if err != nil {
			return err
		}
		if !send {
			return save(ctx, tx, d)
		}
		var same []string
		if !in.Known {
			if same, err = samePerson(ctx, tx, who, d); err != nil {
				return err
			}
		}
		if wrong = in.missing(teams, m, same, s.o.Scan); wrong != nil {
			return save(ctx, tx, d)
		}
		return s.send(ctx, tx, who, d, k, in.Words)
	})
	return wrong, err
}

// fill puts what was typed into a draft, and gives the teams that were chosen and may be.
func (s *Service) fill(ctx context.Context, tx *db.Tx, who access.Actor, d *Demand, k seal.Key, in Input, m Mandate) ([]team.Team, error) {
	var err error
	if d.sealed, err = closeWords(k, d.ID, in.Words); err != nil {
		return nil, err
	}
	d.person, d.nir = s.hashed(in.Identity.person()), s.hashed(in.Identity.number())
	d.Urgent, d.MandateKind, d.MandateOn = in.Urgent, m.Kind, m.On
	if in.MandateOn != "" { // kept as it was typed, whether it holds or not
		d.MandateKind, d.MandateOn = held, in.MandateOn
	}
	if err := places(ctx, tx, d, in); err != nil {
		return nil, err
	}
	all, err := team.Choosable(ctx, tx)
	if err != nil {
		return nil, err
	}
	y, err := openTerritory(ctx, tx, in.Territory)
	if err != nil {
		return nil, err
	}
	chosen := slices.DeleteFunc(narrowed(all, y, nil), func(t team.Team) bool { return !slices.Contains(in.Teams, t.Number) })
	ids := make([]string, len(chosen))
	for i, t := range chosen {
		ids[i] = t.ID
	}
	if err := chooseTeams(ctx, tx, who, d.ID, ids); err != nil {
		return nil, err
	}
	return chosen, s.chooseColleagues(ctx, tx, who, *d, in.Colleagues)
}

// openTerritory is the territory of a number; nil where it is none.
func openTerritory(ctx context.Context, tx *db.Tx, n int64) (*team.Territory, error) {
	if n == 0 {
		return nil, nil
	}
	y, err := team.TerritoryByNumber(ctx, tx, n)
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	return &y, err
}

// places sets the territory and the theme of a draft by their numbers; what is not there is none.
func places(ctx context.Context, tx *db.Tx, d *Demand, in Input) error {
	for _, x := range []struct {
		sort team.Sort
		n    int64
		to   *string
	}{{team.Territories, in.Territory, &d.TerritoryID}, {team.Themes, in.Theme, &d.ThemeID}} {
		*x.to = ""
		if x.n == 0 {
			continue
		}
		t, err := team.OpenThing(ctx, tx, x.sort, x.n)
		if err != nil && !apperr.Is(err, apperr.NotFound) {
			return err
		}
		*x.to = t.ID
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
func (s *Service) send(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, k seal.Key, w Words) error {
	to, err := Moves.Next(Send, d.State, RolesOf(who, d), d)
	if err != nil {
		return err
	}
	d.State, d.SentAt = to, tx.Now()
	if err := save(ctx, tx, d); err != nil {
		return err
	}
	if err := s.o.Keys.Index(ctx, tx, k, seal.Thread, d.Number, w.Title, w.Text, w.UrgentWhy); err != nil {
		return err
	}
	if err := s.o.Keys.Index(ctx, tx, k, seal.Identity, w.Identity.found()...); err != nil {
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
	return s.tell(ctx, tx, who, d, mailNew, false)
}

func (s *Service) hashed(text string) string {
	if text == "" {
		return ""
	}
	return s.o.Hash(text)
}

// fits says what is longer than may be kept: nothing else keeps a draft from being saved.
func (in Input) fits() error {
	var f apperr.Faults
	for _, x := range []struct {
		field, text string
		most        int
	}{{FieldTitle, in.Title, MaxTitle}, {FieldText, in.Text, MaxText}, {FieldUrgentWhy, in.UrgentWhy, MaxText}, {FieldFirst, in.Identity.First, MaxLine}, {FieldLast, in.Identity.Last, MaxLine}, {FieldBorn, in.Identity.Born, MaxLine}} {
		if n := utf8.RuneCountInString(x.text); n > x.most {
			f.Add(x.field, msg.FaultLong, "max", x.most, "n", n)
		}
	}
	for i, m := range in.Identity.More {
		if n := utf8.RuneCountInString(m.Value); n > MaxText || i >= MaxMore {
			f.Add(FieldMore, msg.FaultLong, "max", MaxText, "n", n)
			break
		}
	}
	if _, err := time.Parse(time.DateOnly, in.MandateOn); in.MandateOn != "" && err != nil {
		f.Add(FieldMandateOn, msg.FaultMandateDay)
	}
	return f.Err()
}

// missing says what keeps a draft from being sent; nil when it is whole.
func (in Input) missing(teams []team.Team, m Mandate, same []string, find Scan) error {
	var f apperr.Faults
	if len(teams) == 0 {
		f.Add(FieldTeams, msg.FaultTeams)
	}
	for _, x := range []struct {
		field, text string
		say         i18n.Key
	}{{FieldTitle, in.Title, msg.FaultTitle}, {FieldLast, in.Identity.Name(), msg.FaultUsager}, {FieldText, in.Text, msg.FaultText}} {
		if strings.TrimSpace(x.text) == "" {
			f.Add(x.field, x.say)
		}
	}
	if m.Kind == "" {
		f.Add(FieldMandateOn, m.Why)
	}
	if in.Urgent && strings.TrimSpace(in.UrgentWhy) == "" {
		f.Add(FieldUrgentWhy, msg.FaultUrgentWhy)
	}
	if !in.Confirmed {
		in.scanned(&f, find)
	}
	if len(same) > 0 {
		f.Add(FieldKnown, msg.FaultKnown, "numbers", strings.Join(same, ", "))
	}
	return f.Err()
}

// scanned tells what the title and the description say of the usager (C022).
func (in Input) scanned(f *apperr.Faults, find Scan) {
	for _, x := range []struct{ field, text string }{{FieldTitle, in.Title}, {FieldText, in.Text}} {
		if said := find(x.text, in.Identity.First, in.Identity.Last); len(said) > 0 {
			f.Say(x.field, i18n.M(msg.FaultFound, "found", strings.Join(said, ", ")))
			f.Say(FieldConfirm, i18n.M(msg.FaultConfirm))
		}
	}
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
