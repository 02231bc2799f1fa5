package intake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"preau/internal/core/directory/intake/msg"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// kindWords are what people call the kinds, folded.
var kindWords = map[string]org.Kind{
	"etablissement": org.School, "ecole": org.School, "college": org.School, "lycee": org.School, "school": org.School, "establishment": org.School,
	"pouvoir organisateur": org.Authority, "po": org.Authority, "p o": org.Authority, "collectivite": org.Authority, "authority": org.Authority,
	"organisme": org.Agency, "agency": org.Agency, "offreur": org.Provider, "provider": org.Provider,
	"fournisseur": org.Supplier, "supplier": org.Supplier, "centrale": org.Central, "centrale d achat": org.Central, "central purchasing body": org.Central,
}

// list is a plain list of organisations, which the operator fills in.
func list() imports.Spec[line] {
	return imports.Spec[line]{
		Key: "org.list", Slug: "organisations", Label: msg.List, Hint: msg.ListHint, Writes: writes, Model: true,
		Columns: sheet.Columns[line]{
			column("name", msg.Name, sheet.Filled, "Nom", "Name", "Raison sociale", "Dénomination"),
			{
				Key: "kind", Label: msg.Type, Names: []string{"Type", "Sorte", "Kind", "Type d'organisation"},
				Text: func(l *line) *string { return &l.Typed },
			},
			column("uai", msg.Uai, sheet.Optional, "UAI", "RNE", "Numéro UAI"),
			column("fase", msg.Fase, sheet.Optional, "FASE", "Numéro FASE", "FASE number"),
			column("siret", msg.Siret, sheet.Optional, "SIRET", "Numéro SIRET"),
			column("siren", msg.Siren, sheet.Optional, "SIREN"),
			column("bce", msg.Bce, sheet.Optional, "BCE", "Numéro d'entreprise", "Belgian company number"),
			column("nature", msg.Nature, sheet.Optional, "Nature"),
			column("sector", msg.Sector, sheet.Optional, "Secteur", "Sector", "Réseau"),
			column("address", msg.Address, sheet.Optional, "Adresse", "Address"),
			column("complement", msg.Complement, sheet.Optional, "Complément", "Address complement", "Complément d'adresse"),
			column("postal_code", msg.PostalCode, sheet.Optional, "Code postal", "Postal code", "CP"),
			column("commune", msg.Commune, sheet.Optional, "Commune", "Town", "Ville", "Localité"),
			column("phone", msg.Phone, sheet.Optional, "Téléphone", "Phone", "Tél."),
			column("email", msg.Email, sheet.Optional, "Adresse électronique", "Email address", "Courriel", "Mail", "E-mail"),
		},
		Fields: fields(map[string]i18n.Key{
			"name": msg.Name, "uai": msg.Uai, "fase": msg.Fase, "siret": msg.Siret, "siren": msg.Siren, "bce": msg.Bce, "nature": msg.Nature, "sector": msg.Sector,
			"address": msg.Address, "complement": msg.Complement, "postal_code": msg.PostalCode, "commune": msg.Commune, "phone": msg.Phone, "email": msg.Email,
		}),
		Check: checkList,
		Ident: listIdent,
		Title: func(l line) string { return l.Name },
		Find:  findList, Save: save,
	}
}

// checkList understands the kind; one that has a school's number is a school where nothing is said.
func checkList(l *line, _ time.Time) []imports.Problem {
	var out []imports.Problem
	typed, known := l.Typed, false
	kind := org.School
	if typed != "" {
		kind, known = kindWords[registers.Fold(typed)]
	}
	switch {
	case typed == "" && l.UAI == "" && l.FASE == "":
		out = append(out, imports.Problem{Column: "kind", Reason: i18n.M(msg.KindMissing)})
	case typed != "" && !known:
		out = append(out, imports.Problem{Column: "kind", Reason: i18n.M(msg.KindUnknown)})
	}
	l.Kind = string(cmp.Or(kind, org.School)) // told above where it is not known
	name := l.Name
	for _, p := range l.clean() {
		if p.Column != "name" || name != "" { // an empty one is told already
			out = append(out, p)
		}
	}
	l.Typed = typed
	return out
}

// listIdent is the number that names it, or its name where it has none.
func listIdent(l line) string {
	switch {
	case l.UAI != "":
		return "uai " + l.UAI
	case l.FASE != "":
		return "fase " + l.Kind + " " + l.FASE
	case l.BCE != "":
		return "bce " + l.Kind + " " + l.BCE
	case l.SIRET != "":
		return "siret " + l.Kind + " " + l.SIRET
	}
	return "nom " + l.Kind + " " + registers.Fold(l.Name) + " " + registers.Fold(l.Commune)
}

// findList looks by the number that the line is known by. One that several have, or a name in the same place, is refused
// rather than guessed.
func findList(ctx context.Context, tx *db.Tx, _ imports.At, ls []line) ([]imports.Found[line], error) {
	var k org.Known
	for _, l := range ls {
		k.UAI, k.FASE, k.SIRET, k.BCE, k.Fold = append(k.UAI, l.UAI), append(k.FASE, l.FASE), append(k.SIRET, l.SIRET), append(k.BCE, l.BCE), append(k.Fold, registers.Fold(l.Name))
	}
	os, err := org.Find(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	by := map[string][]org.Organisation{}
	for _, o := range os {
		for _, id := range idents(o) {
			by[id] = append(by[id], o)
		}
	}
	out := make([]imports.Found[line], len(ls))
	for i, l := range ls {
		out[i] = meant(l, by[listIdent(l)])
	}
	return out, nil
}

// idents are all by which a line may name an organisation.
func idents(o org.Organisation) []string {
	l := lineOf(o)
	var out []string
	for _, drop := range []func(*line){
		func(*line) {},
		func(l *line) { l.UAI = "" },
		func(l *line) { l.FASE = "" },
		func(l *line) { l.BCE = "" },
		func(l *line) { l.SIRET = "" },
	} {
		drop(&l)
		if id := listIdent(l); !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func meant(l line, os []org.Organisation) imports.Found[line] {
	if len(os) > 1 {
		os = slices.DeleteFunc(slices.Clone(os), org.Organisation.Closed)
	}
	switch {
	case len(os) == 0:
		return imports.Found[line]{}
	case len(os) > 1:
		return imports.Found[line]{Problems: []imports.Problem{{Reason: i18n.M(msg.Several, "n", len(os))}}}
	case string(os[0].Kind) != l.Kind && l.Typed != "":
		return imports.Found[line]{Problems: []imports.Problem{{Column: "kind", Reason: i18n.M(msg.KindDiffers, "kind", os[0].Kind.Label(), "name", os[0].Name)}}}
	}
	return imports.Found[line]{There: true, Value: lineOf(os[0])}
}
