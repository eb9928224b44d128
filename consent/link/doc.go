// Package link signs the answer links of a consent mail, and verifies them.
//
// Three calls do the work:
//
//   - [NewKeyRing] makes a ring of the host's keys, the first of which signs;
//   - [Page.URLs] makes the two addresses of a mail;
//   - [KeyRing.Verify] returns the link behind the token of an address, if the
//     token is unchanged.
//
// The stored consent decides everything else about a link, such as whether it
// still counts; see package consent. The signature is an HMAC-SHA-256 over
// claim, generation, answer and window. It is the only cryptography of this
// module. If a program imports package claims alone, it does not link the
// cryptography.
//
// # Duties of a host
//
// Anyone who has a link can answer with it. If a host signs links, it
//
//  1. draws its keys from a source of secure randomness, keeps them as it keeps
//     passwords, and rotates them;
//  2. treats a visit as a question, and only a deliberate step, such as a
//     button, as the answer, since scanners and mail programs follow every
//     link: a GET calls [consent.Consent.Preview], a POST
//     [consent.Consent.Confirm];
//  3. keeps the address of its answer page out of logs and of the Referer
//     header;
//  4. records the answer in the transaction that saves the claim, which uses
//     the link up.
//
// Links are this library's own. Partner Center sends a mail of its own and
// stays the system of record. An answer through a link only records the
// customer's reply to the partner.
package link
