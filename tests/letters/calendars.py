"""Reads every .ics file of a folder with icalendar from PyPI, and holds it to RFC 5545 and RFC 5546.

    python3 tests/letters/calendars.py FOLDER
"""

import pathlib
import sys

import icalendar

files = sorted(pathlib.Path(sys.argv[1]).glob("*.ics"))
events = 0
for file in files:
    raw = file.read_bytes()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")), f"{file.name}: a line is longer than 75 bytes"
    assert raw.count(b"\n") == raw.count(b"\r\n"), f"{file.name}: a bare LF"
    calendar = icalendar.Calendar.from_ical(raw)
    assert not calendar.errors, f"{file.name}: {calendar.errors}"
    method = calendar["METHOD"]
    assert method in ("PUBLISH", "CANCEL") and calendar["VERSION"] == "2.0" and calendar["PRODID"], file.name
    for event in calendar.walk("VEVENT"):
        events += 1
        assert not event.errors, f"{file.name}: {event.errors}"
        for name in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "STATUS", "ORGANIZER"):
            assert name in event, f"{file.name}: no {name}"
        assert "ATTENDEE" not in event, f"{file.name}: PUBLISH has no attendees"
        assert (event["STATUS"] == "CANCELLED") == (method == "CANCEL"), file.name
        again = icalendar.Calendar.from_ical(calendar.to_ical())
        assert again.walk("VEVENT")[0]["UID"] == calendar.walk("VEVENT")[0]["UID"]
assert events, "there is no event"
print(f"{len(files)} calendar files with {events} events read without an error")
