// The machine of an MCI claim: program/lifecycle.md A.2, one row for each
// line (T1 to T26), with the guards of the same line. State: status, and
// whether the claim was disputed (A.3-7; reading of the library: READINGS 24).
// Rule IDs: RULES.md, section claims.

const CLAIMED = 'Customer claimed'
const AWAITING = 'Awaiting customer consent response'
const RECEIVED = 'Customer consent received'
const DECLINED = 'Customer consent declined'
const CONSENT_EXPIRED = 'Customer consent expired'
const NOT_SUBMITTED = 'Not submitted expired'
const SUBMITTED = 'Submitted'
const REVIEW = 'Under review'
const ACTION = 'Partner action required'
const POST_EXPIRED = 'Post submission expired'
const APPROVED = 'Approved'
const REJECTED = 'Rejected'
const DISPUTED = 'Disputed'
const DISPUTED_EXPIRED = 'Disputed expired'
const FINAL = 'Rejected final'
const CANCELED = 'Canceled'

const row = (id, from, event, actor, to, rule, guards = []) => ({id, from, event, actor, to, rule, guards})
const s = (status, disputed = false) => ({status, disputed})

export const TABLE = [
  row('T3', s(CLAIMED), 'send consent', 'partner', s(AWAITING), 'claim.consent.send', ['deal size']), // A.2 T3
  row('T4', s(AWAITING), 'resend consent', 'partner', s(AWAITING), 'claim.consent.resend'), // A.2 T4
  row('T5', s(AWAITING), 'accept', 'customer', s(RECEIVED), 'claim.consent.accept'), // A.2 T5
  row('T6', s(AWAITING), 'decline', 'customer', s(DECLINED), 'claim.consent.decline'), // A.2 T6
  row('T7', s(CLAIMED), 'expire', 'system', s(CONSENT_EXPIRED), 'claim.consent.expire-unasked'), // A.2 T7, A.3-9
  row('T7', s(AWAITING), 'expire', 'system', s(CONSENT_EXPIRED), 'claim.consent.expire'), // A.2 T7
  row('T8', s(CLAIMED), 'cancel', 'partner', s(CANCELED), 'claim.cancel'), // A.2 T8, A.3-12
  row('T8', s(AWAITING), 'cancel', 'partner', s(CANCELED), 'claim.cancel'), // A.2 T8
  row('T8', s(RECEIVED), 'cancel', 'partner', s(CANCELED), 'claim.cancel'), // A.2 T8
  row('T9', s(RECEIVED), 'submit', 'partner', s(SUBMITTED), 'claim.submit.first', ['evidence']), // A.2 T9, C.1
  row('T10', s(RECEIVED), 'expire', 'system', s(NOT_SUBMITTED), 'claim.submit.expire'), // A.2 T10
  row('T11', s(SUBMITTED), 'begin review', 'microsoft', s(REVIEW), 'claim.review.begin'), // A.2 T11
  row('T11', s(SUBMITTED, true), 'begin review', 'microsoft', s(REVIEW, true), 'claim.review.begin'), // A.2 T11
  row('T12', s(REVIEW), 'request action', 'microsoft', s(ACTION), 'claim.review.request'), // A.2 T12
  row('T12', s(SUBMITTED), 'request action', 'microsoft', s(ACTION), 'claim.review.request'), // A.2 T12 "also Submitted - I"
  row('T21', s(REVIEW, true), 'request action', 'microsoft', s(ACTION, true), 'claim.review.request'), // A.2 T21
  row('T21', s(SUBMITTED, true), 'request action', 'microsoft', s(ACTION, true), 'claim.review.request'), // A.2 T12 and T21
  row('T13', s(ACTION), 'submit', 'partner', s(SUBMITTED), 'claim.submit.again', ['answer', 'evidence']), // A.2 T13
  row('T22', s(ACTION, true), 'submit', 'partner', s(SUBMITTED, true), 'claim.submit.again', ['answer', 'evidence']), // A.2 T22
  row('T14', s(ACTION), 'expire', 'system', s(POST_EXPIRED), 'claim.review.expire'), // A.2 T14
  row('T23', s(ACTION, true), 'expire', 'system', s(POST_EXPIRED, true), 'claim.review.expire-disputed'), // A.2 T23, A.3-8
  row('T16', s(REVIEW), 'approve', 'microsoft', s(APPROVED), 'claim.review.approve'), // A.2 T16
  row('T24', s(REVIEW, true), 'approve', 'microsoft', s(APPROVED, true), 'claim.review.approve'), // A.2 T24
  row('T17', s(REVIEW), 'reject', 'microsoft', s(REJECTED), 'claim.review.reject'), // A.2 T17
  row('T25', s(REVIEW, true), 'reject', 'microsoft', s(FINAL, true), 'claim.review.reject-final'), // A.2 T25
  row('T18', s(REJECTED), 'dispute', 'partner', s(DISPUTED, true), 'claim.dispute.open'), // A.2 T18
  row('T19', s(REJECTED), 'expire', 'system', s(DISPUTED_EXPIRED), 'claim.dispute.expire'), // A.2 T19
  row('T19', s(DISPUTED, true), 'expire', 'system', s(DISPUTED_EXPIRED, true), 'claim.dispute.expire'), // A.2 T19
  row('T20', s(DISPUTED, true), 'submit', 'partner', s(SUBMITTED, true), 'claim.dispute.submit', ['answer', 'evidence']), // A.2 T20
  // C.1 "Any order", C.3; rows E, N, C: RULES.md claims
  ...[[RECEIVED, false], [ACTION, false], [ACTION, true], [DISPUTED, true]].flatMap(([st, d], i) => [
    row(`E${i + 1}`, s(st, d), 'give evidence', 'partner', s(st, d), 'claim.evidence', ['survey link']), // C.1
    row(`N${i + 1}`, s(st, d), 'comment', 'partner', s(st, d), 'claim.comment'), // C.1 Comments
    row(`C${i + 2}`, s(st, d), 'update contact', 'partner', s(st, d), 'claim.contact', ['contact']), // C.3
  ]),
  row('C1', s(CLAIMED), 'update contact', 'partner', s(CLAIMED), 'claim.contact', ['contact']), // C.3 "at add/claim"
  row('C6', s(AWAITING), 'update contact', 'partner', s(AWAITING), 'claim.contact.awaiting', ['contact']), // conflicts.md 30
  row('P1', s(APPROVED), 'record payment', 'microsoft', s(APPROVED), 'claim.payment'), // earnings.md K claim payout; Microsoft pays
  row('P2', s(APPROVED, true), 'record payment', 'microsoft', s(APPROVED, true), 'claim.payment'),
]

// A.1 column Terminal; A.3-10 for Rejected.
export const TERMINAL = new Set([DECLINED, CONSENT_EXPIRED, NOT_SUBMITTED, POST_EXPIRED, APPROVED, DISPUTED_EXPIRED, FINAL, CANCELED])

export const same = (a, b) => a.status === b.status && Boolean(a.disputed) === Boolean(b.disputed)
export const rowsOf = (state) => TABLE.filter((r) => same(r.from, state))
export const rowOf = (state, event) => TABLE.find((r) => r.event === event && same(r.from, state))

// Clocks: B.3. `from` is the trigger, `in` the states in which it runs,
// `expires` those in which it ends the claim (A.3-4: a clock ends a claim only
// while the ball is with the partner or the customer; A.2 T15).
export const CLOCKS = [
  {clock: 'consent', rule: 'clock.consent', days: 'consent', trigger: 'creation', from: (r) => r.created, // B.3 C
    runs: [s(CLAIMED), s(AWAITING)], expires: [s(CLAIMED), s(AWAITING)], ends: [CONSENT_EXPIRED]},
  {clock: 'first submission', rule: 'clock.first-submission', days: 'firstSubmission', trigger: 'consent', from: (r) => r.consent?.answered, // B.3 F
    runs: [s(RECEIVED)], expires: [s(RECEIVED)], ends: [NOT_SUBMITTED]},
  {clock: 'review', rule: 'clock.review', days: 'review', trigger: 'consent', from: (r) => r.consent?.answered, // B.3 R, A.3-5
    runs: [s(RECEIVED), s(SUBMITTED), s(REVIEW), s(ACTION)], expires: [s(ACTION)], ends: [POST_EXPIRED], disputed: false},
  {clock: 'dispute', rule: 'clock.dispute', days: 'dispute', trigger: 'rejection', from: (r) => r.rejectedAt, // B.3 D, A.3-6
    runs: [s(REJECTED), s(DISPUTED, true)], expires: [s(REJECTED), s(DISPUTED, true)], ends: [DISPUTED_EXPIRED]},
  {clock: 'post-dispute', rule: 'clock.post-dispute', days: 'postDispute', trigger: 'dispute', from: (r) => r.disputeSubmitted, // B.3 P
    runs: [s(SUBMITTED, true), s(REVIEW, true), s(ACTION, true)], expires: [s(ACTION, true)], ends: [POST_EXPIRED], disputed: true},
]

// Who acts next: A.2 column Actor.
export const NEXT = {
  [CLAIMED]: 'partner', [AWAITING]: 'customer', [RECEIVED]: 'partner', [SUBMITTED]: 'microsoft', [REVIEW]: 'microsoft',
  [ACTION]: 'partner', [REJECTED]: 'partner', [DISPUTED]: 'partner', [APPROVED]: 'microsoft', // pays: earnings.md K
}

// path finds the shortest legal way to one of the statuses (design.md,
// "Following the portal"; READINGS 28, 29).
export function path(from, statuses) {
  let front = [{state: from, rows: []}]
  const seen = new Set([JSON.stringify(from)])
  while (front.length) {
    const next = []
    for (const {state, rows} of front) {
      for (const r of TABLE) {
        if (!same(r.from, state) || same(r.from, r.to)) continue
        const way = [...rows, r]
        if (statuses.includes(r.to.status)) return way
        const k = JSON.stringify(r.to)
        if (!seen.has(k)) { seen.add(k); next.push({state: r.to, rows: way}) }
      }
    }
    front = next
  }
  return null
}
