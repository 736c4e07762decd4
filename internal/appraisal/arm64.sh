#!/bin/sh
# Computes the results of testdata/elsewhere.golden (every model and method, a
# simulation) and the digests of every model's whole ranking as an arm64 program
# under user-mode emulation, and compares them with those written on amd64.
# Needs Go and Debian's qemu-user.
# Exit 0: they agree; 1: they differ; 2: it could not be run.
set -u
cd "$(dirname "$0")" || exit 2
qemu=$(command -v qemu-aarch64 || command -v qemu-aarch64-static) || {
	echo "arm64.sh: qemu-aarch64 is missing: apt-get install qemu-user" >&2
	exit 2
}
binary=$(mktemp) || exit 2
trap 'rm -f "$binary"' EXIT
GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go test -c -o "$binary" . || exit 2
APPRAISAL_TEST_REPLAY=given "$qemu" "$binary" | diff testdata/elsewhere.golden - || exit 1
"$qemu" "$binary" -test.run '^(TestGolden|TestOrderOfCriteria)$' -test.v || exit 1
echo "arm64.sh: digests and bytes agree"
