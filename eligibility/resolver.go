package eligibility

import (
	"context"
	"errors"

	"github.com/mci-go/incentives/mci"
)

// What a [TenantResolver] returns when it looked and found no single tenant.
var (
	// ErrTenantNotFound says that no tenant has the domain.
	ErrTenantNotFound = errors.New("no tenant has this domain")
	// ErrTenantAmbiguous says that more than one tenant has the domain, so that
	// none can be chosen.
	ErrTenantAmbiguous = errors.New("more than one tenant has this domain")
	// ErrNationalCloud says that the tenant is in a cloud that the program does
	// not look into.
	ErrNationalCloud = errors.New("the domain belongs to a national cloud")
)

// resolutionFailures are the errors that say that there is no single tenant.
var resolutionFailures = [...]error{ErrTenantNotFound, ErrTenantAmbiguous, ErrNationalCloud}

func isResolutionFailure(err error) bool {
	for _, failure := range resolutionFailures {
		if errors.Is(err, failure) {
			return true
		}
	}
	return false
}

// A TenantResolver tells which tenant a domain belongs to. The host implements
// it, over OpenID discovery or a directory of its own; [TenantMap] serves for
// tests and small hosts.
//
// ResolveTenant is called once for each domain that a nomination names. It
// returns a tenant ID, or one of [ErrTenantNotFound], [ErrTenantAmbiguous] and
// [ErrNationalCloud]; any other error means that it could not look. It must
// honor the context and be safe for concurrent use.
type TenantResolver interface {
	ResolveTenant(ctx context.Context, domain mci.CustomerID) (tenant mci.CustomerID, err error)
}

// A TenantMap is a TenantResolver over a fixed table of domains and their
// tenants.
type TenantMap map[mci.CustomerID]mci.CustomerID

// ResolveTenant returns the tenant of the table, or [ErrTenantNotFound].
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

// Resolve looks for the tenant of an ID that is a domain name; for any other
// kind of ID there is nothing to look for. The error is not nil only when the
// resolver could not look, and the resolution is then zero.
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
// that was given as the customer's ID. It is yes for every other kind of ID,
// because only a tenant ID is compared, and unknown where the contact has no
// mail address, and with an error when the resolver could not look. Source:
// [mci.CustomersPage].
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
