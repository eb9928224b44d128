package pages

import (
	"encoding/hex"
	"hash/fnv"
)

// An opaque text stands in an address for the name, the ID or the mail address
// of somebody, because addresses end up in the histories of browsers and in the
// logs of proxies. It is no secret: who knows the text can compute it.
func opaque(text string) string {
	sum := fnv.New128a()
	_, _ = sum.Write([]byte(text)) // it never fails
	return hex.EncodeToString(sum.Sum(nil))
}

// names reports whether a parameter of an address is a text or stands for it.
func names(parameter, text string) bool {
	return parameter == text || len(parameter) == opaqueLength && parameter == opaque(text)
}

// opaqueLength is the length of an opaque text.
const opaqueLength = 2 * 128 / 8
