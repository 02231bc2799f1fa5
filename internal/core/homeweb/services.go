package homeweb

import (
	"preau/internal/core/homeweb/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// service is how a service is presented on the home page.
type service struct {
	key     instance.ServiceKey
	label   i18n.Key
	promise i18n.Key // the hero's title where it is the only service
	does    i18n.Key // one sentence
	path    string
	mark    ui.Mark
}

var services = []service{
	{instance.Needs, msg.Needs, msg.NeedsPromise, msg.NeedsDoes, "/groupements", ui.Mark{Icon: ui.IconPeople, Color: ui.Accent}},
	{instance.Ordering, msg.Ordering, msg.OrderingPromise, msg.OrderingDoes, "/commandes", ui.Mark{Icon: ui.IconCart, Color: ui.Brand1}},
	{instance.Casework, msg.Casework, msg.CaseworkPromise, msg.CaseworkDoes, "/equipes", ui.Mark{Icon: ui.IconSpeech, Color: ui.Brand2}},
	{instance.Offers, msg.Offers, msg.OffersPromise, msg.OffersDoes, "/offreur", ui.Mark{Icon: ui.IconHorn, Color: ui.Info}},
}

// open are the services that are switched on.
func open(s instance.Settings) []service {
	var out []service
	for _, v := range services {
		if s.Has(v.key) {
			out = append(out, v)
		}
	}
	return out
}

// markOf is the mark of a line of the work list; what belongs to no service is the platform's own.
func markOf(key string) ui.Mark {
	for _, v := range services {
		if string(v.key) == key {
			return v.mark
		}
	}
	return ui.Mark{Icon: ui.IconMail, Color: ui.Neutral}
}
