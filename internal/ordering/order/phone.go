package order

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
)

// FieldPhone names the telephone in its form.
const FieldPhone = "telephone"

// PhoneView is a place of delivery whose telephone is missing, or was entered meanwhile.
type PhoneView struct {
	Org     ordering.Body
	Site    basket.Site
	Phone   string
	May     bool            // enter it: a manager there, or who heads its authority
	Lifters []apperr.Lifter // who may
	country registers.Country
}

// PhoneOf is the telephone of a place of delivery, for who holds a role of the service in its establishment or above (R210).
func (s *Service) PhoneOf(ctx context.Context, who access.Actor, orgRef, siteRef string) (PhoneView, error) {
	var v PhoneView
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		v, err = phoneOf(ctx, tx, who, orgRef, siteRef)
		return err
	})
	return v, err
}

func phoneOf(ctx context.Context, tx *db.Tx, who access.Actor, orgRef, siteRef string) (PhoneView, error) {
	var v PhoneView
	if !who.SignedIn() {
		return v, apperr.UnauthenticatedErr()
	}
	o, err := org.ByRef(ctx, tx, orgRef)
	if err != nil {
		return v, err
	}
	v = PhoneView{Org: ordering.Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: o.Kind}, Phone: o.Phone, country: o.Country}
	up, err := ordering.Above(ctx, tx, o.ID)
	if err != nil {
		return v, err
	}
	works := false
	for _, role := range ordering.Roles {
		for _, id := range up {
			if (id == o.ID || role.ReachesDown) && who.Holds(role.Key, access.Place{Kind: access.Organisation, ID: id}) {
				works = true
				v.May = v.May || role.Key == ordering.Manager || role.Key == ordering.President || role.Key == ordering.Reference
			}
		}
	}
	if !works {
		return v, apperr.NotFoundErr()
	}
	if siteRef != "-" {
		site, err := org.SiteByRef(ctx, tx, o.ID, siteRef)
		if err != nil {
			return v, err
		}
		v.Site, v.Phone = basket.Site{ID: site.ID, Ref: site.Ref, Name: site.Name}, site.Phone
	}
	v.Lifters, err = ordering.Givers(ctx, tx, v.Org)
	return v, err
}

// SetPhone enters the telephone of a place of delivery: what waited for it can be ordered at once (R209, R210).
func (s *Service) SetPhone(ctx context.Context, who access.Actor, orgRef, siteRef, typed string) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		v, err := phoneOf(ctx, tx, who, orgRef, siteRef)
		if err != nil {
			return err
		}
		if !v.May {
			return explained(ctx, tx, v.Org, apperr.ForbiddenErr(*phoneMissing(v.Org, v.Site)))
		}
		phone, fault := registers.ParsePhone(typed, v.country)
		if !fault.OK() {
			return apperr.InvalidField(FieldPhone, fault.Msg())
		}
		if err := v.save(ctx, tx, string(phone)); err != nil {
			return err
		}
		return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "org", ID: v.Org.ID}, Act: "ordering.phone", Data: map[string]string{"site": v.Site.Name}})
	})
}

func (v PhoneView) save(ctx context.Context, tx *db.Tx, phone string) error {
	if v.Site.ID == "" {
		o, err := org.ByID(ctx, tx, v.Org.ID)
		if err != nil {
			return err
		}
		o.Phone = phone
		_, err = org.Update(ctx, tx, o)
		return err
	}
	site, err := org.SiteByID(ctx, tx, v.Site.ID)
	if err != nil {
		return err
	}
	site.Phone = phone
	_, err = org.UpdateSite(ctx, tx, site)
	return err
}

// AskPhone asks who may enter the telephone of a place of delivery to do so; the same day again it does nothing (R210).
func (s *Service) AskPhone(ctx context.Context, who access.Actor, orgRef, siteRef string) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		v, err := phoneOf(ctx, tx, who, orgRef, siteRef)
		if err != nil {
			return err
		}
		if v.Phone != "" {
			return apperr.ConflictErr(i18n.M(msg.PhoneThere))
		}
		return s.o.Tell.Phone(ctx, tx, who, v)
	})
}
