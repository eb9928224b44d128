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

// A ListPage is one page of a list of referrals. The zero ListPage is empty and
// the last page.
type ListPage struct {
	// Elements are in the order of the page.
	Elements []Element
	// Next is the address of the next page as the service gave it, often with
	// the scheme http. It is empty if this is the last page.
	Next string
}

// An Element is one element of a [ListPage].
type Element struct {
	// Referral is zero if Err is not nil.
	Referral Referral
	// Raw is the element as it was written. It may be personal.
	Raw Verbatim
	// Err says why the element could not be read, with its path. It is nil if
	// the element was read.
	Err error
}

// The members of a page that are read. Others, such as @odata.context and
// @odata.count, are ignored.
const (
	pageValue = "value"
	pageNext  = "@odata.nextLink"
)

// DecodePage reads a page of a list. It reads the elements one by one: if an
// element cannot be read, it has an error and the others are not affected.
// [Decode] describes how lenient reading is.
//
// The error is a [mci.FieldError] if the page is not JSON, has no array value,
// has one of its members twice in any case of letters, or has a next link that
// is not a text. To read such a page as an empty or a last one would lose
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

// member returns the documented name of a member in any case of letters, and
// the function that reads it. The function is nil for a member that is ignored.
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
	if json.Compact(&out, raw) != nil { // nested too deeply for encoding/json
		return Verbatim(raw)
	}
	return Verbatim(out.String())
}
