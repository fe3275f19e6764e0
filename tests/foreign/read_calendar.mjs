// Reads a calendar on stdin with ical.js and writes what it understood as JSON: one object per event.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const seconds = (time) => time.toUnixTime();

const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: seconds(event.startDate),
    end: seconds(event.endDate),
    status: component.getFirstPropertyValue("status"),
    sequence: event.sequence,
    summary: event.summary,
    description: event.description,
    location: event.location,
    properties: [...new Set(component.getAllProperties().map((property) => property.name.toUpperCase()))].sort(),
  };
});
process.stdout.write(JSON.stringify(events));
