package access

import (
	"fmt"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/tabletest"
	"github.com/mci-go/incentives/referral/internal/conditions"
	"github.com/mci-go/incentives/referral/resource"
)

func TestAnAdminSeesAllDealsAndAUserThoseOfTheirTeams(t *testing.T) {
	deal := must(resource.Decode([]byte(`{"id": "R-1", "team": [{"email": "Maria@partner.example"}]}`)))
	odd := must(resource.Decode([]byte(`{"id": "R-1", "team": {"email": "maria@partner.example"}}`)))
	oddElsewhere := must(resource.Decode([]byte(`{"id": "R-1", "customerProfile": [], "Team": [{"email": "maria@partner.example"}]}`)))
	maria, alex := "maria@partner.example", "alex@partner.example"
	at := []mci.LocationID{"4711"}
	cases := []struct {
		user User
		act  Act
		deal *resource.Referral
		want mci.Outcome
	}{
		{User{Role: ReferralsAdmin}, SeeDeal, &deal, mci.Pass},
		{User{Role: ReferralsAdmin}, EditDeal, &odd, mci.Pass},
		{User{Role: ReferralsAdmin, Locations: at}, SeeDeal, &deal, mci.Pass},
		{User{Role: ReferralsAdmin, Locations: []mci.LocationID{"4712"}}, SeeDeal, &deal, mci.Fail},
		{User{Role: ReferralsUser, Email: maria}, SeeDeal, &deal, mci.Pass},
		{User{Role: ReferralsUser, Email: alex}, SeeDeal, &deal, mci.Fail},
		{User{Role: ReferralsUser, Email: alex}, EditDeal, &deal, mci.Fail},
		{User{Role: ReferralsUser, Email: maria}, SeeDeal, &odd, mci.Unknown},
		{User{Role: ReferralsUser, Email: alex}, SeeDeal, &oddElsewhere, mci.Fail},
		{User{Role: ReferralsUser}, SeeDeal, &deal, mci.Unknown},
		{User{Role: ReferralsUser, Email: alex}, SeeDeal, nil, mci.Unknown},
		{User{Role: ReferralsUser, Email: alex, Locations: at}, CreateDeal, nil, mci.Pass},
		{User{Role: NoRole}, CreateDeal, nil, mci.Fail},
		{User{Role: NoRole, Email: maria}, SeeDeal, &deal, mci.Fail},
		{User{Email: maria}, SeeDeal, &deal, mci.Unknown},
		{User{Email: alex}, SeeDeal, &deal, mci.Unknown},
		{User{Role: ReferralsAdmin}, 9, &deal, mci.Unknown},
		{User{Role: ReferralsUser, Email: maria}, 3, &deal, mci.Unknown},
		{User{Role: NoRole}, 3, &deal, mci.Fail},
	}
	check := func(rows []ruling.Row[request, struct{}]) error {
		for i, c := range cases {
			if got := conditions.Judge(rows, request{c.user, c.act, c.deal, "4711"}); got.Outcome != c.want {
				return fmt.Errorf("case %d: %v, want %v: %+v", i, got.Outcome, c.want, got.Findings)
			}
		}
		return nil
	}
	name := func(r ruling.Row[request, struct{}]) string { return string(r.ID) }
	if err := tabletest.Survivors(accessRows, tabletest.Drop(accessRows, name), check); err != nil {
		t.Error(err)
	}
	if got := May(User{Role: ReferralsAdmin, Locations: at}, SeeDeal, &deal, ""); got.Outcome != mci.Unknown {
		t.Errorf("at an unknown location: %+v", got)
	}
}

func TestActivitiesAreForThoseWhoMaySeeTheDeal(t *testing.T) {
	old := must(resource.Decode([]byte(`{"id": "R-1", "salesStage": "20", "team": [{"email": "maria@partner.example"}]}`)))
	later := old.Clone()
	later.SalesStage = "40"
	for email, want := range map[string]int{"maria@partner.example": 1, "alex@partner.example": 0, "": 0} {
		got, verdict := Activities(User{Role: ReferralsUser, Email: email}, "4711", &old, &later, "maria")
		if len(got) != want || (verdict.Outcome == mci.Pass) != (want > 0) {
			t.Errorf("%q: %v, %+v", email, got, verdict)
		}
	}
}

func TestARoleThatIsNotDeclaredIsUnknown(t *testing.T) {
	if got := conditions.Judge(accessRows, request{user: User{Role: 9}}); got.Outcome != mci.Unknown {
		t.Errorf("%+v", got)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
