package basket

import (
	"preau/internal/core/retention"
	"preau/internal/ordering/msg"
)

// Holdings are what the room knows of people: who filled a basket, what they wrote to the validateur and on the label, and who moved
// a line. After ten years it can still be counted, without them.
func Holdings() []retention.Holding {
	tenYears, key := retention.Term{N: 10, Unit: retention.Years}, []string{"id"}
	const ofLine = "ordering_basket_lines l JOIN ordering_baskets b ON b.id = l.basket_id JOIN catalog_articles a ON a.number = l.article JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition"
	return []retention.Holding{
		{
			Table: "ordering_baskets", What: msg.DataBasket, Why: msg.DataBasketWhy, Personal: []string{"account_id", "owner_name", "remark", "label"},
			Rules: []retention.Rule{{
				Key: "ordering.baskets", Term: tenYears, From: msg.FromBasket, Then: retention.Pseudonymised, ID: key, Event: "moved_at",
				Named: []string{"owner_name"}, Empty: []string{"remark", "label"},
			}},
			Shares: []retention.Share{{
				File: "paniers", From: "ordering_baskets b JOIN org_organisations o ON o.id = b.org_id", Of: "b.account_id = $1", Order: "b.number",
				Columns: []string{"b.number", "o.name AS establishment", "b.title", "b.remark", "b.label", "b.state", "b.opened_at", "b.confirmed_at"},
			}},
			Traces: []retention.Trace{{ID: key, Of: "account_id = $1", Named: []string{"owner_name"}}},
		},
		{
			Table: "ordering_basket_lines", What: msg.DataBasketLine, Why: msg.DataBasketWhy, Personal: []string{"reason", "moved_by", "moved_name"},
			Rules: []retention.Rule{{
				Key: "ordering.basket_lines", Term: tenYears, From: msg.FromBasket, Then: retention.Pseudonymised, ID: key, Event: "moved_at",
				Named: []string{"moved_name"}, Empty: []string{"reason"},
			}},
			Shares: []retention.Share{{
				File: "articles-de-mes-paniers", From: ofLine, Of: "b.account_id = $1", Order: "b.number, l.added_at, l.id",
				Columns: []string{"b.number AS basket", "a.reference", "v.title", "l.asked", "l.granted", "l.arrived", "l.state", "l.reason", "l.moved_at"},
			}},
			Traces: []retention.Trace{{ID: key, Of: "moved_by = $1", Named: []string{"moved_name"}}},
		},
	}
}
