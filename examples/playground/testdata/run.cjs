// Runs the page's program without a page, and prints its answers:
// node run.cjs FOLDER CATALOG, where FOLDER is the site.
const fs = require("node:fs");
const path = require("node:path");
const [folder, catalog] = process.argv.slice(2);

require(path.join(folder, "wasm_exec.js"));
const go = new globalThis.Go();
WebAssembly.instantiate(fs.readFileSync(path.join(folder, "play.wasm")), go.importObject).then(({ instance }) => {
  go.run(instance);
  const { play, load, move, place, example } = globalThis.playground;
  const began = performance.now();
  const played = JSON.parse(play(example()));
  const answers = {
    milliseconds: performance.now() - began,
    play: played,
    malformed: JSON.parse(play("{")),
    moved: JSON.parse(move(example(), 5, "2023-01-24T15:20:00Z", false)),
    place: JSON.parse(place(example(), 0)),
    catalog: JSON.parse(load("made-up.json", fs.readFileSync(catalog, "utf8"))),
    missing: play(),
  };
  process.stdout.write(JSON.stringify(answers), () => process.exit(0));
});
