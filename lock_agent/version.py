"""The version of this agent, as it reports it. A constant: asking the installer costs three megabytes."""

VERSION = "0.1.0"
