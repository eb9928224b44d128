package claims_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// free lists the fields of a stored record that can be changed alone without
// contradicting the rest, because other commands could have made the changed
// record. Each has the reason. Restore cannot notice such a change, but Replay
// does.
var free = map[string]string{
	"id":                           "any claim could be called that",
	"status":                       "with entries to spare, a review more or less could have been among them",
	"name":                         "the partner chooses it",
	"way":                          "both ways open a claim alike, unless the key of the opening tells",
	"customerCountry":              "known or not, it could have been that",
	"locationCountry":              "known or not, it could have been that",
	"location":                     "any location could have nominated",
	"customerContact.name":         "the partner chooses it",
	"customerContact.email":        "the partner chooses it",
	"partnerContact.name":          "the partner chooses it",
	"partnerContact.email":         "the partner chooses it",
	"hours":                        "the partner chooses them",
	"opportunity":                  "it could have been unknown to an engagement that asks for less",
	"opportunity.contractValue":    "the seller system says it",
	"opportunity.status":           "the seller system says it",
	"opportunity.stage":            "the seller system says it",
	"version":                      "evidence and contacts may be given again and again",
	"updated":                      "evidence and contacts may be given, and reviews may begin and end, later or earlier in the window",
	"disputed":                     "a rejected claim that expired may have been disputed or not",
	"consent":                      "a claim that ended before an answer need not have been asked",
	"consent.asked":                "any instant between the creation and the answer",
	"consent.answered":             "any instant between the request and what follows, in the windows",
	"consent.generation":           "more or fewer corrections of the customer's address, in as many entries",
	"consent.earlier":              "more or fewer reminders before the last correction",
	"consent.resent":               "more or fewer reminders, in as many entries",
	"consent.dealSize":             "the partner chooses it, where the edition lets it be left out",
	"firstSubmitted":               "any instant between the answer and what follows, in the window",
	"rejectedAt":                   "any instant between the submission and what follows, in the windows",
	"disputeSubmitted":             "any instant between the rejection and what follows, in the window",
	"evidence":                     "evidence that can still be given may be there or not",
	"evidence[].part":              "one part may be there and not another",
	"evidence[].state":             "a survey may be sent, void or done, while it can still be given",
	"evidence[].template":          "which template an earlier submission was on is in the history alone",
	"evidence[].reference":         "the host chooses it",
	"evidence[].updated":           "any instant between the answer and the latest entry",
	"approvedAt":                   "any instant between the submission and the payments, without an approved amount",
	"created":                      "a claim without an estimate could be older or younger within its windows",
	"consent.language":             "the partner chooses it",
	"amounts.payments[].at":        "any instant between the payments before and after it",
	"answerPending":                "the partner may have answered already",
	"amounts":                      "an amount that could not be calculated is none",
	"amounts.estimated":            "an amount that could not be calculated is none",
	"amounts.estimated.money":      "by the catalog of that day",
	"amounts.requested":            "an amount that could not be calculated is none",
	"amounts.requested.money":      "the partner may name it",
	"amounts.requested.at":         "a later submission may name it",
	"amounts.approved":             "an amount that could not be calculated is none",
	"amounts.approved.money":       "the reviewer may name it",
	"amounts.approved.at":          "the amount may have become known later",
	"amounts.payments":             "there may be more or fewer",
	"amounts.payments[].money":     "Microsoft names it",
	"amounts.payments[].reference": "Microsoft names it",
	"index":                        "no rule reads it, and the next change writes it anew",
	"index.area":                   "no rule reads it",
	"index.expires":                "no rule reads it",
	"index.attention":              "no rule reads it",
	"keys":                         "not every command has a key",
	"keys[].key":                   "the host chooses it",
	"keys[].event":                 "another command of the claim may have had it",
}

// A spoiled is a stored record with one field changed, removed or duplicated.
type spoiled struct {
	path string
	data []byte
}

// spoil changes each field of a JSON value in several ways, and returns one of
// every so many changes from the first that is asked for.
func spoil(t tb, data []byte, first, every int) (all []spoiled) {
	t.Helper()
	made := 0
	encode := func(value any) string {
		encoded, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return string(encoded)
	}
	// before and after are the text around a value.
	var walk func(path string, value any, before, after string)
	walk = func(path string, value any, before, after string) {
		add := func(path string, text ...string) {
			if made++; (made-1)%every == first {
				all = append(all, spoiled{path, []byte(before + strings.Join(text, "") + after)})
			}
		}
		for _, other := range others(value) {
			add(path, encode(other))
		}
		switch value := value.(type) {
		case map[string]any:
			names := slices.Sorted(maps.Keys(value))
			var fields []string
			for _, name := range names {
				fields = append(fields, encode(name)+":"+encode(value[name]))
			}
			for i, name := range names {
				field := strings.TrimPrefix(path+"."+name, ".")
				first, last := beside(fields, i)
				add(field, "{", strings.TrimSuffix(first+last, ","), "}")
				walk(field, value[name], before+"{"+first+encode(name)+":", strings.TrimSuffix(","+last, ",")+"}"+after)
			}
		case []any:
			var elements []string
			for _, element := range value {
				elements = append(elements, encode(element))
			}
			for i := range value {
				first, last := beside(elements, i)
				add(path, "[", strings.TrimSuffix(first+last, ","), "]")
				add(path, "[", first, elements[i], ",", elements[i], strings.TrimSuffix(","+last, ","), "]")
				walk(path+"[]", value[i], before+"["+first, strings.TrimSuffix(","+last, ",")+"]"+after)
			}
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var root any
	if err := decoder.Decode(&root); err != nil {
		t.Fatal(err)
	}
	walk("", root, "", "")
	return all
}

// beside returns the texts before and after one of them, with a comma behind
// each.
func beside(texts []string, i int) (first, last string) {
	return strings.Join(append(slices.Clone(texts[:i]), ""), ","), strings.Join(append(slices.Clone(texts[i+1:]), ""), ",")
}

// others returns other values for a field.
func others(value any) []any {
	all := []any{nil}
	switch value := value.(type) {
	case bool:
		all = append(all, !value)
	case json.Number:
		n, _ := value.Int64()
		all = append(all, 0, n-1, n+1, n+1000, -n, "1e9")
	case string:
		if at, err := time.Parse(time.RFC3339Nano, value); err == nil {
			for _, by := range []time.Duration{-10000 * time.Hour, -26 * time.Hour, -1, 1, 26 * time.Hour, 1000 * time.Hour, 10000 * time.Hour} {
				all = append(all, at.Add(by).Format(time.RFC3339Nano))
			}
			return append(all, "", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z")
		}
		all = append(all, "", "x", value+"x", "\x00", strings.Repeat("x", 5000))
		if _, err := strconv.ParseFloat(value, 64); err == nil {
			all = append(all, "1", "1e9", "-1")
		}
		for _, names := range enumerations() {
			if slices.Contains(names, value) {
				for _, name := range names {
					all = append(all, name)
				}
			}
		}
	}
	return all
}

// enumerations returns the names of what a record enumerates.
var enumerations = sync.OnceValue(func() [][]string {
	statuses, events := []string{}, []string{}
	for _, s := range claims.Statuses() {
		statuses = append(statuses, s.String())
	}
	for _, e := range claims.Events() {
		events = append(events, e.String())
	}
	parts := []string{}
	for _, p := range mci.EvidenceParts() {
		parts = append(parts, p.String())
	}
	return [][]string{statuses, events, parts, {"add", "claim"}, {"none", "accepted", "declined"}, {"missing", "sent", "void", "done"}}
})

var inMoney = regexp.MustCompile(`(money|contractValue|dealSize)\.(amount|currency)$`)

// smuggled returns the mutants of a record that Restore accepts, by the path of
// the changed field. It tries one of every so many mutants.
func smuggled(t tb, record claims.Record, catalog *catalog.Catalog, first, every int) map[string][]spoiled {
	t.Helper()
	data := must(json.Marshal(record))
	accepted := map[string][]spoiled{}
	for _, m := range spoil(t, data, first, every) {
		var read claims.Record
		if read.UnmarshalJSON(m.data) != nil { // which json.Unmarshal calls after a scan of its own
			continue
		}
		claim, err := claims.Restore(read, catalog)
		if err != nil {
			var field *mci.FieldError
			if !errors.As(err, &field) || field.Want == "" {
				t.Fatalf("%s: got error %v, want a field error", m.path, err)
			}
			continue
		}
		again, err := json.Marshal(claim.Record())
		if err != nil {
			t.Fatalf("%s: accepted, and cannot be written: %v", m.path, err)
		}
		if !bytes.Equal(again, data) {
			path := inMoney.ReplaceAllString(m.path, "$1")
			accepted[path] = append(accepted[path], m)
		}
	}
	return accepted
}

// The comment of Restore lists the facts that a record alone cannot show.
// Restore must refuse a change of anything else: every change to a record of
// each state, and some to the record of each random life.
func TestNothingIsSmuggledIntoAStoredRecordOfAHundredLives(t *testing.T) {
	rows := slices.DeleteFunc(claims.Transitions(), func(row claims.Transition) bool { return row.From == claims.State{} })
	catalogs := map[string]*catalog.Catalog{"public": public(), "short": adapted(t, shortClocks...), "local": public()}
	used, tried := map[string]int{}, 0
	check := func(t tb, l *life, first, every int) {
		tried++
		for path, mutants := range smuggled(t, l.claim.Record(), l.catalog, first, every) {
			if free[path] == "" {
				t.Fatalf("a claim in %s: %s can be changed: %s", l.claim.State(), path, mutants[0].data)
			}
			used[path] += len(mutants)
		}
	}
	for _, state := range reached() {
		check(t, reach(t, state), 0, 1)
	}
	check(t, eventful(t), 0, 1)
	rapid.Check(t, func(t *rapid.T) {
		p := &player{life: drawOpening(t, catalogs), t: t}
		for range uniform(t, "steps", 15) {
			p.play(rows[uniform(t, "row", len(rows))])
		}
		const every = 3
		check(t, p.life, uniform(t, "first mutant", every), every)
	})
	t.Logf("%d records", tried)
	for _, path := range slices.Sorted(maps.Keys(free)) {
		t.Logf("%-28s %5d mutants are restored: %s", path, used[path], free[path])
	}
}
