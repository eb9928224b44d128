# Shared by the scripts of this folder: where things are, and how a pinned tool is had.
# Sourced, never run. Needs bash, git, Go and the usual text tools, and nothing else.

set -euo pipefail
exec </dev/null # nothing here may wait for somebody to type

ci=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$ci")
module=github.com/mci-go/incentives
export GOWORK=off LC_ALL=C

golangci_version=v2.15.0

# Built tools are kept outside the checkout and are found again by version, Go release and go.sum.
cache=${MCI_CI_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/mci-incentives-ci}

# sources PATTERN… lists the checkout's own files, tracked or about to be, never ignored ones.
sources() {
  git -C "$root" ls-files --cached --others --exclude-standard -- "$@" | sort -u |
    while read -r f; do [ ! -f "$root/$f" ] || echo "$f"; done
}

# modules lists the folders that hold a go.mod, the root first as ".".
modules() { sources go.mod '*/go.mod' | sed 's|^go\.mod$|.|; s|/go\.mod$||' | sort; }

# pure_packages lists the folders of the packages that do no I/O: the whole root
# module but for its test suites for hosts.
pure_packages() { (cd "$root" && go list -f '{{.Dir}}' ./... | sed "s|^$root/||" | grep -v 'test$'); }

# code_modules lists those of them that hold Go files; .ci/pkgsite, for one, only pins a tool.
code_modules() {
  local m
  for m in $(modules); do
    [ "$m" = .ci/pkgsite ] || [ -z "$(cd "$root/$m" && go list ./... 2>/dev/null)" ] || echo "$m"
  done
}

# built KEY COMMAND… gives a folder of built tools, running COMMAND with GOBIN set to it if it is not there yet.
built() {
  local dir=$cache/$1
  shift
  if [ ! -e "$dir/.done" ]; then
    echo "building into the cache, once: $*" >&2
    mkdir -p "$dir"
    GOBIN=$dir GOFLAGS= "$@" >&2
    touch "$dir/.done"
  fi
  echo "$dir"
}

# pinned FOLDER gives the built tools of a module below .ci, as its go.mod and go.sum pin them.
pinned() {
  local sum
  sum=$(cat "$ci/$1/go.mod" "$ci/$1/go.sum" | cksum | tr ' ' -)
  built "$1-$(go env GOVERSION)-$sum" go -C "$ci/$1" install tool
}

tools() { pinned tools; }
pkgsite() { pinned pkgsite; }
golangci() { built "golangci-lint-$golangci_version-$(go env GOVERSION)" go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$golangci_version"; }

# readme_command PREFIX prints the first line of README.md that begins with PREFIX within a shell code block.
readme_command() {
  awk -v want="$1" '
    /^```(bash|sh|shell)$/ { inside = 1; next }
    /^```/ { inside = 0 }
    inside && index($0, want) == 1 { print; exit }
  ' "$root/README.md" 2>/dev/null
}

# vulndb gives the folder of the offline vulnerability database; it need not exist.
vulndb() {
  local dir=${VULNDB:-../shared/vulndb}
  case $dir in /*) echo "$dir" ;; *) echo "$root/$dir" ;; esac
}

# limited SECONDS COMMAND… stops COMMAND after that time (exit status 124) where the machine has `timeout`.
limited() {
  local seconds=$1
  shift
  if command -v timeout >/dev/null; then timeout -k 5 "$seconds" "$@"; else "$@"; fi
}

# having PATTERN lists the folders of tests with a line that matches it, so that
# no other test is built.
having() { (cd "$root" && sources '*_test.go' | xargs grep -lE -- "$1" | xargs -n 1 dirname | sort -u); }

# module_of FOLDER prints the folder of its module.
module_of() {
  local d=$1
  while [ "$d" != . ] && [ ! -f "$root/$d/go.mod" ]; do d=$(dirname "$d"); done
  echo "$d"
}

# fuzz_all BUDGET MOST [PART/PARTS] runs every fuzz target, or those of one part
# of so many, the targets sharing BUDGET seconds, each for MOST seconds at most and
# one at least. It needs $tmp.
fuzz_all() {
  local dir name seconds bad=0 part=${3:-1/1}
  for dir in $(having '^func Fuzz'); do
    sed -nE "s|^func (Fuzz[A-Za-z0-9_]*).*|$dir \\1|p" "$root/$dir"/*_test.go
  done | awk -v part="${part%/*}" -v parts="${part#*/}" 'NR % parts == part % parts' >"$tmp/targets"
  [ -s "$tmp/targets" ] || { echo "there is no fuzz target in part $part"; return 1; }
  seconds=$(awk -v budget="$1" -v most="$2" 'END { s = int(budget / NR); print (s < 1 ? 1 : s > most ? most : s) }' "$tmp/targets")
  fuzz_binaries $(cut -d' ' -f1 "$tmp/targets" | sort -u) || bad=1
  while read -r dir name <&3; do
    fuzz_one "$dir" "$name" "$seconds" || bad=1
  done 3<"$tmp/targets"
  return $bad
}

# fuzz_binaries FOLDER… builds the tests of these packages, each where fuzz_binary
# says. Only the project's own packages count which of their branches an input
# reaches: go test -fuzz would build everything below them once more, SQLite too,
# and one package at a time.
fuzz_binaries() {
  local dir m bad=0
  for dir; do
    m=$(module_of "$dir")
    echo "$m ./${dir#"$m"/}"
  done >"$tmp/fuzzed"
  for m in $(cut -d' ' -f1 "$tmp/fuzzed" | sort -u); do
    go -C "$root/$m" test -c -ldflags=-w "-gcflags=$module/...=-d=libfuzzer" -o "$tmp/fuzz/$m/" \
      $(awk -v m="$m" '$1 == m { print $2 }' "$tmp/fuzzed") || bad=1
  done
  return $bad
}

# fuzz_binary FOLDER prints where the tests of a package are built.
fuzz_binary() { echo "$tmp/fuzz/$(module_of "$1")/$(basename "$1").test"; }

# fuzz_one FOLDER NAME SECONDS runs a target of a package. Go sometimes
# reports its own deadline as a failure, without an input that fails; such a run
# is repeated once. A target that tried nothing new, because the inputs that are
# known took its time, gets 500 inputs, however long they take, and if more are
# known than that, ten seconds.
fuzz_one() {
  local out try known time=$3s
  known=$(go env GOCACHE)/fuzz/$module/$1
  for try in 1 2 3 4; do
    out=$(cd "$root/$1" && "$(fuzz_binary "$1")" -test.run '^$' -test.fuzz "^$2\$" -test.fuzztime "$time" -test.fuzzcachedir "$known" 2>&1) && {
      ! grep -q 'execs: [1-9]' <<<"$out" || break
      [ "$time" != 10s ] || { echo "$1 $2: it tried nothing new"; return 1; }
      [ "$time" = 500x ] && time=10s || time=500x
      continue
    }
    case $out in
      *'Failing input'*) echo "$out"; return 1 ;;
      *'context deadline exceeded'*) [ $try -lt 4 ] || { echo "$out"; return 1; } ;;
      *) echo "$out"; return 1 ;;
    esac
  done
  echo "$1 $2: $(grep -o 'execs: [0-9]*' <<<"$out" | tail -1), $time"
}

# differential SEED COUNT asks the library and the oracle so many fresh questions
# of each kind together, and fails if an answer differs. It needs Node and a
# folder $tmp.
differential() {
  local copy=$tmp/corpus
  rm -rf "$copy" && cp -r "$root/examples/corpus" "$copy"
  node "$root/examples/oracle/random.mjs" "$1" "$2" "$root"/examples/corpus/data/*.jsonl >"$tmp/questions" &&
    go run -C "$root/examples" ./corpus -answer <"$tmp/questions" >"$copy/data/fresh.jsonl" &&
    echo "seed $1, $2 fresh questions:" &&
    node "$root/examples/oracle/compare.mjs" "$copy/data/fresh.jsonl"
}
