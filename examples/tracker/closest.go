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

// closest returns the word that a person meant: one that is spelled almost
// alike, or the only one that begins as it was typed. It returns the empty text
// if there is none.
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

// A mistyped is the error for a claim that is not there, while another one has
// almost the same ID.
type mistyped struct {
	error

	meant string
}

// Unwrap returns the error of the store.
func (m *mistyped) Unwrap() error { return m.error }

// likely adds to the error for a claim that is not there the ID that was
// probably meant. It returns any other error as it is.
func (t *tracker) likely(ctx context.Context, err error) error {
	var one *store.ClaimError
	if !errors.Is(err, store.ErrNotFound) || !errors.As(err, &one) {
		return err
	}
	var ids []string
	for envelope, failed := range t.store.List(ctx, store.Query{}) {
		if failed != nil {
			return err // which matters more than what was meant
		}
		ids = append(ids, string(envelope.ID))
	}
	if meant := closest(string(one.ID), ids); meant != "" {
		return &mistyped{err, meant}
	}
	return err
}

// A facet is what many claims share, and a filter of the list asks for.
type facet struct {
	name  string
	asked func(*store.Query) string
	of    func(*store.Envelope) string
	// more returns values that no claim needs to have, or is nil.
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

// tellUnmatched says, of a list that is empty, which filters no claim has at
// all, and what was probably meant.
func (t *tracker) tellUnmatched(ctx context.Context, query *store.Query) error {
	values := make([]map[string]bool, len(facets))
	for i := range values {
		values[i] = map[string]bool{}
	}
	for envelope, err := range t.store.List(ctx, store.Query{}) {
		var one *store.ClaimError
		if errors.As(err, &one) {
			continue // the list has said so if it could not be read
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
		known := slices.Sorted(maps.Keys(values[i])) // or of two that are as near, either would be named
		if f.more != nil {
			known = append(known, f.more(t)...)
		}
		fmt.Fprintf(t.err, "tracker: %s\n", unmatched(f.name, typed, known))
	}
	return nil
}

// unmatched says that no claim has a value.
func unmatched(name, typed string, known []string) string {
	text := fmt.Sprintf("no claim has the %s %q", name, typed)
	if meant := closest(typed, known); meant != "" {
		text += fmt.Sprintf("; %q, if that is meant", meant)
	}
	return text
}
