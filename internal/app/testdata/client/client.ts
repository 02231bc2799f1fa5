// A program of somebody else, on the client that a generator made from the API's description. It reads the groups page by
// page, saves a sheet, meets a version that is gone and a refusal with its reason, and tells what it saw.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { env: Record<string, string>; exit(code: number): never };

const client = createClient<paths>({
  baseUrl: process.env.PREAU_URL + "/api/v1",
  headers: { Authorization: "Bearer " + process.env.PREAU_TOKEN, "Accept-Language": "en" },
});

function must<T>(answer: { data?: T; error?: components["schemas"]["Problem"] }): T {
  if (answer.data === undefined) {
    console.error(JSON.stringify(answer.error));
    process.exit(1);
  }
  return answer.data;
}

const me = must(await client.GET("/me"));

const numbers: number[] = [];
let after: string | undefined;
for (;;) {
  const page = must(await client.GET("/groups", { params: { query: { limit: 1, after } } }));
  numbers.push(...page.items.map((g) => g.number));
  if (page.next === null) break;
  after = page.next;
}

const path = { number: 1, lot: 1 };
const read = await client.GET("/groups/{number}/lots/{lot}/sheet", { params: { path } });
const sheet = must(read);
const version = read.response.headers.get("ETag") ?? "";
const save = (match: string) =>
  client.PUT("/groups/{number}/lots/{lot}/sheet", {
    params: { path, header: { "If-Match": match, "Idempotency-Key": "client-" + match } },
    body: { quantities: sheet.lines.map((l) => ({ line: l.line, quantity: String(l.line * 10) })) },
  });
const saved = must(await save(version));
const stale = await save('"0"');
const refused = await client.GET("/groups/{number}/board", { params: { path: { number: 1 } } });

console.log(
  JSON.stringify({
    who: me.user_name,
    numbers,
    quantities: saved.lines.map((l) => l.quantity),
    stale: [stale.response.status, stale.error?.current_version],
    reasons: refused.error?.reasons?.map((r) => r.code),
  }),
);
