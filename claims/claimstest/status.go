package claimstest

import (
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// disputes returns the commands that lead from the opening of a claim to each
// state of a disputed claim, by the state's name. The paths are those by which
// [TestSystem] drives a claim, so a state that the machine gets is among them.
func disputes() (map[string][]claims.Command, error) {
	all := map[string][]claims.Command{}
	survey := newClaimSurvey(Lacks{})
	for _, state := range survey.states() {
		if !state.Disputed {
			continue
		}
		path, _ := survey.way(claims.State{}, state)
		for _, row := range path[1:] { // after the opening
			for _, event := range append(survey.givenBefore(row), row.event) {
				command, err := CommandOf(event)
				if err != nil {
					return nil, err
				}
				all[state.String()] = append(all[state.String()], command)
			}
		}
	}
	return all, nil
}

// ways returns, by name, the ways to each state of a claim: adopted in each
// status, or disputed by commands. Each function returns the changes of one
// claim.
func (b *bench) ways() map[string]func(opening) []claims.Change {
	all := map[string]func(opening) []claims.Change{}
	for _, status := range claims.Statuses() {
		all["adopted as "+status.String()] = func(o opening) []claims.Change { return []claims.Change{b.adopt(o, status.String())} }
	}
	disputed, err := disputes()
	b.must(err)
	for name, commands := range disputed {
		all[name] = func(o opening) []claims.Change {
			changes := []claims.Change{b.open(o)}
			for _, command := range commands {
				changes = append(changes, b.apply(changes[len(changes)-1].Claim, command))
			}
			return changes
		}
	}
	for name, follow := range all {
		all[name] = func(o opening) []claims.Change {
			changes, err := b.work.live(life{name, o}, follow)
			b.must(err)
			return changes
		}
	}
	return all
}

// everyStatus stores a claim in each state, and observes each status on a claim
// in its first status.
func everyStatus(b *bench) {
	i := 0
	for name, way := range b.ways() {
		changes := way(opening{id: claims.ID(name), customer: i})
		b.save(changes...)
		b.wantStored(changes[len(changes)-1].Claim, join(changes...).Entries)
		i++
	}
	for _, status := range claims.Statuses() {
		first := b.open(opening{id: claims.ID("observed as " + status.String()), customer: i})
		change, err := claims.Observe(first.Claim, claims.ReadStatus(status.String()), claims.Meta{Actor: claims.PartnerCenter, At: start})
		b.must(err)
		b.save(first, change)
		b.wantStored(change.Claim, join(first, change).Entries)
		i++
	}
}

// listEveryStatus lists claims in each state with queries about their status.
func (b *bench) listEveryStatus() {
	b.Helper()
	var stored []store.Envelope
	i := 0
	for name, way := range b.ways() {
		changes := way(opening{id: claims.ID("status " + name), customer: 1000 + i})
		b.save(changes...)
		stored = append(stored, b.envelope(changes[len(changes)-1].Claim))
		i++
	}
	queries := []store.Query{{Open: true}, {Key: store.ExpiresKey}, {Key: store.AttentionKey}, {}}
	for _, status := range claims.Statuses() {
		queries = append(queries, store.Query{Statuses: store.Statuses(status)}, store.Query{Open: true, Statuses: store.Statuses(status, claims.Approved)})
	}
	for _, query := range queries {
		var want []claims.ID
		for i := range stored {
			if query.Matches(&stored[i]) {
				want = append(want, stored[i].ID)
			}
		}
		slices.Sort(want)
		query.After = "status " // only the claims of this case
		if got := b.listed(query); !slices.Equal(got, want) {
			b.Errorf("asked for open claims (%t), the statuses %s and the key %q: got %q, want %q", query.Open, query.Statuses, query.Key, got, want)
		}
	}
}

// limitEveryStatus opens claims beside claims in each state.
func (b *bench) limitEveryStatus() {
	b.Helper()
	customer := 2000
	for name, way := range b.ways() {
		for _, engagement := range []string{string(twoClaims), string(oneOpen)} {
			o := opening{customer: customer, engagement: twoClaims}
			stored := 2
			if engagement == string(oneOpen) {
				o.engagement, stored = oneOpen, 1
			}
			customer++
			var record claims.Record
			for n := range stored {
				o.id = claims.ID(fmt.Sprint(name, " ", engagement, " ", n))
				changes := way(o)
				b.save(changes...)
				record = changes[len(changes)-1].Claim.Record()
			}
			full := record.CountsTowardLimit() && o.engagement == twoClaims || !record.State().Terminal()
			o.id = claims.ID(fmt.Sprint(name, " ", engagement, " one more"))
			err := b.store.Save(b.Context(), b.rows(b.open(o)))
			if what := fmt.Sprintf("one claim more beside %d %s", stored, name); full {
				b.wantError(what, err, store.ErrLimit)
			} else {
				b.wantError(what, err, nil)
			}
		}
	}
}

// openAgain checks that a claim counts again if Partner Center reopened it.
func openAgain(b *bench) {
	claim, _ := b.live(opening{id: "a", engagement: oneOpen}, claims.Cancel{})
	shown, err := claims.Observe(claim, claims.ReadStatus("Under review"), claims.Meta{Actor: claims.PartnerCenter, At: start})
	b.must(err)
	b.save(shown)
	b.save(b.apply(shown.Claim, claims.Resolve{Take: claims.UnderReview}))
	b.wantError("a second open claim beside one that is open again", b.store.Save(b.Context(), b.rows(b.open(opening{id: "b", engagement: oneOpen}))), store.ErrLimit)
	if got := b.listed(store.Query{Open: true}); !slices.Equal(got, []claims.ID{"a"}) {
		b.Errorf("asked for open claims: got %q, want the one that is open again", got)
	}
}
