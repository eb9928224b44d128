package mci_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
)

var outcomes = []mci.Outcome{mci.Unknown, mci.Pass, mci.Fail}

func TestFailBeatsUnknownBeatsPass(t *testing.T) {
	for _, c := range []struct{ a, b, want mci.Outcome }{
		{mci.Pass, mci.Pass, mci.Pass},
		{mci.Pass, mci.Unknown, mci.Unknown},
		{mci.Pass, mci.Fail, mci.Fail},
		{mci.Unknown, mci.Unknown, mci.Unknown},
		{mci.Unknown, mci.Fail, mci.Fail},
		{mci.Fail, mci.Fail, mci.Fail},
	} {
		if got := c.a.And(c.b); got != c.want {
			t.Errorf("%v and %v is %v, want %v", c.a, c.b, got, c.want)
		}
		if got := c.b.And(c.a); got != c.want {
			t.Errorf("%v and %v is %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

func TestOutcomesCombineInAnyOrderAndGrouping(t *testing.T) {
	for _, a := range outcomes {
		if a.And(a) != a || a.And(mci.Pass) != a {
			t.Errorf("%v with itself or with pass is no longer %v", a, a)
		}
		for _, b := range outcomes {
			for _, c := range outcomes {
				if a.And(b).And(c) != a.And(b.And(c)) {
					t.Errorf("%v, %v, %v: the grouping matters", a, b, c)
				}
			}
		}
	}
}

func TestAnUndeclaredOutcomeOrFactNeverPasses(t *testing.T) {
	for _, i := range []int{3, 4, 128, 255} {
		if got := mci.Outcome(i).And(mci.Pass); got == mci.Pass {
			t.Errorf("outcome %d and pass is pass", i)
		}
		if got := mci.Pass.And(mci.Outcome(i)); got == mci.Pass {
			t.Errorf("pass and outcome %d is pass", i)
		}
		if got := mci.Fact(i).Outcome().And(mci.Pass); got == mci.Pass {
			t.Errorf("a rule over fact %d passes", i)
		}
	}
}

func TestAFactDecidesARuleThatWantsYes(t *testing.T) {
	for fact, want := range map[mci.Fact]mci.Outcome{mci.NotSupplied: mci.Unknown, mci.Yes: mci.Pass, mci.No: mci.Fail} {
		if got := fact.Outcome(); got != want {
			t.Errorf("%v gives %v, want %v", fact, got, want)
		}
	}
	if mci.FactOf(true) != mci.Yes || mci.FactOf(false) != mci.No {
		t.Error("FactOf swaps yes and no")
	}
	var unknown mci.Fact
	if unknown.Outcome() != mci.Unknown {
		t.Error("a fact that was not supplied decides")
	}
}

func TestAFindingIsEncodedWithAllThatAPersonNeeds(t *testing.T) {
	finding := mci.Finding{
		Rule: "customer.id-type", Outcome: mci.Fail, Path: "customer.id", Want: "a TPID", Found: "a domain name",
		Source: mci.Source{Title: "A page", Published: "2023", Grade: mci.ThirdParty},
	}
	const want = `{"rule":"customer.id-type","outcome":"fail","path":"customer.id","want":"a TPID","found":"a domain name",` +
		`"source":{"title":"A page","published":"2023","grade":"third party"}}`
	encoded := must(json.Marshal(finding))
	if diff := cmp.Diff(want, string(encoded)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var decoded mci.Finding
	if err := json.Unmarshal(encoded, &decoded); err != nil || decoded != finding {
		t.Errorf("decoded as %+v (%v)", decoded, err)
	}
}
