"""A worker that is killed at any moment: each message arrives at least once and is recorded once."""

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import select

from booking_server.domain.webhooks import MessageState
from booking_server.services.partners import webhooks
from booking_server.storage.tables import outbox
from tests.app_server.running import ROOT
from tests.booking_server.receiver import receiving
from tests.booking_server.webhooks import Telling, telling
from tests.builders import Village


@contextmanager
def mortal_workers() -> Iterator[Callable[[Telling, int], bool]]:
    """Yield a function that runs a worker until so many functions were called; it tells whether it died."""
    command = [sys.executable, "-m", "tests.booking_server.webhook_worker"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None

        def run(told: Telling, kill_at: int) -> bool:
            url = str(told.house.database.engine.url)
            order = {"url": url, "port": told.receiver.port, "now": told.clock.now.isoformat()}
            print(json.dumps({**order, "kill_at": kill_at}), file=process.stdin, flush=True)
            return process.stdout.readline() == "killed\n"

        yield run
        process.stdin.close()


def waiting(told: Telling) -> bool:
    with told.house.reading() as uow:
        left = select(outbox.c.id).where(
            outbox.c.kind == "webhook", outbox.c.done_at.is_(None), outbox.c.parked_at.is_(None)
        )
        return uow.connection.execute(left.limit(1)).first() is not None


def test_a_worker_killed_at_any_moment_loses_no_message_and_notes_each_once(
    village: Village, volume: Callable[[int, int], int]
) -> None:
    count, chance, kills = volume(20, 200), random.Random(4712), 0
    with receiving() as receiver, mortal_workers() as worker:
        told = telling(village, receiver)
        receiver.answering = lambda _: (500 if chance.random() < 0.05 else 204, {})
        for _ in range(count):
            webhooks.send_test(told.house, told.webhook.id, actor="test")
        while waiting(told) or kills < count // 5:
            assert kills < 20 * count, "nothing gets done"
            if not waiting(told):
                webhooks.send_test(told.house, told.webhook.id, actor="test")
                count += 1
            kills += worker(told, chance.randrange(500, 50_000))
            told.clock.forward(minutes=3)

    sent = Counter(message.state for message in told.messages())
    again = sum(receiver.ids.values()) - count
    print(f"{kills} workers were killed during {count} messages; {again} came once more")
    assert sent == {MessageState.DELIVERED: count}
    assert set(receiver.ids) == {message.id for message in told.messages()}
