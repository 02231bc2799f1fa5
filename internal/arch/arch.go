// Package arch holds the house's rules as tests: who may import whom, where words may stand, how long a file may be,
// whose tables a room writes. Each rule is a function from a tree of files to its faults, tried on the program's own
// tree and on a small one with a fault in it.
package arch

import "strings"

// row says which rooms one room may import, beside itself and the standard library. A word names a room, or a family
// of rooms; "own" is the module (or core room) whose pages these are.
type row struct{ room, may string }

// table is the whole of who may import whom. Arrows point one way:
// cmd → app → pages of a module → module → core → kit → standard library. A room that is not here imports nothing.
var table = []row{
	{"cmd", "catalog/invent metrics sms oidc app bench demo demo/web migrations core pages jobs mail blob db kit"},
	{"app", "metrics sms oidc outbound demo migrations web api coreweb coreapi rest frame module core pages ui jobs mail blob db kit"},
	{"demo", "module core jobs mail sms db kit"},
	{"bench", "app demo migrations module core mail blob db kit"},

	{"web", "own core frame pages ui kit"},
	{"api", "own rest core kit"},
	{"coreweb", "own core frame pages ui mail kit"},
	{"coreapi", "own rest core kit"},
	{"core/api/web", "rest core frame pages ui kit"},
	{"frame", "core pages ui db kit"},
	{"rest", "core pages kit"},

	{"module", "core jobs mail db kit"},
	{"needs", "needs/intake needs/words needs/group needs/membership needs/sheet needs/document needs/board needs/matrix core jobs mail db kit"},
	{"needs/group", "needs/words core jobs mail db kit"},
	{"needs/intake", "needs/group needs/words core jobs mail db kit"},
	{"needs/membership", "needs/group needs/words core jobs mail db kit"},
	{"needs/sheet", "needs/group needs/membership needs/words core jobs mail db kit"},
	{"needs/document", "needs/group needs/membership needs/words core jobs mail db kit"},
	{"needs/board", "needs/group needs/membership needs/sheet core jobs mail db kit"},
	{"needs/matrix", "needs/group needs/sheet needs/words core jobs mail db kit"},
	{"needs/words", "kit"},
	{"needs/web", "needs needs/group needs/group/web needs/membership/web needs/sheet/web needs/document/web needs/board/web needs/words needs/words/web core frame pages ui kit"},
	{"needs/group/web", "needs own needs/intake needs/membership needs/words/web core frame pages ui kit"},
	{"needs/membership/web", "needs own needs/group needs/group/web needs/words/web core frame pages ui kit"},
	{"needs/sheet/web", "needs own needs/group needs/group/web needs/words/web core frame pages ui kit"},
	{"needs/document/web", "needs own needs/group needs/group/web needs/words/web core frame pages ui kit"},
	{"needs/board/web", "needs own needs/matrix needs/group needs/membership needs/sheet needs/group/web needs/sheet/web needs/words/web core frame pages ui kit"},
	{"needs/words/web", "kit"},
	{"needs/api", "needs needs/group needs/membership needs/sheet needs/board rest core kit"},
	{"catalog", "catalog/article catalog/words core jobs mail db kit"},
	{"catalog/words", "kit"},
	{"catalog/article", "catalog/words core db kit"},
	{"catalog/update", "catalog catalog/article catalog/words core jobs db kit"},
	{"catalog/search", "catalog catalog/article catalog/index catalog/words core jobs db kit"},
	{"catalog/asked", "catalog catalog/article catalog/words core jobs db kit"},
	{"catalog/photo", "catalog catalog/article catalog/words core db kit"},
	{"catalog/intake", "catalog catalog/words core db kit"},
	{"catalog/index", "core kit"},
	{"catalog/invent", "kit"},
	{"catalog/web", "own catalog/intake catalog/search catalog/article catalog/words catalog/words/web core frame pages ui kit"},
	{"catalog/browse/web", "ordering ordering/browse catalog catalog/web catalog/article catalog/search catalog/words catalog/words/web core frame pages ui kit"},
	{"catalog/update/web", "own catalog catalog/web catalog/article catalog/words catalog/words/web core frame pages ui kit"},
	{"catalog/asked/web", "own catalog catalog/web catalog/article catalog/words catalog/words/web core frame pages ui kit"},
	{"catalog/photo/web", "own catalog catalog/web catalog/article catalog/words catalog/words/web core frame pages ui kit"},
	{"catalog/words/web", "kit"},
	{"catalog/api", "catalog catalog/article catalog/search rest core kit"},
	{"ordering", "catalog catalog/article ordering/words core jobs mail db kit"},
	{"ordering/words", "kit"},
	{"ordering/amount", "kit"},
	{"ordering/basket", "catalog catalog/article ordering ordering/amount ordering/words core jobs db kit"},
	{"ordering/browse", "catalog catalog/article catalog/photo catalog/search ordering core db kit"},
	{"ordering/phone", "ordering ordering/basket ordering/words core db kit"},
	{"ordering/scope", "core db kit"},
	{"ordering/sight", "catalog ordering ordering/scope ordering/words core db kit"},
	{"ordering/stale", "catalog/article ordering ordering/basket ordering/words core db kit"},
	{"ordering/order", "catalog catalog/article ordering ordering/stale ordering/scope ordering/sight ordering/before ordering/queue ordering/amount ordering/basket ordering/phone ordering/words core jobs db kit"},
	{"ordering/reception", "catalog/article ordering ordering/amount ordering/basket ordering/order core db kit"},
	{"ordering/figures", "catalog ordering ordering/order core db kit"},
	{"ordering/queue", "db kit"},
	{"ordering/before", "ordering/amount db kit"},
	{"ordering/todo", "ordering ordering/basket ordering/order ordering/sight ordering/words core db kit"},
	{"ordering/leap", "core db kit"},
	{"ordering/notice", "ordering ordering/basket ordering/order ordering/phone ordering/words core db kit"},
	{"ordering/sending", "catalog/article ordering/basket ordering/order ordering/amount core jobs mail db kit"},
	{"ordering/supply", "ordering ordering/amount ordering/basket ordering/order ordering/words core jobs db kit"},
	{"ordering/claim", "catalog ordering ordering/basket ordering/order ordering/sight ordering/supply core jobs db kit"},
	{"ordering/web", "own catalog catalog/article ordering/words ordering/words/web core frame pages ui kit"},
	{"ordering/basket/web", "own ordering ordering/amount ordering/order ordering/sending ordering/web ordering/words ordering/words/web catalog catalog/web catalog/article core frame pages ui kit"},
	{"ordering/order/web", "own ordering ordering/before ordering/phone ordering/amount ordering/basket ordering/sending ordering/web ordering/words ordering/words/web catalog catalog/web catalog/article core frame pages ui kit"},
	{"ordering/claim/web", "own catalog ordering ordering/order ordering/supply ordering/supply/web ordering/words/web core frame pages ui kit"},
	{"ordering/supply/web", "own ordering ordering/amount ordering/order ordering/sending ordering/order/web ordering/words/web core frame pages ui kit"},
	{"ordering/reception/web", "own ordering ordering/amount ordering/basket ordering/claim ordering/order ordering/order/web ordering/reception core frame pages ui kit"},
	{"ordering/figures/web", "own ordering/figures core frame pages ui kit"},
	{"ordering/words/web", "kit"},
	{"ordering/api", "own catalog catalog/article catalog/asked catalog/search ordering/amount ordering/browse ordering/basket ordering/order ordering/claim ordering/reception ordering/sending ordering/supply rest core kit"},
	{"casework/seal", "core jobs blob db kit"},
	{"casework/scan", "core kit"},
	{"casework/workdays", "kit"},
	{"casework/waits", "casework/workdays core db kit"},
	{"casework/mandate", "casework/told casework/demand casework/seal casework/team sms core jobs db kit"},

	{"casework", "casework/canned casework/listing casework/team casework/absence casework/handover casework/closing casework/figures casework/survey casework/lateness casework/tidy casework/told casework/waits casework/demand casework/draft casework/mandate casework/seal casework/words core jobs mail db kit"},
	{"casework/words", "kit"},
	{"casework/usager", "casework/words core kit"},
	{"casework/canned", "casework/team casework/words core db kit"},
	{"casework/procedure", "casework/words db kit"},
	{"casework/attached", "casework/seal db kit"},
	{"casework/demand", "casework/told casework/usager casework/canned casework/attached casework/procedure casework/absence casework/seal casework/team casework/waits casework/words core jobs mail db kit"},
	{"casework/draft", "casework/demand casework/seal casework/team casework/words core db kit"},
	{"casework/listing", "casework/told casework/demand casework/mandate casework/seal casework/team casework/words core db kit"},
	{"casework/absence", "casework/team core jobs mail db kit"},
	{"casework/handover", "casework/demand casework/team core jobs mail db kit"},
	{"casework/figures", "casework/team core jobs db kit"},
	{"casework/survey", "casework/demand core db kit"},
	{"casework/closing", "casework/told casework/absence casework/demand casework/seal core jobs mail db kit"},
	{"casework/lateness", "casework/told casework/demand casework/seal casework/team casework/waits core jobs mail db kit"},
	{"casework/team", "casework/words core jobs mail db kit"},
	{"casework/told", "casework/seal casework/words core db kit"},
	{"casework/tidy", "casework/demand casework/draft casework/seal casework/survey jobs db kit"},
	{"casework/intake", "casework/usager casework/demand casework/team casework/words core jobs mail db kit"},
	{"casework/web", "own casework/figures casework/figures/web casework/passage/web casework/mandate casework/mandate/web casework/team casework/team/web casework/demand casework/demand/web casework/words/web core frame pages ui kit"},
	{"casework/demand/web", "own casework/canned casework/procedure casework/team casework/demand casework/draft casework/listing core frame pages ui kit"},
	{"casework/team/web", "own casework casework/intake casework/words/web core frame pages ui kit"},
	{"casework/mandate/web", "own casework/demand sms core frame pages ui kit"},
	{"casework/passage/web", "own casework/absence casework/handover casework/team core frame pages ui kit"},
	{"casework/figures/web", "own casework/figures casework/survey core frame pages ui kit"},
	{"casework/words/web", "kit"},

	{"offers/member", "offers/option offers/shared offers/role offers/structure offers/words core jobs mail db kit"},
	{"offers/lieu", "offers/offer offers/role offers/structure core db kit"},
	{"offers/shared", "offers/role core db kit"},
	{"offers/enrol", "offers/lieu offers/member offers/role offers/structure core mail db kit"},
	{"offers/lieu/web", "own offers/role offers/structure core frame pages ui kit"},
	{"offers/vocabulary", "offers/words core db kit"},
	{"offers/activity", "offers/role offers/words core db kit"},
	{"offers/activity/web", "own offers/role offers/offer offers/structure core frame pages ui kit"},
	{"offers/option", "offers/words core db kit"},
	{"offers/vocabulary/web", "own offers/structure offers/option offers/words/web core frame pages ui kit"},
	{"offers/offer", "offers/option offers/shared offers/role offers/vocabulary offers/words core jobs mail db kit"},
	{"offers/portfolio", "offers/shared offers/offer offers/role offers/vocabulary core db kit"},
	{"offers/notice", "offers/offer offers/role core jobs db kit"},
	{"offers/report", "offers/offer offers/public offers/role core mail db kit"},
	{"offers/public", "offers/offer offers/vocabulary offers/words core db kit"},
	{"offers", "offers/shared offers/lieu offers/activity offers/option offers/public offers/report offers/member offers/role offers/structure offers/vocabulary offers/offer offers/portfolio offers/notice offers/words core jobs mail db kit"},
	{"offers/words", "kit"},
	{"offers/role", "offers/words core kit"},
	{"offers/structure", "offers/option offers/shared offers/role offers/words core jobs mail db kit"},
	{"offers/offer/web", "own offers/role offers/shared offers/portfolio offers/vocabulary core frame pages ui kit"},
	{"offers/report/web", "own offers/offer offers/public core frame pages ui kit"},
	{"offers/public/web", "own offers/offer offers/offer/web offers/vocabulary core frame pages ui kit"},
	{"offers/member/web", "own offers/role offers/structure offers/words/web core frame pages ui kit"},
	{"offers/web", "own offers/lieu offers/lieu/web offers/activity/web offers/vocabulary/web offers/member offers/member/web offers/role offers/offer offers/structure offers/structure/web offers/offer/web offers/public offers/public/web offers/report offers/report/web offers/words/web core frame pages ui kit"},
	{"offers/structure/web", "own offers offers/role offers/words/web core frame pages ui kit"},
	{"offers/words/web", "kit"},

	{"core", "core oidc jobs mail db kit"},
	{"core/document", "core jobs blob db kit"},
	{"core/backup", "blob db kit"},
	{"core/webhook", "core outbound jobs db kit"},
	{"core/webhook/web", "own core/account/web core frame pages ui kit"},

	{"migrations", "db kit"},
	{"jobs", "db kit"},
	{"mail", "db kit"},
	{"sms", "db kit"},
	{"outbound", "kit"},
	{"oidc", "kit"},
	{"blob", "kit"},
	{"metrics", "kit"},
	{"db", "kit"},
	{"pages", "ui kit"},
	{"ui", "kit"},
	{"kit", "kit"},
	{"testing", "oidc migrations pages blob db kit"},
	{"tools", "testing kit"},
	{"crash", "kit"},
	{"journeys", "kit"},
	{"why", "kit"},
	{"arch", "kit"},
}

// testsMay is what tests may import beside what their room may: a kit room's tests stay in the kit, all others may
// open the whole program.
var testsMay = map[bool]string{
	true:  "testing metrics outbound oidc migrations pages ui jobs mail blob db kit",
	false: "testing metrics outbound oidc app demo migrations web api coreweb coreapi rest frame module core pages ui jobs mail blob db kit",
}

// rooms says which room a folder belongs to; the longest folder wins. Folders below one belong to its room. Pages
// (folders named …web) and resources (…api) of modules and of core rooms are rooms of their own, see roomOf.
var rooms = []struct{ folder, room string }{
	{"cmd/preau", "cmd"},
	{"internal/app", "app"},
	{"internal/demo", "demo"},
	{"internal/demo/demoweb", "demo/web"},
	{"internal/bench", "bench"},
	{"internal/migrations", "migrations"},
	{"internal/arch", "arch"},
	{"internal/tools", "tools"},
	{"internal/crash", "crash"},       // tests of the whole program
	{"internal/journeys", "journeys"}, // the same, in a browser
	{"internal/why", "why"},           // all rooms' refusals, drawn

	{"internal/needs", "needs"}, // split by object; the words are the module's
	{"internal/needs/group", "needs/group"},
	{"internal/needs/intake", "needs/intake"},
	{"internal/needs/membership", "needs/membership"},
	{"internal/needs/sheet", "needs/sheet"},
	{"internal/needs/document", "needs/document"},
	{"internal/needs/board", "needs/board"},
	{"internal/needs/matrix", "needs/matrix"},
	{"internal/needs/msg", "needs/words"},
	{"internal/needs/needsweb/groupweb", "needs/group/web"},
	{"internal/needs/needsweb/membershipweb", "needs/membership/web"},
	{"internal/needs/needsweb/sheetweb", "needs/sheet/web"},
	{"internal/needs/needsweb/documentweb", "needs/document/web"},
	{"internal/needs/needsweb/boardweb", "needs/board/web"},
	{"internal/needs/needsweb/msg", "needs/words/web"},
	{"internal/catalog", "catalog"}, // split by object, as needs is
	{"internal/catalog/article", "catalog/article"},
	{"internal/catalog/update", "catalog/update"},
	{"internal/catalog/search", "catalog/search"},
	{"internal/catalog/asked", "catalog/asked"},
	{"internal/catalog/photo", "catalog/photo"},
	{"internal/catalog/msg", "catalog/words"},
	{"internal/catalog/catalogweb/browseweb", "catalog/browse/web"},
	{"internal/catalog/catalogweb/updateweb", "catalog/update/web"},
	{"internal/catalog/catalogweb/askedweb", "catalog/asked/web"},
	{"internal/catalog/catalogweb/photoweb", "catalog/photo/web"},
	{"internal/catalog/catalogweb/msg", "catalog/words/web"},
	{"internal/catalog/intake", "catalog/intake"},
	{"internal/catalog/index", "catalog/index"},
	{"internal/catalog/invent", "catalog/invent"},
	{"internal/ordering", "ordering"}, // split by object, as needs is
	{"internal/ordering/amount", "ordering/amount"},
	{"internal/ordering/basket", "ordering/basket"},
	{"internal/ordering/browse", "ordering/browse"},
	{"internal/ordering/stale", "ordering/stale"},
	{"internal/ordering/order", "ordering/order"},
	{"internal/ordering/reception", "ordering/reception"},
	{"internal/ordering/sending", "ordering/sending"},
	{"internal/ordering/figures", "ordering/figures"},
	{"internal/ordering/notice", "ordering/notice"},
	{"internal/ordering/phone", "ordering/phone"},
	{"internal/ordering/leap", "ordering/leap"},
	{"internal/ordering/queue", "ordering/queue"},
	{"internal/ordering/before", "ordering/before"},
	{"internal/ordering/scope", "ordering/scope"},
	{"internal/ordering/sight", "ordering/sight"},
	{"internal/ordering/todo", "ordering/todo"},
	{"internal/ordering/supply", "ordering/supply"},
	{"internal/ordering/claim", "ordering/claim"},
	{"internal/ordering/msg", "ordering/words"},
	{"internal/ordering/orderingweb/basketweb", "ordering/basket/web"},
	{"internal/ordering/orderingweb/orderweb", "ordering/order/web"},
	{"internal/ordering/orderingweb/supplyweb", "ordering/supply/web"},
	{"internal/ordering/orderingweb/receptionweb", "ordering/reception/web"},
	{"internal/ordering/orderingweb/claimweb", "ordering/claim/web"},
	{"internal/ordering/orderingweb/figuresweb", "ordering/figures/web"},
	{"internal/ordering/orderingweb/msg", "ordering/words/web"},
	{"internal/casework", "casework"}, // split by object, as needs is
	{"internal/casework/seal", "casework/seal"},
	{"internal/casework/canned", "casework/canned"},
	{"internal/casework/attached", "casework/attached"},
	{"internal/casework/procedure", "casework/procedure"},
	{"internal/casework/team", "casework/team"},
	{"internal/casework/intake", "casework/intake"},
	{"internal/casework/demand", "casework/demand"},
	{"internal/casework/draft", "casework/draft"},
	{"internal/casework/listing", "casework/listing"},
	{"internal/casework/msg", "casework/words"},
	{"internal/casework/caseworkweb/teamweb", "casework/team/web"},
	{"internal/casework/caseworkweb/demandweb", "casework/demand/web"},
	{"internal/casework/caseworkweb/mandateweb", "casework/mandate/web"},
	{"internal/casework/caseworkweb/msg", "casework/words/web"},
	{"internal/casework/scan", "casework/scan"},
	{"internal/casework/workdays", "casework/workdays"},
	{"internal/casework/usager", "casework/usager"},
	{"internal/casework/waits", "casework/waits"},
	{"internal/casework/lateness", "casework/lateness"},
	{"internal/casework/tidy", "casework/tidy"},
	{"internal/casework/told", "casework/told"},
	{"internal/casework/closing", "casework/closing"},
	{"internal/casework/figures", "casework/figures"},
	{"internal/casework/absence", "casework/absence"},
	{"internal/casework/handover", "casework/handover"},
	{"internal/casework/caseworkweb/passageweb", "casework/passage/web"},
	{"internal/casework/survey", "casework/survey"},
	{"internal/casework/caseworkweb/resultsweb", "casework/figures/web"},
	{"internal/casework/mandate", "casework/mandate"},
	{"internal/offers", "offers"}, // split by object, as needs is
	{"internal/offers/role", "offers/role"},
	{"internal/offers/structure", "offers/structure"},
	{"internal/offers/vocabulary", "offers/vocabulary"},
	{"internal/offers/offer", "offers/offer"},
	{"internal/offers/portfolio", "offers/portfolio"},
	{"internal/offers/notice", "offers/notice"},
	{"internal/offers/activity", "offers/activity"},
	{"internal/offers/offersweb/activityweb", "offers/activity/web"},
	{"internal/offers/option", "offers/option"},
	{"internal/offers/offersweb/vocabularyweb", "offers/vocabulary/web"},
	{"internal/offers/member", "offers/member"},
	{"internal/offers/lieu", "offers/lieu"},
	{"internal/offers/shared", "offers/shared"},
	{"internal/offers/enrol", "offers/enrol"},
	{"internal/offers/offersweb/lieuweb", "offers/lieu/web"},
	{"internal/offers/public", "offers/public"},
	{"internal/offers/report", "offers/report"},
	{"internal/offers/offersweb/memberweb", "offers/member/web"},
	{"internal/offers/msg", "offers/words"},
	{"internal/offers/offersweb/structureweb", "offers/structure/web"},
	{"internal/offers/offersweb/offerweb", "offers/offer/web"},
	{"internal/offers/offersweb/publicweb", "offers/public/web"},
	{"internal/offers/offersweb/reportweb", "offers/report/web"},
	{"internal/offers/offersweb/msg", "offers/words/web"},

	{"internal/core", "core"}, // each folder below is a room, see roomOf
	{"internal/core/frame", "frame"},
	{"internal/core/rest", "rest"},

	{"internal/kit", "kit"},
	{"internal/kit/db", "db"},
	{"internal/kit/jobs", "jobs"},
	{"internal/kit/mail", "mail"},
	{"internal/kit/sms", "sms"},
	{"internal/kit/outbound", "outbound"},
	{"internal/kit/oidc", "oidc"},
	{"internal/kit/blob", "blob"},
	{"internal/kit/metrics", "metrics"},
	{"internal/kit/web", "pages"},
	{"internal/kit/web/ui", "ui"},
	{"internal/kit/blob/blobtest", "testing"},
	{"internal/kit/covers", "testing"},
	{"internal/kit/db/dbtest", "testing"},
	{"internal/kit/exetest", "testing"},
	{"internal/kit/mail/mailtest", "testing"},
	{"internal/kit/oidc/oidctest", "testing"},
	{"internal/kit/pdf/pdftest", "testing"},
	{"internal/kit/web/webtest", "testing"},
	{"internal/kit/web/browsertest", "testing"},
}

// modules are the services.
var modules = map[string]bool{"needs": true, "catalog": true, "ordering": true, "casework": true, "offers": true}

// libraries says which rooms may use what is not the program's own. What is neither here nor in the standard library
// may be used nowhere; of the standard library only what is here is reserved.
var libraries = []struct{ path, rooms string }{
	{"database/sql", "db migrations"},
	{"net/http", "cmd app metrics bench web api coreweb coreapi rest frame pages mail sms oidc outbound blob testing"},
	{"html/template", ""},
	{"text/template", ""},

	{"modernc.org/sqlite", "db"},
	{"github.com/jackc/pgx/v5", "db testing"},
	{"github.com/pressly/goose/v3", "migrations"},

	{"github.com/danielgtaylor/huma/v2", "rest"},
	{"github.com/a-h/templ", "app web coreweb frame pages ui core/notify"},
	{"github.com/alecthomas/kong", "cmd app kit"},
	{"github.com/wneessen/go-mail", "mail"},
	{"github.com/prometheus/client_golang", "metrics"},
	{"github.com/linxGnu/gosmpp", "sms"},
	{"github.com/coreos/go-oidc/v3", "oidc"},
	{"golang.org/x/oauth2", "oidc"},
	{"github.com/go-webauthn/webauthn", "core/account"},
	{"github.com/minio/minio-go/v7", "blob testing"},
	{"github.com/gabriel-vasile/mimetype", "core/document"},
	{"github.com/google/uuid", "kit"},
	{"github.com/xuri/excelize/v2", "kit"},
	{"codeberg.org/go-pdf/fpdf", "kit"},
	{"github.com/skip2/go-qrcode", "kit"},
	{"github.com/klauspost/compress", "pages core/backup"},
	{"filippo.io/age", "core/backup"},
	{"github.com/RoaringBitmap/roaring/v2", "catalog/index offers/public"},
	{"github.com/kljensen/snowball", "kit"},
	{"golang.org/x/crypto", "core kit"},
	{"golang.org/x/image", "kit"},
	{"golang.org/x/net/idna", "core mail pages kit"},
	{"golang.org/x/net/html", "arch testing"},
	{"golang.org/x/text", "module core rest pages kit testing"},
	{"golang.org/x/time", "module core pages kit"},
	{"golang.org/x/sync", "cmd app bench casework/seal jobs db kit"},
	{"github.com/emersion/go-smtp", "bench"}, // the mail server that measured mails arrive at
}

// testLibraries may be used by tests and by the rooms that help them, nowhere else.
var testLibraries = []string{
	"github.com/google/go-cmp", "github.com/chromedp", "github.com/andybalholm/cascadia",
	"github.com/emersion/go-smtp", "github.com/emersion/go-sasl", "golang.org/x/net/html",
	"github.com/zitadel/oidc/v3", "github.com/go-jose/go-jose/v4", // a provider of identity
	"github.com/descope/virtualwebauthn", // a device with passkeys
	"github.com/prometheus/client_golang/prometheus/testutil", "github.com/prometheus/common",
}

// roomOf tells the room of a folder, "" if it has none: "needs", "needs/web", "core/account", "core/account/web", "db".
func roomOf(folder string) string {
	room, rest, longest := "", "", -1
	for _, r := range rooms {
		if (folder == r.folder || strings.HasPrefix(folder, r.folder+"/")) && len(r.folder) > longest {
			room, rest, longest = r.room, strings.TrimPrefix(strings.TrimPrefix(folder, r.folder), "/"), len(r.folder)
		}
	}
	if room == "core" && rest != "" {
		name, below, _ := strings.Cut(rest, "/")
		if of, pages := strings.CutSuffix(name, "web"); pages {
			return "core/" + of + "/web" // pages of several core rooms: core/homeweb
		}
		room, rest = "core/"+name, below
	}
	if !modules[room] && family(room) != "core" {
		return room
	}
	for _, part := range strings.Split(rest, "/") {
		switch {
		case strings.HasSuffix(part, "web"):
			return room + "/web"
		case strings.HasSuffix(part, "api"):
			return room + "/api"
		}
	}
	return room
}

// family tells what kind of room it is: that of "needs" and of "needs/group" is "module", of "needs/web" "web", of
// "core/account" "core".
func family(room string) string {
	owner, kind := owner(room)
	core := strings.HasPrefix(room, "core")
	switch {
	case kind != "" && core:
		return "core" + kind
	case kind != "":
		return kind
	case core:
		return "core"
	case modules[moduleOf(owner)]:
		return "module"
	}
	return room
}

// moduleOf is the module that a room is of: a module that is split by object has a room for each, "needs/group", and its
// tables, words and pages stay the module's. Any other room is its own.
func moduleOf(room string) string {
	if module, _, _ := strings.Cut(room, "/"); modules[module] {
		return module
	}
	return room
}

// owner splits a room of pages or resources: "needs/web" is "needs" and "web"; any other room is its own, of no kind.
func owner(room string) (string, string) {
	for _, kind := range []string{"web", "api"} {
		if of, ok := strings.CutSuffix(room, "/"+kind); ok {
			return of, kind
		}
	}
	return room, ""
}

// may says whether words name a room or its family, for the importing room from.
func may(words, from, room string) bool {
	of, _ := owner(from)
	for _, w := range strings.Fields(words) {
		if w == room || w == family(room) || (w == "own" && of == room) {
			return true
		}
	}
	return false
}

// rowOf gives what a room may import: its own row, else its family's.
func rowOf(room string) (string, bool) {
	for _, name := range []string{room, family(room)} {
		for _, r := range table {
			if r.room == name {
				return r.may, true
			}
		}
	}
	return "", false
}
