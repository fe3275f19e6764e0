"""The smallest agent there is: it answers how it is. Each release under test carries its own copy of this."""

import contextlib
import json
import os
import pathlib
import socket
import sys

VERSION, SICK = "0.1.0", ""


def main():
    if "--help" in sys.argv:
        sys.exit(SICK == "does not start")
    if sys.argv[1] == "lint":
        return
    unit, data = sys.argv[1], pathlib.Path(sys.argv[3])
    if unit == SICK:
        sys.exit(1)
    os.chdir(data)
    address = pathlib.Path(f"{unit}.sock")
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
        own.bind(str(address))
        while True:
            heard = json.loads(own.recv(65536))
            if heard["say"] == "update":
                pathlib.Path("told").write_text(json.dumps(heard))
            elif unit == "door":
                sings = SICK != "out of its mind"
                quality = "untrusted" if pathlib.Path("no clock").exists() else "ok"
                now = int(pathlib.Path("clock").read_text())
                held = pathlib.Path("held open").exists()
                answer(own, heard, version=VERSION, sings=sings, quality=quality, now=now, is_held_open=held)
            else:
                answer(own, heard, up=SICK != "cut off" and not pathlib.Path("cable pulled").exists())


def answer(own, heard, **values):
    with contextlib.suppress(OSError):
        own.sendto(json.dumps({"say": heard["say"], **values}).encode(), heard["by"])


if __name__ == "__main__":
    main()
