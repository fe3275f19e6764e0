// Reads a calendar on stdin with ical.js and writes what it understood as JSON: one object per date of an event.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const MOST = 1000;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const seconds = (time) => time.toUnixTime();

const said = (event, start, end) => ({
  uid: event.uid,
  start: seconds(start),
  end: seconds(end),
  status: event.component.getFirstPropertyValue("status"),
  sequence: event.sequence,
  summary: event.summary,
  description: event.description,
  location: event.location,
  properties: [...new Set(event.component.getAllProperties().map((one) => one.name.toUpperCase()))].sort(),
});

const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
const masters = events.filter((event) => !event.isRecurrenceException());
const found = masters.flatMap((event) => {
  if (!event.isRecurring()) return [said(event, event.startDate, event.endDate)];
  events
    .filter((other) => other.isRecurrenceException() && other.uid === event.uid)
    .forEach((other) => event.relateException(other));
  const dates = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next && dates.length < MOST; next = iterator.next()) {
    const details = event.getOccurrenceDetails(next);
    dates.push(said(details.item, details.startDate, details.endDate));
  }
  return dates;
});
process.stdout.write(JSON.stringify(found));
