#!/bin/sh
# Runs the replay digests as an arm64 program under user-mode emulation and
# compares them with those written on amd64. Needs Go and Debian's qemu-user.
# Exit 0: the digests agree; 1: they differ; 2: it could not be run.
set -u
cd "$(dirname "$0")" || exit 2
qemu=$(command -v qemu-aarch64 || command -v qemu-aarch64-static) || {
	echo "arm64.sh: qemu-aarch64 is missing: apt-get install qemu-user" >&2
	exit 2
}
binary=$(mktemp) || exit 2
trap 'rm -f "$binary"' EXIT
GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go test -c -o "$binary" . || exit 2
"$qemu" "$binary" -test.run '^(TestReplay|TestFirstWeights|TestPortable)$' -test.v || exit 1
echo "arm64.sh: digests agree"
