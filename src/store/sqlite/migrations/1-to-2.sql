-- An erasure can name entries of any log of the logbook.
DROP TRIGGER payload_stays;
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

CREATE INDEX case_by_stage ON case_now (stage, year, serial);
