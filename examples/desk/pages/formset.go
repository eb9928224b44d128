package pages

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// A formSet holds the forms of a claim's page and the result of the form that
// was sent.
type formSet struct {
	// Problem says why a form was returned.
	Problem *problem `json:"-"`
	// Mine are the forms of the partner's own steps, and Theirs those that
	// record what others did.
	Mine   []*form `json:"-"`
	Theirs []*form `json:"-"`
	// Closed are the reasons why the user may not work on the claim. It is
	// empty if the user may.
	Closed []claims.Gap `json:"-"`
	// Since is the claim's version on the page from which a form was sent. It
	// is set if Overtaken says that somebody has changed the claim since then.
	Since     uint64 `json:"-"`
	Overtaken bool   `json:"-"`
	// Done is the number of the entry that the user has just made, or 0.
	Done uint64 `json:"-"`
}

// confirm records the number of the entry that a form has just made, if it is
// still the latest one.
func (m *formSet) confirm(told notice, version uint64) {
	if told.done == version {
		m.Done = version
	}
}

// close records why the user may not work on the claim. If the error says
// nothing about that, it is returned.
func (m *formSet) close(err error) error {
	var refusal *forbidden
	if !errors.As(err, &refusal) {
		return err
	}
	m.Closed = refusal.gaps
	return nil
}

// lock blocks the partner's own steps if an error says that the user may not
// take them. Steps of others can still be recorded.
func (m *formSet) lock(err error) {
	for _, f := range m.Mine {
		f.Blocked = append(closedBy(err), f.Blocked...)
	}
}

// take puts a returned form on the page, with its values as they were sent and
// their errors.
func (m *formSet) take(f *form, values url.Values, since uint64, err error) {
	p := problemOf(err)
	f.fill(values) // the form gets a new key, because the command under the first key had no effect
	gaps := gapsOf(err)
	switch {
	case errors.Is(err, store.ErrConflict):
		m.Since, m.Overtaken = since, true
	case errors.Is(err, errTooLong):
		// a form without a file shows this error above its fields
		f.blame(uploadField, sentence(errTooLong.Error())+".")
	case len(gaps) > 0:
		for _, gap := range gaps {
			f.blame(gap.Path, sentence(gap.Why)+".")
		}
	case len(p.Problems) > 0:
		f.blameFields(p.Problems)
	default:
		f.Errors = append(f.Errors, sentence(p.Detail)+".")
	}
	m.Problem = p
	m.replace(f)
}

// arrange sorts the forms that are marked as a danger last. If it is the
// partner's turn, it unfolds the first form.
func (m *formSet) arrange(mine bool) {
	slices.SortStableFunc(m.Mine, func(a, b *form) int { return rank(a) - rank(b) })
	if len(m.Mine) > 0 && rank(m.Mine[0]) == 0 && mine {
		m.Mine[0].Opened = true
	}
}

// rank orders forms: first those that can be sent, then blocked ones, and then
// those that are marked as a danger.
func rank(f *form) int {
	switch {
	case f.Danger:
		return 2
	case len(f.Blocked) > 0:
		return 1
	default:
		return 0
	}
}

// with sets the values of fields, and returns the form.
func (f *form) with(values map[string]string) *form {
	for i := range f.Fields {
		if value, ok := values[f.Fields[i].Name]; ok {
			f.Fields[i].Value = value
		}
	}
	return f
}

// need marks the fields that the command has to fill. A gap without a field is
// shown above them.
func (f *form) need(gaps []claims.Gap) {
	f.Fields = slices.Clone(f.Fields)
	for _, gap := range gaps {
		path, found := strings.TrimPrefix(gap.Path, "command."), false
		for i := range f.Fields {
			if f.Fields[i].shown() && within(path, f.Fields[i].Name) {
				f.Fields[i].Required, found = true, true
			}
		}
		if !found {
			f.Needs = append(f.Needs, gap)
		}
	}
}

// replace puts a returned form in place of the page's own. If the claim no
// longer permits its command, the form is shown first, so that no typed text is
// lost.
func (m *formSet) replace(f *form) {
	for _, list := range [][]*form{m.Mine, m.Theirs} {
		for i := range list {
			if list[i].Slug == f.Slug {
				f.Blocked = list[i].Blocked
				list[i] = f
				return
			}
		}
	}
	m.Mine = slices.Insert(m.Mine, 0, f)
}
