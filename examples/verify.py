#!/usr/bin/env python3
"""An independent check of a logbook: needs only src/store/FORMAT.md and an export.

    escalate export --to json --output export.json
    python3 examples/verify.py export.json [RECEIPT ...]

Checks every seal, every commitment, every definition, the order of the entries, and the receipts given.
"""

import hashlib
import json
import sys


def demand(holds, why):
    """Ends with what is wrong, where something does not hold."""
    if not holds:
        sys.exit(f"wrong: {why}")


def digest(*fields):
    """SHA-256 over fields, each preceded by its length: eight bytes, big-endian."""
    sha = hashlib.sha256()
    for field in fields:
        field = field.encode() if isinstance(field, str) else field
        sha.update(len(field).to_bytes(8, "big") + field)
    return sha.digest()


def check_entry(entry):
    """The seal and the commitment of one entry, from its own fields."""
    sealed, number = entry["sealed"], entry["entry"]
    if sealed["payload"] is not None:
        salt = bytes.fromhex(sealed["salt"])
        commitment = digest("escalate payload", "1", salt, sealed["payload"])
        demand(commitment.hex() == sealed["commitment"], f"entry {number} does not say what was committed to")
    seal = digest(
        "escalate entry", "1", bytes.fromhex(sealed["previous"]), bytes.fromhex(sealed["log"]),
        number.to_bytes(8, "big"), sealed["recorded_at"], entry["kind"], sealed["skeleton"],
        bytes.fromhex(sealed["commitment"]),
    )
    demand(seal.hex() == sealed["seal"], f"entry {number} is not what was sealed")


def check_log(log, entries):
    """The order of a log's entries; what is missing between two of them is counted."""
    previous, newest, missing = digest("escalate log", "1", bytes.fromhex(log["log"]), log["founded_at"]).hex(), 0, 0
    for entry in sorted(entries, key=lambda entry: entry["entry"]):
        number, sealed = entry["entry"], entry["sealed"]
        demand(number > newest, f"entry {number} is there twice")
        if sealed["previous"] != previous:
            demand(number > newest + 1, f"entry {number} does not follow entry {newest}")
            missing += number - newest - 1
        previous, newest = sealed["seal"], number
    demand({"log": log["log"], "entry": newest, "seal": previous} == log["receipt"], "the newest entry is not the export's")
    demand(len(entries) == log.get("entries", len(entries)), "some entries of the export are missing")
    return missing


def check_erasures(entries):
    """What an entry said is missing exactly where an erasure took it away."""
    named = set()
    for entry in entries:
        if entry["kind"] == "erasure":
            erases = json.loads(entry["sealed"]["skeleton"])["does"]["erases"]
            named |= {(erased["log"], erased["entry"]) for erased in erases}
    for entry in entries:
        gone = entry["sealed"]["payload"] is None
        demand(gone == ((entry["sealed"]["log"], entry["entry"]) in named), f"entry {entry['entry']} was erased without an erasure, or is back")


def check_receipt(receipt, entries, logs):
    """A receipt that was kept elsewhere."""
    word, version, log, number, seal = receipt.strip().split("-")
    demand((word, version) == ("escalate", "1"), "that is no receipt of this format")
    founded = [digest("escalate log", "1", bytes.fromhex(log), one["founded_at"]).hex() for one in logs if one["log"] == log]
    found = [e["sealed"]["seal"] for e in entries if e["sealed"]["log"] == log and e["entry"] == int(number)]
    demand(seal in (found if int(number) else founded), f"the receipt of entry {number} does not fit")


def main(path, *receipts):
    with open(path, encoding="utf-8") as file:
        export = json.load(file)
    demand(export["form"] == "escalate-export-1", "that is no export of this format")
    definitions = {d["digest"]: d["bytes"] for d in export["definitions"]}
    for expected, text in definitions.items():
        demand(digest("escalate definition", "1", text).hex() == expected, f"the definition {expected} was changed")
    entries = [entry for case in export["cases"] for entry in case["entries"]]
    for entry in entries:
        check_entry(entry)
        if entry["kind"] == "challenge":
            used = json.loads(entry["sealed"]["skeleton"])["does"]["definition"]
            demand(used in definitions, f"the definition of entry {entry['entry']} is not there")
    check_erasures(entries)
    missing = sum(check_log(log, [e for e in entries if e["sealed"]["log"] == log["log"]]) for log in export["logs"])
    for receipt in receipts:
        check_receipt(receipt, entries, export["logs"])
    print(f"whole: {len(entries)} entries, {len(receipts)} receipts, {missing} entries not in the export")


if __name__ == "__main__":
    main(*sys.argv[1:])
