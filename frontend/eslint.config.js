import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/**/*.gen.ts", "test-results", "playwright-report"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    // The rule of docs/STYLE.md: features know api, ui and i18n, never each other.
    files: ["src/features/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^(\\.\\./){2,}(?!(\\.\\./)*(api|ui|i18n)(/|$))",
              message: "a feature imports api, ui and i18n only",
            },
            { regex: "^\\.\\./(?!\\.\\./)[a-z]+/", message: "a feature does not import another feature" },
          ],
        },
      ],
    },
  },
  {
    files: ["src/ui/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: "^\\.\\./(api/(?!problem$)|api$|features|app)", message: "ui knows no domain word" },
          ],
        },
      ],
    },
  },
  {
    files: ["**/*.mjs", "*.js"],
    languageOptions: {
      globals: {
        console: "readonly",
        process: "readonly",
        URL: "readonly",
        fetch: "readonly",
        setTimeout: "readonly",
        performance: "readonly",
        document: "readonly",
        window: "readonly",
        requestAnimationFrame: "readonly",
        MutationObserver: "readonly",
        MessageChannel: "readonly",
        Event: "readonly",
        HTMLInputElement: "readonly",
      },
    },
    rules: { "no-console": "off" },
  },
);
