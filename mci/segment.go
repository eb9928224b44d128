package mci

// A Segment is a group of customers that rates and rules tell apart, such as
// "education". A catalog declares its segments. The empty Segment is unknown.
type Segment string
