package needsweb

import (
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/core/instance"
	"preau/internal/needs"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/msg"
)

// HelpPages are the help of those who buy together (R276).
func HelpPages() []help.Page {
	return []help.Page{
		{Slug: "membre", Service: string(instance.Needs), Title: msg.IAmMember, Hint: msg.MemberHint, Reader: msg.MemberReader, Readers: []help.Reader{needs.Member}, Chapter: "membres"},
		{Slug: "coordonnateur", Service: string(instance.Needs), Title: msg.IAmCoordinator, Hint: msg.CoordinatorHint, Readers: help.Roles(group.Coordinator), Chapter: "coordonnateurs"},
	}
}

// helpOf is the page of what somebody mostly is in the service.
func helpOf(who access.Actor) string {
	if len(who.Places(group.Coordinator, access.Organisation)) > 0 || len(who.Places(group.Coordinator, access.Group)) > 0 {
		return "/aide/coordonnateur"
	}
	return "/aide/membre"
}
