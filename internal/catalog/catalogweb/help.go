package catalogweb

import (
	"preau/internal/catalog"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/help"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
)

// helpPath is the help of the Centrale.
const helpPath = "/aide/centrale"

// HelpPages are the help of the Centrale (R276).
func HelpPages() []help.Page {
	return []help.Page{{
		Slug: "centrale", Service: string(instance.Ordering), Title: msg.IAmCentral, Readers: help.Roles(catalog.Central), Steps: []help.Lesson{{
			ID: "ouvrir-un-marche", Title: msg.OpenTitle, Steps: []i18n.Key{msg.Open1, msg.Open2, msg.Open3, msg.Open4}, Link: help.Link{Label: msg.Markets, Path: path},
		}, {
			ID: "tenir-un-catalogue", Title: msg.KeepTitle, Steps: []i18n.Key{msg.Keep1, msg.Keep2, msg.Keep3, msg.Keep4}, Link: help.Link{Label: msg.UpTitle, Path: "/catalogue/mises-a-jour"},
		}},
	}}
}
