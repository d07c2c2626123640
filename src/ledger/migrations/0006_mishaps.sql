-- What went wrong around the mail, until the team was told of it in the morning, and some time longer.

CREATE TABLE mishap (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    over INTEGER,                                           -- NULL: it goes on, or was over at once
    people TEXT NOT NULL CHECK (json_valid(people)),        -- the team members who may be told; none: all of them
    wrong TEXT NOT NULL CHECK (json_valid(wrong))
) STRICT;
CREATE INDEX mishap_at ON mishap (at);
