"""python -m tests.booking_server.bridge_worker URL PORT PASSWORD: the worker's bridge alone, to be killed."""

import sys
import threading

from booking_server.jobs.home_assistant import HomeAssistantWork
from booking_server.settings import BrokerAddress, HomeAssistant
from tests.builders import StoppedClock, a_house

if __name__ == "__main__":
    url, port, password = sys.argv[1:]
    address = BrokerAddress("127.0.0.1", int(port), "dorfschluessel", password)
    house = a_house(url, StoppedClock())
    HomeAssistantWork(house, HomeAssistant("wiesenburg-mark", address), threading.Event(), 0.05, 0.05).run()
