package row

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// Rows are stored with their sums, so the sum of a row never changes.
func TestTheSumOfARowNeverChanges(t *testing.T) {
	c := Claim{
		ID: "claim-1", Kind: "partner activity", Version: 3, Customer: "TPID:659410", Engagement: "fy23-microsoft-viva", Location: "Zürich",
		Owner: "pat@fabrikam.com", Status: "Submitted", Area: "Modern Work", Expires: "2023-02-01T12:00:00.000000000Z", Search: "contoso", Open: true,
		Amounts: `[["estimated","USD",500000]]`, Keys: `["mail-1"]`, Record: `{"id":"claim-1"}`,
	}
	e := Entry{Position: 7, Kind: "partner activity", Claim: "claim-1", Number: 3, Data: `{"number":3}`}
	if got, want := c.SumOf(), "ae2b006ba0426564c0efbf98c449c1ed"; got != want {
		t.Errorf("the claim: got %s, want %s", got, want)
	}
	if got, want := e.SumOf(), "6189d44ea7d458a8fd6f73068c039e18"; got != want {
		t.Errorf("the entry: got %s, want %s", got, want)
	}
	d := Deal{Claim: "claim-1", Version: 2, Data: `{"claim":"claim-1"}`, Link: "referral-1"}
	if got, want := d.SumOf(), "7c9744d9a682d4645661cf97152d2617"; got != want {
		t.Errorf("the deal: got %s, want %s", got, want)
	}
}

// alterations holds one way to alter each column of a row.
var alterations = map[string]func(*Claim){
	"id":         func(c *Claim) { c.ID += "x" },
	"kind":       func(c *Claim) { c.Kind = other(c.Kind, "association", "partner activity") },
	"version":    func(c *Claim) { c.Version++ },
	"customer":   func(c *Claim) { c.Customer = other(c.Customer, "TPID:777", "") },
	"engagement": func(c *Claim) { c.Engagement += "x" },
	"location":   func(c *Claim) { c.Location += "x" },
	"owner":      func(c *Claim) { c.Owner += "x" },
	"status":     func(c *Claim) { c.Status += "x" },
	"area":       func(c *Claim) { c.Area, c.Status = c.Status, c.Area+"x" },
	"expires":    func(c *Claim) { c.Expires = other(c.Expires, "2031-01-01T00:00:00.000000000Z", "") },
	"attention":  func(c *Claim) { c.Attention = other(c.Attention, "2031-01-01T00:00:00.000000000Z", "") },
	"search":     func(c *Claim) { c.Search += "x" },
	"open":       func(c *Claim) { c.Open = !c.Open },
	"counted":    func(c *Claim) { c.Counted = !c.Counted },
	"amounts":    func(c *Claim) { c.Amounts = other(c.Amounts, `[["paid","USD",7]]`, "[]") },
	"keys":       func(c *Claim) { c.Keys = other(c.Keys, `["another"]`, "[]") },
	"record":     func(c *Claim) { c.Record += " " },
	"sum":        func(c *Claim) { c.Sum = "" },
}

// other returns the first of two texts that is not the present one.
func other(present, first, second string) string {
	if present != first {
		return first
	}
	return second
}

func TestARowThatWasAlteredIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := envelopes(t)
		sound, err := Of(&e)
		if err != nil || sound.Check() != nil {
			t.Fatal(err, sound.Check())
		}
		for column, alter := range alterations {
			row := sound
			alter(&row)
			var bad *store.ClaimError
			var field *mci.FieldError
			if got, err := row.Envelope(store.NoKey); !errors.As(err, &bad) || bad.ID != row.ID || !errors.As(err, &field) || field.Path != "sum" || got.ID != "" {
				t.Fatalf("%s: got %+v, %v", column, got, err)
			}
		}
		entry := EntryOf(&store.Entry{Kind: e.Kind, Claim: e.ID, Number: e.Version, Body: e.Body})
		for column, alter := range map[string]func(*Entry){
			"kind":   func(r *Entry) { r.Kind = other(r.Kind, "association", "partner activity") },
			"claim":  func(r *Entry) { r.Claim += "x" },
			"number": func(r *Entry) { r.Number++ },
			"entry":  func(r *Entry) { r.Data += " " },
			"sum":    func(r *Entry) { r.Sum = "x" },
		} {
			row := entry
			alter(&row)
			var bad *store.ClaimError
			if got, err := row.Delivery(); !errors.As(err, &bad) || bad.ID != row.Claim || got.Entry.Claim != "" {
				t.Fatalf("%s: got %+v, %v", column, got, err)
			}
		}
		if _, err := entry.Read(); err != nil {
			t.Fatal(err)
		}
	})
}
