-- The mails seen, the conversations they belong to, and how far each folder has been read.
-- Instants are microseconds since 1970-01-01T00:00:00Z. They come in as parameters; SQL never asks for the time.

CREATE TABLE thread (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL DEFAULT '',                       -- of its first mail, without "Re:" and the like
    live INTEGER NOT NULL DEFAULT 0 CHECK (live IN (0, 1)), -- a team member has written on it
    joined_into INTEGER REFERENCES thread (id)              -- a later mail showed that it is part of an older one
) STRICT;

-- The ids of a thread's mails, whether we ever received them or not; our own letters among them.
CREATE TABLE message (
    id TEXT PRIMARY KEY NOT NULL,                           -- without angle brackets
    thread INTEGER NOT NULL REFERENCES thread (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_thread ON message (thread);

-- Everybody who was ever on a mail of the thread.
CREATE TABLE participant (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    thread INTEGER NOT NULL REFERENCES thread (id),
    address TEXT NOT NULL,                                  -- in lower case
    party TEXT NOT NULL CHECK (json_valid(party)),
    UNIQUE (thread, address)
) STRICT;

CREATE TABLE mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL UNIQUE,                            -- SHA-256 of the bytes as they came, hexadecimal
    message TEXT UNIQUE,                                    -- its Message-ID, or the name made for it; NULL: could not be read
    thread INTEGER REFERENCES thread (id),                  -- NULL: belongs nowhere (could not be read)
    received INTEGER NOT NULL,
    size INTEGER NOT NULL,                                  -- in bytes, as it came
    outcome TEXT NOT NULL CHECK (outcome IN ('taken', 'left', 'cut', 'unreadable')),
    why TEXT NOT NULL DEFAULT '',                           -- why it was left, cut or unreadable
    head TEXT CHECK (head IS NULL OR json_valid(head)),
    bytes BLOB                                              -- NULL once deleted for privacy; the digest stays
) STRICT;
CREATE INDEX mail_thread ON mail (thread);

-- Where a mail has been seen: more than one place where it was copied, or where its folder was renumbered.
CREATE TABLE place (
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    position TEXT NOT NULL CHECK (json_valid(position)),
    mail INTEGER NOT NULL REFERENCES mail (id),
    PRIMARY KEY (account, folder, position)
) STRICT, WITHOUT ROWID;

-- How far a folder has been read: what the mailbox wants back at the next start.
CREATE TABLE mark (
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (json_valid(mark)),
    PRIMARY KEY (account, folder)
) STRICT, WITHOUT ROWID;
