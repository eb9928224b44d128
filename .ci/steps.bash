# The steps of .ci/run: one function each, in the order of this list. Sourced by
# it, never run. A step ends with a status: 0 passed, 75 skipped (see skip),
# anything else failed.

steps='layout      the top level, the lines of go.mod, and no init, goroutine or panic in a pure package
format      every Go file is formatted (gofumpt), and go fix has nothing to modernize
modules     go mod tidy changes nothing, and the downloads match go.sum
test        the test command of README.md, as it stands there, with race detector and shuffled order
coverage    the tests reach a share of the statements that only rises
programs    the main job of README.md and the other programs print their golden files; benchmarks run once
fuzz        every fuzz target, for some seconds
lint        golangci-lint with vet and staticcheck: the fences of .golangci.yml
deadcode    a program or a test reaches every function
docs        the documentation as pkg.go.dev shows it: doc links resolve, synopses read as one list
api         the changelog names every exported name that was broken since the last release
vuln        no known vulnerability is called'

all_steps() { cut -d' ' -f1 <<<"$steps"; }
is_step() { all_steps | grep -qxF -- "$1"; }
what() { sed -n "s/^$1  *//p" <<<"$steps"; }
list_steps() { echo "$steps"; }

# left_out WHY notes for the summary that a step did not do all of its work.
left_out() {
  echo "left out: $*"
  echo "$*" >>"$notes"
}

# skip WHY ends a step that could not do any of it.
skip() {
  echo "SKIPPED: $*"
  echo "$*" >>"$notes"
  exit 75
}

# fail WHY ends a step.
fail() {
  echo "FAILED: $*"
  exit 1
}

# each COMMAND… runs a command in every module with code and fails at the end if
# one did.
each() {
  local m bad=0
  for m in $(code_modules); do
    echo "in module $m"
    (cd "$root/$m" && "$@") || bad=1
  done
  return $bad
}

# silent COMMAND… fails if the command prints a result, whatever its own status.
# Messages on standard error, such as that of a download, are no result.
silent() {
  local out status=0
  out=$("$@") || status=$?
  [ -z "$out" ] || echo "$out"
  [ -z "$out" ] && [ $status = 0 ]
}

step_layout() { go run -C "$ci/tools" ./layout -root "$root"; }

step_format() {
  local bin
  bin=$(tools)
  silent "$bin/gofumpt" -l $(sources '*.go') || fail "these files are not formatted: gofumpt -w"
  each silent go fix -diff ./... || fail "go fix ./... makes the changes above"
}

step_modules() {
  local m bad=0
  for m in $(modules); do
    echo "in module $m"
    go -C "$m" mod tidy -diff || { echo "not tidy: go -C $m mod tidy"; bad=1; }
    go -C "$m" mod verify || bad=1
  done
  return $bad
}

step_test() {
  local command
  command=$(readme_command 'go test ')
  [ -n "$command" ] || fail "README.md has no test command: a shell block with a line that begins with: go test"
  # Nobody opens these programs in a debugger, and the step lint runs vet:
  # without both, building them takes three quarters of the time.
  local flags="-shuffle=on -vet=off -ldflags=-w -gcflags=all=-dwarf=false"
  if [ "$(go env CGO_ENABLED)" = 1 ]; then
    # SQLite is C that a translator wrote again as Go; with the detector in it,
    # its tests take five times as long. A program with the detector waits a
    # second when it ends, and the tests start hundreds.
    flags="-race $flags '-gcflags=modernc.org/...=-dwarf=false -race=false'"
    export GORACE="atexit_sleep_ms=50 ${GORACE:-}"
  else
    left_out "the race detector: it needs a C compiler here, and there is none"
  fi
  postgres_server || left_out "the tests over PostgreSQL: there is no server here, and none could be installed"
  chromium_browser || left_out "the tests in a browser: there is no chromium here, and none could be installed"
  node_program || left_out "the oracle: there is no Node here, and none could be installed"
  echo "GOFLAGS=$flags $command"
  GOFLAGS="$(go env GOFLAGS) $flags" bash -c "$command"
}

# postgres_server installs PostgreSQL, unless POSTGRES_URL names a server or its
# programs are there. The tests start it by themselves.
postgres_server() { postgres_found || debian_package postgresql && postgres_found; }

postgres_found() {
  [ -n "${POSTGRES_URL:-}" ] || command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# node_program installs Node, by which the oracle and the playground are tested.
node_program() { command -v node >/dev/null || debian_package nodejs && command -v node >/dev/null; }

# chromium_browser installs the browser in which the pages of the desk and of
# the playground are opened, unless it is there, and the font in which the
# layout of the desk was measured.
chromium_browser() { command -v chromium >/dev/null || { debian_package fonts-dejavu-core && debian_package chromium; } && command -v chromium >/dev/null; }

# debian_package installs a package, once.
debian_package() {
  local as_root=
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  command -v apt-get >/dev/null || return 1
  echo "installing $1, once"
  $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

step_coverage() {
  local floor best total
  go test -count=1 -vet=off -ldflags=-w -coverpkg=./... -coverprofile="$tmp/cover.out" ./... | grep -v '^ok' || [ ${PIPESTATUS[0]} = 0 ] || fail "the tests do not pass"
  # internal packages that only tests use: their other branches run when a test fails
  sed -i -E '/\/internal\/[a-z]+test\//d' "$tmp/cover.out"
  go tool cover -func="$tmp/cover.out" >"$tmp/cover.txt"
  echo "least covered functions:"
  awk '$1 != "total:" { print $NF, $1, $2 }' "$tmp/cover.txt" | sort -n | sed -n "1,8{s|$module/||;s/^/  /p;}"
  total=$(awk '$1 == "total:" { sub(/%/, "", $NF); print $NF }' "$tmp/cover.txt")
  floor=$(cat "$ci/coverage-floor")
  best=$(highest_floor)
  echo "covered $total %, floor $floor %, highest floor ever $best %"
  awk "BEGIN { exit !($floor >= $best) }" || fail "coverage floor lowered from $best to $floor: it only rises"
  awk "BEGIN { exit !($total >= $floor) }" || fail "coverage $total % is below the floor of $floor %"
  awk "BEGIN { exit !($total >= $floor + 1) }" && echo "RAISE THE FLOOR: echo $(awk "BEGIN { print int($total * 2) / 2 }") > .ci/coverage-floor"
  return 0
}

# highest_floor prints the highest coverage floor of the history.
highest_floor() {
  local c
  {
    echo 0
    for c in $(git log --format=%h -- .ci/coverage-floor 2>/dev/null); do
      git show "$c:.ci/coverage-floor" 2>/dev/null || true
    done
  } | sort -n | tail -1
}

step_programs() {
  local command dir golden m bad=0
  command=$(readme_command 'go run ')
  [ -n "$command" ] || fail "README.md has no main job: a shell block with a line that begins with: go run"
  echo "$command"
  bash -c "$command" >"$tmp/main-job.txt"
  [ -s "$tmp/main-job.txt" ] || fail "it printed nothing"
  for dir in $(go -C examples list -f '{{if eq .Name "main"}}{{.Dir}}{{end}}' ./...); do
    dir=examples${dir##*/examples}
    golden=$dir/testdata/$(basename "$dir").golden
    if [ ! -f "$golden.txt" ]; then
      ls "$dir"/*_test.go >/dev/null 2>&1 || left_out "$dir: neither $golden.txt nor tests"
      continue
    fi
    compare "$dir" "$golden.txt" || bad=1
    [ ! -f "$golden.jsonl" ] || compare "$dir" "$golden.jsonl" -json || bad=1
  done
  # The tests make no corpus under the race detector.
  go -C examples test -count=1 -run CorpusIsAs ./corpus || bad=1
  # Two worlds of fresh seeds, which are printed, beside the fixed ones of the
  # tests, which need a run without the race detector to be whole.
  go run -C examples ./world -fresh 2 -steps 10000 -counts=false || bad=1
  go -C examples test -count=1 -run 'RecordedRuns|EverythingHappens|FaultOfAClock' ./world/partner || bad=1
  if node_program; then
    # The seed is of the files of the commit: fresh on each change, and the same
    # if a run is repeated.
    differential "$((16#$(git rev-parse 'HEAD^{tree}' | cut -c1-7)))" 2000 || bad=1
  else
    left_out "the differential run: there is no Node here, and none could be installed"
  fi
  for dir in $(having '^func Benchmark'); do
    m=$(module_of "$dir")
    echo "$m ./${dir#"$m"/}"
  done >"$tmp/benchmarks"
  for m in $(cut -d' ' -f1 "$tmp/benchmarks" | sort -u); do
    go -C "$m" test -run '^$' -bench . -benchtime 1x $(awk -v m="$m" '$1 == m { print $2 }' "$tmp/benchmarks") || bad=1
  done
  # The program that compares with the peers first checks that all of them give
  # the same answers.
  go run -C examples ./benchmark -rounds 1 -time 1x || bad=1
  return $bad
}

# compare FOLDER GOLDEN FLAG… runs a program of the examples and compares its
# output.
compare() {
  local dir=$1 golden=$2
  shift 2
  go run -C examples "./${dir#examples/}" "$@" >"$tmp/printed" || return 1
  diff -u "$golden" "$tmp/printed" || { echo "$dir: output differs from $golden"; return 1; }
  echo "$dir $*: output as in $golden"
}

step_fuzz() { fuzz_all 60 5; }

# step_api demands that each incompatible change since the last tag is named in
# the changelog, under Unreleased.
step_api() {
  local tag bin p line symbol bad=0
  tag=$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null) || skip "there is no release yet to compare with"
  bin=$(tools)
  git worktree prune
  git worktree add --quiet --detach "$tmp/tag" "$tag"
  awk '/^## / { inside = /Unreleased/ } inside' .github/CHANGELOG.md >"$tmp/unreleased"
  for p in $(go list -f '{{if ne .Name "main"}}{{.ImportPath}}{{end}}' ./... | grep -v /internal/); do
    p=${p#"$module"/}
    [ -d "$tmp/tag/$p" ] || continue
    (cd "$tmp/tag" && "$bin/apidiff" -w "$tmp/old.export" "$module/$p")
    "$bin/apidiff" -w "$tmp/new.export" "$module/$p"
    # apidiff exits with 0 even on a break: its output counts.
    "$bin/apidiff" -incompatible "$tmp/old.export" "$tmp/new.export" | grep '^- ' >"$tmp/breaks" || true
    while read -r line; do
      symbol=$(sed 's/^- //; s/:.*//; s/[()*]//g; s/.*\///' <<<"$line")
      grep -qwF -- "${symbol##*.}" "$tmp/unreleased" && continue
      echo "since $tag, $p: ${line#- }: not named in .github/CHANGELOG.md under Unreleased"
      bad=1
    done <"$tmp/breaks"
  done
  git worktree remove --force "$tmp/tag"
  return $bad
}

step_lint() {
  local bin
  bin=$(golangci)
  each "$bin/golangci-lint" run --allow-parallel-runners --config "$root/.golangci.yml" ./...
}

step_deadcode() {
  local bin
  bin=$(tools)
  each silent "$bin/deadcode" -test ./... || fail "neither a program nor a test reaches the functions above"
}

step_vuln() {
  local bin m status db= archive bad=0 looked=0
  archive=$(vulndb)/db.tar.xz
  bin=$(tools)
  if [ -f "$archive" ]; then
    mkdir "$tmp/vulndb"
    tar -xJf "$archive" -C "$tmp/vulndb" && db="-db file://$tmp/vulndb/db" || left_out "the offline database: it cannot be unpacked"
  fi
  echo "database: ${db:-the public one, over the network}"
  for m in $(code_modules); do
    status=0
    (cd "$m" && limited 120 "$bin/govulncheck" $db ./...) || status=$?
    case $status in
      0) looked=1 ;;
      3) echo "FOUND in module $m"; looked=1 bad=1 ;;
      1 | 124) left_out "module $m: could not look" ;;
      *) echo "govulncheck itself failed in module $m (status $status)"; looked=1 bad=1 ;;
    esac
  done
  [ $looked = 1 ] || { : >"$notes"; skip "could not look: no database within reach"; }
  return $bad
}

step_docs() { "$ci/docs"; }
