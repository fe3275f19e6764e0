// Reads documents on stdin (JSON: name -> HTML) and writes what html-validate finds: {name: ["rule at line:column: …"]}.
import { readFileSync } from "node:fs";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const RULES = {
  extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
  rules: {
    // Style only: HTML takes either, and all our pages write it alike.
    "doctype-style": ["error", { style: "lowercase" }],
    // Boxes ticked together share a name, and the server reads a list.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }],
    // HTML demands no more than one sign and no space; "space.saal.name" tells at once which field is meant.
    "valid-id": ["error", { relaxed: true }],
    // Our own files come from where the page comes from; from anywhere else nothing may come at all.
    "require-sri": ["error", { target: "crossorigin" }],
    // About files people edit: what templates leave at the end of a line is squeezed and seen by nobody.
    "no-trailing-whitespace": "off",
    // app.css keeps every a[href^="tel:"] on its line, and who copies a number gets plain spaces.
    "tel-non-breaking": "off",
  },
};

const checker = new HtmlValidate(new StaticConfigLoader(RULES));
const found = {};
for (const [name, html] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  const report = checker.validateStringSync(html, name);
  const lines = report.results.flatMap((result) => result.messages).map(
    (one) => `${one.ruleId} at ${one.line}:${one.column}: ${one.message}${one.selector ? ` (${one.selector})` : ""}`,
  );
  if (lines.length) found[name] = lines;
}
process.stdout.write(JSON.stringify(found));
