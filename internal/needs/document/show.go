package document

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

// Documents is the « Documents » tab as one person sees it.
type Documents struct {
	List    []Line
	Gone    []Line // withdrawn, for a coordinator
	Hidden  int    // how many more a member would see
	HowTo   []apperr.Reason
	Add     workflow.Offer[Act]
	MayAdd  bool // adding concerns this person; Add says whether it is possible
	Members int  // accepted, for a coordinator
}

// Line is a document of the list.
type Line struct {
	Document
	Acts  workflow.Offers[Act]
	Taken Taken // for a coordinator
}

// Taken counts the member establishments that have a document.
type Taken struct{ Any, Current int }

// ShowDocuments is the tab. Who is no member sees what is public, how many documents there are beside, and how to get at
// them (R033).
func (s *Service) ShowDocuments(ctx context.Context, who access.Actor, number int64) (Documents, error) {
	var v Documents
	err := s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.groupCase(ctx, tx, who, number)
		if err != nil {
			return err
		}
		ds, err := documentsOf(ctx, tx, c.Group.ID)
		if err != nil {
			return err
		}
		rs := membership.RolesOf(who, c.Group, c.Membership)
		v.Add, v.MayAdd = Moves.Offers(None, rs, c).Of(AddDocument)
		for _, d := range ds {
			v.place(d, rs, c)
		}
		if err := group.Explain(ctx, tx, who, c.Group, v.HowTo); err != nil || !v.MayAdd {
			return err
		}
		return v.count(ctx, tx, c.Group)
	})
	return v, err
}

// place puts a document where who has these roles sees it.
func (v *Documents) place(d Document, rs []group.Role, c Case) {
	c.Document, c.Asked = d, d.Current
	why := Moves.Why(SeeDocument, d.State, rs, c)
	line := Line{Document: d, Acts: Moves.Offers(d.State, rs, c)}
	switch {
	case len(why) == 0 && d.State == Withdrawn:
		v.Gone = append(v.Gone, line)
	case len(why) == 0:
		v.List = append(v.List, line)
	case d.State == Shown:
		v.Hidden++
		v.HowTo = why
	}
}

// count says of each document how many members have it.
func (v *Documents) count(ctx context.Context, tx *db.Tx, g group.Group) error {
	var err error
	v.Members, err = db.Value[int](ctx, tx, `SELECT count(*) FROM needs_memberships WHERE group_id = $1 AND state = 'accepted'`, g.ID)
	if err != nil {
		return err
	}
	type row struct {
		documentID string
		Taken
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.documentID, &r.Any, &r.Current} },
		`SELECT d.id, count(DISTINCT x.org_id), count(DISTINCT CASE WHEN v.number = d.current THEN x.org_id END)
		FROM needs_documents d JOIN needs_document_versions v ON v.document_id = d.id
		JOIN needs_document_downloads x ON x.version_id = v.id
		JOIN needs_memberships m ON m.group_id = d.group_id AND m.org_id = x.org_id AND m.state = 'accepted'
		WHERE d.group_id = $1 GROUP BY d.id`, g.ID)
	if err != nil {
		return fmt.Errorf("who has the documents: %w", err)
	}
	taken := map[string]Taken{}
	for _, r := range rows {
		taken[r.documentID] = r.Taken
	}
	for _, lines := range [][]Line{v.List, v.Gone} {
		for i := range lines {
			lines[i].Taken = taken[lines[i].ID]
		}
	}
	return nil
}

// View is a document as its coordinators follow it.
type View struct {
	Group    group.Group
	Document Document
	Acts     workflow.Offers[Act]
	Versions []Version
	Members  []MemberDownload // all accepted members, those who have nothing yet first
	Taken    Taken
	// Downloaded says whether anybody took a version of it, members or not.
	Downloaded bool
	History    []history.Line // the newest
}

// MemberDownload is what a member establishment has of a document: its newest version, and who took it when.
type MemberDownload struct {
	Org     group.Org
	Name    string // empty while nobody there took it
	Version int64
	At      time.Time
}

const historyShown = 200

// ShowDocument is a document with its versions, and who took which.
func (s *Service) ShowDocument(ctx context.Context, who access.Actor, number, doc int64) (View, error) {
	var v View
	err := s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.caseOf(ctx, tx, who, number, doc)
		if err != nil {
			return err
		}
		if _, err := next(ctx, tx, who, FollowDocument, c); err != nil {
			return err
		}
		v.Group, v.Document = c.Group, c.Document
		v.Acts = Moves.Offers(c.Document.State, membership.RolesOf(who, c.Group, c.Membership), c)
		if v.Versions, err = versionsOf(ctx, tx, c.Document); err != nil {
			return err
		}
		if v.Members, err = memberDownloads(ctx, tx, c.Group, c.Document); err != nil {
			return err
		}
		v.sum()
		unread, err := unreadFiles(ctx, tx, c.Document)
		if err != nil {
			return err
		}
		v.Downloaded = len(unread) < len(v.Versions)
		v.History, err = history.Of(ctx, tx, object(c.Document), historyShown)
		return err
	})
	return v, err
}

func (v *View) sum() {
	for _, m := range v.Members {
		if m.Version > 0 {
			v.Taken.Any++
		}
		if m.Version == v.Document.Current.Number {
			v.Taken.Current++
		}
	}
}

// memberDownloads has a row for each accepted member. Of several people of one establishment the last to take the newest
// version counts.
func memberDownloads(ctx context.Context, tx *db.Tx, g group.Group, d Document) ([]MemberDownload, error) {
	rows, err := db.All(ctx, tx, func(m *MemberDownload) []any {
		return []any{&m.Org.ID, &m.Org.Ref, &m.Org.Name, &m.Org.Commune, &m.Name, &m.Version, &m.At}
	}, `WITH taken AS (
			SELECT x.org_id, x.name, v.number, x.last_at, row_number() OVER (PARTITION BY x.org_id ORDER BY v.number DESC, x.last_at DESC, x.account_id) AS place
			FROM needs_document_downloads x JOIN needs_document_versions v ON v.id = x.version_id WHERE v.document_id = $2)
		SELECT o.id, o.ref, o.name, o.commune, coalesce(t.name, ''), coalesce(t.number, 0), t.last_at
		FROM needs_memberships m JOIN org_organisations o ON o.id = m.org_id LEFT JOIN taken t ON t.org_id = m.org_id AND t.place = 1
		WHERE m.group_id = $1 AND m.state = 'accepted' ORDER BY coalesce(t.number, 0), o.name, o.id`, g.ID, d.ID)
	if err != nil {
		return nil, fmt.Errorf("who has the document: %w", err)
	}
	return rows, nil
}

// MayDocument is nil when who may do an act on a document, 0 being the one to be added; else it says why not. The document
// is given too, for its form.
func (s *Service) MayDocument(ctx context.Context, who access.Actor, number, doc int64, do Act) (Document, error) {
	var d Document
	err := s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.caseOf(ctx, tx, who, number, doc)
		if err != nil {
			return err
		}
		d = c.Document
		_, err = next(ctx, tx, who, do, c)
		return err
	})
	return d, err
}
