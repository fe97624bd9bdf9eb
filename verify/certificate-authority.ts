import { isIP } from "node:net";
import { generate } from "selfsigned";
import type { Certificate } from "../local/http-server";

/** A certificate authority of one run. Its key is never stored. */
export type Authority = {
  readonly certificate: string;
  /** A server certificate for a host name or an IP address; `self-signed` ones are not signed by the authority. */
  readonly issue: (host: string, signer?: "authority" | "self-signed") => Promise<Certificate>;
};

const elliptic = { keyType: "ec", curve: "P-256", algorithm: "sha256" } as const;

/** Makes an authority. */
export const createAuthority = async (): Promise<Authority> => {
  const authority = await generate([{ name: "commonName", value: "Authority of one run" }], {
    ...elliptic,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return {
    certificate: authority.cert,
    issue: async (host, signer = "authority") => {
      const { private: key, cert } = await generate([{ name: "commonName", value: host }], {
        ...elliptic,
        ...(signer === "authority" && { ca: { key: authority.private, cert: authority.cert } }),
        extensions: [
          { name: "basicConstraints", cA: false },
          { name: "keyUsage", digitalSignature: true, critical: true },
          { name: "extKeyUsage", serverAuth: true },
          {
            name: "subjectAltName",
            altNames: [isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host }],
          },
        ],
      });
      return { key, cert };
    },
  };
};
