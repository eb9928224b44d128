package resource

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/referral/internal/lossless"
)

// A ListPage is a part of a list of referrals. The zero ListPage is empty and
// the last.
type ListPage struct {
	// in their order
	Elements []Element
	// the address of the next page as it was given, often with the scheme http;
	// empty for the last
	Next string
}

// An Element is one element of a [ListPage].
type Element struct {
	// zero if Err is not nil
	Referral Referral
	// as it was written; may be personal
	Raw Verbatim
	// why the element could not be read, with its path; nil if it was read
	Err error
}

// The members of a page that are read. Others, such as @odata.context and
// @odata.count, are left.
const (
	pageValue = "value"
	pageNext  = "@odata.nextLink"
)

// DecodePage reads a page of a list. Its elements are read one by one: one that
// cannot be read is that element's error and costs no other; see [Decode] for
// how little it takes to be read. A page that is not JSON, that has no array
// value, has one of its members twice in whatever letters, or a next link that
// is no text, is a
// [mci.FieldError]: to take it for an empty or a last page would lose
// referrals.
func DecodePage(data []byte) (ListPage, error) {
	parts, err := lossless.CutObject(data)
	if err != nil {
		return ListPage{}, err
	}
	var page ListPage
	seen := map[string]bool{}
	for _, part := range parts {
		name, read := page.member(part.Name)
		if read == nil {
			continue
		}
		if seen[name] {
			return ListPage{}, mci.Invalid(part.Name, "the member twice", "each member once")
		}
		seen[name] = true
		err = read(part.Value)
		if err != nil {
			return ListPage{}, err
		}
	}
	if !seen[pageValue] {
		return ListPage{}, mci.Invalid(pageValue, "nothing", "an array")
	}
	return page, nil
}

// member returns the documented name of a member, whatever the case of its
// letters, and what reads it; nil for a member that is left.
func (p *ListPage) member(name string) (string, func(document.Value) error) {
	switch {
	case strings.EqualFold(name, pageValue):
		return pageValue, p.readElements
	case strings.EqualFold(name, pageNext):
		return pageNext, p.readNext
	default:
		return "", nil
	}
}

func (p *ListPage) readNext(link document.Value) error {
	next, ok := link.Text()
	if !ok && link.Kind() != document.Null {
		return mci.Invalid(pageNext, link.Kind().String(), "a text")
	}
	p.Next = next
	return nil
}

func (p *ListPage) readElements(array document.Value) error {
	if array.Kind() != document.Array {
		return mci.Invalid(pageValue, array.Kind().String(), "an array")
	}
	for element := range array.Elements() {
		r, err := Decode(element.Raw())
		at := pageValue + "[" + strconv.Itoa(len(p.Elements)) + "]"
		p.Elements = append(p.Elements, Element{r, compacted(element.Raw()), mci.At(at, err)})
	}
	return nil
}

// compacted returns a value without the white space between its parts.
func compacted(raw []byte) Verbatim {
	var out bytes.Buffer
	if json.Compact(&out, raw) != nil { // deeper than encoding/json goes
		return Verbatim(raw)
	}
	return Verbatim(out.String())
}
