package app_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"preau/internal/app"
	"preau/internal/core/retention"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// personal are the names of columns that may speak of somebody.
var personal = regexp.MustCompile(`(^|_)(email|e?mail|address|name|names|phone|user|login|ip|net|agent|body|text|html|account|person|subject|reason|query|data|args|detail|` +
	`result|fault|error|lang|function|secret|hash|password|by|birth|gender|label)(_|$)|fold$|(^|_)account_id$|_by$`)

// impersonal are the tables that know nothing of people, each with those of its columns whose names look as if they did.
var impersonal = map[string]string{
	"account_counters": "name", "access_turn": "", "contact_counters": "", "request_counters": "name", "needs_counters": "name", "imports_counter": "",
	"core_migrations": "", "core_written": "", "jobs_slots": "name", "instance_marks": "name", "instance_keys": "",
	"needs_lots": "", "needs_lines": "",
	"casework_counters": "name", "casework_years": "", "casework_agencies": "name name_fold", "casework_themes": "name name_fold", "casework_theme_agencies": "", "casework_mandate_agencies": "", "casework_territories": "name name_fold", "casework_team_territories": "", "casework_agency_closings": "", "casework_past": "", "casework_past_agencies": "", "casework_counts": "", "casework_count_turns": "", "casework_survey": "", "casework_survey_spent": "", "casework_answers": "title text", "casework_procedures": "title",
	"offers_counters": "name", "offers_types": "name name_fold", "offers_terms": "label label_fold", "offers_options": "name", "offers_gone": "", "offers_clock": "", "offers_published_terms": "", "offers_published_periods": "", "offers_files": "",
	"delegation_reminders": "", "delegation_silences": "",
	"ordering_counters": "name", "ordering_order_numbers": "", "ordering_order_lines": "", "ordering_changes": "", "ordering_waiting": "", "ordering_claim_photos": "",
	"catalog_counters": "name", "catalog_markets": "title_fold special_text", "catalog_adherents": "", "catalog_clock": "", "catalog_feed": "",
	"catalog_categories": "name", "catalog_articles": "", "catalog_versions": "", "catalog_update_faults": "reason", "catalog_update_changes": "", "catalog_photos": "",
	// Keys that say nothing by themselves, and words as hashes that only a demand's own key makes (C081).
	"casework_rings": "", "casework_keys": "secret", "casework_tokens": "", "casework_stores": "",
	// Legal bodies, as the public registers have them.
	"org_tree": "", "org_organisations": "name name_fold address phone email", "org_closure": "", "org_sites": "name name_fold address phone", "org_words": "",
	"webhook_counters": "", "webhook_endpoints": "", "webhook_deliveries": "",
	"retention_runs": "fault", "directory_pictures": "",
}

// looksPersonal are columns of declared tables that are named as if they spoke of somebody, and do not.
var looksPersonal = map[string]string{
	"needs_groups": "title_fold", "casework_teams": "name name_fold", "retention_closings": "label", "notify_mails": "address_refused", "mail_mailbox_files": "mail_id",
	"terms_versions": "text", "terms_drafts": "text", // the operator's
	"offers_structures": "name name_fold address lang", "offers_offers": "name name_fold", "offers_published": "name site_name text_fold",
	"request_asks":    "more_label", // a market
	"ordering_orders": "net",        // an amount
	"ordering_claims": "fault",      // of the goods
}

// Each table either declares what it knows of people, every column of it, or is known to hold nothing of the kind.
func TestEveryTableDeclaresPersonalData(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		declared := map[string]retention.Holding{}
		for _, h := range app.Holdings() {
			if declared[h.Table].Table != "" {
				t.Errorf("%s is declared twice", h.Table)
			}
			declared[h.Table] = h
		}
		tables := columnsOf(t, d)
		for table, columns := range tables {
			h, is := declared[table]
			but, not := impersonal[table]
			switch {
			case is == not:
				t.Errorf("table %s is neither declared (a Holding of its room) nor known to hold nothing of people, or both", table)
			case not:
				wantNamed(t, table, columns, strings.Fields(but))
			default:
				wantNamed(t, table, columns, append(strings.Fields(looksPersonal[table]), h.Personal...))
				for _, c := range h.Personal {
					if !slices.Contains(columns, c) {
						t.Errorf("table %s has no column %s", table, c)
					}
				}
			}
		}
		for table := range declared {
			if tables[table] == nil {
				t.Errorf("there is no table %s", table)
			}
		}
		for table := range impersonal {
			if tables[table] == nil {
				t.Errorf("there is no table %s", table)
			}
		}
	})
}

func wantNamed(t *testing.T, table string, columns, named []string) {
	t.Helper()
	for _, c := range columns {
		if personal.MatchString(c) && !slices.Contains(named, c) {
			t.Errorf("column %s of %s looks personal, and nobody says what becomes of it", c, table)
		}
	}
}

// columnsOf are all tables with their columns.
func columnsOf(t *testing.T, d *dbtest.DB) map[string][]string {
	t.Helper()
	q := `SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = 'public'`
	if d.Engine() == db.SQLite {
		q = `SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`
	}
	type column struct{ table, name string }
	out := map[string][]string{}
	err := d.View(t.Context(), func(tx *db.Tx) error {
		all, err := db.All(t.Context(), tx, func(c *column) []any { return []any{&c.table, &c.name} }, q)
		for _, c := range all {
			out[c.table] = append(out[c.table], c.name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What is declared makes sense: a reason for everything, an end or why there is none, keys that are told apart.
func TestHoldingsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, h := range app.Holdings() {
		if h.What == "" || h.Why == "" || len(h.Personal) == 0 || len(h.Rules) == 0 && h.Stays == "" {
			t.Errorf("%s does not say what it holds, why, or how it ends", h.Table)
		}
		for _, r := range h.Rules {
			if seen[r.Key] || r.From == "" || r.Then == "" || len(r.ID) == 0 || r.Event == "" {
				t.Errorf("rule %q of %s is not whole, or there twice", r.Key, h.Table)
			}
			if r.Adjustable() && (r.Term.N < r.Min || r.Term.N > r.Max) {
				t.Errorf("the usual term of %s is outside of its bounds", r.Key)
			}
			seen[r.Key] = true
		}
		for _, s := range h.Shares {
			if seen["share "+s.File] {
				t.Errorf("two shares are called %s", s.File)
			}
			seen["share "+s.File] = true
		}
	}
}
