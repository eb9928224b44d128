package customers

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
)

// entry returns a known customer on an engagement's page, after one change.
func entry(from func() eligibility.Question, change func(*Entry)) Entry {
	e := Entry{Name: "Contoso", Question: from()}
	e.Question.Customer.ConsentedBefore = mci.Yes
	change(&e)
	return e
}

// page returns the lines for some entries.
func page(entries ...Entry) []Line { return slices.Collect(Page(slices.Values(entries))) }

func TestACustomerIsOnTheTabThatTheRulesAboutTheCustomerSay(t *testing.T) {
	for _, c := range []struct {
		name    string
		entry   Entry
		tab     Tab
		reasons []eligibility.Reason
		rules   []mci.RuleID
	}{
		{"eligible", entry(questiontest.Workshop, func(*Entry) {}), Eligible, nil, nil},
		{"criteria not met", entry(questiontest.Workshop, func(e *Entry) { e.Question.Customer.MeetsCriteria = mci.No }), Ineligible, []eligibility.Reason{eligibility.CriteriaNotMet}, []mci.RuleID{"customer.criteria"}},
		{"limit reached", entry(questiontest.Workshop, func(e *Entry) { e.Question.Customer.Claims = eligibility.CountOf(1) }), Ineligible, []eligibility.Reason{eligibility.LimitReached}, []mci.RuleID{"customer.claim-limit"}},
		{"both reasons", entry(questiontest.Workshop, func(e *Entry) {
			e.Question.Customer.MeetsCriteria, e.Question.Customer.Claims = mci.No, eligibility.CountOf(1)
		}), Ineligible, []eligibility.Reason{eligibility.CriteriaNotMet, eligibility.LimitReached}, []mci.RuleID{"customer.criteria", "customer.claim-limit"}},
		{"one reason for two rules", entry(questiontest.Workshop, func(e *Entry) {
			e.Question.Customer.MeetsCriteria, e.Question.Customer.ID = mci.No, questiontest.ContosoAzure
		}), Ineligible, []eligibility.Reason{eligibility.CriteriaNotMet}, []mci.RuleID{"customer.id-type", "customer.criteria"}},
		{"a failed rule beside an unknown one", entry(questiontest.Workshop, func(e *Entry) {
			e.Question.Customer.MeetsCriteria, e.Question.Customer.Claims = mci.No, eligibility.Count{}
		}), Ineligible, []eligibility.Reason{eligibility.CriteriaNotMet}, []mci.RuleID{"customer.criteria", "customer.claim-limit"}},
		{"the domain has no tenant", entry(questiontest.WorkshopByDomain, func(e *Entry) {
			e.Question.Customer.Resolution = eligibility.Resolution{Failure: eligibility.ErrTenantNotFound}
		}), Ineligible, []eligibility.Reason{eligibility.CriteriaNotMet}, []mci.RuleID{"customer.domain-resolved"}},
		{"no rate in the market", entry(questiontest.Workshop, func(e *Entry) {
			e.Question.Engagement, e.Question.Customer.Country = questiontest.Engagement("unlimited"), "BS"
		}), Ineligible, []eligibility.Reason{eligibility.CriteriaNotMet}, []mci.RuleID{"customer.market"}},
		{"a fact is missing", entry(questiontest.Workshop, func(e *Entry) { e.Question.Customer.Claims = eligibility.Count{} }), Undecided, nil, []mci.RuleID{"customer.claim-limit"}},
		{"eligible for variable pay", entry(questiontest.Opportunity, func(*Entry) {}), Eligible, nil, nil},
		{"an opportunity without a fact", entry(questiontest.Opportunity, func(e *Entry) { e.Question.Opportunity.Status = "" }), Undecided, nil, []mci.RuleID{"opportunity.status"}},
		{"an open claim, and no earlier consent", entry(questiontest.Workshop, func(e *Entry) {
			e.Question.Customer.ConsentedBefore, e.Open = mci.No, []OpenClaim{{ID: "C-1"}}
			e.Question.Customer.Claims = eligibility.CountOf(1)
		}), Eligible, nil, []mci.RuleID{"customer.claim-limit"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines := page(c.entry)
			if len(lines) != 1 {
				t.Fatalf("there are %d lines, want 1", len(lines))
			}
			line := lines[0]
			if line.Name != "Contoso" || line.ID != c.entry.Question.Customer.ID || line.Claim != (ClosedClaim{}) {
				t.Errorf("the line is of %q, %v, with the claim %v", line.Name, line.ID, line.Claim)
			}
			if line.Tab != c.tab || !slices.Equal(line.Reasons, c.reasons) {
				t.Errorf("it is on the tab %v because of %v, want %v because of %v", line.Tab, line.Reasons, c.tab, c.reasons)
			}
			var found []mci.RuleID
			for _, f := range line.Findings {
				found = append(found, f.Rule)
			}
			if !slices.Equal(found, c.rules) {
				t.Errorf("its findings are of %v, want %v", found, c.rules)
			}
		})
	}
}

func TestAnIneligibleOpportunityShowsNoDetail(t *testing.T) {
	for name, change := range map[string]func(*Entry){
		"criteria": func(e *Entry) { e.Question.Customer.MeetsCriteria = mci.No },
		"limit":    func(e *Entry) { e.Question.Customer.Claims = eligibility.CountOf(1) },
		"status":   func(e *Entry) { e.Question.Opportunity.Status = "lost" },
	} {
		want := []Line{{Name: "Contoso", ID: questiontest.ContosoDeal, Tab: Ineligible}}
		if diff := cmp.Diff(want, page(entry(questiontest.Opportunity, change)), cmp.Comparer(func(a, b mci.CustomerID) bool { return a == b })); diff != "" {
			t.Errorf("%s: the page differs (-want +got):\n%s", name, diff)
		}
	}
}

func TestTheUserTheLocationAndTheDayMoveNobodyToAnotherTab(t *testing.T) {
	line := page(entry(questiontest.Workshop, func(e *Entry) {
		e.Question.User, e.Question.Location.Enrollment, e.Question.Way = mci.User{}, mci.Invited, 0
		e.Question.PartnerEligible, e.Question.LocationEligible = mci.No, mci.NotSupplied
		e.Question.At = e.Question.At.AddDate(-5, 0, 0)
		e.Question.Customer.MailMatches = mci.No
	}))
	if len(line) != 1 || line[0].Tab != Eligible || line[0].Findings != nil {
		t.Errorf("the page is %v, want the customer on the tab Eligible", line)
	}
}

func TestEachClosedClaimHasALineOfItsOwnAfterTheCustomers(t *testing.T) {
	closed := []ClosedClaim{{"C-1", "Customer consent expired"}, {"C-2", "Approved"}}
	lines := page(entry(questiontest.Workshop, func(e *Entry) { e.Closed = closed }))
	if len(lines) != 3 || lines[0].Tab != Eligible {
		t.Fatalf("the page is %v, want the customer and two claims", lines)
	}
	for i, claim := range closed {
		if got := lines[i+1]; got.Tab != Complete || got.Claim != claim || got.Name != "Contoso" || got.ID != questiontest.ContosoTenant || got.Findings != nil || got.Reasons != nil {
			t.Errorf("line %d is %v, want the claim %v on the tab Complete", i+1, got, claim)
		}
	}
}

// If the claim of a newly added customer was declined or expired, the customer
// leaves the page. The closed claim stays.
func TestANewlyAddedCustomerWhoDeclinedLeavesThePageAndTheClosedClaimStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Entry{Name: "Contoso", Question: questions().Draw(t, "question")}
		e.Question.Customer.ConsentedBefore = mci.No
		statuses := rapid.SliceOfN(rapid.SampledFrom([]string{"Customer consent declined", "Customer consent expired", "Canceled"}), 0, 3).Draw(t, "closed claims")
		for _, status := range statuses {
			e.Closed = append(e.Closed, ClosedClaim{"C-1", status})
		}
		lines := page(e)
		if len(lines) != len(statuses) {
			t.Fatalf("there are %d lines for %d closed claims", len(lines), len(statuses))
		}
		for _, line := range lines {
			if line.Tab != Complete {
				t.Fatalf("the customer is still on the tab %v", line.Tab)
			}
		}
	})
}

// The earlier consent is a fact like any other. If it is not supplied, it is
// unknown whether the customer is on the page.
func TestACustomerWhoseEarlierConsentIsUnknownIsUndecided(t *testing.T) {
	for name, change := range map[string]func(*Entry){
		"else eligible":   func(*Entry) {},
		"else ineligible": func(e *Entry) { e.Question.Customer.MeetsCriteria = mci.No },
	} {
		lines := page(entry(questiontest.Workshop, func(e *Entry) {
			change(e)
			e.Question.Customer.ConsentedBefore = mci.NotSupplied
		}))
		if len(lines) != 1 || lines[0].Tab != Undecided {
			t.Errorf("%s: the page is %v, want the customer as undecided", name, lines)
		}
	}
}

func TestWhatIsKnownOfOneIDDoesNotMoveAnotherIDOfTheCustomer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, second := Entry{Name: "Contoso", Question: questions().Draw(t, "one")}, Entry{Name: "Contoso", Question: questions().Draw(t, "other")}
		first.Question.Customer.ConsentedBefore = mci.Yes
		changed := second
		changed.Question.Customer = questions().Draw(t, "changed").Customer
		before, after := page(first, second)[0], page(first, changed)[0]
		if before.ID != after.ID || before.Tab != after.Tab || !slices.Equal(before.Reasons, after.Reasons) || !slices.Equal(before.Findings, after.Findings) {
			t.Fatalf("the line of the first ID changed from %v to %v", before, after)
		}
	})
}

func TestThePageIsStreamedInTheOrderOfTheEntriesAndCanBeLeftAnywhere(t *testing.T) {
	entries := []Entry{
		entry(questiontest.Workshop, func(e *Entry) { e.Name, e.Closed = "Contoso", []ClosedClaim{{"C-1", "Approved"}, {"C-2", "Canceled"}} }),
		entry(questiontest.Workshop, func(e *Entry) { e.Name = "Fabrikam" }),
		entry(questiontest.Workshop, func(e *Entry) { e.Name, e.Closed = "Northwind", []ClosedClaim{{"C-3", "Rejected final"}} }),
	}
	all := []string{"Contoso", "Contoso C-1", "Contoso C-2", "Fabrikam", "Northwind", "Northwind C-3"}
	needed := []int{1, 1, 1, 2, 3, 3} // the number of entries read up to each line
	for most := 1; most <= len(all); most++ {
		pulled := 0
		source := func(yield func(Entry) bool) {
			for _, e := range entries {
				pulled++
				if !yield(e) {
					return
				}
			}
		}
		var got []string
		for line := range Page(source) {
			name := line.Name
			if line.Tab == Complete {
				name += " " + line.Claim.ID
			}
			if got = append(got, name); len(got) == most {
				break
			}
		}
		if !slices.Equal(got, all[:most]) {
			t.Errorf("the first %d lines are %v, want %v", most, got, all[:most])
		}
		if pulled != needed[most-1] {
			t.Errorf("%d entries were read for %d lines, want %d", pulled, most, needed[most-1])
		}
	}
}

func TestAnEmptyPageHasNoLines(t *testing.T) {
	if lines := page(); lines != nil {
		t.Errorf("the page of nobody is %v", lines)
	}
}

func TestTabsAreCalledAsInThePortal(t *testing.T) {
	for tab, want := range map[Tab]string{Undecided: "Undecided", Eligible: "Eligible", Ineligible: "Ineligible", Complete: "Complete", Complete + 1: "invalid tab", 99: "invalid tab"} {
		if tab.String() != want {
			t.Errorf("tab %d is called %q, want %q", uint8(tab), tab, want)
		}
	}
}

// anyOpenClaim draws an open claim of the partner.
func anyOpenClaim(t *rapid.T) OpenClaim {
	actions := rapid.SampledFrom([]CustomerAction{SendConsentEmail, ResendConsentEmail, SubmitClaim})
	return OpenClaim{
		ID:       rapid.SampledFrom([]string{"C-1", "C-2"}).Draw(t, "claim"),
		Status:   "Customer claimed",
		Deadline: mci.DateOf(questiontest.At(2023, time.March, rapid.IntRange(1, 31).Draw(t, "deadline"))),
		Actions:  rapid.SliceOfNDistinct(actions, 0, 2, rapid.ID[CustomerAction]).Draw(t, "actions"),
	}
}

// The partner submits the claim from the Eligible section. Source: Microsoft
// Learn, Customers page for MCI engagements, 2023-10-01, and Submit a workshop
// claim, 2023-10-01.
func TestTheOwnOpenClaimKeepsTheCustomerOnTheEligibleTabWhateverTheRulesSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Entry{Name: "Contoso", Question: questions().Draw(t, "question")}
		e.Open = rapid.SliceOfN(rapid.Custom(anyOpenClaim), 1, 3).Draw(t, "open claims")
		line := page(e)[0]
		if line.Tab != Eligible || line.Reasons != nil || !slices.EqualFunc(line.Open, e.Open, func(a, b OpenClaim) bool { return a.ID == b.ID }) {
			t.Fatalf("the line is %v, want the tab Eligible with %v", line, e.Open)
		}
		d, err := eligibility.Decide(&e.Question)
		if err != nil {
			t.Fatal(err)
		}
		d = d.AboutCustomer()
		for action := ClaimKnownCustomer; action <= SubmitClaim; action++ {
			want := slices.ContainsFunc(e.Open, func(c OpenClaim) bool { return slices.Contains(c.Actions, action) })
			if action == ClaimKnownCustomer {
				want = d.Outcome() == mci.Pass && e.Question.Customer.ConsentedBefore == mci.Yes
			}
			if slices.Contains(line.Actions, action) != want {
				t.Fatalf("the actions are %v, %v in them: %t, want %t", line.Actions, action, !want, want)
			}
		}
	})
}

func TestOnlyACustomerWhoCanBeClaimedIsOfferedForIt(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Entry)
		want   []CustomerAction
	}{
		"known and eligible":        {func(*Entry) {}, []CustomerAction{ClaimKnownCustomer}},
		"ineligible":                {func(e *Entry) { e.Question.Customer.MeetsCriteria = mci.No }, nil},
		"undecided":                 {func(e *Entry) { e.Question.Customer.MeetsCriteria = mci.NotSupplied }, nil},
		"the limit is reached":      {func(e *Entry) { e.Question.Customer.Claims = eligibility.CountOf(1) }, nil},
		"consent before is unknown": {func(e *Entry) { e.Question.Customer.ConsentedBefore = mci.NotSupplied }, nil},
		"an open claim at its limit": {func(e *Entry) {
			e.Question.Customer.Claims, e.Open = eligibility.CountOf(1), []OpenClaim{{ID: "C-1", Actions: []CustomerAction{SubmitClaim}}}
		}, []CustomerAction{SubmitClaim}},
		"an open claim below its limit": {func(e *Entry) {
			e.Open = []OpenClaim{{ID: "C-1", Actions: []CustomerAction{SubmitClaim}}, {ID: "C-2", Actions: []CustomerAction{SendConsentEmail, SubmitClaim}}}
		}, []CustomerAction{ClaimKnownCustomer, SendConsentEmail, SubmitClaim}},
	} {
		if got := page(entry(questiontest.Workshop, c.change))[0].Actions; !slices.Equal(got, c.want) {
			t.Errorf("%s: the actions are %v, want %v", name, got, c.want)
		}
	}
}

func TestALineSharesNothingWithItsEntry(t *testing.T) {
	e := entry(questiontest.Workshop, func(e *Entry) { e.Open = []OpenClaim{{ID: "C-1", Actions: []CustomerAction{SubmitClaim}}} })
	line := page(e)[0]
	e.Open[0].ID, e.Open[0].Actions[0] = "C-2", SendConsentEmail
	if line.Open[0].ID != "C-1" || line.Open[0].Actions[0] != SubmitClaim {
		t.Errorf("the line changed with its entry: %v", line.Open)
	}
}

func TestCustomerActionsAreCalledAsInThePortal(t *testing.T) {
	for action, want := range map[CustomerAction]string{
		0: "", ClaimKnownCustomer: "Claim customer", SendConsentEmail: "Send customer consent email",
		ResendConsentEmail: "Re-send email for customer consent", SubmitClaim: "Submit claim", SubmitClaim + 1: "invalid customer action",
	} {
		if action.String() != want {
			t.Errorf("action %d is called %q, want %q", uint8(action), action, want)
		}
		text, err := action.MarshalText()
		var read CustomerAction
		if declared := action <= SubmitClaim; (err == nil) != declared || declared && (read.UnmarshalText(text) != nil || read != action) {
			t.Errorf("%v is written as %q, %v, and read as %v", action, text, err, read)
		}
	}
}
