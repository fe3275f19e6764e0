"""The link process on the bench: a cable that can be pulled, and its own control socket."""

from contextlib import ExitStack

from lock_agent.bench.cable import Cable
from lock_agent.bench.link_controls import LinkControls
from lock_agent.bench.panel import Panel
from lock_agent.bench.parent import end_with_parent
from lock_agent.link_unit import open_link
from lock_agent.loop import Loop
from lock_agent.programs.options import Options
from lock_agent.site import Site

LINK_PANEL = "link.bench"


def open_bench_link(options: Options, site: Site, loop: Loop, leaving: ExitStack) -> None:
    """Serve a link and its controls on a loop."""
    end_with_parent(loop, leaving, started_by=options.parent)
    cable = Cable(online=not options.unplugged)
    link = open_link(site, loop, open_socket=cable, https_after_s=options.https_after_s)
    leaving.callback(link.close)
    controls = LinkControls(link, cable, site.machine)
    panel = Panel(options.data / LINK_PANEL, loop, lambda request, reply: reply(controls.answer(request)))
    leaving.callback(panel.close)
