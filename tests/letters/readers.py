"""Reads every letter of a Maildir with Python's email package: no defect anywhere, and the text part is the letter's text.

    python3 tests/letters/readers.py FOLDER    # FOLDER/mail is the Maildir, FOLDER/<name>.txt the texts
"""

import email
import email.policy
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
files = sorted((folder / "mail" / "cur").iterdir())
assert files, "there is no letter"
for file in files:
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    name = file.name.split(":")[0]
    for part in mail.walk():
        assert not part.defects, f"{name}: {part.defects}"
        for header, value in part.items():
            assert not getattr(value, "defects", ()), f"{name}: {header}: {value.defects}"
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.rstrip() == (folder / f"{name}.txt").read_text().rstrip(), f"{name}: another text"
    assert mail.get_body(("html",)).get_content().lstrip().startswith("<!DOCTYPE html>"), name
    assert mail["Message-ID"] and mail["Date"].datetime and mail["From"].addresses, name
print(f"{len(files)} letters read without a defect")
