package groupweb

import (
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/needsweb/msg"
)

func (p GroupPage) membershipText() string {
	m, t := p.Membership, p.T
	switch m.State {
	case membership.Asked:
		return t.S(msg.MembershipAskedText, "org", m.Org.Name, "name", m.AskedName, "date", t.DateTime(m.AskedAt))
	case membership.Accepted:
		return t.S(msg.MembershipAcceptedText, "org", m.Org.Name, "name", m.DecidedName, "date", t.DateTime(m.DecidedAt))
	case membership.Refused:
		return t.S(msg.MembershipRefusedText, "org", m.Org.Name, "name", m.DecidedName, "date", t.DateTime(m.DecidedAt), "reason", m.Reason)
	case membership.Withdrawn:
		if m.Reason != "" {
			return t.S(msg.MembershipRemovedText, "org", m.Org.Name, "name", m.DecidedName, "date", t.DateTime(m.DecidedAt), "reason", m.Reason)
		}
		return t.S(msg.MembershipWithdrawnText, "org", m.Org.Name, "name", m.DecidedName, "date", t.DateTime(m.DecidedAt))
	case membership.None:
	}
	return ""
}

func (p GroupPage) lotActs() ui.Parts {
	if !p.May(group.EditLots) {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.EditLots), Small: true, Href: Path(p.Group.Number, "/lots")}}
}

func (p GroupPage) coordinatorActs() ui.Parts {
	if !p.May(group.AddCoordinator) {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.AddCoordinator), Small: true, Href: Path(p.Group.Number, "/coordonnateurs")}}
}

func (p GroupPage) coordinatorNames() ui.Parts {
	var out ui.Parts
	for _, c := range p.Coordinators {
		out = append(out, ui.Text(c.Name))
	}
	return out
}

// contacts are the coordinators; their addresses are for people who are signed in.
func (p GroupPage) contacts() []ui.Fact {
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
