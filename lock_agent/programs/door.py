"""The door process."""

import signal
import time
from contextlib import ExitStack

from lock_agent.hardware.guarded import GuardedOutputs
from lock_agent.loop import Loop
from lock_agent.programs import notify
from lock_agent.programs.guard import starter
from lock_agent.programs.options import Options
from lock_agent.programs.site import site_of
from lock_agent.programs.thrift import give_back_memory
from lock_agent.programs.watchdog import keep_watch
from lock_agent.units import Site, open_door

SHORT_LIFE_S, PAUSE_S = 0.2, 1.0


def run_door(options: Options) -> None:
    """Serve one door until SIGTERM; whatever becomes of this process, its guard secures the strike."""
    loop = Loop()
    loop.stop_on(signal.SIGTERM, signal.SIGINT)
    with ExitStack() as leaving:
        leaving.callback(loop.close)
        outputs = GuardedOutputs(starter(options))
        leaving.callback(outputs.close)
        look_after(outputs, loop)
        (_serve_bench if options.bench else _serve)(options, site_of(options), loop, outputs, leaving)
        give_back_memory()
        notify.ready()
        loop.run()


def _serve(_: Options, site: Site, loop: Loop, outputs: GuardedOutputs, leaving: ExitStack) -> None:
    from lock_agent.hardware.inputs import open_inputs  # noqa: PLC0415 -- the bench brings inputs of its own

    sources = open_inputs(site.settings.inputs)
    unit = open_door(site, loop, strike=outputs, signals=outputs, sources=sources)
    leaving.callback(unit.close)
    keep_watch(unit.door, site.machine, loop)


def _serve_bench(
    options: Options, site: Site, loop: Loop, outputs: GuardedOutputs, leaving: ExitStack
) -> None:
    from lock_agent.bench.door_process import open_bench_door  # noqa: PLC0415 -- no door at a hall loads it

    open_bench_door(options, site, loop, outputs, leaving)


def look_after(outputs: GuardedOutputs, loop: Loop) -> None:
    """Start another guard as soon as one is gone; it begins by securing the strike.

    One that died at once, say for want of a GPIO driver, gets a successor a second later: a door that
    cannot open must still report, and not be busy with starting guards.
    """
    began = time.monotonic()

    def gone() -> None:
        loop.forget(outputs)
        loop.later(0 if time.monotonic() - began > SHORT_LIFE_S else PAUSE_S, revive)

    def revive() -> None:
        nonlocal began
        began = time.monotonic()
        outputs.revive()
        loop.watch(outputs, gone)

    loop.watch(outputs, gone)
