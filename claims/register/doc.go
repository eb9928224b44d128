// Package register lists stored claims of both kinds for people: the work that
// is due, the actor who has to do it, and the deadline.
//
// A host makes four calls, each over a desk:
//
//   - [MostUrgent] lists the claims to work on first, and [Worklist] all that
//     wait for somebody;
//   - [GroupWork] counts a worklist by solution area, location, owner or kind;
//   - [Reminders] lists the claims that expire within some days;
//   - [Conflicts] lists the workloads and subscriptions for which several
//     associations are approved.
//
// An [Item] is a claim of either kind as a row of a list, such as [List] yields
// them. The totals of a pipeline come from the method Totals of a desk. This
// package reads, and changes no claim.
package register
