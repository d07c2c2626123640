-- The letters, from queued to sent, and what has been told by them.

CREATE TABLE letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message TEXT NOT NULL UNIQUE,                           -- its own Message-ID, the same on every try
    key TEXT NOT NULL UNIQUE,                               -- of the notice it says
    kind TEXT NOT NULL CHECK (json_valid(kind)),
    thread INTEGER REFERENCES thread (id),                  -- NULL: a digest
    state TEXT NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sending', 'retry', 'sent', 'refused', 'withdrawn')),
    tries INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,                                   -- when it may go out, or be tried again; not before
    written INTEGER NOT NULL,
    settled INTEGER,                                        -- when it was sent, refused or withdrawn
    why TEXT NOT NULL DEFAULT '',                           -- what the last try said
    sender TEXT,                                            -- MAIL FROM; NULL: the null sender
    to_people TEXT NOT NULL CHECK (json_valid(to_people)),
    cc_people TEXT NOT NULL CHECK (json_valid(cc_people)),
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    bytes BLOB NOT NULL                                     -- the whole mail, the same on every try
) STRICT;
CREATE INDEX letter_waiting ON letter (due) WHERE state IN ('queued', 'retry');
CREATE INDEX letter_thread ON letter (thread);
CREATE INDEX letter_written ON letter (written);

-- Who gets a letter, each for himself: one who has it already never gets it twice.
CREATE TABLE recipient (
    letter INTEGER NOT NULL REFERENCES letter (id),
    address TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'taken', 'refused')),
    why TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (letter, address)
) STRICT, WITHOUT ROWID;

-- The notices that letters say: one planned again is not said again.
CREATE TABLE told (
    key TEXT PRIMARY KEY NOT NULL,
    notice TEXT NOT NULL CHECK (json_valid(notice)),        -- kind, thread, agreements with the version spoken of
    letter INTEGER NOT NULL REFERENCES letter (id),
    thread INTEGER GENERATED ALWAYS AS (json_extract(notice, '$.thread')) VIRTUAL
) STRICT, WITHOUT ROWID;
CREATE INDEX told_thread ON told (thread);
CREATE INDEX told_letter ON told (letter);
