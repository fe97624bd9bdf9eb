import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../../local/http-server";
import { createAuthority } from "../certificate-authority";
import type { LabOptions } from "./lab";

export const slackHost = "hooks.slack.com";

/** Certificates of one run. Only the authority's is ever stored. */
export type Certificates = {
  /** Slack under its own name. */
  readonly ofSlack: NonNullable<LabOptions["tls"]>;
  /** Signed by the same authority, for another name. */
  readonly ofAnotherHost: Certificate;
  /** For Slack's name, but self-signed. */
  readonly selfSigned: Certificate;
};

/** Makes an authority and its certificates. The authority's goes into `directory`, where Node reads it. */
export const createCertificates = async (directory: string): Promise<Certificates> => {
  const { certificate, issue } = await createAuthority();
  const authorityFile = join(directory, "authority.pem");
  writeFileSync(authorityFile, certificate);
  return {
    ofSlack: { host: slackHost, certificate: await issue(slackHost), authorityFile },
    ofAnotherHost: await issue("proxy.example.com"),
    selfSigned: await issue(slackHost, "self-signed"),
  };
};
