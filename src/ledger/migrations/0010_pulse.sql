-- Until when letters were going out by the plan: what came due after it and waited has piled up.

CREATE TABLE pulse (
    one INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
    at INTEGER NOT NULL,                                    -- when all was last well
    next INTEGER NOT NULL                                   -- when it was to be looked at again
) STRICT;
