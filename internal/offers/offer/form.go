package offer

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/vocabulary"
)

// Names of the fields of the form, in faults.
const (
	FieldSite          = "lieu"
	FieldName          = "nom"
	FieldSummary       = "resume"
	FieldDescription   = "description"
	FieldGoals         = "objectifs"
	FieldSetting       = "terrain"
	FieldAddress       = "adresse"
	FieldComplement    = "complement"
	FieldCommune       = "commune"
	FieldWay           = "acces"
	FieldAccess        = "accessibilite"
	FieldTopics        = "thematiques"
	FieldAudiences     = "publics"
	FieldHeadcount     = "effectif"
	FieldProgrammes    = "filieres"
	FieldPlaces        = "places"
	FieldGroupMin      = "groupe_min"
	FieldGroupMax      = "groupe_max"
	FieldGroups        = "groupes"
	FieldPeriods       = "periodes"
	FieldSessions      = "seances"
	FieldAskUntil      = "demande_jusquau"
	FieldModes         = "modalites"
	FieldMaterial      = "materiel"
	FieldPrerequisites = "prerequis"
	FieldPractical     = "pratique"
	FieldVisibility    = "visibilite"
	FieldInstitution   = "etablissement"
	FieldRegional      = "programme"
	FieldFiles         = "pieces"
	FieldReferent      = "referent"
	FieldReferentRole  = "referent_fonction"
	FieldReferentPhone = "referent_telephone"
	FieldReferentEmail = "referent_email"
	FieldPhone         = "telephone"
	FieldEmail         = "email"
	FieldFrom          = "publication_du"
	FieldUntil         = "publication_au"
	FieldMotive        = "motif"
)

// Limits of texts, in characters, and of numbers.
const (
	MaxLine    = 200
	MaxSummary = 280
	MaxText    = 5000
	MaxNumber  = 9999
	MaxPeriods = 6
)

// Input is what was typed of an offer.
type Input struct {
	SiteID string // chosen once, when the offer is made
	Content
	Town string // the commune as it was typed: « 75017, Paris »
	Referent
	Contact Contact
	Window  Window
	Kept    []int64  // attachments of the version that is replaced, by their numbers
	Sent    []string // files that were staged with the form
}

// InputOf is an offer as the form shows it: its working copy, where there is one.
func InputOf(o Offer) Input {
	in := Input{SiteID: o.SiteID, Content: o.Content, Referent: o.Referent, Contact: o.Contact, Window: o.Window}
	if o.Copy != nil {
		in.Content, in.Referent = o.Copy.Content, o.Copy.Referent
	}
	in.Town = in.Place.Town()
	for _, a := range in.Files {
		in.Kept = append(in.Kept, a.N)
	}
	return in
}

// checked is the input in its normal form, or each fault next to its field. What is merely missing is no fault: see missing.
func (s *Service) checked(in Input, words vocabulary.All, was Content) (Input, error) {
	var f apperr.Faults
	if strings.TrimSpace(in.Content.Name) == "" {
		f.Add(FieldName, msg.FaultName)
	}
	for _, x := range []struct {
		field, value string
		most         int
	}{
		{FieldName, in.Content.Name, MaxLine},
		{FieldSummary, in.Summary, MaxSummary},
		{FieldDescription, in.Description, MaxText},
		{FieldGoals, in.Goals, MaxText},
		{FieldAddress, in.Place.Address, MaxLine},
		{FieldComplement, in.Place.Complement, MaxLine},
		{FieldWay, in.Way, MaxText},
		{FieldAccess, in.Access, MaxText},
		{FieldMaterial, in.Material, MaxText},
		{FieldPrerequisites, in.Prerequisites, MaxText},
		{FieldPractical, in.Practical, MaxText},
		{FieldInstitution, in.Institution, MaxLine},
		{FieldRegional, in.RegionalProject, MaxLine},
		{FieldReferent, in.Referent.Name, MaxLine},
		{FieldReferentRole, in.Role, MaxLine},
	} {
		if n := utf8.RuneCountInString(x.value); n > x.most {
			f.Add(x.field, msg.FaultLong, "n", n, "max", x.most)
		}
	}
	checkTerms(&f, in.Content, words, was)
	checkNumbers(&f, in.Content)
	checkPeriods(&f, in.Periods)
	s.checkPlace(&f, &in)
	s.checkPeople(&f, &in)
	checkWindow(&f, in.Window)
	CheckDay(&f, FieldAskUntil, in.AskUntil)
	if in.Visibility == "" {
		in.Visibility = ForAll
	}
	if !slices.Contains(Visibilities(), in.Visibility) {
		f.Add(FieldVisibility, msg.FaultChoice)
	}
	if in.Visibility != ForInstitution {
		in.Institution = ""
	} else if in.Institution == "" {
		f.Add(FieldInstitution, msg.FaultInstitution)
	}
	return in, f.Err()
}

// checkTerms refuses words that are in no list, or that are no longer offered and the offer does not have already.
func checkTerms(f *apperr.Faults, c Content, words vocabulary.All, was Content) {
	check := func(field string, l vocabulary.List, ids, had []string) {
		for _, id := range ids {
			if !slices.ContainsFunc(words.Of(l, had...), func(t vocabulary.Term) bool { return t.ID == id }) {
				if word := words.Label(id); word != "" { // it was offered when the form was drawn
					f.Add(field, msg.FaultRetired, "word", word)
					return
				}
				f.Add(field, msg.FaultChoice)
				return
			}
		}
	}
	if c.Setting != "" {
		check(FieldSetting, vocabulary.Settings, []string{c.Setting}, []string{was.Setting})
	}
	check(FieldTopics, vocabulary.Topics, c.Topics, was.Topics)
	check(FieldAudiences, vocabulary.Audiences, c.Audiences, was.Audiences)
	check(FieldProgrammes, vocabulary.Programmes, c.Programmes, was.Programmes)
	for _, m := range c.Modes {
		if !slices.Contains(Modes(), m) {
			f.Add(FieldModes, msg.FaultChoice)
		}
	}
}

func checkNumbers(f *apperr.Faults, c Content) {
	for field, n := range map[string]int{FieldHeadcount: c.Headcount, FieldPlaces: c.Places, FieldGroupMin: c.GroupMin, FieldGroupMax: c.GroupMax, FieldGroups: c.Groups, FieldSessions: c.Sessions} {
		if n < 0 || n > MaxNumber {
			f.Add(field, msg.FaultNumber, "max", MaxNumber)
		}
	}
	if c.GroupMax > 0 && c.GroupMin > c.GroupMax {
		f.Add(FieldGroupMax, msg.FaultGroup)
	}
	if c.Places > 0 && c.GroupMin > c.Places {
		f.Add(FieldGroupMin, msg.FaultGroupPlaces, "n", c.Places)
	}
	if least := max(c.GroupMin, 1); c.Places > 0 && c.GroupMin <= c.Places && c.Groups <= MaxNumber && c.Groups*least > c.Places {
		f.Add(FieldGroups, msg.FaultGroupsPlaces, "groups", c.Groups, "least", least, "n", c.Places)
	}
	if c.Places > 0 && c.GroupMax > c.Places {
		f.Add(FieldGroupMax, msg.FaultGroupPlaces, "n", c.Places)
	}
}

func checkPeriods(f *apperr.Faults, ps []Period) {
	if len(ps) > MaxPeriods {
		f.Add(FieldPeriods, msg.FaultPeriods, "n", MaxPeriods)
	}
	for i, p := range ps {
		switch {
		case !day(p.From) || !day(p.Until):
			f.Add(FieldPeriods, msg.FaultPeriodDays, "n", i+1)
		case p.Until < p.From:
			f.Add(FieldPeriods, msg.FaultPeriodOrder, "n", i+1)
		case slices.ContainsFunc(p.Weekdays, func(d int) bool { return d < 1 || d > 7 }) || slices.ContainsFunc(p.Halves, func(h Half) bool { return !slices.Contains(Halves(), h) }):
			f.Add(FieldPeriods, msg.FaultChoice)
		}
	}
}

// checkPlace takes the commune of the register.
func (s *Service) checkPlace(f *apperr.Faults, in *Input) {
	in.Place.PostalCode, in.Place.Commune, in.Place.CommuneCode = "", "", ""
	if strings.TrimSpace(in.Town) == "" {
		return
	}
	found, fault := s.communes.Read(in.Town)
	switch {
	case !fault.OK():
		f.Say(FieldCommune, fault.Msg())
	case found.PostalCode == "":
		f.Add(FieldCommune, msg.FaultPostal, "name", found.Name)
	default:
		in.Place.PostalCode, in.Place.Commune, in.Place.CommuneCode = found.PostalCode, found.Name, string(found.Code)
	}
}

// checkPeople reads addresses and numbers of the référent and of the contact; each may be missing.
func (s *Service) checkPeople(f *apperr.Faults, in *Input) {
	in.Email = address(f, FieldReferentEmail, in.Email)
	in.Phone = s.phone(f, FieldReferentPhone, in.Phone)
	s.checkContact(f, &in.Contact)
}

func (s *Service) checkContact(f *apperr.Faults, c *Contact) {
	c.Email, c.Phone = address(f, FieldEmail, c.Email), s.phone(f, FieldPhone, c.Phone)
}

func address(f *apperr.Faults, field, typed string) string {
	if strings.TrimSpace(typed) == "" {
		return ""
	}
	a, err := mail.Address(strings.ToLower(strings.TrimSpace(typed)))
	if err != nil {
		f.Add(field, msg.FaultEmail)
		return typed
	}
	return a
}

func (s *Service) phone(f *apperr.Faults, field, typed string) string {
	if strings.TrimSpace(typed) == "" {
		return ""
	}
	n, fault := registers.ParsePhone(typed, s.o.Country())
	if !fault.OK() {
		f.Say(field, fault.Msg())
		return typed
	}
	return string(n)
}

func checkWindow(f *apperr.Faults, w Window) {
	CheckDay(f, FieldFrom, w.PublishFrom)
	CheckDay(f, FieldUntil, w.PublishUntil)
	if w.PublishUntil != "" && w.PublishUntil < w.PublishFrom {
		f.Add(FieldUntil, msg.FaultWindow)
	}
}

// CheckDay notes a fault at a field that holds neither a day nor nothing.
func CheckDay(f *apperr.Faults, field, s string) {
	if s == "" || day(s) {
		return
	}
	say := msg.FaultDay
	if _, err := time.Parse(time.DateOnly, s); err == nil {
		say = msg.FaultDayRange // it exists
	}
	f.Add(field, say)
}

// day says whether a text is a day that exists, of this century: another one is a slip of the keyboard.
func day(s string) bool {
	d, err := time.Parse(time.DateOnly, s)
	return err == nil && d.Year() >= 2000 && d.Year() < 2100
}

// missing is what keeps an offer from being submitted: what the form marks with a star (O91).
func missing(o Offer, today string) []apperr.Field {
	var f apperr.Faults
	if o.Copy == nil && o.PublishUntil != "" && o.PublishUntil < today { // the days of what was validated are the approver's
		f.Add(FieldUntil, msg.NeedUntil)
	}
	for _, x := range []struct {
		field string
		there bool
		say   i18n.Key
	}{
		{FieldName, o.Content.Name != "", msg.FaultName},
		{FieldDescription, o.Description != "", msg.NeedDescription},
		{FieldSetting, o.Setting != "", msg.NeedSetting},
		{FieldTopics, len(o.Topics) > 0, msg.NeedTopics},
		{FieldAudiences, len(o.Audiences) > 0, msg.NeedAudiences},
		{FieldPlaces, o.Places > 0, msg.NeedPlaces},
		{FieldPeriods, len(o.Periods) > 0, msg.NeedPeriods},
		{FieldReferent, o.Referent.Name != "", msg.NeedReferent},
		{FieldReferentEmail, o.Referent.Email != "" || o.Referent.Phone != "", msg.NeedReferentReach},
		{FieldFrom, o.PublishFrom != "", msg.NeedFrom},
	} {
		if !x.there {
			f.Add(x.field, x.say)
		}
	}
	return f
}

// motive is a reason that somebody has to give.
func motive(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	var f apperr.Faults
	switch n := utf8.RuneCountInString(typed); {
	case n == 0:
		f.Add(FieldMotive, msg.FaultMotive)
	case n > MaxText:
		f.Add(FieldMotive, msg.FaultLong, "n", n, "max", MaxText)
	}
	return typed, f.Err()
}
