package sheet

import (
	"context"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/msg"
)

// Input is a sheet as its form says it.
type Input struct {
	Quantities Quantities
	Version    int64 // of the sheet that the form was made from, 0 when there was none
}

// SaveSheet keeps what was entered for a lot; the coordinator does not count it before it is validated (R041).
func (s *Service) SaveSheet(ctx context.Context, who access.Actor, number, lot int64, in Input) error {
	return s.moveSheet(ctx, who, number, lot, Save, in)
}

// ValidateSheet keeps and signs what was entered for a lot. A sheet without quantities is not signed this way:
// that nothing is wanted is said by ValidateEmptySheet (R042).
func (s *Service) ValidateSheet(ctx context.Context, who access.Actor, number, lot int64, in Input) error {
	return s.moveSheet(ctx, who, number, lot, Validate, in)
}

// ValidateEmptySheet signs « Je n'ai aucun besoin pour ce lot »: a positive statement, which drops any quantity (R042).
func (s *Service) ValidateEmptySheet(ctx context.Context, who access.Actor, number, lot, version int64) error {
	return s.moveSheet(ctx, who, number, lot, ValidateEmpty, Input{Quantities: Quantities{}, Version: version})
}

// ReopenSheet takes a signature back before the deadline, so that the sheet can be changed; the trace stays (R047).
func (s *Service) ReopenSheet(ctx context.Context, who access.Actor, number, lot, version int64) error {
	return s.moveSheet(ctx, who, number, lot, Reopen, Input{Version: version})
}

func (s *Service) moveSheet(ctx context.Context, who access.Actor, number, lot int64, do Act, in Input) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		if err := membership.Hold(ctx, tx, number, who.OrgID); err != nil {
			return err
		}
		c, l, err := caseOf(ctx, tx, who, number, lot)
		if err != nil {
			return err
		}
		to, err := next(ctx, tx, who, do, c)
		if err != nil {
			return err
		}
		if c.Sheet.Version != in.Version {
			return apperr.ConflictErr(i18n.M(msg.ConflictSheet))
		}
		old, sheet := c.Sheet, c.Sheet
		if do != Reopen {
			sheet.Quantities = in.Quantities.Clean(l.Lines)
		}
		if do == Validate && len(sheet.Quantities) == 0 {
			return apperr.InvalidField(FieldQuantities, i18n.M(msg.FaultEmptySheet))
		}
		sheet.State, sheet.SavedBy, sheet.SavedName, sheet.SavedAt = to, who.ID, who.Name, tx.Now()
		sheet.sign()
		if err := save(ctx, tx, &sheet); err != nil {
			return err
		}
		return writeLine(ctx, tx, who, sheet, do, old.State, trace(c.Group, l, old, sheet))
	})
}

// next is where an act leads a sheet, or why who may not do it.
func next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, c Case) (State, error) {
	to, err := Moves.Next(do, c.Sheet.State, membership.RolesOf(who, c.Group, c.Membership), c)
	return to, group.Explained(ctx, tx, who, c.Group, err)
}

// Why is nil when who may do an act on the sheet of a lot, of the establishment that they act for; else it says why not.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number, lot int64) error {
	c, _, err := caseOf(ctx, tx, who, number, lot)
	if err == nil {
		_, err = next(ctx, tx, who, do, c)
	}
	return err
}

// FieldQuantities names the sheet as a whole, in faults.
const FieldQuantities = "quantites"

// sign sets or takes back the signature, as the state says.
func (s *Sheet) sign() {
	if s.State == Validated {
		s.ValidatedName, s.ValidatedAt = s.SavedName, s.SavedAt
		return
	}
	s.ValidatedName, s.ValidatedAt = "", time.Time{}
}

// caseOf is a lot and its sheet as the rules see them, for the establishment that who acts for.
func caseOf(ctx context.Context, tx *db.Tx, who access.Actor, number, lot int64) (Case, group.Lot, error) {
	c, err := needsCase(ctx, tx, who, number)
	if err != nil {
		return c, group.Lot{}, err
	}
	l, err := group.LotAt(ctx, tx, c.Group, lot)
	if err != nil || c.Membership.ID == "" {
		return c, l, err
	}
	c.Sheet, err = Of(ctx, tx, c.Membership.ID, l.ID)
	return c, l, err
}

// needsCase is a sheet that nobody began, as the rules see it for the establishment that who acts for.
func needsCase(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Case, error) {
	g, err := group.ByNumber(ctx, tx, who, number)
	if err != nil {
		return Case{}, err
	}
	if !who.SignedIn() {
		return Case{}, apperr.UnauthenticatedErr()
	}
	m, err := membership.Of(ctx, tx, g.ID, who.OrgID)
	return newCase(who, g, m.SeenBy(who, g)), err
}

// trace tells in the history what changed: up to eight lines, by number, before and after.
func trace(g group.Group, l group.Lot, old, now Sheet) map[string]string {
	var changed []int64
	for _, line := range l.Lines {
		if old.Quantities[line.Number] != now.Quantities[line.Number] {
			changed = append(changed, line.Number)
		}
	}
	sort.Slice(changed, func(i, j int) bool { return changed[i] < changed[j] })
	data := g.Trace()
	data["lot"], data["lot_title"] = strconv.FormatInt(l.Position, 10), l.Title
	data["filled"], data["changed"] = strconv.Itoa(len(now.Quantities)), strconv.Itoa(len(changed))
	var parts []string
	for _, n := range changed[:min(len(changed), 8)] {
		parts = append(parts, fmt.Sprintf("%d:%d:%d", n, old.Quantities[n], now.Quantities[n]))
	}
	data["lines"] = strings.Join(parts, " ")
	return data
}
