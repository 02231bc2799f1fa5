package rest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// document is the description of the API in one language.
type document struct {
	text []byte
	tag  string
}

func (a *API) schema(v any, hint string) *huma.Schema {
	return a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, hint)
}

// Mount ends the list of operations: their description is written in each language when it is first asked for, and served. glossary says
// what properties and parameters are, by "Schema.property" or, where they mean the same everywhere, by "property".
func (a *API) Mount(glossary map[string]i18n.Key) {
	all := own()
	maps.Copy(all, glossary)
	a.docs = sync.OnceValues(func() (map[i18n.Lang]document, error) { return a.describe(all) })
	a.o.Mux.Get(Document, a.serve)
}

func (a *API) describe(glossary map[string]i18n.Key) (map[i18n.Lang]document, error) {
	raw, err := a.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("describe the API: %w", err)
	}
	docs := map[i18n.Lang]document{}
	for _, lang := range i18n.Langs {
		text, err := spoken(raw, a.o.Messages.For(lang, time.UTC), a.o.Messages.Keys(), glossary)
		if err != nil {
			return nil, fmt.Errorf("describe the API: %w", err)
		}
		sum := sha256.Sum256(text)
		docs[lang] = document{text: text, tag: `"` + hex.EncodeToString(sum[:16]) + `"`}
	}
	return docs, nil
}

// Described is the description in a language.
func (a *API) Described(lang i18n.Lang) ([]byte, error) {
	docs, err := a.docs()
	return docs[lang].text, err
}

// serve gives the description to anybody: it holds nothing that is not in the source.
func (a *API) serve(w http.ResponseWriter, r *http.Request) error {
	docs, err := a.docs()
	if err != nil {
		return err
	}
	d := docs[web.T(r).Lang()]
	h := w.Header()
	h.Set("Content-Type", jsonType)
	h.Set("Content-Language", string(web.T(r).Lang()))
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("ETag", d.tag)
	h.Add("Vary", "Accept-Language")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.text))
	return nil
}

// spoken puts words in the place of their keys.
func spoken(raw []byte, t *i18n.T, keys []i18n.Key, glossary map[string]i18n.Key) ([]byte, error) {
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err //nolint:wrapcheck // the caller says what failed
	}
	s := speaker{t: t, known: map[string]bool{}, glossary: glossary}
	for _, k := range keys {
		s.known[string(k)] = true
	}
	s.schemas(doc)
	s.walk(doc)
	text, err := json.MarshalIndent(doc, "", "  ")
	return append(text, '\n'), err //nolint:wrapcheck // the caller says what failed
}

type speaker struct {
	t        *i18n.T
	known    map[string]bool
	glossary map[string]i18n.Key
}

// schemas drops those of huma's own errors, which are never sent, and says what each property is.
func (s speaker) schemas(doc map[string]any) {
	components, _ := doc["components"].(map[string]any)
	all, _ := components["schemas"].(map[string]any)
	delete(all, "ErrorModel")
	delete(all, "ErrorDetail")
	for name, schema := range all {
		m, _ := schema.(map[string]any)
		if !strings.HasSuffix(name, "In") { // what is sent is checked strictly; what is received may grow
			delete(m, "additionalProperties")
		}
		properties, _ := m["properties"].(map[string]any)
		for property, of := range properties {
			if what, ok := of.(map[string]any); ok {
				s.explain(what, name, property)
			}
		}
	}
}

func (s speaker) explain(what map[string]any, schema, property string) {
	key, ok := s.glossary[schema+"."+property]
	if !ok {
		key, ok = s.glossary[property]
	}
	if ok {
		what["description"] = string(key)
	}
}

// walk says every key in words, and what each parameter is.
func (s speaker) walk(v any) {
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			if text, ok := x.(string); ok {
				v[i] = s.word(text)
			}
			s.walk(x)
		}
	case map[string]any:
		if name, ok := v["name"].(string); ok && v["in"] != nil && v["description"] == nil {
			s.explain(v, "parameter", strings.ToLower(name))
		}
		for k, x := range v {
			if text, ok := x.(string); ok {
				v[k] = s.word(text)
			}
			s.walk(x)
		}
	}
}

func (s speaker) word(text string) string {
	if s.known[text] {
		return s.t.S(i18n.Key(text))
	}
	return text
}
