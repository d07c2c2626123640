-- What people settle about letters and threads, and the questions that wait for an answer. Both follow from the record: each ruling is an
-- event, each question was asked by a letter.

ALTER TABLE thread ADD COLUMN settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings));

-- People who want no letters, on whatever thread they said so.
CREATE TABLE stopped (
    address TEXT PRIMARY KEY NOT NULL,                      -- in lower case
    since INTEGER NOT NULL,
    mail TEXT NOT NULL                                      -- the mail in which they said so
) STRICT, WITHOUT ROWID;

CREATE TABLE question (
    key TEXT PRIMARY KEY NOT NULL,                          -- of the notice that asks it
    thread INTEGER NOT NULL REFERENCES thread (id),
    value TEXT NOT NULL CHECK (json_valid(value)),          -- what is in doubt, and what each answer would mean
    answered INTEGER                                        -- when; NULL: it waits
) STRICT, WITHOUT ROWID;
CREATE INDEX question_thread ON question (thread);
