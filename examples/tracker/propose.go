package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/examples/proposal"
	"github.com/mci-go/incentives/mci"
)

// proposalFlags are the flags of the command open that propose an association.
var proposalFlags = slices.Concat([]fieldFlag{
	{name: "kind", field: "kind", usage: "propose an association of the `KIND`: the name of its engagement or partner role", read: readText, values: texts(cpor.Kinds)},
	{name: "user", field: "user.id", usage: "the `ID` of the partner's user who proposes", read: readText},
	{name: "role", field: "user.grants", usage: "the user's `ROLE` at the location", read: readGrants, values: roles},
	{name: "name", field: "name", usage: "the `NAME` of the claim", read: readText},
	{name: "location", field: "location.id", usage: "the `ID` of the partner location", read: readText},
	{name: "enrollment", field: "location.enrollment", usage: "the `STATUS` of the location's enrollment, such as enrolled", read: readText},
	{name: "tenant", field: "tenant", usage: "the customer's tenant `ID`", read: readID(mci.TenantID)},
	{name: "domain", field: "domain", usage: "the customer's `DOMAIN`", read: readID(mci.DomainName)},
	{name: "domain-matches", field: "domainMatches", usage: "whether the domain belongs to the tenant: `ANSWER` yes or no", read: readText, values: answers},
	{name: "workload", field: "workloads", usage: "a `WORKLOAD` or product; may be repeated", read: readText, many: true},
	{name: "on-tenant", field: "onTenant", usage: "whether the tenant has all of them: `ANSWER` yes or no", read: readText, values: answers},
	{name: "channel", field: "channel", usage: "the `CHANNEL` through which they were bought, such as CSP or Enterprise Agreement", read: readText, values: texts(recognition.Channels)},
	{name: "subscription", field: "subscription.id", usage: "the `ID` of the subscription", read: readText},
	{name: "of-product", field: "subscription.ofProduct", usage: "whether the subscription is for the products and the tenant: `ANSWER` yes or no", read: readText, values: answers},
	{name: "active", field: "subscription.active", usage: "whether it is active or in grace: `ANSWER` yes or no", read: readText, values: answers},
	{name: "provisioned", field: "subscription.provisioned", usage: "whether its products are provisioned: `ANSWER` yes or no", read: readText, values: answers},
	{name: "provisioned-on", field: "subscription.provisionedOn", usage: "the `DAY` on which they were provisioned", read: readText},
	{name: "listed", field: "subscription.listed", usage: "whether Partner Center offers it for a claim: `ANSWER` yes or no", read: readText, values: answers},
	{name: "own", field: "own", usage: "whether the partner has a claim to the same that the tracker does not keep: `ANSWER` yes or no", read: readText, values: answers},
	{name: "others", field: "others", usage: "whether another partner is associated: `ANSWER` yes or no", read: readText, values: answers},
	{name: "customer-contact", field: "customerContact", usage: "`CONTACT`, such as \"Noa <noa@contoso.com>\"", read: readContact},
	{name: "customer-title", field: "customerTitle", usage: "the `TITLE` of the customer's contact", read: readText},
	{name: "partner-contact", field: "partnerContact", usage: "`CONTACT`", read: readContact},
	{name: "pay-declined", field: "payDeclined", usage: "whether the partner opts out of incentive payments: `ANSWER` yes or no", read: readText, values: answers},
	{name: "seller", field: "seller.name", usage: "the `NAME` of the Dynamics seller, for a revenue association", read: readText},
	{name: "seller-customer", field: "seller.customer", usage: "the customer's `NAME`, for a revenue association", read: readText},
	{name: "solution", field: "seller.solution", usage: "the `SOLUTION`, for a revenue association", read: readText},
}, proofFlags)

// readGrants reads a role as a grant at the location of the proposal.
func readGrants(text string) (any, error) {
	var role mci.Role
	if err := role.UnmarshalText([]byte(text)); err != nil {
		return nil, err
	}
	return []mci.Grant{{Role: role}}, nil
}

// readID returns a reader of customer IDs of a type.
func readID(kind mci.IDType) func(string) (any, error) {
	return func(text string) (any, error) {
		id, err := mci.ParseCustomerID(kind, text)
		if err != nil {
			var problem *mci.FieldError
			if errors.As(err, &problem) {
				problem.Path = ""
			}
			return nil, err
		}
		return id, nil
	}
}

// isProposal reports whether a request proposes an association.
func isProposal(data []byte) bool {
	var given struct {
		Kind json.RawMessage `json:"kind"`
	}
	return json.Unmarshal(data, &given) == nil && given.Kind != nil
}

// propose proposes an association and opens the claim.
func (t *tracker) propose(ctx context.Context, id string, r *proposal.Request, key string) error {
	r.At, r.Terms = t.at, t.terms
	own, unread, err := proposal.Own(ctx, t.desk, claims.ID(id), &r.Question)
	t.skipAll(unread)
	if err != nil {
		return err
	}
	r.Own = own
	proposed, decision, err := cpor.Propose(r.Question, r.Details)
	if err != nil {
		return err
	}
	if proposed == nil {
		return &declined{findings: decision.Reasons(), association: true}
	}
	meta := claims.Meta{
		Actor: claims.Partner, User: r.User.ID, Role: r.User.RoleAt(r.Location.ID),
		At: t.at, Received: t.now, Future: t.future, Key: key,
	}
	change, err := t.desk.Associations().Open(ctx, proposed, claims.ID(id), meta)
	if errors.Is(err, desk.ErrExists) {
		return &exists{id}
	}
	if err != nil {
		return err
	}
	told := changedAssociation(change)
	if len(change.Entries) > 0 {
		told.Ahead = decision.Ahead()
	}
	return t.show(told)
}

// readProposal reads a proposal from the data of a file, which may be nil, and
// from the flags. If both set a field, the flag is used. If neither names a
// user, the given user is used.
func readProposal(file string, data, flags []byte, user string) (*proposal.Request, error) {
	fields, err := merged(data, flags)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var r proposal.Request
	switch err := readStrictly(fields, &r); {
	case err != nil && string(flags) == "{}":
		return nil, fmt.Errorf("%s: %w", file, err)
	case err != nil:
		return nil, withoutPlaces(err)
	case !r.At.IsZero():
		return nil, mci.Invalid("at", r.At.Format(time.RFC3339), "no instant: --at tells it")
	}
	r.User.ID = cmp.Or(r.User.ID, mci.UserID(user))
	return &r, nil
}
