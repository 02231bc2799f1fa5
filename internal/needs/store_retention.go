package needs

import (
	"preau/internal/core/retention"
	"preau/internal/needs/msg"
)

// Holdings are what this service knows of people. A group's file names who committed an establishment for ten years after
// the entry; what was ordered stays to be counted, without their names.
func Holdings() []retention.Holding {
	const (
		ofGroup   = "needs_memberships m JOIN needs_groups g ON g.id = m.group_id JOIN org_organisations o ON o.id = m.org_id"
		ofSheet   = "needs_sheets s JOIN needs_memberships m ON m.id = s.membership_id JOIN needs_groups g ON g.id = m.group_id JOIN needs_lots l ON l.id = s.lot_id JOIN org_organisations o ON o.id = m.org_id"
		ofFile    = "JOIN needs_documents d ON d.id = v.document_id JOIN needs_groups g ON g.id = d.group_id"
		ofVersion = "needs_document_versions v " + ofFile
	)
	key := []string{"id"}
	group := "g.number AS group_number, g.title AS group_title"
	return []retention.Holding{
		{
			Table: "needs_groups", What: msg.DataGroup, Why: msg.DataWhy, Stays: msg.DataGroupStays, Personal: []string{"created_by"},
			Shares: []retention.Share{{File: "groupements-crees", Of: "created_by = $1", Columns: []string{"number", "title", "state", "created_at"}, Order: "number"}},
		},
		{
			Table: "needs_memberships", What: msg.DataMembership, Why: msg.DataWhy,
			Personal: []string{"asked_by", "asked_name", "decided_by", "decided_name", "reason"},
			Rules: []retention.Rule{groupFile("needs.memberships", key, `(SELECT g.entry_until FROM needs_groups g WHERE g.id = needs_memberships.group_id)`,
				[]string{"asked_name", "decided_name"}, []string{"reason"})},
			Shares: []retention.Share{
				{File: "adhesions", From: ofGroup, Of: "m.asked_by = $1", Order: "g.number", Columns: []string{group, "o.name AS establishment", "m.state", "m.asked_at", "m.decided_at", "m.reason"}},
				{File: "adhesions-decidees", From: ofGroup, Of: "m.decided_by = $1", Order: "g.number, o.name_fold", Columns: []string{group, "o.name AS establishment", "m.state", "m.decided_at", "m.reason"}},
			},
			Traces: []retention.Trace{
				{ID: key, Of: "asked_by = $1", Named: []string{"asked_name"}},
				{ID: key, Of: "decided_by = $1", Named: []string{"decided_name"}},
			},
		},
		{
			Table: "needs_sheets", What: msg.DataSheet, Why: msg.DataWhy, Personal: []string{"saved_by", "saved_name", "validated_by", "validated_name"},
			Rules: []retention.Rule{groupFile("needs.sheets", key, `(SELECT g.entry_until FROM needs_groups g JOIN needs_memberships m ON m.group_id = g.id WHERE m.id = needs_sheets.membership_id)`,
				[]string{"saved_name", "validated_name"}, nil)},
			Shares: []retention.Share{
				{File: "besoins-saisis", From: ofSheet, Of: "s.saved_by = $1", Order: "g.number, l.position", Columns: []string{group, "l.title AS lot", "o.name AS establishment", "s.filled", "s.saved_at"}},
				{File: "besoins-valides", From: ofSheet, Of: "s.validated_by = $1", Order: "g.number, l.position", Columns: []string{group, "l.title AS lot", "o.name AS establishment", "s.filled", "s.validated_at"}},
			},
			Traces: []retention.Trace{
				{ID: key, Of: "saved_by = $1", Named: []string{"saved_name"}},
				{ID: key, Of: "validated_by = $1", Named: []string{"validated_name"}},
			},
		},
		{
			Table: "needs_matrices", What: msg.DataMatrix, Why: msg.DataWhy, Personal: []string{"lang", "asked_by", "asked_name", "file_id"},
			Rules: []retention.Rule{{
				Key: "needs.matrices", Term: retention.Term{N: 1, Unit: retention.Months}, From: msg.FromMatrixGone, Then: retention.Deleted,
				ID: key, Event: "gone_at", If: "state = 'gone'",
			}},
			Shares: []retention.Share{{
				File: "fichiers-de-groupement", From: "needs_matrices x JOIN needs_groups g ON g.id = x.group_id", Of: "x.asked_by = $1", Order: "x.asked_at, x.id",
				Columns: []string{group, "x.state", "x.asked_at", "x.ready_at", "x.expires_at"},
			}},
			Traces: []retention.Trace{{ID: key, Of: "asked_by = $1", Named: []string{"asked_name"}}},
		},
		{
			Table: "needs_documents", What: msg.DataDocument, Why: msg.DataWhy, Personal: []string{"withdrawn_name"},
			Rules: []retention.Rule{groupFile("needs.documents", key, `(SELECT g.entry_until FROM needs_groups g WHERE g.id = needs_documents.group_id)`, []string{"withdrawn_name"}, nil)},
			Traces: []retention.Trace{{ID: key, Named: []string{"withdrawn_name"}, Of: `EXISTS (SELECT 1 FROM history_lines h WHERE h.object_kind = 'needs.document'
				AND h.object_id = needs_documents.id AND h.account_id = $1 AND h.done_at = needs_documents.withdrawn_at)`}},
		},
		{
			Table: "needs_document_versions", What: msg.DataVersion, Why: msg.DataWhy, Personal: []string{"added_by", "added_name"},
			Rules: []retention.Rule{groupFile("needs.versions", key, `(SELECT g.entry_until FROM needs_groups g JOIN needs_documents d ON d.group_id = g.id WHERE d.id = needs_document_versions.document_id)`,
				[]string{"added_name"}, nil)},
			Shares: []retention.Share{{File: "documents-deposes", From: ofVersion, Of: "v.added_by = $1", Order: "v.added_at, v.id", Columns: []string{group, "d.title AS document", "v.number AS version", "v.added_at"}}},
			Traces: []retention.Trace{{ID: key, Of: "added_by = $1", Named: []string{"added_name"}}},
		},
		{
			Table: "needs_document_downloads", What: msg.DataDownload, Why: msg.DataDownloadWhy, Personal: []string{"account_id", "name", "first_at", "last_at"},
			Rules: []retention.Rule{{
				Key: "needs.downloads", Term: tenYears, From: msg.FromEntry, Then: retention.Deleted, ID: downloadKey(),
				Event: `(SELECT g.entry_until FROM needs_groups g JOIN needs_documents d ON d.group_id = g.id JOIN needs_document_versions v ON v.document_id = d.id
					WHERE v.id = needs_document_downloads.version_id)`,
			}},
			Shares: []retention.Share{{
				File: "documents-telecharges", From: "needs_document_downloads x JOIN needs_document_versions v ON v.id = x.version_id " + ofFile,
				Of: "x.account_id = $1", Order: "x.first_at, x.version_id", Columns: []string{group, "d.title AS document", "v.number AS version", "x.first_at", "x.last_at", "x.times"},
			}},
			Traces: []retention.Trace{{ID: downloadKey(), Of: "account_id = $1", Named: []string{"name"}}},
		},
	}
}

var tenYears = retention.Term{N: 10, Unit: retention.Years}

func downloadKey() []string { return []string{"version_id", "account_id", "org_id"} }

// groupFile is the rule of a group's file: names go, what they did stays. The event is the group's.
func groupFile(rule string, key []string, event string, named, empty []string) retention.Rule {
	return retention.Rule{
		Key: rule, Term: tenYears, From: msg.FromEntry, Then: retention.Pseudonymised, ID: key, Event: event, Named: named, Empty: empty,
	}
}
