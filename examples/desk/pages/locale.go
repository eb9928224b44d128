package pages

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	numbers "golang.org/x/text/number"

	"github.com/mci-go/incentives/mci"
)

// A locale holds the user's conventions for days and numbers. The texts stay
// English.
type locale struct {
	tag language.Tag
	// day is the layout of a day. If the language does not write months in
	// English, it has digits only.
	day string
	// group is the separator of digit groups, and decimal the one of decimals.
	group, decimal string
}

// dayForms lists the languages with their layouts of a day, which are CLDR's
// short formats with a year of four digits. The first one is the standard.
var dayForms = []struct{ tag, day string }{
	{"en-GB", "2 Jan 2006"},
	{"en-US", "Jan 2, 2006"},
	{"de", "02.01.2006"},
	{"de-CH", "02.01.2006"},
	{"fr", "02/01/2006"},
	{"fr-CH", "02.01.2006"},
	{"it", "02/01/2006"},
	{"es", "2/1/2006"},
	{"pt", "02/01/2006"},
	{"nl", "02-01-2006"},
	{"sv", "2006-01-02"},
	{"da", "02.01.2006"},
	{"nb", "02.01.2006"},
	{"fi", "2.1.2006"},
	{"pl", "2.01.2006"},
	{"cs", "02.01.2006"},
	{"ja", "2006/01/02"},
	{"zh", "2006/1/2"},
}

// locales are the locales in the order of dayForms, with the matcher that
// selects one.
var locales = sync.OnceValue(func() (all struct {
	list    []locale
	matcher language.Matcher
},
) {
	var tags []language.Tag
	for _, form := range dayForms {
		tag := language.MustParse(form.tag)
		tags = append(tags, tag)
		one := locale{tag: tag, day: form.day}
		one.group, one.decimal = marksOfNumbers(tag)
		all.list = append(all.list, one)
	}
	all.matcher = language.NewMatcher(tags)
	return all
})

// marksOfNumbers returns the separators of a language's numbers.
func marksOfNumbers(tag language.Tag) (group, decimal string) {
	shown := message.NewPrinter(tag).Sprint(numbers.Decimal(1234567.5, numbers.Scale(1)))
	group, rest, _ := strings.Cut(strings.TrimPrefix(shown, "1"), "234")
	_, decimal, _ = strings.Cut(rest, "567")
	return group, strings.TrimSuffix(decimal, "5")
}

// mostAccepted is the largest number of bytes of the header that are read.
const mostAccepted = 200

// localeOf returns the index of the locale that a request prefers. It is 0, the
// standard, if the request states no preference.
func localeOf(r *http.Request) int {
	header := r.Header.Get("Accept-Language")
	if len(header) > mostAccepted {
		header = header[:mostAccepted]
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(wanted) == 0 {
		return 0
	}
	_, i, confidence := locales().matcher.Match(wanted...)
	if confidence == language.No {
		return 0
	}
	return i
}

// days returns a date in UTC, such as "10 Nov 2022". The value is a date or an
// instant. The text is a dash if the value is zero.
func (l *locale) days(value any) string {
	at, ok := value.(time.Time)
	if date, isDate := value.(mci.Date); isDate && !date.IsZero() {
		at, ok = date.Start(time.UTC), true
	}
	if !ok || at.IsZero() {
		return "–"
	}
	return at.UTC().Format(l.day)
}

// instants returns an instant to the minute, in UTC.
func (l *locale) instants(at time.Time) string {
	if at.IsZero() {
		return "–"
	}
	return at.UTC().Format(l.day + ", 15:04 UTC")
}

// amountText matches the amounts in a text of the library: a currency and a
// number.
var amountText = regexp.MustCompile(`\b([A-Z]{3}) (-?)([0-9][0-9,]*)(\.[0-9]+)?`)

// money returns a value of money, or a text with such values, in the user's
// number format.
func (l *locale) money(value any) string {
	return amountText.ReplaceAllStringFunc(fmt.Sprint(value), func(found string) string {
		parts := amountText.FindStringSubmatch(found)
		if _, known := mci.Currency(parts[1]).MinorDigits(); !known {
			return found
		}
		return parts[1] + " " + parts[2] + l.grouped(strings.ReplaceAll(parts[3], ",", "")+parts[4])
	})
}

// dayText matches the days and instants in a text of the library.
var dayText = regexp.MustCompile(`\b[12][0-9]{3}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z)?\b`)

// texts returns a text of the library with its amounts and days in the user's
// format. If a day is part of a longer word, such as an ID, or stands in
// quotes, it is somebody's own text and stays unchanged.
func (l *locale) texts(value any) string {
	text, shown := l.money(value), strings.Builder{}
	end := 0
	for _, found := range dayText.FindAllStringIndex(text, -1) {
		if joined(text[:found[0]], text[found[1]:]) {
			continue
		}
		shown.WriteString(text[end:found[0]] + l.dayIn(text[found[0]:found[1]]))
		end = found[1]
	}
	return shown.String() + text[end:]
}

// dayIn returns a day or an instant from a text in the user's format.
func (l *locale) dayIn(found string) string {
	if at, err := time.Parse(time.RFC3339, found); err == nil {
		return l.instants(at)
	}
	if day, err := mci.ParseDate(found); err == nil {
		return l.days(day)
	}
	return found
}

// joined reports whether the characters around a word make it a part of a
// longer word. A point or a colon after it may also end it.
func joined(before, after string) bool {
	const joins = "-_/@+=\"'“”‘’\\"
	last, _ := utf8.DecodeLastRuneInString(before)
	first, size := utf8.DecodeRuneInString(after)
	second, _ := utf8.DecodeRuneInString(after[size:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(joins, r) }
	return word(last) || last == '.' || last == ':' || word(first) || (first == '.' || first == ':') && word(second)
}

// write returns a number of the library, such as "7.5", in the user's format
// for a field.
func (l *locale) write(number string) string {
	if l == nil {
		return number
	}
	return strings.Replace(number, ".", l.decimal, 1)
}

// grouped returns a number, such as "20000.5", with the user's separators.
func (l *locale) grouped(number string) string {
	digits, fraction, pointed := strings.Cut(number, ".")
	var text strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			text.WriteString(l.group)
		}
		text.WriteRune(digit)
	}
	if pointed {
		text.WriteString(l.decimal + fraction)
	}
	return text.String()
}

// A localPages holds the templates of the other locales. They are made when the
// first user of a locale comes. It is safe for concurrent use.
type localPages struct {
	mu   sync.Mutex
	read map[int]templates
}

// pagesFor returns the templates of the user's locale.
func (s *site) pagesFor(r *http.Request) (templates, error) {
	i := localeOf(r)
	if i == 0 {
		return s.pages, nil
	}
	s.local.mu.Lock()
	defer s.local.mu.Unlock()
	if read, ok := s.local.read[i]; ok {
		return read, nil
	}
	read, err := s.templatesOf(&locales().list[i])
	if err == nil {
		if s.local.read == nil {
			s.local.read = map[int]templates{}
		}
		s.local.read[i] = read
	}
	return read, err
}
