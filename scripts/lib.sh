# Sourced by the other scripts: where things are kept, and how they speak.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# What is built or fetched once and used again: the pinned tools and axe-core. Never in the work tree.
cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/preau

# Stamping the commit into commands that are only run here would need git to trust the folder's owner.
export GOFLAGS="${GOFLAGS:-} -buildvcs=false"

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

# in_ci says whether nobody is there to answer, so that what is missing is installed, or is a failure.
in_ci() { [ "${CI:-}" = true ] || [ "${CI:-}" = 1 ]; }

# On a machine that has compiled nothing yet all is compiled as `make build` does, or each package would be compiled twice: once for the program,
# once for the generators and the tests. A desk has compiled them as its own go does.
if in_ci; then export GOFLAGS="$GOFLAGS -trimpath" CGO_ENABLED=${CGO_ENABLED:-0}; fi

# roomy_memory says whether there are 6 GB to spare: for Go processes that collect their garbage seldom, for files in memory.
roomy_memory() { [ "$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo 2>/dev/null)" -gt 6000000 ]; }

# tree lists every file that git would commit, with its contents' hash: two listings tell what a command changed.
tree() {
	git -c safe.directory="$root" ls-files -z --cached --others --exclude-standard |
		sort -zu | xargs -0 -r sha256sum 2>/dev/null
}

# thrice tries a command that needs the network up to three times.
thrice() {
	local n
	for n in 1 2 3; do
		"$@" && return 0
		say "$(basename "$0"): try $n failed: $*"
		sleep $((n * 3))
	done
	return 1
}
