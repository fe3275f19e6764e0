"""What a unit never loads, because it would not fit into the forty MiB it may have (QUALITY, section 3)."""

import subprocess
import sys

LINK = "lock_agent.programs.link, lock_agent.mqtt, lock_agent.https, lock_agent.post, lock_agent.key_file"


def test_a_link_reads_no_certificates_whichever_way_it_goes() -> None:
    asked = f"import sys, {LINK}; print([one for one in sys.modules if one.startswith('cryptography.x509')])"

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert said.stdout == "[]\n"
