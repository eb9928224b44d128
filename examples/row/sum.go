package row

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// sumOf returns the sum of the columns of a row, which is the first half of
// their SHA-256 hash in hexadecimal digits. Each column is preceded by its
// length in bytes, so that two rows never become one text. This function must
// never change, because rows are stored with their sums.
func sumOf(columns ...string) string {
	size := 0
	for _, column := range columns {
		size += len(column) + len("0000000:")
	}
	text := make([]byte, 0, size)
	for _, column := range columns {
		text = strconv.AppendInt(text, int64(len(column)), 10)
		text = append(text, ':')
		text = append(text, column...)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:len(sum)/2])
}

// SumOf returns the sum that the row must have. If somebody alters a row and
// writes a new sum, too, the sum does not show it.
func (c *Claim) SumOf() string {
	return sumOf(string(c.ID), c.Kind, strconv.FormatUint(c.Version, 10), c.Customer, c.Engagement, c.Location, c.Owner, c.Status, c.Area,
		c.Expires, c.Attention, c.Search, strconv.FormatBool(c.Open), strconv.FormatBool(c.Counted), c.Amounts, c.Keys, c.Record)
}

// Check returns a [mci.FieldError] if the row was altered after it was written.
func (c *Claim) Check() error { return altered("sum", c.Sum, c.SumOf()) }

// SumOf returns the sum that the row must have. The position is left out,
// because the database assigns it.
func (r *Entry) SumOf() string {
	return sumOf(r.Kind, string(r.Claim), strconv.FormatUint(r.Number, 10), r.Data)
}

// Check returns a [mci.FieldError] if the row was altered after it was written.
func (r *Entry) Check() error {
	return altered(fmt.Sprintf("entries[%d].sum", r.Number), r.Sum, r.SumOf())
}

// altered returns a [mci.FieldError] if the sums of a row differ.
func altered(path, found, want string) error {
	if found == want {
		return nil
	}
	return mci.Invalid(path, found, want+", the sum of the row, which was altered after it was written")
}
