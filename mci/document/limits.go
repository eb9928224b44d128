package document

// Limits bound a document against hostile input. If a field is zero or less,
// its default applies, so the zero Limits are the defaults.
type Limits struct {
	// Bytes is the greatest length of the whole text. Default: 1 MiB. Even if
	// it is set higher, no document may be longer than 1 GiB.
	Bytes int `json:"bytes"`
	// Depth is the greatest number of objects and arrays inside each other.
	// Default: 16.
	Depth int `json:"depth"`
	// Members is the greatest number of members of one object and of elements
	// of one array. Default: 5,000.
	Members int `json:"members"`
	// Text is the greatest length in bytes of one text, one name or one number,
	// as it is written. Default: 64 KiB.
	Text int `json:"text"`
	// Problems is the greatest number of problems that Read lists. If there are
	// more, Read only counts the rest. Default: 100.
	Problems int `json:"problems"`
}

const mostBytes = 1 << 30 // offsets fit 32 bits

// orDefault returns the limits with all defaults filled in.
func (l Limits) orDefault() Limits {
	set := func(limit *int, value int) {
		if *limit <= 0 {
			*limit = value
		}
	}
	set(&l.Bytes, 1<<20)
	set(&l.Depth, 16)
	set(&l.Members, 5000)
	set(&l.Text, 64<<10)
	set(&l.Problems, 100)
	l.Bytes = min(l.Bytes, mostBytes)
	return l
}
