"""The command of the technician who hangs up a device: `dorfschluessel-agent enrol`."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lock_agent import identity
from lock_agent.contract import enrolling
from lock_agent.contract.enrolling import Stage
from lock_agent.contract.enrolment import FILE_NAME, load_enrolment
from lock_agent.contract.errors import ContractError
from lock_agent.files import SERVER_CA, write_atomically
from lock_agent.post import AddressInvalid, ServerRefused, ServerUnreachable, post
from lock_agent.programs.owner import become_owner

CLAIM, COLLECT = "/dgh/1/enrolment", "/dgh/1/enrolment/collect"
PATIENCE_S = 30 * 60
PAUSE_S = 3.0

Say = Callable[[str], None]

BAD_CODE = (
    "Dieser Anmelde-Code hat einen Tippfehler. Er hat 26 Zeichen und wird nur gezeigt, wenn er angelegt wird."
    " Ist er verloren, legen Sie am Schreibtisch einen neuen an."
)
BAD_ADDRESS = (
    "Das ist keine Adresse des Servers. Sie beginnt mit https://, zum Beispiel https://dgh.example.org"
)
HAS_ONE = (
    "Dieses Gerät gehört schon zu einer Tür ({device}). Soll es zu einer anderen gehören, leeren Sie es erst:"
    " dorfschluessel-agent wipe"
)
SHOW = "Vergleichs-Code: {code}\nBitte tippen Sie ihn am Schreibtisch bei dieser Tür ein. Das Gerät wartet."
UNREACHABLE = (
    "Der Server antwortet nicht ({why}). Ist das Netzwerk-Kabel gesteckt? Das Gerät versucht es weiter."
)
STRANGE = (
    "Was dort antwortet, versteht dieses Gerät nicht. Prüfen Sie die Adresse des Servers. Stimmt sie, bringen"
    " Sie Server und Gerät auf dieselbe Version."
)
TURNED_DOWN = "Am Schreibtisch wurde dieses Gerät abgelehnt. Bitte beginnen Sie dort neu."
TOO_LATE = "Niemand hat das Gerät bestätigt. Führen Sie den Befehl einfach noch einmal aus."
DONE = (
    "Fertig: Dieses Gerät ist jetzt die Tür {device}.\n"
    "Prüfen Sie es mit: sudo dorfschluessel-agent doctor --data {data}"
)


@dataclass(kw_only=True)
class _Enrolling:
    """One enrolment under way: the claim first, then the question until there is an answer."""

    data: Path
    server: str
    authority: Path | None
    token: bytes
    say: Say
    is_told: bool = False
    trouble: str = ""

    def __post_init__(self) -> None:
        self.draft = self.data / identity.DRAFT
        self.key = identity.own_key(self.draft)

    def step(self) -> int | None:
        """Go one step; return the exit code once it is over. Raises ContractError, AddressInvalid."""
        try:
            if not self.is_told:
                self._claim()
            code = self._collect()
        except ServerRefused as error:
            self.say(str(error))
            return 1
        except ServerUnreachable as error:
            if self.trouble != str(error):
                self.trouble = str(error)
                self.say(UNREACHABLE.format(why=self.trouble))
            return None
        self.trouble = ""
        return code

    def _claim(self) -> None:
        claim = enrolling.Claim(self.token, identity.request_for(self.key))
        self._post(CLAIM, claim.to_body())
        code = enrolling.match_code(self.token, enrolling.public_key_of(claim.request))
        self.say(SHOW.format(code=code))
        self.is_told = True

    def _collect(self) -> int | None:
        question = enrolling.ask(self.key, enrolling.token_id(self.token), iat=int(time.time()))
        answer = enrolling.parse_answer(self._post(COLLECT, question.to_body()))
        if answer.stage is Stage.REFUSED:
            self.draft.unlink(missing_ok=True)
            self.say(TURNED_DOWN)
            return 1
        if answer.stage is Stage.WAITING:
            return None
        adopted = identity.adopt(self.data, answer, self.draft, server=self.server)
        self.say(DONE.format(device=adopted.device, data=self.data.resolve()))
        return 0

    def _post(self, path: str, body: bytes) -> bytes:
        return post(self.server, path, body, authority=self.authority)


def enrol(
    data: Path,
    *,
    server: str,
    typed: str,
    authority: Path | None = None,
    say: Say,
    pause: Callable[[float], None] = time.sleep,
    patience: float = PATIENCE_S,
) -> int:
    """Make this device a door of the server that gave out the token `typed`; return the exit code.

    Whatever interrupts it, the same command goes on from there.
    """
    try:
        token = enrolling.read_token(typed)
    except ContractError:
        say(BAD_CODE)
        return 1
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    trusted = authority.read_bytes() if authority is not None else None  # which only root may read, perhaps
    become_owner(data)
    if (data / FILE_NAME).exists():
        say(HAS_ONE.format(device=load_enrolment(data / FILE_NAME).device))
        return 1
    if trusted is not None:
        authority = data / SERVER_CA
        write_atomically(authority, trusted)
    running = _Enrolling(data=data, server=server, authority=authority, token=token, say=say)
    ends = time.monotonic() + patience
    try:
        while time.monotonic() < ends:
            code = running.step()
            if code is not None:
                return code
            pause(PAUSE_S)
    except AddressInvalid:
        say(BAD_ADDRESS)
        return 1
    except ContractError:
        say(STRANGE)
        return 1
    say(TOO_LATE)
    return 1
