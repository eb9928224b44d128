// Names of statuses, as Partner Center shows them.

// program/lifecycle.md A.1 (canonical names and terminal column), A.1 aliases.
// class: A.1 alias table, "completed, expired, canceled, final rejected".
// "declined" as a class of its own: README of the corpus, kind status.
export const CLAIM = [
  {name: 'Customer claimed'}, // A.1-1
  {name: 'Awaiting customer consent response'}, // A.1-2
  {name: 'Customer consent received'}, // A.1-3
  {name: 'Customer consent declined', class: 'declined'}, // A.1-4, 5; A.3-1
  {name: 'Customer consent expired', class: 'expired'}, // A.1-6
  {name: 'Not submitted expired', class: 'expired'}, // A.1-7
  {name: 'Submitted'}, // A.1-8
  {name: 'Under review'}, // A.1-9
  {name: 'Partner action required'}, // A.1-10
  {name: 'Post submission expired', class: 'expired'}, // A.1-11
  {name: 'Approved', class: 'completed'}, // A.1-12
  {name: 'Rejected'}, // A.1-13
  {name: 'Disputed'}, // A.1-14
  {name: 'Disputed expired', class: 'expired'}, // A.1-15
  {name: 'Rejected final', class: 'final rejected'}, // A.1-16
  {name: 'Canceled', class: 'canceled'}, // A.1-17
]

const EXPIRED = ['Customer consent expired', 'Not submitted expired', 'Post submission expired', 'Disputed expired']
const CLAIM_ALIASES = [
  ['Consent rejected', ['Customer consent declined']], // A.1-4, A.3-1
  ['Action required', ['Partner action required']], // A.1 aliases, row 1
  ['ActionRequired', ['Partner action required']], // A.1 aliases, row 1 (S-code)
  ['Submitted / Under review', ['Submitted', 'Under review']], // A.1 aliases, row 2
  ['Completed', ['Approved']], // A.1 aliases, row 3
  ['Expired', EXPIRED], // A.1 aliases, row 3; A.3-3
  ['Cancelled', ['Canceled']], // A.1 aliases, row 3
  ['Final rejected', ['Rejected final']], // A.1 aliases, row 3
  ['Draft', ['Customer consent received']], // A.1 aliases, row 4
  ['First-submission', ['Not submitted expired']], // A.1 aliases, row 5
  ['First-submission expired', ['Not submitted expired']], // A.1 aliases, row 5
  ['Post-submission', ['Post submission expired']], // A.1 aliases, row 5
  ['Post-submission expired', ['Post submission expired']], // A.1 aliases, row 5
  ['Active', ['Customer consent received']], // A.1 aliases, row 6
  ['Not started', ['Awaiting customer consent response']], // A.1 aliases, row 6
]

// program/cpor.md, "Statuses (M-cpor-mng)"
export const ASSOCIATION = ['Draft', 'Submitted', 'Under review', 'Partner action required', 'Approved', 'Rejected', 'Dispute', 'Rejected final']
const ASSOCIATION_ALIASES = [
  ['Editing', ['Draft']], // lifecycle.md A.4, CPOR claim (2020)
  ['Disputed', ['Dispute']], // reading of the library: corpus, kind status
  ['Final rejected', ['Rejected final']], // reading of the library: corpus, kind status
  ['Submitted / Under review', ['Submitted', 'Under review']], // lifecycle.md A.1 aliases, row 2 (one page holds both kinds: cpor.md)
]

// README of the corpus: letters (case) and white space do not matter; a run of
// spaces counts as one.
const fold = (s) => s.trim().replace(/\s+/gu, ' ').toLowerCase()

function table(names, aliases) {
  const t = new Map()
  for (const n of names) t.set(fold(n), [n])
  for (const [n, means] of aliases) t.set(fold(n), means)
  return t
}
const tables = {
  claim: table(CLAIM.map((s) => s.name), CLAIM_ALIASES),
  association: table(ASSOCIATION, ASSOCIATION_ALIASES),
}
export const meanings = (of, name) => tables[of].get(fold(name)) ?? []
const classOf = new Map(CLAIM.map((s) => [s.name, s.class]))

export function answerStatus(q) {
  if (!Object.hasOwn(tables, q.of) || typeof q.name !== 'string') return {result: 'malformed', fields: ['of']}
  const means = meanings(q.of, q.name)
  const out = {result: 'answered', known: means.length > 0, means}
  if (q.of === 'claim' && means.length) {
    const classes = new Set(means.map((m) => classOf.get(m)))
    if (classes.size === 1 && [...classes][0]) out.class = [...classes][0]
  }
  return out
}
