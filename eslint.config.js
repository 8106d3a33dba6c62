// Lints the page's modules, which browsers load as they are.

import js from "@eslint/js";
import globals from "globals";

const PAGE = "src/spritedex/server/page";

export default [
  { ignores: ["**/.*", "**/*.d.ts", "**/node_modules/", "build/", "dist/", "docs/", "runs/", "site/"] },
  js.configs.recommended,
  {
    files: [`${PAGE}/*.js`],
    languageOptions: { ecmaVersion: 2023, globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "curly": ["error", "multi-line"],
      "eqeqeq": "error",
      "no-shadow": ["error", { hoist: "functions" }],
      "no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  { files: [`${PAGE}/theme.js`], languageOptions: { sourceType: "script" } },
  { files: ["eslint.config.js", "tests/consumers/*.mjs"], languageOptions: { globals: globals.node } },
];
