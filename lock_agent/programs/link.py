"""The link process."""

import signal
from contextlib import ExitStack

from lock_agent.link_unit import open_link
from lock_agent.local_network import LocalNetwork
from lock_agent.loop import Loop
from lock_agent.programs import notify
from lock_agent.programs.options import Options
from lock_agent.programs.site import site_of
from lock_agent.programs.thrift import give_back_memory
from lock_agent.site import Site
from lock_agent.spare import LOOK_S, has_left
from lock_agent.tenure import LINK, tenure


def run_link(options: Options) -> None:
    """Serve one link until SIGTERM. It does not wait for a network: it tries, and is told of changes.

    Raises `UnitRuns` where a link serves already.
    """
    loop = Loop()
    loop.stop_on(signal.SIGTERM, signal.SIGINT)
    with ExitStack() as leaving:
        leaving.callback(loop.close)
        site = site_of(options)
        leaving.enter_context(tenure(LINK, site.card))
        (_serve_bench if options.bench else _serve)(options, site, loop, leaving)
        loop.every(LOOK_S, lambda: _follow(site, loop))
        give_back_memory()
        notify.ready()
        loop.run()


def _follow(site: Site, loop: Loop) -> None:
    """Start anew where the door works, once it has left a card that takes no writes, or come back to it."""
    if has_left(site.card, site.data):
        loop.stop()


def _serve(options: Options, site: Site, loop: Loop, leaving: ExitStack) -> None:
    link = open_link(site, loop, https_after_s=options.https_after_s)
    leaving.callback(link.close)
    network = leaving.enter_context(LocalNetwork())

    def notice() -> None:
        if network.changed():
            link.local_change()

    loop.watch(network, notice)


def _serve_bench(options: Options, site: Site, loop: Loop, leaving: ExitStack) -> None:
    from lock_agent.bench.link_process import open_bench_link  # noqa: PLC0415 -- no link at a hall loads it

    open_bench_link(options, site, loop, leaving)
