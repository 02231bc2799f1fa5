package draft

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/casework/demand"
	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// fits says what is too long, or no day. It is told next to its field, and the whole is kept all the same.
func (in Input) fits() *apperr.Faults {
	f := in.long(0)
	if _, err := time.Parse(time.DateOnly, in.MandateOn); in.MandateOn != "" && err != nil {
		f.Add(FieldMandateOn, msg.FaultMandateDay)
	}
	return f
}

// far is the length, in characters, from which a text is no slip any more: it is told, and the page alone keeps it.
const far = 4 * demand.MaxText

// refused says what is so long that it is not kept: each saving reads and keeps all of it again.
func (in Input) refused() error {
	if in.long(far).Err() == nil {
		return nil
	}
	return in.fits().Err()
}

// long says what is longer than it may be, and than so many characters.
func (in Input) long(than int) *apperr.Faults {
	var f apperr.Faults
	for _, x := range []struct {
		field, text string
		most        int
	}{{FieldTitle, in.Title, MaxTitle}, {FieldText, in.Text, demand.MaxText}, {FieldUrgentWhy, in.UrgentWhy, demand.MaxText}, {FieldFirst, in.Identity.First, MaxLine}, {FieldLast, in.Identity.Last, MaxLine}, {FieldBorn, in.Identity.Born, MaxLine}} {
		if n := utf8.RuneCountInString(x.text); n > max(x.most, than) {
			f.Add(x.field, msg.FaultLong, "max", x.most, "n", n)
		}
	}
	for i, m := range in.Identity.More {
		if n := utf8.RuneCountInString(m.Value); n > max(demand.MaxText, than) || i >= MaxMore && than == 0 {
			f.Add(FieldMore, msg.FaultLong, "max", demand.MaxText, "n", n)
			break
		}
	}
	return &f
}

// missing says what keeps a draft from being sent; nil when it is whole.
func (s *Service) missing(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand, in Input, c choice, said []finding) (wrong, err error) {
	var same demand.Alike
	if !in.Known {
		if same, err = demand.SamePerson(ctx, tx, who, d); err != nil {
			return nil, err
		}
	}
	f := in.fits()
	c.fits(f)
	if len(c.teams) == 0 {
		f.Say(FieldTeams, i18n.M(msg.FaultTeams))
	}
	for _, x := range []struct {
		field, text string
		say         i18n.Key
	}{{FieldTitle, in.Title, msg.FaultTitle}, {FieldLast, in.Identity.Name(), msg.FaultUsager}, {FieldText, in.Text, msg.FaultText}} {
		if strings.TrimSpace(x.text) == "" {
			f.Add(x.field, x.say)
		}
	}
	c.authorised(f)
	if in.Urgent && strings.TrimSpace(in.UrgentWhy) == "" {
		f.Add(FieldUrgentWhy, msg.FaultUrgentWhy)
	}
	s.scanned(f, in, said)
	switch {
	case len(same.Same) > 0:
		f.Add(FieldKnown, msg.FaultKnown, "numbers", strings.Join(same.Same, ", "))
	case len(same.Perhaps) > 0:
		f.Add(FieldKnown, msg.FaultPerhapsKnown, "numbers", strings.Join(same.Perhaps, ", "))
	}
	return f.Err(), nil
}

// fits tells which of the groupes that were ticked cannot be chosen any more: they have no référent left, or do not work there (C021).
func (c choice) fits(f *apperr.Faults) {
	if len(c.gone) > 0 {
		f.Say(FieldTeams, i18n.M(msg.FaultTeamsGone, "teams", strings.Join(c.gone, ", ")))
	}
	switch {
	case slices.Contains(c.left, ""):
		f.Say(FieldColleagues, i18n.M(msg.FaultColleagueUnknown))
	case len(c.left) > 0:
		f.Say(FieldColleagues, i18n.M(msg.FaultColleaguesGone, "names", strings.Join(c.left, ", ")))
	}
}

// Fault tells of a draft that is found again which of its groupes and colleagues cannot be chosen any more; nil where all can.
func (w Writing) Fault() error {
	var f apperr.Faults
	choice{gone: w.Gone, left: w.Left}.fits(&f)
	return f.Err()
}

// authorised tells that a day is wrong, that no mandate holds, or which of the organismes chosen none names that does (C026, C061).
func (c choice) authorised(f *apperr.Faults) {
	if c.mandate.WrongDay != "" {
		f.Say(FieldMandateOn, i18n.M(c.mandate.WrongDay))
	}
	if c.mandate.Kind == "" {
		f.Say(FieldMandateOn, i18n.M(c.mandate.Why))
		if c.mandate.Other {
			f.Add(FieldSame, msg.FaultSame)
		}
		return
	}
	var others []string
	for _, t := range c.teams {
		if !c.mandate.Covers(t.Agency.ID) && !slices.Contains(others, t.Agency.Name) {
			others = append(others, t.Agency.Name)
		}
	}
	if len(others) > 0 {
		f.Add(FieldTeams, msg.FaultNotNamed, "agencies", strings.Join(others, ", "))
	}
}

// finding is what one of the texts says of the usager.
type finding struct {
	field string
	words []string
}

// findings are what the title, the description and the reason of the urgency say of the usager (C022).
func (s *Service) findings(in Input) []finding {
	names := in.Identity.Names()
	var out []finding
	for _, x := range []struct{ field, text string }{{FieldTitle, in.Title}, {FieldText, in.Text}, {FieldUrgentWhy, in.UrgentWhy}} {
		if said := s.o.Scan(x.text, names...); len(said) > 0 {
			out = append(out, finding{x.field, said})
		}
	}
	return out
}

// Person marks whom a draft names: who says that a mandate is theirs says it of this person, and of nobody who is named later. It is empty where nobody
// is named.
func (s *Service) Person(in Input) string { return s.hashed(in.Identity.Signer()) }

// Found marks what was found in the texts: who confirms it confirms this, and nothing that is written later. It is empty where nothing
// was found.
func (s *Service) Found(in Input) string { return s.mark(s.findings(in)) }

func (s *Service) mark(said []finding) string {
	var all []string
	for _, x := range said {
		all = append(append(all, x.field), x.words...)
	}
	if len(all) == 0 {
		return ""
	}
	return s.o.Hash("found " + strings.Join(all, "\n"))
}

// scanned tells what was found, unless just that was confirmed.
func (s *Service) scanned(f *apperr.Faults, in Input, said []finding) {
	found := s.mark(said)
	if found == in.Confirmed || found == "" {
		return
	}
	for _, x := range said {
		f.Say(x.field, i18n.M(msg.FaultFound, "found", strings.Join(x.words, ", ")))
	}
	f.Say(FieldConfirm, i18n.M(msg.FaultConfirm))
}
