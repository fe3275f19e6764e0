"""The worker's composition root: one process that keeps promises, listens to doors and runs the schedule."""

import logging
import signal
import threading

from apscheduler.schedulers.background import BackgroundScheduler

from booking_server.jobs.app import AppWork
from booking_server.jobs.doors import DoorWork
from booking_server.jobs.home_assistant import HomeAssistantWork
from booking_server.jobs.lora import LoraWork
from booking_server.jobs.mail import MailWork
from booking_server.jobs.schedule import add_jobs
from booking_server.jobs.webhooks import webhook_threads
from booking_server.locks.link import ServerLink
from booking_server.notices.mail import MailboxSender, MailSender, SmtpSender
from booking_server.services.foundation.house import House
from booking_server.settings import Settings

log = logging.getLogger(__name__)


def run_worker(house: House, settings: Settings, stopping: threading.Event) -> None:
    """Work until `stopping` is set; then finish what is in hand and leave the broker properly."""
    threads = []
    link = None
    if settings.broker is not None:
        link = ServerLink(settings.broker)
        link.start()
        threads.append(threading.Thread(target=DoorWork(house, link, stopping).run, name="doors"))
    sender = mail_sender(settings)
    if sender is not None:
        work = MailWork(house, sender, settings.mail_from, stopping)
        threads.append(threading.Thread(target=work.run, name="mail"))
    threads.append(threading.Thread(target=AppWork(house, stopping).run, name="app"))
    threads += webhook_threads(house, stopping)
    threads += bridge_threads(house, settings, stopping)
    scheduler = BackgroundScheduler(timezone="UTC")
    add_jobs(scheduler, house, settings.mailbox_dir)
    scheduler.start()
    for thread in threads:
        thread.start()
    log.info("worker ready")
    _wait(threads, stopping)
    scheduler.shutdown(wait=True)
    for thread in threads:
        thread.join()
    if link is not None:
        link.stop()


def bridge_threads(
    house: House, settings: Settings, stopping: threading.Event
) -> tuple[threading.Thread, ...]:
    """Return the threads towards brokers that are not the doors'; none that the settings do not name."""
    found = []
    if settings.home_assistant is not None:
        bridge = HomeAssistantWork(house, settings.home_assistant, stopping)
        found.append(threading.Thread(target=bridge.run, name="home-assistant"))
    if settings.lora is not None:
        last_thread = LoraWork(house, settings.lora, stopping)
        found.append(threading.Thread(target=last_thread.run, name="lora"))
    return tuple(found)


def mail_sender(settings: Settings) -> MailSender | None:
    """Return how mail leaves: a folder, a mail server, or not at all (it then waits in the outbox)."""
    if settings.mailbox_dir is not None:
        return MailboxSender(settings.mailbox_dir)
    return SmtpSender(settings.mail_server) if settings.mail_server else None


def stop_on_signals(stopping: threading.Event) -> None:
    """Let SIGTERM and SIGINT end the worker in order."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())


def _wait(threads: list[threading.Thread], stopping: threading.Event) -> None:
    """Return when told to stop, or when a thread died of an unknown error: the service is then restarted."""
    while not stopping.wait(1.0):
        if not all(thread.is_alive() for thread in threads):
            log.critical("a part of the worker died")
            stopping.set()
