package org_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestSites(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		os := add(t, d, org.Organisation{Kind: org.School, Name: "Wisterzée", FASE: "587"}, school("Other School"))
		o := os[0]
		insert := func(s org.Site) (made org.Site) {
			write(t, d, func(ctx context.Context, tx *db.Tx) error {
				var err error
				made, err = org.InsertSite(ctx, tx, s)
				return err
			})
			return made
		}
		annex := insert(org.Site{OrgID: o.ID, Name: "Neuf Bois", FASE: "587/9422", Place: org.Place{Commune: "Court-Saint-Étienne", Phone: "010/00.00.12"}})
		main := insert(org.Site{OrgID: o.ID, Name: "Chaussée", FASE: "1046"})
		same := insert(org.Site{OrgID: os[1].ID, Name: "Chaussée", FASE: "1046"})
		if annex.Ref != "9422" || annex.Phone != "+3210000012" || same.Ref != "1046" {
			t.Errorf("made %+v %+v", annex, same)
		}
		twice := insert(org.Site{OrgID: os[1].ID, Name: "Chaussée", FASE: "1046"})
		if twice.Ref != "1046-2" {
			t.Errorf("same number twice: %s", twice.Ref)
		}
		got := read(t, d, func(ctx context.Context, tx *db.Tx) ([]org.Site, error) { return org.Sites(ctx, tx, o.ID) })
		if diff := cmp.Diff([]org.Site{main, annex}, got); diff != "" {
			t.Error(diff)
		}
		for _, text := range []string{"wister court etienne", "587/9422", "neuf bois"} {
			if found := search(t, d, org.Query{Text: text}); !cmp.Equal(found, []string{"Wisterzée"}) {
				t.Errorf("%q finds %v", text, found)
			}
		}
		byRef := read(t, d, func(ctx context.Context, tx *db.Tx) (org.Site, error) { return org.SiteByRef(ctx, tx, o.ID, "9422") })
		if diff := cmp.Diff(annex, byRef); diff != "" {
			t.Error(diff)
		}
		refused(t, d, apperr.NotFound, func(ctx context.Context, tx *db.Tx) error {
			_, err := org.SiteByRef(ctx, tx, os[1].ID, "9422")
			return err
		})
		refused(t, d, apperr.NotFound, func(ctx context.Context, tx *db.Tx) error {
			_, err := org.InsertSite(ctx, tx, org.Site{OrgID: "nobody"})
			return err
		})
	})
}

func TestUpdateSite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		o := add(t, d, org.Organisation{Kind: org.School, Name: "Wisterzée", FASE: "587"})[0]
		var s org.Site
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			var err error
			s, err = org.InsertSite(ctx, tx, org.Site{OrgID: o.ID, Name: "Neuf Bois"})
			return err
		})
		stale := s
		s.Name, s.Phone = "Vieux Bois", "010 00 00 12"
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			var err error
			s, err = org.UpdateSite(ctx, tx, s)
			return err
		})
		get := func(ctx context.Context, tx *db.Tx) (org.Site, error) { return org.SiteByID(ctx, tx, s.ID) }
		if diff := cmp.Diff(s, read(t, d, get)); diff != "" || s.Ref != "neuf-bois" || s.Version != 2 {
			t.Errorf("%+v %s", s, diff)
		}
		if len(search(t, d, org.Query{Text: "neuf"})) != 0 || len(search(t, d, org.Query{Text: "vieux"})) != 1 {
			t.Error("found by the former name, or not by the new one")
		}
		refused(t, d, apperr.Conflict, func(ctx context.Context, tx *db.Tx) error {
			_, err := org.UpdateSite(ctx, tx, stale)
			return err
		})
		refused(t, d, apperr.Invalid, func(ctx context.Context, tx *db.Tx) error {
			bad := s
			bad.Phone = "02 61 91 00 12" // French, in a Belgian school
			_, err := org.UpdateSite(ctx, tx, bad)
			return err
		})
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return org.CloseSite(ctx, tx, s.ID) })
		if closed := read(t, d, get); !closed.ClosedAt.Equal(dbtest.Start) || len(search(t, d, org.Query{Text: "vieux"})) != 0 {
			t.Error("a closed site is open, or still leads to its school")
		}
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return org.ReopenSite(ctx, tx, s.ID) })
		if read(t, d, get).Closed() || len(search(t, d, org.Query{Text: "vieux"})) != 1 {
			t.Error("a site that opened again is closed, or does not lead to its school")
		}
	})
}
