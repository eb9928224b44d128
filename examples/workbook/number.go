package workbook

import (
	"math"
	"strconv"
	"strings"
)

// A number is the content of a number cell, as the file stores it.
type number struct {
	value float64
	// text has at most 15 significant digits, as a spreadsheet program shows
	// them, and no grouping. It has an exponent if and only if the number is
	// long.
	text string
	long bool // it has more than 15 digits before its point
}

// readNumber reads a stored number. Programs store the nearest binary number
// with 17 digits, such as 0.30000000000000004, but show at most 15 of them.
func readNumber(stored string) (number, bool) {
	if strings.Trim(stored, "+-.0123456789eE") != "" {
		return number{}, false // ParseFloat accepts other texts, such as inf and 0x1p4
	}
	value, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(value, 0) {
		return number{}, false
	}
	read := number{value: value, text: strconv.FormatFloat(value, 'f', -1, 64)}
	if digits(read.text) > mostDigits {
		value, _ = strconv.ParseFloat(strconv.FormatFloat(value, 'e', mostDigits-1, 64), 64) // it never fails, because the text was formatted here
		read.text = strconv.FormatFloat(value, 'f', -1, 64)
	}
	if read.long = math.Abs(value) >= 1e15; read.long {
		read.text = strconv.FormatFloat(value, 'E', -1, 64)
	}
	if read.text == "-0" {
		read.text = "0"
	}
	return read, true
}

// digits returns the number of significant digits of a plain decimal number.
func digits(text string) int {
	text = strings.TrimLeft(strings.Replace(strings.TrimLeft(text, "+-"), ".", "", 1), "0")
	return len(strings.TrimRight(text, "0"))
}

// decimals returns the number of digits after the point.
func decimals(text string) int {
	_, fraction, _ := strings.Cut(text, ".")
	return len(fraction)
}

// plain reports whether a text is a plain decimal number, such as -12.50.
func plain(text string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	numeral := func(t string) bool { return t != "" && strings.Trim(t, "0123456789") == "" }
	return numeral(whole) && (!point || numeral(fraction))
}
