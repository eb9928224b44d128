// Is a stored record of an association one that steps can have made? README of
// the corpus, "The record of a claim"; association.Restore: "malformed or
// incomplete, or … contradicts itself". The order of instants and those that a
// state has follow from the table of the machine (cpor.md, Moves).
import {instant, isDay} from './dates.mjs'

const KINDS = ['Modern Work and Security Usage', 'Microsoft Online Services Advisor (OSA)', 'Microsoft Online Services Usage (OSU) - Business Applications', 'Microsoft Business Applications Revenue Recognition Association']
const CHANNELS = ['CSP', 'Enterprise Agreement', 'Volume Licensing', 'Web-Direct']

// What each state has: the instants that it needs, others that it may have, and
// the one at which it was entered, if that has a member of its own.
const STATES = {
  'Draft': {needs: [], may: [], own: 'created'},
  'Submitted': {needs: ['firstSubmitted'], may: ['requestedAt']},
  'Under review': {needs: ['firstSubmitted'], may: ['requestedAt']},
  'Partner action required': {needs: ['firstSubmitted', 'requestedAt'], may: [], own: 'requestedAt'},
  'Approved': {needs: ['firstSubmitted', 'approvedAt'], may: ['requestedAt', 'rejectedAt', 'disputedAt'], own: 'approvedAt'},
  'Rejected': {needs: ['firstSubmitted', 'rejectedAt'], may: ['requestedAt'], own: 'rejectedAt'},
  'Dispute': {needs: ['firstSubmitted', 'rejectedAt', 'disputedAt'], may: ['requestedAt'], own: 'disputedAt'},
  'Rejected, undisputed': {needs: ['firstSubmitted', 'rejectedAt'], may: ['requestedAt']},
  'Rejected, opted out': {needs: ['firstSubmitted', 'approvedAt'], may: ['requestedAt', 'rejectedAt', 'disputedAt']},
  'Rejected final, lost dispute': {needs: ['firstSubmitted', 'rejectedAt', 'disputedAt'], may: ['requestedAt']},
  'Rejected final, disassociated': {needs: ['firstSubmitted', 'approvedAt'], may: ['requestedAt', 'rejectedAt', 'disputedAt']},
}
const ORDER = ['created', 'firstSubmitted', 'requestedAt', 'rejectedAt', 'disputedAt', 'approvedAt', 'since', 'updated']
// The fewest steps to a state, with its creation (cpor.md, Moves).
const LEAST = {'Draft': 1, 'Submitted': 2, 'Under review': 3, 'Partner action required': 4, 'Approved': 4, 'Rejected': 4, 'Dispute': 5, 'Rejected, undisputed': 5, 'Rejected, opted out': 5, 'Rejected final, lost dispute': 6, 'Rejected final, disassociated': 5}
const APPROVED = ['Approved', 'Rejected, opted out', 'Rejected final, disassociated']
// The statuses in which the proofs of two partners can be compared.
export const ARBITRATED = ['Submitted', 'Under review', 'Partner action required', 'Approved']

const isInstant = (t) => { try { instant(t); return t >= '2000' && t < '9001' } catch { return false } }
const isContact = (c) => Boolean(c?.name?.trim() && c.email)

// badRecord gives the paths of what is wrong.
export function badRecord(r) {
  const bad = []
  const need = (k, ok) => { if (!ok) bad.push(k) }
  const assumed = new Set(r.observed?.assumed ?? [])
  need('format', r.format === 1)
  need('version', Number.isInteger(r.version) && r.version > 0)
  for (const k of ['id', 'name']) need(k, r[k]?.trim())
  const name = r.ending ? `${r.status}, ${r.ending}` : r.status
  const state = STATES[name]
  if (!state) return [...bad, 'status']
  need('version', r.version >= LEAST[name] || assumed.has('version'))

  need('kind', KINDS.includes(r.kind))
  need('tenant', r.tenant?.type === 'tenant ID' && r.tenant.value)
  need('domain', !r.domain || (r.domain.type === 'domain name' && r.domain.value))
  const usage = r.kind === KINDS[0]
  // "a subscription in CSP is an error" (cpor.md)
  need('channel', r.channel ? CHANNELS.includes(r.channel) && (usage || r.channel !== 'CSP') : usage || r.observed?.adopted)
  need('location', r.location || assumed.has('location'))
  need('workloads', r.workloads?.length || assumed.has('workloads'))
  need('subscription', usage ? !r.subscription : r.subscription || assumed.has('subscription'))
  for (const k of ['customerContact', 'partnerContact']) need(k, isContact(r[k]) || assumed.has(k))
  need('customerTitle', r.customerTitle?.trim() || r.observed?.adopted)
  need('seller', !r.seller || r.kind === KINDS[3])
  need('payDeclined', usage ? ['yes', 'no'].includes(r.payDeclined) || r.observed?.adopted : !r.payDeclined)
  const proof = r.proof && Object.keys(r.proof).length ? r.proof : null // the empty proof is none
  need('proof', proof ? proof.reference : !r.firstSubmitted || assumed.has('proof'))

  for (const k of ORDER) if (r[k] !== undefined || ['created', 'since', 'updated'].includes(k)) need(k, isInstant(r[k]))
  if (bad.length) return bad
  for (const k of ORDER.slice(1, 6)) need(k, r[k] ? state.needs.includes(k) || state.may.includes(k) : !state.needs.includes(k))
  if (state.may.includes('rejectedAt')) need('rejectedAt', Boolean(r.rejectedAt) === Boolean(r.disputedAt)) // approved after a dispute
  const given = ORDER.filter((k) => r[k])
  for (const [i, k] of given.entries()) if (i) need(k, instant(r[given[i - 1]]) <= instant(r[k]))
  if (r[state.own]) need(state.own, instant(r[state.own]) === instant(r.since))
  if (r.portalNumber) need('portalNumber', r.portalNumber.number && isInstant(r.portalNumber.at) && instant(r.portalNumber.at) <= instant(r.updated))

  need('answerPending', !r.answerPending || r.status === 'Partner action required')
  need('competing', !r.competing || ARBITRATED.includes(r.status))
  need('expired', r.ending === 'undisputed' ? r.expired : !r.expired || (r.status === 'Rejected' && !r.ending))
  need('subscriptionEnds', !r.subscriptionEnds || (!usage && isDay(r.subscriptionEnds) && APPROVED.includes(name)))
  return bad
}
