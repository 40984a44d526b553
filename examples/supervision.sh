#!/bin/sh
# For supervision: what is overdue now, what is due within two working days, every open case, the tracker and the report.
# Run it with the folder to write to: sh supervision.sh FOLDER
set -eu
: "${ESCALATE:=escalate}"
folder=${1:?name the folder to write to}
mkdir -p "$folder"
"$ESCALATE" --format csv due --overdue >"$folder/overdue.csv"
"$ESCALATE" --format csv due --within "2 working days" >"$folder/due.csv"
"$ESCALATE" --format csv list --state open >"$folder/open-cases.csv"
"$ESCALATE" export --to csv --output "$folder/entries.csv" --force
"$ESCALATE" export --to xlsx --output "$folder/tracker.xlsx" --force
"$ESCALATE" export --to html --output "$folder/report.html" --force
"$ESCALATE" --format csv themes >"$folder/themes.csv"
"$ESCALATE" receipt >"$folder/receipt.txt"
echo "Written to $folder; keep receipt.txt apart: it proves later what stood today."
