#!/bin/sh
# The pictures of the README, from the real program: sh examples/pictures.sh
# Needs Chromium, LibreOffice, pdftoppm and ImageMagick.
set -eu
cd "$(dirname "$0")/.."
cargo build --quiet --locked
ESCALATE=$PWD/target/debug/escalate
PLACE=$(mktemp -d)
trap 'rm -rf "$PLACE"' EXIT
export ESCALATE PLACE
sh examples/office.sh >/dev/null 2>&1
export ESCALATE_LOGBOOK="$PLACE/logbook.db" ESCALATE_CONFIG="$PLACE/config.toml"
pictures=$PWD/examples/pictures
mkdir -p "$pictures"
at="2026-06-15 08:30"
"$ESCALATE" --quiet export --to html --as-of "$at" --output "$PLACE/page.html"
"$ESCALATE" --quiet export 2 --to docx --as-of "$at" --output "$PLACE/record.docx"
"$ESCALATE" --quiet export --to xlsx --as-of "$at" --output "$PLACE/tracker.xlsx"
"$ESCALATE" --quiet protocol diagram 4lscb --pathway general --to-format svg --output "$pictures/diagram.svg" --force
cd "$PLACE"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,1400 \
    --screenshot="$PLACE/page.png" "file://$PLACE/page.html" >/dev/null 2>&1
soffice --headless "-env:UserInstallation=file://$PLACE/office" --convert-to pdf record.docx tracker.xlsx >/dev/null 2>&1
pdftoppm -r 80 -f 1 -l 1 -singlefile -png record.pdf record
pdftoppm -r 110 -f 1 -l 1 -singlefile -png tracker.pdf tracker
convert tracker.png -trim -bordercolor white -border 10 tracker.png
for picture in page record tracker; do
    convert "$picture.png" -colors 64 -define png:compression-level=9 "$pictures/$picture.png"
done
echo "Written to $pictures"
