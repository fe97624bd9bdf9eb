import type { Certificates } from "../certificates";
import { hour, minute } from "../jobs";
import { atMost, exactly, type Scenario } from "../scenario";
import { begin, work } from "./workload";

/** Faults below HTTP, with Slack under its own name: DNS lookups and certificate checks are real. */
export const transportScenarios = (certificates: Certificates): readonly Scenario[] => {
  const wrongCertificate = (name: string, about: string, which: "ofAnotherHost" | "selfSigned"): Scenario => {
    let returned = 0;
    return {
      name,
      about,
      share: 0.3,
      tls: true,
      run: async (lab, events) => {
        lab.slack.presentCertificate(certificates[which]);
        begin(lab, events, hour);
        await lab.wait(2 * hour);
        await lab.drained();
        // After the redrive, events that a function has no time for are returned to the queue, too.
        returned = lab.notifier.log.outcomes.get("failed") ?? 0;
        lab.slack.presentCertificate(certificates.ofSlack.certificate);
        lab.redrive();
      },
      expect: ({ parked }) => [
        exactly("parked after the redrive", parked, 0),
        exactly("events that were not parked immediately", returned, 0),
      ],
    };
  };
  return [
    {
      name: "tls",
      about: "Slack under its own name and with a valid certificate",
      share: 0.3,
      tls: true,
      run: (lab, events) => work(lab, events, 2 * hour),
      expect: ({ parked }) => [exactly("parked", parked, 0)],
    },
    wrongCertificate("tls-untrusted", "for two hours Slack's certificate is self-signed", "selfSigned"),
    wrongCertificate(
      "tls-other-name",
      "for two hours Slack presents another host's certificate",
      "ofAnotherHost",
    ),
    {
      name: "dns",
      about: "for an hour Slack's name does not resolve",
      share: 0.3,
      tls: true,
      run: async (lab, events) => {
        begin(lab, events, 2 * hour);
        await lab.wait(30 * minute);
        lab.time.sandboxes.setNamesKnown(false);
        // Open connections need no lookup; a new one does.
        lab.slack.presentCertificate(certificates.ofSlack.certificate);
        await lab.wait(hour);
        lab.time.sandboxes.setNamesKnown(true);
        await lab.wait(2 * hour);
      },
      expect: ({ parked, longestDelayMilliseconds }) => [
        exactly("parked", parked, 0),
        atMost("longest delay in minutes", longestDelayMilliseconds / minute, 80),
      ],
    },
  ];
};
