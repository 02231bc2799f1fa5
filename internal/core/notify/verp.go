package notify

import (
	"crypto/hmac"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

// A return address is the operator's with a token of the mail after its name: retours+TOKEN@preau.example. Whoever writes
// to it has seen the envelope of that very mail, which only its way and its reader have. The token holds the mail's id and
// the first 80 bits of a signature, in letters and digits of one case, for some servers change the case.

// lettersOnly is base32 in lower case.
var lettersOnly = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

const (
	idBytes   = 16
	signBytes = 10
	// TokenLength is how much longer a mail's return address is than the operator's, the + included: of the 64 characters
	// that may stand before the @.
	TokenLength = 1 + 26 + 16
)

// returnAddress is where servers send a mail back to; empty without an address of the operator's.
func (l Links) returnAddress(operators, mailID string) string {
	at := strings.LastIndexByte(operators, '@')
	if at < 0 {
		return ""
	}
	return operators[:at] + "+" + l.returnToken(mailID) + operators[at:]
}

func (l Links) returnToken(mailID string) string {
	raw, err := hex.DecodeString(strings.ReplaceAll(mailID, "-", ""))
	if err != nil || len(raw) != idBytes {
		return "" // ids are UUIDs
	}
	return lettersOnly.EncodeToString(raw) + lettersOnly.EncodeToString(l.signature(mailID))
}

func (l Links) signature(mailID string) []byte {
	return l.sum("notify.return/" + mailID)[:signBytes]
}

// returned finds the mail of a return address, or of its token alone; false for a forged one.
func (l Links) returned(address string) (mailID string, ok bool) {
	token := strings.ToLower(strings.TrimSpace(address))
	if at := strings.LastIndexByte(token, '@'); at >= 0 {
		token = token[:at]
	}
	token = token[strings.LastIndexByte(token, '+')+1:]
	if len(token) != TokenLength-1 {
		return "", false
	}
	raw, err := lettersOnly.DecodeString(token[:26])
	if err != nil || len(raw) != idBytes {
		return "", false
	}
	h := hex.EncodeToString(raw)
	mailID = h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
	return mailID, hmac.Equal([]byte(token), []byte(l.returnToken(mailID)))
}
