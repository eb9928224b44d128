package eligibility

import (
	"context"
	"errors"

	"github.com/mci-go/incentives/mci"
)

// The errors of a [TenantResolver] that looked and found no single tenant.
var (
	// ErrTenantNotFound says that no tenant has the domain.
	ErrTenantNotFound = errors.New("no tenant has this domain")
	// ErrTenantAmbiguous says that more than one tenant has the domain, so none
	// can be chosen.
	ErrTenantAmbiguous = errors.New("more than one tenant has this domain")
	// ErrNationalCloud says that the tenant is in a national cloud, which the
	// program does not look into.
	ErrNationalCloud = errors.New("the domain belongs to a national cloud")
)

// resolutionFailures are the errors for a domain without a single tenant.
var resolutionFailures = [...]error{ErrTenantNotFound, ErrTenantAmbiguous, ErrNationalCloud}

func isResolutionFailure(err error) bool {
	for _, failure := range resolutionFailures {
		if errors.Is(err, failure) {
			return true
		}
	}
	return false
}

// A TenantResolver finds the tenant that a domain belongs to. The host
// implements it, over OpenID discovery or a directory of its own. [TenantMap]
// serves for tests and small hosts.
//
// ResolveTenant is called once for each domain that a nomination names. It
// returns a tenant ID. If it finds no single tenant, it returns
// [ErrTenantNotFound], [ErrTenantAmbiguous] or [ErrNationalCloud]; any other
// error means that it could not look. It must honor the context and be safe for
// concurrent use.
type TenantResolver interface {
	ResolveTenant(ctx context.Context, domain mci.CustomerID) (tenant mci.CustomerID, err error)
}

// A TenantMap is a TenantResolver over a fixed table of domains and their
// tenants.
type TenantMap map[mci.CustomerID]mci.CustomerID

// ResolveTenant returns the tenant of the table. If the table does not have the
// domain, it returns [ErrTenantNotFound].
func (m TenantMap) ResolveTenant(ctx context.Context, domain mci.CustomerID) (mci.CustomerID, error) {
	if err := ctx.Err(); err != nil {
		return mci.CustomerID{}, err
	}
	tenant, ok := m[domain]
	if !ok {
		return mci.CustomerID{}, ErrTenantNotFound
	}
	return tenant, nil
}

// Resolve looks for the tenant of an ID that is a domain name. If the ID is of
// any other kind, there is nothing to look for, and the resolution is zero. If
// the resolver could not look, or returned an ID that is not a tenant ID, the
// resolution is zero and the error is not nil.
func Resolve(ctx context.Context, resolver TenantResolver, id mci.CustomerID) (Resolution, error) {
	if id.Type() != mci.DomainName {
		return Resolution{}, nil
	}
	tenant, err := resolver.ResolveTenant(ctx, id)
	for _, failure := range resolutionFailures {
		if errors.Is(err, failure) {
			return Resolution{Failure: failure}, nil
		}
	}
	if err != nil {
		return Resolution{}, err
	}
	if tenant.Type() != mci.TenantID {
		return Resolution{}, mci.Invalid("tenant", tenant.String(), "a tenant ID from the resolver")
	}
	return Resolution{Tenant: tenant}, nil
}

// MailMatches answers whether a contact's mail domain belongs to the tenant
// that was given as the customer's ID. If the ID is of another kind, the answer
// is yes, because only a tenant ID is compared. If the contact has no mail
// address, the answer is unknown. If the resolver could not look, the answer is
// unknown and the error is not nil. Source: [mci.CustomersPage].
func MailMatches(ctx context.Context, resolver TenantResolver, id mci.CustomerID, contact mci.Contact) (mci.Fact, error) {
	if id.Type() != mci.TenantID {
		return mci.Yes, nil
	}
	domain := contact.MailDomain()
	if domain.IsZero() {
		return mci.NotSupplied, nil
	}
	resolution, err := Resolve(ctx, resolver, domain)
	if err != nil {
		return mci.NotSupplied, err
	}
	return mci.FactOf(resolution.Tenant == id), nil
}
