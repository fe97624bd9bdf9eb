import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import type { Certificate } from "../../local/slack/slack";
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

const elliptic = { keyType: "ec", curve: "P-256", algorithm: "sha256" } as const;

/** Makes an authority and its certificates. The authority's goes into `directory`, where Node reads it. */
export const createCertificates = async (directory: string): Promise<Certificates> => {
  const authority = await generate([{ name: "commonName", value: "Fault lab authority" }], {
    ...elliptic,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const issue = async (host: string, isSigned = true): Promise<Certificate> => {
    const { private: key, cert } = await generate([{ name: "commonName", value: host }], {
      ...elliptic,
      ...(isSigned && { ca: { key: authority.private, cert: authority.cert } }),
      extensions: [
        { name: "basicConstraints", cA: false },
        { name: "keyUsage", digitalSignature: true, critical: true },
        { name: "extKeyUsage", serverAuth: true },
        { name: "subjectAltName", altNames: [{ type: 2, value: host }] },
      ],
    });
    return { key, cert };
  };
  const authorityFile = join(directory, "authority.pem");
  writeFileSync(authorityFile, authority.cert);
  return {
    ofSlack: { host: slackHost, certificate: await issue(slackHost), authorityFile },
    ofAnotherHost: await issue("proxy.example.com"),
    selfSigned: await issue(slackHost, false),
  };
};
