// Tries what the page makes of the lines of a play: node model_test.mjs, beside
// model.mjs. It prints nothing and exits with 0 if all is right.
import assert from "node:assert/strict";
import * as model from "./model.mjs";

const consent = { kind: "consent", at: "2022-12-08T23:59:59.999999999Z", lastDay: "2022-12-08" };
const review = { kind: "review", at: "2022-12-20T23:59:59.999999999Z", lastDay: "2022-12-20" };
const line = (at, status, deadlines, more) => ({ step: 1, at, claim: "k", do: "x", by: "mia", outcome: "applied", status, deadlines, ...more });
const clocks = (...lines) => model.claimsOf(lines)[0].clocks.map((c) => `${c.kind} ${c.state} ${c.until}`);

// A clock runs until a line no longer has it, or until it is over.
assert.deepEqual(clocks(line("2022-11-08T09:00:00Z", "A", [consent])), ["consent runs 2022-11-08T09:00:00Z"]);
assert.deepEqual(clocks(line("2022-11-08T09:00:00Z", "A", [consent]), line("2022-11-09T09:00:00Z", "B", [review])), ["consent stopped 2022-11-09T09:00:00Z", "review runs 2022-11-09T09:00:00Z"]);
assert.deepEqual(clocks(line("2022-11-08T09:00:00Z", "A", [consent]), line("2023-01-02T09:00:00Z", "B", null)), [`consent over ${consent.at}`]);
// The last day counts as a whole, in whatever zone the book writes.
assert.deepEqual(clocks(line("2022-11-08T09:00:00Z", "A", [consent]), line("2022-12-09T00:30:00+01:00", "A", [consent])), ["consent runs 2022-12-09T00:30:00+01:00"]);
// A clock that is over and still listed is one clock, and one that runs again too.
assert.deepEqual(clocks(line("2022-11-08T09:00:00Z", "A", [review]), line("2022-12-21T09:00:00Z", "A", [review]), line("2022-12-22T09:00:00Z", "A", [review])), [`review over ${review.at}`]);
assert.deepEqual(clocks(line("2022-11-08T09:00:00Z", "A", [consent]), line("2022-11-09T09:00:00Z", "B", []), line("2022-11-10T09:00:00Z", "A", [consent])), ["consent runs 2022-11-10T09:00:00Z"]);

// A sweep is a step of each claim that it moves; a refused opening opens nothing.
const swept = model.claimsOf([line("2022-11-08T09:00:00Z", "A", [consent, review]), { ...line("2022-12-10T09:00:00Z", null, null), claim: null, swept: [{ claim: "k", kind: "partner activity", status: "Customer consent expired" }] }]);
assert.equal(swept[0].last.status, "Customer consent expired");
assert.deepEqual(swept[0].clocks.map((c) => c.state), ["over", "runs"]);
assert.equal(model.claimsOf([line("2022-11-08T09:00:00Z", null, null, { outcome: "refused" })])[0].opened, false);

// Axis, dates, steps and places.
assert.deepEqual(model.ticksOf({ from: Date.UTC(2022, 10, 8), to: Date.UTC(2023, 0, 2) }), [Date.UTC(2022, 11, 1), Date.UTC(2023, 0, 1)]);
assert.ok(model.ticksOf({ from: Date.UTC(1900, 0, 1), to: Date.UTC(2099, 0, 1) }).length <= 6);
assert.deepEqual(model.spanOf({ lines: [{ at: null }], clocks: [] }), { from: 0, to: 1 });
assert.equal(model.localOf("2022-11-08T09:00:00+01:00"), "2022-11-08T08:00:00");
assert.equal(model.localOf("soon"), "");
assert.equal(model.instantOf("2022-11-08T09:00"), "2022-11-08T09:00:00Z");
assert.equal(model.instantOf(""), "");
assert.equal(model.daysLater("2022-12-31T09:00:00Z", 1), "2023-01-01T09:00:00Z");
assert.equal(model.daysLater(undefined, 1), "");
assert.equal(model.stepsOf("{"), null);
assert.equal(model.stepsOf("{}"), null);
assert.deepEqual(model.stepsOf('\uFEFF{"steps": [7, {"do": "add"}]}'), [{}, { do: "add" }]);
assert.equal(model.offsetOf("a\n😀b", 2, 2), 4);
assert.equal(model.offsetOf("a", 9, 9), 1);
assert.deepEqual(model.countsOf([{ outcome: "applied" }, { outcome: "invalid" }]), { applied: 1, refused: 0, invalid: 1 });
