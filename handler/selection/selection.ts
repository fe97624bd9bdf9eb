/** A tag that a resource must, or must not, have. */
export type TagCondition = {
  /** The tag's key, without `aws:ResourceTag/`. */
  readonly key: string;
  readonly value: string;
};

/** How a condition compares. (AWS Backup API Reference, Conditions) */
export type Comparison = "StringEquals" | "StringNotEquals" | "StringLike" | "StringNotLike";

/**
 * What a backup plan selects. `resources` and `tags` are a union, `conditions` filter it, `except` subtracts from it.
 * (AWS Backup API Reference, BackupSelection; AWS Backup Developer Guide, assigning resources)
 */
export type Selection = {
  readonly name: string;
  /** ARNs, with `*` for any text. Without resources and tags, every resource is selected. */
  readonly resources: readonly string[];
  /** Any of them is enough. */
  readonly tags: readonly TagCondition[];
  /** All must hold. */
  readonly conditions: Readonly<Partial<Record<Comparison, readonly TagCondition[]>>>;
  /** ARNs, with `*` for any text. */
  readonly except: readonly string[];
};

/** A resource that may be selected. */
export type Candidate = {
  readonly arn: string;
  /** Its tags; absent where they are not known, which is not the same as none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** What `typesOf` says of it, where many selections are asked about it. */
  readonly types?: readonly string[];
};

/** Resource types by AWS Backup's word, and whether AWS Backup protects them in this Region. */
export type OptIns = Readonly<Record<string, boolean>>;
