"""Where a unit runs, from its options."""

from lock_agent.machine import Machine, boot_id
from lock_agent.programs.options import Options
from lock_agent.site import Site
from lock_agent.spare import working_directory


def site_of(options: Options, *, drives: bool = False) -> Site:
    """Return where the unit runs; `drives` for one that touches hardware. Raises `SettingsInvalid`."""
    machine = Machine()
    machine.offset_s = options.clock_offset if options.bench else 0
    return Site(
        working_directory(options.data),
        options.settings(drives=drives),
        machine,
        options.boot_id or boot_id(),
        home=options.data,
    )
