package transfer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"strconv"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

// A stored is a claim with its history, as a database keeps them. The zero
// stored is none.
type stored struct {
	row     row.Record
	entries []row.Entry // oldest first
}

// read decodes the record and all entries. It returns an error if one of them
// is damaged, or if the history is not that of the version.
func (s *stored) read() (record claims.Record, err error) {
	if record, err = s.row.Read(); err != nil {
		return record, err
	}
	for i := range s.entries {
		if s.entries[i].Number != uint64(i)+1 {
			return record, mci.Invalid("number", strconv.FormatUint(s.entries[i].Number, 10), "entry "+strconv.Itoa(i+1)+" of the history")
		}
		if _, err := s.entries[i].Read(); err != nil {
			return record, err
		}
	}
	if got := len(s.entries); uint64(got) != s.row.Version {
		return record, mci.Invalid("version", strconv.FormatUint(s.row.Version, 10), strconv.Itoa(got)+", the number of the claim's entries")
	}
	return record, nil
}

// A digest identifies the content of a claim: its record, apart from the index
// keys, and the text of each entry. The index keys are derived from the record,
// and each database may have them of another catalog.
type digest [sha256.Size]byte

func digestOf(record claims.Record, entries []row.Entry) (sum digest, err error) {
	record.Index = claims.Index{}
	text, err := json.Marshal(&record)
	if err != nil {
		return sum, err
	}
	hash := sha256.New()
	write := func(text []byte) { // with its length, so that no two contents are one text
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text))))
		hash.Write(text)
	}
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
