import type { z } from "zod";
import { checked, list, named, object } from "./field";

const example = { organizationId: "o-a1b2c3d4e5" };

/** Who may copy recovery points into the vault. (AWS Backup Developer Guide, Creating backup copies across accounts) */
export const receivesCopiesFrom = checked(
  object(
    {
      /** Accounts of the same organization, 12 digits each in quotes. */
      accounts: list(named(/^\d{12}$/, "an account id: 12 digits in quotes", "111122223333"), "account ids", [
        "111122223333",
      ]).optional(),
      /** Every account of the organization. */
      organizationId: named(
        /^o-[a-z0-9]{10,32}$/,
        "the id of an organization",
        example.organizationId,
      ).optional(),
    },
    example,
  ),
  ({ accounts, organizationId }, report) => {
    if ((accounts === undefined) !== (organizationId === undefined)) return;
    report(
      [],
      `expected accounts or organizationId, got ${accounts === undefined ? "neither" : "both; remove one"}; example: ${JSON.stringify(example)}`,
    );
  },
);

export type ReceivedCopies = z.output<typeof receivesCopiesFrom>;
