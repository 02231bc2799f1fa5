package publicweb

import (
	"regexp"
	"slices"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offersweb/publicweb/msg"
	"preau/internal/offers/public"
)

// The parameters of the list's address, the same for its feeds.
const (
	paramText      = "q"
	paramWhere     = "ou"
	paramFrom      = "du"
	paramUntil     = "au"
	paramStructure = "offreur"
)

// params are the parameters of the kinds, of which each may be there several times.
var params = map[public.Kind]string{
	public.Settings: "terrain", public.Topics: "theme", public.Audiences: "public", public.Programmes: "filiere", public.Months: "mois", public.Departments: "dep",
	public.Communes: "commune", public.Places: "places",
}

var sizes = []int{20, 50, 100}

// values are what a kind's value may look like: what else stands in an address is left out.
var values = regexp.MustCompile(`^[0-9][0-9AB]{0,5}$|^[0-9]{4}-[0-9]{2}$`)

// mostValues bounds how many of a kind are read.
const mostValues = 60

// readQuery is what an address asks for. Days that are none, or in the wrong order, are a fault of theirs, and the rest is found without them.
func readQuery(f *web.Form) (public.Query, error) {
	q := public.Query{
		Text: f.Line(paramText, 200), Where: f.Line(paramWhere, 80), From: f.Value(paramFrom), Until: f.Value(paramUntil), Structure: int64(positive(f.Value(paramStructure), 0)),
		Page: positive(f.Value("page"), 1), Size: sizes[0],
	}
	if n := positive(f.Value(ui.SizeParam), q.Size); slices.Contains(sizes, n) {
		q.Size = n
	}
	if o := public.Order(f.Value(ui.SortParam)); slices.Contains(public.Orders(), o) {
		q.Order = o
	}
	for k, name := range params {
		for _, v := range f.Values(name) {
			if values.MatchString(v) && len(q.Chosen[k]) < mostValues {
				q.Choose(k, v)
			}
		}
	}
	var faults apperr.Faults
	for name, at := range map[string]*string{paramFrom: &q.From, paramUntil: &q.Until} {
		if _, err := time.Parse(time.DateOnly, *at); *at != "" && err != nil {
			faults.Add(name, msg.FaultDay)
			*at = ""
		}
	}
	if q.From != "" && q.Until != "" && q.Until < q.From {
		faults.Add(paramUntil, msg.FaultOrder)
		q.From, q.Until = "", ""
	}
	return q, faults.Err()
}
