// Which engagements with variable pay take an MSX opportunity, by what hours
// do they pay what, and what is missing? customers.md D.3 and E.1: only an MSX
// opportunity ID nominates for variable pay, and the proposed payout is a
// function of opportunity, hours and the rules of the engagement.
import {cmp, dec, money, mul, round, show, zero} from './decimals.mjs'
import {dayOf, instant} from './dates.mjs'
import {find, isVariable, wholeOf} from './catalogs.mjs'
import {check, decide} from './eligibility.mjs'
import {badNumbers, compute, payout, stagesOf} from './pay.mjs'

const bare = ({rule, outcome, path}) => ({rule, outcome, path})

// The rules about the hours themselves. If the hours are not known, the line
// answers for hours that the engagement accepts (package opportunities, Line).
const OF_HOURS = new Set(['pay.hours', 'opportunity.hours'])

const PAYS_BY_HOUR = new Set(['lowest of three', 'hours by rate'])
const MANY = '99999999' // hours: more than any cap or share needs

// byHours gives what each number of hours pays (catalog.HourlyPay): the rate of
// an hour, the most, and the fewest hours that pay the most. Of pay in two
// stages it is that of both, with the parts of the most.
function byHours(found, inputs) {
  const {edition, engagement} = found
  const mode = edition.settings.rounding
  const w = wholeOf(engagement.pay)
  const condition = engagement.opportunity?.minimumHours ?? engagement.opportunity?.maximumHours
  // Hours can also be a condition of pay, which is not asked here.
  const free = condition === undefined ? found : {...found, engagement: {...engagement, opportunity: {...engagement.opportunity, minimumHours: undefined, maximumHours: undefined}}}
  const {sheet, total, hourly} = compute(free, {...inputs, hours: MANY})
  const out = {outcome: sheet.outcome, perHour: null, most: null}
  if (sheet.outcome === 'unknown') out.needs = sheet.needs
  if (sheet.outcome === 'fail') out.reason = sheet.reasons[0]
  if (total === undefined) return out
  const most = round(total, mode)
  out.most = money(most, w.currency)
  if (engagement.pay.kind === 'two stages') out.stages = stagesOf(engagement.pay, total, mode, w.currency, {})
  if (!PAYS_BY_HOUR.has(w.kind)) return out
  out.perHour = money(round(hourly, mode), w.currency)
  if (cmp(hourly, zero) <= 0) return out
  // The fewest hours, in hundredths, of which the rounded pay is the most.
  const pays = (hundredths) => round(mul(dec(`${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`), hourly), mode)
  let low = 0n
  let high = BigInt(MANY) * 100n
  while (low < high) {
    const middle = (low + high) / 2n
    if (cmp(pays(middle), most) >= 0) high = middle
    else low = middle + 1n
  }
  // A claim has at least 0.01 hours.
  if (low === 0n) low = 1n
  const text = `${low / 100n}.${String(low % 100n).padStart(2, '0')}`
  out.enough = show(dec(text), 0)
  return out
}

function line(ref, found, q) {
  const {edition, engagement} = found
  const day = q.at === undefined ? undefined : dayOf(instant(q.at), edition.settings.calendar.timeZone)
  const d = decide(q, found)
  const findings = d.findings.filter((f) => q.hours !== undefined || !OF_HOURS.has(f.rule)).filter((f) => !d.waived.includes(f.rule))
  const against = findings.filter((f) => f.outcome === 'fail').map(bare)
  const missing = findings.filter((f) => f.outcome === 'unknown').map(bare)
  let inputs = {
    dates: {nomination: day, creation: day}, customerCountry: q.customer.country, partnerCountry: q.location?.country, segment: q.customer.segment,
    hours: q.hours, contractValue: q.opportunity?.contractValue, quantities: q.customer.quantities,
  }
  const out = {engagement: ref, outcome: against.length ? 'fail' : missing.length ? 'unknown' : 'pass'}
  if (against.length) out.against = against
  if (missing.length) out.missing = missing
  const o = engagement.opportunity
  if (o?.minimumHours !== undefined || o?.maximumHours !== undefined) out.hoursAsked = 'words'
  out.pay = byHours(found, inputs)
  let estimated = false
  if (out.pay.outcome === 'unknown') {
    // A date to come is taken to be today, as where one customer is asked for.
    const today = {...inputs, dates: {...inputs.dates, consent: day, submission: day}}
    const estimate = byHours(found, today)
    if (JSON.stringify(estimate.needs ?? []) !== JSON.stringify(out.pay.needs ?? [])) {
      out.pay = estimate
      estimated = true
      inputs = today
    }
  }
  const p = payout(found, inputs)
  out.payout = {rule: p.rule, outcome: p.outcome, amount: p.outcome === 'pass' ? p.amount : null}
  if (p.needs) out.payout.needs = p.needs
  if (p.reason) out.payout.reason = p.reason
  if (estimated) out.estimated = true
  return out
}

export function answerOpportunities(input) {
  const {question: asking = {}, opportunities = [], engagements = []} = input
  const founds = engagements.map((ref) => find(input.catalog, ref))
  const fields = []
  const keys = engagements.map((r) => r.engagement)
  founds.forEach((f, i) => { if (!f || keys.indexOf(keys[i]) !== i) fields.push(`engagements[${i}]`) })
  const bareQuestion = {...asking, customer: {}, hours: undefined, opportunity: undefined}
  if (engagements.length && founds[0]) fields.push(...check({...bareQuestion, engagement: engagements[0]}, input.catalog).fields)
  // A number that is none, and an ID of a wrong form, are no value of the form
  // (README of the corpus, Values), so they make the whole question malformed.
  for (const o of opportunities) fields.push(...badNumbers({hours: o.hours, quantities: o.customer?.quantities, contractValue: o.opportunity?.contractValue}))
  if (fields.length) return {result: 'malformed', fields}
  const answers = opportunities.map((o) => {
    const q = {...asking, customer: o.customer ?? {}, opportunity: o.opportunity, hours: o.hours}
    const out = {opportunity: o.customer?.id ?? null}
    if (o.customer?.id?.type !== 'MSX opportunity ID') return {...out, fields: ['customer.id']}
    const lines = []
    for (const [i, ref] of engagements.entries()) {
      const one = {...q, engagement: ref}
      const bad = check(one, input.catalog).fields
      if (bad.length) return {...out, fields: bad}
      if (isVariable(founds[i].engagement)) lines.push(line(ref, founds[i], one))
    }
    return {...out, lines}
  })
  return {result: 'answered', answers}
}
