// Package link signs the answer links of a consent mail, and verifies them.
//
// Three calls do the work:
//
//   - [NewKeyRing] holds the host's keys, of which the first signs;
//   - [Page.URLs] makes the two addresses of a mail;
//   - [KeyRing.Verify] takes the token of an address back, unchanged or not at
//     all.
//
// Everything else about a link, such as whether it still counts, is said by the
// stored consent: see package consent. The signature is an HMAC-SHA-256 over
// claim, generation, answer and window. It is the only cryptography of this
// module, and a program that imports package claims alone does not link it.
//
// # Duties of a host
//
// Whoever has a link can answer by it. If a host signs links, it
//
//  1. draws its keys from a source of secure randomness, keeps them as it keeps
//     passwords, and rotates them;
//  2. takes a visit as a question and a deliberate step, such as a button, as
//     the answer, since scanners and mail programs follow every link: a GET
//     calls [consent.Consent.Preview], a POST [consent.Consent.Confirm];
//  3. keeps the address of its answer page out of logs and of the Referer
//     header;
//  4. uses a link up in the transaction that saves the claim.
//
// Links are this library's own: Partner Center sends a mail of its own and
// stays the system of record. An answer through a link is what the customer
// told the partner.
package link
