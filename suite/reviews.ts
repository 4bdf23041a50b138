import { Id } from "../functions/src/shared/ids.js";
import { commandLine, misused } from "./commandLine.js";
import { UserError } from "./userError.js";
import { asOperator, type Operator } from "./operator.js";
import { listReviews } from "./reviewList.js";

const help = `npm run reviews -- [retry ID ... | paid-by-hand ID --note TEXT | dismiss ID --note TEXT] [--project ID]

Lists what waits for a person, oldest first: what happened, since when, how much, and what can be done. Or does it:

  retry ID ...     a refund is tried again: the sweep first asks the gateway what became of the earlier tries. A payment is
                   looked at again
  paid-by-hand ID  you have paid a refund to the customer outside of the gateway. Refused if the gateway has it
  dismiss ID       nothing is to be done about a payment. Refused for a refund, because it is owed
  --note TEXT      why, and for instance the number of the bank transfer. It is recorded with your account
  --project ID     a real project, by the application default credentials; else the suite that runs here`;

type Command = "retry" | "paid-by-hand" | "dismiss";
const COMMANDS: readonly string[] = ["retry", "paid-by-hand", "dismiss"] satisfies Command[];

/**
 * `npm run reviews`: lists the open reviews, or carries out what an operator decided about them.
 * @throws UserError if the command line is wrong, or if the decision cannot be carried out.
 */
export async function main(args: string[]): Promise<number> {
  const read = commandLine(
    { help, operands: true, args },
    { note: { type: "string" }, project: { type: "string" } },
  );
  const { note, project } = read.values;
  const [command, ...ids] = read.positionals;
  if (command === undefined) {
    if (note !== undefined) throw misused("--note is for a decision", help);
    console.log(await asOperator(project, ({ books }) => listReviews(books, project)));
    return 0;
  }
  if (!COMMANDS.includes(command)) throw misused(`There is no "${command}"`, help);
  if (ids.length === 0) throw misused(`Which review? ${command} takes its id`, help);
  for (const id of ids) if (!Id.safeParse(id).success) throw notOpen(id);
  if (command === "retry") {
    await asOperator(project, (operator) => retry(operator, ids, note ?? ""));
    return 0;
  }
  if (ids.length > 1)
    throw misused(`${command} takes one review, because each has a reason of its own`, help);
  if (!note?.trim()) throw misused(`${command} needs a --note that says why`, help);
  const resolve = command === "dismiss" ? dismiss : payByHand;
  await asOperator(project, (operator) => resolve(operator, ids[0]!, note));
  return 0;
}

async function retry(operator: Operator, ids: readonly string[], note: string): Promise<void> {
  for (const [index, id] of ids.entries()) {
    const { books, within } = operator;
    const action = books.newAction({ account: operator.account, command: "retry", subject: id, note });
    const isRefund = id.startsWith("REFUND_");
    try {
      const resolved = await within(() => (isRefund ? books.beginRound(action) : books.lookAgain(action)));
      if (resolved === "not open") throw notOpen(id);
    } catch (error) {
      if (index > 0) console.log("The reviews after it were not touched.");
      throw error;
    }
    console.log(
      `${id}: closed. ${isRefund ? "The refund is tried again" : "The payment is looked at"} within a minute.`,
    );
  }
}

async function payByHand({ account, books, within }: Operator, id: string, note: string): Promise<void> {
  if (!id.startsWith("REFUND_"))
    throw new UserError(`${id}: only a refund can be paid by hand. For a payment: npm run refund -- pi_…`);
  const action = books.newAction({ account, command: "paid-by-hand", subject: id, note });
  const resolved = await within(() => books.payByHand(action));
  switch (resolved) {
    case "not open":
      throw notOpen(id);
    case "no answer":
      throw new UserError(
        `${id}: the gateway does not tell whether it has paid this refund, so it could be paid twice. Nothing was changed. Ask again later.`,
      );
    case "at the gateway":
      throw new UserError(
        `${id}: the gateway has this refund, done or under way. Nothing was changed. Do not pay it; book it with: npm run reviews -- retry ${id}`,
      );
    case "done":
      console.log(`${id}: closed. The refund is booked as paid by hand.`);
  }
}

async function dismiss({ account, books, within }: Operator, id: string, note: string): Promise<void> {
  if (id.startsWith("REFUND_")) {
    throw new UserError(
      `${id}: what is owed cannot be dismissed. Try again (retry), or pay it and say so (paid-by-hand).`,
    );
  }
  const action = books.newAction({ account, command: "dismiss", subject: id, note });
  const resolved = await within(() => books.resolveReview(action, () => Promise.resolve(null)));
  if (resolved === "not open") throw notOpen(id);
  console.log(`${id}: closed. It is opened again if the same is found again.`);
}

function notOpen(id: string): UserError {
  return new UserError(
    `${id}: there is no such open review. Someone may have closed it: npm run reviews lists them.`,
  );
}
