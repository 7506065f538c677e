"""Reads an archive with Python's zipfile.

    python zip_reference.py cases.json

cases.json: {"path": an archive}. Prints {"count": entries, "read": {name: text of the entry}} of the first and the
last two entries.
"""

import json
import sys
import zipfile


def main():
    with zipfile.ZipFile(json.load(open(sys.argv[1]))["path"]) as archive:
        names = archive.namelist()
        json.dump({"count": len(set(names)),
                   "read": {name: archive.read(name).decode() for name in [names[0], *names[-2:]]}}, sys.stdout)


if __name__ == "__main__":
    main()
