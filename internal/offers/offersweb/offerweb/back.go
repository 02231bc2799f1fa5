package offerweb

import (
	"net/http"
	"net/url"
	"strings"

	"preau/internal/offers/offer"
)

// fieldList is the query of the list from which one came to an offer, carried along in addresses: editing an offer and coming back leaves
// filters, order and page as they were (O47). Forms are sent to the address that they stand at, and keep it so.
const fieldList = "liste"

// from is that query; empty where one came from elsewhere, or the list was as it is at first.
type from string

func fromList(r *http.Request) from {
	q, err := url.ParseQuery(r.URL.Query().Get(fieldList))
	if err != nil {
		return ""
	}
	return from(q.Encode())
}

// on is an address that carries it along.
func (f from) on(path string) string {
	if f == "" {
		return path
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + url.Values{fieldList: {string(f)}}.Encode()
}

// list is the way back.
func (f from) list() string {
	if f == "" {
		return offer.ListPath
	}
	return offer.ListPath + "?" + string(f)
}
