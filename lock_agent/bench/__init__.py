"""The bench: doors one types at from a program, for the demo, for tests and for the workshop.

`door_controls.py` and `link_controls.py` are what can be done to one door, `board.py` the same for doors
that share a process, `processes.py` for real processes, `panel.py` the control socket, `simulator.py`
all together.
"""
