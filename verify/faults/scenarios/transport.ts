import type { Certificates } from "../certificates";
import { hour, minute } from "../jobs";
import { exactly, type Scenario } from "../scenario";
import { begin, work } from "./workload";

const usual = { share: 0.3, tls: true } as const;

const wrongCertificate = (name: string, about: string, which: keyof Certificates["wrong"]): Scenario => ({
  ...usual,
  name,
  about,
  run: async (lab, events, check) => {
    const { ofSlack, wrong } = lab.certificates;
    lab.slack.presentCertificate(wrong[which]);
    begin(lab, events, hour);
    await lab.wait(2 * hour);
    await lab.drained();
    // After the redrive, events that a function has no time for are returned to the queue, too.
    const returned = lab.notifier.log.outcomes.get("failed") ?? 0;
    check(exactly("events that were not parked immediately", returned, 0));
    lab.slack.presentCertificate(ofSlack.certificate);
    lab.redrive();
  },
});

/** Faults below HTTP, with Slack under its own name: DNS lookups and certificate checks are real. */
export const transportScenarios: readonly Scenario[] = [
  {
    ...usual,
    name: "tls",
    about: "Slack under its own name and with a valid certificate",
    run: work({ within: 2 * hour }),
  },
  wrongCertificate("tls-untrusted", "for two hours Slack's certificate is self-signed", "selfSigned"),
  wrongCertificate(
    "tls-other-name",
    "for two hours Slack presents another host's certificate",
    "ofAnotherHost",
  ),
  {
    ...usual,
    name: "dns",
    about: "for an hour Slack's name does not resolve",
    longestDelay: 80 * minute,
    run: work(
      { within: 2 * hour, from: 30 * minute, until: 1.5 * hour },
      {
        inject: ({ slack, time, certificates }) => {
          time.sandboxes.setNamesKnown(false);
          // Open connections need no lookup; a new one does.
          slack.presentCertificate(certificates.ofSlack.certificate);
        },
        clear: ({ time }) => time.sandboxes.setNamesKnown(true),
      },
    ),
  },
];
