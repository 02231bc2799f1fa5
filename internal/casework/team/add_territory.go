package team

import (
	"context"
	"slices"
	"strings"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/core/registers/communes"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The codes of the countries. The register knows the communes of France alone.
const (
	France  = "FR"
	Belgium = "BE"
)

// Countries are those whose public holidays are known (C042), the one that the register divides first.
func Countries() []Territory {
	return []Territory{
		{Thing: Thing{Name: "France"}, Kind: Country, Code: France},
		{Thing: Thing{Name: "Belgique"}, Kind: Country, Code: Belgium},
	}
}

// AddTerritory opens a territory of the register to the service, and gives its number. The code of a commune is that of INSEE.
func (s *Service) AddTerritory(ctx context.Context, who access.Actor, kind Kind, code string) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) { return s.OpenTerritory(ctx, tx, who, kind, code) })
}

// OpenTerritory is AddTerritory within a transaction.
func (s *Service) OpenTerritory(ctx context.Context, tx *db.Tx, who access.Actor, kind Kind, code string) (int64, error) {
	if !who.IsAdmin() {
		return 0, apperr.NotFoundErr()
	}
	t, known := s.Registered(kind, strings.TrimSpace(code))
	if !known {
		return 0, apperr.InvalidField(FieldCode, i18n.M(msg.FaultTerritory))
	}
	added, err := addTerritory(ctx, tx, &t)
	if err != nil {
		return 0, err
	}
	if !added {
		return 0, apperr.InvalidField(FieldCode, i18n.M(msg.FaultTerritoryThere, "name", t.Name))
	}
	return t.Number, note(ctx, tx, who, Territories, t.Thing, "create", "")
}

// Registered is a territory as the register has it.
func (s *Service) Registered(kind Kind, code string) (Territory, bool) {
	switch kind {
	case Country:
		all := Countries()
		i := slices.IndexFunc(all, func(t Territory) bool { return t.Code == code })
		if i < 0 {
			return Territory{}, false
		}
		return all[i], true
	case Region:
		rs := s.Regions()
		i := slices.IndexFunc(rs, func(r communes.Region) bool { return r.Code == code })
		if i < 0 {
			return Territory{}, false
		}
		return Territory{Thing: Thing{Name: rs[i].Name}, Kind: Region, Code: code, Region: code}, true
	case Department:
		d, ok := s.communes.Department(code)
		return Territory{Thing: Thing{Name: d.Name}, Kind: Department, Code: d.Code, Region: d.Region.Code, Department: d.Code}, ok
	case Commune:
		c, ok := s.communes.ByCode(communes.Code(code))
		return Territory{Thing: Thing{Name: c.Name}, Kind: Commune, Code: string(c.Code), Region: c.Department.Region.Code, Department: c.Department.Code}, ok
	}
	return Territory{}, false
}

// Regions are the régions of the register, by name.
func (s *Service) Regions() []communes.Region {
	var out []communes.Region
	for _, d := range s.communes.Departments() {
		if d.Region.Code != "" && !slices.Contains(out, d.Region) {
			out = append(out, d.Region)
		}
	}
	slices.SortFunc(out, func(a, b communes.Region) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Departments are those of the register, by code.
func (s *Service) Departments() []communes.Department { return s.communes.Departments() }

// FindCommune reads a commune as it was typed: by its name, its postal code or both. n is how many it may be.
func (s *Service) FindCommune(text string) (code string, n int) {
	found, fault := s.communes.Read(text)
	if fault.Count > 0 {
		return "", fault.Count
	}
	if found.Code == "" {
		return "", 0
	}
	return string(found.Code), 1
}
