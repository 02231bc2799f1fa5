package instance_test

import (
	"context"
	"testing"

	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestEmptyDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		guards(t, d, nil, nil)
		inTx(t, d, instance.MarkDemo)
		inTx(t, d, instance.MarkDemo) // stays marked
		conflict := apperr.Conflict
		guards(t, d, nil, &conflict)
		mustSave(t, newService(t, d, nil), sound(), 0)
		guards(t, d, nil, &conflict) // in use, but its own
	})
}

func TestDatabaseInUseTakesNoDemonstration(t *testing.T) {
	for what, use := range map[string]func(t *testing.T, d *dbtest.DB){
		"settings saved": func(t *testing.T, d *dbtest.DB) { mustSave(t, newService(t, d, nil), sound(), 0) },
		"an account":     insertAccount,
	} {
		t.Run(what, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
				use(t, d)
				conflict := apperr.Conflict
				guards(t, d, &conflict, nil)
				err := d.InTx(t.Context(), func(tx *db.Tx) error { return instance.MarkDemo(t.Context(), tx) })
				if !apperr.Is(err, apperr.Conflict) {
					t.Errorf("mark: %v", err)
				}
				inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
					demo, err := instance.IsDemo(ctx, tx)
					if demo {
						t.Error("marked")
					}
					return err
				})
			})
		})
	}
}

// guards checks what demo and serve answer; nil is yes.
func guards(t *testing.T, d *dbtest.DB, demo, serve *apperr.Kind) {
	t.Helper()
	for what, c := range map[string]struct {
		err  error
		want *apperr.Kind
	}{
		"demo": {instance.GuardDemo(t.Context(), d.DB), demo}, "serve": {instance.GuardServe(t.Context(), d.DB), serve},
	} {
		if c.want == nil && c.err != nil || c.want != nil && !apperr.Is(c.err, *c.want) {
			t.Errorf("%s: %v", what, c.err)
		}
	}
}

func insertAccount(t *testing.T, d *dbtest.DB) {
	t.Helper()
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at,
			sort_fold, search_fold, version)
			VALUES ('a1', 1, 'ada', 'ada', 'ada@preau.test', 'ada@preau.test', '', '', '', 'Ada', '', '', 'fr', 'created', $1, '', '', $1, 'ada', 'ada', 1)`, tx.Now())
		return err
	})
}
