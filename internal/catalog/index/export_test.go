package index

// StemsOf are the stems of a text, for the model.
func StemsOf(text string) []string {
	var out []string
	for _, w := range wordsOf(text) {
		if !idle[w] {
			out = append(out, stem(w))
		}
	}
	return out
}
