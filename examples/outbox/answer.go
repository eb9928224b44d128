package outbox

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// A Verdict is the meaning of a failed delivery. The zero Verdict is none.
type Verdict uint8

// The verdicts. The relay acts on them; see [Relay].
const (
	// Refused means that the receiver will never accept this event. It becomes
	// a letter.
	Refused Verdict = iota + 1
	// Failed means that the receiver failed on this event. It is sent again,
	// and becomes a letter when the relay's patience ends.
	Failed
	// Busy means that the receiver accepts no event now. All events wait.
	Busy
	// Gone means that the receiver is retired. The relay ends.
	Gone
)

// verdictRow is the verdict on one answer, or on the answers of a hundred
// statuses.
type verdictRow struct {
	status  int // 400 to 599, or 3, 4 or 5 for the other statuses of that hundred
	verdict Verdict
	why     string
}

// verdicts are the meanings of HTTP statuses. The standards fix the rows of 3,
// 410, 415 and 429. Sources: CloudEvents, "HTTP 1.1 Web Hooks for Event
// Delivery" 1.0.2, section 2.2; RFC 9110, section 15. The other rows are
// inferred: if another event would get the same answer, the answer is about the
// receiver and not about the event.
var verdicts = []verdictRow{
	{3, Busy, "redirections are not followed, and the address has to be corrected"},
	{4, Refused, "the event is refused"},
	{401, Busy, "the token has to be corrected"},
	{402, Busy, "the receiver takes no event of this sender"},
	{403, Busy, "the token has to be corrected"},
	{404, Busy, "the address has to be corrected"},
	{405, Busy, "the address has to be corrected"},
	{407, Busy, "the proxy asks for credentials"},
	{408, Failed, "the receiver gave up waiting"},
	{410, Gone, "the receiver is retired"},
	{415, Busy, "the receiver does not read events in this mode"},
	{421, Busy, "the address has to be corrected"},
	{423, Failed, "the receiver has something locked"},
	{425, Failed, "the receiver asks to send it again"},
	{426, Busy, "the receiver asks for another protocol"},
	{429, Busy, "the receiver limits the rate"},
	{511, Busy, "the network asks for credentials"},
	{5, Failed, "the receiver failed"},
	{501, Busy, "the address has to be corrected"},
	{502, Busy, "the receiver cannot be reached"},
	{503, Busy, "the receiver is overloaded or under maintenance"},
	{504, Failed, "the receiver did not answer in time"},
	{505, Busy, "the receiver asks for another protocol"},
	{507, Busy, "the receiver has no room"},
}

// judge returns the row of a status. It returns false if the status means that
// the receiver accepted the event.
func judge(status int) (verdictRow, bool) {
	if status >= 200 && status < 300 {
		return verdictRow{}, false
	}
	found := verdictRow{status / 100, Failed, "no final answer of HTTP"}
	for _, row := range verdicts {
		if row.status == status {
			return row, true
		}
		if row.status == status/100 {
			found = row
		}
	}
	return found, true
}

// A SendError is the error of an event that was not delivered.
type SendError struct {
	// Verdict says how the relay reacts.
	Verdict Verdict
	// Status is the status of the answer. It is 0 if there was none.
	Status int
	// After is the pause that the receiver asked for. It is 0 if there was
	// none.
	After time.Duration
	// Reason is the failure in words. It contains no part of the address except
	// the host, and no part of the answer except a malformed line in quotes.
	Reason string
}

// Error returns the reason.
func (e *SendError) Error() string { return e.Reason }

// mostRetryAfter is the longest pause that a receiver can ask for.
const mostRetryAfter = 24 * time.Hour

// failure returns the failure of an answer. It is nil if the event was
// delivered.
func failure(answer *http.Response, now time.Time) error {
	row, failed := judge(answer.StatusCode)
	if !failed {
		return nil
	}
	return &SendError{
		Verdict: row.verdict, Status: answer.StatusCode, After: retryAfter(answer.Header.Get("Retry-After"), now),
		Reason: fmt.Sprintf("%d %s: %s", answer.StatusCode, http.StatusText(answer.StatusCode), row.why),
	}
}

// retryAfter reads the header of this name, which has a number of seconds or a
// date. If it has another form, there is no pause. Source: RFC 9110, section
// 10.2.3.
func retryAfter(text string, now time.Time) time.Duration {
	var pause time.Duration
	if seconds, err := strconv.ParseUint(text, 10, 63); err == nil {
		pause = time.Duration(min(seconds, uint64(mostRetryAfter/time.Second))) * time.Second //nolint:gosec // because it is at most a day
	} else if at, err := http.ParseTime(text); err == nil {
		pause = at.Sub(now)
	}
	return min(max(pause, 0), mostRetryAfter)
}
