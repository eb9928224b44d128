package pages

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// A formSet holds the forms of a claim's page, and what became of the one that
// was sent.
type formSet struct {
	// Problem says why a form came back.
	Problem *problem `json:"-"`
	// Mine are the forms of the partner's own steps, and Theirs those that
	// record what others did.
	Mine   []*form `json:"-"`
	Theirs []*form `json:"-"`
	// Closed says why the user may not work on the claim. It is empty if the
	// user may.
	Closed []claims.Gap `json:"-"`
	// Since is the version of the page that a form was sent from, if Overtaken
	// says that somebody changed the claim since.
	Since     uint64 `json:"-"`
	Overtaken bool   `json:"-"`
	// Done is the number of the entry that the user has just made, or 0.
	Done uint64 `json:"-"`
}

// confirm notes the entry that a form has just made, if it is the latest one.
func (m *formSet) confirm(told notice, version uint64) {
	if told.done == version {
		m.Done = version
	}
}

// close notes why the user may not work on the claim. An error that says
// nothing of that is returned.
func (m *formSet) close(err error) error {
	var refusal *forbidden
	if !errors.As(err, &refusal) {
		return err
	}
	m.Closed = refusal.gaps
	return nil
}

// lock blocks the partner's own steps if an error says that the user may not
// take them. What others did can be recorded all the same.
func (m *formSet) lock(err error) {
	for _, f := range m.Mine {
		f.Blocked = append(closedBy(err), f.Blocked...)
	}
}

// take takes a form that came back: its values as they were sent, and what is
// wrong with them.
func (m *formSet) take(f *form, values url.Values, since uint64, err error) {
	p := problemOf(err)
	f.fill(values) // its key is new, as the command of the first key had no effect
	gaps := gapsOf(err)
	switch {
	case errors.Is(err, store.ErrConflict):
		m.Since, m.Overtaken = since, true
	case errors.Is(err, errTooLong):
		// above the fields of a form without a file
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

// arrange puts the forms that end something last, and unfolds the first one if
// it is the partner's turn.
func (m *formSet) arrange(mine bool) {
	slices.SortStableFunc(m.Mine, func(a, b *form) int { return rank(a) - rank(b) })
	if len(m.Mine) > 0 && rank(m.Mine[0]) == 0 && mine {
		m.Mine[0].Opened = true
	}
}

// rank orders forms: those that can be sent, those that cannot yet, and those
// that end something.
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

// need marks the fields that the command has to bring, and says why above the
// others.
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

// replace puts a form that came back in the place of the page's own. If the
// claim does not permit its command any more, it stands first, so that nothing
// that was typed is lost.
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
