#!/usr/bin/env python3
"""An independent check of a logbook: needs only src/store/FORMAT.md and an export.

    escalate export --to json --output export.json
    python3 examples/verify.py export.json [RECEIPT ...]

Checks every seal, every commitment, every definition, the order and the times of the entries, the receipts
given, that every entry has the members and says what an entry of its kind says, and that what people read of
each case and entry is what is sealed of it. It does not run the rules of the protocols: whether a limit follows
from its definition, whether a definition is sound and one that escalate ships, and whether an ended case is
resolved or closed, only `escalate verify` can tell.
"""

import hashlib
import json
import re
import sys
import unicodedata
from datetime import datetime, timedelta, timezone


class Wrong(Exception):
    """What is wrong with an export."""


def demand(holds, why):
    if not holds:
        raise Wrong(why)


# --- JSON: no member twice, no number but whole ones, no text that is none


def members(pairs):
    demand(len(dict(pairs)) == len(pairs), "an object names a member twice")
    return dict(pairs)


def whole_number(text):
    demand(text != "-0" and len(text) <= 20, "a number is no whole number, or too large")
    demand(-(1 << 63) <= int(text) < 1 << 64, "a number is too large")
    return int(text)


def no_number(text):
    raise Wrong(f"{text} is no whole number")


def depth(value):
    """How deep objects and lists lie in each other."""
    deepest, within = 0, [(value, 1)]
    while within:
        value, at = within.pop()
        inner = value.values() if type(value) is dict else value if type(value) is list else None
        if inner is not None:
            deepest = max(deepest, at)
            within.extend((one, at + 1) for one in inner)
    return deepest


def read(text):
    value = json.loads(text, object_pairs_hook=members, parse_int=whole_number, parse_float=no_number, parse_constant=no_number)
    demand(depth(value) < 128, "it is nested too deep")
    json.dumps(value, ensure_ascii=False).encode()  # Half of a surrogate pair is no text.
    return value


def shaped(value, what, needed, optional=()):
    """An object with these members, each of its type, and no others."""
    demand(type(value) is dict, f"{what} is no object")
    types = {**dict(needed), **dict(optional)}
    demand(set(dict(needed)) <= set(value) <= set(types), f"{what} lacks a member, or has one that is unknown")
    for name, member in value.items():
        allowed = types[name] if type(types[name]) is tuple else (types[name],)
        demand(type(member) in allowed, f"‘{name}’ of {what} is of another type")
    return value


NONE = type(None)
TEXT, NUMBER, TRUTH, LIST, OBJECT = str, int, bool, list, dict
TEXT_OR_NONE, NUMBER_OR_NONE = (str, NONE), (int, NONE)


def same(one, other):
    """Equal in type and value: 1 is not true."""
    if type(one) is not type(other):
        return False
    if type(one) is dict:
        return set(one) == set(other) and all(same(one[name], other[name]) for name in one)
    if type(one) is list:
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


# --- digests and times


def hexed(text, length):
    demand(type(text) is str and re.fullmatch(f"[0-9a-fA-F]{{{2 * length}}}", text), "a digest or an identity is none")
    return bytes.fromhex(text)


def digest(*fields):
    """SHA-256 over fields, each preceded by its length: eight bytes, big-endian."""
    sha = hashlib.sha256()
    for field in fields:
        field = field.encode() if isinstance(field, str) else field
        sha.update(len(field).to_bytes(8, "big") + field)
    return sha.digest()


def founding(log):
    return digest("escalate log", "1", hexed(log["log"], 16), log["founded_at"])


def stamp(text):
    """A time of the system's clock as it is sealed."""
    demand(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", text, re.ASCII), f"‘{text}’ is no time of the system's clock")
    return datetime.fromisoformat(text[:-1]).replace(tzinfo=timezone.utc)


def instant(text):
    """A time within a skeleton or a payload, to the second: RFC 3339, in one form only."""
    parts = type(text) is str and re.fullmatch(
        r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)((?:\.\d{3}(?:\d{3}){0,2})?)(Z|[+-]\d\d:\d\d)", text, re.ASCII)
    demand(parts and not parts[2].endswith("000") and parts[3][1:] != "00:00", f"‘{text}’ is no time")
    return datetime.fromisoformat(parts[1] + parts[3].replace("Z", "+00:00"))


def shown(text):
    """A time as people read it: seconds, and an offset that is never Z."""
    demand(type(text) is str and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", text, re.ASCII), f"‘{text}’ is no time")
    demand(not text.endswith("-00:00"), f"‘{text}’ is no time")
    return datetime.fromisoformat(text)


def is_time(text, expected):
    """The same instant, whatever its offset; nothing where nothing is expected."""
    return text is None if expected is None else text is not None and shown(text) == instant(expected)


# --- what is sealed: these members and no others, each in one form; what says nothing is left out


def matching(pattern, most=64):
    def check(value, what):
        holds = type(value) is str and len(value) <= most and re.fullmatch(pattern, value, re.ASCII)
        demand(holds, f"{what} is not written as it should be")
    return check


def up_to(most):
    def check(value, what):
        demand(type(value) is int and 0 <= value <= most, f"{what} is no such number")
    return check


def one_of(*words):
    def check(value, what):
        demand(type(value) is str and value in words, f"{what} is no word that is known")
    return check


def reference(value, what="a reference"):
    """A case's year and number: 2026-0007."""
    parts = type(value) is str and re.fullmatch(r"(\d{4})-(\d{4,10})", value, re.ASCII)
    demand(parts and f"{int(parts[2]):04}" == parts[2], f"‘{value}’ is no reference of a case")
    return int(parts[1]), int(parts[2])


def day(value, what):
    matching(r"\d{4}-\d\d-\d\d")(value, what)
    datetime.fromisoformat(value)


def subject(value, what):
    if type(value) is dict and set(value) == {"stage"}:
        STAGE(value["stage"], what)
    elif type(value) is dict and set(value) == {"duty"}:
        demand(type(value["duty"]) is list and len(value["duty"]) == 2, f"{what} is no duty")
        STAGE(value["duty"][0], what)
        ID(value["duty"][1], what)
    else:
        demand(value in ("overall", "request", "action"), f"{what} is nothing that can be begun")


ID, DIGEST, LOG = matching(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*"), matching(r"[0-9a-f]{64}"), matching(r"[0-9a-f]{32}")
STAGE, AGENCY, ENTRY = up_to((1 << 8) - 1), up_to((1 << 32) - 1), up_to((1 << 64) - 1)


def TIME(value, what):
    instant(value)


GROUND = one_of("unresolved", "policy-issue", "similar-concerns", "immediate-harm", "chain-exhausted", "scrutineer-finding", "serious-disagreement")
AGREEMENT, VERDICT = one_of("agreed", "not-agreed", "pending"), one_of("stands", "changed", "partly", "deferred")

# A name with a question mark may be left out; a list of one form is a list of such; a pair is an object by names.
BASIS = {"rule": TEXT, "from": TEXT, "start": TIME, "calendar": ID, "skipped?": [{"date": day, "name": TEXT, "computed?": TRUTH}]}
BEGUN = {
    "what": subject, "since": TIME, "due?": TIME, "stated?": TIME, "protective?": TIME, "urgent?": TRUTH,
    "indicative?": TRUTH, "waits-for?": TEXT, "clock?": ENTRY, "basis?": BASIS,
}
SIDE = one_of("raising", "receiving")


def responsible(value, what):
    """Who owes a duty: the holders, a side or a party."""
    if type(value) is dict and set(value) == {"side"}:
        SIDE(value["side"], what)
    elif type(value) is dict and set(value) == {"party"}:
        AGENCY(value["party"], what)
    else:
        demand(value == "holders", f"{what} is nobody who owes something")


JOINING = {
    "agency": AGENCY, "standing": one_of("party", "consulted"), "side?": SIDE,
    "agency-type?": one_of("health", "police", "school", "social-care", "early-years", "housing", "probation", "voluntary", "other"),
}
SKELETON = {
    "case": reference, "after?": ENTRY, "stage?": STAGE, "fields?": [ID], "joins?": [JOINING], "begins?": [BEGUN],
    "settles?": [{"of": STAGE, "duty": ID, "by": responsible}], "immediate-harm?": TIME, "once?": DIGEST,
}
DOES = {
    "challenge": {"protocol": ID, "version": TEXT, "definition": DIGEST, "calendar": ID, "pathway": ID, "category": ID,
                  "stage": STAGE, "ground?": GROUND, "opened": TIME, "within-agency?": TRUTH, "own-party?": AGENCY},
    "discussion": {"mode": one_of("phone", "in-person", "video", "teleconference", "email", "letter", "meeting"),
                   "result?": AGREEMENT, "held?": TIME, "between-sides?": TRUTH, "counts?": TRUTH, "earlier?": TRUTH},
    "decision": {"result?": VERDICT, "replaces?": ENTRY, "made?": TIME, "supported?": TRUTH},
    "advance": {"to": STAGE, "entered": TIME, "ground": GROUND, "similar?": [reference]},
    "timescale": {"stated?": TIME, "protective?": TIME},
    "duty": {"duty": ID, "of": STAGE, "by": responsible, "not-done?": TRUTH}, "immediate-harm": {"lifted?": TRUTH},
    "own-record": {"party": AGENCY}, "confirmation": {"party": AGENCY, "declined?": TRUTH},
    "answer": {"request": ENTRY}, "action-done": {"action": ENTRY},
    "resolution": {"outcome": ID}, "approval": {"entries": [ENTRY]}, "filing": {"entries": [ENTRY]},
    "correction": {"corrects": ENTRY, "moved?": TIME, "day-only?": TRUTH, "agreement?": AGREEMENT, "verdict?": VERDICT,
                   "by?": TIME, "leaves?": [AGENCY], "category?": ID},
    "hold": {"released?": TRUTH}, "erasure": {"erases": [{"log": LOG, "entry": ENTRY}]},
    "protective-step": {}, "party": {}, "request": {}, "action": {}, "withdrawal": {}, "reopening": {},
}
PERSON = {"name": TEXT, "role?": TEXT, "agency": TEXT}
CAPACITY = one_of("from", "to", "with", "held-by", "who", "supported-by", "agreed-with", "holder", "owner", "by", "joins")
PAYLOAD = {
    "happened": {"at": TIME, "day-only?": TRUTH}, "recorded-by": PERSON, "children?": [TEXT],
    "people?": (CAPACITY, [PERSON]), "agencies?": (matching("0|[1-9][0-9]{0,9}"), TEXT), "fields?": (ID, TEXT),
    "once?": DIGEST, "arguments?": DIGEST,
}


def stored(value, form, what):
    """Demands that a sealed value has a form."""
    if type(form) is dict:
        demand(type(value) is dict, f"{what} is no object")
        optional = {name[:-1] for name in form if name.endswith("?")}
        needed = {name for name in form if not name.endswith("?")}
        demand(needed <= set(value) <= needed | optional, f"{what} lacks a member, or has one that is unknown")
        for name, member in value.items():
            says_nothing = member is None or member is False or member in ("", [], {})
            demand(name in needed or not says_nothing, f"‘{name}’ of {what} says nothing, and is there")
            stored(member, form[name] if name in needed else form[name + "?"], f"‘{name}’ of {what}")
    elif type(form) is list:
        demand(type(value) is list, f"{what} is no list")
        for one in value:
            stored(one, form[0], what)
    elif type(form) is tuple:
        demand(type(value) is dict, f"{what} is no object")
        for name, member in value.items():
            form[0](name, what)
            stored(member, form[1], what)
    elif type(form) is type:
        demand(type(value) is form, f"{what} is of another type")
    else:
        form(value, what)


# --- what an entry of a kind says, whatever its protocol

NEEDED = {
    "challenge": ["concern"], "discussion": ["summary"], "resolution": ["summary"], "decision": ["decision"],
    "advance": ["why"], "withdrawal": ["why"], "reopening": ["why"], "hold": ["why"], "correction": ["why"],
    "duty": ["done"], "action-done": ["done"], "protective-step": ["step"], "own-record": ["agency", "where"],
    "request": ["what"], "action": ["what"], "answer": ["text"], "confirmation": ["agency"],
    "erasure": ["why", "authority"], "filing": ["where"],
}
ANY = 1 << 64
PEOPLE = {
    "challenge": {"from": (1, 1), "to": (1, ANY), "agreed-with": (0, ANY)}, "discussion": {"with": (1, ANY), "held-by": (0, ANY)},
    "decision": {"who": (1, 1), "supported-by": (0, ANY)}, "advance": {"holder": (0, ANY), "agreed-with": (0, ANY)},
    "timescale": {"agreed-with": (0, ANY)}, "protective-step": {"who": (0, 1)}, "party": {"joins": (1, ANY)},
    "request": {"from": (1, 1), "to": (1, 1)}, "action": {"owner": (1, 1), "agreed-with": (0, ANY)},
    "confirmation": {"by": (1, 1)}, "approval": {"by": (0, 1)},
}
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def is_line(text):
    return len(text) <= 300 and not any(unicodedata.category(letter) == "Cc" for letter in text)


def is_name(text):
    return bool(text.strip(WHITE)) and is_line(text)


def check_form(entry, corrected):
    """The texts and people of an entry, each within its bounds; `corrected` is the kind that it corrects."""
    record, number, does = entry.record, entry.number, entry.does
    if entry.kind in ("approval", "filing"):
        demand(does["entries"], f"entry {number} names no entry")
    if entry.kind == "erasure":
        demand(does["erases"], f"entry {number} erases nothing")
    if entry.kind == "timescale":
        demand(does, f"entry {number} states no limit")
    if entry.kind == "action":
        demand(any(begun.get("due") for begun in entry.skeleton.get("begins", [])), f"the action of entry {number} has no end")
    if record is None or entry.kind not in DOES:
        return
    children, by, fields, people = record.get("children", []), record["recorded-by"], record.get("fields", {}), record.get("people", {})
    demand(bool(children) == (entry.kind == "challenge") or entry.kind == "correction", f"entry {number} names no child, or should name none")
    demand(all(map(is_name, children)), f"a child of entry {number} is not named rightly")
    demand(is_name(by["name"]) and is_line(by.get("role", "")) and is_line(by["agency"]), f"entry {number} does not say rightly who recorded it")
    known = PEOPLE.get(corrected or entry.kind, {})
    for capacity, named in people.items():
        demand(named and capacity in known, f"entry {number} names nobody as ‘{capacity}’")
        for person in named:
            rightly = is_name(person["name"]) and is_line(person.get("role", "")) and is_name(person["agency"])
            demand(rightly, f"somebody in entry {number} is not named rightly")
    for capacity, (least, most) in known.items():
        named = len(people.get(capacity, []))
        demand((named >= least or corrected) and named <= most, f"entry {number} names {named} people as ‘{capacity}’")
    needed = [*NEEDED.get(entry.kind, []), *(["why"] if entry.kind == "challenge" and does["stage"] > 1 else [])]
    if does.get("not-done") or does.get("lifted"):
        needed = ["why"]
    demand(set(needed) <= set(fields), f"entry {number} lacks a text that such an entry has")
    demand(all(text.strip(WHITE) and len(text.encode()) <= 512 * 1024 for text in fields.values()), f"a text of entry {number} is empty or too long")
    demand(sorted(fields) == entry.skeleton.get("fields", []), f"entry {number} lists other fields than it answers")
    # A day alone begins at 00:00, or where the clocks leave that out.
    alone = record["happened"].get("day-only")
    demand(not alone or re.search(r"T0[01]:00:00(Z|[+-])", record["happened"]["at"]), f"entry {number} knows the day alone, and has an hour")


# --- what an entry is


class Entry:
    """An entry: what is read of it, and what is sealed."""

    def __init__(self, shown):
        self.shown = shaped(
            shown, "an entry",
            {"case": TEXT, "entry": NUMBER, "kind": TEXT, "recorded_at": TEXT, "fields": OBJECT, "sealed": OBJECT},
            {"stage": NUMBER_OR_NONE, "happened_at": TEXT_OR_NONE, "day_only": TRUTH,
             "recorded_after_minutes": NUMBER_OR_NONE, "clock_back": TRUTH, "recorded_by": TEXT_OR_NONE,
             "corrects": NUMBER_OR_NONE, "corrected_by": LIST, "earlier": TRUTH, "tiers_differ": TRUTH,
             "approved_by": NUMBER_OR_NONE, "filed_by": NUMBER_OR_NONE, "erased": TRUTH},
        )
        self.sealed = shaped(
            shown["sealed"], "what is sealed",
            {"log": TEXT, "recorded_at": TEXT, "skeleton": TEXT, "commitment": TEXT, "previous": TEXT, "seal": TEXT},
            {"payload": TEXT_OR_NONE, "salt": TEXT_OR_NONE},
        )
        self.number, self.kind = shown["entry"], shown["kind"]
        self.log, self.recorded_at = hexed(self.sealed["log"], 16), stamp(self.sealed["recorded_at"])
        self.previous, self.seal = hexed(self.sealed["previous"], 32), hexed(self.sealed["seal"], 32)
        self.check_seal()
        self.skeleton = read(self.sealed["skeleton"])
        known = DOES.get(self.kind)
        demand(type(self.skeleton) is dict and "does" in self.skeleton, f"the skeleton of entry {self.number} does nothing")
        rest = {name: member for name, member in self.skeleton.items() if name != "does"}
        stored(rest, SKELETON, f"the skeleton of entry {self.number}")
        if known is not None:
            stored(self.skeleton["does"], known, f"what entry {self.number} does")
        else:
            demand("begins" not in rest and "joins" not in rest, f"entry {self.number} is of an unknown kind, and begins something or brings somebody")
        self.does = self.skeleton["does"]
        self.record = read(self.sealed["payload"]) if self.sealed.get("payload") is not None else None
        if self.record is not None:
            stored(self.record, PAYLOAD, f"the payload of entry {self.number}")
        self.once = self.skeleton.get("once") or (self.record or {}).get("once")
        self.after_gap = False
        self.clock_back = False

    def check_seal(self):
        """The seal and the commitment, from the entry's own fields."""
        sealed = self.sealed
        commitment = hexed(sealed["commitment"], 32)
        demand((sealed.get("payload") is None) == (sealed.get("salt") is None), f"entry {self.number} has half of its payload")
        if sealed.get("payload") is not None:
            salt = hexed(sealed["salt"], 32)
            said = digest("escalate payload", "1", salt, sealed["payload"])
            demand(said == commitment, f"entry {self.number} does not say what was committed to")
        demand(0 < self.number <= 1 << 39, f"{self.number} is no number of an entry")
        seal = digest(
            "escalate entry", "1", self.previous, self.log, self.number.to_bytes(8, "big"),
            sealed["recorded_at"], self.kind, sealed["skeleton"], commitment,
        )
        demand(seal == self.seal, f"entry {self.number} is not what was sealed")

    def people(self, capacity):
        return (self.record or {}).get("people", {}).get(capacity, [])

    def everybody(self):
        return [one for people in (self.record or {}).get("people", {}).values() for one in people]


def in_words(person):
    parts = (person["name"], person.get("role", ""), person["agency"])
    return ", ".join(part for part in parts if part)


ONE = ("from", "who", "owner", "by")

# What is particular to a kind, by its name in what people read and in the skeleton.
PARTICULAR = {
    "challenge": {"category": "category", "ground": "ground"},
    "discussion": {"mode": "mode", "result": "result"},
    "decision": {"result": "result", "replaces": "replaces"},
    "advance": {"to": "to", "ground": "ground", "similar": "similar"},
    "timescale": {"by": "stated", "protect-by": "protective"},
    "duty": {"duty": "duty"},
    "answer": {"request": "request"},
    "action-done": {"action": "action"},
    "resolution": {"outcome": "outcome"},
    "approval": {"entries": "entries"},
    "filing": {"entries": "entries"},
    "correction": {"at": "moved", "category": "category", "until": "by"},
}
TIMES = ("at", "by", "protect-by", "until")


def expected_fields(entry):
    """What an entry says and does."""
    fields = {}
    if entry.record is not None:
        fields.update(entry.record.get("fields", {}))
        for capacity, people in entry.record.get("people", {}).items():
            names = [in_words(person) for person in people]
            fields[capacity] = names[0] if capacity in ONE and len(names) == 1 else names
        if entry.record.get("children"):
            fields["child"] = entry.record["children"]
    does = entry.does
    particular = {name: does.get(member) for name, member in PARTICULAR.get(entry.kind, {}).items()}
    if entry.kind == "confirmation":
        particular["declined"] = does.get("declined", False)
    if entry.kind == "hold":
        particular["released"] = does.get("released", False)
    if entry.kind == "correction":
        particular["result"] = does.get("agreement") or does.get("verdict")
    if entry.kind == "erasure":
        particular["erases"] = [erased["entry"] for erased in does["erases"]]
    if entry.kind in ("request", "action"):
        particular["by"] = next((begun["due"] for begun in entry.skeleton.get("begins", []) if begun.get("due")), None)
    fields.update({name: value for name, value in particular.items() if value is not None and value != []})
    return fields


def check_fields(entry):
    shown_fields, fields = entry.shown["fields"], expected_fields(entry)
    demand(set(shown_fields) == set(fields), f"entry {entry.number} reads otherwise than it is sealed: other fields")
    for name, value in fields.items():
        said = shown_fields[name]
        if name in TIMES and type(value) is str and type(said) is str and said != value:
            demand(is_time(said, value), f"‘{name}’ of entry {entry.number} is not what is sealed")
        else:
            demand(same(said, value), f"‘{name}’ of entry {entry.number} is not what is sealed")


# --- a case: what its entries make of it


def fold(text):
    """As agencies and roles are compared: trimmed, case-folded, normalised."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())


def tier_of(role, definition):
    for known in definition["roles"]:
        if fold(role) in [fold(title) for title in [known["title"], *known.get("also", [])]]:
            return known.get("tier")
    return None


def tiers_differ(entry, definition):
    tiers = [(fold(person["agency"]), tier_of(person.get("role", ""), definition)) for person in entry.everybody()]
    tiers = [(agency, tier) for agency, tier in tiers if tier is not None]
    return any(one != other and tier != their for one, tier in tiers for other, their in tiers)


class Case:
    """What the entries of a case make of it, as far as no rule of its protocol is needed."""

    def __init__(self, entries, definition):
        challenge = entries[0].does
        self.entries, self.definition, self.challenge = entries, definition, challenge
        self.category, self.stage, self.opened = challenge["category"], challenge["stage"], challenge["opened"]
        self.children = (entries[0].record or {}).get("children", [])
        self.visits = {}
        self.parties, self.approved, self.filed, self.ended, self.outcome = [], {}, {}, None, None
        self.enter(entries[0].number, challenge["stage"], challenge["opened"])
        self.whole, self.kinds = True, {}
        for entry in entries:
            self.whole = self.whole and entry.record is not None and entry.kind in DOES
            check_form(entry, self.kinds.get(entry.does["corrects"]) if entry.kind == "correction" else None)
            self.check_result(entry)
            self.apply(entry)
            self.kinds[entry.number] = entry.kind

    def enter(self, number, stage, at):
        self.stage, self.visits[number] = stage, {"stage": stage, "entered": at, "limit": {}}

    def check_result(self, entry):
        """When a result was brought is when it happened; the first version of the program did not say."""
        member = {"discussion": "held", "decision": "made"}.get(entry.kind)
        if member is None or not self.whole or (member not in entry.does and "after" not in entry.skeleton):
            return
        said, happened = entry.does.get(member), entry.record["happened"]["at"]
        expected = happened if "result" in entry.does else None
        agrees = exactly(said) == exactly(expected) if said and expected else said == expected
        demand(agrees, f"‘{member}’ of entry {entry.number} is not when it happened")

    def apply(self, entry):
        self.join(entry)
        does, kind = entry.does, entry.kind
        if kind == "advance":
            self.enter(entry.number, does["to"], does["entered"])
        elif kind == "timescale":
            limit = list(self.visits.values())[-1]["limit"]
            limit.update({name: does[name] for name in ("stated", "protective") if does.get(name)})
        elif kind in ("resolution", "withdrawal"):
            self.ended, self.outcome = kind, does.get("outcome")
        elif kind == "reopening":
            self.ended, self.outcome = None, None
        elif kind == "approval":
            self.approved.update({number: entry.number for number in does["entries"]})
        elif kind == "filing":
            self.filed.update({number: entry.number for number in does["entries"]})
        elif kind == "correction":
            self.correct(entry)
        for begun in entry.skeleton.get("begins", []):
            if type(begun["what"]) is dict and "stage" in begun["what"]:
                visit = [visit for visit in self.visits.values() if visit["stage"] == begun["what"]["stage"]]
                demand(visit, f"entry {entry.number} begins the limit of a stage that was not entered")
                visit[-1]["limit"] = dict(begun)

    def correct(self, entry):
        does = entry.does
        if does.get("moved"):
            if does["corrects"] == self.entries[0].number:
                self.opened = does["moved"]
            if does["corrects"] in self.visits:
                self.visits[does["corrects"]]["entered"] = does["moved"]
        for party in does.get("leaves", []):
            self.parties[party - 1][1] = "consulted"
        self.category = does.get("category") or self.category
        self.children = (entry.record or {}).get("children") or self.children
        self.approved.pop(does["corrects"], None)
        self.filed.pop(does["corrects"], None)

    def join(self, entry):
        names, known = (entry.record or {}).get("agencies", {}), len(self.parties)
        new = {joining["agency"] for joining in entry.skeleton.get("joins", []) if joining["agency"] > known}
        demand({int(number) for number in names} <= new, f"entry {entry.number} names an agency that does not come in with it")
        for joining in entry.skeleton.get("joins", []):
            if joining["agency"] <= len(self.parties):
                party = self.parties[joining["agency"] - 1]
                party[1] = "party" if "party" in (party[1], joining["standing"]) else "consulted"
            else:
                self.parties.append([names.get(str(joining["agency"])), joining["standing"]])

    def due(self):
        """The instant that governs the stage: the earliest, where the case is open."""
        limit = list(self.visits.values())[-1]["limit"]
        ends = [limit.get("stated"), limit.get("protective")]
        if not (limit.get("indicative") and limit.get("stated")):
            ends.append(limit.get("due"))
        ends = sorted((end for end in ends if end), key=instant)
        return ends[0] if ends and self.ended is None else None

    def check_line(self, line):
        wrong = f"the line of case {line['case']} is not what its entries make of it"
        pathway = [one for one in self.definition["pathways"] if one["id"] == self.challenge["pathway"]]
        stages = [one for one in (pathway[0]["stages"] if pathway else []) if one["number"] == self.stage]
        states = {None: ["open"], "withdrawal": ["withdrawn"], "resolution": ["resolved", "closed"]}
        expected = {
            "child": ", ".join(self.children) or "(erased)",
            "protocol": self.challenge["protocol"],
            "protocol_version": self.challenge["version"],
            "pathway": self.challenge["pathway"],
            "category": self.category,
            "stage": self.stage,
            "stage_title": stages[0]["title"] if stages else "",
            "parties": [name for name, standing in self.parties if standing == "party" and name is not None],
        }
        demand(all(same(line[name], value) for name, value in expected.items()), wrong)
        demand(same(line.get("outcome"), self.outcome), wrong)
        if line.get("protocol_digest") is not None:
            demand(same(line["protocol_digest"], self.challenge["definition"]), wrong)
        demand(line.get("protocol_origin") in (None, "shipped", "own"), wrong)
        demand(line["state"] in states[self.ended], wrong)
        demand(is_time(line["opened_at"], self.opened), wrong)
        demand(is_time(line["stage_entered_at"], list(self.visits.values())[-1]["entered"]), wrong)
        demand(is_time(line.get("due_at"), self.due()), wrong)

    def check_entry(self, entry):
        """What people read of an entry is what is sealed of it."""
        says, skeleton, record = entry.shown, entry.skeleton, entry.record
        corrected_by = [
            later.number for later in self.entries
            if later.kind == "correction" and later.does["corrects"] == entry.number
        ]
        happened = record["happened"]["at"] if record is not None else None
        expected = {
            "stage": skeleton.get("stage"),
            "day_only": record is not None and record["happened"].get("day-only", False),
            "recorded_by": in_words(record["recorded-by"]) if record is not None else None,
            "corrects": entry.does["corrects"] if entry.kind == "correction" else None,
            "corrected_by": corrected_by,
            "earlier": entry.kind == "discussion" and entry.does.get("earlier", False),
            "tiers_differ": tiers_differ(entry, self.definition),
            "approved_by": self.approved.get(entry.number),
            "filed_by": self.filed.get(entry.number),
            "erased": record is None,
        }
        absent = {bool: False, list: []}
        for name, value in expected.items():
            said = says.get(name, absent.get(type(value)))
            demand(same(said, value), f"‘{name}’ of entry {entry.number} is not what is sealed")
        demand(is_time(says.get("happened_at"), happened), f"entry {entry.number} happened at another time")
        recorded = entry.recorded_at.replace(microsecond=0)
        demand(shown(says["recorded_at"]) == recorded, f"entry {entry.number} was recorded at another time")
        self.check_delay(entry, happened)
        check_fields(entry)

    def check_delay(self, entry, happened):
        says = (entry.shown.get("clock_back", False), entry.shown.get("recorded_after_minutes"))
        minutes = None
        if happened is not None and not entry.clock_back and exactly(happened) <= entry.recorded_at:
            minutes = (entry.recorded_at - exactly(happened)) // timedelta(minutes=1)
        unsure = entry.after_gap and same(list(says), [True, None])
        demand(unsure or same(list(says), [entry.clock_back, minutes]), f"the delay of entry {entry.number} is another")


def exactly(text):
    """A time with its fraction of a second."""
    fraction = re.search(r"\.(\d+)", text)
    microseconds = int(fraction[1][:6].ljust(6, "0")) if fraction else 0
    return instant(text) + timedelta(microseconds=microseconds)


# --- the whole


def check_log(log, entries, now):
    """The order of a log's entries, and their times; what is missing between two of them is counted."""
    previous, newest, missing = founding(log), 0, 0
    founded = before = stamp(log["founded_at"])
    for entry in sorted(entries, key=lambda entry: entry.number):
        demand(entry.number > newest, f"entry {entry.number} is there twice")
        if entry.previous != previous:
            demand(entry.number > newest + 1, f"entry {entry.number} does not follow entry {newest}")
            missing += entry.number - newest - 1
            entry.after_gap, before = True, founded
        else:
            demand(newest in (0, entry.number - 1), f"entry {entry.number} follows entry {newest}, and has another number")
        entry.clock_back = entry.recorded_at < before
        demand(founded - timedelta(days=1) <= entry.recorded_at <= now + timedelta(days=1), f"entry {entry.number} cannot have been recorded when it says")
        previous, newest, before = entry.seal, entry.number, entry.recorded_at
    demand(founded <= now + timedelta(days=1), "the log was founded in the future")
    receipt = shaped(log["receipt"], "a receipt", {"log": TEXT, "entry": NUMBER, "seal": TEXT})
    named = (hexed(receipt["log"], 16), receipt["entry"], hexed(receipt["seal"], 32))
    demand(entries and named == (hexed(log["log"], 16), newest, previous), "the newest entry is not the export's")
    # The first exports did not say how many.
    demand(log.get("entries") in (None, len(entries)), "some entries of the export are missing")
    return missing


def check_erasures(entries):
    """What an entry of a case said is missing exactly where an erasure of the case took it away."""
    before, named = set(), set()
    for entry in entries:
        if entry.kind == "erasure":
            erased = {(hexed(erased["log"], 16), erased["entry"]) for erased in entry.does["erases"]}
            demand(erased <= before, f"entry {entry.number} erases what is no entry of the case before it")
            named |= erased
        before.add((entry.log, entry.number))
    for entry in entries:
        demand((entry.record is None) == ((entry.log, entry.number) in named), f"entry {entry.number} was erased without an erasure, or is back")


def check_receipt(receipt, entries, logs):
    """A receipt that was kept elsewhere."""
    parts = receipt.strip().split("-")
    demand(len(parts) == 5 and parts[:2] == ["escalate", "1"], "that is no receipt of this format")
    demand(re.fullmatch("[0-9]{1,20}", parts[3]), "that is no receipt of this format")
    log, number, seal = hexed(parts[2], 16), int(parts[3]), hexed(parts[4], 32)
    founded = [founding(one) for one in logs if hexed(one["log"], 16) == log]
    found = [entry.seal for entry in entries if (entry.log, entry.number) == (log, number)]
    demand(seal in (found if number else founded), f"the receipt of entry {number} does not fit")


LINE = {
    "case": TEXT, "state": TEXT, "child": TEXT, "protocol": TEXT, "protocol_version": TEXT, "pathway": TEXT,
    "category": TEXT, "stage": NUMBER, "stage_title": TEXT, "opened_at": TEXT, "stage_entered_at": TEXT,
    "parties": LIST, "entries": LIST,
}


def read_case(case, before):
    """The entries of a case, in their order, each of it."""
    optional = {"due_at": TEXT_OR_NONE, "outcome": TEXT_OR_NONE, "protocol_digest": TEXT_OR_NONE, "protocol_origin": TEXT_OR_NONE}
    shaped(case, "a case", LINE, optional)
    place = reference(case["case"])
    demand(0 < place[1] < 1_000_000_000, f"‘{case['case']}’ is no reference of a case")
    demand(before < place, f"case {case['case']} is there twice, or not in its place")
    entries = [Entry(entry) for entry in case["entries"]]
    demand(entries and entries[0].kind == "challenge", f"case {case['case']} does not begin with a challenge")
    for entry, follows in zip(entries, [None, *entries]):
        demand(entry.shown["case"] == entry.skeleton["case"] == case["case"], f"entry {entry.number} is of another case")
        demand(follows is None or follows.number < entry.number, f"entry {entry.number} is not in its place")
        after = entry.skeleton.get("after")
        demand(after is None or follows is not None and after == follows.number, f"another entry stood before entry {entry.number}")
    return place, entries


def read_definitions(export):
    definitions = {}
    for one in export["definitions"]:
        shaped(one, "a definition", {"digest": TEXT, "bytes": TEXT})
        expected = hexed(one["digest"], 32)
        demand(digest("escalate definition", "1", one["bytes"]) == expected, f"the definition {one['digest']} was changed")
        demand(expected not in definitions, f"the definition {one['digest']} is there twice")
        definitions[expected] = read(one["bytes"])
    return definitions


def check(text, receipts=(), now=None):
    """Checks the text of an export; what was found, in a sentence. Raises where something is wrong."""
    now = now or datetime.now(timezone.utc)
    export = shaped(read(text), "the export", {"form": TEXT, "logs": LIST, "definitions": LIST, "cases": LIST}, {"redacted": NONE})
    demand(export["form"] == "escalate-export-1", "that is no export of this format")
    definitions, cases, place = read_definitions(export), [], (0, 0)
    for case in export["cases"]:
        place, entries = read_case(case, place)
        cases.append((case, entries))
    entries = [entry for _, entries in cases for entry in entries]
    for _, entries_of in cases:
        check_erasures(entries_of)
    keys = [entry.once for entry in entries if entry.once is not None]
    demand(len(set(keys)) == len(keys), "two entries have the same key of --once")
    used = {hexed(entries_of[0].does["definition"], 32) for _, entries_of in cases}
    demand(set(definitions) <= used, "no case stands on one of the definitions")
    logs = [shaped(log, "a log", {"log": TEXT, "founded_at": TEXT, "receipt": OBJECT}, {"entries": NUMBER_OR_NONE}) for log in export["logs"]]
    listed = [hexed(log["log"], 16) for log in logs]
    demand(len(set(listed)) == len(listed), "a log is listed twice")
    demand(all(entry.log in listed for entry in entries), "an entry is of a log that is not listed")
    missing = sum(check_log(log, [entry for entry in entries if entry.log == one], now) for one, log in zip(listed, logs))
    for line, entries_of in cases:
        used = hexed(entries_of[0].does["definition"], 32)
        demand(used in definitions, f"the definition of entry {entries_of[0].number} is not there")
        case = Case(entries_of, definitions[used])
        case.check_line(line)
        for entry in entries_of:
            case.check_entry(entry)
    for receipt in receipts:
        check_receipt(receipt, entries, logs)
    return f"whole: {len(entries)} entries, {len(receipts)} receipts, {missing} entries not in the export"


def judge(path, receipts=(), now=None):
    """What is to be said of a file, and whether it is whole."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return True, check(file.read(), receipts, now)
    except Wrong as wrong:
        return False, f"wrong: {wrong}"
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        return False, f"wrong: it is no export of this program ({type(error).__name__}: {error})"


if __name__ == "__main__":
    whole, said = judge(sys.argv[1], sys.argv[2:])
    print(said, file=sys.stdout if whole else sys.stderr)
    sys.exit(0 if whole else 1)
