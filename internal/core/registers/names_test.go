package registers_test

import (
	"testing"

	"preau/internal/core/registers"
)

func TestShown(t *testing.T) {
	for name, want := range map[string]bool{
		"Claire": true, "Éloïse Œillet-d'Aubigné": true, "E\u0301loi\u0308se": true, "Nguyễn Thị": true, "Παύλος": true, "Юлия": true, "محمد": true,
		"Lycée Jean\u00a0Moulin": true, "3e A (2026)": true, "L’Étang": true,
		"": false, "   ": false, "\u00a0": false, "...": false, "\u0301": false, "\u0301a": false, "a\u0301\u0301\u0301\u0301": false,
		"cl\u200baire": false, "claire\u200d": false, "\ufeffclaire": false, "cla\u00adire": false, "cla\u202eire": false, "\u2066claire\u2069": false,
		"claire\x00": false, "cla\tire": false, "claire\u2028": false, "claire\ue000": false, "claire\U000e0041": false, "claire\ufe0f": false,
		"\u3164": false, "claire\u115f": false, "claire\uffa0": false, "claire\u2800": false, "claire\u034f": false, "claire\u17b4": false,
		"claire\ufffd": false, "claire\xff": false, "claire\u0378": false, "claire\u3000": false,
	} {
		if got := registers.Shown(name); got != want {
			t.Errorf("%+q: shown %v, want %v", name, got, want)
		}
	}
}

func TestOneScript(t *testing.T) {
	for name, want := range map[string]bool{"claire": true, "Éloïse.2": true, "юлия": true, "παύλος-3": true, "cl\u0430ire": false, "pαul": false, "12": true} {
		if got := registers.OneScript(name); got != want {
			t.Errorf("%+q: one script %v, want %v", name, got, want)
		}
	}
}
