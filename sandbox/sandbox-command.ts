import { command } from "../scripts/program/command";
import { option, wholeNumber } from "../scripts/program/flag";

export const sandbox = command({
  name: "sandbox",
  summary:
    "Deploys stage dev to a local AWS with a local Slack, and opens a shell in which every command works. No AWS account, no Slack.",
  details: [
    "Real Terraform and the function's real bundle run on this machine. Nothing typed in the shell reaches a real account.",
    "The shell has commands to start backups, let them fail, remove the webhook and stop Slack: `help` lists them.",
    "Without a terminal, or with --no-shell, prints the environment for other terminals and stays until Ctrl-C.",
    "`exit` or Ctrl-C stops everything and removes its files. Only .e2e/cache stays for the next run.",
  ],
  flags: {
    "no-shell": option("opens no shell; prints `export` lines for other terminals"),
    port: wholeNumber("port of the Slack page; 0 picks a free one", [0, 65_535], 0),
  },
  environment: {
    SHELL: "the shell, where it is bash or zsh; otherwise bash",
    TERRAFORM_BINARY_NAME: "another Terraform, such as tofu",
    TF_PROVIDER_MIRROR: "a mirror of Terraform providers, for a closed network",
  },
  examples: ["--no-shell", "--port 8080"],
  exitCodes: { 0: "it was used and stopped", 1: "it could not start, or the local AWS stopped" },
  cleansUp: true,
  run: async ({ flags }, context) => (await import("./sandbox")).runSandbox(flags, context),
});
