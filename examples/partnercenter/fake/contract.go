package fake

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// The documents that the tables of this file cite.
const (
	listPage  = `Microsoft Learn, "Get a list of referrals", 2020-09-30`
	linksPage = `the links of its sample payload`
)

// A column is a member that a list can be filtered by.
type column struct {
	of    func(*resource.Referral) string
	cites string // where the contract has it
}

// columns are the members that the documents' examples filter by. The contract
// lists no other.
var columns = map[string]column{
	"engagementId":                    {func(r *resource.Referral) string { return r.EngagementID }, listPage + ", $filter, and " + linksPage},
	"status":                          {func(r *resource.Referral) string { return string(r.Status) }, listPage + ", $filter"},
	"qualification":                   {func(r *resource.Referral) string { return string(r.Qualification) }, listPage + ", $filter"},
	"customerProfile/address/country": {func(r *resource.Referral) string { return r.CustomerProfile.Address.Country }, listPage + ", $filter"},
	"direction":                       {func(r *resource.Referral) string { return string(r.Direction) }, listPage + ", $filter"},
	"type":                            {func(r *resource.Referral) string { return string(r.Type) }, listPage + ", sample requests"},
	"substatus":                       {func(r *resource.Referral) string { return string(r.Substatus) }, listPage + ", sample requests"},
	// No example filters by it. A partner who looks for its own reference has
	// no other way, so the fake accepts it.
	"externalReferenceId": {func(r *resource.Referral) string { return r.ExternalReferenceID }, "this library's reading"},
}

// orderings are the values of $orderby with and without a direction.
var orderings = map[string]struct {
	sort  func([]resource.Referral)
	cites string
}{
	"createdDateTime":      {referral.OldestFirst.Sort, listPage + ", Supported orderby parameters"},
	"createdDateTime asc":  {referral.OldestFirst.Sort, listPage + ", Supported orderby parameters"},
	"createdDateTime desc": {newestFirst, listPage + ", $orderby"},
	"updatedDateTime desc": {referral.LatestUpdateFirst.Sort, listPage + ", Supported orderby parameters"},
}

// newestFirst sorts by creation. Referrals of one instant are sorted too, as
// they are made one after the other.
func newestFirst(list []resource.Referral) {
	slices.Reverse(list)
	referral.NewestFirst.Sort(list)
}

// options are the query options of a list. $skiptoken is in next links alone.
var options = map[string]string{
	"$select":    listPage + ", Supported OData operations",
	"$filter":    listPage + ", Supported OData operations",
	"$orderby":   listPage + ", Supported OData operations",
	"$top":       listPage + ", sample requests",
	"$skiptoken": listPage + ", response example",
}

// A listing is a request for a list, as far as the contract has it.
type listing struct {
	filters []func(*resource.Referral) bool
	sort    func([]resource.Referral)
	members []string // none means all
	top     int      // 0 means the server's page size
	skip    int
}

// listingOf reads a query. It reports the option that the contract does not
// have, or an empty text. If lenient, it ignores options and columns that it
// does not know.
func listingOf(query url.Values, lenient bool) (listing, string) {
	var l listing
	for name := range query {
		if options[name] == "" && !lenient {
			return l, name
		}
	}
	if text := query.Get("$filter"); text != "" {
		text = strings.TrimSuffix(strings.TrimPrefix(text, "("), ")")
		for clause := range strings.SplitSeq(text, " and ") {
			filter, ok := filterOf(clause, lenient)
			if !ok {
				return l, "$filter"
			}
			l.filters = append(l.filters, filter)
		}
	}
	// The documents promise no order without one, so the newest comes first.
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

// filterOf reads one comparison, such as status eq 'New'.
func filterOf(clause string, lenient bool) (func(*resource.Referral) bool, bool) {
	name, literal, ok := strings.Cut(clause, " eq '")
	inner, closed := strings.CutSuffix(literal, "'")
	value := strings.ReplaceAll(inner, "''", "'")
	if !ok || !closed || strings.ReplaceAll(value, "'", "''") != inner {
		return nil, false
	}
	by, known := columns[name]
	if !known {
		return func(*resource.Referral) bool { return true }, lenient
	}
	return func(r *resource.Referral) bool { return by.of(r) == value }, true
}

func (l *listing) selects(r *resource.Referral) bool {
	for _, filter := range l.filters {
		if !filter(r) {
			return false
		}
	}
	return true
}
