#!/bin/sh
# Builds escalate, and runs it on a worked case: open, log, decide, advance, due, resolve, confirm.
# The logbook stays where the last line says.
set -eu
cd "$(dirname "$0")/.."

missing=
for tool in cargo cc perl make; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ]; then
    echo "To build escalate, install first:$missing" >&2
    echo "  cargo: Rust 1.95 or newer, from https://rustup.rs" >&2
    echo "  cc, perl, make: on Debian and Ubuntu: apt-get install gcc libc6-dev perl make" >&2
    exit 1
fi
perl -MFindBin -MIPC::Cmd -MPod::Html -e 1 2>/dev/null || perl -MFindBin -MIPC::Cmd -e 1 2>/dev/null || {
    echo "To build escalate, Perl's standard modules are needed: on Fedora: dnf install perl-core" >&2
    exit 1
}

echo "Building escalate (OpenSSL and SQLCipher are built with it: some minutes the first time) ..."
cargo build --quiet --locked
PLACE=$(mktemp -d)
ESCALATE=$PWD/target/debug/escalate
export PLACE ESCALATE
sh examples/cases/4lscb.sh

echo
echo "That was one case, from the concern to the confirmed outcome."
echo "The logbook lies at $PLACE/logbook.db"
echo "Look around in it:"
echo "  export ESCALATE_LOGBOOK=$PLACE/logbook.db ESCALATE_CONFIG=$PLACE/config.toml"
echo "  $ESCALATE show 1"
