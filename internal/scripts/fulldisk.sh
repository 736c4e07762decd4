#!/bin/sh
# Runs the tests of a full disk on a file system of 48 MB and 400 inodes that
# exists for them alone. It needs a system that lets its users mount one in a
# namespace of their own (unshare -Urm), or root.
set -eu
cd "$(dirname "$0")/../.."
test="$(mktemp -d)"
trap 'rm -rf "$test"' EXIT
"${GO:-go}" test -c -o "$test/parksite.test" ./cmd/parksite
mkdir "$test/disk"
cd cmd/parksite
unshare -Urm sh -c 'mount -t tmpfs -o size=48m,nr_inodes=400,mode=700 parksite "$1/disk" &&
  PARKSITE_TEST_SMALL_DISK="$1/disk" "$1/parksite.test" -test.timeout 10m -test.run "^TestDiskFull$" -test.v' sh "$test"
