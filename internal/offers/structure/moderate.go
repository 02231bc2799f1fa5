package structure

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
)

// Moderate does a moderator's act on a structure, as of a version: it is accepted, sent back, refused, looked at again, suspended, opened
// again or closed. What asks something of others, or takes something from them, needs a motive, which they read.
func (s *Service) Moderate(ctx context.Context, who access.Actor, number, version int64, do Act, why string) error {
	if !ofModerators(do) {
		return apperr.NotFoundErr()
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := byNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		was := x.State
		if x.State, err = next(ctx, tx, who, do, x); err != nil {
			return err
		}
		if err := stale(version, x.Version); err != nil {
			return err
		}
		if was != x.State {
			x.Motive = ""
		}
		if needsMotive(do) {
			if x.Motive, err = motive(why); err != nil {
				return err
			}
		}
		if was != x.State {
			x.MovedAt, x.MovedBy, x.MovedByID = tx.Now(), who.Name, who.ID
		}
		return s.moderated(ctx, tx, who, &x, do, was)
	})
}

// needsMotive says which acts have to be explained.
func needsMotive(do Act) bool {
	return do == AskCorrection || do == Refuse || do == Suspend || do == Close
}

// moderated is what follows from a moderator's act.
func (s *Service) moderated(ctx context.Context, tx *db.Tx, who access.Actor, x *Structure, do Act, was State) error {
	tell := func() error { return nil }
	switch do {
	case Accept:
		if err := s.accept(ctx, tx, who, x); err != nil {
			return err
		}
	case AskCorrection:
		x.Turn++
		x.linked(tx.Now())
		tell = func() error { return s.tellApplicant(ctx, tx, *x, mailToCorrect, x.Motive) }
	case SendLink:
		x.linked(tx.Now())
		tell = func() error { return s.tellApplicant(ctx, tx, *x, mailToCorrect, x.Motive) }
	case Recall:
	case Refuse:
		tell = func() error { return s.tellApplicant(ctx, tx, *x, mailRefused, x.Motive) }
	case Review:
		x.FlaggedAt, x.Approved = noTime, x.Facts.Sensitive()
	case Suspend, Close, Reopen:
		tell = func() error { return s.tellPeople(ctx, tx, *x) }
		if do == Close {
			if err := org.Close(ctx, tx, x.OrgID); err != nil {
				return err
			}
		}
	case See, Correct, Edit, ManagePeople, ManageSites, DecideJoins, Publish, ReadHistory:
		return apperr.NotFoundErr() // no moderator's act
	}
	if err := save(ctx, tx, x); err != nil {
		return err
	}
	data := map[string]string{}
	if x.Motive != "" {
		data["reason"] = x.Motive
	}
	if err := write(ctx, tx, who, *x, do, was, data); err != nil {
		return err
	}
	return tell()
}

// accept makes the organisation and its first account, which may do everything (O60): a structure of one person works at once. Who has an
// account already has these permissions once they accept them, by their mail.
func (s *Service) accept(ctx context.Context, tx *db.Tx, who access.Actor, x *Structure) error {
	if err := s.onlyOne(ctx, tx, x.Facts, x.ID); err != nil {
		return err
	}
	o, err := org.Insert(ctx, tx, org.Organisation{Kind: org.Provider, Name: x.Name, SIREN: x.SIREN, Place: x.Place, Nature: x.Type.Name})
	if err != nil {
		return err
	}
	x.OrgID, x.Approved = o.ID, x.Facts.Sensitive()
	roles := []access.RoleKey{role.Manager, role.Admin, role.Approver}
	known, err := account.ByAddress(ctx, tx, x.Applicant.Email)
	if err != nil {
		return err
	}
	if err := decidesAlone(ctx, tx, known.ID); err != nil {
		return err
	}
	if known.State == account.Active { // somebody's own, who may never have heard of this; of a suspended one the moderator is told
		return s.o.Founder(ctx, tx, who, *x, roles)
	}
	p, err := s.invite(ctx, tx, who, x.Applicant)
	if err != nil {
		return err
	}
	for _, r := range roles {
		if _, err := access.Give(ctx, tx, who, access.Gift{AccountID: p.AccountID, Role: r, Place: role.At(o.ID)}); err != nil {
			return err
		}
	}
	return s.TellAccount(ctx, tx, *x, p)
}

// decidesAlone refuses an account that several people use: it administers no structure, and the first one of a structure does (O78).
func decidesAlone(ctx context.Context, tx *db.Tx, accountID string) error {
	many, err := shared.Anywhere(ctx, tx, accountID)
	if err == nil && many {
		err = apperr.InvalidField(FieldEmail, i18n.M(msg.FaultFounderShared))
	}
	return err
}
