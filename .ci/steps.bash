# The steps of .ci/run: one function each, in the order of this list. Sourced by it, never run.
# A step ends with a status: 0 passed, 75 skipped (see skip), anything else failed.

steps='layout      top level, go.mod lines, init, goroutines and panics of the pure packages, dependabot covers every module
gofmt       every Go file is formatted
gofumpt     every Go file is formatted, strictly
mod         go mod tidy -diff and go mod verify in every module
vet         go vet in every module with code
fix         go fix has nothing to modernize
test        the test command of README.md, as it stands there, with race detector and shuffled order
coverage    statements of all packages covered by all tests, against a floor that only rises
journey     the main job of README.md and the other programs of examples, compared with their golden output
bench       every benchmark runs, once, and so does the comparison with the peers
fuzz        every fuzz target, for some seconds each
api         exported names are those of .ci/api, and a break since the last tag is named in the changelog
staticcheck staticcheck in every module with code
lint        golangci-lint: the fences of .golangci.yml
deadcode    no function that neither a program nor a test reaches
vuln        govulncheck: no known vulnerability is called
docs        the documentation as pkg.go.dev shows it: doc links resolve, synopses read as one list
mutation    mutants of the pure packages that changed are killed by the tests of their package
fences      with --full only: each rule above is broken on purpose, and caught'

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

# each COMMAND… runs a command in every module with code and fails at the end if one did.
each() {
  local m bad=0
  for m in $(code_modules); do
    echo "in module $m"
    (cd "$root/$m" && "$@") || bad=1
  done
  return $bad
}

# silent COMMAND… fails if the command prints something, whatever its own status.
silent() {
  local out status=0
  out=$("$@" 2>&1) || status=$?
  [ -z "$out" ] || echo "$out"
  [ -z "$out" ] && [ $status = 0 ]
}

step_layout() { go run -C "$ci/tools" ./layout -root "$root"; }

step_gofmt() { silent gofmt -l $(sources '*.go') || fail "these files are not formatted: gofmt -w"; }

step_gofumpt() {
  local bin
  bin=$(tools)
  silent "$bin/gofumpt" -l $(sources '*.go') || fail "these files are not formatted: gofumpt -w"
}

step_mod() {
  local m bad=0
  for m in $(modules); do
    echo "in module $m"
    go -C "$m" mod tidy -diff || { echo "not tidy: go -C $m mod tidy"; bad=1; }
    go -C "$m" mod verify || bad=1
  done
  return $bad
}

step_vet() { each go vet ./...; }

step_fix() { each silent go fix -diff ./... || fail "go fix ./... makes the changes above"; }

step_test() {
  local command
  command=$(readme_command 'go test ')
  [ -n "$command" ] || fail "README.md has no test command: a shell block with a line that begins with: go test"
  local flags="-shuffle=on"
  if [ "$(go env CGO_ENABLED)" = 1 ]; then
    flags="-race $flags"
  else
    left_out "the race detector: it needs a C compiler here, and there is none"
  fi
  echo "GOFLAGS=$flags $command"
  GOFLAGS="$(go env GOFLAGS) $flags" bash -c "$command"
}

step_coverage() {
  local floor best total
  go test -count=1 -coverpkg=./... -coverprofile="$tmp/cover.out" ./... | grep -v '^ok' || [ ${PIPESTATUS[0]} = 0 ] || fail "the tests do not pass"
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

step_journey() {
  local command dir golden bad=0
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
  return $bad
}

# compare FOLDER GOLDEN FLAG… runs a program of the examples and compares what it prints.
compare() {
  local dir=$1 golden=$2
  shift 2
  go run -C examples "./${dir#examples/}" "$@" >"$tmp/printed" || return 1
  diff -u "$golden" "$tmp/printed" || { echo "$dir: output differs from $golden"; return 1; }
  echo "$dir $*: output as in $golden"
}

step_bench() {
  each go test -run '^$' -bench . -benchtime 1x ./... || return 1
  # The program that compares with the peers checks first that all of them give the same answers.
  [ ! -d examples/benchmark ] || go run -C examples ./benchmark -rounds 1 -time 1x
}

step_fuzz() {
  local m name pkg seconds bad=0
  for m in $(code_modules); do
    (cd "$m" && go test -list '^Fuzz' ./...) >"$tmp/list" || fail "cannot list the fuzz targets of module $m"
    awk -v m="$m" '/^Fuzz/ { t[n++] = $1; next } /^ok/ { for (i = 0; i < n; i++) print m, $2, t[i] } { n = 0 }' "$tmp/list"
  done >"$tmp/targets"
  [ -s "$tmp/targets" ] || skip "there is no fuzz target yet"
  seconds=$(awk 'END { s = int(60 / NR); print (s < 1 ? 1 : s > 5 ? 5 : s) }' "$tmp/targets")
  [ -z "$full" ] || seconds=60
  while read -r m pkg name <&3; do
    fuzz_one "$m" "$pkg" "$name" "$seconds" || bad=1
  done 3<"$tmp/targets"
  return $bad
}

# fuzz_one MODULE PACKAGE NAME SECONDS runs a target. Go sometimes reports its own deadline as a
# failure, without an input that fails; such a run is repeated once.
fuzz_one() {
  local out try
  for try in 1 2; do
    out=$(cd "$1" && go test -run '^$' -fuzz "^$3\$" -fuzztime "$4s" "$2" 2>&1) && break
    case $out in
      *'Failing input'*) echo "$out"; return 1 ;;
      *'context deadline exceeded'*) [ $try = 1 ] || { echo "$out"; return 1; } ;;
      *) echo "$out"; return 1 ;;
    esac
  done
  echo "$2 $3: $(grep -o 'execs: [0-9]*' <<<"$out" | tail -1), $4 s"
}

step_api() {
  "$ci/api-listing" || fail "the exported API differs from .ci/api; if that is meant: .ci/api-listing -update"
  local tag
  tag=$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null) || {
    left_out "comparison with the last release: there is no tag yet"
    return 0
  }
  api_breaks "$tag"
}

# api_breaks TAG demands that each incompatible change since TAG is named in the changelog, under Unreleased.
api_breaks() {
  local bin p line symbol bad=0
  bin=$(tools)
  git worktree prune
  git worktree add --quiet --detach "$tmp/tag" "$1"
  awk '/^## / { inside = /Unreleased/ } inside' .github/CHANGELOG.md >"$tmp/unreleased"
  for p in $(go list -f '{{if ne .Name "main"}}{{.ImportPath}}{{end}}' ./...); do
    p=${p#"$module"/}
    [ -d "$tmp/tag/$p" ] || continue
    (cd "$tmp/tag" && "$bin/apidiff" -w "$tmp/old.export" "$module/$p")
    "$bin/apidiff" -w "$tmp/new.export" "$module/$p"
    # apidiff exits with 0 even on a break: what it prints counts.
    "$bin/apidiff" -incompatible "$tmp/old.export" "$tmp/new.export" | grep '^- ' >"$tmp/breaks" || true
    while read -r line; do
      symbol=$(sed 's/^- //; s/:.*//; s/[()*]//g; s/.*\///' <<<"$line")
      grep -qwF -- "${symbol##*.}" "$tmp/unreleased" && continue
      echo "since $1, $p: ${line#- }: not named in .github/CHANGELOG.md under Unreleased"
      bad=1
    done <"$tmp/breaks"
  done
  git worktree remove --force "$tmp/tag"
  return $bad
}

step_staticcheck() {
  local bin
  bin=$(tools)
  each "$bin/staticcheck" ./...
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

# step_mutation runs gremlins on the pure packages that changed, in the time that is left: in all of them the
# files that changed, then the other files.
step_mutation() {
  local base= packages p bin bad=0 deadline=${MUTATION_DEADLINE:-570}
  packages=$pure
  if [ -z "$full" ]; then
    base=$(change_base)
    packages=$(for p in $pure; do [ -z "$(changed_since "$base" "$p")" ] || echo "$p"; done)
    [ -n "$packages" ] || skip "no pure package changed since ${base:0:12}, --full mutates all"
    echo "changed since $([ -n "$base" ] && echo "${base:0:12}" || echo the beginning):" $packages
    [ $deadline -gt $((SECONDS + 60)) ] || deadline=$((SECONDS + 60))
  else
    deadline=1000000
  fi
  bin=$(gremlins)
  honest_go
  for p in $packages; do
    ls "$p"/*_test.go >/dev/null 2>&1 || { left_out "$p: no tests yet"; continue; }
    changed_since "$base" "$p" | sed "s|^$p/||" | grep -v '_test\.go$' | sort -u >"$tmp/changed-$p" || true
    sources "$p/*.go" | sed "s|^$p/||" | grep -v '_test\.go$' | grep -vxFf "$tmp/changed-$p" >"$tmp/same-$p" || true
  done
  for p in $packages; do [ ! -s "$tmp/changed-$p" ] || mutate "$p" "$tmp/same-$p"; done
  for p in $packages; do [ ! -s "$tmp/same-$p" ] || mutate "$p" "$tmp/changed-$p"; done
  for p in $packages; do judge "$p" || bad=1; done
  [ ! -f "$tmp/endless" ] || echo "$(wc -l <"$tmp/endless") of the killed ran without end"
  return $bad
}

# honest_go puts a `go` before the real one that mends three things for gremlins.
# A mutant that does not compile makes `go test` exit with 1, as a failing test does, and would count as
# killed; exit status 2 is read as "not viable". A mutant that loops would run for half the time of the whole
# step, and one that allocates as it loops would take the machine with it: both are ended, and count as
# killed, after ten seconds and five times what the unmutated tests took, or at four gigabytes.
honest_go() {
  mkdir -p "$tmp/bin"
  cat >"$tmp/bin/go" <<SHIM
#!/usr/bin/env bash
ulimit -v 4000000 2>/dev/null
limit=
case "\$*" in
  *-coverprofile*) trap 'echo \$((10 + 5 * SECONDS)) >"$tmp/bin/limit"' EXIT ;;
  test\ *) ! command -v timeout >/dev/null || limit="timeout -k 2 \$(cat "$tmp/bin/limit")" ;;
esac
out=\$(\$limit "$(command -v go)" "\$@" 2>&1)
status=\$?
printf '%s\n' "\$out"
case \$status:\$out in
  1:*'[build failed]'*) exit 2 ;;
  124:* | 137:*) echo "\$*" >>"$tmp/endless"; exit 1 ;;
esac
exit \$status
SHIM
  chmod +x "$tmp/bin/go"
}

# mutate PACKAGE LEAVE tries the mutants of a package, but for the files that LEAVE lists, until the deadline.
mutate() {
  local status=0 seconds=$((deadline - SECONDS)) limit= leave
  leave="^($(sed 's/\./\\./g' "$2" | paste -sd '|' -))\$"
  [ $seconds -gt 5 ] || { left_out "$1: out of time for some files, --full tries all"; return 0; }
  # Only gremlins itself is interrupted: it ends the mutants in hand properly.
  ! command -v timeout >/dev/null || limit="timeout --foreground -s INT $seconds"
  # What a failing property is reduced to interests nobody here, and fewer checks of it find nearly as much.
  # -short leaves out what a test declares to be too long for this; -vet=off and -ldflags=-w save a third of
  # the time; -count=1 keeps the time of the first, unmutated run true, from which gremlins takes its limit.
  PATH="$tmp/bin:$PATH" GOFLAGS="-count=1 -short -vet=off -ldflags=-w" \
    RAPID_CHECKS=25 RAPID_SHRINKTIME=1ms RAPID_NOFAILFILE=true \
    $limit "$bin/gremlins" unleash "./$1" --timeout-coefficient 30 --exclude-files "$leave" >"$tmp/mutants" 2>&1 || status=$?
  cat "$tmp/mutants" >>"$tmp/mutants-$1"
  [ $status != 124 ] || left_out "$1: stopped when time was out, --full tries all mutants"
  [ $status = 0 ] || [ $status = 124 ] || { tail -5 "$tmp/mutants"; fail "$1: gremlins failed (status $status)"; }
}

# judge PACKAGE compares the share of its mutants that its tests kill with the threshold. A package that was
# cut short is judged by what was tried.
judge() {
  local out=$tmp/mutants-$1 threshold killed lived
  [ -f "$out" ] || return 0
  threshold=$(cat "$ci/mutation-threshold")
  count() { grep -cE "^ *$1 " "$out" || true; }
  killed=$(count KILLED)
  lived=$(count LIVED)
  grep -E '^ *(LIVED|TIMED OUT) ' "$out" | sed "s|^ *|  |; s| at | at $1/|" | sort -k4 | head -60 || true
  [ $((killed + lived)) -gt 0 ] || { echo "$1: no mutant was tried"; return 0; }
  echo "$1: $killed of $((killed + lived)) mutants killed ($((100 * killed / (killed + lived))) %, threshold $threshold %), $(count 'NOT COVERED') not covered, $(count 'TIMED OUT') timed out, $(count 'NOT VIABLE') do not compile"
  [ $((100 * killed)) -ge $((threshold * (killed + lived))) ]
}

# change_base prints the commit that the present work is compared with: where it left the main branch,
# else the commit before this one; nothing in the first commit.
change_base() {
  local base
  base=$(git merge-base HEAD "origin/${GITHUB_BASE_REF:-main}" 2>/dev/null || true)
  [ -n "$base" ] && [ "$base" != "$(git rev-parse HEAD)" ] || base=$(git rev-parse -q --verify HEAD~1 || true)
  echo "$base"
}

# changed_since COMMIT FOLDER lists the Go files there that differ from it, tracked or not.
changed_since() {
  if [ -n "$1" ]; then git diff --name-only "$1" -- "$2/*.go"; else sources "$2/*.go"; fi
  git ls-files --others --exclude-standard -- "$2/*.go"
}

step_fences() {
  [ -n "$full" ] || skip "it takes minutes: .ci/run --full fences, or .ci/fences"
  "$ci/fences"
}
