-- Letters to clients that wait for a team member's word.

CREATE TABLE approval (
    key TEXT PRIMARY KEY NOT NULL,                          -- of the notice whose letter waits
    thread INTEGER NOT NULL REFERENCES thread (id),
    state TEXT NOT NULL DEFAULT 'waits' CHECK (state IN ('waits', 'released', 'dropped')),
    member TEXT NOT NULL,                                   -- who was asked
    shown TEXT NOT NULL,                                    -- Message-ID of the letter that shows it
    asked INTEGER NOT NULL,                                 -- when
    mails INTEGER NOT NULL                                  -- how many mails of people the thread had then
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_thread ON approval (thread);
CREATE INDEX approval_shown ON approval (shown);
