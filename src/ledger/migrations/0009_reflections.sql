-- What people answer when they are asked to look back at a project: sealed, and so in no event. The event says that there is an answer and the
-- digest of its mail; the words are read for the one letter that goes to both sides.

CREATE TABLE reflection (
    mail TEXT PRIMARY KEY NOT NULL,                         -- Message-ID of the answer
    thread INTEGER NOT NULL REFERENCES thread (id),
    by TEXT NOT NULL CHECK (json_valid(by)),                -- who wrote it
    at INTEGER NOT NULL,                                    -- when
    words TEXT NOT NULL                                     -- line by line, as written
) STRICT, WITHOUT ROWID;
CREATE INDEX reflection_thread ON reflection (thread, at);
