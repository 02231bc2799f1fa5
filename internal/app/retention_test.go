package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/app"
	"preau/internal/core/retention"
	"preau/internal/core/retention/keeper"
	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/jobs"
)

const day = 24 * time.Hour

// aged writes, for each rule that the night applies by itself, a row whose term began at an instant; its id begins with
// the mark. What hangs on the row bears the mark too.
func (h *house) aged(mark string, rule string, at time.Time) {
	h.t.Helper()
	n, who := mark+"-"+rule, mark+"-person "+rule
	h.person(who)
	switch rule {
	case "account.tokens":
		h.run(`INSERT INTO account_tokens (id, account_id, purpose, secret_hash, created_at, expires_at) VALUES ($1, $2, 'reset', $1, 1, $3)`, n, who, at)
	case "account.sessions":
		h.session(n, who, at)
	case "account.notices":
		h.run(`INSERT INTO account_notices (account_id, used_at, warned_at, ends_at) VALUES ($1, 1, $2, 1)`, who, at)
	case "account.identities":
		h.run(`INSERT INTO account_identities (id, account_id, provider, issuer, subject, label, linked_at, last_used_at) VALUES ($1, $2, 'x', 'x', $1, 'Claire', 1, $3)`, n, who, at)
	case "account.passkeys":
		h.run(`INSERT INTO account_passkeys (id, account_id, credential, public_key, counter, aaguid, synced, name, state, state_at, added_at, last_used_at)
			VALUES ($1, $2, $1, $4, 0, '', FALSE, 'Portable', 'live', 1, 1, $3)`, n, who, at, []byte(n))
	case "account.temporaries":
		h.run(`INSERT INTO account_temporaries (id, email_fold, password_hash, typed, ref, token_id, given_at, expires_at) VALUES ($1, $1, 'x', TRUE, '', '', 1, $2)`, n, at)
	case "offers.speakers":
		h.provider(n)
		h.run(`INSERT INTO offers_speakers (session_id, org_id, account_id, name, said, said_at) VALUES ($1, $1, $2, 'Claire', 'Claire', $3)`, n, who, at)
	case "account.moves":
		h.run(`INSERT INTO account_moves (id, account_id, state, old_email, new_email, reason, proof, message_number, asked_by, asked_name, asked_at, object_until, lapses_at,
			confirm_hash, object_hash, moved_at, moved_name, note, version)
			VALUES ($1, $2, 'withdrawn', 'a@b.test', 'c@d.test', 'x', 'x', '', '', '', 1, 1, 1, $1, $1, $3, '', '', 1)`, n, who, at)
	case "access.grants":
		h.run(`INSERT INTO access_grants (id, account_id, role, place_kind, place_id, starts_at, ends_at, given_by, given_name, given_at, reason, taken_by, taken_name, taken_at)
			VALUES ($1, $2, 'org.member', 'organisation', $1, 1, $3, '', '', 1, '', '', '', $3)`, n, who, at)
		h.run(`INSERT INTO access_grant_limits (id, grant_id, kind, ref, starts_at, given_by, given_name, given_at, taken_by, taken_name) VALUES ($1, $1, 'lot', '1', 1, '', '', 1, '', '')`, n)
	case "request.asks":
		h.run(`INSERT INTO request_asks (id, number, account_id, role, place_kind, place_id, state, asked_at, decided_by, decided_name, decided_at, reason, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM request_asks), $2, 'org.member', 'organisation', $1, 'refused', 1, '', '', $3, '', 1)`, n, who, at)
	case "notify.log", "notify.failed":
		h.mail(n, who, map[string]string{"notify.log": "accepted", "notify.failed": "failed"}[rule], at)
	case "contact.messages":
		h.run(`INSERT INTO contact_messages (id, number, state, version, account_id, name, address, address_fold, lang, service, page, roles, org_name, reason, query, text,
			received_at, moved_at, moved_name) VALUES ($1, $1, 'closed', 1, $2, 'Nom', 'a@b.test', 'a@b.test', 'fr', '', '', '', '', '', '', 'texte', 1, $3, '')`, n, who, at)
		h.run(`INSERT INTO contact_answers (id, message_id, account_id, name, text, at) VALUES ($1, $1, '', 'Nom', 'texte', 1)`, n)
	case "sms.events":
		h.run(`INSERT INTO sms_events (provider, kind, id, at) VALUES ('x', 'message', $1, $2)`, n, at)
	case "history.lines":
		h.run(`INSERT INTO history_lines (id, object_kind, object_id, act, from_state, to_state, account_id, name, data, done_at) VALUES ($1, 'x', 'y', 'z', '', '', $2, 'Nom', '{}', $3)`, n, who, at)
	case "retention.exports":
		h.run(`INSERT INTO retention_exports (id, account_id, state, done, parts, size, asked_at, gone_at) VALUES ($1, $2, 'gone', 1, 1, 1, 1, $3)`, n, who, at)
	case "needs.matrices":
		h.groupFile(n, who, rule, h.d.Clock.Now())
		h.run(`INSERT INTO needs_matrices (id, group_id, state, lang, asked_by, asked_name, asked_at, done, lots, size, excluded, gone_at)
			VALUES ($1, $1, 'gone', 'fr', $2, 'Camille', 1, 0, 0, 0, 0, $3)`, n, who, at)
	case "needs.memberships", "needs.sheets", "needs.documents", "needs.versions", "needs.downloads":
		h.groupFile(n, who, rule, at)
	case "catalog.requests":
		h.run(`INSERT INTO catalog_requests (id, number, state, title, reference, reference_key, words, brand, answer, created_at, moved_by, moved_name, moved_at, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM catalog_requests), 'refused', 'Colle', '', '', ' colle ', '', 'Non', 1, '', 'Camille', $2, 1)`, n, at)
		h.run(`INSERT INTO catalog_request_votes (request_id, voter, account_id, name, asked, quantity, reason, voted_at) VALUES ($1, $2, $2, 'Camille', $3, 0, '', 1)`, n, who, true)
	case "catalog.misses":
		h.run(`INSERT INTO catalog_misses (words, day, n, last_at) VALUES ($1, '2020-01-01', 1, $2)`, n, at)
	case "catalog.misses_settled":
		h.run(`INSERT INTO catalog_misses_settled (words, at) VALUES ($1, $2)`, n, at)
	case "ordering.baskets", "ordering.basket_lines", "ordering.orders":
		h.basket(n, who, rule, at)
	case "ordering.dispatches":
		h.basket(n, who, rule, at)
		h.run(`INSERT INTO ordering_dispatches (order_id, n, sheet, at) VALUES ($1, 1, '{"contact": "Camille"}', $2)`, n, at)
	case "ordering.claims", "ordering.claim_notes":
		h.claim(n, who, rule, at)
	case "ordering.links":
		h.basket(n, who, rule, at)
		h.run(`INSERT INTO ordering_links (id, order_id, address, secret_hash, made_at, expires_at) VALUES ($1, $1, 'commandes@pont.test', $1, 1, $2)`, n, at)
	case "ordering.receptions", "ordering.reception_lines":
		h.basket(n, who, rule, at)
		of := func(table string) time.Time {
			if table == rule {
				return at
			}
			return h.d.Clock.Now()
		}
		h.run(`INSERT INTO ordering_order_lines (id, order_id, position, article, edition, quantity) SELECT $1, $1, 1, max(number), 1, 1 FROM catalog_articles`, n)
		h.run(`INSERT INTO ordering_receptions (id, order_id, n, first_at, found, reason, received_by, received_name, at) VALUES ($1, $1, 1, 1, 'sent', 'motif', $2, 'Camille', $3)`,
			n, who, of("ordering.receptions"))
		h.run(`INSERT INTO ordering_reception_lines (reception_id, line_id, conform, excess, fate, ended, reason, at) VALUES ($1, $1, 0, 0, '', TRUE, 'pour Camille', $2)`,
			n, of("ordering.reception_lines"))
	case "casework.absences":
		h.demand(n, who, "casework.demands", h.d.Clock.Now())
		h.run(`INSERT INTO casework_absences (id, account_id, team_id, deputy_id, from_day, to_day, from_at, to_at, made_at) VALUES ($1, $2, $1, $2, '', '', 1, $3, 1)`, n, who, at)
	case "casework.demands", "casework.drafts":
		h.demand(n, who, rule, at)
	case "offers.refused", "offers.requests", "offers.closed":
		state := map[string]string{"offers.refused": "refused", "offers.requests": "to_correct", "offers.closed": "closed"}[rule]
		h.run(`INSERT INTO offers_structures (id, number, state, version, name, name_fold, siren, uai, address, complement, postal_code, commune, commune_code, signatory, signatory_role, about,
			first_name, last_name, function, email, email_fold, phone, lang, asked_at, moved_at, moved_by, motive, turn, approved)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM offers_structures), $3, 1, $1, $1, '', '', '', '', '', '', '', 'Camille', '', '', 'Camille', '', '', '', '', '', 'fr', 1, $2, 'Camille', '', 0,
			'{"Signatory":"Camille"}')`, n, at, state)
		h.run(`INSERT INTO offers_logos (id, structure_id, name, media_type, sha256, content, staged_at) VALUES ($1, $1, 'l.png', 'image/png', '', $2, 1)`, n, []byte("x"))
	case "offers.joins":
		h.provider(n)
		h.run(`INSERT INTO offers_joins (id, number, org_id, state, version, first_name, last_name, function, email, email_fold, phone, lang, words, asked_at, moved_at, moved_by, moved_by_id, motive)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM offers_joins), $1, 'refused', 1, 'Camille', '', '', '', '', '', 'fr', '', 1, $2, '', '', '')`, n, at)
	case "offers.invitations":
		h.provider(n)
		h.run(`INSERT INTO offers_invitations (id, number, org_id, state, version, email, email_fold, first_name, last_name, function, phone, lang, sort_fold, search_fold, roles, sent_by, sent_name,
			invited_at, sent_at, sends, reminded) VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM offers_invitations), $1, 'withdrawn', 1, '', '', 'Camille', '', '', '', 'fr', '', '', '', '', '', 1, $2, 1, 0)`, n, at)
	case "offers.archived":
		h.offer(n, who, "archived", at)
	case "offers.idle":
		h.offer(n, who, "to_correct", at)
	case "offers.reports":
		h.offer(n, who, "published", h.d.Clock.Now())
		h.run(`INSERT INTO offers_reports (id, number, offer_id, kind, words, email, state, created_at, moved_at, moved_by, note, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM offers_reports), $1, 'wrong', 'dit Camille', '', 'settled', 1, $2, 'Camille', '', 1)`, n, at)
	default:
		h.t.Fatalf("nothing to try %s on", rule)
	}
}

// provider is a structure's organisation.
func (h *house) provider(n string) {
	h.t.Helper()
	h.run(`INSERT INTO org_organisations (id, num, ref, kind, country, name, name_fold, nature, sector, uai, fase, siren, siret, bce, address, complement, postal_code,
		commune, commune_code, phone, source, created_at, version) VALUES ($1, 0, $1, 'provider', 'FR', 'x', 'x', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 1, 1)`, n)
}

// offer is one of a structure, in a state since an instant.
func (h *house) offer(n, who, state string, at time.Time) {
	h.t.Helper()
	h.provider(n)
	h.run(`INSERT INTO offers_offers (id, year, seq, org_id, state, version, name, name_fold, content, referent_name, referent_role, referent_phone, referent_email, contact_phone, contact_email,
		places_closed, publish_from, publish_until, changed, submitted_once, published_once, author_id, moved_at, moved_by, motive, created_at)
		VALUES ($1, 2020, (SELECT coalesce(max(seq), 0) + 1 FROM offers_offers), $1, $4, 1, 'x', 'x', '{}', 'Camille', '', '', '', '', '', FALSE, '', '', FALSE, TRUE, TRUE, $2, $3, 'Camille', '', 1)`, n, who, at, state)
}

// demand is a closed one, or a draft, with all that hangs on it: what is said of it is nonsense, since its key never was.
func (h *house) demand(n, who, rule string, at time.Time) {
	h.t.Helper()
	state, sent := "closed", any(1)
	if rule == "casework.drafts" {
		state, sent = "draft", nil
	}
	h.run(`INSERT INTO casework_agencies (id, number, name, name_fold, about, domains, first_days, follow_days, state, created_at, version, counted_version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM casework_agencies), $1, $1, '', '', 3, 15, 'open', 1, 1, 1)`, n)
	h.run(`INSERT INTO casework_teams (id, number, agency_id, name, name_fold, note, mailbox, state, created_at, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM casework_teams), $1, $1, $1, '', '', 'open', 1, 1)`, n)
	h.run(`INSERT INTO casework_demands (id, number, state, key_id, team_id, urgent, title, text, urgent_why, identity, person, nir, mandate_kind, mandate_on, creator_id, creator_name,
		created_at, sent_at, closed_at, moved_at, messages, version)
		VALUES ($1, $1, $2, $1, $1, FALSE, $3, $3, $3, $3, '', '', '', '', $4, 'Camille', 1, $5, $6, $7, 1, 1)`, n, state, []byte("x"), who, sent, at, at)
	h.run(`INSERT INTO casework_demand_teams (demand_id, team_id, added_at, added_by, added_name, taken_by, taken_name, left_name) VALUES ($1, $1, 1, '', '', '', '', '')`, n)
	h.run(`INSERT INTO casework_demand_people (demand_id, account_id, name, side, added_at, added_by, added_name) VALUES ($1, $2, 'Camille', 'helper', 1, '', '')`, n, who)
	h.run(`INSERT INTO casework_messages (id, demand_id, n, account_id, name, side, confined, text, at) VALUES ($1, $1, 1, $2, 'Camille', 'helper', FALSE, $3, 1)`, n, who, []byte("x"))
	h.run(`INSERT INTO casework_seen (demand_id, account_id, name, n, at) VALUES ($1, $2, 'Camille', 1, 1)`, n, who)
}

// claim is one on an order, with a note; what the rule is not about moved just now.
func (h *house) claim(n, who, rule string, at time.Time) {
	h.t.Helper()
	h.basket(n, who, "ordering.claims", h.d.Clock.Now())
	of := func(of string) time.Time {
		if of == rule {
			return at
		}
		return h.d.Clock.Now()
	}
	h.run(`INSERT INTO ordering_order_lines (id, order_id, position, article, edition, quantity) SELECT $1, $1, 1, max(number), 1, 1 FROM catalog_articles`, n)
	h.run(`INSERT INTO ordering_claims (id, number, order_id, line_id, fault, quantity, text, state, offer, opened_by, opened_name, opened_at, moved_at, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM ordering_claims), $1, $1, 'other', 1, 'dit Camille', 'resolved', '', $2, 'Camille', 1, $3, 1)`, n, who, of("ordering.claims"))
	h.run(`INSERT INTO ordering_claim_notes (claim_id, n, side, act, offer, text, said_by, said_name, at) VALUES ($1, 1, 'school', 'say', '', 'dit Camille', $2, 'Camille', $3)`, n, who, of("ordering.claim_notes"))
}

// basket is one with a line; what the rule is not about moved just now.
func (h *house) basket(n, who, rule string, at time.Time) {
	h.t.Helper()
	of := func(table string) time.Time {
		if table == rule {
			return at
		}
		return h.d.Clock.Now()
	}
	h.run(`INSERT INTO org_organisations (id, num, ref, kind, country, name, name_fold, nature, sector, uai, fase, siren, siret, bce, address, complement, postal_code,
		commune, commune_code, phone, source, created_at, version) VALUES ($1, 0, $1, 'school', 'FR', 'x', 'x', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 1, 1)`, n)
	h.run(`INSERT INTO catalog_markets (id, number, title, title_fold, reference, summary, supplier_id, starts_on, ends_on, state, created_at, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM catalog_markets), 'x', 'x', '', '', $1, '2020-01-01', '2020-12-31', 'live', 1, 1)`, n)
	h.run(`INSERT INTO catalog_categories (id, depth, name, path) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM catalog_categories), 1, 'x', $1)`, n)
	h.run(`INSERT INTO catalog_articles (number, market, reference) VALUES ((SELECT coalesce(max(number), 0) + 1 FROM catalog_articles), (SELECT max(number) FROM catalog_markets), $1)`, n)
	h.run(`INSERT INTO catalog_versions (article, from_edition, to_edition, market, category_id, title, description, brand, unit, pack, multiple, price, vat, ean, cpv, green,
		special, withdrawn, equivalents) SELECT max(a.number), 1, 2, max(a.market), (SELECT max(id) FROM catalog_categories), 'x', '', '', '', 1, 1, 1, 0, '', '', 0, FALSE, FALSE, ''
		FROM catalog_articles a`)
	h.run(`INSERT INTO ordering_baskets (id, number, org_id, account_id, owner_name, title, remark, label, state, opened_at, moved_at, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM ordering_baskets), $1, $2, 'Camille', 'x', 'pour Camille', '3B', 'withdrawn', 1, $3, 1)`, n, who, of("ordering.baskets"))
	h.run(`INSERT INTO ordering_basket_lines (id, basket_id, article, edition, market, asked, granted, state, reason, moved_by, moved_name, moved_at, added_at)
		SELECT $1, $1, max(number), 1, max(market), 1, 1, 'withdrawn', 'motif', $2, 'Camille', $3, 1 FROM catalog_articles`, n, who, of("ordering.basket_lines"))
	h.run(`INSERT INTO ordering_orders (id, number, org_id, head_id, market, supplier_id, state, label, free, delivery, delivery_vat, net, gross, created_by, created_name, created_at,
		sent_by, sent_name, sent_to, deliver_to, reason, moved_by, moved_name, moved_at, version)
		SELECT $1, $1, $1, $1, max(market), $1, 'cancelled', '3B', FALSE, 0, 0, 1, 1, $2, 'Camille', 1, $2, 'Camille', '', '', 'motif', $2, 'Camille', $3, 1 FROM catalog_articles`,
		n, who, of("ordering.orders"))
}

// groupFile is a group with a membership, a sheet and a document; what the rule is not about has no name in it.
func (h *house) groupFile(n, who, rule string, until time.Time) {
	h.t.Helper()
	if h.one(`SELECT CAST(count(*) AS TEXT) FROM org_organisations WHERE id = $1`, n) == "0" {
		h.run(`INSERT INTO org_organisations (id, num, ref, kind, country, name, name_fold, nature, sector, uai, fase, siren, siret, bce, address, complement, postal_code,
			commune, commune_code, phone, source, created_at, version) VALUES ($1, 0, $1, 'school', 'FR', 'x', 'x', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 1, 1)`, n)
	}
	name := func(of string) string {
		if of == rule {
			return "Camille"
		}
		return ""
	}
	h.run(`INSERT INTO needs_groups (id, number, title, title_fold, description, support_org_id, state, join_until, entry_from, entry_until, created_at, created_by, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM needs_groups), 'x', 'x', '', $1, 'open', 1, 1, $2, 1, $3, 1)`, n, until, who)
	h.run(`INSERT INTO needs_lots (id, group_id, position, title, description) VALUES ($1, $1, 1, 'x', '')`, n)
	h.run(`INSERT INTO needs_memberships (id, group_id, org_id, state, asked_by, asked_name, asked_at, decided_by, decided_name, reason, blocked, version)
		VALUES ($1, $1, $1, 'accepted', $2, $3, 1, '', '', '', FALSE, 1)`, n, who, name("needs.memberships"))
	h.run(`INSERT INTO needs_sheets (id, membership_id, lot_id, state, quantities, filled, saved_by, saved_name, saved_at, validated_by, validated_name, version)
		VALUES ($1, $1, $1, 'entry', $4, 0, $2, $3, 1, '', '', 1)`, n, who, name("needs.sheets"), []byte{0})
	h.run(`INSERT INTO document_files (id, blob_key, use_key, state, name, media_type, size, sha256, width, height, staged_by, staged_at, object_kind, object_id)
		VALUES ($1, $1, 'x', 'deleted', '', '', 0, '', 0, 0, $2, 1, '', '')`, n, who)
	h.run(`INSERT INTO needs_documents (id, group_id, position, kind, title, public, state, current, withdrawn_name, created_at, version)
		VALUES ($1, $1, 1, 'other', 'x', TRUE, 'shown', 1, $2, 1, 1)`, n, name("needs.documents"))
	h.run(`INSERT INTO needs_document_versions (id, document_id, number, file_id, added_by, added_name, added_at) VALUES ($1, $1, 1, $1, $2, $3, 1)`, n, who, name("needs.versions"))
	if rule == "needs.downloads" {
		h.run(`INSERT INTO needs_document_downloads (version_id, account_id, org_id, name, first_at, last_at, times) VALUES ($1, $2, '', 'Camille', 1, 1, 1)`, n, who)
	}
}

// person is an account that no rule is about: it signed in just now.
func (h *house) person(id string) {
	h.t.Helper()
	h.run(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash, first_name, last_name, display_name, function, phone, lang,
		state, state_at, state_by, state_reason, created_at, activated_at, first_signed_in_at, last_signed_in_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1000 FROM account_accounts), $1, $1, $1 || '@x.test', $1 || '@x.test', '', '', '', $1, '', '', 'fr',
		'active', $2, '', '', $2, $2, $2, $2, '', '', 1) ON CONFLICT DO NOTHING`, id, h.d.Clock.Now())
}

func (h *house) session(id, who string, seen time.Time) {
	h.t.Helper()
	h.run(`INSERT INTO account_sessions (id, account_id, secret_hash, created_at, seen_at, expires_at, remembered, agent, ended_why) VALUES ($1, $2, $1, 1, $3, 1, FALSE, 'Firefox', '')`, id, who, seen)
}

func (h *house) mail(id, who, state string, settled time.Time) {
	h.t.Helper()
	h.run(`INSERT INTO notify_mails (id, kind, account_id, address, address_fold, name, lang, object_kind, object_id, occasion, data, state, withheld, tries, tries_before, cuts,
		repeated, message_id, detail, address_refused, stop_hash, queued_at, settled_at)
		VALUES ($1, 'x', $2, 'a@b.test', $1, 'Nom', 'fr', '', '', '', '', $3, '', 1, 0, 0, FALSE, '', '', FALSE, '', 1, $4)`, id, who, state, settled)
}

// nightly are the rules that the night applies to rows by themselves, with what hangs on their rows.
func nightly() (out []retention.Rule, tables map[string]string) {
	tables = map[string]string{}
	for _, h := range app.Holdings() {
		for _, r := range h.Rules {
			if r.Job == "" && !r.Own {
				out, tables[r.Key] = append(out, r), h.Table
			}
		}
	}
	return out, tables
}

// lines are the rows of each table, but for those of the report, the jobs and the people.
func (h *house) lines() map[string][]string {
	h.t.Helper()
	out := map[string][]string{}
	for table, rows := range h.contents() {
		if rows != "" && !strings.HasPrefix(table, "jobs_") && table != "retention_runs" && table != "account_accounts" {
			out[table] = strings.Split(rows, "\n")
		}
	}
	return out
}

// Each rule wipes what is over, to the minute, and nothing else; applied again it finds nothing; and what was young is
// over when its own time has come.
func TestEachRuleWipesWhatItSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := openHouse(t, d)
		h.ok(h.a.Keeper.Night(t.Context(), h.d.Clock.Now()))
		rules, tables := nightly()
		for _, r := range rules {
			over := r.Term.Before(d.Clock.Now())
			h.aged("old", r.Key, over.Add(-time.Minute))
			h.aged("young", r.Key, over.Add(time.Minute))
		}
		before := h.lines()
		h.ok(h.a.Keeper.Night(t.Context(), h.d.Clock.Now().Add(day)))
		after := h.lines()
		for _, r := range rules {
			h.wantGone(r, tables[r.Key], before, after)
		}
		nameless := func(table, row string) bool { // of a rule that only empties, whose row wantGone has looked at
			return slices.ContainsFunc(rules, func(r retention.Rule) bool {
				return tables[r.Key] == table && r.Then == retention.Pseudonymised && len(r.Named) == 0 && strings.Contains(row, "old-"+r.Key)
			})
		}
		for table, rows := range after { // what is there is what was there, but for renamed rows of the rules
			for _, row := range rows {
				if strings.HasPrefix(table, "casework_past") && strings.Contains(row, "old-") { // what is left of a wiped demand
					continue
				}
				if !slices.Contains(before[table], row) && !strings.Contains(row, "nom effacé") && !nameless(table, row) {
					t.Errorf("%s has a new row %s", table, row)
				}
			}
		}
		for table, rows := range before { // and nothing but what was old is gone
			for _, row := range rows {
				if !slices.Contains(after[table], row) && !strings.Contains(row, "old-") {
					t.Errorf("%s lost %s", table, row)
				}
			}
		}
		h.ok(h.a.Keeper.Night(t.Context(), h.d.Clock.Now().Add(day)))
		h.ok(h.a.Keeper.Night(t.Context(), h.d.Clock.Now().Add(2*day)))
		if diff := cmp.Diff(after, h.lines()); diff != "" {
			t.Errorf("another night changes: %s", diff)
		}
		d.Clock.Set(d.Clock.Now().Add(2 * time.Minute))
		h.ok(h.a.Keeper.Night(t.Context(), h.d.Clock.Now().Add(3*day)))
		for _, r := range rules {
			if n := h.one(`SELECT CAST(wiped AS TEXT) FROM retention_runs WHERE rule = $1 AND night = $2`, r.Key, h.d.Clock.Now().Add(3*day)); n != "1" {
				t.Errorf("%s wiped %s rows when the young one was over", r.Key, n)
			}
		}
	})
}

// The history is kept for longer than an offer's contact and than who represented a structure: with these goes what it says they were
// before (O82).
func TestHistoryForgetsWithTheRow(t *testing.T) {
	covers.Statement(t, "O82")
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := openHouse(t, d)
		h.ok(h.a.Keeper.Night(t.Context(), h.d.Clock.Now()))
		line := func(kind, of, act string, at time.Time) {
			h.run(`INSERT INTO history_lines (id, object_kind, object_id, act, from_state, to_state, account_id, name, data, done_at)
				VALUES ($1, $2, $3, $4, '', '', '', 'Camille', '{"old_email":"avant@x.test"}', $5)`, of+act, kind, of, act, at)
		}
		rules, _ := nightly()
		for _, r := range rules {
			kind, acts := "offers.offer", []string{"offers.offer.set_contact", "offers.offer.dates"}
			switch r.Key {
			case "offers.archived", "offers.idle":
			case "offers.closed":
				kind, acts = "offers.structure", []string{"offers.structure.edit", "offers.structure.review"}
			default:
				continue
			}
			over := r.Term.Before(d.Clock.Now())
			for mark, at := range map[string]time.Time{"old": over.Add(-time.Minute), "young": over.Add(time.Minute)} {
				h.aged(mark, r.Key, at)
				for _, act := range acts {
					line(kind, mark+"-"+r.Key, act, at)
				}
			}
		}
		h.ok(h.a.Keeper.Night(t.Context(), h.d.Clock.Now().Add(day)))
		count := func(cond string) string {
			return h.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE object_kind LIKE 'offers.%' AND ` + cond)
		}
		forgotten, kept := count(`data = '{}' AND object_id LIKE 'old-%' AND act IN ('offers.offer.set_contact', 'offers.structure.edit')`), count(`data <> '{}'`)
		if forgotten != "3" || kept != "9" {
			t.Errorf("%s lines lost what they said, want 3, and %s kept it, want 9", forgotten, kept)
		}
	})
}

func (h *house) wantGone(r retention.Rule, table string, before, after map[string][]string) {
	h.t.Helper()
	find := func(rows []string, mark string) (out []string) {
		for _, row := range rows {
			if strings.Contains(row, mark+"-"+r.Key) || table == "account_notices" && strings.Contains(row, mark+"-person") {
				out = append(out, row)
			}
		}
		return out
	}
	if len(find(before[table], "old")) != 1 || len(find(before[table], "young")) != 1 {
		h.t.Fatalf("%s is tried on nothing", r.Key)
	}
	if !slices.Equal(find(before[table], "young"), find(after[table], "young")) {
		h.t.Errorf("%s touched a row that is not over", r.Key)
	}
	old := find(after[table], "old")
	switch {
	case r.Then == retention.Deleted && len(old) > 0:
		h.t.Errorf("%s left %s", r.Key, old)
	case r.Then == retention.Pseudonymised && (len(old) != 1 || strings.Contains(old[0], "Camille") || len(r.Named) > 0 && !strings.Contains(old[0], "nom effacé")):
		h.t.Errorf("%s left %s", r.Key, old)
	}
}

// keeperWith is a second keeper on the house's database, with a clock of its own.
func (h *house) keeperWith(d *db.DB, c clock.Clock) *keeper.Service {
	return keeper.New(keeper.Options{
		DB: d, Clock: c, Jobs: jobs.New(d, h.d.Clock, slog.New(slog.DiscardHandler)), Holdings: app.Holdings(), Acts: h.a.Acts(),
		Speak: h.a.Instance.T, Mail: h.a.Notify, Files: h.a.Files,
	})
}

// cutting is a clock that ends a context when it is asked for the n-th time: once before each step's work, once after.
type cutting struct {
	clock.Clock
	n    int
	stop context.CancelFunc
}

func (c *cutting) Now() time.Time {
	if c.n--; c.n == 0 {
		c.stop()
	}
	return c.Clock.Now()
}

// A night that is cut between, or within, any of its steps has done whole steps, has counted them, and goes on.
func TestNightGoesOnWhereItWasCut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := openHouse(t, d)
		h.person("somebody")
		const rows = 250
		for i := range rows {
			h.session(fmt.Sprintf("s%03d", i), "somebody", dbtest.Start.AddDate(-2, 0, 0))
		}
		night := d.Clock.Now().Truncate(day)
		left := func() string { return h.one(`SELECT CAST(count(*) AS TEXT) FROM account_sessions`) }
		wiped := func() string {
			return h.one(`SELECT CAST(coalesce(sum(wiped), 0) AS TEXT) FROM retention_runs WHERE rule = 'account.sessions'`)
		}
		for cut, want := range map[int]string{1: "250", 3: "150"} { // within the first step, within the second
			ctx, stop := context.WithCancel(t.Context())
			c := &cutting{Clock: d.Clock, n: cut, stop: stop}
			if err := h.keeperWith(d.DB, c).Night(ctx, night.Add(time.Duration(cut)*day)); err == nil {
				t.Fatal("the night was not cut")
			}
			stop()
			if cut == 3 && left() != want || cut == 1 && left() != "250" && left() != "150" {
				t.Errorf("cut at %d: %s rows are left, want %s", cut, left(), want)
			}
		}
		h.ok(h.a.Keeper.Night(t.Context(), night.Add(3*day)))
		if left() != "0" || wiped() != "250" {
			t.Errorf("%s rows are left, %s were counted", left(), wiped())
		}
		if n := h.one(`SELECT CAST(count(*) AS TEXT) FROM retention_runs WHERE night = $1 AND ended_at IS NULL`, night.Add(3*day)); n != "0" {
			t.Errorf("%s rules did not end", n)
		}
	})
}

// Two nodes that do the same night at once wipe everything and count it once.
func TestNightOnTwoNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := openHouse(t, d)
		h.person("somebody")
		for i := range 450 {
			h.session(fmt.Sprintf("s%03d", i), "somebody", dbtest.Start.AddDate(-2, 0, 0))
		}
		other := h.keeperWith(d.Another(t).DB, d.Clock)
		ended := make(chan error)
		go func() { ended <- other.Night(t.Context(), d.Clock.Now()) }()
		h.ok(h.a.Keeper.Night(t.Context(), d.Clock.Now()))
		h.ok(<-ended)
		if n := h.one(`SELECT CAST(wiped AS TEXT) FROM retention_runs WHERE rule = 'account.sessions'`); n != "450" {
			t.Errorf("%s rows were counted", n)
		}
	})
}

// A rule that fails is told of, keeps no other from being applied, and is applied when its fault is gone.
func TestRuleThatFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := openHouse(t, d)
		old := dbtest.Start.AddDate(-11, 0, 0)
		h.aged("old", "access.grants", old)
		h.aged("old", "history.lines", old)
		h.run(`ALTER TABLE access_grant_limits RENAME TO access_away`)
		night := d.Clock.Now()
		if err := h.a.Keeper.Night(t.Context(), night); err == nil {
			t.Error("nothing is said of the fault")
		}
		if got := h.one(`SELECT fault FROM retention_runs WHERE rule = 'access.grants'`); got == "" {
			t.Error("the report does not tell the fault")
		}
		if got := h.one(`SELECT CAST(wiped AS TEXT) FROM retention_runs WHERE rule = 'history.lines'`); got != "1" {
			t.Errorf("the other rule wiped %s", got)
		}
		h.run(`ALTER TABLE access_away RENAME TO access_grant_limits`)
		h.ok(h.a.Keeper.Night(t.Context(), night))
		if got := h.one(`SELECT fault || CAST(wiped AS TEXT) FROM retention_runs WHERE rule = 'access.grants'`); got != "1" {
			t.Errorf("after the fault: %s", got)
		}
	})
}

// A demand that cannot be wiped keeps none that comes after it from being wiped: it is told, and done when its fault is gone.
func TestRowThatFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C080")
		h := openHouse(t, d)
		const rule = "casework.demands"
		for _, mark := range []string{"a", "b", "c"} {
			h.aged(mark, rule, dbtest.Start.AddDate(-1, 0, 0))
		}
		h.run(`INSERT INTO casework_past (number, sent_at, closed_at, wiped_at) SELECT number, 1, 1, 1 FROM casework_demands WHERE id = 'b-casework.demands'`)
		night := d.Clock.Now()
		if err := h.a.Keeper.Night(t.Context(), night); err == nil {
			t.Error("nothing is said of the fault")
		}
		left := func() string {
			return h.one(`SELECT coalesce(min(id), '') || CAST(count(*) AS TEXT) FROM casework_demands`)
		}
		if got := left(); got != "b-casework.demands1" {
			t.Errorf("left are %s", got)
		}
		if got := h.one(`SELECT fault FROM retention_runs WHERE rule = $1 AND ended_at IS NULL AND wiped = 2`, rule); !strings.Contains(got, "b-casework.demands") {
			t.Errorf("the report tells %q", got)
		}
		h.run(`DELETE FROM casework_past WHERE wiped_at = 1`)
		h.ok(h.a.Keeper.Night(t.Context(), night))
		if got := h.one(`SELECT fault || CAST(wiped AS TEXT) FROM retention_runs WHERE rule = $1`, rule); got != "3" || left() != "0" {
			t.Errorf("after the fault %s were wiped, and left are %s", got, left())
		}
	})
}

// A demand that is opened again while the night looks at it is not wiped.
func TestReopenedWhileTheNightWipes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C080", "C041")
		h := openHouse(t, d)
		h.aged("old", "casework.demands", dbtest.Start.AddDate(-1, 0, 0))
		night := d.Clock.Now()
		for _, err := range d.Behind(t, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE casework_demands SET state = 'working', closed_at = NULL, version = version + 1`)
			return err
		}, func() error { return h.a.Keeper.Night(t.Context(), night) }) {
			h.ok(err)
		}
		if got := h.one(`SELECT state || (SELECT CAST(count(*) AS TEXT) FROM casework_messages) FROM casework_demands`); got != "working1" {
			t.Errorf("left is %s", got)
		}
	})
}

// The page of the rules: in words, with what the night did, and terms within bounds; a shorter one acts the next night.
func TestRetentionDesk(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.session("half a year old", b.one(`SELECT id FROM account_accounts WHERE user_name = 'member'`), b.d.Clock.Now().AddDate(0, -7, 0))
		b.ok(b.a.Keeper.Night(t.Context(), b.d.Clock.Now().Add(day)))
		p := b.in[admin].Get("/administration").Click("Conservation des données").WantStatus(200).WantSound()
		p.Want("12 mois après la dernière activité : supprimé", "60 jours après l'inscription ou l'invitation, sans activation : compte fermé", "rien à faire", "règles appliquées")
		p = p.Form("Enregistrer les durées").Fill("Connexions passées, en mois", "13").Submit().WantStatus(422).Want("entre 3 et 12")
		p = p.Form("Enregistrer les durées").Fill("Connexions passées, en mois", "beaucoup").Submit().WantStatus(422).Want("entre 3 et 12")
		p.Form("Enregistrer les durées").Fill("Connexions passées, en mois", "6").Submit().WantStatus(200).Want("Les durées sont enregistrées", "6 mois après la dernière activité")
		b.ok(b.a.Keeper.Night(t.Context(), b.d.Clock.Now().Add(2*day)))
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_sessions WHERE id = 'half a year old'`); n != "0" {
			t.Error("the chosen term does not act")
		}
		if got := b.one(`SELECT data FROM history_lines WHERE object_kind = 'retention.terms'`); got != `{"account.sessions":"6 months"}` {
			t.Errorf("the history says %s", got)
		}
		b.in[admin].Get("/administration/conservation").Want("1 ligne")
	})
}
