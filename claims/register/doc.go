// Package register lists stored claims for people: what is to be done, by whom
// and until when, and how much money it is about.
//
// A host makes three calls, each over a desk:
//
//   - [MostUrgent] lists the claims to work on first, and [Worklist] all that
//     wait for somebody;
//   - [GroupWork] counts a worklist by solution area, location or owner;
//   - [Reminders] lists the claims that expire within some days.
//
// [Pipeline] adds up the amounts of claims by status. This package reads, and
// changes no claim.
package register
