// Exact decimal numbers: a BigInt and a scale. No floating point.

export function dec(text) {
  const m = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!m) throw new Error(`not a decimal: ${text}`)
  const f = m[3] ?? ''
  const n = BigInt(m[2] + f)
  return {n: m[1] ? -n : n, s: f.length}
}

const ten = (k) => 10n ** BigInt(k)
const align = (a, b) => {
  const s = Math.max(a.s, b.s)
  return [a.n * ten(s - a.s), b.n * ten(s - b.s), s]
}

export const zero = {n: 0n, s: 0}
export const add = (a, b) => { const [x, y, s] = align(a, b); return {n: x + y, s} }
export const sub = (a, b) => { const [x, y, s] = align(a, b); return {n: x - y, s} }
export const mul = (a, b) => ({n: a.n * b.n, s: a.s + b.s})
export const cmp = (a, b) => { const [x, y] = align(a, b); return x < y ? -1 : x > y ? 1 : 0 }
export const neg = (a) => ({n: -a.n, s: a.s})
export const percent = (p) => ({n: p.n, s: p.s + 2})
export const min = (a, b) => (cmp(b, a) < 0 ? b : a)

// round to `places` decimals. Modes: program/pay.md, last paragraph.
export function round(a, mode, places = 2) {
  if (a.s <= places) return {n: a.n * ten(places - a.s), s: places}
  const p = ten(a.s - places)
  const sign = a.n < 0n ? -1n : 1n
  const abs = a.n * sign
  let q = abs / p
  const twice = (abs % p) * 2n
  if (mode === 'half away from zero') { if (twice >= p) q++ }
  else if (mode === 'half even') { if (twice > p || (twice === p && q % 2n === 1n)) q++ }
  else if (mode !== 'toward zero') throw new Error(`unknown rounding: ${mode}`)
  return {n: sign * q, s: places}
}

// show writes at least two decimals, or as many as the number has.
export function show(a, least = 2) {
  let {n, s} = a
  while (s > least && n % 10n === 0n) { n /= 10n; s-- }
  if (s < least) { n *= ten(least - s); s = least }
  const t = (n < 0n ? -n : n).toString().padStart(s + 1, '0')
  return (n < 0n ? '-' : '') + (s ? `${t.slice(0, -s)}.${t.slice(-s)}` : t)
}

export const money = (a, currency) => ({amount: show(a), currency})
