package intake

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/casework/usager"
	"preau/internal/core/imports"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// The columns of organismes.
const (
	colAgency   = "agency"
	colAbout    = "about"
	colDomains  = "domains"
	colFirst    = "first"
	colFollow   = "follow"
	colClosings = "closings"
	colElements = "elements"
)

// agency is an organisme as a sheet says it.
type agency struct {
	Name, About, Domains, First, Follow, Closings, ElementWords string
	Elements                                                    []string

	at team.Agency
}

func agencyColumns() sheet.Columns[agency] {
	return sheet.Columns[agency]{
		agencyColumn(func(a *agency) *string { return &a.Name }),
		column(colAbout, msg.SheetColAbout, sheet.Optional, team.MaxText, func(a *agency) *string { return &a.About }, "Présentation", "Presentation", "Description"),
		column(colDomains, msg.SheetColDomains, sheet.Optional, team.MaxText, func(a *agency) *string { return &a.Domains }, "Domaines des adresses", "Address domains", "Domaines", "Domains"),
		column(colFirst, msg.SheetColFirst, sheet.Optional, 0, func(a *agency) *string { return &a.First }, "Délai de première réponse", "First answer delay", "Première réponse", "First answer"),
		column(colFollow, msg.SheetColFollow, sheet.Optional, 0, func(a *agency) *string { return &a.Follow }, "Délai de suivi", "Follow-up delay", "Suivi", "Follow-up"),
		column(colClosings, msg.SheetColClosings, sheet.Optional, 4000, func(a *agency) *string { return &a.Closings }, "Jours de fermeture", "Closing days", "Fermetures"),
		column(colElements, msg.SheetColElements, sheet.Optional, team.MaxText, func(a *agency) *string { return &a.ElementWords }, "Éléments habituels", "Usual details", "Éléments"),
	}
}

// agencyColumn names the organisme, in each sheet where one stands.
func agencyColumn[T any](to func(*T) *string) sheet.Column[T] {
	return column(colAgency, msg.SheetColAgency, sheet.Filled, team.MaxName, to, "Organisme", "Organisation", "Agency", "Nom de l'organisme")
}

func agencies(s *team.Service) imports.Spec[agency] {
	out := spec("agencies", string(team.Agencies), msg.SheetAgencies, msg.SheetAgenciesHint, agencyColumns())
	out.Fields = []imports.Field[agency]{
		field(colAgency, msg.SheetColAgency, func(a *agency) *string { return &a.Name }), field(colAbout, msg.SheetColAbout, func(a *agency) *string { return &a.About }),
		field(colDomains, msg.SheetColDomains, func(a *agency) *string { return &a.Domains }), field(colFirst, msg.SheetColFirst, func(a *agency) *string { return &a.First }),
		field(colFollow, msg.SheetColFollow, func(a *agency) *string { return &a.Follow }), field(colClosings, msg.SheetColClosings, func(a *agency) *string { return &a.Closings }),
	}
	out.Check = func(a *agency, _ time.Time) []imports.Problem { return a.check() }
	out.Ident = func(a agency) string { return registers.Fold(a.Name) }
	out.Title = func(a agency) string { return a.Name }
	out.Find = findAgencies
	out.Save = func(ctx context.Context, tx *db.Tx, w imports.Write, a agency) error {
		_, err := s.WriteAgency(ctx, tx, w.Who, a.at.Number, a.at.Version, a.input())
		return err
	}
	return out
}

// elementWords are what elements of identity are called in sheets, in French and English, their labels among them.
var elementWords = map[demand.Element][]string{
	usager.NIR: {"Numéro de sécurité sociale", "NIR", "Social security number"}, usager.Claimant: {"Numéro d'allocataire", "Claimant number"},
	usager.Tax: {"Numéro fiscal", "Tax number"}, usager.Address: {"Adresse", "Address"}, usager.Phone: {"Téléphone", "Telephone", "Phone"},
	usager.BirthName: {"Nom de naissance", "Birth name"}, usager.File: {"Numéro de dossier", "File number"}, usager.Free: {"Autre élément", "Something else"},
}

func elementLabels(keys []string) i18n.Keys {
	var out i18n.Keys
	for _, k := range keys {
		out = append(out, demand.Element(k).Label())
	}
	return out
}

func allElements() []string {
	var out []string
	for _, e := range demand.Elements() {
		out = append(out, string(e))
	}
	return out
}

// check puts a line in its normal form, and says what is wrong with it.
func (a *agency) check() []imports.Problem {
	var out []imports.Problem
	fail := func(column string, key i18n.Key, args ...any) {
		out = append(out, imports.Problem{Column: column, Reason: i18n.M(key, args...)})
	}
	a.Name, a.About, a.Elements = line(a.Name), lines(a.About), nil
	a.Closings = strings.Join(several(a.Closings), "\n")
	said := several(strings.ReplaceAll(a.ElementWords, ",", ";"))
	for _, word := range said {
		e := elementOf(word)
		if e == "" {
			fail(colElements, msg.SheetFaultElement, "word", word, "elements", elementLabels(allElements()))
		} else if !slices.Contains(a.Elements, e) {
			a.Elements = append(a.Elements, e)
		}
	}
	slices.SortFunc(a.Elements, func(x, y string) int { return slices.Index(allElements(), x) - slices.Index(allElements(), y) })
	for column, days := range map[string]*string{colFirst: &a.First, colFollow: &a.Follow} {
		if n, err := strconv.Atoi(line(*days)); err == nil {
			*days = strconv.Itoa(n)
		} else if *days != "" {
			fail(column, msg.SheetFaultNumber, "word", *days)
		}
	}
	if len(out) > 0 || a.Name == "" { // an empty one is told already
		return out
	}
	read, err := a.input().Read()
	a.Domains, a.Closings = read.Domains, closingsCell(read.Closings)
	return failed(err, map[string]string{
		team.FieldName: colAgency, team.FieldAbout: colAbout, team.FieldDomains: colDomains, team.FieldFirstDays: colFirst, team.FieldFollowDays: colFollow, team.FieldClosings: colClosings,
	})
}

func elementOf(word string) string {
	for e, words := range elementWords {
		if slices.ContainsFunc(words, func(w string) bool { return registers.Fold(w) == registers.Fold(word) }) {
			return string(e)
		}
	}
	return ""
}

// input is the line as an administrator types it; delays that are not said are the usual ones.
func (a agency) input() team.AgencyInput {
	days := func(s string, usual int) int {
		n, err := strconv.Atoi(cmp.Or(s, strconv.Itoa(usual)))
		if err != nil {
			return 0
		}
		return n
	}
	return team.AgencyInput{
		Name: a.Name, About: a.About, Domains: a.Domains, FirstDays: days(a.First, team.UsualFirstDays), FollowDays: days(a.Follow, team.UsualFollowDays), Elements: a.Elements,
		Closings: strings.Join(several(a.Closings), "\n"),
	}
}

// closingsCell are closing days in one cell, as input reads them.
func closingsCell(all []team.Closing) string {
	return strings.ReplaceAll(team.ClosingsText(all), "\n", " ; ")
}

func findAgencies(ctx context.Context, tx *db.Tx, _ imports.At, ls []agency) ([]imports.Found[agency], error) {
	names := make([]string, len(ls))
	for i, l := range ls {
		names[i] = l.Name
	}
	there, err := team.AgenciesNamed(ctx, tx, names)
	if err != nil {
		return nil, err
	}
	out := make([]imports.Found[agency], len(ls))
	for i, l := range ls {
		out[i] = l.meet(there[registers.Fold(l.Name)])
	}
	return out, nil
}

// meet compares a line with what is kept of the organisme. Its elements are the program's own words, which everybody reads in
// their language.
func (a agency) meet(kept team.Agency) imports.Found[agency] {
	out := imports.Found[agency]{There: kept.ID != ""}
	had := strings.Fields(kept.Elements)
	switch {
	case kept.State == team.Closed:
		return closed[agency](colAgency, kept.Name)
	case len(a.Elements) > 0 && !alike(a.Elements, had):
		had, out.Changes = a.Elements, true
		out.Then = []i18n.Msg{i18n.M(msg.SheetThenElements, "elements", elementLabels(a.Elements))}
	}
	out.Value = agency{
		Name: kept.Name, About: lines(kept.About), Domains: kept.Domains, First: strconv.Itoa(kept.FirstDays), Follow: strconv.Itoa(kept.FollowDays),
		Closings: closingsCell(kept.Closings), Elements: had, at: kept,
	}
	return out
}

// alike says whether two lists have the same values in any order.
func alike(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
