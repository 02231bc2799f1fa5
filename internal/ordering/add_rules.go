package ordering

import (
	"slices"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/msg"
)

// AddAct is an act of a demandeur on an article.
type AddAct string

// AddArticle puts an article into a basket.
const AddArticle AddAct = "add to a basket"

// AddState is the state of an article for who may add it. There is one: what it is apart from that are conditions, since a greyed
// article says all that stands in the way (R160).
type AddState string

// Shown is an article of a catalogue.
const Shown AddState = "shown"

// AddCase is an article as somebody meets it who acts for an establishment.
type AddCase struct {
	Article   article.Article
	Market    catalog.Market
	Phase     catalog.Phase
	From      i18n.Day // first and last day of the market
	To        i18n.Day
	Org       Body
	Closed    bool            // it is closed
	Requester bool            // who asks is a demandeur there
	Given     bool            // the market was given to them there
	Asked     request.Request // the newest one of who asks for the market; zero: none
	Adheres   bool            // the establishment, its authority, or to the market above
	Will      bool            // it does not yet, but from the day of Adhesion on
	Adhesion  i18n.Day
	Delivered bool   // the place of delivery lies in the market's area, or is not known; one of them where none was chosen
	Where     string // that place, in a sentence
}

type addGuard = workflow.Guard[AddCase]

// NotRequester is that somebody is no demandeur at an organisation. At an authority nobody can be: its establishments order.
func NotRequester(b Body) apperr.Reason {
	if b.Kind == org.Authority {
		return apperr.Reason{
			Code: CodeNotRequester, Kind: apperr.Grant, Text: i18n.M(msg.WhyNoBasketsThere, "org", b.Name), Lifters: access.You(),
			Ask: &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: "/acces/demandes/nouvelle"},
		}
	}
	return apperr.Reason{Code: CodeNotRequester, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotRequester, "org", b.Name)}
}

func addReason(code string, kind apperr.ReasonKind, text i18n.Key, args ...any) *apperr.Reason {
	return &apperr.Reason{Code: code, Kind: kind, Text: i18n.M(text, args...)}
}

// The conditions of adding, from what the reader can do something about to what nobody can.
var (
	// addOpen greys what a click would only refuse: for a closed establishment nothing is ordered.
	addOpen = addGuard{Name: "the establishment is open", Why: func(c AddCase) *apperr.Reason {
		if !c.Closed {
			return nil
		}
		r := Shut(c.Org)
		r.Ask = access.Ask(r.Code, "/catalogue")
		return &r
	}}
	addByRequester = addGuard{Name: "demandeur at the establishment", Why: func(c AddCase) *apperr.Reason {
		switch {
		case c.Requester:
			return nil
		case c.Org.ID == "":
			r := addReason(CodeNoRole, apperr.Grant, msg.WhyNoRole)
			r.Lifters, r.Ask = access.Operator(), &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: "/acces/demandes/nouvelle"}
			return r
		}
		r := NotRequester(c.Org)
		return &r
	}}
	// addGiven is silent where giving the market would not help: a manager gives the markets to which the establishment adheres.
	addGiven = addGuard{Name: "the market is theirs", Why: func(c AddCase) *apperr.Reason {
		switch {
		case !c.Requester || c.Given || !c.Adheres:
			return nil
		case c.Asked.State == request.Open:
			text := msg.WhyMarketAsked
			if c.Asked.Quiet() {
				text = msg.WhyMarketAskedQuietly
			}
			r := addReason(CodeMarketAsked, apperr.Act, text, "market", c.Market.Title)
			r.Since, r.Ask = c.Asked.AskedAt, &apperr.Ask{Label: i18n.M(msg.AskRequest), Path: request.Path(c.Asked.Number)}
			return r
		}
		r := addReason(CodeMarketNotGiven, apperr.Grant, msg.WhyMarketNotGiven, "market", c.Market.Title, "org", c.Org.Name)
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskMarket), Path: AskMarketPath(c.Org.Ref, c.Market.Number)}
		return r
	}}
	addAdheres = addGuard{Name: "the establishment adheres to the market", Why: func(c AddCase) *apperr.Reason {
		if c.Adheres || c.Org.ID == "" {
			return nil
		}
		if c.Will {
			return addReason(CodeNotAdherent, apperr.Act, msg.WhyAdheresLater, "org", c.Org.Name, "market", c.Market.Title, "from", c.Adhesion)
		}
		return addReason(CodeNotAdherent, apperr.Act, msg.WhyNotAdherent, "org", c.Org.Name, "market", c.Market.Title)
	}}
	addOrdinary = addGuard{Name: "no special procedure", Why: func(c AddCase) *apperr.Reason {
		if !c.Market.Special && !c.Article.Special {
			return nil
		}
		r := addReason(CodeSpecial, apperr.Never, msg.WhySpecial)
		r.Ask = access.Ask(CodeSpecial, c.Market.Path("/resume"))
		r.Ask.Label = i18n.M(msg.AskHow) // nobody wrote the procedure down
		if c.Market.Procedure != "" {
			r.Ask = &apperr.Ask{Label: i18n.M(msg.AskProcedure), Path: c.Market.Path("/modalites")}
		}
		return r
	}}
	addDelivered = addGuard{Name: "inside the delivery area", Why: func(c AddCase) *apperr.Reason {
		if c.Delivered {
			return nil
		}
		r := Outside(c.Market.Title, c.Where, c.Market.Area)
		return &r
	}}
	addRunning = addGuard{Name: "the market runs", Why: func(c AddCase) *apperr.Reason {
		switch c.Phase {
		case catalog.PhaseAhead:
			return addReason(CodeMarketAhead, apperr.Date, msg.WhyMarketAhead, "market", c.Market.Title, "date", c.From)
		case catalog.PhaseOver:
			return addReason(CodeMarketOver, apperr.Never, msg.WhyMarketOver, "market", c.Market.Title, "date", c.To)
		case catalog.PhaseWithdrawn:
			return addReason(CodeMarketWithdrawn, apperr.Act, msg.WhyMarketWithdrawn, "market", c.Market.Title)
		case catalog.PhaseRunning:
		}
		return nil
	}}
	addPriced = addGuard{Name: "a price", Why: func(c AddCase) *apperr.Reason {
		if c.Article.Price != article.NoPrice || c.Article.Withdrawn {
			return nil
		}
		return addReason(CodeNoPrice, apperr.Datum, msg.WhyNoPrice)
	}}
	addOffered = addGuard{Name: "still in the catalogue", Why: func(c AddCase) *apperr.Reason {
		if !c.Article.Withdrawn {
			return nil
		}
		return addReason(CodeArticleWithdrawn, apperr.Never, msg.WhyArticleWithdrawn)
	}}
)

// Outside says that a market does not deliver to a place.
func Outside(market, where string, area catalog.Area) apperr.Reason {
	return *addReason(CodeOutside, apperr.Never, msg.WhyOutside, "market", market, "org", where, "area", string(area))
}

// AddMoves is the whole of who may put which article into a basket (R159-R161). Each condition has a code of its own.
var AddMoves = workflow.Table[AddState, AddAct, Relation, AddCase]{
	Object: "ordering-article",
	States: []AddState{Shown},
	Roles:  []Relation{AsOther, AsRequester},
	Rows: []workflow.Row[AddState, AddAct, Relation, AddCase]{
		{Do: AddArticle, By: []Relation{AsOther, AsRequester}, If: []addGuard{
			addOpen, addByRequester, addGiven, addAdheres, addOrdinary, addDelivered, addRunning, addPriced, addOffered,
		}},
	},
	NotYours: func(AddAct, AddCase) apperr.Reason { return apperr.Reason{} },
	NotNow:   func(AddAct, AddState, AddCase) apperr.Reason { return apperr.Reason{} },
}

// whyAdd is why an article cannot be added, as far as rules know; nothing: it can.
func whyAdd(c AddCase) []apperr.Reason {
	as := []Relation{AsOther}
	if c.Requester {
		as = []Relation{AsRequester}
	}
	return AddMoves.Why(AddArticle, Shown, as, c)
}

// lastingly says whether what is in the way lies with the market, not with one article of it.
func lastingly(reasons []apperr.Reason) bool {
	return slices.ContainsFunc(reasons, func(r apperr.Reason) bool { return r.Code != CodeNoPrice && r.Code != CodeArticleWithdrawn })
}
