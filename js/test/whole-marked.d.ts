/** marked as it was published; see vitest.config.ts. */
declare module "whole-marked" {
  export * from "marked";
}
