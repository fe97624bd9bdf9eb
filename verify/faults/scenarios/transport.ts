import type { Certificates } from "../certificates";
import { hour, minute } from "../jobs";
import { atMost, exactly, type Scenario } from "../scenario";
import { begin, work } from "./workload";

/** Troubles below HTTP, with Slack under its own name: names are looked up and certificates checked as in earnest. */
export const transportScenarios = (certificates: Certificates): readonly Scenario[] => {
  const wrongCertificate = (name: string, about: string, which: "ofAnotherHost" | "selfSigned"): Scenario => {
    let handedBack = 0;
    return {
      name,
      about,
      share: 0.3,
      tls: true,
      play: async (lab, events) => {
        lab.slack.presentCertificate(certificates[which]);
        begin(lab, events, hour);
        await lab.wait(2 * hour);
        await lab.drained();
        // Later, what a function has no time for is handed back too.
        handedBack = lab.notifier.log.outcomes.get("failed") ?? 0;
        lab.slack.presentCertificate(certificates.ofSlack.certificate);
        lab.redrive();
      },
      expect: ({ account }) => [
        exactly("parked after the redrive", account.parked, 0),
        exactly("events that were not parked at once", handedBack, 0),
      ],
    };
  };
  return [
    {
      name: "tls",
      about: "Slack under its own name and with a good certificate",
      share: 0.3,
      tls: true,
      play: (lab, events) => work(lab, events, 2 * hour),
      expect: ({ account }) => [exactly("parked", account.parked, 0)],
    },
    wrongCertificate("tls-untrusted", "for two hours Slack's certificate is signed by nobody", "selfSigned"),
    wrongCertificate(
      "tls-other-name",
      "for two hours Slack's certificate is another host's",
      "ofAnotherHost",
    ),
    {
      name: "dns",
      about: "for an hour Slack's name cannot be looked up",
      share: 0.3,
      tls: true,
      play: async (lab, events) => {
        begin(lab, events, 2 * hour);
        await lab.wait(30 * minute);
        lab.time.sandboxes.setNamesKnown(false);
        // Kept connections need no name; a new sandbox does.
        lab.slack.presentCertificate(certificates.ofSlack.certificate);
        await lab.wait(hour);
        lab.time.sandboxes.setNamesKnown(true);
        await lab.wait(2 * hour);
      },
      expect: ({ account }) => [
        exactly("parked", account.parked, 0),
        atMost("longest delay in minutes", account.longestDelayMilliseconds / minute, 80),
      ],
    },
  ];
};
