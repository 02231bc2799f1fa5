// Package sample holds some hundred real establishments out of two public registers, French and Belgian, to try the
// program on: people search for schools they know. NOTICE names the sources and their licences; people are never real.
package sample

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

//go:embed annuaire.tsv fase.tsv NOTICE
var files embed.FS

// The names of the registers, as organisations keep them in Source.
const (
	Annuaire = "annuaire de l'éducation"
	FASE     = "signalétique FASE"
)

// Notice names the sources and their licences.
func Notice() string {
	text, _ := files.ReadFile("NOTICE") // embedded
	return string(text)
}

// Load inserts both samples. What is there already, by its UAI or FASE number, stays as it is, so loading twice changes nothing.
func Load(ctx context.Context, tx *db.Tx) error {
	if err := LoadFrench(ctx, tx); err != nil {
		return err
	}
	return LoadBelgian(ctx, tx)
}

// LoadFrench inserts the establishments of Ille-et-Vilaine: three circonscriptions with their schools, and sections under their lycées.
func LoadFrench(ctx context.Context, tx *db.Tx) error {
	rows, err := table("annuaire.tsv")
	if err != nil {
		return err
	}
	ids := map[string]string{} // by UAI; those that others belong to come first
	for _, r := range rows {
		o := french(r)
		o.ParentID = ids[r["parent_uai"]]
		made, err := org.Insert(ctx, tx, o)
		if apperr.Is(err, apperr.Conflict) {
			made, err = org.ByUAI(ctx, tx, o.UAI)
		}
		if err != nil {
			return fmt.Errorf("sample %s: %w", o.UAI, err)
		}
		ids[o.UAI] = made.ID
	}
	return nil
}

// LoadBelgian inserts schools of each level and network of Wallonia-Brussels, with their sites.
func LoadBelgian(ctx context.Context, tx *db.Tx) error {
	rows, err := table("fase.tsv")
	if err != nil {
		return err
	}
	for len(rows) > 0 {
		o := belgian(rows[0])
		n := 1
		for n < len(rows) && belgian(rows[n]).FASE == o.FASE {
			n++
		}
		if err := insertBelgian(ctx, tx, o, rows[:n]); err != nil {
			return fmt.Errorf("sample %s: %w", o.FASE, err)
		}
		rows = rows[n:]
	}
	return nil
}

func insertBelgian(ctx context.Context, tx *db.Tx, o org.Organisation, rows []map[string]string) error {
	sites := make([]org.Site, len(rows))
	for i, r := range rows {
		_, number := registers.FASE(r["fase"]).Parts()
		sites[i] = org.Site{FASE: number, Place: org.Place{Address: r["address"], Commune: r["commune"]}}
	}
	_, err := org.Insert(ctx, tx, o, sites...)
	if apperr.Is(err, apperr.Conflict) {
		return nil
	}
	return err
}

func french(r map[string]string) org.Organisation {
	return org.Organisation{
		Kind: org.Kind(r["kind"]), Country: registers.France, Name: r["name"], Nature: r["nature"], Sector: r["sector"],
		UAI: r["uai"], SIRET: r["siret"], Source: Annuaire,
		Place: org.Place{
			Address: r["address"], Complement: r["complement"], PostalCode: r["postal_code"],
			Commune: r["commune"], CommuneCode: r["commune_code"], Phone: r["phone"],
		},
	}
}

// belgian is the school of a row; it stands at its first site.
func belgian(r map[string]string) org.Organisation {
	number, _ := registers.FASE(r["fase"]).Parts()
	return org.Organisation{
		Kind: org.School, Country: registers.Belgium, Name: r["name"], Nature: r["nature"], Sector: r["sector"],
		FASE: number, Source: FASE, Place: org.Place{Address: r["address"], Commune: r["commune"]},
	}
}

// table reads an embedded file: a head, then a row a line, columns parted by tabs.
func table(name string) ([]map[string]string, error) {
	raw, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	rows := make([]map[string]string, 0, len(lines)-1)
	for i, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != len(head) {
			return nil, fmt.Errorf("%s, line %d: %d columns, not %d", name, i+2, len(cells), len(head))
		}
		row := make(map[string]string, len(head))
		for j, h := range head {
			row[h] = cells[j]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
