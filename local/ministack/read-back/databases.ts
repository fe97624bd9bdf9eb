import { escapeXml } from "./xml";

/** A database's identifier, and its backup window behind it. */
const windows =
  /(<DBInstanceIdentifier>([^<]+)<\/DBInstanceIdentifier>(?:(?!<DBInstanceIdentifier>)[\s\S])*?<PreferredBackupWindow>)[^<]*</g;

/**
 * Remembers the backup windows of databases, for which the emulator always has the same. Otherwise Terraform would set one
 * every time. (RDS API reference, CreateDBInstance)
 */
export const newDatabaseReadBack = () => {
  const windowByName = new Map<string, string>();

  return {
    /** Completes the emulator's answer to an action of RDS. */
    complete: (parameters: URLSearchParams, xml: string): string => {
      const [name, window] = [
        parameters.get("DBInstanceIdentifier"),
        parameters.get("PreferredBackupWindow"),
      ];
      if (name !== null && window !== null) windowByName.set(name, window);
      return xml.replace(windows, (whole, before: string, id: string) => {
        const known = windowByName.get(id);
        return known === undefined ? whole : `${before}${escapeXml(known)}<`;
      });
    },
  };
};
