package eligibility

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// resolverFunc is a TenantResolver that calls a function.
type resolverFunc func(context.Context, mci.CustomerID) (mci.CustomerID, error)

func (f resolverFunc) ResolveTenant(ctx context.Context, domain mci.CustomerID) (mci.CustomerID, error) {
	return f(ctx, domain)
}

// answering returns a TenantResolver with the same answer for every domain.
func answering(tenant mci.CustomerID, err error) TenantResolver {
	return resolverFunc(func(context.Context, mci.CustomerID) (mci.CustomerID, error) { return tenant, err })
}

var _ TenantResolver = TenantMap(nil)

func TestResolveFindsTheTenantOfADomain(t *testing.T) {
	got, err := Resolve(t.Context(), TenantMap{contoso: contosoTenant}, contoso)
	if want := (Resolution{Tenant: contosoTenant}); err != nil || got != want {
		t.Errorf("Resolve = %+v, %v, want %+v", got, err, want)
	}
}

func TestResolveAsksForTheDomainOnce(t *testing.T) {
	var asked []mci.CustomerID
	resolver := resolverFunc(func(_ context.Context, domain mci.CustomerID) (mci.CustomerID, error) {
		asked = append(asked, domain)
		return contosoTenant, nil
	})
	if _, err := Resolve(t.Context(), resolver, contoso); err != nil {
		t.Fatal(err)
	}
	if len(asked) != 1 || asked[0] != contoso {
		t.Errorf("the resolver was asked for %v, want %v once", asked, contoso)
	}
}

func TestResolveLooksForNothingButDomains(t *testing.T) {
	resolver := resolverFunc(func(context.Context, mci.CustomerID) (mci.CustomerID, error) {
		t.Error("the resolver was asked")
		return mci.CustomerID{}, nil
	})
	for _, id := range []mci.CustomerID{{}, contosoTenant, contosoTPID, contosoAzure, contosoDeal} {
		if got, err := Resolve(t.Context(), resolver, id); err != nil || got != (Resolution{}) {
			t.Errorf("%v: Resolve = %+v, %v, want nothing", id, got, err)
		}
	}
}

// A domain can be not found, ambiguous or in a national cloud. These are facts
// about the customer, with different errors, and they differ from a failure of
// the resolver.
func TestResolveTellsFailuresOfTheDomainFromFailuresOfTheResolver(t *testing.T) {
	found := map[string]error{}
	for _, failure := range []error{ErrTenantNotFound, ErrTenantAmbiguous, ErrNationalCloud} {
		for _, err := range []error{failure, fmt.Errorf("directory: %w", failure)} {
			got, failed := Resolve(t.Context(), answering(mci.CustomerID{}, err), contoso)
			if failed != nil || got != (Resolution{Failure: failure}) {
				t.Errorf("%v: Resolve = %+v, %v, want the failure and no error", err, got, failed)
			}
			q := workshopByDomain()
			q.Customer.Resolution = got
			for _, f := range decide(&q).Reasons() {
				if f.Rule != "customer.domain-resolved" || f.Outcome != mci.Fail {
					t.Errorf("%v: the rule %s is %v", err, f.Rule, f.Outcome)
				}
				if other, taken := found[f.Found]; taken && !errors.Is(err, other) {
					t.Errorf("%v and %v read the same: %s", err, other, f.Found)
				}
				found[f.Found] = failure
			}
		}
	}
	if len(found) != 3 {
		t.Errorf("the three failures read as %v", found)
	}

	broken := errors.New("connection refused")
	got, err := Resolve(t.Context(), answering(contosoTenant, broken), contoso)
	if !errors.Is(err, broken) || got != (Resolution{}) {
		t.Errorf("a resolver that could not look gives %+v, %v, want its error and nothing else", got, err)
	}
}

func TestResolveRefusesAnythingButATenantFromTheResolver(t *testing.T) {
	for _, wrong := range []mci.CustomerID{{}, contoso, contosoTPID, contosoAzure, contosoDeal} {
		got, err := Resolve(t.Context(), answering(wrong, nil), contoso)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != "tenant" || got != (Resolution{}) {
			t.Errorf("%v as a tenant: Resolve = %+v, %v, want a FieldError about the tenant", wrong, got, err)
		}
	}
}

func TestResolveStopsWhenTheContextIsCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, resolver := range []TenantMap{{contoso: contosoTenant}, {}} {
		got, err := Resolve(ctx, resolver, contoso)
		if !errors.Is(err, context.Canceled) || got != (Resolution{}) {
			t.Errorf("with %d domains: Resolve = %+v, %v, want the context's error", len(resolver), got, err)
		}
	}
}

func TestATenantMapKnowsOnlyItsTable(t *testing.T) {
	tenants := TenantMap{contoso: contosoTenant}
	if got, err := tenants.ResolveTenant(t.Context(), customerID(mci.DomainName, "fabrikam.com")); !errors.Is(err, ErrTenantNotFound) || !got.IsZero() {
		t.Errorf("an unknown domain gives %v, %v, want %v", got, err, ErrTenantNotFound)
	}
	if got, err := TenantMap(nil).ResolveTenant(t.Context(), contoso); !errors.Is(err, ErrTenantNotFound) || !got.IsZero() {
		t.Errorf("the zero TenantMap gives %v, %v, want %v", got, err, ErrTenantNotFound)
	}
}

func TestMailMatchesComparesTheTenantWithTheMailDomain(t *testing.T) {
	broken := errors.New("connection refused")
	tenants := TenantMap{contoso: contosoTenant}
	alex := mci.Contact{Name: "Alex", Email: "alex@contoso.com"}
	outsider := mci.Contact{Name: "Robin", Email: "robin@fabrikam.com"}
	for _, c := range []struct {
		name     string
		id       mci.CustomerID
		contact  mci.Contact
		resolver TenantResolver
		want     mci.Fact
		err      error
	}{
		{"the tenant of the mail domain", contosoTenant, alex, tenants, mci.Yes, nil},
		{"upper case in the address", contosoTenant, mci.Contact{Name: "Alex", Email: "alex@Contoso.COM"}, tenants, mci.Yes, nil},
		{"another tenant", fabrikamTenant, alex, tenants, mci.No, nil},
		{"a mail domain without a tenant", contosoTenant, outsider, tenants, mci.No, nil},
		{"a mail domain in a national cloud", contosoTenant, outsider, answering(mci.CustomerID{}, ErrNationalCloud), mci.No, nil},
		{"a domain is not compared", contoso, outsider, answering(contosoTenant, broken), mci.Yes, nil},
		{"a TPID is not compared", contosoTPID, outsider, answering(contosoTenant, broken), mci.Yes, nil},
		{"an Azure subscription is not compared", contosoAzure, outsider, answering(contosoTenant, broken), mci.Yes, nil},
		{"an opportunity is not compared", contosoDeal, outsider, answering(contosoTenant, broken), mci.Yes, nil},
		{"the resolver could not look", contosoTenant, alex, answering(contosoTenant, broken), mci.NotSupplied, broken},
	} {
		got, err := MailMatches(t.Context(), c.resolver, c.id, c.contact)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: MailMatches = %v, %v, want %v, %v", c.name, got, err, c.want, c.err)
		}
	}
}

// Without a mail address there is nothing to compare, and a missing fact is
// never no.
func TestMailMatchesIsUnknownWithoutAnAddress(t *testing.T) {
	for _, contact := range []mci.Contact{{}, {Name: "Alex"}, {Name: "Alex", Email: "alex"}} {
		if got, err := MailMatches(t.Context(), TenantMap{contoso: contosoTenant}, contosoTenant, contact); got != mci.NotSupplied || err != nil {
			t.Errorf("address %q: MailMatches = %v, %v, want unknown", contact.Email, got, err)
		}
	}
}
