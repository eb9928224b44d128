package earnings

import "strconv"

// An Origin is the place where a line of a report was read. The zero Origin
// means that the line was not read from a file.
type Origin struct {
	File string `json:"file,omitempty"` // name of the file, also of one within an archive
	Line int    `json:"line,omitempty"` // counted from 1, the header included
}

// String returns the origin as "FILE:LINE", or the empty string for the zero
// Origin.
func (o Origin) String() string {
	if o == (Origin{}) {
		return ""
	}
	return o.File + ":" + strconv.Itoa(o.Line)
}

// compare orders origins by file, then by line.
func (o Origin) compare(other Origin) int {
	switch {
	case o.File < other.File:
		return -1
	case o.File > other.File:
		return 1
	default:
		return o.Line - other.Line
	}
}
