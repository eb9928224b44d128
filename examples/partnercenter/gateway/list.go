package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// mostPages limits the pages of a list. The bytes of all pages have a limit of
// their own.
const mostPages = 100

var (
	// ErrElsewhere is returned if the link to the next page of a list names
	// another host. The gateway does not follow it.
	ErrElsewhere = errors.New("the next page is at another host")
	// ErrTooLong is returned if an answer has too many bytes, or if a list has
	// too many pages or pages that link in a ring.
	ErrTooLong = errors.New("the answer is too long")
)

// List implements [referral.Gateway].
func (g *Gateway) List(ctx context.Context, externalReferenceID string) ([]resource.Referral, error) {
	return g.list(ctx, column{"externalReferenceId", func(r *resource.Referral) string { return r.ExternalReferenceID }, isSame, false}, externalReferenceID)
}

// Related implements [referral.RelatedLister]. It uses the same filter as a
// referral's own link to its related ones.
func (g *Gateway) Related(ctx context.Context, engagementID string) ([]resource.Referral, error) {
	return g.list(ctx, column{"engagementId", func(r *resource.Referral) string { return r.EngagementID }, strings.EqualFold, true}, engagementID)
}

// A column is a member that a list can be filtered by.
type column struct {
	name string
	of   func(*resource.Referral) string
	// same compares two values: a GUID without case, a host's reference with
	// it.
	same func(a, b string) bool
	// every published referral has the member
	always bool
}

func isSame(a, b string) bool { return a == b }

// list returns the referrals whose column has a value. If several pages repeat
// a referral, for example because the list changes during the call, it is
// returned once, in its last version.
func (g *Gateway) list(ctx context.Context, by column, value string) ([]resource.Referral, error) {
	address := *g.url
	address.RawQuery = "$filter=" + escaped(by.name+" eq "+quoted(value)) + "&$orderby=createdDateTime"
	all := list{by: by, value: value}
	left, next := mostBytes, &address
	for visited := map[string]bool{}; ; {
		if len(visited) == mostPages || visited[next.String()] {
			return nil, fmt.Errorf("%w: a list of %d pages and more", ErrTooLong, len(visited))
		}
		visited[next.String()] = true
		answer, err := g.read(ctx, next, left)
		if err != nil {
			return nil, err
		}
		left -= len(answer.body)
		page, err := resource.DecodePage(answer.body)
		if err != nil { // an empty list would cause a second referral
			return nil, unreadable("a page of the list", err)
		}
		all.add(len(visited), page.Elements)
		if page.Next == "" {
			break
		}
		if next, err = g.following(next, page.Next); err != nil {
			return nil, err
		}
	}
	if all.unread != nil {
		return all.found, &referral.UnreadError{Elements: all.unread}
	}
	return all.found, nil
}

// A list collects, over several pages, the referrals with a value in a column.
type list struct {
	by     column
	value  string
	found  []resource.Referral
	unread []error
}

func (l *list) add(page int, elements []resource.Element) {
	for i := range elements {
		r, err := &elements[i].Referral, elements[i].Err
		if err == nil {
			err = l.whyUnusable(r)
		}
		if err != nil {
			l.unread = append(l.unread, fmt.Errorf("page %d: %w", page, err))
			continue
		}
		if !l.by.same(l.by.of(r), l.value) { // a service may ignore the case, or the whole filter
			continue
		}
		if at := slices.IndexFunc(l.found, func(one resource.Referral) bool { return strings.EqualFold(one.ID, r.ID) }); at >= 0 {
			l.found[at] = *r
			continue
		}
		l.found = append(l.found, *r)
	}
}

// whyUnusable returns an error if it is unknown whether a referral belongs to
// the list, because it has no ID, or because its value is not a text or is
// missing although every referral has one.
func (l *list) whyUnusable(r *resource.Referral) error {
	if r.ID == "" {
		return errors.New("a referral without an ID")
	}
	for _, odd := range r.Odd() {
		if !odd.Read && odd.Path == l.by.name {
			return fmt.Errorf("referral %q: %v", r.ID, odd)
		}
	}
	if l.by.always && l.by.of(r) == "" {
		return fmt.Errorf("referral %q has no %s", r.ID, l.by.name)
	}
	return nil
}

// following returns the address of the next page, always with the gateway's own
// scheme and host. The link may differ in path and scheme, because the
// documents' own samples misspell the path and use http. It returns
// [ErrElsewhere] if the link names another host.
func (g *Gateway) following(current *url.URL, link string) (*url.URL, error) {
	next, err := current.Parse(link)
	if err != nil {
		return nil, errors.New("the link to the next page is no address")
	}
	if next.User != nil || !g.isHost(next) {
		return nil, ErrElsewhere
	}
	next.Scheme, next.Host = g.url.Scheme, g.url.Host
	return next, nil
}

// isHost reports whether an address is at the gateway's host. The default ports
// of HTTP and HTTPS count as equal.
func (g *Gateway) isHost(address *url.URL) bool {
	if address.Scheme != g.url.Scheme && address.Scheme != "http" || !strings.EqualFold(address.Hostname(), g.url.Hostname()) {
		return false
	}
	port, own := address.Port(), g.url.Port()
	return port == own || g.url.Scheme == "https" && isDefault(port) && isDefault(own)
}

// isDefault reports whether a port is a default one.
func isDefault(port string) bool { return port == "" || port == "80" || port == "443" }
