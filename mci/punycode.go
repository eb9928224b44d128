package mci

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// acePrefix begins the ASCII form of a label with letters beyond ASCII.
const acePrefix = "xn--"

// asciiLabel returns the ASCII form of a domain name's label in lower case, or
// the empty string if it has none. It accepts letters beyond ASCII as IDNA2008
// does, except for those that must be mapped first, such as letters in full
// width, ligatures and accents that are separate from their letter. A label
// with such letters must be given in its ASCII form.
func asciiLabel(label string) string {
	if isASCII(label) {
		if code, encoded := strings.CutPrefix(label, acePrefix); encoded && !isPunycode(code) {
			return ""
		}
		return label
	}
	runes := []rune(label)
	if unicode.Is(unicode.M, runes[0]) || slices.ContainsFunc(runes, needsMapping) || accentApart(runes) {
		return ""
	}
	return acePrefix + punycode(runes)
}

// isPunycode reports whether a code decodes to a label that is encoded as this
// code and no other.
func isPunycode(code string) bool {
	runes, ok := unPunycode(code)
	return ok && !isASCII(string(runes)) && asciiLabel(string(runes)) == acePrefix+code
}

// mapped holds blocks of letters that IDNA maps to others, such as
// superscripts, ligatures and letters in full width.
var mapped = []struct{ first, last rune }{
	{0x00aa, 0x00aa},
	{0x00ba, 0x00ba},
	{0x02b0, 0x02ff},
	{0x1d2c, 0x1d6a},
	{0x2070, 0x218f},
	{0x2460, 0x24ff},
	{0x3130, 0x318f},
	{0x3200, 0x33ff},
	{0xf900, 0xfaff},
	{0xfb00, 0xfb4f},
	{0xfb50, 0xfdff},
	{0xfe70, 0xfeff},
	{0xff00, 0xffef},
	{0x1d400, 0x1d7ff},
	{0x2f800, 0x2fa1f},
}

// needsMapping reports whether a character is not allowed in a label, or is
// allowed only after it is mapped to another one.
func needsMapping(r rune) bool {
	switch {
	case r == '-', r >= '0' && r <= '9', r >= 'a' && r <= 'z':
		return false
	case r < 0x80, unicode.ToLower(r) != r, !unicode.In(r, unicode.L, unicode.M, unicode.Nd):
		return true
	}
	return slices.ContainsFunc(mapped, func(block struct{ first, last rune }) bool { return r >= block.first && r <= block.last })
}

// accentApart reports whether a label has a combining accent. Such an accent
// joins with the letter before it if the letter exists in a form with the
// accent.
func accentApart(runes []rune) bool {
	return slices.ContainsFunc(runes, func(r rune) bool { return r >= 0x0300 && r <= 0x036f })
}

// The parameters of Punycode for domain names. Source: RFC 3492, section 5.
const (
	punycodeBase    = 36
	punycodeLeast   = 1
	punycodeMost    = 26
	punycodeSkew    = 38
	punycodeDamp    = 700
	punycodeBias    = 72
	punycodeInitial = 0x80
)

const punycodeDigits = "abcdefghijklmnopqrstuvwxyz0123456789"

// punycode encodes a label with at least one rune beyond ASCII. Source: RFC
// 3492, section 6.3.
func punycode(runes []rune) string {
	var code strings.Builder
	for _, r := range runes {
		if r < punycodeInitial {
			code.WriteRune(r)
		}
	}
	basic := code.Len()
	if basic > 0 {
		code.WriteByte('-')
	}
	next, bias, delta := rune(punycodeInitial), punycodeBias, 0
	for handled := basic; handled < len(runes); {
		least := rune(math.MaxInt32)
		for _, r := range runes {
			if r >= next {
				least = min(least, r)
			}
		}
		delta += int(least-next) * (handled + 1)
		next = least
		for _, r := range runes {
			if r < next {
				delta++
			}
			if r == next {
				writeDelta(&code, delta, bias)
				bias = adaptBias(delta, handled+1, handled == basic)
				delta = 0
				handled++
			}
		}
		delta++
		next++
	}
	return code.String()
}

// writeDelta writes a number with digits whose weights depend on the bias.
func writeDelta(code *strings.Builder, delta, bias int) {
	for k := punycodeBase; ; k += punycodeBase {
		threshold := min(max(k-bias, punycodeLeast), punycodeMost)
		if delta < threshold {
			code.WriteByte(punycodeDigits[delta])
			return
		}
		code.WriteByte(punycodeDigits[threshold+(delta-threshold)%(punycodeBase-threshold)])
		delta = (delta - threshold) / (punycodeBase - threshold)
	}
}

func adaptBias(delta, points int, first bool) int {
	if first {
		delta /= punycodeDamp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > (punycodeBase-punycodeLeast)*punycodeMost/2; k += punycodeBase {
		delta /= punycodeBase - punycodeLeast
	}
	return k + (punycodeBase-punycodeLeast+1)*delta/(delta+punycodeSkew)
}

// unPunycode decodes a code of at most 63 bytes in lower case. Source: RFC
// 3492, section 6.2.
func unPunycode(code string) ([]rune, bool) {
	var runes []rune
	if end := strings.LastIndexByte(code, '-'); end > 0 {
		runes, code = []rune(code[:end]), code[end+1:]
	}
	next, place, bias := punycodeInitial, 0, punycodeBias
	for first := true; code != ""; first = false {
		delta, rest, ok := readDelta(code, bias)
		if !ok {
			return nil, false
		}
		code = rest
		points := len(runes) + 1
		bias = adaptBias(delta, points, first)
		place += delta
		next += place / points
		place %= points
		if next > unicode.MaxRune || next >= 0xd800 && next < 0xe000 {
			return nil, false
		}
		runes = slices.Insert(runes, place, rune(next))
		place++
	}
	return runes, true
}

// readDelta reads a number that writeDelta wrote, and returns the rest of the
// code.
func readDelta(code string, bias int) (delta int, rest string, ok bool) {
	weight := int64(1) // times 35 at most before a digit that is not 0 is too much
	for k := punycodeBase; code != ""; k += punycodeBase {
		digit := strings.IndexByte(punycodeDigits, code[0])
		if digit < 0 || int64(digit) > int64(math.MaxInt32-delta)/weight {
			return 0, "", false
		}
		code = code[1:]
		delta += digit * int(weight)
		threshold := min(max(k-bias, punycodeLeast), punycodeMost)
		if digit < threshold {
			return delta, code, true
		}
		weight *= int64(punycodeBase - threshold)
	}
	return 0, "", false
}
