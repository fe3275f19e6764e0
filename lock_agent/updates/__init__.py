"""Another version of the agent beside the present one, tried, and kept only if the door works with it.

Two installations (`a`, `b`) lie side by side, and two symbolic links tell everything: `current` is what door
and link run from, `good` the one that has proved itself and the updater's own. They differ only while a new
version is on trial. Each change is one rename, so a power cut leaves a version that works, and whoever
comes next sees what is left to do.
"""
