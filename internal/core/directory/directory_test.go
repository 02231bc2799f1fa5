package directory_test

import (
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/directory"
	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
)

// admin is an administrator who sends a form.
func admin() access.Actor {
	return access.Actor{
		ID: "boss", Name: "Ada Min", Key: id.New(), Act: "POST /test", Body: "body",
		Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}},
	}
}

func school(name, uai string) org.Organisation {
	return org.Organisation{Kind: org.School, Country: "FR", Name: name, UAI: uai, Place: org.Place{Commune: "Rennes", Phone: "02 99 12 34 56"}}
}

func wantKind(t *testing.T, err error, want apperr.Kind) {
	t.Helper()
	if !apperr.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAddAndEdit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := directory.New(d.DB, nil)
		who := admin()
		ref, err := s.Add(t.Context(), who, school("Lycée Jean-Moulin", "0350001l"))
		ok(t, err)
		if again, err := s.Add(t.Context(), who, school("Lycée Jean-Moulin", "0350001l")); err != nil || again != ref {
			t.Errorf("a double click: %q, %v", again, err)
		}
		_, err = s.Add(t.Context(), admin(), school("Autre lycée", "0350001L"))
		wantKind(t, err, apperr.Conflict)
		_, err = s.Add(t.Context(), admin(), org.Organisation{Kind: org.School, Country: "FR", UAI: "0350001M", Place: org.Place{PostalCode: "3"}})
		if e, _ := apperr.As(err); e == nil || len(e.Fields) != 3 {
			t.Errorf("the faults are %v", err)
		}
		_, err = s.Add(t.Context(), admin(), org.Organisation{Kind: org.School, Country: "FR", Name: "Fictive", SIREN: "000000000"})
		wantKind(t, err, apperr.Invalid)
		ok(t, d.InTx(t.Context(), func(tx *db.Tx) error { return instance.MarkDemo(t.Context(), tx) }))
		_, err = s.Add(t.Context(), admin(), org.Organisation{Kind: org.School, Country: "FR", Name: "Fictive", SIREN: "000000000"})
		ok(t, err)

		rec, err := s.Show(t.Context(), admin(), ref)
		ok(t, err)
		in := rec.Organisation
		in.Name, in.Kind, in.Commune = "Lycée Lucie-Aubrac", org.Supplier, "Saint-Malo"
		ok(t, s.Edit(t.Context(), admin(), ref, in))
		wantKind(t, s.Edit(t.Context(), admin(), ref, in), apperr.Conflict) // somebody was faster
		rec, err = s.Show(t.Context(), admin(), ref)
		ok(t, err)
		if rec.Name != "Lycée Lucie-Aubrac" || rec.Kind != org.School || rec.Ref != ref || rec.Phone != "+33299123456" || len(rec.Lines) != 2 {
			t.Errorf("the record is %+v", rec)
		}
		ok(t, s.Close(t.Context(), admin(), ref, rec.Version))
		wantKind(t, s.Reopen(t.Context(), admin(), ref, rec.Version), apperr.Conflict)
		if l, err := s.List(t.Context(), admin(), directory.Filter{Text: "lucie saint"}); err != nil || l.Total != 0 {
			t.Errorf("a closed one is listed: %+v, %v", l, err)
		}
		if l, err := s.List(t.Context(), admin(), directory.Filter{Text: "lucie saint", Closed: true}); err != nil || l.Total != 1 {
			t.Errorf("a closed one is not found: %+v, %v", l, err)
		}
		ok(t, s.Reopen(t.Context(), admin(), ref, rec.Version+1))
	})
}

func TestListInPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := directory.New(d.DB, nil)
		ok(t, d.InTx(t.Context(), func(tx *db.Tx) error {
			for i := range 45 {
				o := school("École "+string(rune('A'+i/10))+string(rune('0'+i%10)), "")
				if i == 44 {
					o.Kind = org.Supplier
				}
				if _, err := org.Insert(t.Context(), tx, o); err != nil {
					return err
				}
			}
			return nil
		}))
		l, err := s.List(t.Context(), admin(), directory.Filter{Page: 99})
		ok(t, err)
		if l.Total != 45 || l.Page != 3 || len(l.Organisations) != 5 || l.Organisations[4].Name != "École E4" {
			t.Errorf("the last page is %+v", l)
		}
		if l, err = s.List(t.Context(), admin(), directory.Filter{Text: "ecole rennes", Page: 2, Size: 20}); err != nil || l.Total != 45 || l.Organisations[0].Name != "École C0" {
			t.Errorf("the second page of a search is %+v, %v", l, err)
		}
		if l, err = s.List(t.Context(), admin(), directory.Filter{Kind: org.Supplier, Size: 1000}); err != nil || l.Total != 1 || l.Size != 20 {
			t.Errorf("the suppliers are %+v, %v", l, err)
		}
	})
}

// An establishment is put under an authority, under another, and stands for itself again; the rest is refused, and changes nothing.
func TestAttach(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := directory.New(d.DB, nil)
		add := func(kind org.Kind, name string) string {
			ref, err := s.Add(t.Context(), admin(), org.Organisation{Kind: kind, Country: "BE", Name: name})
			ok(t, err)
			return ref
		}
		one, other, supplier, place := add(org.Authority, "P.O. des Prés"), add(org.Authority, "P.O. des Bois"), add(org.Supplier, "Papeterie"), add(org.School, "Institut")
		under := func() (string, int64) {
			rec, err := s.Show(t.Context(), admin(), place)
			ok(t, err)
			return rec.Parent, rec.Version
		}
		for _, c := range []struct{ authority, want string }{{one, "P.O. des Prés"}, {other, "P.O. des Bois"}, {other, "P.O. des Bois"}, {"", ""}, {one, "P.O. des Prés"}} {
			_, version := under()
			ok(t, s.Attach(t.Context(), admin(), place, version, c.authority))
			if got, _ := under(); got != c.want {
				t.Errorf("under %q, not %q", got, c.want)
			}
		}
		_, version := under()
		ok(t, s.Close(t.Context(), admin(), other, 1))
		for _, wrong := range []string{supplier, place, other, "nulle-part"} {
			wantKind(t, s.Attach(t.Context(), admin(), place, version, wrong), apperr.Invalid)
		}
		wantKind(t, s.Attach(t.Context(), admin(), place, version-1, ""), apperr.Conflict)
		wantKind(t, s.Attach(t.Context(), admin(), one, 1, ""), apperr.NotFound)
		wantKind(t, s.Attach(t.Context(), access.Actor{ID: "somebody"}, place, version, ""), apperr.NotFound)
		if a, err := s.Attachable(t.Context(), admin(), place, "po"); err != nil || len(a.Found) != 1 || a.Found[0].Ref != one {
			t.Errorf("offered are %+v, %v", a.Found, err)
		}
		if got, _ := under(); got != "P.O. des Prés" {
			t.Errorf("under %q", got)
		}
	})
}

func TestOnlyAdministratorsComeIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := directory.New(d.DB, nil)
		ref, err := s.Add(t.Context(), admin(), school("Lycée", ""))
		ok(t, err)
		for who, want := range map[string]apperr.Kind{"": apperr.Unauthenticated, "somebody": apperr.NotFound} {
			a := access.Actor{ID: who}
			_, err := s.List(t.Context(), a, directory.Filter{})
			wantKind(t, err, want)
			_, err = s.Show(t.Context(), a, ref)
			wantKind(t, err, want)
			_, err = s.Add(t.Context(), a, school("Autre", ""))
			wantKind(t, err, want)
			wantKind(t, s.Edit(t.Context(), a, ref, school("Autre", "")), want)
			wantKind(t, s.Close(t.Context(), a, ref, 1), want)
			wantKind(t, s.Reopen(t.Context(), a, ref, 1), want)
		}
	})
}
