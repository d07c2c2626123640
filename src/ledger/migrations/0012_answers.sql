-- What mails are to be answered with: each from the moment its mail was read until a letter has said it.

CREATE TABLE answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,                               -- of the notice that gives it
    thread INTEGER NOT NULL REFERENCES thread (id),
    value TEXT NOT NULL CHECK (json_valid(value))           -- the mail, what is to be said, in which language
) STRICT;
CREATE INDEX answer_thread ON answer (thread);
