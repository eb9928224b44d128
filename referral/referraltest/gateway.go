package referraltest

import (
	"errors"
	"slices"
	"testing"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// TestGateway checks a gateway. For each case it calls newGateway, which
// returns a gateway to a fake service without referrals that no other test
// uses. The cases create and change referrals, so never point the gateway at
// Partner Center.
func TestGateway(t *testing.T, newGateway func(t *testing.T) referral.Gateway) {
	for _, c := range gatewayCases {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Logf("referral.Gateway: %s", c.why)
				}
			}()
			c.f(t, newGateway(t))
		})
	}
}

// A RelatedGateway is a gateway that also lists related referrals.
type RelatedGateway interface {
	referral.Gateway
	referral.RelatedLister
}

// TestRelatedLister checks a gateway's optional ability to list the referrals
// of an engagement. It calls newGateway as [TestGateway] does.
func TestRelatedLister(t *testing.T, newGateway func(t *testing.T) RelatedGateway) {
	for _, c := range relatedCases {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Logf("referral.RelatedLister: %s", c.why)
				}
			}()
			c.f(t, newGateway(t))
		})
	}
}

var relatedCases = []testCase[RelatedGateway]{
	{"all of an engagement", "Related MUST return all of them and no others, oldest first.", func(t tb, g RelatedGateway) {
		own := create(t, g, "L-1")
		want := []string{own.ID}
		for range 5 {
			connected := draft("L-2")
			connected.EngagementID = own.EngagementID
			want = append(want, must[resource.Referral](t)(g.Create(t.Context(), connected)).ID)
			create(t, g, "L-1")
		}
		wantRelated(t, g, own.EngagementID, want...)
	}},
	{"none of an engagement", "For an engagement without referrals, Related MUST return none and no error.", func(t tb, g RelatedGateway) {
		wantRelated(t, g, "nobody's")
		create(t, g, "nobody's")
		wantRelated(t, g, "nobody's")
	}},
}

func wantRelated(t tb, g RelatedGateway, engagement string, want ...string) {
	t.Helper()
	found := must[[]resource.Referral](t)(g.Related(t.Context(), engagement))
	if ids := idsOf(found); !slices.Equal(ids, want) {
		t.Errorf("the engagement %q has %v, want %v", engagement, ids, want)
	}
}

func idsOf(found []resource.Referral) []string {
	ids := make([]string, len(found))
	for i := range found {
		ids[i] = found[i].ID
	}
	return ids
}

var gatewayCases = []testCase[referral.Gateway]{
	{"a canceled context", "Once the context is canceled, a method MUST change nothing and return the context's error.", func(t tb, g referral.Gateway) {
		made, ctx := create(t, g, "L-1"), canceled(t)
		_, created := g.Create(ctx, draft("L-2"))
		_, got := g.Get(ctx, made.ID)
		_, patched := g.Patch(ctx, made.ID, noted("by nobody"), "")
		_, listed := g.List(ctx, "L-1")
		for name, err := range map[string]error{"Create": created, "Get": got, "Patch": patched, "List": listed} {
			if !errors.Is(err, ctx.Err()) {
				t.Errorf("%s returns %v, want %v", name, err, ctx.Err())
			}
		}
		wantListed(t, g, "L-2")
		if now := get(t, g, made.ID); now.Details.Notes != made.Details.Notes {
			t.Errorf("the notes became %q", now.Details.Notes)
		}
	}},
	{"one for each create", "Create MUST make exactly one.", func(t tb, g referral.Gateway) {
		first, second := create(t, g, "L-1"), create(t, g, "L-1")
		if found := must[[]resource.Referral](t)(g.List(t.Context(), "L-1")); len(found) != 2 || first.ID == second.ID {
			t.Errorf("two creates made %d referrals, %q and %q", len(found), first.ID, second.ID)
		}
	}},
	{"what was made", "Create MUST return it as the service answers, with its ID and its eTag.", func(t tb, g referral.Gateway) {
		made := create(t, g, "L-1")
		if made.ID == "" || made.ETag == "" || made.Name != draft("").Name {
			t.Errorf("Create returns the ID %q, the eTag %q and the name %q", made.ID, made.ETag, made.Name)
		}
	}},
	{"the link", "Create MUST keep the externalReferenceId.", func(t tb, g referral.Gateway) {
		link := "mci-claim:Ünïcode & signs / %2F?a=b'c\"d"
		if made := create(t, g, link); made.ExternalReferenceID != link || get(t, g, made.ID).ExternalReferenceID != link {
			t.Errorf("the link is %q, want %q", made.ExternalReferenceID, link)
		}
	}},
	{"the service's state", "Create MUST return the state that the service gave, not the one that was sent.", func(t tb, g referral.Gateway) {
		sent := draft("L-1")
		sent.Status, sent.Substatus = progress.StatusNew, progress.Pending
		want := progress.State{Status: progress.StatusActive, Substatus: progress.Accepted}
		if made := must[resource.Referral](t)(g.Create(t.Context(), sent)); made.State() != want {
			t.Errorf("the state is %v, want %v as the service is documented to answer", made.State(), want)
		}
	}},
	{"not enough", "If the resource has no type, customer profile, consent or details, Create MUST return an error that matches change.ErrRefused.", func(t tb, g referral.Gateway) {
		for name, without := range map[string]func(*resource.Referral){
			"type":             func(r *resource.Referral) { r.Type = "" },
			"customer profile": func(r *resource.Referral) { r.CustomerProfile = resource.CustomerProfile{} },
			"consent":          func(r *resource.Referral) { r.Consent = resource.Consent{} },
			"details":          func(r *resource.Referral) { r.Details = resource.Details{} },
		} {
			incomplete := draft("L-1")
			without(&incomplete)
			if _, err := g.Create(t.Context(), incomplete); !errors.Is(err, change.ErrRefused) {
				t.Errorf("without %s Create returns %v, want %v", name, err, change.ErrRefused)
			}
		}
	}},
	{"an unknown ID", "If no referral has the ID, Get MUST return ErrNotFound.", func(t tb, g referral.Gateway) {
		create(t, g, "L-1")
		for _, id := range []string{"nobody", "../nobody", "a b"} {
			if _, err := g.Get(t.Context(), id); !errors.Is(err, referral.ErrNotFound) {
				t.Errorf("Get returns %v for %q, want %v", err, id, referral.ErrNotFound)
			}
		}
	}},
	{"every member", "Get MUST return every member as the service has it, even the misspelled one.", func(t tb, g referral.Gateway) {
		want := draft("L-1")
		got := get(t, g, create(t, g, "L-1").ID)
		// These members are set by the service.
		got.ID, got.EngagementID, got.ETag, got.Status, got.Substatus = "", "", "", "", ""
		got.CreatedDateTime, got.UpdatedDateTime = "", ""
		if !got.Equal(want) {
			t.Errorf("Get returns another resource:\n got %s\nwant %s", written(t, got), written(t, want))
		}
	}},
	{"a copy", "Get MUST return a copy, so that nothing is shared with the caller.", func(t tb, g referral.Gateway) {
		made := create(t, g, "L-1")
		mine := get(t, g, made.ID)
		mine.Name, mine.Team[0].Email = "mine", "mine@contoso.com"
		if now := get(t, g, made.ID); now.Name != made.Name || now.Team[0].Email != made.Team[0].Email {
			t.Errorf("what the caller changed is now the service's")
		}
	}},
	{"a patch", "Patch MUST apply every operation of the patch, including those that append to a list.", func(t tb, g referral.Gateway) {
		made := create(t, g, "L-1")
		patch := append(noted("noted"),
			change.Operation{Op: change.Replace, Path: "/details/dealValue", Value: "31000"},
			change.Operation{Op: change.Add, Path: "/team/-", Value: `{"firstName":"Robin","lastName":"Doe","email":"robin@partner.example"}`})
		must[resource.Referral](t)(g.Patch(t.Context(), made.ID, patch, made.ETag))
		now := get(t, g, made.ID)
		if now.Details.Notes != "noted" || now.Details.DealValue != "31000" || len(now.Team) != 2 || now.Team[1].FirstName != "Robin" {
			t.Errorf("the referral is %s", written(t, now))
		}
	}},
	{"an old eTag", "If an eTag is given and the referral has changed since, Patch MUST change nothing and return ErrConflict.", func(t tb, g referral.Gateway) {
		made := create(t, g, "L-1")
		must[resource.Referral](t)(g.Patch(t.Context(), made.ID, noted("first"), made.ETag))
		if _, err := g.Patch(t.Context(), made.ID, noted("second"), made.ETag); !errors.Is(err, referral.ErrConflict) {
			t.Errorf("Patch returns %v, want %v", err, referral.ErrConflict)
		}
		if now := get(t, g, made.ID); now.Details.Notes != "first" {
			t.Errorf("the notes are %q, want first", now.Details.Notes)
		}
	}},
	{"no eTag", "If no eTag is given, Patch MUST apply the patch to the present referral.", func(t tb, g referral.Gateway) {
		made := create(t, g, "L-1")
		must[resource.Referral](t)(g.Patch(t.Context(), made.ID, noted("first"), ""))
		if now := must[resource.Referral](t)(g.Patch(t.Context(), made.ID, noted("second"), "")); now.Details.Notes != "second" {
			t.Errorf("the notes are %q, want second", now.Details.Notes)
		}
	}},
	{"many at once", "Of several calls with the same eTag at the same time, exactly one MUST succeed.", func(t tb, g referral.Gateway) {
		made := create(t, g, "L-1")
		succeeded := 0
		for _, err := range atOnce(8, func(i int) error {
			_, err := g.Patch(t.Context(), made.ID, noted(string(rune('a'+i))), made.ETag) //nolint:gosec // below 8
			return err
		}) {
			switch {
			case err == nil:
				succeeded++
			case !errors.Is(err, referral.ErrConflict):
				t.Errorf("Patch returns %v, want %v", err, referral.ErrConflict)
			}
		}
		if succeeded != 1 {
			t.Errorf("%d succeeded", succeeded)
		}
	}},
	{"a new eTag", "Patch MUST return the changed referral with a new eTag.", func(t tb, g referral.Gateway) {
		made := create(t, g, "L-1")
		changed := must[resource.Referral](t)(g.Patch(t.Context(), made.ID, noted("noted"), made.ETag))
		if now := get(t, g, made.ID); changed.ETag == made.ETag || !changed.Equal(now) {
			t.Errorf("Patch returns %s\nand Get %s", written(t, changed), written(t, now))
		}
	}},
	{"a patch in part", "If an operation cannot be applied, Patch MUST change nothing, not even by the operations before it.", func(t tb, g referral.Gateway) {
		made := create(t, g, "L-1")
		patch := append(noted("in part"), change.Operation{Op: change.Replace, Path: "/nowhere/at/all", Value: "1"})
		if _, err := g.Patch(t.Context(), made.ID, patch, made.ETag); err == nil {
			t.Errorf("a patch of a place that there is not is taken")
		}
		if now := get(t, g, made.ID); now.Details.Notes != made.Details.Notes || now.ETag != made.ETag {
			t.Errorf("the notes are %q and the eTag %q, want %q and %q", now.Details.Notes, now.ETag, made.Details.Notes, made.ETag)
		}
	}},
	{"a patch of nothing", "If no referral has the ID, Patch MUST return ErrNotFound.", func(t tb, g referral.Gateway) {
		if _, err := g.Patch(t.Context(), "nobody", noted("x"), ""); !errors.Is(err, referral.ErrNotFound) {
			t.Errorf("Patch returns %v, want %v", err, referral.ErrNotFound)
		}
	}},
	{"all of a link", "List MUST return all of them and no others, oldest first.", func(t tb, g referral.Gateway) {
		var want []string
		for range 7 {
			want = append(want, create(t, g, "it's / L-1").ID)
			create(t, g, "L-11")
		}
		wantListed(t, g, "it's / L-1", want...)
	}},
	{"none of a link", "If there are none, List MUST return none and no error.", func(t tb, g referral.Gateway) {
		wantListed(t, g, "L-1")
		create(t, g, "L-2")
		wantListed(t, g, "L-1")
	}},
}

// draft returns a referral that has every required field.
func draft(link string) resource.Referral {
	return resource.Referral{
		Name: "Contoso <migration> & more", ExternalReferenceID: link, Type: resource.Independent, Qualification: resource.SalesQualified,
		CustomerProfile: resource.CustomerProfile{
			Name: "Contoso", Size: resource.Employees51To250, Address: resource.Address{AddressLine1: "1 Main Street", City: "Zürich", Country: "CH"},
			Team: []resource.Member{{FirstName: "Alex", LastName: "Doe", Email: "alex@contoso.com"}},
		},
		Consent: resource.Consent{ToShareInfoWithOthers: mci.Yes, ToContact: mci.No, ShareReferralWithMicrosoftSellers: mci.Yes},
		Details: resource.Details{Notes: "Two\nlines", DealValue: "25000.50", Currency: "USD", ClosingDateTime: "2026-12-31T00:00:00Z"},
		Team:    []resource.Member{{FirstName: "Maria", LastName: "Doe", Email: "maria@partner.example"}},
		Target:  []resource.Target{},
	}
}

func noted(notes string) change.Patch {
	return change.Patch{{Op: change.Replace, Path: "/details/notes", Value: resource.Verbatim(`"` + notes + `"`)}}
}

func create(t tb, g referral.Gateway, link string) resource.Referral {
	t.Helper()
	return must[resource.Referral](t)(g.Create(t.Context(), draft(link)))
}

func get(t tb, g referral.Gateway, id string) resource.Referral {
	t.Helper()
	return must[resource.Referral](t)(g.Get(t.Context(), id))
}

func wantListed(t tb, g referral.Gateway, link string, want ...string) {
	t.Helper()
	found := must[[]resource.Referral](t)(g.List(t.Context(), link))
	if ids := idsOf(found); !slices.Equal(ids, want) {
		t.Errorf("the link %q has %v, want %v", link, ids, want)
	}
}

func written(t tb, r resource.Referral) string {
	return string(must[[]byte](t)(r.Encode()))
}
