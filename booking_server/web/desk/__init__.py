"""The desk of the people who look after the halls: one module and one blueprint a noun."""

from booking_server.web.desk.overview import desk

BLUEPRINTS = (desk,)
