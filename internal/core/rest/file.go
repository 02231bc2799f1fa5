package rest

import "preau/internal/kit/web"

// File is an answer that is a file. Its operation says by Media what it is.
type File struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// Download is a file as the API gives it: with the name under which pages give it, too.
func Download(name, media string, body []byte) *File {
	return &File{Type: media, Disposition: web.Attachment(name), Body: body}
}
