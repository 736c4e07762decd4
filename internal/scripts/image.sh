#!/bin/sh
# Shows of the container image what can be shown without containers: that
# docker-compose.yml is well-formed (where docker is installed), and that the
# binary, built as the Dockerfile builds it and started with the image's
# environment, refuses to start without MONGODB_URI, saying so.
set -eu
cd "$(dirname "$0")/../.."

if command -v docker >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; then
	docker compose config -q
	echo "docker-compose.yml: accepted by docker compose config"
elif command -v docker-compose >/dev/null 2>&1; then
	docker-compose -f docker-compose.yml config -q
	echo "docker-compose.yml: accepted by docker-compose config"
else
	echo "docker-compose.yml: not checked, no docker compose is installed here"
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
CGO_ENABLED=0 go build -trimpath -tags noembedded -ldflags "-s -w -X main.version=image" -o "$dir/parksite" ./cmd/parksite

if go version -m "$dir/parksite" | grep -qi -e ferretdb -e modernc.org/sqlite; then
	echo "the image's binary carries the embedded engine" >&2
	exit 1
fi

# The environment of the image, and nothing else.
code=0
env -i PARKSITE_ADDR=127.0.0.1:0 PARKSITE_DATA_DIR="$dir/data" "$dir/parksite" serve >"$dir/out" 2>&1 || code=$?
if [ "$code" = 0 ] || ! grep -q MONGODB_URI "$dir/out"; then
	echo "without MONGODB_URI the image's binary should refuse and name the setting; it exited $code saying:" >&2
	cat "$dir/out" >&2
	exit 1
fi

# A store that is not there: refused within seconds, not an endless wait.
code=0
env -i PARKSITE_ADDR=127.0.0.1:0 PARKSITE_DATA_DIR="$dir/data" MONGODB_URI="mongodb://127.0.0.1:1/?connectTimeoutMS=500" \
	timeout 30 "$dir/parksite" serve >"$dir/out" 2>&1 || code=$?
if [ "$code" = 0 ] || [ "$code" = 124 ]; then
	echo "with a MongoDB that is away the binary should stop with a message; it exited $code saying:" >&2
	cat "$dir/out" >&2
	exit 1
fi
env -i "$dir/parksite" version
echo "image: $(du -k "$dir/parksite" | cut -f1) kB, refuses to start without MONGODB_URI and with one that is away"
