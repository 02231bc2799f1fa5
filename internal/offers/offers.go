// Package offers is the service « Offres »: bodies that take students describe what they offer, and others read it.
//
// Words: a structure (Structure) is who offers; its people hold permissions that add up (package role); a moderator accepts it. Each
// object has its folder, with its states and rules. What speaks of several of them is here.
package offers

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/help"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/activity"
	"preau/internal/offers/lieu"
	lieumsg "preau/internal/offers/lieu/msg"
	"preau/internal/offers/member"
	"preau/internal/offers/msg"
	"preau/internal/offers/notice"
	"preau/internal/offers/offer"
	"preau/internal/offers/option"
	"preau/internal/offers/portfolio"
	"preau/internal/offers/public"
	"preau/internal/offers/report"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
	"preau/internal/offers/structure"
	"preau/internal/offers/vocabulary"
)

// Service holds the use cases of all objects.
type Service struct {
	Structures *structure.Service
	Offers     *offer.Service
	Portfolio  *portfolio.Service
	Members    *member.Service
	Lieux      *lieu.Service
	Shared     *shared.Service
	Activity   *activity.Service
	Words      *vocabulary.Service
	Choices    *option.Service
	Public     *public.Service // what everybody reads
	Reports    *report.Service
}

// Options are what the service stands on.
type Options struct {
	Structures structure.Options
	// Readdress gives an account that nobody opened the address that was meant, and invites nobody: the accounts' own way (O69).
	Readdress func(ctx context.Context, tx *db.Tx, who access.Actor, a *account.Account, address string) error
	Zone      func(context.Context) *time.Location // the operator's
	Clock     clock.Clock
	Log       *slog.Logger
}

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	at := o.Structures
	var members *member.Service
	at.Founder = func(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, roles []access.RoleKey) error {
		return members.Founder(ctx, tx, who, x, roles)
	}
	s := structure.New(at)
	all := offer.New(offer.Options{DB: at.DB, Jobs: at.Jobs, Files: at.Files, Teller: notice.New(at.DB, at.Jobs, at.Notify, o.Zone), Zone: o.Zone, Country: at.Country})
	open := public.New(public.Options{DB: at.DB, Files: at.Files, Clock: o.Clock, Log: o.Log, Zone: o.Zone})
	members = member.New(member.Options{DB: at.DB, Jobs: at.Jobs, Notify: at.Notify, Accounts: at.Accounts, Structures: s, Limit: at.Limit, Readdress: o.Readdress})
	lists := portfolio.New(at.DB, all)
	reports := report.New(report.Options{DB: at.DB, Notify: at.Notify, Public: open, Limit: at.Limit})
	return &Service{
		Structures: s,
		Offers:     all,
		Portfolio:  lists,
		Words:      vocabulary.New(at.DB),
		Choices:    option.New(at.DB),
		Members:    members,
		Lieux:      lieu.New(at.DB),
		Shared:     shared.New(at.DB),
		Activity:   activity.New(at.DB, at.Files, s, lists, members, reports),
		Public:     open,
		Reports:    reports,
	}
}

// Roles are those of the service.
func Roles() access.Roles { return slices.Clone(role.All) }

// Kinds are the mails that this service sends.
func Kinds() []notify.Kind {
	return slices.Concat(structure.Kinds(), member.Kinds(), notice.Kinds(), report.MailKinds())
}

// Said are the sentences of this service's reasons, by code.
func Said() map[string]i18n.Key {
	out := map[string]i18n.Key{}
	maps.Copy(out, structure.Said())
	maps.Copy(out, offer.Said())
	maps.Copy(out, member.Said())
	maps.Copy(out, lieu.Said())
	return out
}

// Explained are the help's answers to this service's reasons, by code.
func Explained() help.Entries {
	users, admins := help.Roles(role.InStructure()...), help.Roles(role.Admin)
	return help.All(offer.Explained(), help.Entries{
		structure.WhyNotModerator.Code: {Kind: apperr.Grant, For: users, Lift: []help.Reader{help.Operator}, Text: msg.HelpNotModerator},
		structure.WhyNotAdmin.Code:     {Kind: apperr.Grant, For: users, Lift: admins, Text: msg.HelpNotAdmin},
		member.WhyLastAdmin.Code:       {Kind: apperr.Act, For: admins, Lift: []help.Reader{help.You}, Text: msg.HelpLastAdmin},
		member.WhyGone.Code:            {Kind: apperr.Never, For: admins, Text: msg.HelpGone},
		member.WhyVoid.Code:            {Kind: apperr.Act, For: users, Lift: admins, Text: msg.HelpVoid},
		lieu.WhyInUse.Code:             {Kind: apperr.Act, For: admins, Lift: help.Roles(role.Approver), Text: lieumsg.HelpInUse},
		structure.WhyNotActive.Code:    {Kind: apperr.Act, For: users, Lift: help.Roles(role.Moderator), Text: msg.HelpNotActive},
	})
}
