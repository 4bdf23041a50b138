let isOver = false;

/** Makes the test run fail if the process ends early, because a tested command may call `process.exit`. */
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
