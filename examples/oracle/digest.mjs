// The digest of the content of a step under an idempotency key: README of the
// corpus, "Digests".

// goText writes JSON as the README says: no spaces, and five characters escaped.
const goText = (v) => JSON.stringify(v).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, '0')}`)

function fnv1a(text) {
  let h = 0xcbf29ce484222325n
  for (const b of Buffer.from(text, 'utf8')) h = ((h ^ BigInt(b)) * 0x100000001b3n) & 0xffffffffffffffffn
  return h.toString(16).padStart(16, '0')
}

const isEmpty = (v) => v === undefined || v === null || v === '' || v === false
const isMoney = (v) => typeof v === 'object' && 'amount' in v && 'currency' in v

// contentOf gives the digest of a command or an observation, and undefined for
// any other step. The members of a command come in the order of its table.
export function digestOf(doing, members) {
  if (doing.observe !== undefined) return fnv1a(goText(doing.observe))
  if (!doing.command) return
  const {event, with: w} = doing.command
  const ordered = {}
  for (const k of members[event] ?? []) {
    if (isEmpty(w?.[k])) continue
    ordered[k] = isMoney(w[k]) ? {amount: Number(w[k].amount).toFixed(2), currency: w[k].currency} : w[k]
  }
  return fnv1a(goText(ordered))
}
