package sms

import "unicode/utf16"

// The alphabet of GSM 03.38, and what takes two places in it.
const (
	gsm = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwice = "\f^{}\\[~]|€"
)

var places = func() map[rune]int {
	out := map[rune]int{}
	for _, r := range gsm {
		out[r] = 1
	}
	for _, r := range gsmTwice {
		out[r] = 2
	}
	return out
}()

// How much one part holds, alone and among several, in septets of GSM and in units of UCS-2.
const (
	gsmAlone, gsmAmong   = 160, 153
	ucs2Alone, ucs2Among = 70, 67
)

// Size says in which alphabet a text goes, and in how many parts: each is paid. French with ê, ç or œ takes UCS-2, in
// which a part holds less than half.
func Size(text string) (plain bool, parts int) {
	septets := make([]int, 0, len(text))
	for _, r := range text {
		n := places[r]
		if n == 0 {
			return false, ucs2Parts(text)
		}
		septets = append(septets, n)
	}
	return true, fill(septets, gsmAlone, gsmAmong)
}

func ucs2Parts(text string) int {
	var units []int
	for _, r := range text {
		units = append(units, max(1, utf16.RuneLen(r)))
	}
	return fill(units, ucs2Alone, ucs2Among)
}

// fill counts parts that no letter is cut in two by.
func fill(sizes []int, alone, among int) int {
	all, parts, left := 0, 1, among
	for _, n := range sizes {
		if all += n; n > left {
			parts, left = parts+1, among
		}
		left -= n
	}
	if all <= alone {
		return 1
	}
	return parts
}
