/** What goes in: what Lambda is called with, and what AWS Backup answers where it is asked about a job. */
export type FuzzInput = { readonly event: unknown; readonly answer?: string };
