package consent

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Language is a BCP 47 tag, such as "de-CH", in which the customer is written
// to. The zero Language is none given: the host writes in its own. Tags that
// differ in upper and lower case alone mean the same.
//
// No document speaks of a language; it is here because the host writes the
// mails.
type Language string

// mostLanguageBytes is the length that RFC 5646 asks every reader of tags to
// take.
const mostLanguageBytes = 35

const wantLanguage = "a language tag of at most 35 bytes, such as de or de-CH"

// Check reports a tag that does not have the shape of RFC 5646, or is longer
// than 35 bytes: a language of 2 to 8 letters, then parts of 1 to 8 letters and
// digits, of which one of a single character is not the last. Whether such a
// language exists is not looked up. The error is a [mci.FieldError].
func (l Language) Check() error {
	if l != "" && !l.wellFormed() {
		return mci.Invalid("", string(l), wantLanguage)
	}
	return nil
}

func (l Language) wellFormed() bool {
	if len(l) > mostLanguageBytes {
		return false
	}
	primary, _, _ := strings.Cut(string(l), "-")
	if len(primary) < 2 || strings.ContainsAny(primary, "0123456789") {
		return false
	}
	last := 0
	for part := range strings.SplitSeq(string(l), "-") {
		if last = len(part); last < 1 || last > 8 || strings.ContainsFunc(part, notAlphanumeric) {
			return false
		}
	}
	return last > 1
}

func notAlphanumeric(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}
