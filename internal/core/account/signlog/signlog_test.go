package signlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Each kind of answer is one outcome, and no sentence of a refusal, which may hold what was typed, comes into the log.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	said := i18n.M("x", "name", "ce qui fut saisi")
	for _, x := range []struct {
		err  error
		try  Try
		want string
	}{
		{nil, Try{Password, 7, false}, "way=password outcome=ok reason=\"\" account=7"},
		{&apperr.Error{Kind: apperr.Invalid, Msg: said}, Try{Way: Password}, "way=password outcome=failed reason=\"\" account=0"},
		{&apperr.Error{Kind: apperr.Invalid, Msg: said}, Try{Password, 7, true}, "way=password outcome=limited reason=\"\" account=7"},
		{apperr.ForbiddenErr(apperr.Reason{Code: "account.suspended", By: "ce qui fut saisi"}), Try{Passkey, 7, false}, "way=passkey outcome=refused reason=account.suspended account=7"},
		{fmt.Errorf("identify: %w", &apperr.Error{Kind: apperr.Unauthenticated}), Try{Way: Token}, "way=token outcome=failed reason=\"\" account=0"},
		{apperr.NotFoundErr(), Try{Way: Link}, "way=link outcome=failed reason=\"\" account=0"},
		{apperr.ConflictErr(said), Try{Way: Activation}, "way=activation outcome=late reason=\"\" account=0"},
		{&apperr.Error{Kind: apperr.TooMany}, Try{Way: Provider}, "way=provider outcome=limited reason=\"\" account=0"},
		{&apperr.Error{Kind: apperr.Unavailable}, Try{Way: Provider}, "way=provider outcome=down reason=\"\" account=0"},
		{errors.New("ce qui fut saisi"), Try{Way: Reset}, "way=reset outcome=broken reason=\"\" account=0"},
		{context.Canceled, Try{Way: Reset}, ""},
	} {
		var b bytes.Buffer
		New(slog.New(slog.NewTextHandler(&b, nil))).Tried(id.WithRequest(t.Context(), "demande-1"), x.try, x.err)
		switch got := b.String(); {
		case x.want == "" && got != "":
			t.Errorf("%v: %s", x.err, got)
		case x.want != "" && !strings.HasSuffix(got, "msg=sign-in "+x.want+" request_id=demande-1\n"):
			t.Errorf("%v: %s", x.err, got)
		}
	}
	Log{}.SignedOut(t.Context(), 1) // writes nothing
}
