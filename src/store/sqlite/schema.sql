-- The logbook, format 2. Described in FORMAT.md; never edited once released: a change is a migration.

CREATE TABLE log (
    alias       INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    founded_at  TEXT NOT NULL,
    imported_at TEXT
) STRICT;

CREATE TABLE definition (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    bytes  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
    log         INTEGER NOT NULL REFERENCES log (alias),
    number      INTEGER NOT NULL CHECK (number > 0),
    recorded_at TEXT NOT NULL,
    kind        TEXT NOT NULL,
    skeleton    TEXT NOT NULL,
    commitment  BLOB NOT NULL CHECK (length(commitment) = 32),
    previous    BLOB NOT NULL CHECK (length(previous) = 32),
    seal        BLOB NOT NULL CHECK (length(seal) = 32),
    case_ref    TEXT GENERATED ALWAYS AS (skeleton ->> '$.case') VIRTUAL,
    PRIMARY KEY (log, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_of_case ON entry (case_ref, log, number);
CREATE INDEX entry_of_erasure ON entry (log, number) WHERE kind = 'erasure';

CREATE TABLE payload (
    log    INTEGER NOT NULL,
    number INTEGER NOT NULL,
    salt   BLOB NOT NULL CHECK (length(salt) = 32),
    bytes  TEXT NOT NULL,
    PRIMARY KEY (log, number),
    FOREIGN KEY (log, number) REFERENCES entry (log, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER log_stays BEFORE DELETE ON log BEGIN
    SELECT raise(ABORT, 'a log is never deleted');
END;
CREATE TRIGGER log_is_fixed BEFORE UPDATE ON log BEGIN
    SELECT raise(ABORT, 'a log is never changed');
END;
CREATE TRIGGER definition_stays BEFORE DELETE ON definition BEGIN
    SELECT raise(ABORT, 'a definition is never deleted');
END;
CREATE TRIGGER definition_is_fixed BEFORE UPDATE ON definition BEGIN
    SELECT raise(ABORT, 'a definition is never changed');
END;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN
    SELECT raise(ABORT, 'an entry is never deleted');
END;
CREATE TRIGGER entry_is_fixed BEFORE UPDATE ON entry BEGIN
    SELECT raise(ABORT, 'an entry is never changed: correct it by a further one');
END;
CREATE TRIGGER payload_is_fixed BEFORE UPDATE ON payload BEGIN
    SELECT raise(ABORT, 'a payload is never changed');
END;
-- An erasure entry names the log and the number of each entry whose payload may go.
CREATE TRIGGER payload_stays BEFORE DELETE ON payload
WHEN NOT EXISTS (
    SELECT 1 FROM entry, json_each(entry.skeleton, '$.does.erases') AS erased, log
    WHERE entry.kind = 'erasure' AND log.alias = OLD.log
      AND erased.value ->> '$.log' = lower(hex(log.id)) AND erased.value ->> '$.entry' = OLD.number
) BEGIN
    SELECT raise(ABORT, 'a payload is deleted only where an erasure entry names it');
END;

-- What helps to look after the logbook: its last backup, the last receipt given out. Proves nothing.
CREATE TABLE bookkeeping (
    what  TEXT PRIMARY KEY,
    at    TEXT NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Derived: what lists and the agenda need, by index. Disposable; verify compares it with the entries.

-- By which rules the tables below were made: another version of the program makes them anew.
CREATE TABLE derivation (
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE case_now (
    year             INTEGER NOT NULL,
    serial           INTEGER NOT NULL,
    state            TEXT NOT NULL,
    child            TEXT NOT NULL,
    protocol         TEXT NOT NULL,
    version          TEXT NOT NULL,
    pathway          TEXT NOT NULL,
    category         TEXT NOT NULL,
    stage            INTEGER NOT NULL,
    stage_title      TEXT NOT NULL,
    opened_at        TEXT NOT NULL,
    stage_entered_at TEXT NOT NULL,
    due_at           TEXT,
    outcome          TEXT,
    agencies         TEXT NOT NULL,
    PRIMARY KEY (year, serial)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_by_serial ON case_now (serial);
CREATE INDEX case_by_state ON case_now (state, year, serial);
CREATE INDEX case_by_stage ON case_now (stage, year, serial);
CREATE INDEX case_by_category ON case_now (category, year, serial);

CREATE TABLE party_now (
    agency TEXT NOT NULL,
    year   INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    PRIMARY KEY (agency, year, serial)
) STRICT, WITHOUT ROWID;

CREATE INDEX party_of_case ON party_now (year, serial);

CREATE TABLE agenda (
    pressing INTEGER NOT NULL,
    year     INTEGER NOT NULL,
    serial   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    what     TEXT NOT NULL,
    whose    TEXT NOT NULL,
    owner    TEXT NOT NULL,
    due      INTEGER,
    due_at   TEXT,
    urgent   INTEGER NOT NULL,
    since    TEXT NOT NULL,
    stage    INTEGER NOT NULL,
    source   TEXT,
    PRIMARY KEY (pressing, year, serial, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX agenda_of_case ON agenda (year, serial);

CREATE TABLE once (
    key    BLOB PRIMARY KEY,
    log    INTEGER NOT NULL,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5 (
    said, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
