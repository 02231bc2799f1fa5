package orderingapi

import (
	"preau/internal/kit/i18n"
	"preau/internal/ordering/orderingapi/msg"
)

// Glossary says what the properties and parameters of these resources are.
func Glossary() map[string]i18n.Key {
	out := map[string]i18n.Key{
		"parameter.request":   msg.ParameterRequest,
		"parameter.open":      msg.ParameterOpen,
		"parameter.ours":      msg.ParameterOurs,
		"parameter.market":    msg.ParameterMarket,
		"parameter.article":   msg.ArticleNumber,
		"parameter.q":         msg.ParameterWords,
		"parameter.place":     msg.ParameterPlace,
		"parameter.possible":  msg.ParameterPossible,
		"parameter.basket":    msg.ParameterBasket,
		"parameter.order":     msg.ParameterOrder,
		"parameter.to_send":   msg.ParameterToSend,
		"parameter.line":      msg.ParameterLine,
		"parameter.free":      msg.ParameterFree,
		"parameter.at":        msg.ParameterAt,
		"parameter.claim":     msg.ParameterClaim,
		"parameter.reception": msg.ParameterReception,
		"Post.place":          msg.PostPlace,
		"Post.managers":       msg.PostManagers,
		"Post.roles":          msg.PostRoles,
		"PostRole.role":       msg.Role,
		"PostRole.name":       msg.RoleName,
		"PostRole.until":      msg.RoleUntil,
		"PostRole.markets":    msg.RoleMarkets,
		"Standing.posts":      msg.StandingPosts,
		"Standing.central":    msg.StandingCentral,
		"Standing.reasons":    msg.StandingReasons,
		"MarketAskIn.message": msg.AskMessage,
		"AmountIn.amount":     msg.Amount,
		"AmountIn.knowing":    msg.Knowing,
		"MarketAsked.number":  msg.AskedNumber,
		"MarketAsked.state":   msg.AskedState,
	}
	for _, of := range []string{"OrderingPlace", "Supplier"} {
		out[of+".ref"], out[of+".name"], out[of+".commune"], out[of+".kind"] = msg.PlaceRef, msg.PlaceName, msg.PlaceCommune, msg.PlaceKind
	}
	for name, key := range map[string]i18n.Key{
		"number": msg.MarketNumber, "title": msg.MarketTitle, "reference": msg.MarketReference, "supplier": msg.MarketSupplier, "starts_on": msg.MarketFrom,
		"ends_on": msg.MarketTo, "state": msg.MarketState, "asked_at": msg.MarketAskedAt, "acts": msg.MarketActs,
	} {
		out["Market."+name] = key
	}
	for name, key := range map[string]i18n.Key{
		"number": msg.ArticleNumber, "market": msg.MarketNumber, "reference": msg.ArticleReference, "title": msg.ArticleTitle, "description": msg.ArticleText,
		"brand": msg.ArticleBrand, "unit": msg.ArticleUnit, "pack": msg.ArticlePack, "multiple": msg.ArticleMultiple, "price": msg.ArticlePrice, "vat": msg.ArticleVat,
		"ean": msg.ArticleEan, "cpv": msg.ArticleCpv, "green": msg.ArticleGreen, "withdrawn": msg.ArticleWithdrawn, "possible": msg.ArticlePossible, "reasons": msg.ArticleReasons,
	} {
		out["Article."+name] = key
	}
	for name, key := range map[string]i18n.Key{
		"number": msg.WantedNumber, "state": msg.WantedState, "title": msg.WantedTitle, "reference": msg.WantedReference, "brand": msg.WantedBrand, "asked_at": msg.WantedAskedAt,
		"votes": msg.WantedVotes, "ours": msg.WantedOurs, "answered_at": msg.WantedAnsweredAt, "answer": msg.WantedAnswer, "article": msg.WantedArticle, "acts": msg.WantedActs,
	} {
		out["ArticleRequest."+name] = key
	}
	for name, key := range map[string]i18n.Key{"place": msg.WantedPlace, "quantity": msg.WantedQuantity, "reason": msg.WantedReason} {
		out["ArticleRequestIn."+name], out["ArticleNeed."+name] = key, key
	}
	for name, key := range map[string]i18n.Key{"title": msg.WantedTitle, "reference": msg.WantedReference, "brand": msg.WantedBrand, "differs": msg.WantedDiffers} {
		out["ArticleRequestIn."+name] = key
	}
	for name, key := range map[string]i18n.Key{
		"place": msg.AmountPlace, "amount": msg.Amount, "set_by": msg.AmountBy, "set_at": msg.AmountAt, "version": msg.AmountVersion, "superbuyers": msg.AmountSupers, "limit_on": msg.LimitOn, "acts": msg.AmountActs,
	} {
		out["MaximumAmount."+name] = key
	}
	for _, words := range []map[string]map[string]i18n.Key{orderWords, receptionWords} {
		for of, properties := range words {
			for name, key := range properties {
				out[of+name] = key
			}
		}
	}
	return out
}

// orderWords are what the properties of baskets and orders are, by schema.
var orderWords = map[string]map[string]i18n.Key{
	"DeliverySite.":  {"ref": msg.SiteRef, "name": msg.SiteName},
	"OrderSupplier.": {"ref": msg.PlaceRef, "name": msg.PlaceName},
	"OrderMarket.":   {"number": msg.MarketNumber, "title": msg.MarketTitle, "reference": msg.MarketReference},
	"Basket.":        {"number": msg.BasketNumber, "title": msg.BasketTitle, "state": msg.BasketState, "owner": msg.BasketOwner, "place": msg.BasketPlace, "site": msg.BasketSite, "line_count": msg.BasketLineCount, "net": msg.BasketNet, "opened_at": msg.BasketOpenedAt, "confirmed_at": msg.BasketConfirmedAt},
	"BasketDetail.":  {"number": msg.BasketNumber, "title": msg.BasketTitle, "state": msg.BasketState, "owner": msg.BasketOwner, "place": msg.BasketPlace, "site": msg.BasketSite, "line_count": msg.BasketLineCount, "net": msg.BasketNet, "opened_at": msg.BasketOpenedAt, "confirmed_at": msg.BasketConfirmedAt, "remark": msg.BasketRemark, "label": msg.BasketLabel, "copied_from": msg.BasketCopiedFrom, "sites": msg.BasketSites, "lines": msg.BasketLines, "vat_rates": msg.BasketVatRates, "acts": msg.BasketActs, "version": msg.BasketVersion},
	"BasketLine.":    {"article": msg.ArticleNumber, "reference": msg.ArticleReference, "title": msg.ArticleTitle, "market": msg.MarketNumber, "market_title": msg.LineMarketTitle, "unit": msg.ArticleUnit, "multiple": msg.ArticleMultiple, "asked": msg.LineAsked, "quantity": msg.LineQuantity, "price": msg.ArticlePrice, "vat": msg.ArticleVat, "net": msg.LineNet, "state": msg.LineState, "since": msg.LineSince, "holders": msg.LineHolders, "reason": msg.LineReason, "order": msg.LineOrder, "edition": msg.LineEdition, "changed": msg.LineChanged, "withdrawn": msg.ArticleWithdrawn, "reasons": msg.LineReasons},
	"BasketIn.":      {"place": msg.BasketPlace, "title": msg.BasketTitle},
	"BasketTextsIn.": {"title": msg.BasketTitle, "label": msg.BasketLabel, "remark": msg.BasketRemark, "site": msg.BasketSiteIn},
	"LineIn.":        {"article": msg.ArticleNumber, "quantity": msg.LineQuantity},
	"UnitsIn.":       {"quantity": msg.LineQuantity},
	"AgreedLineIn.":  {"article": msg.ArticleNumber, "edition": msg.LineEdition},
	"ConfirmIn.":     {"rest": msg.ConfirmRest, "agreed": msg.ConfirmAgreed},
	"CopyIn.":        {"into": msg.CopyInto, "replace": msg.CopyReplace, "version": msg.CopyVersion, "all": msg.CopyAll},
	"WaitingLine.":   {"article": msg.ArticleNumber, "reference": msg.ArticleReference, "title": msg.ArticleTitle, "unit": msg.ArticleUnit, "asked": msg.LineAsked, "quantity": msg.LineQuantity, "price": msg.ArticlePrice, "vat": msg.ArticleVat, "net": msg.LineNet, "right_lost": msg.RightLost},
	"WaitingBasket.": {"basket": msg.WaitingBasket, "supplier": msg.OrderSupplier, "owner": msg.BasketOwner, "title": msg.BasketTitle, "label": msg.BasketLabel, "remark": msg.BasketRemark, "place": msg.BasketPlace, "site": msg.BasketSite, "confirmed_at": msg.BasketConfirmedAt, "lines": msg.BasketLines, "net": msg.BasketNet, "gross": msg.WaitingGross, "no_buyer": msg.NoBuyer},
	"RefuseLineIn.":  {"reason": msg.ReasonIn},
	"LowerLineIn.":   {"from": msg.LowerFrom, "to": msg.LowerTo, "reason": msg.ReasonIn},
	"OrderPlan.":     {"parcels": msg.PlanParcels, "changed": msg.PlanChanged, "gross": msg.PlanGross, "warning": msg.PlanWarning, "no_buyer": msg.NoBuyer},
	"OrderPlans.":    {"together": msg.PlansTogether, "per_basket": msg.PlansPerBasket},
	"OrderParcel.":   {"key": msg.ParcelKey, "market": msg.OrderMarket, "supplier": msg.OrderSupplier, "place": msg.BasketPlace, "site": msg.BasketSite, "label": msg.OrderLabel, "lines": msg.ParcelLines, "delivery": msg.OrderDelivery, "net": msg.OrderNet, "rates": msg.OrderRates, "gross": msg.OrderGross, "reasons": msg.ParcelReasons, "limit": msg.OrderLimit, "limit_on": msg.LimitOn, "over_limit": msg.OrderOverLimit, "adheres": msg.ParcelAdheres, "terms": msg.ParcelTerms},
	"ParcelPart.":    {"basket": msg.WaitingBasket, "owner": msg.PartOwner, "quantity": msg.LineQuantity, "edition": msg.LineEdition, "changed": msg.LineChanged, "right_lost": msg.RightLost},
	"RightLost.":     {"since": msg.RightSince, "by": msg.RightBy},
	"OrderRate.":     {"rate": msg.RateRate, "net": msg.RateNet, "vat": msg.RateVat},
	"WaitingIn.":     {"basket": msg.WaitingBasket, "supplier": msg.CreateSupplier},
	"ShownIn.":       {"basket": msg.WaitingBasket, "article": msg.ArticleNumber, "quantity": msg.LineQuantity, "edition": msg.LineEdition},
	"ParcelIn.":      {"key": msg.ParcelKey, "label": msg.OrderLabel, "free": msg.CreateFree, "remark": msg.OrderRemark, "terms": msg.ParcelTerms},
	"OrdersIn.":      {"lines": msg.CreateLines, "mode": msg.CreateMode, "shown": msg.CreateShown, "parcels": msg.CreateParcels},
	"OrdersMade.":    {"numbers": msg.MadeNumbers},
	"PlacedOrder.":   {"state": msg.OrderState, "market": msg.OrderMarket, "supplier": msg.OrderSupplier, "label": msg.OrderLabel, "free": msg.OrderFree, "remark": msg.OrderRemark, "net": msg.OrderNet, "gross": msg.OrderGross, "over_limit": msg.OrderOverLimit, "created_by": msg.OrderCreatedBy, "created_at": msg.OrderCreatedAt, "sent_by": msg.OrderSentBy, "sent_at": msg.OrderSentAt, "may_have_arrived": msg.OrderMayHaveArrived, "number": msg.ParameterOrder, "place": msg.BasketPlace, "site": msg.BasketSite},
	"OrderPart.":     {"basket": msg.WaitingBasket, "owner": msg.PartOwner, "label": msg.PartLabel, "quantity": msg.LineQuantity},
	"OrderReasonIn.": {"reason": msg.ReasonIn},
	"OrderEndIn.":    {"reason": msg.ReasonIn, "tell_supplier": msg.TellSupplier},
	"OrderRemarkIn.": {"remark": msg.OrderRemark},
	"ParcelLine.":    {"article": msg.ArticleNumber, "reference": msg.ArticleReference, "title": msg.ArticleTitle, "unit": msg.ArticleUnit, "quantity": msg.LineQuantity, "price": msg.ArticlePrice, "vat": msg.ArticleVat, "net": msg.LineNet, "parts": msg.ParcelParts},
	"OrderLine.":     {"article": msg.ArticleNumber, "reference": msg.ArticleReference, "title": msg.ArticleTitle, "unit": msg.ArticleUnit, "quantity": msg.LineQuantity, "price": msg.ArticlePrice, "vat": msg.ArticleVat, "net": msg.LineNet, "agreed": msg.LineAgreed, "parts": msg.ParcelParts},
	"AgreedLine.":    {"quantity": msg.AgreedQuantity, "price": msg.ArticlePrice, "reference": msg.InsteadReference, "title": msg.InsteadTitle, "promised_on": msg.AnswerPromisedOn},
	"OrderDetail.":   {"state": msg.OrderState, "market": msg.OrderMarket, "supplier": msg.OrderSupplier, "label": msg.OrderLabel, "free": msg.OrderFree, "remark": msg.OrderRemark, "net": msg.OrderNet, "gross": msg.OrderGross, "over_limit": msg.OrderOverLimit, "created_by": msg.OrderCreatedBy, "created_at": msg.OrderCreatedAt, "sent_by": msg.OrderSentBy, "sent_at": msg.OrderSentAt, "may_have_arrived": msg.OrderMayHaveArrived, "number": msg.ParameterOrder, "place": msg.BasketPlace, "site": msg.BasketSite, "delivery": msg.OrderDelivery, "rates": msg.OrderRates, "limit": msg.OrderLimit, "limit_on": msg.LimitOn, "reason": msg.OrderReason, "lines": msg.ParcelLines, "acts": msg.BasketActs, "version": msg.BasketVersion},
}

// receptionWords are what the properties of receptions, claims and suppliers' answers are, by schema.
var receptionWords = map[string]map[string]i18n.Key{
	"ExpectedOrder.":  {"number": msg.ParameterOrder, "state": msg.OrderState, "supplier": msg.ExpectedSupplier, "place": msg.BasketPlace, "site": msg.ExpectedSite, "label": msg.OrderLabel, "sent_at": msg.ExpectedSentAt, "lines": msg.ExpectedLines, "ended": msg.ExpectedEnded},
	"Receptions.":     {"order": msg.ParameterOrder, "state": msg.OrderState, "supplier": msg.OrderSupplier, "place": msg.BasketPlace, "site": msg.BasketSite, "label": msg.OrderLabel, "sharing": msg.ReceptionsSharing, "receives": msg.ReceptionsReceives, "reasons": msg.ReceptionsReasons, "lines": msg.ParcelLines, "deliveries": msg.ReceptionsDeliveries},
	"Instead.":        {"reference": msg.InsteadReference, "title": msg.InsteadTitle},
	"ExpectedLine.":   {"instead": msg.LineInstead, "article": msg.ArticleNumber, "reference": msg.ArticleReference, "title": msg.ArticleTitle, "unit": msg.ArticleUnit, "ean": msg.ArticleEan, "ordered": msg.LineOrdered, "expected": msg.LineExpected, "received": msg.LineReceived, "kept": msg.LineKept, "back": msg.LineBack, "state": msg.LineCameState, "reason": msg.LineGivenUpWhy, "version": msg.LineVersion, "parts": msg.LineExpectedParts},
	"ExpectedPart.":   {"basket": msg.WaitingBasket, "owner": msg.PartOwner, "label": msg.PartLabel, "quantity": msg.LineQuantity, "arrived": msg.PartArrived},
	"Delivery.":       {"number": msg.DeliveryNumber, "at": msg.DeliveryAt, "by": msg.DeliveryBy, "corrects": msg.DeliveryCorrects, "replaced_by": msg.DeliveryReplacedBy, "reason": msg.DeliveryReason, "lines": msg.DeliveryLines},
	"DeliveredLine.":  {"article": msg.ArticleNumber, "conform": msg.DeliveredConform, "excess": msg.DeliveredExcess, "fate": msg.DeliveredFate, "given_up": msg.DeliveredGivenUp, "reason": msg.LineGivenUpWhy},
	"CountIn.":        {"article": msg.ArticleNumber, "came": msg.DeliveredCame, "fate": msg.DeliveredFate, "version": msg.LineVersion},
	"RecountIn.":      {"article": msg.ArticleNumber, "came": msg.DeliveredCame, "fate": msg.DeliveredFate, "version": msg.LineVersion, "given_up": msg.DeliveredGivenUp},
	"ReceiveIn.":      {"lines": msg.DeliveryLines, "given_up": msg.DeliveredGivenUp, "reason": msg.LineGivenUpWhy},
	"CorrectIn.":      {"lines": msg.DeliveryLines, "reason": msg.DeliveryReason},
	"Sharing.":        {"place": msg.BasketPlace, "rule": msg.SharingRule, "set_by": msg.AmountBy, "set_at": msg.AmountAt, "reasons": msg.SharingReasons, "version": msg.BasketVersion},
	"SharingIn.":      {"rule": msg.SharingRule},
	"Claim.":          {"late": msg.ClaimLate, "number": msg.ParameterClaim, "order": msg.ParameterOrder, "reference": msg.ArticleReference, "title": msg.ArticleTitle, "fault": msg.ClaimFault, "quantity": msg.ClaimQuantity, "text": msg.ClaimText, "state": msg.ClaimState, "offer": msg.ClaimOffer, "by": msg.ClaimBy, "opened_at": msg.ClaimOpenedAt, "moved_at": msg.ClaimMovedAt},
	"ClaimDetail.":    {"late": msg.ClaimLate, "number": msg.ParameterClaim, "order": msg.ParameterOrder, "reference": msg.ArticleReference, "title": msg.ArticleTitle, "fault": msg.ClaimFault, "quantity": msg.ClaimQuantity, "text": msg.ClaimText, "state": msg.ClaimState, "offer": msg.ClaimOffer, "by": msg.ClaimBy, "opened_at": msg.ClaimOpenedAt, "moved_at": msg.ClaimMovedAt, "photos": msg.ClaimPhotos, "notes": msg.ClaimNotes, "acts": msg.ClaimActs, "version": msg.BasketVersion},
	"ClaimNote.":      {"number": msg.NoteNumber, "side": msg.NoteSide, "act": msg.ClaimAct, "offer": msg.ClaimOffer, "text": msg.NoteText, "by": msg.NoteBy, "at": msg.NoteAt},
	"ClaimIn.":        {"article": msg.ArticleNumber, "fault": msg.ClaimFault, "quantity": msg.ClaimQuantity, "text": msg.ClaimText},
	"ClaimNoteIn.":    {"act": msg.ClaimAct, "text": msg.NoteText},
	"SupplierAnswer.": {"order": msg.ParameterOrder, "state": msg.OrderState, "promised_on": msg.AnswerPromisedOn, "late": msg.AnswerLate, "changes": msg.AnswerChanges, "gross": msg.AnswerGross, "version": msg.BasketVersion},
	"ProposedChange.": {"article": msg.ArticleNumber, "quantity": msg.ChangeQuantity, "price": msg.ArticlePrice, "reference": msg.ChangeReference, "title": msg.ChangeTitle, "promised_on": msg.AnswerPromisedOn, "note": msg.ChangeNote},
	"DecisionIn.":     {"article": msg.ArticleNumber, "says": msg.DecisionSays},
	"DecisionsIn.":    {"lines": msg.DecisionLines, "text": msg.DecisionText},
	"SpecifyIn.":      {"text": msg.SpecifyText},
}
