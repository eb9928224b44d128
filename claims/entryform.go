package claims

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
)

// entryForm is the JSON form of an entry. It says nothing twice. The source is
// left out if it is the one that the tables have for the rule. The opening
// leaves out the values that are in the entry.
type entryForm struct {
	plainEntry
	Source   *mci.Source  `json:"source,omitempty"`
	Opening  *openingForm `json:"opening,omitempty"`
	Findings findingsForm `json:"findings,omitempty"`
}

// openingForm is the record in an entry. Its ID, version, status and latest
// instant are those of the entry, and so is its creation unless it is given.
// The customer's ID was checked itself unless another one is given, and the key
// of the entry is the only one that was used unless keys are given. An estimate
// is of the instant of the creation unless amounts are given. The index keys
// follow from the rest; [Replay] sets them.
type openingForm struct {
	plainRecord
	Format    omitted        `json:"format,omitzero"`
	ID        omitted        `json:"id,omitzero"`
	Version   omitted        `json:"version,omitzero"`
	Status    omitted        `json:"status,omitzero"`
	Updated   omitted        `json:"updated,omitzero"`
	Index     omitted        `json:"index,omitzero"`
	Keys      *[]UsedKey     `json:"keys,omitempty"`
	Created   time.Time      `json:"created,omitzero"`
	CheckedID mci.CustomerID `json:"checkedId,omitzero"`
	Amounts   *Amounts       `json:"amounts,omitempty"`
	Estimated mci.Money      `json:"estimated,omitzero"`
}

type (
	plainEntry  Entry
	plainRecord Record
)

// omitted stands before a field of the same name, so that it is not written.
type omitted struct{}

// MarshalJSON returns the form that a store keeps and a relay sends. An entry
// whose opening contradicts it is a [mci.FieldError].
func (e Entry) MarshalJSON() ([]byte, error) {
	form := entryForm{plainEntry: plainEntry(e), Findings: findingsForm(e.Findings)}
	if source := e.Source; source != e.source() {
		form.Source = &source
	}
	if e.Opening != nil {
		if err := e.checkOpening(); err != nil {
			return nil, err
		}
		form.Opening = &openingForm{plainRecord: plainRecord(*e.Opening)}
		if !e.Opening.Created.Equal(e.At) {
			form.Opening.Created = e.Opening.Created
		}
		if e.Opening.CheckedID != e.Opening.CustomerID {
			form.Opening.CheckedID = e.Opening.CheckedID
		}
		form.Opening.setAmounts(e.Opening)
		if !slices.Equal(e.Opening.Keys, e.openingKeys(e.Opening)) {
			keys := append([]UsedKey{}, e.Opening.Keys...) // [] for none
			form.Opening.Keys = &keys
		}
	}
	return json.Marshal(&form)
}

// setAmounts writes the estimate alone if the opening has no other amount.
func (f *openingForm) setAmounts(opening *Record) {
	estimated := opening.Amounts.Estimated
	rest := opening.Amounts
	rest.Estimated = Amount{}
	switch {
	case rest.isZero() && estimated == (Amount{Money: estimated.Money, At: opening.Created}):
		f.Estimated = estimated.Money
	case !rest.isZero() || estimated != (Amount{}):
		f.Amounts = &opening.Amounts
	}
}

// isZero reports whether there is no amount.
func (a *Amounts) isZero() bool {
	return a.Estimated == (Amount{}) && a.Requested == (Amount{}) && a.Approved == (Amount{}) && a.Payments == nil
}

// openingKeys returns the keys that a claim has used when it is opened.
func (e *Entry) openingKeys(opening *Record) []UsedKey {
	if e.Key == "" {
		return nil
	}
	content, err := digestOf(opening.openingContent())
	if err != nil {
		return nil // the entry that cannot be written says so
	}
	return []UsedKey{{Key: e.Key, Event: e.Event, Content: content}}
}

// checkOpening reports the first field of the opening that its JSON form could
// not give back.
func (e *Entry) checkOpening() error {
	r := e.Opening
	switch {
	case r.ID != e.Claim:
		return mci.Invalid("opening.id", string(r.ID), "the claim of the entry")
	case r.Version != e.Number:
		return mci.Invalid("opening.version", "", "the number of the entry")
	case r.Status != e.To:
		return mci.Invalid("opening.status", r.Status.String(), "the status after the event")
	case !r.Updated.Equal(e.At):
		return mci.Invalid("opening.updated", asInstant(r.Updated), "the instant of the entry")
	case r.Created.IsZero():
		return mci.Invalid("opening.created", "", "an instant")
	case r.CheckedID.IsZero() && !r.CustomerID.IsZero():
		return mci.Invalid("opening.checkedId", "", "an ID")
	case r.Index != Index{}:
		return mci.Invalid("opening.index", "index keys", "none, since they follow from the rest")
	default:
		return nil
	}
}
