package web

import (
	"net/http"
	"strconv"

	"preau/internal/kit/apperr"
)

// Number is a public number in the address, such as {n}: from 1, written in the one way that links have. What is none is not found.
func Number(r *http.Request, name string) (int64, error) {
	return number(r, name, 64)
}

// Number32 is a public number of a thing that has four bytes for it: no database holds a wider one.
func Number32(r *http.Request, name string) (int64, error) {
	return number(r, name, 32)
}

func number(r *http.Request, name string, bits int) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, bits)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != r.PathValue(name) {
		return 0, apperr.NotFoundErr()
	}
	return n, nil
}
