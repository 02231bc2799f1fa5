package basket

import (
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// Changed says whether what an article is, what it costs, or how it is sold, is not what was agreed to.
func Changed(agreed, now article.Article) bool { return len(Changes(agreed, now)) > 0 }

// Changes are, in words, what is otherwise about an article than when it was agreed to: what it costs, what it is called and who makes
// it, since another good may stand under its reference, and how it is sold (R168, R192).
func Changes(agreed, now article.Article) []i18n.Msg {
	var out []i18n.Msg
	if agreed.Price != now.Price {
		out = append(out, i18n.M(msg.ChangePrice, "was", i18n.Price(agreed.Price), "is", i18n.Price(now.Price)))
	}
	if agreed.VAT != now.VAT {
		out = append(out, i18n.M(msg.ChangeVat))
	}
	if agreed.Title != now.Title {
		out = append(out, i18n.M(msg.ChangeTitle, "was", agreed.Title))
	}
	switch {
	case agreed.Brand == now.Brand:
	case agreed.Brand == "":
		out = append(out, i18n.M(msg.ChangeBrandNew, "is", now.Brand))
	case now.Brand == "":
		out = append(out, i18n.M(msg.ChangeBrandGone, "was", agreed.Brand))
	default:
		out = append(out, i18n.M(msg.ChangeBrand, "was", agreed.Brand, "is", now.Brand))
	}
	if agreed.Unit != now.Unit || agreed.Pack != now.Pack || agreed.Multiple != now.Multiple {
		out = append(out, i18n.M(msg.ChangeSold))
	}
	return out
}

// SayChanges are Changes in one sentence's part.
func SayChanges(t *i18n.T, agreed, now article.Article) string {
	var out []string
	for _, m := range Changes(agreed, now) {
		out = append(out, t.M(m))
	}
	return strings.Join(out, t.S(msg.ChangeThen))
}
