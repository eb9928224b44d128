// Is a stored record one that steps can have made? README of the corpus, "The
// record of a claim"; association.Restore: "malformed or incomplete, or …
// contradicts itself". The order of instants and those that a state has follow
// from the tables of the machines (lifecycle.md A.2; cpor.md, Moves).
import {instant, isDay} from './dates.mjs'

// normalRecord gives a record without the members that are as left out: empty,
// unknown, false or none (README of the corpus, Values). Some members stand there
// empty in every record that a step makes.
const KEPT = new Set(['way', 'name', 'location', 'terms', 'customerContact', 'partnerContact', 'opportunity', 'assumed', 'keys', 'workloads'])
const isNothing = (v) => v === '' || v === null || v === false || v === 'unknown' || (typeof v === 'object' && !Object.keys(v).length)
export function normalRecord(v) {
  if (v === null || typeof v !== 'object') return v
  if (Array.isArray(v)) return v.map(normalRecord)
  return Object.fromEntries(Object.entries(v).map(([k, w]) => [k, KEPT.has(k) ? w : normalRecord(w)]).filter(([k, w]) => KEPT.has(k) || !isNothing(w)))
}

const isInstant = (t) => { try { instant(t); return t >= '2000' && t < '9001' } catch { return false } }
// one that is assumed is there, and empty
const isEmptyContact = (c) => c?.name === '' && c.email === ''
const isContact = (c) => Boolean(c?.name?.trim() && c.email)

// ordered gives the instants of a list that are no instants, or before one that
// stands earlier in the list.
function ordered(list) {
  const given = list.filter(([, t]) => t !== undefined)
  const bad = given.filter(([, t]) => !isInstant(t)).map(([k]) => k)
  return bad.length ? bad : given.filter(([, t], i) => i && instant(given[i - 1][1]) > instant(t)).map(([k]) => k)
}

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
// What can be assumed: README of the corpus, The order of lists.
const MAY_BE_ASSUMED = {
  claim: ['created', 'way', 'hours', 'customerContact', 'partnerContact', 'consent.asked', 'consent.dealSize', 'consent.answered', 'firstSubmitted', 'evidence', 'rejectedAt', 'approvedAt', 'disputeSubmitted', 'updated', 'version', 'keys'],
  association: ['created', 'location', 'workloads', 'subscription', 'customerContact', 'partnerContact', 'proof', 'firstSubmitted', 'requestedAt', 'rejectedAt', 'disputedAt', 'approvedAt', 'since', 'version', 'keys'],
}
// The fewest steps to a state, with its creation (cpor.md, Moves).
const LEAST = {'Draft': 1, 'Submitted': 2, 'Under review': 3, 'Partner action required': 4, 'Approved': 4, 'Rejected': 4, 'Dispute': 5, 'Rejected, undisputed': 5, 'Rejected, opted out': 5, 'Rejected final, lost dispute': 6, 'Rejected final, disassociated': 5}
const APPROVED = ['Approved', 'Rejected, opted out', 'Rejected final, disassociated']
// The statuses in which the proofs of two partners can be compared.
export const ARBITRATED = ['Submitted', 'Under review', 'Partner action required', 'Approved']

// badAssociation gives the paths of what is wrong.
export function badAssociation(r) {
  const bad = []
  const need = (k, ok) => { if (!ok) bad.push(k) }
  const assumed = new Set(r.observed?.assumed ?? [])
  need('format', r.format === 1)
  need('version', Number.isInteger(r.version) && r.version > 0)
  for (const k of ['id', 'name']) need(k, r[k]?.trim())
  need('observed.assumed', [...assumed].every((k) => MAY_BE_ASSUMED.association.includes(k)))
  const name = r.ending ? `${r.status}, ${r.ending}` : r.status
  const state = STATES[name]
  if (!state) return [...bad, 'status']
  need('version', r.version >= LEAST[name] || assumed.has('version'))
  need('keys', (r.keys?.length ?? 0) <= r.version || assumed.has('keys')) // an entry has one key at most

  need('kind', KINDS.includes(r.kind))
  need('tenant', r.tenant?.type === 'tenant ID' && r.tenant.value)
  need('domain', !r.domain || (r.domain.type === 'domain name' && r.domain.value))
  const usage = r.kind === KINDS[0]
  // "a subscription in CSP is an error" (cpor.md)
  need('channel', r.channel ? CHANNELS.includes(r.channel) && (usage || r.channel !== 'CSP') : usage || r.observed?.adopted)
  need('location', r.location || assumed.has('location'))
  need('workloads', r.workloads?.length || assumed.has('workloads'))
  need('subscription', usage ? !r.subscription : r.subscription || assumed.has('subscription'))
  for (const k of ['customerContact', 'partnerContact']) need(k, isContact(r[k]) || (assumed.has(k) && isEmptyContact(r[k])))
  need('customerTitle', r.customerTitle?.trim() || r.observed?.adopted)
  need('seller', r.kind === KINDS[3] ? r.seller || r.observed?.adopted : !r.seller)
  need('payDeclined', usage ? ['yes', 'no'].includes(r.payDeclined) || r.observed?.adopted : !r.payDeclined)
  const proof = r.proof && Object.keys(r.proof).length ? r.proof : null // the empty proof is none
  need('proof', proof ? proof.reference : !r.firstSubmitted || assumed.has('proof'))

  for (const k of ['created', 'since', 'updated']) need(k, r[k])
  bad.push(...ordered(ORDER.map((k) => [k, r[k]])))
  if (bad.length) return bad
  for (const k of ORDER.slice(1, 6)) need(k, r[k] ? state.needs.includes(k) || state.may.includes(k) : !state.needs.includes(k))
  if (state.may.includes('rejectedAt')) need('rejectedAt', Boolean(r.rejectedAt) === Boolean(r.disputedAt)) // approved after a dispute
  if (r[state.own]) need(state.own, instant(r[state.own]) === instant(r.since))
  if (r.portalNumber) need('portalNumber', r.portalNumber.number && isInstant(r.portalNumber.at) && instant(r.portalNumber.at) <= instant(r.updated))

  need('answerPending', !r.answerPending || r.status === 'Partner action required')
  need('competing', !r.competing || ARBITRATED.includes(r.status))
  need('expired', r.ending === 'undisputed' ? r.expired : !r.expired || (r.status === 'Rejected' && !r.ending))
  need('subscriptionEnds', !r.subscriptionEnds || (!usage && isDay(r.subscriptionEnds) && APPROVED.includes(name)))
  return bad
}

// ---- claims

const CLAIM = new Set(['format', 'id', 'version', 'status', 'disputed', 'answerPending', 'way', 'name', 'portalNumber', 'engagement', 'terms', 'termsAccepted', 'customerId', 'checkedId', 'mismatchReason', 'customerCountry', 'customerContact', 'partnerContact', 'location', 'locationCountry', 'hours', 'segment', 'quantities', 'opportunity', 'created', 'firstSubmitted', 'rejectedAt', 'approvedAt', 'disputeSubmitted', 'updated', 'takenBack', 'consent', 'evidence', 'amounts', 'keys', 'observed', 'index'])
const IDS = ['domain name', 'tenant ID', 'TPID', 'Azure subscription ID', 'MSX opportunity ID']

// What the life of a claim has had in each status: lifecycle.md A.1, column
// Entered by. A claim can be canceled, and its consent can expire, before and
// after it was asked.
const ASKED = ['asked']
const ACCEPTED = ['asked', 'accepted']
const HANDED_IN = ['asked', 'accepted', 'submitted']
const LIVES = {
  'Customer claimed': {}, 'Canceled': {may: ACCEPTED}, 'Customer consent expired': {may: ASKED},
  'Awaiting customer consent response': {needs: ASKED}, 'Customer consent declined': {needs: ['asked', 'declined']},
  'Customer consent received': {needs: ACCEPTED}, 'Not submitted expired': {needs: ACCEPTED},
  'Submitted': {needs: HANDED_IN, may: ['disputed']}, 'Under review': {needs: HANDED_IN, may: ['disputed']},
  'Partner action required': {needs: HANDED_IN, may: ['disputed']}, 'Post submission expired': {needs: HANDED_IN, may: ['disputed']},
  'Approved': {needs: [...HANDED_IN, 'approved'], may: ['disputed']}, 'Rejected': {needs: [...HANDED_IN, 'rejected']},
  'Disputed': {needs: [...HANDED_IN, 'rejected', 'disputed']}, 'Disputed expired': {needs: [...HANDED_IN, 'rejected'], may: ['disputed']},
  'Rejected final': {needs: [...HANDED_IN, 'rejected', 'disputed']},
}

// The event of an opening, and the way of its claim (claims.Way).
const OPENED = {'add customer': 'add', 'claim customer': 'claim'}

// badClaim gives the paths of what is wrong. It asks neither whether an instant
// is inside its window, nor whether evidence and amounts are those of the life
// (README, Out of scope).
export function badClaim(r) {
  const bad = Object.keys(r).filter((k) => !CLAIM.has(k))
  const need = (k, ok) => { if (!ok) bad.push(k) }
  const assumed = new Set(r.observed?.assumed ?? [])
  const c = r.consent ?? {}
  need('observed.assumed', [...assumed].every((k) => MAY_BE_ASSUMED.claim.includes(k)))
  need('format', r.format === 1)
  need('version', Number.isInteger(r.version) && r.version > 0)
  for (const k of ['id', 'name']) need(k, r[k]?.trim())
  const life = LIVES[r.status]
  need('keys', (r.keys?.length ?? 0) <= r.version || assumed.has('keys')) // an entry has one key at most
  if (!life) return [...bad, 'status']

  need('way', assumed.has('way') ? r.way === '' : ['add', 'claim'].includes(r.way)) // README of the corpus: it is then empty, and not left out
  for (const {event} of r.keys ?? []) need('keys', !OPENED[event] || OPENED[event] === r.way)
  need('location', r.location !== undefined)
  for (const k of ['customerId', 'checkedId']) need(k, IDS.includes(r[k]?.type) && r[k].value)
  for (const k of ['customerContact', 'partnerContact']) need(k, isContact(r[k]) || (assumed.has(k) && isEmptyContact(r[k])))
  const has = {
    asked: c.asked, accepted: c.answer === 'accepted' && c.answered, declined: c.answer === 'declined' && c.answered,
    submitted: r.firstSubmitted, approved: r.approvedAt, rejected: r.rejectedAt, disputed: r.disputed,
  }
  for (const [k, v] of Object.entries(has)) need(k, v ? life.needs?.includes(k) || life.may?.includes(k) || (k === 'rejected' && r.disputed) : !life.needs?.includes(k))
  need('consent.answer', Boolean(c.answer) === Boolean(c.answered))
  need('consent.asked', c.asked || !(c.answer || c.resent || c.generation || c.dealSize))
  need('rejectedAt', !r.disputed || r.rejectedAt)
  need('disputeSubmitted', Boolean(r.disputeSubmitted) === Boolean(r.disputed && !['Disputed', 'Disputed expired'].includes(r.status)))
  need('answerPending', !r.answerPending || ['Partner action required', 'Post submission expired'].includes(r.status) || (r.disputed && ['Disputed', 'Disputed expired'].includes(r.status)))
  for (const k of ['created', 'updated']) need(k, r[k])
  bad.push(...ordered([['created', r.created], ['consent.asked', c.asked], ['consent.answered', c.answered], ['firstSubmitted', r.firstSubmitted], ['rejectedAt', r.rejectedAt], ['disputeSubmitted', r.disputeSubmitted], ['approvedAt', r.approvedAt], ['updated', r.updated]]))
  bad.push(...ordered([['created', r.created], ['termsAccepted', r.termsAccepted], ['updated', r.updated]]))
  const estimated = r.amounts?.estimated?.at
  if (estimated && isInstant(r.created)) need('amounts.estimated', instant(estimated) === instant(r.created)) // it is made at the nomination
  bad.push(...ordered([['firstSubmitted', r.firstSubmitted], ['amounts.requested', r.amounts?.requested?.at], ['updated', r.updated]]))
  if (r.portalNumber) bad.push(...ordered([['portalNumber', r.portalNumber.at], ['updated', r.updated]]))
  return bad
}
