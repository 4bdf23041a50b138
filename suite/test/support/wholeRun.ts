let isOver = false;

/** Makes a test run fail if a tested command ends the process early, because the run would otherwise seem to pass. */
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
