package consent

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Language is a BCP 47 tag, such as "de-CH", for the language of the
// customer's mails. The zero Language means that none is given, and the host
// writes in its own. If two tags differ only in case, they mean the same.
//
// No document mentions a language. It is here because the host writes the
// mails.
type Language string

// mostLanguageBytes is the tag length that RFC 5646 asks every reader to
// support.
const mostLanguageBytes = 35

const wantLanguage = "a language tag of at most 35 bytes, such as de or de-CH"

// Check reports a tag that is longer than 35 bytes or does not have the shape
// of RFC 5646: a language of 2 to 8 letters, followed by parts of 1 to 8
// letters and digits. A part of one character must not be the last. Check does
// not look up whether such a language exists. The error is a [mci.FieldError].
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
