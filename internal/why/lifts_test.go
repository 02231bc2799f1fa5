package why_test

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"preau/internal/app"
	"preau/internal/casework/team"
	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/contact"
	"preau/internal/core/imports"
	"preau/internal/core/request"
	"preau/internal/core/terms"
	"preau/internal/kit/apperr"
	"preau/internal/kit/id"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
	"preau/internal/ordering"
)

// lifts say for each code that somebody can lift what that somebody does. Each checks that the lifter may do it, by the
// same question that the program would ask, and lifts first what stands in the lifter's own way.
func lifts() map[string]func(*lifting, apperr.Reason) {
	return map[string]func(*lifting, apperr.Reason){
		"access.not_giver":      (*lifting).instead,
		"needs.not_coordinator": (*lifting).coordinate,
		"needs.not_confirmed":   func(l *lifting, r apperr.Reason) { l.chain(r, held{access.Member, at(l.who.OrgID)}) },
		"needs.sign_in":         func(l *lifting, r apperr.Reason) { l.alone(r); l.signIn() },
		"needs.no_establishment": func(l *lifting, r apperr.Reason) {
			l.alone(r)
			l.set("account_accounts", "org_id", l.w.schools[0].ID, l.who.ID)
		},
		"needs.profile_incomplete":   (*lifting).introduce,
		"needs.no_lines":             (*lifting).addLine,
		"needs.deadline_behind":      (*lifting).postpone,
		"needs.joining_behind":       (*lifting).postpone,
		"needs.group_draft":          (*lifting).open,
		"needs.withdrawn":            func(l *lifting, r apperr.Reason) { l.join(r, l.q.org) },
		"needs.not_member":           func(l *lifting, r apperr.Reason) { l.join(r, l.who.OrgID) },
		"needs.membership_withdrawn": func(l *lifting, r apperr.Reason) { l.join(r, l.who.OrgID) },
		"needs.membership_refused":   (*lifting).askAgain,
		"needs.refused_for_good":     (*lifting).allow,
		"needs.membership_waits":     (*lifting).accept,
		"needs.already_asked":        (*lifting).accept,
		"needs.members_only":         (*lifting).publish,
		"needs.sheet_validated":      (*lifting).reopen,
		"account.not_activated":      func(l *lifting, r apperr.Reason) { l.owner(r, account.Activate) },
		"account.invited":            func(l *lifting, r apperr.Reason) { l.owner(r, account.Accept) },
		"account.suspended":          (*lifting).reactivate,
		"account.only_admin":         func(l *lifting, r apperr.Reason) { l.succeed(r, held{access.Admin, access.Everywhere}) },
		"account.last_holder":        (*lifting).succeedLast,
		"contact.closed":             (*lifting).reopenMessage,
		"imports.busy":               (*lifting).stop,
		"request.not_lifter":         (*lifting).instead,
		"request.waits":              (*lifting).decide,
		"request.not_held":           func(l *lifting, r apperr.Reason) { l.from(r, held{l.q.role, l.q.place}, l.w.byID[l.q.request.asker]) },
		"request.not_named": func(l *lifting, r apperr.Reason) {
			l.alone(r)
			l.set("account_accounts", "org_id", l.q.place.ID, l.who.ID)
		},
		"catalog.not_central":       func(l *lifting, r apperr.Reason) { l.chain(r, held{catalog.Central, access.Everywhere}) },
		"catalog.market_withdrawn":  (*lifting).reinstate,
		"ordering.no_role":          func(l *lifting, r apperr.Reason) { l.chain(r, held{ordering.Requester, at(l.asking(r))}) },
		"ordering.manager_only":     func(l *lifting, r apperr.Reason) { l.chain(r, held{ordering.Requester, l.placeOf(ordering.Manager)}) },
		"ordering.head_only":        (*lifting).manage,
		"ordering.not_requester":    func(l *lifting, r apperr.Reason) { l.chain(r, held{ordering.Requester, l.q.place}) },
		"ordering.market_not_given": (*lifting).giveMarket,
		"ordering.market_asked":     (*lifting).grantMarket,
		"ordering.not_head":         (*lifting).instead,
		"ordering.not_adherent":     (*lifting).adheres,
		"ordering.market_withdrawn": func(l *lifting, r apperr.Reason) {
			if l.number(`SELECT count(*) FROM catalog_markets WHERE number = $1 AND state = 'withdrawn'`, l.q.number) > 0 { // lifting another reason may have needed it
				l.reinstate(r)
			}
		},
		"ordering.price_missing":      (*lifting).price,
		"ordering.basket_empty":       (*lifting).fill,
		"ordering.not_validator":      func(l *lifting, r apperr.Reason) { l.chain(r, held{ordering.Validator, l.q.place}) },
		"ordering.not_buyer":          func(l *lifting, r apperr.Reason) { l.chain(r, held{ordering.Buyer, l.q.place}) },
		"ordering.not_receiver":       func(l *lifting, r apperr.Reason) { l.chain(r, held{ordering.Receiver, l.q.place}) },
		"ordering.not_reader":         func(l *lifting, r apperr.Reason) { l.chain(r, held{ordering.Validator, l.named(r)}) },
		"ordering.not_organiser":      func(l *lifting, r apperr.Reason) { l.chain(r, held{ordering.Manager, l.named(r)}) },
		"ordering.over_limit":         (*lifting).superbuyer,
		"ordering.no_address":         (*lifting).address,
		"ordering.phone_missing":      (*lifting).phone,
		"ordering.unavailable":        (*lifting).aside,
		"ordering.own_basket":         another,
		"ordering.own_validation":     another,
		"catalog.update_busy":         (*lifting).drop,
		"ordering.claim_not_receiver": func(l *lifting, r apperr.Reason) { l.chain(r, held{ordering.Receiver, l.q.place}) },
		"ordering.no_superbuyer":      (*lifting).nameSuperbuyer,
		"ordering.last_superbuyer":    (*lifting).nameSuperbuyer,
		"terms.empty":                 func(l *lifting, r apperr.Reason) { l.write(r, "Version 9", "") },
		"terms.unchanged":             func(l *lifting, r apperr.Reason) { l.write(r, "Version 9", "") },
		"terms.past":                  (*lifting).later,
		"terms.order":                 (*lifting).later,
		"account.conditions":          (*lifting).consent,
		"casework.not_helper":         func(l *lifting, r apperr.Reason) { l.chain(r, held{team.Helper, l.w.help.teams[aidants].place()}) },
		"casework.not_lead":           func(l *lifting, r apperr.Reason) { l.chain(r, held{team.Lead, l.q.place}) },
		"casework.team_closed":        (*lifting).openTeam,
		"casework.agency_closed":      (*lifting).openAgency,
		"casework.not_taken_over":     (*lifting).takeOver,
		"casework.demand_closed":      (*lifting).reopenDemand,
		"casework.not_named":          (*lifting).keepMandate,
		"account.introduction":        (*lifting).introduce,
		"token.scope": func(l *lifting, r apperr.Reason) {
			l.alone(r)
			l.q.token.scopes = []string{"needs:read", "needs:write"}
		},
		"token.sign_in": func(l *lifting, r apperr.Reason) { l.alone(r); l.q.token.scopes = []string{"needs:read", "on a page"} },
	}
}

// alone checks that the reason names the asker, or somebody else who is them, and nobody else.
func (l *lifting) alone(r apperr.Reason) {
	for _, x := range r.Lifters {
		if x.Said.Key != access.You()[0].Said.Key && x.Name != l.who.Name && x.Name != l.who.Address {
			l.fault(r, "names "+x.Name+", and only who asks can do it")
		}
	}
}

func (l *lifting) signIn() {
	l.subject = l.spare(l.w.schools[0].ID)
	if g := l.q.group; g != nil && len(g.members) > 0 {
		l.subject = l.spare(g.members[0].org)
		l.gives(held{access.Member, at(g.members[0].org)}, l.subject)
	}
}

func (l *lifting) introduce(r apperr.Reason) {
	l.alone(r)
	l.exec(`UPDATE account_accounts SET first_name = 'Personne', last_name = 'Nouvelle', function = 'Gestion', phone = '+32470000000', org_id = coalesce(org_id, $1) WHERE id = $2`,
		l.w.schools[0].ID, l.who.ID)
}

func (l *lifting) coordinate(r apperr.Reason) {
	g := l.q.group
	if g == nil {
		l.chain(r, held{group.Coordinator, l.q.place})
		return
	}
	if l.lifter(r).operator {
		l.chain(r, held{group.Coordinator, at(g.support)})
		return
	}
	l.chain(r, held{group.Coordinator, g.place()}, at(g.support))
}

// coordinator is a lifter who coordinates the group.
func (l *lifting) coordinator(r apperr.Reason) access.Actor {
	return l.standing(r, held{group.Coordinator, at(l.q.group.support)}, "")
}

// does asks whether somebody may do what lifts a reason, and lifts what stands in their own way. It answers false when that
// ends at a date, or at what never changes: the reason said that somebody could.
func (l *lifting) does(r apperr.Reason, who access.Actor, ask func(access.Actor) error) {
	sub := *l
	sub.depth, sub.subject, sub.who = l.depth+1, l.w.byID[who.ID], who
	sub.org = who.OrgID
	sub.ask = ask
	if left := sub.run(); left != "" {
		l.fault(r, "the lifter "+who.Name+" cannot: "+left)
	}
}

func (l *lifting) addLine(r apperr.Reason) {
	l.does(r, l.lifter(r).actor, func(who access.Actor) error { return group.Why(l.ctx, l.tx, who, group.EditLots, l.q.group.number) })
	if len(l.q.group.lots) > 0 {
		l.exec(`INSERT INTO needs_lines (lot_id, line, section, title, note, unit, decimals) VALUES ($1, 1, '', 'Riz', '', 'kg', 0)`, l.q.group.lots[0])
		return
	}
	l.w.ok(l.w.lot(l.ctx, l.tx, l.q.group, id.New(), 1, true))
}

func (l *lifting) postpone(r apperr.Reason) {
	l.does(r, l.lifter(r).actor, func(who access.Actor) error { return group.Why(l.ctx, l.tx, who, group.EditDates, l.q.group.number) })
	l.exec(`UPDATE needs_groups SET join_until = $1, entry_from = $1, entry_until = $2 WHERE id = $3`, l.w.now.Add(day), l.w.now.Add(2*day), l.q.group.id)
}

func (l *lifting) open(r apperr.Reason) {
	l.does(r, l.coordinator(r), func(who access.Actor) error { return group.Why(l.ctx, l.tx, who, group.OpenGroup, l.q.group.number) })
	l.exec(`UPDATE needs_groups SET state = 'open', opened_at = $1 WHERE id = $2`, l.w.now, l.q.group.id)
}

// join asks for the membership of an establishment.
func (l *lifting) join(r apperr.Reason, orgID string) {
	who := l.standing(r, held{access.Member, at(orgID)}, orgID)
	l.does(r, who, func(who access.Actor) error {
		who.OrgID = orgID
		return l.w.a.Needs.WhyMembership(l.ctx, l.tx, who, membership.Join, l.q.group.number, "")
	})
	l.exec(`INSERT INTO needs_memberships (id, group_id, org_id, state, asked_by, asked_name, asked_at, decided_by, decided_name, reason, blocked, version)
		VALUES ($1, $2, $3, 'asked', $4, $5, $6, '', '', '', FALSE, 1)
		ON CONFLICT (group_id, org_id) DO UPDATE SET state = 'asked', decided_at = NULL, reason = ''`, id.New(), l.q.group.id, orgID, who.ID, who.Name, l.w.now)
}

// askAgain: a refusal for good is allowed again by a coordinator first.
func (l *lifting) askAgain(r apperr.Reason) {
	if l.number(`SELECT count(*) FROM needs_memberships WHERE group_id = $1 AND org_id = $2 AND blocked`, l.q.group.id, l.who.OrgID) == 1 {
		l.allow(r)
		return
	}
	l.join(r, l.who.OrgID)
}

// member is the establishment that the asker acts for, by its reference.
func (l *lifting) member() string {
	for _, o := range l.w.schools {
		if o.ID == l.who.OrgID {
			return o.Ref
		}
	}
	return ""
}

func (l *lifting) decides(r apperr.Reason, do membership.Act, change string) {
	ref := l.member()
	l.does(r, l.coordinator(r), func(who access.Actor) error {
		return l.w.a.Needs.WhyMembership(l.ctx, l.tx, who, do, l.q.group.number, ref)
	})
	l.exec(`UPDATE needs_memberships SET `+change+` WHERE group_id = $1 AND org_id = $2`, l.q.group.id, l.who.OrgID)
}

func (l *lifting) allow(r apperr.Reason)  { l.decides(r, membership.AllowAgain, "blocked = FALSE") }
func (l *lifting) accept(r apperr.Reason) { l.decides(r, membership.Accept, "state = 'accepted'") }

func (l *lifting) publish(r apperr.Reason) {
	t := document.Taking{Group: l.q.group.number, Document: l.q.paper}
	l.does(r, l.coordinator(r), func(who access.Actor) error {
		return l.w.a.Needs.WhyDocument(l.ctx, l.tx, who, document.EditDocument, t)
	})
	l.exec(`UPDATE needs_documents SET public = TRUE WHERE group_id = $1 AND position = $2`, l.q.group.id, l.q.paper)
}

func (l *lifting) reopen(r apperr.Reason) {
	orgID := l.who.OrgID
	l.does(r, l.standing(r, held{access.Member, at(orgID)}, orgID), func(who access.Actor) error {
		who.OrgID = orgID
		return sheet.Why(l.ctx, l.tx, who, sheet.Reopen, l.q.group.number, int64(l.q.lot+1))
	})
	l.exec(`UPDATE needs_sheets SET state = 'entry', validated_at = NULL, validated_name = '' WHERE lot_id = $1
		AND membership_id IN (SELECT id FROM needs_memberships WHERE org_id = $2)`, l.q.group.lots[l.q.lot], orgID)
}

// owner is what an account's owner does with a link from their mailbox.
func (l *lifting) owner(r apperr.Reason, do account.Act) {
	l.alone(r)
	l.does(r, l.who, func(who access.Actor) error { return account.Why(l.ctx, l.tx, who, do, l.q.account.number) })
	l.set("account_accounts", "state", "active", l.q.account.id)
}

func (l *lifting) reactivate(r apperr.Reason) {
	l.does(r, l.standing(r, held{access.Admin, access.Everywhere}, ""), func(who access.Actor) error {
		return account.Why(l.ctx, l.tx, who, account.Reactivate, l.q.account.number)
	})
	l.set("account_accounts", "state", "active", l.q.account.id)
}

// succeed gives a role to somebody else.
func (l *lifting) succeed(r apperr.Reason, h held, above ...access.Place) {
	next := l.spare("")
	l.from(r, h, next, above...)
}

// succeedLast gives the first of the roles that nobody else holds to somebody else.
func (l *lifting) succeedLast(r apperr.Reason) {
	for _, g := range l.who.Grants {
		if !g.From.Equal(r.Since) || g.Role == access.Admin {
			continue
		}
		l.succeed(r, held{g.Role, g.Place}, l.w.over(g.Place)...)
		return
	}
	l.fault(r, "no role of theirs began then")
}

// over are the places above one that is no organisation.
func (w *world) over(p access.Place) []access.Place {
	for _, g := range w.groups {
		if p == g.place() {
			return []access.Place{at(g.support)}
		}
	}
	return nil
}

func (l *lifting) reopenMessage(r apperr.Reason) {
	l.does(r, l.lifter(r).actor, func(who access.Actor) error { return l.w.a.Desk.Why(l.ctx, l.tx, who, contact.OpenBack, l.q.text) })
	l.exec(`UPDATE contact_messages SET state = 'received' WHERE number = $1`, l.q.text)
}

func (l *lifting) stop(r apperr.Reason) {
	n := l.number(`SELECT o.number FROM imports_imports i JOIN imports_imports o ON o.writes = i.writes AND o.number <> i.number WHERE i.number = $1 AND o.state = 'applying'`, l.q.number)
	l.does(r, l.lifter(r).actor, func(who access.Actor) error { return l.w.a.Imports.Why(l.ctx, l.tx, who, imports.Stop, l.q.of, n) })
	l.exec(`UPDATE imports_imports SET state = 'stopped' WHERE number = $1`, n)
}

// decide: the request that waits is refused, so that its asker may ask again.
func (l *lifting) decide(r apperr.Reason) {
	who := l.able(r, held{l.q.role, l.q.place})
	l.does(r, who, func(who access.Actor) error {
		return l.w.a.Requests.Why(l.ctx, l.tx, who, request.Refuse, l.q.request.number)
	})
	l.exec(`UPDATE request_asks SET state = 'refused', decided_at = $1 WHERE number = $2`, l.w.now, l.q.request.number)
}

// giveMarket: whoever gives the role of a demandeur gives its markets.
func (l *lifting) giveMarket(r apperr.Reason) {
	l.able(r, held{ordering.Requester, l.q.place})
	l.exec(`UPDATE access_grant_limits SET taken_at = $1 WHERE ref = $2 AND taken_at IS NULL`, l.w.now, l.q.text)
	_, err := access.AddLimit(l.ctx, l.tx, access.ByProgram("préau", l.w.now), l.who.ID, ordering.Requester, l.q.place, access.Limit{Kind: access.Market, Ref: l.q.text})
	l.w.ok(err)
}

// grantMarket: the request for the market is decided.
func (l *lifting) grantMarket(r apperr.Reason) {
	n := l.number(`SELECT max(number) FROM request_asks WHERE state = 'open' AND account_id = $1 AND place_id = $2 AND more_ref = $3`, l.who.ID, l.q.place.ID, l.q.text)
	l.does(r, l.able(r, held{ordering.Requester, l.q.place}), func(who access.Actor) error { return l.w.a.Requests.Why(l.ctx, l.tx, who, request.Give, n) })
	l.exec(`UPDATE request_asks SET state = 'given', decided_at = $1 WHERE number = $2`, l.w.now, n)
	l.giveMarket(r)
}

// instead: those who are named may do it in the asker's place; who is to do it by themselves needs a role that gives this one.
func (l *lifting) instead(r apperr.Reason) {
	h := held{l.q.role, l.q.place}
	switch {
	case r.Code == "ordering.not_head":
		h.role = ordering.Superbuyer
	case h.role == "": // of an account: the reason names the role that its owner holds there
		for _, d := range app.Roles() {
			if slices.Contains(r.Text.Args, any(d.Label)) {
				h.role = d.Key
			}
		}
	}
	above := l.w.over(h.place)
	l.from(r, h, l.spare(""), above...)
	declared, _ := app.Roles().At(h.role, h.place.Kind)
	giver := declared.GivenBy[0]
	for _, p := range append(append([]access.Place{h.place}, above...), access.Everywhere) {
		if _, ok := app.Roles().At(giver, p.Kind); ok {
			l.gives(held{giver, p}, l.subject)
			return
		}
	}
}

func (l *lifting) reinstate(r apperr.Reason) {
	l.does(r, l.standing(r, held{catalog.Central, access.Everywhere}, ""), func(who access.Actor) error {
		return catalog.Why(l.ctx, l.tx, who, catalog.Reinstate, l.q.number)
	})
	l.exec(`UPDATE catalog_markets SET state = 'live' WHERE number = $1`, l.q.number)
}

// school is where somebody is known to work; else any.
func (l *lifting) school() string {
	if l.who.OrgID != "" {
		return l.who.OrgID
	}
	for _, o := range l.who.Places(access.Member, access.Organisation) {
		return o
	}
	return l.w.schools[0].ID
}

// asking is the establishment that a reason leads to for asking, else where who asks works.
func (l *lifting) asking(r apperr.Reason) string {
	if u, err := url.Parse(r.Ask.Path); err == nil && u.Query().Get("lieu") != "" {
		for _, o := range l.w.schools {
			if o.Ref == u.Query().Get("lieu") {
				return o.ID
			}
		}
	}
	return l.school()
}

func (l *lifting) placeOf(roles ...access.RoleKey) access.Place {
	for _, role := range roles {
		for _, o := range l.who.Places(role, access.Organisation) {
			return at(o)
		}
	}
	return access.Place{}
}

// manage: who heads an authority names themselves manager of one of its schools.
func (l *lifting) manage(r apperr.Reason) {
	p := l.placeOf(ordering.President, ordering.Reference)
	for _, o := range l.w.schools {
		if o.ID == p.ID || o.ParentID == p.ID {
			l.chain(r, held{ordering.Manager, at(o.ID)})
			return
		}
	}
}

func (l *lifting) nameSuperbuyer(r apperr.Reason) {
	l.from(r, held{ordering.Superbuyer, l.q.place}, l.spare(""))
}

func (l *lifting) write(r apperr.Reason, text, on string) {
	l.does(r, l.lifter(r).actor, func(who access.Actor) error { return terms.WhyWrite(who) })
	l.exec(`UPDATE terms_drafts SET text = $1, day = CASE WHEN $2 = '' THEN day ELSE $2 END`, text, on)
}

func (l *lifting) later(r apperr.Reason) {
	l.write(r, "Version 9", l.w.now.Add(300*day).Format(time.DateOnly))
}

func (l *lifting) consent(r apperr.Reason) {
	l.alone(r)
	n := l.number(`SELECT max(number) FROM terms_versions WHERE starts_at <= $1`, l.w.now)
	l.does(r, l.who, func(who access.Actor) error { return terms.WhyAccept(l.ctx, l.tx, who, n) })
	l.exec(`INSERT INTO terms_acceptances (account_id, version, accepted_at) VALUES ($1, $2, $3)`, l.who.ID, n, l.w.now)
}

func (l *lifting) set(table, column, value, key string) {
	l.exec(fmt.Sprintf(`UPDATE %s SET %s = $1 WHERE id = $2`, table, column), value, key)
}
