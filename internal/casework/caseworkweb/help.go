package caseworkweb

import (
	"preau/internal/casework/caseworkweb/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
)

// HelpPages are the help of each role of the service (R276).
func HelpPages() []help.Page {
	page := func(slug string, title i18n.Key, roles ...access.RoleKey) help.Page {
		return help.Page{Slug: slug, Service: string(instance.Casework), Title: title, Readers: help.Roles(roles...)}
	}
	lead := page("responsable", msg.IAmLead, team.Lead)
	lead.Steps = []help.Lesson{{ID: "inviter", Title: msg.InviteTitle, Steps: []i18n.Key{msg.Invite1, msg.Invite2, msg.Invite3, msg.Invite4}, Link: help.Link{Label: msg.MyTeams, Path: "/equipes"}}}
	helper, officer := page("aidant", msg.IAmHelper, team.Helper), page("referent", msg.IAmOfficer, team.Officer)
	helper.Steps = []help.Lesson{
		{ID: "creer", Title: msg.CreateTitle, Steps: []i18n.Key{msg.Create1, msg.Create2, msg.Create3, msg.Create4}, Link: help.Link{Label: msg.CreateLink, Path: "/demandes/nouvelle"}},
		{ID: "procedures", Title: msg.SpareTitle, Steps: []i18n.Key{msg.Spare1}, Link: help.Link{Label: msg.Procedures, Path: "/procedures"}},
	}
	officer.Steps = []help.Lesson{{ID: "repondre", Title: msg.AnswerTitle, Steps: []i18n.Key{msg.Answer1, msg.Answer2, msg.Answer3}, Link: help.Link{Label: msg.AnswerLink, Path: "/demandes/a-traiter"}}}
	return []help.Page{
		helper,
		officer,
		lead,
		page("moderateur", msg.IAmModerator, team.Moderator),
		page("observateur", msg.IAmObserver, team.Observer),
	}
}
