"""The door process."""

import signal
from contextlib import ExitStack

from lock_agent.hardware.caretaker import Caretaker
from lock_agent.hardware.guarded import GuardedOutputs
from lock_agent.loop import Loop
from lock_agent.moving import Lead
from lock_agent.programs import notify
from lock_agent.programs.guard import starter
from lock_agent.programs.options import Options
from lock_agent.programs.site import site_of
from lock_agent.programs.thrift import give_back_memory
from lock_agent.programs.watchdog import keep_watch
from lock_agent.site import Site
from lock_agent.tenure import DOOR, tenure
from lock_agent.units import DoorUnit, open_door


def run_door(options: Options) -> None:
    """Serve one door until SIGTERM; whatever becomes of this process, its guard secures the strike.

    Raises `UnitRuns` where a door serves already.
    """
    site = site_of(options, drives=True)
    loop = Loop()
    loop.stop_on(signal.SIGTERM, signal.SIGINT)
    with ExitStack() as leaving:
        leaving.callback(loop.close)
        leaving.enter_context(tenure(DOOR, site.card))
        outputs = GuardedOutputs(starter(options))
        leaving.callback(outputs.close)
        caretaker = Caretaker(outputs, loop)
        serve = _serve_bench if options.bench else _serve
        unit = serve(options, site, loop, outputs, leaving)
        caretaker.report_to(unit.door.feed)
        Lead(site, unit, loop)
        give_back_memory()
        notify.ready()
        loop.run()


def _serve(_: Options, site: Site, loop: Loop, outputs: GuardedOutputs, leaving: ExitStack) -> DoorUnit:
    from lock_agent.hardware.inputs import open_inputs  # noqa: PLC0415 -- the bench brings inputs of its own

    sources = open_inputs(site.settings.inputs)
    unit = open_door(site, loop, strike=outputs, signals=outputs, sources=sources)
    leaving.callback(unit.close)
    keep_watch(unit.door, site.machine, loop)
    return unit


def _serve_bench(
    options: Options, site: Site, loop: Loop, outputs: GuardedOutputs, leaving: ExitStack
) -> DoorUnit:
    from lock_agent.bench.door_process import open_bench_door  # noqa: PLC0415 -- no door at a hall loads it

    return open_bench_door(options, site, loop, outputs, leaving)
