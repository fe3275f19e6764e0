"""The things on the bench and in the door frame, in door words.

`protocols.py` says what the agent asks of them, `strike.py` and `signals.py` do it with gpiozero,
`guard.py` is the process that alone owns the outputs, `bench_*.py` hold the simulated twins.
"""
