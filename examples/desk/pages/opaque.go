package pages

import (
	"encoding/hex"
	"hash/fnv"
)

// opaque returns a text that stands for a name, an ID or a mail address in an
// address of the site, because browsers keep addresses in their history and
// proxies log them. It is no secret: if you know the original text, you can
// compute it.
func opaque(text string) string {
	sum := fnv.New128a()
	_, _ = sum.Write([]byte(text)) // it never fails
	return hex.EncodeToString(sum.Sum(nil))
}

// names reports whether a parameter of an address is a text or the opaque text
// for it.
func names(parameter, text string) bool {
	return parameter == text || len(parameter) == opaqueLength && parameter == opaque(text)
}

// opaqueLength is the length of an opaque text.
const opaqueLength = 2 * 128 / 8
