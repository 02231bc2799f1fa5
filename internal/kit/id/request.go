package id

import "context"

type requestKey struct{}

// WithRequest keeps a request's id, for the lines of the log that are written below the pages.
func WithRequest(ctx context.Context, requestID string) context.Context {
	return context.WithValue(ctx, requestKey{}, requestID)
}

// Request is the id of the request in which something is done; "" outside one.
func Request(ctx context.Context) string {
	s, _ := ctx.Value(requestKey{}).(string)
	return s
}
