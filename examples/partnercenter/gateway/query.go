package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// orders are the values of $orderby. Source: Microsoft Learn, "Get a list of
// referrals", 2020-09-30, "Supported orderby parameters".
var orders = map[referral.Order]string{
	referral.LatestUpdateFirst: "updatedDateTime desc",
	referral.OldestFirst:       "createdDateTime",
	referral.NewestFirst:       "createdDateTime desc",
}

// needed are the members by which a query selects, so they are always read.
var needed = []string{"id", "engagementId", "status", "direction", "customerProfile", "createdDateTime", "updatedDateTime"}

// usable returns an error if an element of a page could not be read, or not
// enough of it for the query.
func usable(e *resource.Element, query *referral.Query) error {
	switch {
	case e.Err != nil:
		return e.Err
	case e.Referral.ID == "":
		return errors.New("a referral without an ID")
	default:
		return query.Unsure(&e.Referral)
	}
}

// Query implements [referral.Feed]. If the documents' examples filter by a
// member, the service filters by it. The gateway filters by the other members
// itself. It reads all pages, unless [Options] trust the order.
func (g *Gateway) Query(ctx context.Context, query referral.Query) (referral.Page, error) {
	address := *g.url
	address.RawQuery = odata(&query)
	at := &address
	if query.Next != "" {
		var err error
		if at, err = g.following(&address, query.Next); err != nil {
			return referral.Page{}, err
		}
	}
	answer, err := g.read(ctx, at, mostBytes)
	if err != nil {
		return referral.Page{}, err
	}
	read, err := resource.DecodePage(answer.body)
	if err != nil {
		return referral.Page{}, unreadable("a page of the list", err)
	}
	page := referral.Page{Next: read.Next}
	var unread referral.UnreadError
	below := len(read.Elements) > 0
	for i := range read.Elements {
		r := &read.Elements[i].Referral
		if err := usable(&read.Elements[i], &query); err != nil {
			unread.Elements = append(unread.Elements, fmt.Errorf("element %d: %w", i, err))
			continue
		}
		below = below && isBefore(r, &query)
		if query.Selects(r) {
			page.Referrals = append(page.Referrals, *r)
		}
	}
	if unread.Elements != nil {
		return page, &unread
	}
	if g.options.TrustOrder && below && query.Order == referral.LatestUpdateFirst {
		page.Next = ""
	}
	return page, nil
}

// isBefore reports whether a referral was changed before the instant from which
// a query selects.
func isBefore(r *resource.Referral, query *referral.Query) bool {
	updated, known := r.UpdatedDateTime.Time()
	return known && updated.Before(query.UpdatedSince)
}

// odata returns the query of the address of a list.
func odata(query *referral.Query) string {
	var filters, parts []string
	for _, by := range []struct{ name, value string }{
		{"status", string(query.Status)},
		{"direction", string(query.Direction)},
		{"engagementId", query.Engagement},
		{"customerProfile/address/country", string(query.Country)},
	} {
		if by.value != "" {
			filters = append(filters, by.name+" eq "+quoted(by.value))
		}
	}
	if filters != nil {
		parts = append(parts, "$filter="+escaped(strings.Join(filters, " and ")))
	}
	parts = append(parts, "$orderby="+escaped(orders[query.Order]))
	if query.Select != nil {
		names := slices.Clone(query.Select)
		for _, name := range needed {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		parts = append(parts, "$select="+escaped(strings.Join(names, ",")))
	}
	if query.Most > 0 {
		parts = append(parts, "$top="+strconv.Itoa(query.Most))
	}
	return strings.Join(parts, "&")
}

// quoted returns a text as a literal of OData.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// escaped escapes a value of a query. A space becomes %20, which every service
// reads.
func escaped(value string) string { return strings.ReplaceAll(url.QueryEscape(value), "+", "%20") }
