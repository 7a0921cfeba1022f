import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    environment: "happy-dom",
    isolate: false,
    unstubGlobals: true, // files share them
    pool: "threads",
    maxWorkers: 1, // so that what a file leaves behind meets the same files in each run
    setupFiles: ["test/setup.ts"],
    testTimeout: 120_000, // a busy machine takes its time
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
  },
});
