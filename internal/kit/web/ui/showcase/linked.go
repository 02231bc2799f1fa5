package showcase

import (
	"context"
	"encoding/json"
	"io"

	"github.com/a-h/templ"
)

// Linked is data in the vocabulary of schema.org, as a block of JSON-LD. Browsers run nothing of it.
func Linked(data any) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		raw, err := json.Marshal(data) // escapes what would end the block
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, `<script type="application/ld+json">`+string(raw)+`</script>`)
		return err
	})
}
