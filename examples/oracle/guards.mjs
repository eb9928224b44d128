// Guards of the table: program/lifecycle.md A.2, column Guard. Each gives the
// list of what is missing or wrong.
import {cmp, dec, zero} from './decimals.mjs'
import {dayOf} from './dates.mjs'
import {inPeriod} from './catalogs.mjs'
import {missing, partOf, isSurvey} from './evidence.mjs'

// conflicts.md 12 and 29: required from 2025-09-15 on, unless the edition says otherwise.
export function dealSizeRule(edition, day) {
  const d = edition.settings.dealSize
  if (typeof d === 'string') return d
  if (Array.isArray(d)) return d.find((r) => inPeriod(r, day) === 'yes').rule
  return day >= '2025-09-15' ? 'required' : 'optional'
}

export const GUARDS = {
  // consent-referral.md G, deal size; edge: "require > 0, let caller relax"
  'deal size': ({edition, command, at, zone}) => {
    const rule = dealSizeRule(edition, dayOf(at, zone))
    const size = command.with.dealSize
    const gap = [{rule: 'claim.guard.deal-size', path: 'command.dealSize'}]
    if (!size) return rule === 'optional' ? [] : gap
    if (rule !== 'may be zero' && cmp(dec(size.amount), zero) === 0) return gap
    return []
  },
  // A.2 T9, C.1, A.3-14
  evidence: ({record, engagement, dates, at, zone}) => missing(record, engagement, dates, at, zone),
  // A.2 T13, T20: "POE updated", "POE/comments updated"
  answer: ({record, command}) => (record.answerPending && !command.with.comment ? [{rule: 'claim.guard.answer', path: 'command.comment'}] : []),
  // C.3: a survey link is void after a change of the contact; a finished survey is not sent again
  'survey link': ({record, command}) => {
    const {part, surveySent} = command.with
    if (!isSurvey(part)) return []
    const state = partOf(record, part)?.state
    const gap = [{rule: 'claim.guard.survey-link', path: 'command.surveySent', part}]
    if (surveySent) return state === 'done' && part === 'customer survey' ? gap : []
    return state === 'void' ? gap : []
  },
  // C.3, last row
  contact: ({record, command}) => (command.with.side === 'customer' && partOf(record, 'customer survey')?.state === 'done'
    ? [{rule: 'claim.guard.contact', path: 'command.contact', part: 'customer survey'}] : []),
}
