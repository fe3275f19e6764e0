"""The process of the radio module."""

import signal
from contextlib import ExitStack
from pathlib import Path

from lock_agent.hardware.lora_modem import RuiModem
from lock_agent.log import log
from lock_agent.loop import Loop
from lock_agent.lora import LoraUnit
from lock_agent.peers import DOOR, RADIO, Peer
from lock_agent.programs import notify
from lock_agent.programs.options import Options
from lock_agent.programs.thrift import give_back_memory
from lock_agent.spare import LOOK_S, has_left, working_directory
from lock_agent.tenure import RADIO as UNIT
from lock_agent.tenure import tenure
from lock_agent.wiring import SerialWiring


def run_lora(options: Options) -> int:
    """Serve one radio module until SIGTERM; a door whose profile has none needs no such process."""
    wiring = options.settings(drives=True).radio
    if wiring is None:
        log("radio: das Türprofil nennt kein Funkmodul (lora)")
        return 0
    serve(options.data, wiring)
    return 0


def serve(home: Path, wiring: SerialWiring) -> None:
    """Serve the module on this line for the door whose files lie in `home`. Raises `UnitRuns`."""
    loop = Loop()
    loop.stop_on(signal.SIGTERM, signal.SIGINT)
    with ExitStack() as leaving:
        leaving.callback(loop.close)
        leaving.enter_context(tenure(UNIT, home))
        data = working_directory(home)
        door = Peer(data, RADIO, DOOR)
        unit = LoraUnit(lambda: RuiModem(Path(wiring.device), wiring.baud), door, loop)
        leaving.callback(unit.close)
        loop.every(LOOK_S, lambda: loop.stop() if has_left(home, data) else None)
        give_back_memory()
        notify.ready()
        loop.run()
