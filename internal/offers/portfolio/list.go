// Package portfolio is a structure's offers as a whole: the list « Offres » with its filters, and what waits for whom among them.
package portfolio

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
	"preau/internal/offers/offer"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
	"preau/internal/offers/vocabulary"
)

// Service reads the lists.
type Service struct {
	db     *db.DB
	offers *offer.Service
}

// New makes the service.
func New(d *db.DB, offers *offer.Service) *Service { return &Service{d, offers} }

// Order is the column by which the list is sorted.
type Order string

// The orders: what stands in addresses. A minus turns it.
const (
	ByNumber Order = "numero"
	ByName   Order = "nom"
	BySet    Order = "terrain"
	ByState  Order = "etat"
	ByDates  Order = "dates"
	BySite   Order = "lieu"
)

// orders are the columns of each.
var orders = map[Order]string{
	ByNumber: "o.year %[1]s, o.seq", ByName: "o.name_fold", BySet: "coalesce(t.position, 0)", ByState: "o.state", ByDates: "o.publish_from",
	BySite: "coalesce(p.name_fold, '')",
}

// Names of the filters' fields, in faults and addresses.
const (
	FilterText    = "q"
	FilterSetting = "terrain"
	FilterStatus  = "etat"
	FilterAfter   = "apres"
	FilterBefore  = "avant"
	FilterSite    = "lieu"
)

// Filter narrows the list « Offres » (O43). Statuses that are archived are left out unless they are asked.
type Filter struct {
	Text          string
	Setting       string // a term's id
	Status        offer.Status
	After, Before string // days: the publication overlaps them (O44)
	Site          string // a lieu's id; "-" is the structure itself
	Structure     int64  // the number of one where who reads has a role; 0: that for which they act
	Order         Order
	Back          bool
	Page, Size    int // Size 0: all
}

// Check says what is wrong with a filter, next to its field.
func (f Filter) Check() error {
	var faults apperr.Faults
	offer.CheckDay(&faults, FilterAfter, f.After)
	offer.CheckDay(&faults, FilterBefore, f.Before)
	if len(faults) == 0 && f.After != "" && f.Before != "" && f.After > f.Before {
		faults.Add(FilterBefore, msg.FaultAfterBefore)
	}
	return faults.Err()
}

// Row is a line of the list.
type Row struct {
	offer.Offer // without its content but the name, without its referent
	Setting     string
	Status      offer.Status
	Waits       bool                       // its working copy waits for an approver
	Acts        workflow.Offers[offer.Act] // those that may be done are shown, the others are explained on the offer's page
}

// Listing is a page of the list.
type Listing struct {
	Rows        []Row
	Total, Page int
	Size        int
	Words       vocabulary.All
	Sites       []org.Site // lieux to narrow by
	MayCreate   bool
	CreateWhy   []apperr.Reason
	By          shared.Speaker // who uses the account
	All         bool           // of others than the structure acted for: who reads moderates, or is called elsewhere
}

// Pages is how many pages there are; 0 without any line (O46).
func (l Listing) Pages() int {
	if l.Size == 0 {
		return min(l.Total, 1)
	}
	return (l.Total + l.Size - 1) / l.Size
}

// List is « Offres »: those of the structure for which who acts, or, for who moderates and has none, of all (O42–O49).
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Listing, error) {
	l := Listing{Size: f.Size}
	orgID, err := s.structureOf(ctx, who, f)
	if err != nil {
		return l, err
	}
	if l.All = orgID == "" && role.Moderates(who); orgID == "" && !l.All {
		return l, apperr.NotFoundErr()
	}
	if err := f.Check(); err != nil {
		return l, err
	}
	today := s.offers.Today(ctx, who.At)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if l.Words, err = vocabulary.Read(ctx, tx); err != nil {
			return err
		}
		if err := s.frame(ctx, tx, who, orgID, &l); err != nil {
			return err
		}
		var w db.Where
		orgs := []string{orgID}
		if orgID != "" {
			if called := role.Structures(who, calls[f.Status]); calls[f.Status] != "" && len(called) > 0 && f.Structure == 0 { // as many as the line that leads here counted
				orgs, l.All = called, len(called) > 1 || called[0] != orgID
			}
			w.In("o.org_id", db.Any(orgs)...)
			l.All = l.All || orgID != role.Structure(who)
		}
		f.narrow(&w, today)
		waiting(&w, who, f.Status, today, orgs...)
		return s.rows(ctx, tx, who, f, w, today, &l)
	})
	return l, err
}

// structureOf is the structure whose offers are listed: that for which who acts, or the one that the filter names, which to who has no role
// there is not there. Empty: of no structure.
func (s *Service) structureOf(ctx context.Context, who access.Actor, f Filter) (string, error) {
	if f.Structure == 0 {
		return role.Structure(who), nil
	}
	var found []string
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		found, err = db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT s.org_id FROM offers_structures s WHERE s.number = $1 AND s.org_id IS NOT NULL`, f.Structure)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("structure of offers: %w", err)
	}
	if len(found) == 0 || !role.Belongs(who, found[0]) {
		return "", apperr.NotFoundErr()
	}
	return found[0], nil
}

// frame is what stands around the lines: lieux to narrow by, and whether one may create.
func (s *Service) frame(ctx context.Context, tx *db.Tx, who access.Actor, orgID string, l *Listing) error {
	if orgID == "" {
		return nil
	}
	all, err := org.AllSitesOf(ctx, tx, []string{orgID}) // a withdrawn one has its offers still
	if err != nil {
		return err
	}
	l.Sites = all[orgID]
	if orgID != role.Structure(who) { // one writes for the structure for which one acts
		return nil
	}
	if l.By, err = shared.Of(ctx, tx, who, orgID); err != nil {
		return err
	}
	err = s.offers.MayCreate(ctx, tx, who, orgID)
	if e, ok := apperr.As(err); ok {
		l.CreateWhy = e.Reasons
		return nil
	}
	l.MayCreate = err == nil
	return err
}

// narrow adds what a reader narrowed the list by.
func (f Filter) narrow(w *db.Where, today string) {
	if f.Text != "" {
		if n, ok := offer.ParseNumber(f.Text); ok {
			w.And("o.year = ? AND o.seq = ?", n.Year, n.Seq)
		} else {
			spoken(w, f.Text)
		}
	}
	if f.Setting != "" {
		w.And("o.setting_id = ?", f.Setting)
	}
	narrow(w, f.Status, today)
	if f.After != "" {
		w.And("o.publish_from <> '' AND (o.publish_until = '' OR o.publish_until >= ?)", f.After)
	}
	if f.Before != "" {
		w.And("o.publish_from <> '' AND o.publish_from <= ?", f.Before)
	}
	switch f.Site {
	case "":
	case "-":
		w.And("o.site_id IS NULL")
	default:
		w.And("o.site_id = ?", f.Site)
	}
}

// numberOf is an offer's number as it is written; another than four digits are as many as there are.
const numberOf = `CAST(o.year AS TEXT) || '-' || substr('000' || CAST(o.seq AS TEXT), CASE WHEN o.seq > 9999 THEN 4 ELSE length(CAST(o.seq AS TEXT)) END)`

// spoken narrows to the names that have all words, in any order, and to the numbers of which a part was typed (O43).
func spoken(w *db.Where, text string) {
	text = strings.TrimSpace(text)
	if strings.Trim(text, "0123456789-") == "" && strings.Trim(text, "-") != "" {
		w.And(numberOf+` LIKE ? ESCAPE '\' OR o.name_fold LIKE ? ESCAPE '\'`, db.Contains(text), db.Contains(registers.Fold(text)))
		return
	}
	words := strings.Fields(registers.Fold(text))
	if len(words) == 0 { // signs alone are in no name
		w.And("1 = 0")
	}
	for _, x := range words {
		w.And(`o.name_fold LIKE ? ESCAPE '\'`, db.Contains(x))
	}
}

// works is that the structure of offers o does.
const works = "EXISTS (SELECT 1 FROM offers_structures x WHERE x.org_id = o.org_id AND x.state = 'active')"

// narrow is offer.StatusAt as a condition; a test holds them together.
func narrow(w *db.Where, s offer.Status, today string) {
	const expired = "(o.publish_until <> '' AND o.publish_until < ?)"
	switch s {
	case "":
		w.And("o.state <> 'archived'")
	case offer.Scheduled:
		w.And("o.state = 'approved' AND o.publish_from > ?", today)
	case offer.Status(offer.Approved):
		w.And("o.state = 'approved' AND o.publish_from <= ? AND NOT "+expired, today, today)
	case offer.Lapsed:
		w.And("o.state = 'approved' AND o.publish_from <= ? AND "+expired, today, today)
	case waitSubmitted, waitToCorrect, waitDraft, waitRefused, EndingSoon: // see waiting
	case offer.Full:
		w.And("o.state = 'published' AND o.places_closed AND " + works)
	case offer.Status(offer.Published):
		w.And("o.state = 'published' AND NOT o.places_closed AND " + works)
	case offer.Hidden:
		w.And("o.state = 'published' AND NOT " + works)
	case offer.Expired:
		w.And("o.state = 'unpublished' AND "+expired, today)
	case offer.Status(offer.Unpublished):
		w.And("o.state = 'unpublished' AND NOT "+expired, today)
	default:
		w.And("o.state = ?", string(s))
	}
}

const listColumns = `o.id, o.year, o.seq, o.org_id, g.name, coalesce(o.site_id, ''), coalesce(p.name, ''), o.state, o.version, o.name, coalesce(t.label, ''),
	o.places_closed, o.publish_from, o.publish_until, o.changed, o.submitted_once, o.published_once, o.author_id, o.moved_at,
	coalesce(s.state = 'active', FALSE), EXISTS (SELECT 1 FROM offers_options x WHERE x.name = 'four_eyes'), p.closed_at IS NOT NULL, coalesce(c.state, ''), coalesce(c.author_id, '')`

const from = ` FROM offers_offers o JOIN org_organisations g ON g.id = o.org_id LEFT JOIN org_sites p ON p.id = o.site_id
	LEFT JOIN offers_structures s ON s.org_id = o.org_id LEFT JOIN offers_copies c ON c.offer_id = o.id LEFT JOIN offers_terms t ON t.id = o.setting_id`

// listRow is a line as it is read.
type listRow struct {
	Row
	active, fourEyes, shut bool
	copyState, copyAuthor  string
}

func (r *listRow) into() []any {
	return []any{
		&r.ID, &r.Number.Year, &r.Number.Seq, &r.OrgID, &r.OrgName, &r.SiteID, &r.Offer.Site, &r.State, &r.Version, &r.Content.Name, &r.Row.Setting,
		&r.PlacesClosed, &r.PublishFrom, &r.PublishUntil, &r.Changed, &r.SubmittedOnce, &r.PublishedOnce, &r.AuthorID, &r.MovedAt,
		&r.active, &r.fourEyes, &r.shut, &r.copyState, &r.copyAuthor,
	}
}

func (s *Service) rows(ctx context.Context, tx *db.Tx, who access.Actor, f Filter, w db.Where, today string, l *Listing) error {
	where, args := w.SQL(1)
	var err error
	if l.Total, err = db.Value[int](ctx, tx, `SELECT count(*) FROM offers_offers o WHERE `+where, args...); err != nil {
		return fmt.Errorf("count offers: %w", err)
	}
	l.Page = max(1, min(f.Page, l.Pages()))
	if l.Total == 0 {
		return nil
	}
	size := f.Size
	if size == 0 {
		size = l.Total
	}
	where, args = w.SQL(3)
	found, err := db.All(ctx, tx, (*listRow).into, `SELECT `+listColumns+from+`
		WHERE o.id IN (SELECT o.id FROM offers_offers o LEFT JOIN offers_terms t ON t.id = o.setting_id LEFT JOIN org_sites p ON p.id = o.site_id WHERE `+where+` ORDER BY `+f.by()+`, o.id LIMIT $1 OFFSET $2)
		ORDER BY `+f.by()+`, o.id`, append([]any{size, (l.Page - 1) * size}, args...)...)
	if err != nil {
		return fmt.Errorf("offers: %w", err)
	}
	wrote, err := writtenBy(ctx, tx, who, found)
	if err != nil {
		return err
	}
	for _, r := range found {
		if r.copyState != "" {
			r.Copy = &offer.Copy{State: offer.CopyState(r.copyState), AuthorID: r.copyAuthor}
		}
		r.Silent = !r.active
		r.Status, r.Waits = r.StatusAt(today), r.CopyWaits()
		c := offer.Case{Offer: r.Offer, Today: today, Active: r.active, FourEye: r.fourEyes, Wrote: wrote[r.ID], Shut: r.shut, WhoID: who.ID, Unnamed: l.By.Unnamed()}
		r.Acts = offer.Moves.Offers(r.State, offer.RolesOf(who, r.Offer), c)
		l.Rows = append(l.Rows, r.Row)
	}
	return nil
}

// writtenBy are the offers of a page that who wrote some of since they were validated, asked where four eyes are (O85).
func writtenBy(ctx context.Context, tx *db.Tx, who access.Actor, rows []listRow) (map[string]bool, error) {
	var ids []string
	for _, r := range rows {
		if r.fourEyes && (r.State == offer.Submitted || r.copyState == string(offer.CopySubmitted)) {
			ids = append(ids, r.ID)
		}
	}
	return offer.WrittenBy(ctx, tx, who.ID, ids)
}

// by is the order as SQL; the newest number first when nothing is asked.
func (f Filter) by() string {
	column, known := orders[f.Order]
	if !known {
		f.Back, column = true, orders[ByNumber]
	}
	way := "ASC"
	if f.Back {
		way = "DESC"
	}
	if f.Order == ByNumber || !known {
		return fmt.Sprintf(column, way) + " " + way
	}
	return column + " " + way
}
