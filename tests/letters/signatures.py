"""Verifies the DKIM signature of every letter in a folder with dkimpy from PyPI.

    python3 tests/letters/signatures.py FOLDER
"""

import email
import email.utils
import pathlib
import sys
import time

import dkim

key = pathlib.Path("tests/fixtures/dkim/public.txt").read_bytes()
files = sorted(pathlib.Path(sys.argv[1]).glob("*.eml"))
assert files, "there is no letter"
for file in files:
    mail = file.read_bytes()
    # Each was signed on the day of the story, whatever day it is: a signature from the future does not hold.
    written = email.utils.parsedate_to_datetime(email.message_from_bytes(mail)["Date"]).timestamp()
    time.time = lambda: written
    record = lambda name, timeout=5: b"v=DKIM1; k=rsa; p=" + key
    assert dkim.verify(mail, dnsfunc=record), f"{file.name}: the signature does not hold"
    assert not dkim.verify(mail.replace(b"Subject: ", b"Subject: x", 1), dnsfunc=record), f"{file.name}: it holds for anything"
print(f"{len(files)} signatures hold")
