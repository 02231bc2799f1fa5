package why_test

import (
	"context"
	"fmt"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
	"preau/internal/needs/intake"
	"preau/internal/needs/sheet"
	"preau/internal/ordering"
)

// fillGroups makes purchasing groups in every state and phase, with lots, members, sheets, documents and workbooks.
func (w *world) fillGroups(ctx context.Context, tx *db.Tx) error {
	for i := range manyGroups {
		g := &groupOf{id: id.New(), number: int64(i + 1), support: pick(w.r, w.schools).ID}
		w.groups = append(w.groups, g)
		state := pick(w.r, []string{"draft", "open", "open", "open", "abandoned"})
		if g.bare() {
			state = "draft"
		}
		g.state = state
		join := w.around(-20, 70)
		if state == "draft" { // nobody looked at its dates for long
			join = w.around(-20, 10)
		}
		from := w.around(-20, 60)
		until := from.Add(time.Duration(w.r.Int64N(int64(40 * day)))).Truncate(time.Second).Add(time.Hour)
		if until.Before(join) {
			until = join
		}
		if !from.Before(until) {
			from = until.Add(-time.Hour)
		}
		g.from, g.until = from, until
		var opened any
		if state == "open" || state == "abandoned" && w.in(80) {
			opened = w.around(-40, -20)
		}
		if err := row(ctx, tx, "needs_groups", "id", g.id, "number", g.number, "title", fmt.Sprint("Groupement ", i+1), "title_fold", fmt.Sprint("groupement ", i+1), "description", "",
			"support_org_id", g.support, "state", state, "join_until", join, "entry_from", from, "entry_until", until, "created_at", w.around(-60, -40),
			"created_by", pick(w.r, w.people).id, "opened_at", opened, "version", 1); err != nil {
			return err
		}
		for _, fill := range []func(context.Context, *db.Tx, *groupOf, bool) error{w.fillLots, w.fillMembers, w.fillDocuments, w.fillMatrix} {
			if err := fill(ctx, tx, g, opened != nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) fillLots(ctx context.Context, tx *db.Tx, g *groupOf, opened bool) error {
	n := w.r.IntN(3)
	switch {
	case opened:
		n = max(n, 1)
	case g.bare():
		n = 0
	}
	for i := range n {
		lot := id.New()
		g.lots = append(g.lots, lot)
		if err := w.lot(ctx, tx, g, lot, i+1, opened || w.in(60)); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) lot(ctx context.Context, tx *db.Tx, g *groupOf, lot string, position int, line bool) error {
	err := row(ctx, tx, "needs_lots", "id", lot, "group_id", g.id, "position", position, "title", "Lot", "description", "")
	if err == nil && line {
		err = row(ctx, tx, "needs_lines", "lot_id", lot, "line", 1, "section", "", "title", "Riz", "note", "", "unit", "kg", "decimals", 0)
	}
	return err
}

func (w *world) fillMembers(ctx context.Context, tx *db.Tx, g *groupOf, opened bool) error {
	if !opened {
		return nil
	}
	for _, i := range w.r.Perm(len(w.schools))[:9] {
		m, state := &memberOf{org: w.schools[i].ID, ref: w.schools[i].Ref}, pick(w.r, []string{"asked", "accepted", "accepted", "refused", "withdrawn"})
		m.state = state
		g.members = append(g.members, m)
		reason, decided, blocked := "", any(w.around(-19, -1)), false
		switch {
		case state == "asked":
			decided = nil
		case state == "refused":
			reason, blocked = "Hors du territoire", w.in(50)
		case state == "withdrawn" && w.in(50):
			reason = "À sa demande"
		}
		by := pick(w.r, w.people)
		membership := id.New()
		if err := row(ctx, tx, "needs_memberships", "id", membership, "group_id", g.id, "org_id", m.org, "state", state, "asked_by", by.id, "asked_name", by.name,
			"asked_at", w.around(-39, -20), "decided_by", "", "decided_name", "Personne 2", "decided_at", decided, "reason", reason, "blocked", blocked, "version", 1); err != nil {
			return err
		}
		if state != "accepted" && state != "withdrawn" {
			continue
		}
		for _, lot := range g.lots {
			if err := w.sheet(ctx, tx, membership, lot); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) sheet(ctx context.Context, tx *db.Tx, membership, lot string) error {
	state := pick(w.r, []string{"", "entry", "validated"})
	if state == "" {
		return nil
	}
	var at any
	name := ""
	if state == "validated" {
		at, name = w.around(-10, -1), "Personne 3"
	}
	return row(ctx, tx, "needs_sheets", "id", id.New(), "membership_id", membership, "lot_id", lot, "state", state, "quantities", sheet.Quantities{1: 1000}.Pack(), "filled", 1,
		"saved_by", "", "saved_name", "Personne 3", "saved_at", w.around(-10, -1), "validated_by", "", "validated_name", name, "validated_at", at, "version", 1)
}

// file makes a file of a store that nobody asks; erased: what it was, is gone.
func (w *world) file(ctx context.Context, tx *db.Tx, object string, erased bool) (string, error) {
	f := id.New()
	state, size := "bound", int64(100)
	if erased {
		state = "deleted"
	}
	return f, row(ctx, tx, "document_files", "id", f, "blob_key", f, "use_key", "needs.document", "state", state, "name", "fichier.pdf", "media_type", "application/pdf", "size", size,
		"sha256", "00", "width", 0, "height", 0, "staged_by", w.people[0].id, "staged_at", w.around(-30, -20), "object_kind", "test", "object_id", object)
}

func (w *world) fillDocuments(ctx context.Context, tx *db.Tx, g *groupOf, _ bool) error {
	for i := range w.r.IntN(3) {
		doc, state := id.New(), pick(w.r, []string{"shown", "shown", "withdrawn"})
		g.documents = append(g.documents, int64(i+1))
		var at any
		if state == "withdrawn" {
			at = w.around(-10, -1)
		}
		if err := row(ctx, tx, "needs_documents", "id", doc, "group_id", g.id, "position", i+1, "kind", "convention", "title", "Convention", "public", w.in(40), "state", state,
			"current", 2, "withdrawn_name", "Personne 4", "withdrawn_at", at, "created_at", w.around(-20, -10), "version", 1); err != nil {
			return err
		}
		for n := range 2 {
			version := id.New()
			erased := w.in(35)
			if erased {
				g.erased = append(g.erased, document.Taking{Group: g.number, Document: int64(i + 1), Version: int64(n + 1)})
			}
			f, err := w.file(ctx, tx, version, erased)
			if err == nil {
				err = row(ctx, tx, "needs_document_versions", "id", version, "document_id", doc, "number", n+1, "file_id", f, "added_by", w.people[3].id, "added_name", "Personne 4", "added_at", w.around(-20, -10))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) fillMatrix(ctx context.Context, tx *db.Tx, g *groupOf, _ bool) error {
	state := pick(w.r, []string{"", "asked", "asked", "ready", "ready", "gone"})
	if state == "" {
		return nil
	}
	matrix := id.New()
	f, err := w.file(ctx, tx, matrix, false)
	if err != nil {
		return err
	}
	asked := pick(w.r, []time.Time{w.now.Add(-10 * time.Minute), w.now.Add(2*day - 20*time.Minute), w.now.Add(9*day - 20*time.Minute), w.now.Add(30*day - 20*time.Minute)})
	return row(ctx, tx, "needs_matrices", "id", matrix, "group_id", g.id, "state", state, "lang", "fr", "asked_by", w.people[4].id, "asked_name", "Personne 5", "asked_at", asked,
		"done", 0, "lots", 1, "file_id", f, "size", 1, "excluded", 0, "ready_at", asked, "expires_at", asked.Add(2*day))
}

func (w *world) fillMarkets(ctx context.Context, tx *db.Tx) error {
	supplier, err := org.Insert(ctx, tx, org.Organisation{Kind: org.Supplier, Country: "BE", Name: "Fournisseur", Place: org.Place{Commune: "Namur"}})
	if err != nil {
		return err
	}
	for i := range 20 {
		w.markets, w.goods = append(w.markets, int64(i+1)), append(w.goods, id.New())
		if err := row(ctx, tx, "catalog_markets", "id", w.goods[i], "number", i+1, "title", "Marché", "title_fold", "marche", "reference", "", "summary", "", "supplier_id", supplier.ID,
			"starts_on", "2026-01-01", "ends_on", "2028-01-01", "state", pick(w.r, []catalog.State{catalog.Live, catalog.Withdrawn}), "created_at", w.now, "version", 1); err != nil {
			return err
		}
	}
	for _, o := range w.schools {
		for _, market := range w.goods[:12] {
			if err := row(ctx, tx, "catalog_adherents", "id", id.New(), "market_id", market, "org_id", o.ID, "starts_on", "2026-01-01", "ends_on", ""); err != nil {
				return err
			}
		}
		var amount any
		if w.in(60) {
			amount = 50_000
		}
		if err := row(ctx, tx, "ordering_limits", "org_id", o.ID, "amount", amount, "set_by", "", "set_name", "Personne 6", "set_at", w.around(-20, -1), "version", 1); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) fillRequests(ctx context.Context, tx *db.Tx) error {
	type asked struct {
		held
		by, more string
	}
	open := map[asked]bool{}
	for i := range 150 {
		q := &requestOf{number: int64(i + 1), asker: pick(w.r, w.people).id, place: at(pick(w.r, w.schools).ID)}
		q.role = pick(w.r, []access.RoleKey{access.Member, access.Member, ordering.Requester, ordering.Requester, ordering.Validator, ordering.Buyer, ordering.Receiver})
		state := pick(w.r, []string{"open", "given", "refused", "refused", "withdrawn"})
		if q.role == ordering.Requester && w.in(60) {
			if q.more = pick(w.r, w.goods[:12]); w.in(60) {
				state = "open"
			}
		}
		h := asked{held{q.role, q.place}, q.asker, q.more}
		if state == "open" && open[h] {
			state = "refused"
		}
		var decided any
		if open[h] = open[h] || state == "open"; state != "open" {
			decided = w.around(-10, -1)
		}
		if w.in(40) { // some name the place still
			if _, err := tx.Exec(ctx, `UPDATE account_accounts SET org_id = $1 WHERE id = $2`, q.place.ID, q.asker); err != nil {
				return err
			}
		}
		if err := w.request(ctx, tx, q, state, decided); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) request(ctx context.Context, tx *db.Tx, q *requestOf, state string, decided any) error {
	w.requests = append(w.requests, q)
	return row(ctx, tx, "request_asks", "id", id.New(), "number", q.number, "account_id", q.asker, "role", q.role, "place_kind", q.place.Kind, "place_id", q.place.ID, "state", state,
		"asked_at", w.around(-20, -11), "decided_by", "", "decided_name", "Personne 7", "decided_at", decided, "reason", "non", "version", 1, "more_ref", q.more, "more_label", "")
}

// fillDesk makes messages to the operator, and mails in every state.
func (w *world) fillDesk(ctx context.Context, tx *db.Tx) error {
	for i := range 30 {
		n, address := fmt.Sprintf("2026-%06d", i+1), "quelquun@preau.test"
		if w.in(50) {
			address = ""
		}
		w.messages = append(w.messages, n)
		if err := row(ctx, tx, "contact_messages", "id", id.New(), "number", n, "state", pick(w.r, []string{"received", "answered", "closed"}), "version", 1, "account_id", "", "name", "Quelqu'un",
			"address", address, "address_fold", address, "lang", "fr", "service", "", "page", "/", "roles", "", "org_name", "", "reason", "", "query", "", "text", "Bonjour",
			"received_at", w.around(-20, -10), "moved_at", w.around(-9, -1), "moved_name", pick(w.r, w.people).name); err != nil {
			return err
		}
	}
	for _, state := range []string{"queued", "sending", "accepted", "refused", "uncertain", "deferred", "failed", "withheld"} {
		m := id.New()
		w.mails = append(w.mails, m)
		if err := row(ctx, tx, "notify_mails", "id", m, "kind", "needs.asked", "account_id", "", "address", "a@preau.test", "address_fold", "a@preau.test", "name", "A", "lang", "fr",
			"object_kind", "test", "object_id", m, "occasion", "", "data", "", "state", state, "withheld", "", "tries", 1, "tries_before", 0, "cuts", 0, "repeated", false, "message_id", "",
			"detail", "", "address_refused", false, "stop_hash", "", "queued_at", w.around(-5, -1)); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) fillImports(ctx context.Context, tx *db.Tx) error {
	busy := map[string]bool{}
	for i := range 160 {
		x := importOf{number: int64(i + 1)}
		kind, writes := pick(w.r, []string{"org.fr", "org.be", "org.list", "access.heads", "access.heads"}), "org"
		if w.in(75) {
			x.of, x.id = intake.Of, pick(w.r, w.groups).id
			kind, writes = "needs.lots", "needs.lots/"+x.id
		}
		state := pick(w.r, []string{"reading", "comparing", "ready", "ready", "ready", "applying", "stopped", "done", "cancelled", "refused"})
		if state == "applying" && busy[writes] {
			state = "ready"
		}
		busy[writes] = busy[writes] || state == "applying"
		f, err := w.file(ctx, tx, fmt.Sprint(x.number), false)
		if err != nil {
			return err
		}
		var emptied any
		if w.in(50) {
			emptied = w.around(-9, -1)
		}
		by := pick(w.r, w.people)
		w.imports = append(w.imports, x)
		if err := row(ctx, tx, "imports_imports", "number", x.number, "kind", kind, "place", x.id, "writes", writes, "state", state, "file_id", f, "file_name", "a.csv", "sha256", "00",
			"started_by", by.id, "started_name", by.name, "started_at", w.around(-10, -1), "moved_by", by.id, "moved_name", by.name, "moved_at", w.around(-10, -1), "header", "", "fault", "",
			"done", 0, "total", 0, "at_line", 0, "at_absent", "", "line_count", 1, "new_count", 1, "changed_count", 0, "same_count", 0, "refused_count", w.r.IntN(2), "absent_count", 0,
			"aside_count", 0, "written_count", 0, "overtaken_count", 0, "emptied_at", emptied, "version", 1); err != nil {
			return err
		}
	}
	return nil
}

// fillMoves makes changes of addresses, and exports of what is held about somebody.
func (w *world) fillMoves(ctx context.Context, tx *db.Tx) error {
	for i := range 40 {
		p := w.people[i+20]
		m := moveOf{newSecret: fmt.Sprint("neuf", i), oldSecret: fmt.Sprint("ancien", i)}
		w.moves = append(w.moves, m)
		asked := pick(w.r, []time.Time{w.now.Add(-30 * day), w.now.Add(-time.Hour), w.now.Add(day)})
		if err := row(ctx, tx, "account_moves", "id", id.New(), "account_id", p.id, "state", pick(w.r, []string{"asked", "confirmed", "confirmed", "done", "objected", "settled", "withdrawn", "lapsed"}),
			"old_email", p.email, "new_email", "neuf@preau.test", "reason", "perdue", "proof", "vue", "message_number", "", "asked_by", "", "asked_name", "Personne 8", "asked_at", asked,
			"object_until", asked.Add(2*day), "lapses_at", asked.Add(7*day), "confirm_hash", notify.HashSecret(m.newSecret), "object_hash", notify.HashSecret(m.oldSecret),
			"moved_at", asked, "moved_name", "", "note", "", "version", 1); err != nil {
			return err
		}
	}
	for _, p := range w.people[:90] {
		asked := pick(w.r, []time.Time{w.now.Add(-10 * time.Minute), w.now.Add(2*day - 30*time.Minute), w.now.Add(9*day - 30*time.Minute), w.now.Add(30*day - 30*time.Minute)})
		if err := row(ctx, tx, "retention_exports", "id", id.New(), "account_id", p.id, "state", pick(w.r, []string{"asked", "asked", "ready"}), "done", 0, "parts", 1, "size", 1,
			"asked_at", asked, "ready_at", asked, "expires_at", asked.Add(2*day)); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) fillTokens(ctx context.Context, tx *db.Tx) error {
	for i := range 60 {
		p := w.people[i]
		x := &tokenOf{owner: p.id, secret: fmt.Sprintf("preau_%043d", i), scopes: []string{"needs:read"}}
		w.tokens = append(w.tokens, x)
		if err := row(ctx, tx, "token_tokens", "id", id.New(), "account_id", p.id, "number", 1, "name", "Programme", "scopes", "needs:read", "secret_hash", notify.HashSecret(x.secret),
			"state", pick(w.r, []string{"live", "live", "live", "revoked", "dropped"}), "state_at", w.around(-10, -1), "created_at", w.around(-20, -10), "expires_at", w.around(-5, 60), "version", 1); err != nil {
			return err
		}
	}
	return nil
}

// fillTerms makes three versions of the conditions, the last of which nobody has seen yet, and those who accepted them.
func (w *world) fillTerms(ctx context.Context, tx *db.Tx) error {
	for i, starts := range []int{-50, 5, 100} {
		if err := row(ctx, tx, "terms_versions", "number", i+1, "text", fmt.Sprint("Version ", i+1), "changes", "", "starts_at", w.now.Add(time.Duration(starts)*day),
			"published_at", w.now.Add(-60*day), "published_by", "", "published_name", "Personne 9"); err != nil {
			return err
		}
		for _, p := range w.people {
			if i < 2 && w.in(70) {
				if err := row(ctx, tx, "terms_acceptances", "account_id", p.id, "version", i+1, "accepted_at", w.now); err != nil {
					return err
				}
			}
		}
	}
	return row(ctx, tx, "terms_drafts", "id", 1, "text", "", "changes", "", "day", "", "version", 1, "saved_at", w.now, "saved_by", "", "saved_name", "")
}

// place is a group as a place in which roles are held.
func (g *groupOf) place() access.Place { return group.Group{ID: g.id}.Place() }
