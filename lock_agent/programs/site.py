"""Where a unit runs, from its options."""

from lock_agent.machine import Machine, boot_id
from lock_agent.programs.options import Options
from lock_agent.settings import load_settings
from lock_agent.units import Site


def site_of(options: Options) -> Site:
    """Return where the unit runs. Raises `SettingsInvalid`."""
    machine = Machine()
    machine.offset_s = options.clock_offset if options.bench else 0
    return Site(options.data, load_settings(options.profile), machine, options.boot_id or boot_id())
