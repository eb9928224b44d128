// What a claim pays: program/pay.md, "Pay: what a catalogue must be able to say".
import {add, cmp, dec, min, money, mul, percent, round, show, sub, zero} from './decimals.mjs'
import {addDays} from './dates.mjs'
import {allDays, find, marketOf, pick, wholeOf} from './catalogs.mjs'

// Rule IDs: RULES.md, section mci.
const RULE = {
  'fixed by market': 'pay.fixed-by-market',
  'fixed by size and market': 'pay.fixed-by-size',
  'lowest of three': 'pay.lowest-of-three',
  'per unit': 'pay.per-unit',
  'share of amount': 'pay.share-of-amount',
  'share by tier': 'pay.share-by-tier',
  'hours by rate': 'pay.hours-by-rate',
}

// A calculation collects steps, needs (unknown) and reasons (fail). Fail beats
// unknown (design.md, three-valued decisions).
class Sheet {
  steps = []; needs = []; reasons = []
  step(name, value, limiting) { this.steps.push(limiting ? {name, value, limiting: true} : {name, value}) }
  need(w) { this.needs.push(w) }
  fail(w) { this.reasons.push(w) }
  get outcome() { return this.reasons.length ? 'fail' : this.needs.length ? 'unknown' : 'pass' }
}

const shown = (a, cur) => `${cur} ${show(a)}`

function decisiveCountry(edition, inputs) {
  return edition.settings.marketCountry === 'partner' ? inputs.partnerCountry : inputs.customerCountry
}

// lower bound of a step, tier or requirement
export const reaches = (x, p) => (p.from !== undefined ? cmp(x, dec(p.from)) >= 0 : p.above !== undefined ? cmp(x, dec(p.above)) > 0 : true)
export const within = (x, p) => reaches(x, p) && (p.upTo === undefined || cmp(x, dec(p.upTo)) <= 0) && (p.below === undefined || cmp(x, dec(p.below)) < 0)

// sizes: pay.md shapes 5 (ladders of the row; lower of two) and 12 (ladders
// change at a date). Gives {size} | {missing} | {undated} | {none: 'smaller'|'larger'}.
export function sizeOf(pay, quantities, dates, sheet) {
  let ladders = pay.sizes.ladders
  if (pay.sizes.rows) {
    const {row, state} = pick(pay.sizes.rows, dates[pay.sizes.anchor])
    if (state === 'undated') return {undated: pay.sizes.anchor}
    if (!row) return {none: 'no sizes'}
    if (!allDays(pay.sizes.rows)) sheet?.step('sizes', state === 'yes' ? 'pass' : 'unknown')
    if (state === 'unknown') return {missing: 'sizes'}
    ladders = row.ladders
  }
  const order = [...new Set(ladders.flatMap((l) => l.steps.map((s) => s.size)))]
  let lowest = Infinity
  let missing
  for (const l of ladders) {
    const a = quantities?.[l.measure]
    const b = l.minus === undefined ? '0' : quantities?.[l.minus]
    if (a === undefined || b === undefined) { missing ??= a === undefined ? l.measure : l.minus; continue }
    const x = sub(dec(a), dec(b))
    let rank = -1
    // catalog.schema.json, minus: a difference below zero is smaller than every size
    for (const s of l.steps) if (cmp(x, zero) >= 0 && reaches(x, s)) rank = order.indexOf(s.size)
    if (rank >= 0 && !within(x, {upTo: l.upTo, below: l.below})) rank = order.length
    sheet?.step('size', rank < 0 ? 'smaller' : rank === order.length ? 'larger' : order[rank])
    if (rank < lowest) lowest = rank
  }
  if (lowest === -1) return {none: 'smaller'} // whatever a missing ladder says, the lowest counts
  if (missing) return {missing}
  if (lowest === order.length) return {none: 'larger'}
  if (ladders.length > 1) sheet?.step('size', order[lowest])
  return {size: order[lowest]}
}

// barred: pay.md shape 7. 'yes', 'no', 'unknown'.
export function barred(engagement, segment, size) {
  const rows = (engagement.barredSegments ?? []).filter((b) => b.sizes === undefined || (size !== undefined && b.sizes.includes(size)))
  if (!rows.length) return 'no'
  if (!segment) return 'unknown'
  return rows.some((b) => b.segment === segment) ? 'yes' : 'no'
}

function hoursCondition(engagement, w, inputs, sheet) {
  // pay.md shape 11: "hours can be a condition of fixed pay too"; schema, opportunity.
  const o = engagement.opportunity
  const variable = w.pays ? w.pays === 'variable' : w.kind === 'lowest of three'
  if (!o || variable || (o.minimumHours === undefined && o.maximumHours === undefined)) return
  if (inputs.hours === undefined) return sheet.need('hours')
  const h = dec(inputs.hours)
  if ((o.minimumHours !== undefined && cmp(h, dec(o.minimumHours)) < 0) || (o.maximumHours !== undefined && cmp(h, dec(o.maximumHours)) > 0)) return sheet.fail('hours')
  sheet.step('hours', inputs.hours)
}

// amountOf gives the amount that a share is of.
function amountOf(w, inputs, sheet) {
  if (w.of === 'contract value') {
    if (!inputs.contractValue) { sheet.need('the contract value'); return }
    // amounts of two currencies are never compared (earnings-exports.md); an
    // amount in another currency is missing.
    // a contract without a value is no fact (reading of the library: corpus)
    if (cmp(dec(inputs.contractValue.amount), zero) <= 0) { sheet.need('a contract value above zero'); return }
    if (inputs.contractValue.currency !== w.currency) { sheet.need(`the contract value in ${w.currency}`); return }
    return dec(inputs.contractValue.amount)
  }
  const q = inputs.quantities?.[w.of]
  if (q === undefined) { sheet.need(w.of); return }
  return dec(q)
}

// compute gives the sheet, the whole pay and the rate of an hour.
export function compute(found, inputs) {
  const {catalog: cat, edition, engagement} = found
  const w = wholeOf(engagement.pay)
  const dates = inputs.dates ?? {}
  const sheet = new Sheet()
  const cur = w.currency
  const country = decisiveCountry(edition, inputs)
  if (engagement.countries && country && !engagement.countries.includes(country)) {
    sheet.fail('not offered in the country')
    return {sheet, w}
  }
  hoursCondition(engagement, w, inputs, sheet)

  const {row: rate, state} = pick(w.rates, dates[w.anchor])
  if (state === 'undated') sheet.need(`the ${w.anchor} date`)
  else if (!rate) sheet.fail('no rate on the day')
  else {
    if (!allDays(w.rates)) sheet.step('rate', state === 'yes' ? 'pass' : 'unknown')
    if (state === 'unknown') sheet.need('whether the rate is in force')
  }
  let market
  if (w.marketList) {
    const m = marketOf(cat, w.marketList, country, dates[w.anchor])
    if (m.state === 'undated') { if (state !== 'undated') sheet.need(`the ${w.anchor} date`) }
    else if (m.state === 'no country') sheet.need('the country')
    else if (m.state === 'none') sheet.fail('no market')
    else { market = m.market; sheet.step('market', market) }
  }
  const byMarket = (amounts) => {
    if (!rate || market === undefined) return
    const a = amounts?.[market]
    if (a === undefined) { sheet.fail('no rate in the market'); return } // pay.md shape 6
    return dec(a)
  }
  const ok = () => sheet.outcome === 'pass'
  let total
  let hourly

  switch (w.kind) {
    case 'fixed by market': {
      const a = byMarket(rate?.amounts)
      if (barred(engagement, inputs.segment) === 'yes') sheet.fail('segment barred')
      else if (barred(engagement, inputs.segment) === 'unknown') sheet.need('the segment')
      if (a && ok()) {
        // pay.md, public rate card: base known, total unknown
        if (rate.incomplete) { sheet.step('base', shown(a, cur)); sheet.need(rate.incomplete) }
        else { sheet.step('amount', shown(a, cur), true); total = a }
      }
      break
    }
    case 'fixed by size and market': {
      const s = sizeOf(w, inputs.quantities, dates, sheet)
      // pay.md shape 6: a market without a rate for any size
      if (s.size === undefined && rate && market && !Object.values(rate.amounts).some((a) => a[market])) sheet.fail('no rate in the market')
      if (s.undated) sheet.need(`the ${s.undated} date`)
      else if (s.missing) sheet.need(s.missing)
      else if (s.none) sheet.fail(`${s.none} than the ladder`)
      else {
        const a = byMarket(rate?.amounts[s.size])
        if (a && ok()) { sheet.step('amount', shown(a, cur), true); total = a }
      }
      const b = s.size === undefined ? barred(engagement, inputs.segment) : barred(engagement, inputs.segment, s.size)
      if (b === 'yes') sheet.fail('segment barred')
      else if (b === 'unknown') sheet.need('the segment')
      break
    }
    case 'lowest of three': {
      const r = hourly = byMarket(rate?.hourlyRates)
      if (inputs.hours === undefined) sheet.need('hours')
      const v = amountOf({of: 'contract value', currency: cur}, inputs, sheet)
      if (r && v && ok()) {
        const share = mul(v, percent(dec(rate.percent)))
        const hours = mul(dec(inputs.hours), r)
        const cap = dec(rate.cap)
        total = min(min(share, hours), cap)
        const first = total === share ? 0 : total === hours ? 1 : 2
        sheet.step('share of value', shown(share, cur), first === 0)
        sheet.step('hours', shown(hours, cur), first === 1)
        sheet.step('cap', shown(cap, cur), first === 2)
      }
      break
    }
    case 'hours by rate': {
      const r = hourly = byMarket(rate?.hourlyRates)
      if (inputs.hours === undefined) sheet.need('hours')
      if (r && ok()) {
        const hours = mul(dec(inputs.hours), r)
        const cap = dec(rate.cap)
        total = min(hours, cap)
        sheet.step('hours', shown(hours, cur), total === hours)
        sheet.step('cap', shown(cap, cur), total !== hours)
      }
      break
    }
    case 'per unit': {
      const q = inputs.quantities ?? {}
      let r
      if (!inputs.segment) sheet.need('the segment')
      else if (rate) r = byMarket(rate.amounts[inputs.segment] ?? {})
      // pay.md shape 6: a market without a rate for any segment
      if (!inputs.segment && rate && market && !Object.values(rate.amounts).some((a) => a[market])) sheet.fail('no rate in the market')
      const known = q[w.measure] !== undefined && q[w.highWaterMark] !== undefined
      if (known && cmp(dec(q[w.measure]), dec(q[w.highWaterMark])) <= 0) sheet.fail('not above the high-water mark')
      if (q[w.measure] === undefined) sheet.need(w.measure)
      if (q[w.highWaterMark] === undefined) sheet.need(w.highWaterMark)
      if (r && ok()) {
        const units = sub(dec(q[w.measure]), dec(q[w.highWaterMark]))
        sheet.step('units', show(units, 0))
        const by = mul(units, r)
        const cap = rate.cap === undefined ? undefined : dec(rate.cap)
        total = cap ? min(by, cap) : by
        sheet.step('units by rate', shown(by, cur), total === by)
        if (cap) sheet.step('cap', shown(cap, cur), total !== by)
      }
      break
    }
    case 'share of amount': {
      const v = amountOf(w, inputs, sheet)
      if (v && rate) {
        if (!reaches(v, rate.tiers[0])) sheet.fail('below the first tier')
        else if (ok()) {
          let s
          const cap = rate.cap === undefined ? undefined : dec(rate.cap)
          if (w.tiersOf === 'slice') {
            s = zero
            rate.tiers.forEach((t, i) => {
              if (!reaches(v, t)) return
              const next = rate.tiers[i + 1]
              const lo = dec(t.from ?? t.above)
              const hi = next && reaches(v, next) ? dec(next.from ?? next.above) : v
              const part = mul(sub(hi, lo), percent(dec(t.percent)))
              sheet.step('slice', shown(part, cur))
              s = add(s, part)
            })
          } else {
            const t = rate.tiers.filter((x) => reaches(v, x)).at(-1)
            s = mul(v, percent(dec(t.percent)))
          }
          total = cap ? min(s, cap) : s
          sheet.step(w.tiersOf === 'slice' ? 'shares' : 'share', shown(s, cur), total === s)
          if (cap) sheet.step('cap', shown(cap, cur), total !== s)
        }
      }
      break
    }
    case 'share by tier': {
      const q = inputs.quantities?.[w.tierBy]
      let tier
      if (q === undefined) sheet.need(w.tierBy)
      else if (rate) {
        tier = rate.tiers.filter((x) => reaches(dec(q), x)).at(-1)
        if (!tier) sheet.fail('below the first tier')
        else sheet.step('tier', tier.from !== undefined ? `from ${tier.from}` : `above ${tier.above}`)
      }
      const v = amountOf(w, inputs, sheet)
      if (tier && v && ok()) {
        const s = mul(v, percent(dec(tier.percent)))
        const cap = tier.cap === undefined ? undefined : dec(tier.cap)
        total = cap ? min(s, cap) : s
        sheet.step('share', shown(s, cur), total === s)
        if (cap) sheet.step('cap', shown(cap, cur), total !== s)
      }
      break
    }
    default: throw new Error(`unknown kind of pay: ${w.kind}`)
  }
  if (!w.kind.startsWith('fixed')) {
    const b = barred(engagement, inputs.segment)
    if (b === 'yes') sheet.fail('segment barred')
    else if (b === 'unknown') sheet.need('the segment')
  }
  return {sheet, w, hourly, total: sheet.outcome === 'pass' ? total : undefined}
}

export function payout(found, inputs) {
  const {edition, engagement} = found
  const mode = edition.settings.rounding
  const {sheet, w, total} = compute(found, inputs)
  const cur = w.currency
  const out = {result: 'answered', outcome: sheet.outcome, amount: null, onApproval: null, rule: RULE[w.kind], steps: sheet.steps, rounding: {mode}}
  const done = () => {
    if (sheet.needs.length && out.outcome === 'unknown') out.needs = sheet.needs
    if (sheet.reasons.length) out.reason = sheet.reasons[0]
    return out
  }
  if (total === undefined) return done()
  const rounded = round(total, mode)
  sheet.step('rounding', shown(rounded, cur))
  if (engagement.pay.kind !== 'two stages') {
    out.amount = out.onApproval = money(rounded, cur)
    return done()
  }
  const [first, stage] = out.stages = stagesOf(engagement.pay, total, mode, cur, inputs)
  sheet.step('on approval', shown(dec(first.amount.amount), cur))
  sheet.step('on target', shown(dec(stage.amount.amount), cur))
  out.onApproval = first.amount
  if (stage.outcome === 'pass') out.amount = money(rounded, cur)
  else if (stage.outcome === 'fail') out.amount = first.amount
  else { out.outcome = 'unknown'; sheet.need('the target') }
  return done()
}

// pay.md shape 4, two-stage: a share on approval, the rest if a target is
// reached in a later window. The first part is rounded, the rest is what is
// left of the rounded whole (reading: nothing is lost between the stages).
export function stagesOf(pay, total, mode, cur, inputs) {
  const first = round(mul(total, percent(dec(pay.onApproval))), mode)
  const rest = sub(round(total, mode), first)
  const restShare = sub(dec('100'), dec(pay.onApproval))
  const anchor = inputs.dates?.[pay.target.window.anchor]
  const stage = {name: 'on target', share: `${show(restShare, 0)}%`, amount: money(rest, cur), outcome: 'unknown', condition: 'target'}
  if (anchor && addDays(anchor, pay.target.window.lastDay).length === 10) { // no day after 9999
    stage.from = addDays(anchor, pay.target.window.firstDay)
    stage.until = addDays(anchor, pay.target.window.lastDay)
  }
  const t = inputs.target
  if (t?.quantity !== undefined && stage.from && t.on >= stage.from && t.on <= stage.until) {
    // a later measurement in the window can still reach it
    stage.outcome = reaches(dec(t.quantity), pay.target) ? 'pass' : t.on === stage.until ? 'fail' : 'unknown'
  }
  return [{name: 'on approval', share: `${show(dec(pay.onApproval), 0)}%`, amount: money(first, cur), outcome: 'pass', condition: 'the claim is approved'}, stage]
}

// catalog.schema.json, hours and quantity: at most two decimals; money to the
// minor unit.
export function badNumbers({hours, quantities, contractValue, target}) {
  const f = []
  const fine = (v, least) => /^(\d+|-0+)(\.\d{1,2})?$/.test(v) && cmp(dec(v), zero) >= least
  if (hours !== undefined && !fine(hours, 1)) f.push('hours')
  for (const [k, v] of Object.entries(quantities ?? {})) if (!fine(v, 0)) f.push(`quantities[${k}]`)
  if (contractValue && !fine(contractValue.amount, 0)) f.push('contractValue')
  if (target?.quantity !== undefined && !fine(target.quantity, 0)) f.push('target')
  return f
}

export function answerPayout(q) {
  const found = find(q.catalog, q.engagement)
  if (!found) return {result: 'malformed', fields: ['engagement']}
  const i = q.inputs ?? {}
  for (const k of ['customerCountry', 'partnerCountry']) if (i[k] && !/^[A-Z]{2}$/.test(i[k])) return {result: 'malformed', fields: [k]}
  const bad = badNumbers(i)
  if (bad.length) return {result: 'malformed', fields: bad}
  return payout(found, i)
}
