package offer

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/role"
)

// lifters say by which role each reason is lifted.
var lifters = map[string]access.RoleKey{
	WhyNotManager.Code: role.Manager, WhyNotApprover.Code: role.Approver, WhyModerators.Code: role.Moderator,
	WhyFourEyes.Code: role.Approver, WhyTooEarly.Code: role.Approver, WhyOver.Code: role.Approver, WhyChanged.Code: role.Manager, WhyWaits.Code: role.Approver,
	WhyWithdrawn.Code: role.Moderator, WhyArchived.Code: role.Manager, WhyShut.Code: role.Admin, WhyInactive.Code: role.Moderator,
}

// explain completes reasons with who lifts them. A page may have one reason at several acts: what is told of it is asked once.
func explain(ctx context.Context, tx *db.Tx, who access.Actor, o Offer, lists ...[]apperr.Reason) error {
	done := map[string]apperr.Reason{}
	for _, reasons := range lists {
		for i := range reasons {
			r := &reasons[i]
			if was, ok := done[r.Code]; ok {
				*r = was
				continue
			}
			if err := complete(ctx, tx, who, o, r); err != nil {
				return err
			}
			done[r.Code] = *r
		}
	}
	return nil
}

func complete(ctx context.Context, tx *db.Tx, who access.Actor, o Offer, r *apperr.Reason) error {
	by, known := lifters[r.Code]
	if !known {
		return nil
	}
	if err := since(ctx, tx, o, r); err != nil {
		return err
	}
	at := role.At(o.OrgID)
	if by == role.Moderator {
		at = access.Everywhere
	}
	if r.Kind == apperr.Grant {
		page := ListPath
		if o.ID != "" { // one that is to be made has no page yet
			page = o.Number.Path()
		}
		r.Ask = access.Ask(r.Code, page)
		return access.Explain(ctx, tx, role.Delegation, who, r, by, at)
	}
	var err error
	if r.Code == WhyFourEyes.Code {
		r.Lifters, err = access.ActorsBut(ctx, tx, role.Delegation, who.ID, by, at)
		return err
	}
	r.Lifters, err = access.Actors(ctx, tx, role.Delegation, by, at)
	return err
}

// since says from when a reason holds, and by whose decision, where that is known.
func since(ctx context.Context, tx *db.Tx, o Offer, r *apperr.Reason) error {
	var err error
	switch r.Code {
	case WhyWithdrawn.Code, WhyArchived.Code:
		r.Since, r.By = o.MovedAt, o.MovedBy
	case WhyWaits.Code:
		r.Since = o.MovedAt
		if o.Copy != nil {
			r.Since = o.Copy.MovedAt
		}
	case WhyOver.Code:
		if last, fault := time.Parse(time.DateOnly, o.PublishUntil); fault == nil {
			r.Since = last.Add(36 * time.Hour) // noon of the day after, which is that day in all zones here
		}
	case WhyInactive.Code:
		r.Since, r.By, err = structureMoved(ctx, tx, o.OrgID)
	case WhyShut.Code:
		if o.SiteID != "" {
			var site org.Site
			site, err = org.SiteByID(ctx, tx, o.SiteID)
			r.Since = site.ClosedAt
		}
	}
	return err
}

// next is where an act leads an offer, or why who may not do it.
func next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, roles []Role, c Case) (State, error) {
	to, err := Moves.Next(do, c.State, roles, c)
	if e, ok := apperr.As(err); ok {
		if fault := explain(ctx, tx, who, c.Offer, e.Reasons); fault != nil {
			return to, fault
		}
	}
	return to, err
}

// Why is nil when who may do an act on an offer; else it says why not.
func (s *Service) Why(ctx context.Context, who access.Actor, n Number, do Act) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error {
		c, roles, err := s.caseOf(ctx, tx, who, n)
		if err != nil {
			return err
		}
		_, err = next(ctx, tx, who, do, roles, c)
		return err
	})
}

func reasonsOf(offers workflow.Offers[Act]) [][]apperr.Reason {
	out := make([][]apperr.Reason, len(offers))
	for i, o := range offers {
		out[i] = o.Reasons
	}
	return out
}

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	users := help.Roles(role.InStructure()...)
	admins, approvers, managers, moderators := help.Roles(role.Admin), help.Roles(role.Approver), help.Roles(role.Manager), help.Roles(role.Moderator)
	return help.Entries{
		WhyNotManager.Code:  {Kind: apperr.Grant, For: users, Lift: admins, Text: msg.HelpNotManager},
		WhyNotApprover.Code: {Kind: apperr.Grant, For: users, Lift: admins, Text: msg.HelpNotApprover},
		WhyModerators.Code:  {Kind: apperr.Grant, For: users, Lift: moderators, Text: msg.HelpModerators},
		WhyInactive.Code:    {Kind: apperr.Act, For: users, Lift: moderators, Text: msg.HelpInactive},
		WhyShut.Code:        {Kind: apperr.Act, For: users, Lift: admins, Text: msg.HelpShut},
		WhyFourEyes.Code:    {Kind: apperr.Act, For: approvers, Lift: approvers, Text: msg.HelpFourEyes},
		WhyTooEarly.Code:    {Kind: apperr.Act, For: approvers, Lift: approvers, Text: msg.HelpTooEarly},
		WhyOver.Code:        {Kind: apperr.Act, For: approvers, Lift: approvers, Text: msg.HelpOver},
		WhyChanged.Code:     {Kind: apperr.Act, For: approvers, Lift: managers, Text: msg.HelpChanged},
		WhyUnchanged.Code:   {Kind: apperr.Never, For: managers, Text: msg.HelpUnchanged},
		WhyWaits.Code:       {Kind: apperr.Act, For: managers, Lift: approvers, Text: msg.HelpWaits},
		WhySubmitted.Code:   {Kind: apperr.Never, For: managers, Text: msg.HelpSubmitted},
		WhyWithdrawn.Code:   {Kind: apperr.Act, For: users, Lift: moderators, Text: msg.HelpWithdrawn},
		WhyUnnamed.Code:     {Kind: apperr.Datum, For: managers, Lift: []help.Reader{help.You}, Text: msg.HelpUnnamed},
		WhyArchived.Code:    {Kind: apperr.Act, For: users, Lift: managers, Text: msg.HelpArchived},
	}
}
