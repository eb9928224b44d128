package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// closest returns the word that a person probably meant. It is a word that is
// spelled almost alike, or the only one that begins with the typed text. If
// there is none, closest returns the empty text.
func closest(typed string, words []string) string {
	if word := vocabulary.Nearest(typed, words); word != "" || typed == "" {
		return word
	}
	found := ""
	for _, word := range words {
		if len(word) > len(typed) && strings.EqualFold(word[:len(typed)], typed) {
			if found != "" {
				return ""
			}
			found = word
		}
	}
	return found
}

// A mistyped is the error for a claim that does not exist while another one has
// almost the same ID.
type mistyped struct {
	error

	meant string
}

// Unwrap returns the error of the store.
func (m *mistyped) Unwrap() error { return m.error }

// likely extends the error for a claim that does not exist by the ID that was
// probably meant. It returns any other error unchanged.
func (t *tracker) likely(ctx context.Context, err error) error {
	var one *store.ClaimError
	if !errors.Is(err, store.ErrNotFound) || !errors.As(err, &one) {
		return err
	}
	var ids []string
	for envelope, failed := range t.store.List(ctx, store.Query{}) {
		if failed != nil {
			return err // this error matters more than the suggestion
		}
		ids = append(ids, string(envelope.ID))
	}
	if meant := closest(string(one.ID), ids); meant != "" {
		return &mistyped{err, meant}
	}
	return err
}

// A facet is a value that many claims share, with the list's filter for it.
type facet struct {
	name  string
	asked func(*store.Query) string
	of    func(*store.Envelope) string
	// more returns further values that are valid even if no claim has them. It
	// may be nil.
	more func(*tracker) []string
}

var facets = []facet{
	{
		"location",
		func(q *store.Query) string { return string(q.Location) },
		func(e *store.Envelope) string { return string(e.Location) }, nil,
	},
	{
		"engagement",
		func(q *store.Query) string { return string(q.Engagement) },
		func(e *store.Envelope) string { return string(e.Engagement) },
		func(t *tracker) []string { return engagementIDs(t.catalog) },
	},
	{
		"area",
		func(q *store.Query) string { return q.SolutionArea },
		func(e *store.Envelope) string { return e.Area }, nil,
	},
	{
		"owner",
		func(q *store.Query) string { return q.FoldOwner() },
		func(e *store.Envelope) string { return e.Owner }, nil,
	},
}

// tellUnmatched is for an empty list. It names each filter that no claim
// matches, and the value that was probably meant.
func (t *tracker) tellUnmatched(ctx context.Context, query *store.Query) error {
	values := make([]map[string]bool, len(facets))
	for i := range values {
		values[i] = map[string]bool{}
	}
	for envelope, err := range t.store.List(ctx, store.Query{}) {
		var one *store.ClaimError
		if errors.As(err, &one) {
			continue // the list has reported this claim if it could not be read
		}
		if err != nil {
			return err
		}
		for i, f := range facets {
			values[i][f.of(&envelope)] = true
		}
	}
	for i, f := range facets {
		typed := f.asked(query)
		if typed == "" || values[i][typed] {
			continue
		}
		known := slices.Sorted(maps.Keys(values[i])) // sorted, so that the same word is named each time if two are as near
		if f.more != nil {
			known = append(known, f.more(t)...)
		}
		fmt.Fprintf(t.err, "tracker: %s\n", unmatched(f.name, typed, known))
	}
	return nil
}

// unmatched returns the sentence that no claim has a value.
func unmatched(name, typed string, known []string) string {
	text := fmt.Sprintf("no claim has the %s %q", name, typed)
	if meant := closest(typed, known); meant != "" {
		text += fmt.Sprintf("; %q, if that is meant", meant)
	}
	return text
}
