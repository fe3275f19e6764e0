"""What hundreds of sites in one process compile alike is compiled once.

Each test has a site of its own, and a site spent two thirds of its test's time on compiling templates and
routes that are the same for all of them. Nothing else of a site is shared.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_once() -> None:
    """Let this process compile each template once, and a route when its address is first built."""
    Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
    Rule._compile_builder = _when_asked(Rule._compile_builder)  # type: ignore[method-assign]


class CompiledTemplates(BytecodeCache):
    """Templates by their name and text; one that has changed is another one."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code if it was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code


def _when_asked(compile_builder: Callable[..., Builder]) -> Callable[..., Builder]:
    """Return a `Rule._compile_builder` (werkzeug 3) that compiles once somebody asks for an address."""

    def compile_later(rule: Rule, append_unknown: bool = True) -> Builder:
        made: list[Builder] = []

        def build(self: Rule, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(compile_builder(rule, append_unknown))
            return made[0](self, **values)

        return build

    return compile_later
