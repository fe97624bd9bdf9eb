import { generate } from "selfsigned";

/** A certificate authority of one run, and a certificate for loopback that it signed. All in PEM; never stored. */
export type Authority = {
  readonly caCertificate: string;
  readonly key: string;
  readonly certificate: string;
};

const elliptic = { keyType: "ec", curve: "P-256", algorithm: "sha256" } as const;

/** Makes an authority whose certificate is good for `127.0.0.1`. */
export const createAuthority = async (): Promise<Authority> => {
  const ca = await generate([{ name: "commonName", value: "Bench authority" }], {
    ...elliptic,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    ...elliptic,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
    ],
  });
  return { caCertificate: ca.cert, key: leaf.private, certificate: leaf.cert };
};
