"""The desk of the people who look after the halls: one module and one blueprint a noun."""

from booking_server.web.desk.api import api
from booking_server.web.desk.app import app
from booking_server.web.desk.approval import approval
from booking_server.web.desk.audit_log import audit_log
from booking_server.web.desk.blackouts import blackouts
from booking_server.web.desk.bookings import bookings
from booking_server.web.desk.calendars import calendars
from booking_server.web.desk.callers import callers
from booking_server.web.desk.clubs import clubs
from booking_server.web.desk.deputies import deputies
from booking_server.web.desk.doors import doors
from booking_server.web.desk.enrolment import enrolment
from booking_server.web.desk.exports import exports
from booking_server.web.desk.feed_links import feed_links
from booking_server.web.desk.figures import figures
from booking_server.web.desk.hall_rules import hall_rules
from booking_server.web.desk.hall_survey import hall_survey
from booking_server.web.desk.hall_texts import hall_texts
from booking_server.web.desk.handovers import handovers
from booking_server.web.desk.holders import holders
from booking_server.web.desk.lora import lora
from booking_server.web.desk.messages import messages
from booking_server.web.desk.money import money
from booking_server.web.desk.money_of_town import money_of_town
from booking_server.web.desk.overrides import overrides
from booking_server.web.desk.overview import desk
from booking_server.web.desk.own_code import own_code
from booking_server.web.desk.own_passkeys import own_passkeys
from booking_server.web.desk.own_sign_in import own_sign_in
from booking_server.web.desk.people import people
from booking_server.web.desk.plan import plan
from booking_server.web.desk.prices import prices
from booking_server.web.desk.privacy import privacy
from booking_server.web.desk.release import release
from booking_server.web.desk.requests import requests
from booking_server.web.desk.series import series
from booking_server.web.desk.tariffs import tariffs
from booking_server.web.desk.town_facts import town_facts
from booking_server.web.desk.waiting import waiting
from booking_server.web.desk.webhooks import webhooks

BLUEPRINTS = (
    desk,
    callers,
    requests,
    deputies,
    approval,
    handovers,
    hall_rules,
    hall_survey,
    hall_texts,
    blackouts,
    money,
    money_of_town,
    figures,
    clubs,
    people,
    own_sign_in,
    own_passkeys,
    town_facts,
    privacy,
    audit_log,
    series,
    plan,
    calendars,
    app,
    api,
    webhooks,
    tariffs,
    prices,
    overrides,
    waiting,
    doors,
    enrolment,
    lora,
    release,
    bookings,
    messages,
    holders,
    own_code,
    exports,
    feed_links,
)
