// "Choose an approach": what the rules of the page say to what the form says. The answer's words and
// files are those of the page's own table and list, which are there without this script, too.
"use strict";

const rules = JSON.parse(document.getElementById("choose-rules").textContent);
const COUNTS = ["hosts", "processes", "threads"];
const MOST = 99999;

/** What follows from the counts of a choice; docs/_ext/choose_rules.py says what each means. */
function sumsOf({ hosts, processes, threads, limit, kept_back, others }) {
  const left = Math.max(limit - kept_back - others, 0);
  const workers = hosts * processes;
  const clients = workers * threads;
  const share = Math.floor(left / workers);
  const size = Math.min(threads, Math.max(share, 1));
  const kept = Math.ceil(size / 2);
  let fits = "none";
  if (left === 0) fits = "nothing";
  else if (clients <= left) fits = "each";
  else if (share >= 1) fits = "process";
  return {
    left,
    clients,
    fits,
    size,
    least: Math.min(2, size),
    kept,
    overflow: size - kept,
    shared: Math.min(clients, left),
    room: 2 * clients,
  };
}

/** The rule that holds for a choice, its approach, and the connections that this holds at most. */
function choose(choice) {
  const sums = { ...choice, ...sumsOf(choice) };
  const asked = { ...sums, threads: choice.threads === 1 ? "one" : "many" };
  const ranOn = (name) => rules.approach[name].django[choice.database]?.includes(choice.django) ?? false;
  const rule = rules.rule.find(
    ({ when, answer }) =>
      Object.entries(when).every(([name, values]) => values.includes(asked[name])) &&
      (!answer || ranOn(answer)),
  );
  const most = (name) => {
    const factors = rules.approach[name].at_most;
    return factors && Object.keys(factors).reduce((product, factor) => product * sums[factor], 1);
  };
  return {
    rule: rule.id,
    answer: rule.answer ?? null,
    or: (rule.or ?? []).filter((name) => ranOn(name) && most(name) <= sums.left),
    connections: rule.answer ? most(rule.answer) : null,
    sums,
  };
}

const form = document.getElementById("choose");
const place = document.getElementById("answer");
const list = document.querySelector(".choose-files");
const approaches = [...list.children];

/** The choice that `given` asks for; what it leaves out, or asks in vain, is as usual. */
function choiceFrom(given) {
  const known = (name, values) => (values.includes(given.get(name)) ? given.get(name) : values[0]);
  const number = (name, least, usual) => {
    const text = given.get(name) ?? "";
    const value = /^\d/.test(text) ? Number(text) : NaN; // 1e2 is a number, too
    return Number.isInteger(value) && value >= least && value <= MOST ? value : usual;
  };
  const choice = {
    database: known("database", Object.keys(rules.database)),
    django: known("django", rules.django),
    served: known("served", Object.keys(rules.served)),
    pooler: known("pooler", ["no", "yes"]),
    limit: number("limit", 1, 100),
    others: number("others", 0, 5),
  };
  for (const name of COUNTS) {
    const [, usual] = rules.served[choice.served][name] ?? [];
    choice[name] = usual ? number(name, 1, usual) : 1;
  }
  choice.kept_back = number("kept_back", 0, rules.database[choice.database].kept_back);
  return choice;
}

/** Put a choice into the form, which asks for the counts that its server has. */
function fill(choice) {
  for (const [name, value] of Object.entries(choice)) form.elements[name].value = value;
  for (const name of COUNTS) {
    const input = form.elements[name];
    const count = rules.served[choice.served][name];
    input.disabled = !count;
    input.parentElement.hidden = !count;
    if (count) [input.parentElement.firstElementChild.textContent] = count;
  }
  const noServer = choice.database === "sqlite";
  form.elements.limit.closest("fieldset").hidden = noServer;
}

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

/** What the page has at `id`: a rule's row, or an approach. */
const at = (kind, name) => document.getElementById(`${kind}-${name.replaceAll("_", "-")}`);
const copyOf = (node) => [...node.cloneNode(true).childNodes];

/** "hosts × processes × max_size = 2 × 4 × 8 = 64", or what else is to be said. */
function product(names, sums) {
  const numbers = Object.keys(names).map((name) => sums[name]);
  const words = [Object.values(names).join(" × "), numbers.join(" × ")];
  if (numbers.length > 1) words.push(numbers.reduce((total, number) => total * number, 1));
  return words.join(" = ");
}

/** The factors of a connection for each thread, as far as the form asks for them. */
function factors(served) {
  const asked = COUNTS.filter((name) => rules.served[served][name]);
  if (asked.length === 1) return ["instance", { [asked[0]]: "instances" }];
  return ["thread", Object.fromEntries(asked.map((name) => [name, name]))];
}

function arithmetic({ answer, connections, sums }, { database, served }) {
  const { limit, kept_back, others, left, clients } = sums;
  const lines = [];
  if (answer) {
    const { at_most, unlimited } = rules.approach[answer];
    lines.push(["The project holds at most", unlimited ?? product(at_most, sums)]);
  } else if (database !== "sqlite") {
    const [each, names] = factors(served);
    lines.push([`One for each ${each} would be`, product(names, sums)]);
  }
  if (database !== "sqlite") {
    const verdict = connections === null ? "" : connections <= left ? ": it fits" : ": too many";
    const rest = String(limit - kept_back - others).replace("-", "−");
    const numbers = `${limit} − ${kept_back} − ${others} = ${rest}`;
    lines.push(["The server leaves it", `allowed − kept back − for others = ${numbers}${verdict}`]);
  }
  if (answer && at("approach", answer).querySelector('[data-size="room"]')) {
    lines.push(["Clients of the pooler", `${clients}; twice as many in a deployment, with old and new processes`]);
  }
  if (!lines.length) return "";
  return element("dl", "choose-sums simple", ...lines.flatMap(([term, text]) => [
    element("dt", "", term),
    element("dd", "", text),
  ]));
}

/** Write the reader's sizes into an approach's files, and say what those ran with. */
function size(approach, sums) {
  for (const mark of approach.querySelectorAll("mark")) {
    mark.textContent = sums[mark.dataset.size];
    mark.classList.toggle("changed", mark.textContent !== mark.dataset.ran);
  }
  for (const said of approach.querySelectorAll(".choose-ran")) {
    const marks = [...said.parentElement.querySelectorAll("mark")];
    const ran = marks.map((mark) => mark.dataset.ran).join(" and ");
    said.textContent = marks.some((mark) => mark.matches(".changed"))
      ? `Marked sizes are yours. It ran with ${ran}.`
      : "Your sizes are those that it ran with.";
  }
}

function show(choice) {
  const found = choose(choice);
  const [, take, why] = at("rule", found.rule).cells;
  const title = found.answer
    ? element("h2", "", ...copyOf(take.querySelector("p")))
    : element("h2", "", "Nothing is proven for this");
  const spoken = element("div", "", title, arithmetic(found, choice));
  spoken.setAttribute("role", "status");
  list.append(...approaches);
  for (const each of approaches) each.open = false;
  place.replaceChildren(spoken, element("p", "choose-why", ...copyOf(why.querySelector("p"))));
  if (found.or.length) {
    const others = found.or.flatMap((name, index) => {
      const link = element("a", "", at("approach", name).querySelector("p").textContent);
      link.href = at("approach", name).querySelector("p a").href;
      return index ? [", ", link] : [link];
    });
    place.append(element("p", "choose-or", "It would fit, too: ", ...others, "."));
  }
  if (!found.answer) return;
  const approach = at("approach", found.answer);
  size(approach, found.sums);
  for (const each of approach.querySelectorAll(".choose-trouble")) {
    each.hidden = !each.classList.contains(`on-${choice.database}`);
  }
  approach.open = true;
  place.append(approach);
}

const asked = () => new URLSearchParams(new FormData(form));

/** A reader who changes the database or the server gets what is usual there, not what was there. */
function forget(name, given) {
  if (name === "served") for (const count of COUNTS) given.delete(count);
  if (name === "database") given.delete("kept_back");
  return given;
}

form.addEventListener("input", ({ target }) => {
  if (target.matches("[type=number]") && form.checkValidity()) show(choiceFrom(asked()));
});

form.addEventListener("change", ({ target }) => {
  if (!target.checkValidity()) return; // the field says so, and keeps what is in it
  const choice = choiceFrom(forget(target.name, asked()));
  fill(choice);
  show(choice);
  const address = `?${asked()}`;
  if (address !== location.search) history.pushState(null, "", address + location.hash);
});

form.addEventListener("submit", (event) => event.preventDefault());

function restore() {
  const choice = choiceFrom(new URLSearchParams(location.search));
  fill(choice);
  show(choice);
}

addEventListener("popstate", restore);
form.hidden = false;
restore();
