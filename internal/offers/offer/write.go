package offer

import (
	"context"
	"reflect"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
	"preau/internal/offers/vocabulary"
)

// Create keeps a new draft, which may be incomplete, and gives it its number (O52). The structure is the one for which who acts.
func (s *Service) Create(ctx context.Context, who access.Actor, in Input) (Number, error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (Number, error) {
		o := Offer{OrgID: role.Structure(who), State: Draft}
		by, err := shared.Of(ctx, tx, who, o.OrgID)
		if err != nil {
			return Number{}, err
		}
		if err := s.mayCreate(ctx, tx, who, o, by); err != nil {
			return Number{}, err
		}
		who = by.As(who)
		o.SiteID = in.SiteID
		if err := s.checkSite(ctx, tx, who, o); err != nil {
			return Number{}, err
		}
		words, err := vocabulary.Read(ctx, tx)
		if err != nil {
			return Number{}, err
		}
		if in, err = s.checked(in, words, Content{}); err != nil {
			return Number{}, err
		}
		in.fill(&o)
		return s.add(ctx, tx, who, o, Edit, nil, func(o *Offer) error {
			err := s.attach(ctx, tx, who, o.ID, &in, nil)
			o.Files = in.Files
			return err
		})
	})
}

// add gives a new draft its number, and writes it with its first line of history.
func (s *Service) add(ctx context.Context, tx *db.Tx, who access.Actor, o Offer, do Act, data map[string]string, attach func(*Offer) error) (Number, error) {
	var err error
	if o.Number, err = number(ctx, tx, tx.Now().In(s.o.Zone(ctx)).Year()); err != nil {
		return Number{}, err
	}
	o.ID, o.AuthorID, o.MovedBy = id.New(), who.ID, who.Name
	if err := attach(&o); err != nil {
		return Number{}, err
	}
	if err := insert(ctx, tx, &o); err != nil {
		return Number{}, err
	}
	return o.Number, write(ctx, tx, who, o, do, "", data)
}

// MayCreate is nil when who may write offers of a structure; else it says why not.
func (s *Service) MayCreate(ctx context.Context, tx *db.Tx, who access.Actor, orgID string) error {
	return s.mayCreate(ctx, tx, who, Offer{OrgID: orgID, State: Draft}, shared.Speaker{})
}

// mayCreate asks the rules of a draft that is not there yet.
func (s *Service) mayCreate(ctx context.Context, tx *db.Tx, who access.Actor, o Offer, by shared.Speaker) error {
	if !role.Belongs(who, o.OrgID) {
		return apperr.NotFoundErr()
	}
	f, err := structureFacts(ctx, tx, o.OrgID)
	if err != nil {
		return err
	}
	roles := RolesOf(who, o)
	if o.SiteID == "" && !slices.Contains(roles, AsManager) {
		writes, err := s.sites(ctx, tx, who, o.OrgID)
		if err != nil {
			return err
		}
		if len(writes) > 0 { // limited to lieux: which one is said by the form
			roles = append(roles, AsManager)
		} else if _, all := role.Lieux(who, o.OrgID); len(all) > 0 && f.active { // theirs are withdrawn
			e := []apperr.Reason{WhyShut}
			if err := explain(ctx, tx, who, o, e); err != nil {
				return err
			}
			return apperr.ForbiddenErr(e...)
		}
	}
	_, err = next(ctx, tx, who, Edit, roles, Case{Offer: o, Today: s.Today(ctx, who.At), Active: f.active, WhoID: who.ID, Unnamed: by.Unnamed()})
	return err
}

// Beginning is what the form of a new offer stands on.
type Beginning struct {
	Words vocabulary.All
	Sites []org.Site     // lieux for which who writes
	Whole bool           // who writes for the structure itself, too
	By    shared.Speaker // who uses the account
}

// MayBegin is nil when who may write offers of their structure; else it says why not.
func (s *Service) MayBegin(ctx context.Context, who access.Actor) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error { return s.MayCreate(ctx, tx, who, role.Structure(who)) })
}

// Begin is that, for who may write offers of their structure; else it says why not.
func (s *Service) Begin(ctx context.Context, who access.Actor) (Beginning, error) {
	var b Beginning
	orgID := role.Structure(who)
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		if err := s.mayCreate(ctx, tx, who, Offer{OrgID: orgID, State: Draft}, shared.Speaker{}); err != nil { // the form asks who writes
			return err
		}
		var err error
		if b.By, err = shared.Of(ctx, tx, who, orgID); err != nil {
			return err
		}
		if b.Sites, err = s.sites(ctx, tx, who, orgID); err != nil {
			return err
		}
		b.Whole = role.Manages(who, orgID, "")
		b.Words, err = vocabulary.Read(ctx, tx)
		return err
	})
	return b, err
}

// checkSite refuses a lieu of another structure, and one that who does not write for.
func (s *Service) checkSite(ctx context.Context, tx *db.Tx, who access.Actor, o Offer) error {
	if role.Manages(who, o.OrgID, o.SiteID) && o.SiteID == "" {
		return nil
	}
	sites, err := s.sites(ctx, tx, who, o.OrgID)
	if err != nil {
		return err
	}
	for _, x := range sites {
		if x.ID == o.SiteID {
			return nil
		}
	}
	var f apperr.Faults
	f.Add(FieldSite, msg.FaultSite)
	return f.Err()
}

// sites are the open lieux of a structure for which who writes.
func (s *Service) sites(ctx context.Context, tx *db.Tx, who access.Actor, orgID string) ([]org.Site, error) {
	all, err := org.Sites(ctx, tx, orgID)
	if err != nil {
		return nil, err
	}
	var out []org.Site
	for _, x := range all {
		if role.Manages(who, orgID, x.ID) {
			out = append(out, x)
		}
	}
	return out, nil
}

// fill puts what was typed into an offer.
func (in Input) fill(o *Offer) {
	o.Content, o.Referent, o.Contact, o.Window = in.Content, in.Referent, in.Contact, in.Window
}

// Save changes an offer: the draft itself, or its working copy (O84). version is the one that the form was made from;
// it gives the one that was saved.
func (s *Service) Save(ctx context.Context, who access.Actor, n Number, version int64, in Input) (int64, error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		c, roles, err := s.caseOf(ctx, tx, who, n)
		if err != nil {
			return 0, err
		}
		who = c.By.As(who)
		do := WriteAct(c.Offer)
		if _, err := next(ctx, tx, who, do, roles, c); err != nil {
			return 0, err
		}
		if FormVersion(c.Offer) != version {
			return 0, conflict()
		}
		words, err := vocabulary.Read(ctx, tx)
		if err != nil {
			return 0, err
		}
		in.SiteID = c.SiteID
		was := c.Content
		if c.Copy != nil {
			was = c.Copy.Content
		}
		if in, err = s.checked(in, words, was); err != nil {
			return 0, err
		}
		if err := s.attach(ctx, tx, who, c.ID, &in, was.Files); err != nil {
			return 0, err
		}
		if do == EditCopy {
			return s.saveNext(ctx, tx, who, c.Offer, in)
		}
		return s.saveSelf(ctx, tx, who, c.Offer, in)
	})
}

// WriteAct is the act by which the form of an offer is saved: what was validated stays as it is where its next version is written beside it.
func WriteAct(o Offer) Act {
	if o.State == Published || o.State == Unpublished && o.validated() || o.Copy != nil {
		return EditCopy
	}
	return Edit
}

// validated says whether what was validated is there to be kept: a next version is written beside it, and not in its place. Of an offer that
// came back from the archive refused it is not.
func (o Offer) validated() bool { return o.Copy != nil || !o.Changed }

// FormVersion is the version that a form of the offer replaces: a copy's versions and an offer's never meet, for a copy's is counted
// above the offer's.
func FormVersion(o Offer) int64 {
	if o.Copy != nil {
		return o.Version*1_000_000 + o.Copy.Version
	}
	return o.Version * 1_000_000
}

// SubmitAct is the act by which what a form's version names is submitted: the working copy, where it names one.
func SubmitAct(version int64) Act {
	if version%1_000_000 != 0 {
		return SubmitCopy
	}
	return Submit
}

// saveSelf changes the offer. The days of what was validated once are the approver's: see SetDates.
func (s *Service) saveSelf(ctx context.Context, tx *db.Tx, who access.Actor, o Offer, in Input) (int64, error) {
	was := o
	if was.State == Unpublished {
		in.Window = o.Window
	}
	in.fill(&o)
	if reflect.DeepEqual(was.Content, o.Content) && was.Referent == o.Referent && was.Contact == o.Contact && was.Window == o.Window {
		return FormVersion(was), nil
	}
	if (o.State == Unpublished || o.PublishedOnce) && (!reflect.DeepEqual(was.Content, o.Content) || was.Referent != o.Referent) {
		o.Changed = true
	}
	o.AuthorID = who.ID
	if err := save(ctx, tx, &o); err != nil {
		return 0, err
	}
	if err := s.letGo(ctx, tx, versionsFiles(was), o); err != nil {
		return 0, err
	}
	return FormVersion(o), write(ctx, tx, who, o, Edit, o.State, map[string]string{"fields": Changes(was, o)})
}

// saveNext changes the working copy, or begins it. Small fields apply at once (O84).
func (s *Service) saveNext(ctx context.Context, tx *db.Tx, who access.Actor, o Offer, in Input) (int64, error) {
	if in.Contact != o.Contact {
		had := o.Contact
		o.Contact = in.Contact
		if err := applyContact(ctx, tx, who, &o, had); err != nil {
			return 0, err
		}
	}
	old, oldReferent, kept, had := o.Content, o.Referent, FormVersion(o), versionsFiles(o)
	if o.Copy == nil {
		o.Copy = &Copy{State: CopyDraft}
	} else {
		old, oldReferent = o.Copy.Content, o.Copy.Referent
	}
	if reflect.DeepEqual(old, in.Content) && oldReferent == in.Referent {
		return kept, nil
	}
	o.Copy.Content, o.Copy.Referent, o.Copy.AuthorID = in.Content, in.Referent, who.ID
	if err := saveCopy(ctx, tx, o); err != nil {
		return 0, err
	}
	if err := s.letGo(ctx, tx, had, o); err != nil {
		return 0, err
	}
	next := o
	next.Content, next.Referent = in.Content, in.Referent
	return FormVersion(o), write(ctx, tx, who, o, EditCopy, o.State, map[string]string{"fields": Changes(o, next)})
}

// applyContact keeps small fields, and shows them at once; the history says what they were, and are (O82).
func applyContact(ctx context.Context, tx *db.Tx, who access.Actor, o *Offer, was Contact) error {
	if err := save(ctx, tx, o); err != nil {
		return err
	}
	if o.State == Published {
		if err := show(ctx, tx, *o); err != nil {
			return err
		}
	}
	data := map[string]string{}
	for _, x := range []struct{ name, old, now string }{
		{FieldPhone, was.Phone, o.Contact.Phone},
		{FieldEmail, was.Email, o.Contact.Email},
		{FieldPlaces, strconv.FormatBool(was.PlacesClosed), strconv.FormatBool(o.PlacesClosed)},
	} {
		if x.old != x.now {
			data["old_"+x.name], data["new_"+x.name] = x.old, x.now
		}
	}
	return write(ctx, tx, who, *o, SetContact, o.State, data)
}

// SetContact changes the small fields, which apply at once: telephone, address, and whether places are still given.
func (s *Service) SetContact(ctx context.Context, who access.Actor, n Number, version int64, in Contact) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, roles, err := s.caseOf(ctx, tx, who, n)
		if err != nil {
			return err
		}
		who = c.By.As(who)
		if _, err := next(ctx, tx, who, SetContact, roles, c); err != nil {
			return err
		}
		if FormVersion(c.Offer) != version {
			return conflict()
		}
		var f apperr.Faults
		s.checkContact(&f, &in)
		if err := f.Err(); err != nil {
			return err
		}
		was := c.Contact
		c.Contact = in
		return applyContact(ctx, tx, who, &c.Offer, was)
	})
}
