/** Pages of a large table, which Python sorts and filters. */

import type { TablePage, TableQuestion } from "../table/table-form";
import type { Connection } from "./connection";
import type { Message } from "./messages";

interface Pending {
  resolve: (page: TablePage) => void;
  reject: (problem: Error) => void;
}

/** A kernel that is there accepts a question at once, and answers it later. */
const ACCEPTED_MS = 5_000;

export class Tables {
  #connection: Connection;
  #lastNumber = 0;
  #pending = new Map<number, Pending>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Ask for rows of the table that the entry `id` shows. Rejects where Python is gone, or refuses. */
  ask(id: string, question: TableQuestion): Promise<TablePage> {
    const number = ++this.#lastNumber;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve, reject });
      // Of a kernel that has gone, or is busy with a cell, nothing may come at all.
      const giveUp = () => this.#settle(number, (pending) => pending.reject(new Error("")));
      const timer = setTimeout(giveUp, ACCEPTED_MS);
      this.#connection.request({ type: "table", id, question: number, ...question }).then((reply) => {
        clearTimeout(timer);
        if (!reply.ok) this.#settle(number, (pending) => pending.reject(new Error(reply.message)));
      });
    });
  }

  onMessage({ question, problem, ...page }: Extract<Message, { type: "table" }>): void {
    this.#settle(question, ({ resolve, reject }) => (problem ? reject(new Error(problem)) : resolve(page)));
  }

  #settle(number: number, settle: (pending: Pending) => void): void {
    const pending = this.#pending.get(number);
    this.#pending.delete(number);
    if (pending) settle(pending);
  }
}
