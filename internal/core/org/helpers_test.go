package org_test

import (
	"context"
	"testing"

	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
)

// write runs fn in a transaction that has to succeed.
func write(t testing.TB, d *dbtest.DB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// refused runs fn in a transaction that has to be refused in this way, and gives the sentence that says why.
func refused(t testing.TB, d *dbtest.DB, k apperr.Kind, fn func(ctx context.Context, tx *db.Tx) error) i18n.Key {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error { return fn(t.Context(), tx) })
	if err == nil || apperr.KindOf(err) != k {
		t.Fatalf("got %v, want a refusal of the kind %s", err, k)
	}
	e, _ := apperr.As(err)
	return e.Msg.Key
}

// read asks one thing that has to be answered.
func read[T any](t testing.TB, d *dbtest.DB, fn func(ctx context.Context, tx *db.Tx) (T, error)) T {
	t.Helper()
	var out T
	err := d.View(t.Context(), func(tx *db.Tx) error {
		var err error
		out, err = fn(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// add inserts organisations and gives them back as stored.
func add(t testing.TB, d *dbtest.DB, os ...org.Organisation) []org.Organisation {
	t.Helper()
	out := make([]org.Organisation, len(os))
	write(t, d, func(ctx context.Context, tx *db.Tx) error {
		for i, o := range os {
			var err error
			if out[i], err = org.Insert(ctx, tx, o); err != nil {
				return err
			}
		}
		return nil
	})
	return out
}

func school(name string) org.Organisation { return org.Organisation{Kind: org.School, Name: name} }

func under(parent, o org.Organisation) org.Organisation {
	o.ParentID = parent.ID
	return o
}

func names(os []org.Organisation) []string {
	out := []string{}
	for _, o := range os {
		out = append(out, o.Name)
	}
	return out
}
