package workbook

import "strings"

// A format describes how a number is shown, as far as its value depends on
// that.
type format struct {
	day, clock bool // shown as a date, and as a time of day
	// decimals is the number of decimal places that are shown. It is -1 if the
	// format shows all of them.
	decimals int
}

var general = format{decimals: -1}

// builtIn returns a format that has a number and no text in the file. Source:
// ECMA-376, part 1, 18.8.30.
func builtIn(number int) format {
	switch {
	case number == 1, number == 3, number == 37, number == 38:
		return format{}
	case number == 2, number == 4, number == 39, number == 40:
		return format{decimals: 2}
	case number >= 14 && number <= 17, number >= 27 && number <= 31, number == 36, number >= 50 && number <= 58:
		return format{day: true, decimals: -1}
	case number == 22:
		return format{day: true, clock: true, decimals: -1}
	case number >= 18 && number <= 21, number >= 32 && number <= 35, number == 45, number == 47:
		return format{clock: true, decimals: -1}
	default:
		return general
	}
}

// parseFormat reads the text of a format, such as "yyyy-mm-dd" or "#,##0.00".
// Only its first section is used, which is for numbers above zero.
func parseFormat(code string) format {
	letters := bare(code)
	lower := strings.ToLower(letters)
	if strings.HasPrefix(lower, "general") || strings.HasPrefix(lower, "standard") {
		return general
	}
	clock := strings.ContainsAny(lower, "hs")
	day := strings.ContainsAny(lower, "yd") || !clock && strings.Contains(lower, "m")
	if day || clock {
		return format{day: day, clock: clock, decimals: -1}
	}
	if !strings.ContainsAny(letters, "0#?") || strings.ContainsAny(letters, "%/Ee@") {
		return general
	}
	_, fraction, _ := strings.Cut(letters, ".")
	return format{decimals: strings.Count(fraction, "0") + strings.Count(fraction, "#") + strings.Count(fraction, "?")}
}

// bare returns the first section of a format without its quoted texts, its
// escaped characters and its brackets, which hold a color, a currency or a
// language. The brackets of an elapsed time, such as [h], are general.
func bare(code string) string {
	var kept strings.Builder
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case ';':
			return kept.String()
		case '\\', '_', '*': // the next character is shown, left blank or repeated
			i++
		case '"':
			i += skipTo(code[i+1:], '"')
		case '[':
			i += skipTo(code[i+1:], ']')
		default:
			kept.WriteByte(code[i])
		}
	}
	return kept.String()
}

// skipTo returns the number of bytes up to and including a character. If there
// is no such character, it returns the length of the text.
func skipTo(text string, character byte) int {
	if at := strings.IndexByte(text, character); at >= 0 {
		return at + 1
	}
	return len(text)
}
