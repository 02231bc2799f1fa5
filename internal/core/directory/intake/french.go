package intake

import (
	"context"
	"strings"
	"time"

	"preau/internal/core/directory/intake/msg"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/core/org/sample"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// french is the directory of French schools, as data.education.gouv.fr gives it. The UAI says which school a line is about;
// a SIRET does not, since up to three of them share one.
func french() imports.Spec[line] {
	return imports.Spec[line]{
		Key: "org.fr", Slug: "annuaire-education", Label: msg.French, Hint: msg.FrenchHint, Writes: writes,
		Columns: sheet.Columns[line]{
			column("uai", msg.Uai, sheet.Filled, "UAI", "Identifiant_de_l_etablissement", "RNE", "Code UAI", "Numéro UAI"),
			column("name", msg.Name, sheet.Filled, "Nom", "Name", "Nom_etablissement"),
			column("nature", msg.Nature, sheet.Optional, "Nature", "Type_etablissement"),
			column("sector", msg.Sector, sheet.Optional, "Secteur", "Sector", "Statut_public_prive"),
			column("address", msg.Address, sheet.Optional, "Adresse", "Address", "Adresse_1"),
			column("complement", msg.Complement, sheet.Optional, "Complément", "Address complement", "Adresse_2"),
			column("postal_code", msg.PostalCode, sheet.Optional, "Code postal", "Postal code"),
			column("commune_code", msg.CommuneCode, sheet.Optional, "Code commune", "Commune code"),
			column("commune", msg.Commune, sheet.Optional, "Commune", "Town", "Nom_commune"),
			column("phone", msg.Phone, sheet.Optional, "Téléphone", "Phone"),
			column("email", msg.Email, sheet.Optional, "Adresse électronique", "Email address", "Mail"),
			column("siret", msg.Siret, sheet.Optional, "SIRET", "SIREN_SIRET"),
		},
		Aside: []string{"complement", "postal_code", "commune_code", "phone", "email", "siret"},
		Fields: fields(map[string]i18n.Key{
			"name": msg.Name, "nature": msg.Nature, "sector": msg.Sector, "siren": msg.Siren, "siret": msg.Siret, "address": msg.Address,
			"complement": msg.Complement, "postal_code": msg.PostalCode, "commune_code": msg.CommuneCode, "commune": msg.Commune,
			"phone": msg.Phone, "email": msg.Email, "source": msg.Register,
		}),
		Check: checkFrench,
		Ident: func(l line) string { return l.UAI },
		Title: func(l line) string { return l.Name },
		Find:  findFrench, Save: save, Absent: absentFrench,
	}
}

// checkFrench also tells the services of the administration from schools, and a SIREN in the column of both.
func checkFrench(l *line, _ time.Time) []imports.Problem {
	l.Kind, l.Country, l.Source = string(org.School), string(registers.France), sample.Annuaire
	if l.Nature == "Service Administratif" || l.Nature == "Information et orientation" {
		l.Kind = string(org.Agency)
	}
	l.SIREN = ""
	if digits := strings.Join(strings.Fields(l.SIRET), ""); len(digits) == 9 {
		l.SIREN, l.SIRET = digits, ""
	}
	out := l.clean()
	for i := range out {
		if out[i].Column == "siren" {
			out[i].Column = "siret"
		}
	}
	return out
}

func findFrench(ctx context.Context, tx *db.Tx, _ imports.At, ls []line) ([]imports.Found[line], error) {
	var k org.Known
	for _, l := range ls {
		k.UAI = append(k.UAI, l.UAI)
	}
	os, err := org.Find(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	by := map[string]org.Organisation{}
	for _, o := range os {
		by[o.UAI] = o
	}
	out := make([]imports.Found[line], len(ls))
	for i, l := range ls {
		if o, there := by[l.UAI]; there {
			out[i] = imports.Found[line]{There: true, Value: lineOf(o)}
		}
	}
	return out, nil
}

func absentFrench(ctx context.Context, tx *db.Tx, _ imports.At, after string, most int) ([]imports.Thing, string, error) {
	os, next, err := ofRegister(ctx, tx, sample.Annuaire, after, most)
	var out []imports.Thing
	for _, o := range os {
		if o.UAI != "" {
			out = append(out, imports.Thing{Ident: o.UAI, Label: o.Name, Path: path(o)})
		}
	}
	return out, next, err
}
