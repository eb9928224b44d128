// Package access decides what a user may do with a deal in Partner Center.
//
// Two roles matter, each for the whole company or for some locations: an admin
// sees all deals, and a user those of whose team the user is a member. [May]
// decides about one act, and [Activities] returns a deal's changes to those who
// may see it.
package access
