package claims_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A looseEntry has the form of an entry without the strict reader.
type looseEntry struct {
	Format   int                          `json:"format"`
	Claim    claims.ID                    `json:"claim"`
	Number   uint64                       `json:"number"`
	At       time.Time                    `json:"at"`
	Actor    claims.Actor                 `json:"actor"`
	User     mci.UserID                   `json:"user,omitempty"`
	Role     mci.Role                     `json:"role,omitempty"`
	Event    claims.Event                 `json:"event"`
	From     claims.Status                `json:"from,omitempty"`
	To       claims.Status                `json:"to"`
	Rule     mci.RuleID                   `json:"rule"`
	Key      string                       `json:"key,omitempty"`
	Shown    claims.PortalStatus          `json:"shown,omitzero"`
	Command  json.RawMessage              `json:"command,omitempty"` // to be read once more
	Opening  *looseRecord                 `json:"opening,omitempty"`
	Findings map[string]map[string]string `json:"findings,omitempty"`
}

type looseRecord claims.Record

func BenchmarkDecodeEntry(b *testing.B) {
	history := eventful(b).history
	for name, n := range map[string]int{"opening": 0, "submission": 10} {
		text := must(json.Marshal(history[n]))
		b.Run(name+"/strict", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var entry claims.Entry
				if err := entry.UnmarshalJSON(text); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/encoding-json", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var entry looseEntry
				if err := json.Unmarshal(text, &entry); err != nil {
					b.Fatal(err)
				}
				var submit claims.Submit
				if entry.Command != nil {
					if err := json.Unmarshal(entry.Command, &submit); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

func BenchmarkEncodeEntry(b *testing.B) {
	entry := eventful(b).history[10]
	loose := looseEntry{
		Claim: entry.Claim, Number: entry.Number, At: entry.At, Actor: entry.Actor, User: entry.User, Role: entry.Role,
		Event: entry.Event, From: entry.From, To: entry.To, Rule: entry.Rule,
	}
	for name, value := range map[string]any{
		"strict": &entry,
		"encoding-json": &struct {
			*looseEntry
			Command claims.Command `json:"command"`
		}{&loose, entry.Command},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := json.Marshal(value); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
