package intake

import (
	"cmp"
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

// site is an implantation, with what its line says of its establishment: only the first line of an establishment counts
// for that, and it stands at the first one's address.
type site struct {
	Number                                string // 586/1045, as it is typed
	FASE, Site                            string
	Name, Sector, Source                  string // the establishment's
	Address, PostalCode, Commune          string // the implantation's
	OrgAddress, OrgPostalCode, OrgCommune string // of the establishment, from its first line
	End                                   string `json:",omitempty"`

	org org.Organisation
	was org.Site
}

// belgian is the register of the schools of Wallonia-Brussels and their sites, as it is published.
func belgian() imports.Spec[site] {
	type at = func(*site) *string
	text := func(key string, label i18n.Key, need sheet.Need, to at, names ...string) sheet.Column[site] {
		return sheet.Column[site]{Key: key, Label: label, Names: names, Need: need, Text: to}
	}
	name, sector := func(s *site) *string { return &s.Name }, func(s *site) *string { return &s.Sector }
	address, commune := func(s *site) *string { return &s.Address }, func(s *site) *string { return &s.Commune }
	postal := func(s *site) *string { return &s.PostalCode }
	return imports.Spec[site]{
		Key: "org.be", Slug: "ecoles-fwb", Label: msg.Belgian, Hint: msg.BelgianHint, Writes: writes, JSON: true,
		Columns: sheet.Columns[site]{
			text("fase", msg.Fase, sheet.Filled, func(s *site) *string { return &s.Number }, "FASE", "id", "Numéro FASE", "FASE number"),
			text("name", msg.Name, sheet.Filled, name, "Nom", "Name", "Nom de l'établissement"),
			text("address", msg.Address, sheet.Optional, address, "Adresse", "Address", "Adresse de l'implantation"),
			text("postal_code", msg.PostalCode, sheet.Optional, postal, "Code postal", "Postal code", "Code postal de l'implantation"),
			text("commune", msg.Commune, sheet.Optional, commune, "Commune", "Town", "city", "Commune de l'implantation", "Localité"),
			text("sector", msg.Network, sheet.Optional, sector, "Réseau", "Network"),
			{
				Key: "end", Label: msg.End, Names: []string{"Date de fin", "End date", "endDate"},
				Parse: func(s *site, v string) (bad i18n.Msg) { s.End, bad = sheet.ParseDay(v); return bad },
			},
		},
		Aside: []string{"postal_code"},
		Fields: []imports.Field[site]{
			{Key: "name", Label: msg.Name, At: name, Leads: true},
			{Key: "sector", Label: msg.Network, At: sector, Leads: true},
			{Key: "org_address", Label: msg.OrgAddress, At: func(s *site) *string { return &s.OrgAddress }, Leads: true},
			{Key: "org_postal_code", Label: msg.OrgPostalCode, At: func(s *site) *string { return &s.OrgPostalCode }, Leads: true},
			{Key: "org_commune", Label: msg.OrgCommune, At: func(s *site) *string { return &s.OrgCommune }, Leads: true},
			{Key: "source", Label: msg.Register, At: func(s *site) *string { return &s.Source }, Leads: true},
			{Key: "address", Label: msg.SiteAddress, At: address},
			{Key: "postal_code", Label: msg.PostalCode, At: postal},
			{Key: "commune", Label: msg.SiteCommune, At: commune},
		},
		Check: checkBelgian,
		Ident: func(s site) string { return ident(s.FASE, s.Site) },
		Owner: func(s site) string { return s.FASE },
		Title: func(s site) string { return strings.TrimSpace(s.Name + " " + ident(s.FASE, s.Site)) },
		Find:  findBelgian, Save: saveBelgian, Absent: absentBelgian,
	}
}

func ident(fase, number string) string { return strings.TrimSuffix(fase+"/"+number, "/") }

func checkBelgian(s *site, now time.Time) []imports.Problem {
	n, fault := registers.ParseFASE(s.Number)
	if !fault.OK() && fault.Kind != registers.Missing {
		return []imports.Problem{{Column: "fase", Reason: fault.Msg()}}
	}
	s.FASE, s.Site = n.Parts()
	if started(s.End, now) {
		return []imports.Problem{{Column: "end", Reason: i18n.M(msg.Ended)}}
	}
	s.Source = sample.FASE
	o, err := org.Clean(s.school(), registers.Options{})
	s.Name, s.Sector, s.Address, s.PostalCode, s.Commune = o.Name, o.Sector, o.Address, o.PostalCode, o.Commune
	s.OrgAddress, s.OrgPostalCode, s.OrgCommune = o.Address, o.PostalCode, o.Commune
	return problems(err)
}

// school is the establishment that a line speaks of.
func (s site) school() org.Organisation {
	return org.Organisation{
		Kind: org.School, Country: registers.Belgium, Name: s.Name, Sector: s.Sector, FASE: s.FASE, Source: s.Source,
		Place: org.Place{Address: s.Address, PostalCode: s.PostalCode, Commune: s.Commune},
	}
}

// onOrg is the establishment with what a leading line says of it.
func (s site) onOrg() org.Organisation {
	o := s.org
	o.Name, o.Sector, o.Source, o.Address, o.PostalCode, o.Commune = s.Name, s.Sector, s.Source, s.OrgAddress, s.OrgPostalCode, s.OrgCommune
	return o
}

func (s site) onSite() org.Site {
	x := s.was
	x.OrgID, x.FASE, x.Address, x.PostalCode, x.Commune = s.org.ID, s.Site, s.Address, s.PostalCode, s.Commune
	return x
}

func findBelgian(ctx context.Context, tx *db.Tx, _ imports.At, ss []site) ([]imports.Found[site], error) {
	var k org.Known
	seen := map[string]bool{}
	for _, s := range ss {
		if !seen[s.FASE] {
			k.FASE, seen[s.FASE] = append(k.FASE, s.FASE), true
		}
	}
	os, err := org.Find(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	schools, ids := map[string]org.Organisation{}, []string(nil)
	for _, o := range os {
		if o.Kind == org.School {
			schools[o.FASE], ids = o, append(ids, o.ID)
		}
	}
	sites, err := org.AllSitesOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]imports.Found[site], len(ss))
	for i, s := range ss {
		o, there := schools[s.FASE]
		if !there {
			continue
		}
		out[i] = known(o, sites[o.ID], s)
	}
	return out, nil
}

// known is what is there of an implantation, or of an establishment that has none by itself.
func known(o org.Organisation, sites []org.Site, s site) imports.Found[site] {
	f := imports.Found[site]{Part: true, Value: site{
		Number: s.Number, FASE: o.FASE, Site: s.Site, Name: o.Name, Sector: o.Sector, Source: o.Source,
		OrgAddress: o.Address, OrgPostalCode: o.PostalCode, OrgCommune: o.Commune, org: o,
	}}
	if s.Site == "" {
		f.There = true
		f.Value.Address, f.Value.PostalCode, f.Value.Commune = s.Address, s.PostalCode, s.Commune
		return f
	}
	for _, x := range sites {
		if x.FASE == s.Site {
			f.There = true
			f.Value.was, f.Value.Address, f.Value.PostalCode, f.Value.Commune = x, x.Address, x.PostalCode, x.Commune
			break
		}
	}
	return f
}

// saveBelgian writes an establishment, where its line leads or it is new, and its implantation.
func saveBelgian(ctx context.Context, tx *db.Tx, w imports.Write, s site) error {
	act, err := "org.edit", error(nil)
	switch {
	case s.org.ID == "":
		act = "org.add"
		var sites []org.Site
		if s.Site != "" {
			sites = append(sites, s.onSite())
		}
		s.org, err = org.Insert(ctx, tx, s.school(), sites...)
	case w.Leads && s.onOrg() != s.org:
		s.org, err = org.Update(ctx, tx, s.onOrg())
	}
	if err == nil && act == "org.edit" && s.Site != "" {
		err = saveSite(ctx, tx, s)
	}
	if err != nil {
		return err
	}
	return note(ctx, tx, w, s.org, act)
}

func saveSite(ctx context.Context, tx *db.Tx, s site) error {
	x := s.onSite()
	var err error
	switch {
	case x.ID == "":
		_, err = org.InsertSite(ctx, tx, x)
	case x != s.was:
		_, err = org.UpdateSite(ctx, tx, x)
	}
	return err
}

func absentBelgian(ctx context.Context, tx *db.Tx, _ imports.At, after string, most int) ([]imports.Thing, string, error) {
	os, next, err := ofRegister(ctx, tx, sample.FASE, after, most)
	if err != nil {
		return nil, "", err
	}
	ids := make([]string, len(os))
	for i, o := range os {
		ids[i] = o.ID
	}
	sites, err := org.SitesOf(ctx, tx, ids)
	var out []imports.Thing
	for _, o := range os {
		for _, x := range sites[o.ID] {
			if x.FASE != "" {
				n := ident(o.FASE, x.FASE)
				out = append(out, imports.Thing{Ident: n, Label: cmp.Or(x.Name, o.Name) + " " + n, Path: path(o)})
			}
		}
	}
	return out, next, err
}
