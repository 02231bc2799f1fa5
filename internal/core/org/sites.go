package org

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"preau/internal/core/org/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

const siteColumns = `id, org_id, ref, name, fase, uai, address, complement, postal_code, commune, commune_code, phone,
	created_at, closed_at, version`

func siteFields(s *Site) []any {
	return []any{
		&s.ID, &s.OrgID, &s.Ref, &s.Name, &s.FASE, &s.UAI, &s.Address, &s.Complement, &s.PostalCode, &s.Commune, &s.CommuneCode, &s.Phone,
		&s.CreatedAt, &s.ClosedAt, &s.Version,
	}
}

// Sites are the open sites of an organisation, by name.
func Sites(ctx context.Context, tx *db.Tx, orgID string) ([]Site, error) {
	byOrg, err := SitesOf(ctx, tx, []string{orgID})
	return byOrg[orgID], err
}

// SitesOf are the open sites of several organisations, by name.
func SitesOf(ctx context.Context, tx *db.Tx, orgIDs []string) (map[string][]Site, error) {
	return sitesOf(ctx, tx, orgIDs, false)
}

// AllSitesOf are their sites, those that have ceased too.
func AllSitesOf(ctx context.Context, tx *db.Tx, orgIDs []string) (map[string][]Site, error) {
	return sitesOf(ctx, tx, orgIDs, true)
}

func sitesOf(ctx context.Context, tx *db.Tx, orgIDs []string, closed bool) (map[string][]Site, error) {
	out := map[string][]Site{}
	for part := range slices.Chunk(orgIDs, 500) {
		var w db.Where
		w.In("org_id", db.Any(part)...)
		if !closed {
			w.And("closed_at IS NULL")
		}
		cond, args := w.SQL(1)
		sites, err := db.All(ctx, tx, siteFields,
			`SELECT `+siteColumns+` FROM org_sites WHERE `+cond+` ORDER BY name_fold, id`, args...)
		if err != nil {
			return nil, fmt.Errorf("sites: %w", err)
		}
		for _, s := range sites {
			out[s.OrgID] = append(out[s.OrgID], s)
		}
	}
	return out, nil
}

// SiteByID gives one site, closed ones too; apperr.NotFound when there is none.
func SiteByID(ctx context.Context, tx *db.Tx, id string) (Site, error) {
	return oneSite(ctx, tx, `id = $1`, id)
}

// SiteByRef gives the site that an address names within its organisation.
func SiteByRef(ctx context.Context, tx *db.Tx, orgID, ref string) (Site, error) {
	return oneSite(ctx, tx, `org_id = $1 AND ref = $2`, orgID, ref)
}

func oneSite(ctx context.Context, tx *db.Tx, cond string, args ...any) (Site, error) {
	s, err := db.One(ctx, tx, siteFields, `SELECT `+siteColumns+` FROM org_sites WHERE `+cond, args...)
	if errors.Is(err, db.ErrNone) {
		return s, apperr.NotFoundErr()
	}
	if err != nil {
		return s, fmt.Errorf("site %v: %w", args, err)
	}
	return s, nil
}

// InsertSite adds a site to its organisation, and gives it back cleaned, with its id and reference.
func InsertSite(ctx context.Context, tx *db.Tx, s Site) (Site, error) {
	if _, err := hold(ctx, tx); err != nil {
		return s, err
	}
	o, err := ByID(ctx, tx, s.OrgID)
	if err != nil {
		return s, err
	}
	if s, err = addSite(ctx, tx, o, s); err != nil {
		return s, err
	}
	return s, rewriteWords(ctx, tx, s.OrgID)
}

// addSite cleans and inserts a site; its words are the caller's to write.
func addSite(ctx context.Context, tx *db.Tx, o Organisation, s Site) (Site, error) {
	s, err := CleanSite(s, o.Country)
	if err != nil {
		return s, err
	}
	s.ID, s.OrgID, s.CreatedAt, s.Version = id.New(), o.ID, tx.Now(), 1
	if err := siteTaken(ctx, tx, s); err != nil {
		return s, err
	}
	if s.Ref, err = free(ctx, tx, siteRefOf(s), `SELECT ref FROM org_sites WHERE ref >= $1 AND ref < $2 AND org_id = $3`, o.ID); err != nil {
		return s, err
	}
	return s, insertSiteRow(ctx, tx, s)
}

// siteTaken refuses a UAI that another open site of the organisation has.
func siteTaken(ctx context.Context, tx *db.Tx, s Site) error {
	if s.UAI == "" {
		return nil
	}
	other, err := db.All(ctx, tx, siteFields, `SELECT `+siteColumns+` FROM org_sites WHERE org_id = $1 AND uai = $2 AND uai <> '' AND closed_at IS NULL AND id <> $3`, s.OrgID, s.UAI, s.ID)
	if err != nil {
		return fmt.Errorf("site of a UAI: %w", err)
	}
	if len(other) > 0 {
		return apperr.InvalidField("uai", i18n.M(msg.UaiTaken, "number", s.UAI, "name", other[0].Name))
	}
	return nil
}

func insertSiteRow(ctx context.Context, tx *db.Tx, s Site) error {
	_, err := tx.Exec(ctx, `INSERT INTO org_sites (`+siteColumns+`, name_fold)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		s.ID, s.OrgID, s.Ref, s.Name, s.FASE, s.UAI, s.Address, s.Complement, s.PostalCode, s.Commune, s.CommuneCode, s.Phone,
		s.CreatedAt, s.ClosedAt, s.Version, registers.Fold(s.Name))
	if err != nil {
		return fmt.Errorf("insert site %s of %s: %w", s.Ref, s.OrgID, err)
	}
	return nil
}

// UpdateSite writes all of a site but its reference and its organisation, if s.Version is still the one in the database;
// apperr.Conflict when somebody was faster.
func UpdateSite(ctx context.Context, tx *db.Tx, s Site) (Site, error) {
	if _, err := hold(ctx, tx); err != nil {
		return s, err
	}
	was, err := SiteByID(ctx, tx, s.ID)
	if err != nil {
		return s, err
	}
	o, err := ByID(ctx, tx, was.OrgID)
	if err != nil {
		return s, err
	}
	s.OrgID, s.Ref, s.CreatedAt = was.OrgID, was.Ref, was.CreatedAt
	if s, err = CleanSite(s, o.Country); err != nil {
		return s, err
	}
	if err := siteTaken(ctx, tx, s); err != nil {
		return s, err
	}
	if err := saveSite(ctx, tx, s); err != nil {
		return s, err
	}
	s.Version++
	return s, rewriteWords(ctx, tx, s.OrgID)
}

// CloseSite ends a site: nothing is delivered there any more. Closing twice keeps the first date.
func CloseSite(ctx context.Context, tx *db.Tx, id string) error {
	return setSiteClosed(ctx, tx, id, tx.Now())
}

// ReopenSite undoes CloseSite.
func ReopenSite(ctx context.Context, tx *db.Tx, id string) error {
	return setSiteClosed(ctx, tx, id, time.Time{})
}

func setSiteClosed(ctx context.Context, tx *db.Tx, id string, at time.Time) error {
	if _, err := hold(ctx, tx); err != nil {
		return err
	}
	s, err := SiteByID(ctx, tx, id)
	if err != nil || s.Closed() == !at.IsZero() {
		return err
	}
	if s.ClosedAt = at; at.IsZero() {
		if err := siteTaken(ctx, tx, s); err != nil {
			return err
		}
	}
	if err := saveSite(ctx, tx, s); err != nil {
		return err
	}
	return rewriteWords(ctx, tx, s.OrgID)
}

func saveSite(ctx context.Context, tx *db.Tx, s Site) error {
	n, err := tx.Exec(ctx, `UPDATE org_sites SET name = $1, name_fold = $2, fase = $3, uai = $4, address = $5, complement = $6,
			postal_code = $7, commune = $8, commune_code = $9, phone = $10, closed_at = $11, version = version + 1
		WHERE id = $12 AND version = $13`,
		s.Name, registers.Fold(s.Name), s.FASE, s.UAI, s.Address, s.Complement,
		s.PostalCode, s.Commune, s.CommuneCode, s.Phone, s.ClosedAt, s.ID, s.Version)
	if err != nil {
		return fmt.Errorf("update site %s: %w", s.ID, err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return nil
}

// SiteByUAI gives the open site of an organisation with a number of the French register.
func SiteByUAI(ctx context.Context, tx *db.Tx, orgID, uai string) (Site, error) {
	return oneSite(ctx, tx, `org_id = $1 AND uai = $2 AND uai <> '' AND closed_at IS NULL`, orgID, uai)
}
