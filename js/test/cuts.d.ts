/** The parts of the build that tests look at. */
declare module "*/cuts/names.mjs" {
  export const INNER: RegExp;
}
