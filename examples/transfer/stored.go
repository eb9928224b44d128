package transfer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"strconv"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

// A stored is a claim with its history, as a database stores them. The zero
// stored is none.
type stored struct {
	row     row.Claim
	entries []row.Entry // oldest first
}

// read decodes the claim and all entries. It returns an error if one of them is
// damaged, or if the history does not lead to the version.
func (s *stored) read() (envelope store.Envelope, err error) {
	if envelope, err = s.row.Envelope(store.NoKey); err != nil {
		return envelope, err
	}
	if _, err := content(envelope); err != nil {
		return envelope, err
	}
	for i := range s.entries {
		if s.entries[i].Number != uint64(i)+1 {
			return envelope, mci.Invalid("number", strconv.FormatUint(s.entries[i].Number, 10), "entry "+strconv.Itoa(i+1)+" of the history")
		}
		entry, err := s.entries[i].Read()
		if err == nil {
			err = readable(entry)
		}
		if err != nil {
			return envelope, err
		}
	}
	if got := len(s.entries); uint64(got) != s.row.Version {
		return envelope, mci.Invalid("version", strconv.FormatUint(s.row.Version, 10), strconv.Itoa(got)+", the number of the claim's entries")
	}
	return envelope, nil
}

// readable returns an error if an entry is damaged.
func readable(entry store.Entry) error {
	var err error
	if entry.Kind == store.PartnerAssociation {
		_, err = desk.DecodeAssociationEntry(entry)
	} else {
		_, err = desk.DecodeEntry(entry)
	}
	return err
}

// content returns the record of a claim without its index keys, as JSON. The
// index keys are derived from the record and the catalog, and each database may
// use another catalog.
func content(e store.Envelope) ([]byte, error) {
	if e.Kind == store.PartnerAssociation {
		record, err := desk.DecodeAssociation(e)
		if err != nil {
			return nil, err
		}
		record.Index = claims.Index{}
		return json.Marshal(&record)
	}
	record, err := desk.Decode(e)
	if err != nil {
		return nil, err
	}
	record.Index = claims.Index{}
	return json.Marshal(&record)
}

// A digest identifies the content of a claim: its record, apart from the index
// keys, and the text of each entry.
type digest [sha256.Size]byte

func digestOf(envelope store.Envelope, entries []row.Entry) (sum digest, err error) {
	text, err := content(envelope)
	if err != nil {
		return sum, err
	}
	hash := sha256.New()
	write := func(text []byte) { // with its length, so that two contents never become one text
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text))))
		hash.Write(text)
	}
	write([]byte(envelope.Kind.String()))
	write(text)
	for i := range entries {
		write([]byte(entries[i].Data))
	}
	return digest(hash.Sum(nil)), nil
}

// begins reports whether a history begins with another one.
func begins(whole, start []row.Entry) bool {
	if len(start) > len(whole) {
		return false
	}
	for i := range start {
		if start[i].Number != whole[i].Number || start[i].Data != whole[i].Data {
			return false
		}
	}
	return true
}
