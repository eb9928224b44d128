package association_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

func TestARecordThatContradictsItselfIsNotRestored(t *testing.T) {
	shown := map[int]bool{}
	for name, c := range map[string]struct {
		life   *life
		path   string
		change func(*association.Record)
	}{
		"no ID":                          {approved(t), "id", func(r *association.Record) { r.ID = "" }},
		"no kind":                        {approved(t), "kind", func(r *association.Record) { r.Kind = 0 }},
		"no name":                        {approved(t), "name", func(r *association.Record) { r.Name = "" }},
		"no tenant":                      {approved(t), "tenant", func(r *association.Record) { r.Tenant = mci.CustomerID{} }},
		"a workload twice":               {approved(t), "workloads[1]", func(r *association.Record) { r.Workloads[1] = r.Workloads[0] }},
		"no workload":                    {approved(t), "workloads", func(r *association.Record) { r.Workloads = nil }},
		"no location":                    {approved(t), "location", func(r *association.Record) { r.Location = "" }},
		"no customer":                    {approved(t), "customerContact", func(r *association.Record) { r.CustomerContact = mci.Contact{} }},
		"no partner":                     {approved(t), "partnerContact", func(r *association.Record) { r.PartnerContact = mci.Contact{} }},
		"no title":                       {approved(t), "customerTitle", func(r *association.Record) { r.CustomerTitle = "" }},
		"a bad contact":                  {approved(t), "customerContact.email", func(r *association.Record) { r.CustomerContact.Email = "x" }},
		"a bad seller":                   {approved(t), "seller.name", func(r *association.Record) { r.Seller.Customer = "x" }},
		"a seller of another kind":       {approved(t), "seller", func(r *association.Record) { r.Seller = cpor.Seller{Name: "a", Customer: "b", Solution: "c"} }},
		"a bad proof":                    {approved(t), "proof.undated", func(r *association.Record) { r.Proof.Undated = true }},
		"no proof":                       {approved(t), "proof", func(r *association.Record) { r.Proof = cpor.Proof{} }},
		"a subscription of another kind": {approved(t), "subscription", func(r *association.Record) { r.Subscription = license }},
		"no subscription":                {open(t, cpor.PresalesAdvisor, "2023-01-06"), "subscription", func(r *association.Record) { r.Subscription = "" }},
		"a channel that is not declared": {approved(t), "channel", func(r *association.Record) { r.Channel = 99 }},
		"a number without an instant":    {approved(t), "portalNumber.at", func(r *association.Record) { r.PortalNumber.Number = "1" }},
		"a number of the future":         {approved(t), "updated", func(r *association.Record) { r.PortalNumber = claims.PortalNumber{Number: "1", At: at("2024-01-01")} }},
		"a bad number": {approved(t), "portalNumber.number", func(r *association.Record) {
			r.PortalNumber = claims.PortalNumber{Number: "a\nb", At: at("2023-01-01")}
		}},
		"an instant of another century":   {approved(t), "approvedAt", func(r *association.Record) { r.ApprovedAt = at("1899-01-01") }},
		"no approval":                     {approved(t), "approvedAt", func(r *association.Record) { r.ApprovedAt = time.Time{} }},
		"a rejection after the approval":  {approved(t), "approvedAt", func(r *association.Record) { r.RejectedAt = r.ApprovedAt.AddDate(0, 0, 1) }},
		"a rejection without a dispute":   {approved(t), "disputedAt", func(r *association.Record) { r.RejectedAt = r.FirstSubmitted }},
		"an approval before submission":   {approved(t), "approvedAt", func(r *association.Record) { r.ApprovedAt = at("2023-01-08") }},
		"an approval before the entry":    {approved(t), "approvedAt", func(r *association.Record) { r.ApprovedAt = at("2023-01-15") }},
		"updated before the entry":        {approved(t), "updated", func(r *association.Record) { r.Updated = at("2023-01-15") }},
		"an ending of another status":     {approved(t), "status", func(r *association.Record) { r.Ending = lifecycle.OptedOut }},
		"an ending that is not declared":  {approved(t), "status", func(r *association.Record) { r.Ending = 99 }},
		"an ending beyond the last":       {approved(t), "status", func(r *association.Record) { r.Ending = lifecycle.Disassociated + 1 }},
		"a status beyond the last":        {approved(t), "status", func(r *association.Record) { r.Status = recognition.RejectedFinal + 1 }},
		"a status that is not declared":   {approved(t), "status", func(r *association.Record) { r.Status = 99 }},
		"an answer that nobody waits for": {approved(t), "answerPending", func(r *association.Record) { r.AnswerPending = true }},
		"a draft that competes":           {open(t, cpor.ModernWorkUsage, "2023-01-06"), "competing", func(r *association.Record) { r.Competing = true }},
		"the end of no subscription":      {approved(t), "subscriptionEnds", func(r *association.Record) { r.SubscriptionEnds = date("2023-12-31") }},
		"the end before an approval":      {open(t, cpor.PresalesAdvisor, "2023-01-06"), "subscriptionEnds", func(r *association.Record) { r.SubscriptionEnds = date("2023-12-31") }},
		"pay that cannot be declined":     {open(t, cpor.PresalesAdvisor, "2023-01-06"), "payDeclined", func(r *association.Record) { r.PayDeclined = mci.No }},
		"pay that nobody spoke of":        {approved(t), "payDeclined", func(r *association.Record) { r.PayDeclined = 0 }},
		"pay that is not declared":        {approved(t), "payDeclined", func(r *association.Record) { r.PayDeclined = 9 }},
		"CSP":                             {open(t, cpor.PresalesAdvisor, "2023-01-06"), "channel", func(r *association.Record) { r.Channel = recognition.CSP }},
		"no channel":                      {open(t, cpor.PresalesAdvisor, "2023-01-06"), "channel", func(r *association.Record) { r.Channel = 0 }},
		"no seller":                       {open(t, cpor.RevenueAssociation, "2023-01-06"), "seller", func(r *association.Record) { r.Seller = cpor.Seller{} }},
		"no entry":                        {approved(t), "version", func(r *association.Record) { r.Version = 0 }},
		"a window that did not end":       {approved(t), "expired", func(r *association.Record) { r.Expired = true }},
		"an end without a window":         {rejected(t).do("2023-02-16", association.Expire{}), "expired", func(r *association.Record) { r.Expired = false }},
		"no request":                      {asked(t), "requestedAt", func(r *association.Record) { r.RequestedAt = time.Time{} }},
		"a request before the entry":      {asked(t), "requestedAt", func(r *association.Record) { r.RequestedAt = at("2023-01-11") }},
		"a key of a taking-back": {approved(t), "keys", func(r *association.Record) {
			r.Keys = []association.UsedKey{{Key: "k", Event: lifecycle.EntryTakenBack}}
		}},
		"too many keys": {approved(t), "keys", func(r *association.Record) {
			for i := range 65 {
				r.Keys = append(r.Keys, association.UsedKey{Key: fmt.Sprint(i), Event: lifecycle.PartnerSubmits})
			}
		}},
		"a version that the next entry would wrap": {approved(t), "version", func(r *association.Record) { r.Version = math.MaxUint64 }},
		"too few entries":                          {approved(t), "version", func(r *association.Record) { r.Version = 3 }},
		"a bad key":                                {approved(t), "keys[0].key", func(r *association.Record) { r.Keys = []association.UsedKey{{Event: lifecycle.PartnerSubmits}} }},
		"a key of no event":                        {approved(t), "keys[0].event", func(r *association.Record) { r.Keys = []association.UsedKey{{Key: "k"}} }},
		"a key twice": {approved(t), "keys[1].key", func(r *association.Record) {
			r.Keys = []association.UsedKey{{Key: "k", Event: lifecycle.PartnerSubmits}, {Key: "k", Event: lifecycle.PartnerSubmits}}
		}},
		"a key of what cannot have been": {approved(t), "keys", func(r *association.Record) {
			r.Keys = []association.UsedKey{{Key: "k", Event: lifecycle.CustomerOptsOut}}
		}},
		"a key of a divergence that was never observed": {approved(t), "keys", func(r *association.Record) {
			r.Keys = []association.UsedKey{{Key: "k", Event: lifecycle.DivergenceResolved}}
		}},
		"a key of an observation without its entry": {approved(t), "version", func(r *association.Record) {
			r.Version = 4
			r.Keys = []association.UsedKey{{Key: "k", Event: lifecycle.StatusObserved}}
		}},
		"the creation's key second": {approved(t), "keys", func(r *association.Record) {
			r.Keys = []association.UsedKey{{Key: "k", Event: lifecycle.PartnerSubmits}, {Key: "c", Event: lifecycle.ClaimCreated}}
		}},
		"a divergence without an instant": {approved(t).see("2023-02-01", "Paid"), "observed.divergence.at", func(r *association.Record) { r.Observed.Divergence.At = time.Time{} }},
		"a divergence of no state":        {approved(t).see("2023-02-01", "Paid"), "observed.divergence.local", func(r *association.Record) { r.Observed.Divergence.Local = in(99) }},
		"a divergence from nothing":       {approved(t).see("2023-02-01", "Paid"), "observed.divergence.shown", func(r *association.Record) { r.Observed.Divergence.Shown = lifecycle.PortalStatus{} }},
	} {
		record := c.life.claim.Record()
		if _, err := association.Restore(record, nil); err != nil {
			t.Errorf("%s: before it, %v", name, err)
		}
		c.change(&record)
		_, err := association.Restore(record, nil)
		if err == nil || !strings.HasPrefix(err.Error(), c.path+":") {
			t.Errorf("%s: got %v, want an error at %s", name, err, c.path)
			continue
		}
		wantInvalid(t, err, c.path)
		for row := range association.Contradictions() {
			if record.State().Status <= recognition.RejectedFinal && record.State().Ending < 5 && association.Contradicts(row, &record) {
				shown[row] = true
			}
		}
	}
	for row, path := range association.Contradictions() {
		if !shown[row] {
			t.Errorf("no record shows contradiction %d, %s", row, path)
		}
	}
}

// A new claim cannot have such an ID, but an earlier version of the library
// opened some.
func TestAStoredClaimMayHaveBlanksAtTheEndsOfItsID(t *testing.T) {
	record := approved(t).claim.Record()
	record.ID = " a "
	if got := must(association.Restore(record, nil)).ID(); got != " a " {
		t.Errorf("the ID is %q", got)
	}
}

func TestARecordIsReadStrictly(t *testing.T) {
	good := string(must(json.Marshal(asked(t).see("2023-02-01", "Paid").claim.Record())))
	for name, c := range map[string]struct{ from, to string }{
		"a field of a newer library": {`"status":`, `"tone":"red","status":`},
		"a field twice":              {`"status":`, `"version":1,"status":`},
		"another case":               {`"status":`, `"Status":`},
		"a number as a text":         {`"version":6`, `"version":"6"`},
		"no format":                  {`"format":1,`, ``},
		"a newer format":             {`"format":1`, `"format":2`},
		"an unknown fact":            {`"signed":"yes"`, `"signed":"perhaps"`},
		"an unknown assumption":      {`"assumed":[`, `"assumed":["tone"`},
		"an unknown kind":            {`"kind":"Modern Work and Security Usage"`, `"kind":"Tea"`},
	} {
		bad := strings.Replace(good, c.from, c.to, 1)
		if bad == good {
			t.Fatalf("%s: %s has no %s", name, good, c.from)
		}
		var r association.Record
		if err := json.Unmarshal([]byte(bad), &r); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	var r association.Record
	if err := json.Unmarshal([]byte("null"), &r); err != nil || r.ID != "" {
		t.Errorf("null is %v, %v", r, err)
	}
}

func TestEveryFieldOfARecordComesBackFromJSON(t *testing.T) {
	full := open(t, cpor.RevenueAssociation, "2023-01-06").
		do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", sales)}, association.Submit{}).
		do("2023-01-10", association.BeginReview{}, association.FindCompetitor{}).
		do("2023-01-16", association.RequestAction{}).see("2023-02-01", "Paid").claim.Record()
	full.PortalNumber = claims.PortalNumber{Number: "4711", At: at("2023-02-01")}
	full.Keys = []association.UsedKey{{Key: "k", Event: lifecycle.PartnerSubmits, Content: 0x1f}}
	full.SubscriptionEnds, full.PayDeclined, full.Ending = date("2023-12-31"), mci.Yes, lifecycle.OptedOut
	full.RequestedAt, full.Expired, full.TakenBack = at("2023-01-16"), true, true
	full.Index = claims.Index{Area: "Business Applications", Expires: at("2023-03-01"), Attention: at("2023-03-02")}
	full.RejectedAt, full.DisputedAt, full.ApprovedAt = at("2023-02-02"), at("2023-02-03"), at("2023-02-04")
	full.Observed.Divergence.Kept, full.Observed.Adopted, full.Observed.Divergence.Local.Ending = true, true, lifecycle.Undisputed
	full.Proof.Undated = true
	wantSame(t, "the record", throughJSON(t, full), full)
	full.Proof.Workloads = []cpor.Workload{}
	if again := throughJSON(t, full); again.Proof.Workloads == nil {
		t.Error("no workload has become an unknown one")
	}
	golden(t, "record.json", string(must(json.MarshalIndent(full, "", "  ")))+"\n")
}

func FuzzRecord(f *testing.F) {
	for _, l := range []*life{approved(f), asked(f).see("2023-02-01", "Paid"), open(f, cpor.RevenueAssociation, "2023-01-06")} {
		f.Add(must(json.Marshal(l.claim.Record())))
	}
	f.Add([]byte(`{"id":1}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var record association.Record
		if json.Unmarshal(data, &record) != nil {
			return
		}
		claim, err := association.Restore(record, nil)
		if err != nil {
			return
		}
		again := throughJSON(t, claim.Record())
		wantSame(t, "what was restored, read again", again, claim.Record())
		claim.NextSteps(claim.Record().Updated)
		credit.Associations(date("2023-02-01"), claim)
	})
}

func TestAHistoryThatTheRulesDoNotAllowIsNotReplayed(t *testing.T) {
	good := approved(t).see("2023-02-01", "Paid").see("2023-02-02", "Rejected").history
	must(association.Replay(good, nil))
	for name, change := range map[string]func([]association.Entry) []association.Entry{
		"none":               func([]association.Entry) []association.Entry { return nil },
		"without opening":    func(h []association.Entry) []association.Entry { return h[1:] },
		"a gap":              func(h []association.Entry) []association.Entry { return slices.Delete(h, 2, 3) },
		"another claim's":    func(h []association.Entry) []association.Entry { h[2].Claim = "claim-2"; return h },
		"another event":      func(h []association.Entry) []association.Entry { h[2].Event = lifecycle.ReviewBegins; return h },
		"another state":      func(h []association.Entry) []association.Entry { h[2].To = in(recognition.Approved); return h },
		"another opening":    func(h []association.Entry) []association.Entry { h[0].To = in(recognition.Approved); return h },
		"an older entry":     func(h []association.Entry) []association.Entry { h[2].At = at("2023-01-01"); return h },
		"a broken opening":   func(h []association.Entry) []association.Entry { h[0].Opening = &association.Record{}; return h },
		"no command":         func(h []association.Entry) []association.Entry { h[2].Command = nil; return h },
		"a step not there":   func(h []association.Entry) []association.Entry { h[6].Event = lifecycle.PartnerSubmits; return h },
		"an old sight":       func(h []association.Entry) []association.Entry { h[6].At = at("2023-01-01"); return h },
		"a sight of nothing": func(h []association.Entry) []association.Entry { h[6].Shown = lifecycle.PortalStatus{}; return h },
		"a stranger":         func(h []association.Entry) []association.Entry { h[4].Actor = claims.Customer; return h },
	} {
		if claim, err := association.Replay(change(slices.Clone(good)), nil); err == nil {
			t.Errorf("%s: replayed to %v", name, claim)
		}
	}
	golden(t, "history.json", string(must(json.MarshalIndent(good, "", "  ")))+"\n")
}
