import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAuthority } from "../certificate-authority";

const slackHost = "hooks.slack.com";

/** Makes an authority and its certificates. Only the authority's is ever stored: in `directory`, where Node reads it. */
export const createCertificates = async (directory: string) => {
  const { certificate, issue } = await createAuthority();
  const authorityFile = join(directory, "authority.pem");
  writeFileSync(authorityFile, certificate);
  return {
    /** Slack under its own name. */
    ofSlack: { host: slackHost, certificate: await issue(slackHost), authorityFile },
    wrong: {
      /** Signed by the same authority, for another name. */
      ofAnotherHost: await issue("proxy.example.com"),
      /** For Slack's name, but self-signed. */
      selfSigned: await issue(slackHost, "self-signed"),
    },
  };
};

/** Certificates of one run. */
export type Certificates = Awaited<ReturnType<typeof createCertificates>>;
