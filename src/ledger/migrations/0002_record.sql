-- What happened, as a chain that only grows, and the agreements that it adds up to.

CREATE TABLE event (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL CHECK (json_valid(body)),            -- JSON, keys sorted; the text itself is what is hashed
    previous TEXT NOT NULL,                                 -- hash of the event before; 64 zeros for the first
    hash TEXT NOT NULL UNIQUE,                              -- SHA-256 of previous, a line feed, and body; hexadecimal
    thread INTEGER GENERATED ALWAYS AS (json_extract(body, '$.thread')) VIRTUAL
) STRICT;
CREATE INDEX event_thread ON event (thread);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only: an event is never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only: an event is never deleted'); END;

CREATE TABLE agreement (
    thread INTEGER NOT NULL REFERENCES thread (id),
    number INTEGER NOT NULL CHECK (number > 0),             -- the number people see; never given twice in a thread
    value TEXT NOT NULL CHECK (json_valid(value)),          -- what its events add up to
    state TEXT GENERATED ALWAYS AS (json_extract(value, '$.state')) VIRTUAL
        CHECK (state IN ('asked', 'agreed', 'declined', 'fulfilled', 'cancelled')),
    version INTEGER GENERATED ALWAYS AS (json_extract(value, '$.version')) VIRTUAL,
    PRIMARY KEY (thread, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX agreement_open ON agreement (thread) WHERE state IN ('asked', 'agreed');
