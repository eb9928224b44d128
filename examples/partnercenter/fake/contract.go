package fake

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// The documents that the tables in this file cite.
const (
	listPage  = `Microsoft Learn, "Get a list of referrals", 2020-09-30`
	linksPage = `the links of its sample payload`
)

// A column is a member that a list can be filtered by.
type column struct {
	is    func(r *resource.Referral, value string) bool
	cites string // the document in which the contract has it
}

// columns are the members that the documents' examples filter by. The contract
// lists no other. It does not say whether case matters. The texts are compared
// with case, as OData's eq does, and the GUIDs without, because a GUID has no
// case.
var columns = map[string]column{
	"engagementId": {
		func(r *resource.Referral, id string) bool { return strings.EqualFold(r.EngagementID, id) },
		listPage + ", $filter, and " + linksPage,
	},
	"status":                          {text(func(r *resource.Referral) string { return string(r.Status) }), listPage + ", $filter"},
	"qualification":                   {text(func(r *resource.Referral) string { return string(r.Qualification) }), listPage + ", $filter"},
	"customerProfile/address/country": {text(func(r *resource.Referral) string { return r.CustomerProfile.Address.Country }), listPage + ", $filter"},
	"direction":                       {text(func(r *resource.Referral) string { return string(r.Direction) }), listPage + ", $filter"},
	"type":                            {text(func(r *resource.Referral) string { return string(r.Type) }), listPage + ", sample requests"},
	"substatus":                       {text(func(r *resource.Referral) string { return string(r.Substatus) }), listPage + ", sample requests"},
	"team/any(t:t/email":              {hasMember, listPage + ", sample requests"},
	// No example filters by it. If a partner searches for its own reference,
	// there is no other way, so the fake accepts it.
	"externalReferenceId": {text(func(r *resource.Referral) string { return r.ExternalReferenceID }), "this library's reading"},
}

func text(of func(*resource.Referral) string) func(*resource.Referral, string) bool {
	return func(r *resource.Referral, value string) bool { return of(r) == value }
}

func hasMember(r *resource.Referral, email string) bool {
	return slices.ContainsFunc(r.Team, func(m resource.Member) bool { return m.Email == email })
}

// orderings are the values of $orderby, with and without a direction.
var orderings = map[string]struct {
	sort  func([]resource.Referral)
	cites string
}{
	"createdDateTime":      {referral.OldestFirst.Sort, listPage + ", Supported orderby parameters"},
	"createdDateTime asc":  {referral.OldestFirst.Sort, listPage + ", Supported orderby parameters"},
	"createdDateTime desc": {newestFirst, listPage + ", $orderby"},
	"updatedDateTime":      {earliestUpdateFirst, listPage + ", Supported orderby parameters"},
	"updatedDateTime asc":  {earliestUpdateFirst, listPage + ", Supported orderby parameters"},
	"updatedDateTime desc": {referral.LatestUpdateFirst.Sort, listPage + ", Supported orderby parameters"},
}

func earliestUpdateFirst(list []resource.Referral) {
	referral.LatestUpdateFirst.Sort(list)
	slices.Reverse(list)
}

// newestFirst sorts by creation. If referrals were created at one instant, the
// one that was made last comes first.
func newestFirst(list []resource.Referral) {
	slices.Reverse(list)
	referral.NewestFirst.Sort(list)
}

// options are the query options of a list. $skiptoken only occurs in next
// links.
var options = map[string]string{
	"$select":    listPage + ", Supported OData operations",
	"$filter":    listPage + ", Supported OData operations",
	"$orderby":   listPage + ", Supported OData operations",
	"$top":       listPage + ", sample requests",
	"$skiptoken": listPage + ", response example",
}

// A listing is a request for a list, in the terms of the contract.
type listing struct {
	filters []func(*resource.Referral) bool
	sort    func([]resource.Referral)
	members []string // none means all
	top     int      // 0 means the server's page size
	skip    int
}

// listingOf reads a query. It returns the first option that is not in the
// contract, or an empty text. If lenient is true, it ignores unknown options
// and columns.
func listingOf(query url.Values, lenient bool) (listing, string) {
	var l listing
	for name := range query {
		if options[name] == "" && !lenient {
			return l, name
		}
	}
	if text := query.Get("$filter"); text != "" {
		filters, ok := filtersOf(text, lenient)
		if !ok {
			return l, "$filter"
		}
		l.filters = filters
	}
	// If no order is asked for, the documents promise none, so the newest
	// referral comes first.
	l.sort = newestFirst
	if text := query.Get("$orderby"); text != "" {
		order, ok := orderings[text]
		if !ok && !lenient {
			return l, "$orderby"
		}
		if ok {
			l.sort = order.sort
		}
	}
	if text := query.Get("$select"); text != "" {
		l.members = strings.Split(text, ",")
	}
	for name, number := range map[string]*int{"$top": &l.top, "$skiptoken": &l.skip} {
		n, err := strconv.Atoi("0" + query.Get(name))
		if err != nil {
			return l, name
		}
		*number = n
	}
	return l, ""
}

// filtersOf reads comparisons such as status eq 'New' and type eq 'Shared'.
func filtersOf(text string, lenient bool) ([]func(*resource.Referral) bool, bool) {
	if inner, ok := strings.CutPrefix(text, "("); ok {
		if text, ok = strings.CutSuffix(inner, ")"); !ok {
			return nil, false
		}
	}
	var filters []func(*resource.Referral) bool
	for {
		name, rest, compared := strings.Cut(text, " eq '")
		value, rest, closed := literal(rest)
		if !compared || !closed {
			return nil, false
		}
		if strings.Contains(name, "any(") {
			if rest, closed = strings.CutPrefix(rest, ")"); !closed {
				return nil, false
			}
		}
		by, known := columns[name]
		switch {
		case known:
			filters = append(filters, func(r *resource.Referral) bool { return by.is(r, value) })
		case !lenient:
			return nil, false
		}
		if rest == "" {
			return filters, true
		}
		if text, closed = strings.CutPrefix(rest, " and "); !closed {
			return nil, false
		}
	}
}

// literal returns a text up to its closing quote, and the rest after it. A
// doubled quote stands for one quote.
func literal(text string) (value, rest string, closed bool) {
	for {
		before, after, found := strings.Cut(text, "'")
		value += before
		if !found {
			return value, "", false
		}
		if !strings.HasPrefix(after, "'") {
			return value, after, true
		}
		value, text = value+"'", after[1:]
	}
}

func (l *listing) selects(r *resource.Referral) bool {
	for _, filter := range l.filters {
		if !filter(r) {
			return false
		}
	}
	return true
}
