// Package change writes changes of referrals, and refuses those that the rules
// do not allow.
//
// [CheckCreation] checks a new referral before it is sent. [Edit] is a typed
// change of an existing one, and [MakePatch] writes the difference between two
// versions; both refuse to change a locked member. [Patch.Refused] refuses
// paths that the published contract does not list, and [Register] registers a
// deal that was won. [Activities] lists the changes between two versions.
//
// Writing is strict: a value that the documents do not have is an error.
package change
