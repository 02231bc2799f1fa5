package needsweb

import (
	"preau/internal/kit/web/ui"
	"preau/internal/needs"
	"preau/internal/needs/needsweb/msg"
)

func (p groupPage) membershipText() string {
	m, t := p.Membership, p.T
	switch m.State {
	case needs.Asked:
		return t.S(msg.MembershipAskedText, "org", m.Org.Name, "name", m.AskedName, "date", t.DateTime(m.AskedAt))
	case needs.Accepted:
		return t.S(msg.MembershipAcceptedText, "org", m.Org.Name, "name", m.DecidedName, "date", t.DateTime(m.DecidedAt))
	case needs.Refused:
		return t.S(msg.MembershipRefusedText, "org", m.Org.Name, "name", m.DecidedName, "date", t.DateTime(m.DecidedAt), "reason", m.Reason)
	case needs.Withdrawn:
		return t.S(msg.MembershipWithdrawnText, "org", m.Org.Name, "name", m.DecidedName, "date", t.DateTime(m.DecidedAt))
	case needs.NoMembership:
	}
	return ""
}

func (p groupPage) lotActs() ui.Parts {
	if !p.may(needs.EditLots) {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.EditLots), Small: true, Href: groupPath(p.Group.Number, "/lots")}}
}

func (p groupPage) coordinatorActs() ui.Parts {
	if !p.may(needs.AddCoordinator) {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.AddCoordinator), Small: true, Href: groupPath(p.Group.Number, "/coordonnateurs")}}
}

func (p groupPage) coordinatorNames() ui.Parts {
	var out ui.Parts
	for _, c := range p.Coordinators {
		out = append(out, ui.Text(c.Name))
	}
	return out
}

// contacts are the coordinators; their addresses are for people who are signed in.
func (p groupPage) contacts() []ui.Fact {
	t := p.T
	facts := []ui.Fact{{Term: t.S(msg.SupportTerm), Value: ui.Text(p.Group.Support.Name + ", " + p.Group.Support.Commune)}}
	for _, c := range p.Coordinators {
		value := ui.Parts{ui.Text(c.Name)}
		if p.SignedIn {
			value = append(value, ui.Text(" "), ui.MailTo(c.Address))
		}
		facts = append(facts, ui.Fact{Term: t.S(msg.CoordinatorTerm), Value: value})
	}
	return facts
}
