package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/mci-go/incentives/referral/resource"
)

// mostPages bounds a list, so that pages which lead to each other end.
const mostPages = 100

var (
	// ErrElsewhere is returned for a list whose next page is said to be at another host. It was not asked for.
	ErrElsewhere = errors.New("the next page is at another host")
	// ErrTooLong is returned for an answer of too many bytes, and for a list of too many pages.
	ErrTooLong = errors.New("the answer is too long")
)

// A page is a part of a list.
type page struct {
	Value []resource.Referral `json:"value"`
	Next  string              `json:"@odata.nextLink"`
}

// List implements [referral.Gateway].
func (g *Gateway) List(ctx context.Context, externalReferenceID string) ([]resource.Referral, error) {
	address := *g.url
	filter := "externalReferenceId eq '" + strings.ReplaceAll(externalReferenceID, "'", "''") + "'"
	address.RawQuery = "$filter=" + strings.ReplaceAll(url.QueryEscape(filter), "+", "%20") + "&$orderby=createdDateTime"
	var found []resource.Referral
	next := &address
	for range mostPages {
		answer, err := g.read(ctx, next)
		if err != nil {
			return nil, err
		}
		var p page
		if err := json.Unmarshal(answer.body, &p); err != nil {
			return nil, fmt.Errorf("a page of the list: %w", err)
		}
		if p.Value == nil { // to take it for an empty list would make a second referral
			return nil, errors.New("a page of the list has no value")
		}
		for _, one := range p.Value {
			if one.ExternalReferenceID == externalReferenceID { // a service may ignore the case, or the filter
				found = append(found, one)
			}
		}
		if p.Next == "" {
			return found, nil
		}
		if next, err = g.following(next, p.Next); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: more than %d pages", ErrTooLong, mostPages)
}

// following returns the address of the next page. Its path may be another one: the documents' own samples misspell it.
func (g *Gateway) following(current *url.URL, link string) (*url.URL, error) {
	next, err := current.Parse(link)
	if err != nil {
		return nil, errors.New("the link to the next page is no address")
	}
	if next.Scheme != g.url.Scheme || !strings.EqualFold(next.Host, g.url.Host) || next.User != nil {
		return nil, ErrElsewhere
	}
	return next, nil
}
