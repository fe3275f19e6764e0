"""The door process on the bench: keypad and scanner twins, and its own control socket."""

from contextlib import ExitStack

from lock_agent.bench.door_controls import Answer, DoorControls, Watcher
from lock_agent.bench.panel import Panel, Reply
from lock_agent.bench.parent import end_with_parent
from lock_agent.hardware.bench_frame import BenchFrame
from lock_agent.hardware.bench_inputs import BenchKeypad, BenchScanner
from lock_agent.hardware.guarded import GuardedOutputs
from lock_agent.hardware.history import FileHistory
from lock_agent.loop import Loop
from lock_agent.programs.options import HISTORY, Options
from lock_agent.programs.watchdog import keep_watch
from lock_agent.site import Site
from lock_agent.units import DoorUnit, open_door

DOOR_PANEL = "door.bench"


def open_bench_door(
    options: Options, site: Site, loop: Loop, outputs: GuardedOutputs, leaving: ExitStack
) -> DoorUnit:
    """Serve a door and its controls on a loop; return it."""
    end_with_parent(loop, leaving, started_by=options.parent)
    watcher = Watcher()
    keypad, scanner = BenchKeypad(), BenchScanner()
    unit = open_door(
        site, loop, strike=outputs, signals=outputs, keypad=keypad, scanner=scanner, observe=watcher
    )
    leaving.callback(unit.close)
    keep_watch(unit.door, site.machine, loop)
    history = FileHistory(options.data / HISTORY)
    frame = BenchFrame(site.settings.inputs, loop, unit.door.feed)
    leaving.callback(frame.close)
    controls = DoorControls(unit, watcher, site.machine, frame, strike=history.newest)

    def answer(request: Answer, reply: Reply) -> None:
        pids = {"pids": {"guard": outputs.pid}} if request.get("op") == "state" else {}
        reply({**controls.answer(request), **pids})

    panel = Panel(options.data / DOOR_PANEL, loop, answer)
    leaving.callback(panel.close)
    return unit
