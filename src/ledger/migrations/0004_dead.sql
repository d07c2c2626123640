-- Addresses that a letter of ours came back from for good. Nothing is sent there until somebody writes from there.

CREATE TABLE dead (
    address TEXT PRIMARY KEY NOT NULL,                      -- in lower case
    letter INTEGER NOT NULL REFERENCES letter (id),         -- the one that came back
    since INTEGER NOT NULL,
    why TEXT NOT NULL                                       -- the server's words
) STRICT, WITHOUT ROWID;
