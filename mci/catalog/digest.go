package catalog

import (
	"encoding/binary"
	"encoding/hex"
	"hash"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Digest stands for the terms of an engagement, so that a stored claim can
// show that they are still those under which it was opened. Two engagements
// with the same terms have the same Digest. It is FNV-1a of 128 bits: it
// notices changes, and is no protection against forgery. The zero Digest is
// none. Digests are compared with ==.
type Digest struct {
	high, low uint64
}

const wantDigest = "32 hexadecimal digits in lower case, as the catalog's digests are written"

// ParseDigest reads the 32 hexadecimal digits that [Digest.String] returns. Any
// other text is a [mci.FieldError].
func ParseDigest(text string) (Digest, error) {
	data, err := hex.DecodeString(text)
	if err != nil || len(data) != 16 || strings.ToLower(text) != text {
		return Digest{}, mci.Invalid("", text, wantDigest)
	}
	d := digestOf(data)
	if d.IsZero() {
		return Digest{}, mci.Invalid("", text, wantDigest)
	}
	return d, nil
}

func digestOf(sum []byte) Digest {
	return Digest{binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])}
}

// IsZero reports whether d is none.
func (d Digest) IsZero() bool { return d == Digest{} }

// Equal reports whether two digests are the same, as == does.
func (d Digest) Equal(other Digest) bool { return d == other }

// String returns 32 hexadecimal digits. For the zero Digest it is empty.
func (d Digest) String() string {
	if d.IsZero() {
		return ""
	}
	var sum [16]byte
	binary.BigEndian.PutUint64(sum[:], d.high)
	binary.BigEndian.PutUint64(sum[8:], d.low)
	return hex.EncodeToString(sum[:])
}

// MarshalText returns the same text as [Digest.String]. It never fails.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a text that [Digest.MarshalText] writes. Any other text
// is a [mci.FieldError].
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Digest{}
		return nil
	}
	read, err := ParseDigest(string(text))
	if err == nil {
		*d = read
	}
	return err
}

// Digest returns the digest of everything in the engagement and its edition
// that decides or pays: the two IDs, and what the walk of package diff compares
// of the offer, the conditions and limits of a nomination, the ID types, the
// windows, the evidence, the pay and its markets, the referrals, the calendar,
// and the rule for the deal size. The words of a requirement and of an unpublished
// part of a rate count, because they are its condition.
//
// It covers neither the revision nor anything that only describes: names,
// descriptions, links, sources, the solution area, the partner role, the
// category of the clocks, the published maximum, the program year, the day of
// publication, and the meaning of a measure. The order of the catalog and the
// way in which a rule is divided into rows do not matter either.
func (e *Engagement) Digest() Digest { return e.digest }

// digestForm is the first text of each digest. If a library digests in another
// way, it has another value, because all stored digests then differ.
const digestForm = "mci terms 2"

// digester adds texts to a hash so that no two lists of texts are the same
// bytes.
type digester struct {
	hash   hash.Hash
	buffer []byte
}

func (d *digester) text(texts ...string) {
	for _, text := range texts {
		d.number(len(text))
		d.buffer = append(d.buffer, text...)
	}
	_, _ = d.hash.Write(d.buffer) // a hash never returns an error
	d.buffer = d.buffer[:0]
}

func (d *digester) number(n int) { d.buffer = binary.AppendUvarint(d.buffer, uint64(n)) }

func (d *digester) spells(spells []Spell) {
	d.number(len(spells))
	for _, s := range spells {
		d.text(s.First.String(), s.Last.String(), s.Value)
	}
}

// computeDigest returns the digest of the terms. It is made of IDs and
// canonical values, so that other words for people give the same digest.
func (e *Engagement) computeDigest() Digest { return e.digestOf(e.terms()) }

func (e *Engagement) digestOf(terms []*Aspect) Digest {
	d := digester{hash: fnv.New128a()}
	calendar := e.edition.calendar
	d.text(digestForm, string(e.edition.id), string(e.id), calendar.Zone().String(), yes(calendar.LastDayExcluded()).value, e.edition.DealSizeRules())
	for _, a := range terms {
		texts := a.name.texts()
		d.number(len(texts))
		d.text(string(a.name.id()))
		d.text(texts...)
		d.spells(a.Spells)
	}
	return digestOf(d.hash.Sum(nil))
}

// terms returns the aspects that decide or pay, by ID and name. If two catalogs
// can write the same terms in different ways, they are brought to one form.
// Neighboring spells with the same value are joined, and a country is named
// only if it differs from the countries that are not named.
func (e *Engagement) terms() []*Aspect {
	terms := slices.DeleteFunc(e.unworded(nil), func(a *Aspect) bool { return a.Topic == DescriptionTopic })
	others := make(map[Topic][]Spell)
	for _, a := range terms {
		a.Spells = joinedSpells(a.Spells)
		if len(a.Scope.Others) > 0 {
			others[a.Topic] = a.Spells
		}
	}
	terms = slices.DeleteFunc(terms, func(a *Aspect) bool { return a.Scope.Country != "" && slices.Equal(a.Spells, others[a.Topic]) })
	slices.SortFunc(terms, func(a, b *Aspect) int { return a.name.compare(b.name) })
	return terms
}

// joinedSpells returns spells without their words and sources. Neighbors with
// the same value are one spell.
func joinedSpells(spells []Spell) []Spell {
	var all []Spell
	for _, s := range spells {
		s.Text, s.Source = "", mci.Source{}
		if last := len(all) - 1; last >= 0 && all[last].Value == s.Value && all[last].Last.AddDays(1) == s.First {
			all[last].Last = s.Last
			continue
		}
		all = append(all, s)
	}
	return all
}
