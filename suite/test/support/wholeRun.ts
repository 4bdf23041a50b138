let isOver = false;

/** A test that ends the process, as a command that is tried in it may, must not pass for a run in which nothing failed. */
export const mochaHooks = {
  afterAll: () => {
    isOver = true;
  },
};

process.on("exit", () => {
  if (isOver) return;
  process.exitCode = 1;
  process.stderr.write("The process ended in the middle of the tests.\n");
});
