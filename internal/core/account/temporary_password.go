package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/account/temporary"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Typed is a password that an administrator chose for somebody's first sign-in.
type Typed struct{ Password, Again string }

// Empty says whether none was typed.
func (t Typed) Empty() bool { return t.Password == "" && t.Again == "" }

// HashTyped checks a typed password as any other of that person's, and hashes it.
func (s *Service) HashTyped(ctx context.Context, t Typed, of Invitation) (string, error) {
	set, err := s.o.Settings(ctx)
	if err != nil {
		return "", err
	}
	where, err := s.around(ctx, set, Account{OrgID: of.OrgID})
	if err != nil {
		return "", err
	}
	var f faults
	s.password(&f, t.Password, t.Again, where, Account{Email: of.Email, FirstName: of.FirstName, LastName: of.LastName})
	if err := f.Err(); err != nil {
		return "", err
	}
	return s.hash(ctx, t.Password)
}

// notGiven notes a fault of a password that is the temporary one still: whoever gave it would go on knowing it (O26, O67).
func (s *Service) notGiven(ctx context.Context, f *faults, a Account, pw string) error {
	t, err := temporary.Now(ctx, s.o.DB, fold(a.Email))
	if err != nil {
		return err
	}
	if s.IsMailed(t, pw) {
		f.Add(FieldPassword, msg.FaultPasswordTemporaryMailed)
	}
	for _, hash := range t.KnownHashes() {
		if same, err := s.verify(ctx, hash, pw); err != nil || same {
			f.Add(FieldPassword, msg.FaultPasswordTemporary)
			return err
		}
	}
	return nil
}

// firstLink is the link to one's own password: of an account that waits for its owner, or of one that is made now.
func (s *Service) firstLink(ctx context.Context, tx *db.Tx, who access.Actor, t temporary.Temporary) (string, error) {
	if t.Ref != "" && s.o.OnFirst != nil {
		return s.o.OnFirst(ctx, tx, who, t.Ref)
	}
	a, err := accountByEmail(ctx, tx, t.Address)
	if err != nil {
		return "", err
	}
	if _, err := a.next(Accept, a.actor(who)); err != nil {
		return "", err
	}
	tokenID := id.New()
	_, err = links.Issue(ctx, tx, s.o.Mail.Links(), links.Token{ID: tokenID, AccountID: a.ID, Purpose: links.ForInvitation, For: temporary.PageLife})
	return tokenID, err
}

// endTemporary forgets the temporary password of who has just chosen their own. Whoever came by a typed one has not shown that the mailbox
// is theirs: its owner is told, and may take the account over.
func (s *Service) endTemporary(ctx context.Context, tx *db.Tx, a Account, tokenID string) error {
	typed, err := s.End(ctx, tx, a.ID, a.Email, tokenID)
	if err != nil || !typed {
		return err
	}
	return s.tell(ctx, tx, a, letter.PasswordChanged, id.New())
}

// reclaim takes an open account back for the owner of its address, if nobody has shown yet that the mailbox is theirs: whoever typed its
// first password must not be whom others give roles to (O69). It waits again for its owner, by a mailed link. A proven one stays.
func (s *Service) reclaim(ctx context.Context, tx *db.Tx, who access.Actor, a *Account) error {
	unproven, err := temporary.Unproven(ctx, tx, a.ID)
	if err != nil || !unproven {
		return err
	}
	to, err := moves.Next(Invite, a.State, []Role{Administrator}, matter{Account: *a, who: who, unproven: true})
	if err != nil {
		return err
	}
	a.passwordHash = ""
	if err := move(ctx, tx, who, a, Invite, to, ""); err != nil {
		return err
	}
	if err := links.KillAll(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := session.End(ctx, tx, session.NewPassword, "account_id = ?", a.ID); err != nil {
		return err
	}
	return s.locked(ctx, tx, who, a.ID, Invite)
}

// Reclaim readies an account for roles that somebody gives it where no invitation asks its owner first: one whose mailbox nobody has proven
// is taken from whoever typed its first password, and its address is invited, with what is given (O69). It says whether it was so. Of one
// that waits still, a typed password is worthless from now on.
func (s *Service) Reclaim(ctx context.Context, tx *db.Tx, who access.Actor, a *Account, given letter.Given) (bool, error) {
	if a.State == Invited {
		return false, s.Claim(ctx, tx, a.Email)
	}
	if a.State != Active {
		return false, nil
	}
	if err := s.reclaim(ctx, tx, who, a); err != nil || a.State != Invited {
		return false, err
	}
	to := a.to()
	if to.Given = given; given.Place != "" {
		to.By = who.Name
	}
	return true, s.sendLinkTo(ctx, tx, to, links.Token{ID: id.New(), AccountID: a.ID, Purpose: links.ForInvitation})
}

// proves notes that the owner of a mailbox used a link. One by which they choose a password takes the account over from whoever typed the
// first one: keys and tokens go with it. One to sign in by leaves all that, so it proves nothing yet.
func (s *Service) proves(ctx context.Context, tx *db.Tx, who access.Actor, t links.Token) error {
	unproven, err := temporary.Unproven(ctx, tx, t.AccountID)
	if err != nil || !unproven || t.Purpose == links.ForSignIn {
		return err
	}
	if err := s.locked(ctx, tx, who, t.AccountID, Invite); err != nil {
		return err
	}
	return temporary.Proven(ctx, tx, t.AccountID)
}
