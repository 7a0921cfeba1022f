/** Tables by words that come from elsewhere: a recording's state may be `constructor`, which any object has. */

/** The table, without what every object inherits. */
export function dictionary<T extends object>(table: T): T {
  return Object.setPrototypeOf(table, null) as T;
}
