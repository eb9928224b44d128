// Payment orders: program/earnings-exports.md, "A payment order is per enrollment,
// program and earning type". An order of several earnings says nothing of one.
import {add, cmp, dec, money, neg, round, sub, zero} from './decimals.mjs'

// payOrders adds the orders of a claim's lines to its result, and those that no
// report holds to what is missing. It answers whether tax was withheld.
export function payOrders(r, lines, x, missing) {
  const ids = [...new Set(lines.map((l) => l.e.paymentId).filter(Boolean))]
  const orders = []
  for (const id of ids) {
    const order = x.payments.find((p) => p.paymentId === id)
    if (!order) { missing.push({report: 'payments report', paymentId: id}); continue }
    if (order.contradicted) r.findings.push({rule: 'settlement.contradiction', outcome: 'unknown', canAct: 'unknown'})
    orders.push(paidOrder(order, lines.filter((l) => l.e.paymentId === id).map((l) => l.e), x))
    if (orders.at(-1).shared) r.findings.push({rule: 'settlement.order', outcome: 'unknown', canAct: 'unknown'})
  }
  if (orders.length) r.orders = orders
  const totals = orders.map((o) => o.total)
  if (totals.length && totals.length === ids.length && orders.every((o) => !o.shared && o.total && o.total.currency === totals[0].currency)) r.arrived = money(totals.reduce((s, t) => add(s, dec(t.amount)), zero), totals[0].currency)
  return orders.some((o) => !o.shared && o.withheldTax && cmp(dec(o.withheldTax.amount), zero) > 0) // READINGS 48
}

// paidOrder leads from the earnings of the claim to what arrived, if the order
// pays them alone (package settlement, PaidOrder).
function paidOrder(order, own, x) {
  const o = {paymentId: order.paymentId}
  if (order.paymentStatus) o.status = order.paymentStatus
  if (order.paymentDate) o.on = order.paymentDate
  for (const [from, to] of [['earned', 'earned'], ['withheldTax', 'withheldTax'], ['totalPayment', 'total']]) if (order[from]) o[to] = order[from]
  // it pays them alone only if they are known to be all of it
  const cur = order.earned?.currency
  const amounts = own.map((e) => [e.earningAmountInLastPaymentCurrency, e.earningAmount, e.earningAmountUSD].find((m) => m?.currency === cur))
  const sum = amounts.every(Boolean) ? amounts.reduce((s, m) => add(s, dec(m.amount)), zero) : null
  const others = x.earnings.filter(({line}) => line.paymentId === order.paymentId).length > own.length
  if (others || !cur || !sum || cmp(round(sum, 'half away from zero'), dec(order.earned.amount)) !== 0) { o.shared = true; return o }
  const steps = []
  let reached = zero
  const step = (cause, a, more) => { if (cmp(a, zero) === 0) return; steps.push({cause, amount: money(a, cur), ...more}); reached = add(reached, a) }
  // one step for each exchange rate (PaidOrder.Steps)
  const rates = new Map()
  own.forEach((e, i) => {
    if (e.earningAmount.currency === cur) { reached = add(reached, dec(amounts[i].amount)); return }
    const more = {...(e.earningExchangeRate && {rate: e.earningExchangeRate}), ...(e.exchangeRateDate && {on: e.exchangeRateDate})}
    const key = JSON.stringify(more)
    rates.set(key, {more, sum: add(rates.get(key)?.sum ?? zero, dec(amounts[i].amount))})
  })
  for (const {more, sum: one} of rates.values()) step('exchange rate', one, more)
  step('rounding', sub(dec(order.earned.amount), sum))
  // without a total nothing leads on to it
  if (o.total && order.withheldTax) step('withheld tax', neg(dec(order.withheldTax.amount)))
  if (o.total && order.salesTax) step('sales tax', dec(order.salesTax.amount))
  if (steps.length) o.steps = steps
  if (o.total) o.unexplained = money(sub(dec(o.total.amount), reached), cur)
  return o
}
