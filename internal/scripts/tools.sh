#!/bin/sh
# Installs what the tests need besides Go, Node and make: Debian's chromium and
# a Chinese font, a C compiler for the race detector, qemu-user to run arm64
# binaries, and poppler-utils to read PDF files back. With sudo when not root;
# stops with a sentence saying what to install when it cannot.
set -eu

need=""
for pair in chromium:chromium qemu-aarch64:qemu-user gcc:gcc pdftotext:poppler-utils; do
	command -v "${pair%%:*}" >/dev/null 2>&1 || need="$need ${pair#*:}"
done
ls /usr/include/stdlib.h >/dev/null 2>&1 || need="$need libc6-dev"
ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc >/dev/null 2>&1 || need="$need fonts-noto-cjk"
[ -z "$need" ] && exit 0

stop() {
	echo "make test needs:$need. $1" >&2
	echo "On Debian or Ubuntu: sudo apt-get install$need" >&2
	exit 1
}
command -v apt-get >/dev/null 2>&1 || stop "There is no apt-get here to install them with."
as_root=""
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || stop "Installing needs root, and there is no sudo."
	as_root="sudo"
	sudo -n true 2>/dev/null || [ -t 0 ] || stop "Installing needs sudo, which asks for a password."
fi
$as_root apt-get update -q || stop "apt-get update failed."
# shellcheck disable=SC2086 # $need is a list of words
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends $need || stop "apt-get install failed."
command -v chromium >/dev/null 2>&1 || stop "chromium is still missing: on Ubuntu it is a snap, install Debian's package or put a chromium on the PATH."
