package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"

	"preau/internal/casework"
	"preau/internal/casework/caseworkweb"
	caseclosing "preau/internal/casework/closing"
	teamsintake "preau/internal/casework/intake"
	"preau/internal/casework/mandate"
	"preau/internal/casework/scan"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/imports"
	"preau/internal/core/imports/importsweb"
	"preau/internal/core/instance"
	"preau/internal/core/retention"
	"preau/internal/kit/db"
)

// newCasework is the service « Demandes ». Persons are compared by hashes that this instance alone can make.
func (a *App) newCasework(o Options) *casework.Service {
	return casework.New(casework.Options{
		DB: o.DB, Notify: a.Notify, People: colleagues{a.Accounts}, Keys: a.Seal, Files: a.Files, Scan: found, Jobs: a.Queue, Zone: a.zone, Clock: o.Clock, Key: o.Key.Derive("survey of demands"),
		Wipes:    []caseclosing.Wipe{a.wipeFiles},
		Hash:     personHash(o.Key),
		Mandates: mandate.Options{Clock: o.Clock, Log: o.Log, Files: a.Files, Way: a.texts.way, Country: a.country, Speak: a.Instance.T},
	})
}

// personHash is a hash that this instance alone can make: of whom demands are about, and of what tells texts apart.
func personHash(k instance.Key) func(string) string {
	secret := k.Derive("persons of demands")
	return func(text string) string {
		m := hmac.New(sha256.New, secret)
		_, _ = m.Write([]byte(text)) // never fails
		return hex.EncodeToString(m.Sum(nil))
	}
}

// openKey opens a demand's key for a mail that names its title.
func (a *App) openKey(ctx context.Context, keyID string) (seal.Key, error) {
	return a.Seal.One(ctx, keyID)
}

// found is what a text says of the usager, as it stands there.
func found(text string, names ...string) []string {
	var out []string
	for _, f := range scan.Text(text, names...) {
		out = append(out, f.In(text))
	}
	return out
}

// wipeFiles ends a wiped demand's mandates and lets go of its files: a job deletes them until it is done.
func (a *App) wipeFiles(ctx context.Context, tx *db.Tx, demandID string) error {
	if err := mandate.Wipe(ctx, tx, a.Files, demandID); err != nil {
		return err
	}
	return a.Files.ForgetOf(ctx, tx, document.Object{Kind: "casework.demand", ID: demandID})
}

// Acts are the acts of the retention rules that services apply themselves.
func (a *App) Acts() map[string]retention.Act {
	out := a.Closing.Acts()
	maps.Copy(out, a.Casework.Closing.Acts())
	return out
}

// tellAppointed tells the other administrators of one who gave themselves a role of the whole platform.
func (a *App) tellAppointed(ctx context.Context, tx *db.Tx, who access.Actor, role access.RoleKey) error {
	return a.Casework.Teams().TellAppointed(ctx, tx, who, role)
}

// membersSpace is where the pages of the imports of a team of « Demandes » stand.
func membersSpace(pages *caseworkweb.Handler) importsweb.Space {
	return importsweb.Space{Of: teamsintake.Of, Path: caseworkweb.ImportsPath, Param: "import", Seat: func(r *http.Request) (importsweb.Seat, error) {
		i, err := pages.Imports(r)
		return importsweb.Seat{Place: imports.Place{Of: teamsintake.Of, ID: i.Team.ID}, Path: i.Path, Frame: i.Frame, Crumbs: i.Crumbs, Filled: i.Filled}, err
	}}
}
