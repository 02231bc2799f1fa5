// Package static holds the files that browsers load: style sheets, the font, htmx, the icon. They are all in the program.
//
// The sheets are generated, by the program in gen, from readable sources in src; README.md says where each comes from.
package static

import "embed"

// FS has the files under the names that pages ask for: app.css, ds/1.22.0/ds.css, theme/defaut.css …
//
//go:embed app.css autosave.js count.js passkey.js icon.svg ds theme font htmx
var FS embed.FS
