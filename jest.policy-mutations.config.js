const base = require("./jest.config.js");

/** Weakened policies, which the checks of `npm test` must notice. Run by `npm run mutation`. @type {import("jest").Config} */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/__tests__/**/*.mutation.ts"],
};
