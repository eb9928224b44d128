package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An AspectID names one kind of statement, such as "rate.market" for the rate
// in a market. The digests of stored claims are made of these IDs and of
// canonical values, so an ID is never renamed and never reused; the words
// beside it may change.
type AspectID string

// aspectName names an aspect among those of its engagement: its row, and the
// texts that fill the row's words. Two aspects with the same name are one.
type aspectName struct {
	kind aspectKind
	// rule is the rule that the aspect is about, for the date that selects it
	// and for the doubt that it is in force; otherwise 0.
	rule aspectKind
	of   [mostQualifiers]string
}

// mostQualifiers is the largest number of texts that fill the words of a row.
const mostQualifiers = 3

// name returns the name of the aspect that the texts single out among those of
// the kind.
func (k aspectKind) name(of ...string) aspectName {
	n := aspectName{kind: k}
	copy(n.of[:], of)
	return n
}

// about returns the name of a kind of aspect that each rule has, such as the
// date that selects it.
func (n aspectName) about(kind aspectKind) aspectName { return aspectName{kind, n.kind, n.of} }

func (n aspectName) row() *aspectRow { return &aspectRows[n.kind] }

// id returns the stable ID.
func (n aspectName) id() AspectID {
	if n.rule == 0 {
		return n.row().id
	}
	return aspectRows[n.rule].id + n.row().id
}

func (n aspectName) topic() Topic { return aspectRows[cmp.Or(n.rule, n.kind)].topic }

// texts returns the texts that single the aspect out, without the empty ones at
// the end.
func (n *aspectName) texts() []string {
	last := len(n.of)
	for last > 0 && n.of[last-1] == "" {
		last--
	}
	return n.of[:last]
}

// words returns the name for people.
func (n aspectName) words() string {
	words := n.row().words
	if n.rule != 0 {
		words = fmt.Sprintf(words, aspectRows[n.rule].words)
	}
	of := make([]any, strings.Count(words, "%s"))
	for i := range of {
		of[i] = n.of[i]
	}
	return fmt.Sprintf(words, of...)
}

// compare orders the names by ID, and then by their texts.
func (n aspectName) compare(other aspectName) int {
	return cmp.Or(cmp.Compare(n.id(), other.id()), slices.Compare(n.of[:], other.of[:]))
}

// statement is one version of an aspect's statement. If its words are empty,
// there is no statement.
type statement struct {
	// value is the canonical form of the statement, from which digests are
	// made. It has texts of the catalog and names of enumerations as they are
	// stored, and no words of this library.
	value string
	// words are its form for people.
	words string
}

// plain returns a statement whose words are its canonical form.
func plain(value string) statement { return statement{value, value} }

// and returns both statements as one.
func (s statement) and(other statement) statement {
	return statement{s.value + "\n" + other.value, s.words + " and " + other.words}
}

// amountText returns an amount; if there is none, it says nothing.
func amountText(m mci.Money) statement {
	if m.IsNone() {
		return statement{}
	}
	return statement{string(m.Currency()) + " " + m.Amount(), m.String()}
}

// numberText returns a number in digits. If it is 0, which means unknown, it
// says nothing.
func numberText(n int) statement {
	if n == 0 {
		return statement{}
	}
	return plain(strconv.Itoa(n))
}

// yes returns "yes" if a condition holds; otherwise it says nothing.
func yes(holds bool) statement {
	if holds {
		return plain("yes")
	}
	return statement{}
}

// joined sorts the texts of a list whose order means nothing and joins them. If
// a text contains the separator, its words are quoted.
func joined[T any](list []T, separator string) statement {
	texts := make([]statement, len(list))
	for i, one := range list {
		texts[i] = plain(fmt.Sprint(one))
	}
	return joinedStatements(texts, separator)
}

// joinedStatements is like joined, for texts that have a canonical form of
// their own.
func joinedStatements(list []statement, separator string) statement {
	values, words := canonicalValues(list), separable(list, separator)
	slices.Sort(words)
	return statement{values, strings.Join(words, separator)}
}

// listedStatements is like joinedStatements, but the words stay in the order of
// the guide.
func listedStatements(list []statement, separator string) statement {
	return statement{canonicalValues(list), strings.Join(separable(list, separator), separator)}
}

// canonicalValues returns the canonical form of a list whose order means
// nothing.
func canonicalValues(list []statement) string {
	values := make([]string, len(list))
	for i, one := range list {
		values[i] = strconv.Quote(one.value)
	}
	slices.Sort(values)
	return strings.Join(values, ",")
}

// separable returns the words of statements, quoted if they contain the
// separator.
func separable(list []statement, separator string) []string {
	words := make([]string, len(list))
	for i, one := range list {
		words[i] = one.words
		if strings.Contains(one.words, separator) {
			words[i] = vocabulary.Quote(one.words)
		}
	}
	return words
}

// canonical returns the bound in signs, with the value in its canonical form.
func (b bound[V]) canonical(value string) string {
	if b.excluded {
		return ">" + value
	}
	return ">=" + value
}
